// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_ratio.c - times and rates where a variant does other than the
 * baseline. Where it does the same, its ratio is noise, and is told as such:
 * what another address of the same code costs. All ratios of a scenario are
 * in gtt2m show.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "names.h"
#include "ratio.h"
#include "table.h"

/* What the placebo does is told as noise. */
static bool column(const struct report *r, size_t v)
{
	return (int)v != r->tally.baseline && (int)v != r->tally.aa &&
	       !report_placebo(r, v);
}

static void put(struct table *t, size_t row, size_t col, const struct ratios *q,
		size_t i, size_t v)
{
	const struct tally_series *s = &q->r->tally.series[i];
	char mark = ratios_spoilt(q->r, v, s->scenario);
	struct clock_pair p;

	if (!judged_blocks(&q->j, i, v))
		table_put(t, row, col, ".");
	else if (mark)
		table_put(t, row, col, "%c", mark);
	else if (ratios_same(q, v, s->scenario))
		table_put(t, row, col, "=");
	else if (report_rate_known(q->r, s, v, &p) != RATE_TIMED)
		table_put(t, row, col, "?");
	else
		table_put(t, row, col, "%.2f", judged_shown(s, judged_at(&q->j, i, v)->ci.est));
}

static void head(struct table *t, const struct report *r)
{
	size_t col = 1;

	table_put(t, 0, 0, "scenario, load");
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (column(r, v))
			table_put(t, 0, col++, "%c", report_letter(r, v));
}

/*
 * Where the model's constants decide GPU time has the ratio. A guest on other pages
 * than the baseline's has none, unless an IOMMU makes these contiguous.
 */
static bool timed(const struct report *r, const struct tally_series *s, size_t v)
{
	struct clock_pair p;

	return (!report_any_apart(r, s->scenario) || report_translated(r, s->scenario)) &&
	       report_rate_known(r, s, v, &p) == RATE_TIMED;
}

/* A line for each scenario, its series below it; populate needs no line. */
static size_t fill(struct table *t, const struct ratios *q)
{
	const struct report *r = q->r;
	const char *last = "";
	size_t row = 0;

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];
		const char *name = r->run.plan.scenarios[s->scenario].name;
		size_t col = 1;

		if (s->rate != q->rate || !ratios_tell(q, i, timed))
			continue;
		if (!strcmp(s->what, "populate")) {
			table_put(t, ++row, 0, "%s", name);
		} else {
			if (strcmp(name, last))
				table_put(t, ++row, 0, "%s", name);
			table_put(t, ++row, 0, "- %s", s->what);
			last = name;
		}
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if (column(r, v))
				put(t, row, col++, q, i, v);
	}
	return row;
}

/* The loads whose noise is more than what is looked for, each once. */
static void say_loads(const struct ratios *q)
{
	const struct tally_series *s = q->r->tally.series;
	struct names l;

	if (names_open(&l, 0))
		for (size_t i = 0; i < q->r->tally.nseries; i++) {
			size_t first = 0;

			while (strcmp(s[first].what, s[i].what))
				first++;
			if (first == i && s[i].rate == q->rate &&
			    ratios_floor(q, i) > RATIO_LEAST * 100)
				names_add(&l, "%s %.1f", s[i].what, ratios_floor(q, i));
		}
	if (l.n)
		mail_para(q->r->out, "Noise of more than %g %%, by load: %s.",
			  RATIO_LEAST * 100, names_text(&l));
	names_close(&l);
}

static void say_noise(const struct ratios *q)
{
	const struct tally_series *s = &q->r->tally.series[q->where];

	if (!q->n)
		return;
	mail_para(q->r->out, "Noise: of %zu ratios of variants that do what the "
		  "baseline does, half are within %.2f %%, 95 %% within %.2f %%, "
		  "all within %.2f %% (%s, %s).", q->n,
		  ratios_noise(q, 50), ratios_noise(q, 95), expm1(q->most) * 100,
		  q->r->run.plan.scenarios[s->scenario].name, s->what);
	say_loads(q);
}

static size_t table_of(struct ratios *q, const char *title)
{
	struct report *r = q->r;
	size_t rows, cols = 1;
	struct table t;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		cols += column(r, v);
	table_init(&t, cols);
	head(&t, r);
	rows = fill(&t, q);
	if (rows || q->n)
		mail_para(r->out, title, report_measured(r) ? "m" : "v");
	if (rows)
		table_print(&t, r->out, MAIL_COLS);
	else if (q->n)
		mail_para(r->out, "No ratio differs by more than %g %% and the noise of "
			  "its load.", RATIO_LEAST * 100);
	say_noise(q);
	if (rows || q->n)
		fputc('\n', r->out);
	table_free(&t);
	return rows;
}

static size_t ratios(struct report *r, bool rate, const char *title)
{
	struct ratios q;
	size_t rows;

	if (ratios_make(&q, r, rate))
		return 0;
	rows = table_of(&q, title);
	ratios_free(&q);
	return rows;
}

static void print_ratios(struct report *r)
{
	size_t rows = ratios(r, true, "Throughput in the guest where variants differ "
			     "[%s], ratio to baseline, higher is better");

	rows += ratios(r, false, "Time where variants differ [%s], ratio to baseline, "
		       "lower is better");
	if (!rows)
		return;
	mail_para(r->out, "Letters: the matrix's columns. =: does what the baseline "
		  "does; E, U: no ratio, since entries fail or are unsafe; ?: GPU "
		  "work through other entries than the baseline's; .: not run. "
		  "Left out are rows within %g %% or the noise of their load, and "
		  "those of such GPU work, since the model's constants decide: "
		  "see GPU time, if the run has it (docs/clock.md).",
		  RATIO_LEAST * 100);
	fputc('\n', r->out);
}

const struct section section_ratios = { .all = print_ratios };
