// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - loading a run's folder, the order of sections, the verb. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lib/cell.h"
#include "lint_mail.h"
#include "precision.h"
#include "report.h"

/* Seconds of the host that cells of a kind took, of those that ended well. */
static void wall_times(struct report *r)
{
	char text[2][64] = { "", "" };
	double sum[2] = { 0 };
	unsigned int n[2] = { 0 };

	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *e = &r->run.records.v[i];
		bool guest;

		if (!record_is_end(e) || record_status(e) != CELL_OK)
			continue;
		guest = cell_guest(e->scenario);
		sum[guest] += json_number_value(json_object_get(e->data, "wall_s"));
		n[guest]++;
	}
	for (unsigned int k = 0; k < 2; k++)
		if (n[k])
			snprintf(text[k], sizeof(text[k]), "%u %s cell%s, %.1f s each",
				 n[k], k ? "guest" : "probe", n[k] == 1 ? "" : "s",
				 sum[k] / n[k]);
	if (n[0] + n[1])
		mail_para(r->out, "wall time: %s%s%s.", text[0],
			  n[0] && n[1] ? "; " : "", text[1]);
}

/* Why there are as many seeds as there are, and how narrow that made it. */
static void say_stop(struct report *r)
{
	size_t blocks;
	double half = precision_of(&r->tally, &blocks);
	char width[96] = "";

	if (half >= 0)
		snprintf(width, sizeof(width), "; widest primary interval +-%.3f %%",
			 half);
	if (r->run.plan.stop_why)
		mail_para(r->out, "stopped %s.", r->run.plan.stop_why);
	else if (r->tally.done < r->tally.planned)
		mail_para(r->out, "interrupted: the same command resumes it.");
	else
		mail_para(r->out, "complete: all planned seeds ran%s%s.",
			  width, r->run.plan.precision > 0 ?
			  "; the precision asked for was not reached" : "");
}

static void run_line(struct report *r)
{
	const char *date = record_str(json_object_get(r->run.env, "observed"),
				      "date", "no date");

	mail_para(r->out, "run %s of %s, profile %s: %zu variant%s%s, %zu "
		  "scenario%s, at most %u seed%s.", r->run.name, date, r->run.plan.profile,
		  r->run.plan.nvariants - (r->tally.aa >= 0),
		  r->run.plan.nvariants - (r->tally.aa >= 0) == 1 ? "" : "s",
		  r->tally.aa >= 0 ? " and the baseline again" : "",
		  r->run.plan.nscenarios, r->run.plan.nscenarios == 1 ? "" : "s",
		  r->tally.blocks,
		  r->tally.blocks == 1 ? "" : "s");
	report_common(r);
	if (r->run.plan.left_out)
		mail_para(r->out, "Left out on %s, where they would take the "
			  "machine down or need an image of user space: %s.", r->run.plan.machine,
			  r->run.plan.left_out);
	say_stop(r);
	wall_times(r);
	fputc('\n', r->out);
}

static void appendix(struct report *r)
{
	mail_para(r->out, "-- appendix --");
	fputc('\n', r->out);
}

static const struct section section_run = { .all = run_line };
static const struct section section_appendix = { .all = appendix };

/* All in their order; each file exports its own. */
static const struct section *const order[] = {
	&section_first, &section_scenario, &section_matrix,
	&section_contradictions, &section_unsafe, &section_chance, &section_errors,
	&section_appendix, &section_run, &section_census, &section_reproducers,
	&section_races, &section_failures, &section_primary, &section_scale,
	&section_ratios, &section_ratios_of, &section_clocks, &section_beside, &section_pictures,
	&section_agree, &section_smp, &section_traps,
	&section_sensitivity, &section_iommu, &section_outcome_cost,
	&section_profile, &section_floor, &section_machine, &section_reproduce,
	&section_limits,
};

/* The whole report, or what there is of the scenario r->only. */
static char *render(struct report *r)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	if (!r->out)
		return NULL;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		void (*print)(struct report *r) = r->only < 0 ? order[i]->all :
								order[i]->one;

		if (print)
			print(r);
	}
	if (fclose(r->out)) {
		free(text);
		return NULL;
	}
	return text;
}

char *report_render(struct report *r)
{
	return render(r);
}

char *report_render_scenario(struct report *r, size_t scenario)
{
	char *text;

	r->only = (int)scenario;
	text = render(r);
	r->only = -1;
	if (text)
		text[strlen(text) - 1] = '\0';	/* no empty line at the end */
	return text;
}

char *report_render_short(struct report *r)
{
	char *text = NULL;
	size_t len, first, lines = 0;

	r->out = open_memstream(&text, &len);
	if (!r->out)
		return NULL;
	section_first.all(r);
	fflush(r->out);
	first = len;
	section_matrix.all(r);
	if (fclose(r->out)) {
		free(text);
		return NULL;
	}
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	if (lines - 1 > SHORT_LINES)
		text[first] = '\0';
	/* no empty line at the end */
	text[strlen(text) - 1] = '\0';
	return text;
}

int report_write(const char *dir, char **text, char *why, size_t whylen)
{
	return report_write_with(dir, NULL, text, why, whylen);
}

int report_write_with(const char *dir, const char *lender, char **text,
		      char *why, size_t whylen)
{
	char *path = path_join(dir, "report.txt");
	struct report r;
	int err = report_open(&r, dir, why, whylen);

	if (!err && lender)
		err = report_borrow(&r, lender, why, whylen);

	*text = NULL;
	if (!err) {
		*text = report_render(&r);
		err = *text && path ? file_write(path, *text, strlen(*text)) :
				      -ENOMEM;
		if (err)
			snprintf(why, whylen, "%s: %s", path ?: dir,
				 strerror(-err));
	}
	report_close(&r);
	free(path);
	return err;
}
