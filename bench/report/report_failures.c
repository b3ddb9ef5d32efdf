// SPDX-License-Identifier: GPL-2.0-or-later
/* report_failures.c - what failed and why, and what kernels complained about. */
#include <stdlib.h>
#include <string.h>

#include "circle.h"
#include "lint_mail.h"
#include "names.h"
#include "report.h"

/* Lines of what a kernel said; the log has all. */
#define QUOTED 2

static void complaints(struct report *r, const json_t *list, size_t most)
{
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v) {
		if (i == most)
			break;
		mail_quote(r->out, json_string_value(v) ?: "");
	}
}

static void quote_text(struct report *r, const char *text, size_t most)
{
	char *copy = strdup(text), *save, *line;
	size_t n = 0;

	for (line = copy ? strtok_r(copy, "\n", &save) : NULL; line && n < most;
	     line = strtok_r(NULL, "\n", &save), n++)
		mail_quote(r->out, line);
	free(copy);
}

/* What a kernel said without its warnings and their traces, or NULL. */
static const char *behind_warnings(const char *text)
{
	size_t n;

	for (; text && *text; text += n + (text[n] != 0)) {
		const char *at = strstr(text, "+0x");

		n = strcspn(text, "\n");
		if (strncmp(text, "WARNING", 7) && strncmp(text, "RIP:", 4) &&
		    (!at || at >= text + n))
			return text;
	}
	return NULL;
}

/* Same scenario, ending and reason: one failure, seen in several boots. */
static bool same_failure(const struct tally_boot *a, const struct tally_boot *b)
{
	return a->done && b->done && a->status == b->status &&
	       !strcmp(a->end->scenario, b->end->scenario) &&
	       !strcmp(record_str(a->end->data, "why", ""),
		       record_str(b->end->data, "why", "")) &&
	       !strcmp(a->crashed_in ?: "", b->crashed_in ?: "");
}

static const struct tally_boot *planned_boot(const struct report *r, size_t i)
{
	const struct plan_cell *c = &r->run.plan.cells[i];

	return tally_boot(&r->tally, c->variant, c->scenario, c->block);
}

/* "1, 2": seeds of a variant that failed as cell i did; "" for none. */
static char *seeds_failed(const struct report *r, size_t i, size_t v)
{
	const struct plan_cell *c = &r->run.plan.cells[i];
	char *text = NULL;
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t b = 0; b < r->tally.blocks; b++) {
			const struct tally_boot *x =
				tally_boot(&r->tally, v, c->scenario, b);

			if (same_failure(x, planned_boot(r, i)))
				names_add(&l, "%llu", (unsigned long long)x->end->seed);
		}
		text = strdup(names_text(&l));
	}
	names_close(&l);
	return text;
}

/* Did cell i fail with the seeds of text under variant v, too? */
static bool same_seeds(const struct report *r, size_t i, size_t v,
		       const char *text)
{
	char *other = seeds_failed(r, i, v);
	bool same = other && !strcmp(other, text);

	free(other);
	return same;
}

/* "seeds 1, 2 of stock, no-check; seed 1 of baseline" */
static void put_failed(const struct report *r, size_t i, FILE *f)
{
	size_t nv = r->run.plan.nvariants, n = 0;

	for (size_t v = 0; v < nv; v++) {
		char *seeds = seeds_failed(r, i, v);
		bool told = !seeds || !*seeds, all = !told && !v && nv > 2;

		for (size_t w = 1; w < nv && all; w++)
			all = same_seeds(r, i, w, seeds);

		for (size_t w = 0; w < v && !told; w++)
			told = same_seeds(r, i, w, seeds);
		if (!told)
			fprintf(f, "%sseed%s %s of %s", n++ ? "; " : "",
				strchr(seeds, ',') ? "s" : "", seeds,
				all ? "all" : r->run.plan.variants[v]);
		for (size_t w = v + 1; w < nv && !told && !all; w++)
			if (same_seeds(r, i, w, seeds))
				fprintf(f, ", %s", r->run.plan.variants[w]);
		free(seeds);
	}
}

/* Cell i failed: every boot that failed the same way, unless told before. */
static bool failed_boot(struct report *r, size_t i)
{
	const struct tally_boot *b = planned_boot(r, i);
	const json_t *d = b->end->data, *bad = json_object_get(d, "complaints");
	const char *guest = behind_warnings(b->guest_complaint);
	char *names = NULL;
	size_t len;
	FILE *f;

	for (size_t k = 0; k < i; k++)
		if (same_failure(planned_boot(r, k), b))
			return false;
	f = open_memstream(&names, &len);
	if (!f)
		return false;
	put_failed(r, i, f);
	fclose(f);
	mail_para(r->out, "%s: %s%s%s%s%s; %s", b->end->scenario,
		  cell_status_name(b->status), b->crashed_in ? " in " : "",
		  b->crashed_in ?: "", *record_str(d, "why", "") ? ", " : "",
		  record_str(d, "why", ""), names);
	free(names);
	if (b->complaint)
		quote_text(r, b->complaint, QUOTED);
	else if (json_array_size(bad))
		complaints(r, bad, QUOTED);
	else if (guest)
		quote_text(r, guest, QUOTED);
	else if (b->status == CELL_FAIL)
		complaints(r, json_object_get(d, "console_tail"), QUOTED);
	return true;
}

