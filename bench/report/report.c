// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - loading a run's folder, the order of sections, the verb. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lint_mail.h"
#include "precision.h"
#include "report.h"

/* Seconds of the host that cells of a kind took, of those that ended well. */
static void wall_times(struct report *r)
{
	double sum[2] = { 0 };
	unsigned int n[2] = { 0 };

	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *e = &r->run.records.v[i];
		bool guest;

		if (!record_is_end(e) || record_status(e) != CELL_OK)
			continue;
		guest = !strncmp(e->scenario, "guest:", 6);
		sum[guest] += json_number_value(json_object_get(e->data, "wall_s"));
		n[guest]++;
	}
	if (n[0])
		mail_para(r->out, "wall time: %u probe cells, %.1f s each.", n[0],
			  sum[0] / n[0]);
	if (n[1])
		mail_para(r->out, "wall time: %u guest cells, %.1f s each.", n[1],
			  sum[1] / n[1]);
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
		mail_para(r->out, "stopped: interrupted; the same command goes on.");
	else
		mail_para(r->out, "complete: all planned seeds ran%s%s.",
			  width, r->run.plan.precision > 0 ?
			  "; the precision asked for was not reached" : "");
}

static void run_line(struct report *r)
{
	const char *date = record_str(json_object_get(r->run.env, "observed"),
				      "date", "no date");

	mail_para(r->out, "run %s of %s, profile %s: %zu variants%s, %zu scenarios, "
		  "at most %u seed%s.", r->run.name, date, r->run.plan.profile,
		  r->run.plan.nvariants - (r->tally.aa >= 0),
		  r->tally.aa >= 0 ? " and the baseline again" : "",
		  r->run.plan.nscenarios, r->tally.blocks,
		  r->tally.blocks == 1 ? "" : "s");
	report_common(r);
	if (r->run.plan.left_out)
		mail_para(r->out, "Left out on %s, where they would take the "
			  "machine down: %s.", r->run.plan.machine,
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

/* The sections in their order. */
static void (*const sections[])(struct report *r) = {
	report_first, report_matrix, report_contradictions, report_unsafe,
	report_errors, appendix, run_line, report_census, report_reproducers,
	report_failures, report_primary, report_scale, report_ratios,
	report_clocks, report_agree, report_traps, report_sensitivity, report_iommu, report_outcome_cost,
	report_profile, report_floor, report_machine, report_reproduce,
	report_limits,
};

static char *render(struct report *r, void (*const *parts)(struct report *r), size_t n)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	if (!r->out)
		return NULL;
	for (size_t i = 0; i < n; i++)
		parts[i](r);
	if (fclose(r->out)) {
		free(text);
		return NULL;
	}
	return text;
}

char *report_render(struct report *r)
{
	return render(r, sections, sizeof(sections) / sizeof(sections[0]));
}

char *report_render_scenario(struct report *r, size_t scenario)
{
	static void (*const parts[])(struct report *r) = {
		report_scenario_counts, report_errors, report_reproducers,
		report_failures, report_ratios_of, report_clocks,
		report_agree, report_traps,
		report_sensitivity, report_iommu, report_profile,
	};
	char *text;

	r->only = (int)scenario;
	text = render(r, parts, sizeof(parts) / sizeof(parts[0]));
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
	report_first(r);
	fflush(r->out);
	first = len;
	report_matrix(r);
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
	char *path = path_join(dir, "report.txt");
	struct report r;
	int err = report_open(&r, dir, why, whylen);

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