static bool same_complaint(const struct tally_boot *a,
			   const struct tally_boot *b)
{
	size_t n;

	if (!a->complaint || !b->complaint || a->status != CELL_OK)
		return false;
	n = strcspn(a->complaint, "\n");
	return strcspn(b->complaint, "\n") == n &&
	       !strncmp(a->complaint, b->complaint, n) &&
	       circle_same(a->complaint, b->complaint);
}

static void quote_circle(struct report *r, const char *text)
{
	char *circle = circle_of(text);

	if (circle)
		mail_para(r->out, "circular locking dependency, each lock taken under the "
			  "next: %s",
			  circle);
	free(circle);
}

/* Cells that ended well, but L1's kernel complained: each text once. */
static void warned_boots(struct report *r)
{
	for (size_t i = 0; i < r->run.plan.ncells; i++) {
		const struct tally_boot *b = planned_boot(r, i);
		unsigned int n = 0;
		bool told = false;

		if (!b->done || !b->complaint || b->status != CELL_OK ||
		    !report_wants(r, r->run.plan.cells[i].scenario))
			continue;
		for (size_t k = 0; r->only < 0 && k < i; k++)
			told |= same_complaint(planned_boot(r, k), b);
		for (size_t k = i; k < r->run.plan.ncells && !told; k++)
			n += same_complaint(planned_boot(r, k), b);
		if (told)
			continue;
		mail_para(r->out, "The host's kernel complained in %u boot%s that "
			  "ended well, first in %s seed %llu:", n, n == 1 ? "" : "s", b->end->cell,
			  (unsigned long long)b->end->seed);
		quote_text(r, b->complaint, 2);
		quote_circle(r, b->complaint);
	}
}

static void first_guest_complaint(struct report *r)
{
	for (size_t i = 0; i < r->run.plan.ncells; i++) {
		const char *text = planned_boot(r, i)->guest_complaint;

		if (text && report_wants(r, r->run.plan.cells[i].scenario)) {
			quote_text(r, text, 1);
			return;
		}
	}
}

static unsigned int guest_complaints(const struct report *r)
{
	unsigned int n = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			if (report_wants(r, k))
				n += tally_cell(&r->tally, v, k)->guest_complaints;
	return n;
}

/* How many of the GPU's writes that were checked are right, and which are not. */
static void say_contents(struct report *r)
{
	unsigned int all = 0, bad = 0;
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			for (size_t v = 0; v < r->run.plan.nvariants; v++) {
				const struct tally_cell *c = tally_cell(&r->tally, v, k);

				if (!report_wants(r, k))
					continue;
				all += c->contents;
				bad += c->contents_bad;
				if (c->contents_bad)
					names_add(&l, "%s/%s %u of %u",
						  r->run.plan.variants[v],
						  r->run.plan.scenarios[k].name,
						  c->contents_bad, c->contents);
			}
		if (all)
			mail_para(r->out, "What the GPU wrote is right in %u of %u "
				  "checks%s%s.", all - bad, all,
				  l.n ? "; wrong: " : "", names_text(&l));
	}
	names_close(&l);
}

static void print_failures(struct report *r)
{
	const struct tally *t = &r->tally;
	unsigned int shown = 0, unset = 0, guests;

	mail_para(r->out, "What failed, and why");
	for (size_t i = 0; i < r->run.plan.ncells; i++) {
		const struct plan_cell *c = &r->run.plan.cells[i];
		const struct tally_boot *b = tally_boot(t, c->variant,
							c->scenario, c->block);

		if (!report_wants(r, c->scenario))
			continue;
		if (b->done && b->status != CELL_OK) {
			shown += failed_boot(r, i);
		} else if (b->why_not_set_up) {
			mail_para(r->out, "%s seed %llu: not set up, %s",
				  b->end ? b->end->cell : "?",
				  (unsigned long long)c->seed, b->why_not_set_up);
			unset++;
		}
	}
	guests = guest_complaints(r);
	if (r->only < 0 && t->done < t->planned)
		mail_para(r->out, "%u of %u cells have not run.",
			  t->planned - t->done, t->planned);
	if (!shown && !unset && (r->only >= 0 || t->done == t->planned))
		mail_para(r->out, "No cell failed or crashed.");
	warned_boots(r);
	if (guests) {
		mail_para(r->out, "The guest's kernel complained in %u boot%s, first:",
			  guests, guests == 1 ? "" : "s");
		first_guest_complaint(r);
	}
	say_contents(r);
	fputc('\n', r->out);
}

const struct section section_failures = { .all = print_failures, .one = print_failures };
