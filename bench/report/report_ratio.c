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

#include "judge.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

#define LEAST 0.01		/* a ratio nearer to 1 is not printed */

struct ratios {
	struct report *r;
	struct judged j;
	bool rate;
	double *noise;		/* |log| of ratios that are noise, ascending */
	size_t n;
	double most;		/* the largest, and where */
	size_t where;
};

static bool has(const struct ratios *q, size_t i, size_t v)
{
	return q->r->tally.series[i].rate == q->rate && judged_blocks(&q->j, i, v);
}

static double at(const struct ratios *q, size_t i, size_t v)
{
	return judged_at(&q->j, i, v)->ci.est;
}

/* By the same way, too: as many pins, as many in vain, in each boot. */
static bool same_way(const struct report *r, size_t v, size_t k)
{
	static const char *const keys[] = { "pin_calls", "pins_wasted",
					    "decided_split" };

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const json_t *a = tally_boot(&r->tally, v, k, i)->counts;
		const json_t *b = tally_boot(&r->tally, r->tally.baseline, k, i)->counts;

		for (size_t n = 0; n < sizeof(keys) / sizeof(keys[0]); n++)
			if (record_int(json_object_get(a, "counters"), keys[n], -1) !=
			    record_int(json_object_get(b, "counters"), keys[n], -1))
				return false;
	}
	return true;
}

/*
 * The variant's entries became what the baseline's did: on like pages, or
 * all of them one thing, whatever the pages were.
 */
static bool same_end(const struct report *r, size_t v, size_t k)
{
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

	return tally_cell(&r->tally, v, k)->counted &&
	       report_same_sum(o, &tally_cell(&r->tally, r->tally.baseline, k)->sum) &&
	       (tally_comparable(&r->tally, v, r->tally.baseline, k) ||
		!o->direct || o->direct == o->seen);
}

/* What it costs to get there is what a time is about, and no noise in it. */
static bool does_the_same(const struct ratios *q, size_t v, size_t k)
{
	return same_end(q->r, v, k) && (q->rate || same_way(q->r, v, k));
}

/* 'E', 'U': time in which entries failed or led astray buys nothing. */
static char spoilt(const struct report *r, size_t v, size_t k)
{
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

	return o->failed ? 'E' : o->unsafe ? 'U' : 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void take_noise(struct ratios *q)
{
	const struct tally *t = &q->r->tally;

	for (size_t i = 0; i < t->nseries; i++)
		for (size_t v = 0; v < q->r->run.plan.nvariants; v++) {
			double x;

			if (!has(q, i, v) || !tally_contrast(t, v) ||
			    spoilt(q->r, v, t->series[i].scenario) ||
			    !does_the_same(q, v, t->series[i].scenario))
				continue;
			x = fabs(at(q, i, v));
			q->where = x > q->most ? i : q->where;
			q->most = fmax(x, q->most);
			q->noise[q->n++] = x;
		}
	qsort(q->noise, q->n, sizeof(*q->noise), ascending);
}

/* The largest ratio of the series that is noise, in its scenario. */
static double floor_of(const struct ratios *q, size_t i)
{
	unsigned int k = q->r->tally.series[i].scenario;
	double most = 0;

	for (size_t v = 0; v < q->r->run.plan.nvariants; v++)
		if (has(q, i, v) && tally_contrast(&q->r->tally, v) &&
		    does_the_same(q, v, k))
			most = fmax(most, fabs(at(q, i, v)));
	return most;
}

/* Does a judged variant differ, by more than the least and the noise? */
static bool worth_a_row(const struct ratios *q, size_t i)
{
	unsigned int k = q->r->tally.series[i].scenario;
	double least = fmax(log1p(LEAST), floor_of(q, i));

	if (spoilt(q->r, (size_t)q->r->tally.baseline, k))
		return false;	/* a ratio to what failed says nothing */

	for (size_t v = 0; v < q->r->run.plan.nvariants; v++)
		if (has(q, i, v) && tally_contrast(&q->r->tally, v) &&
		    !does_the_same(q, v, k) && !spoilt(q->r, v, k) &&
		    fabs(at(q, i, v)) > least)
			return true;
	return false;
}

static bool column(const struct report *r, size_t v)
{
	return (int)v != r->tally.baseline && (int)v != r->tally.aa;
}

static void put(struct table *t, size_t row, size_t col, const struct ratios *q,
		size_t i, size_t v)
{
	const struct tally_series *s = &q->r->tally.series[i];
	char mark = spoilt(q->r, v, s->scenario);

	if (!judged_blocks(&q->j, i, v))
		table_put(t, row, col, ".");
	else if (mark)
		table_put(t, row, col, "%c", mark);
	else if (tally_contrast(&q->r->tally, v) && does_the_same(q, v, s->scenario))
		table_put(t, row, col, "=");
	else
		table_put(t, row, col, "%.2f", judged_shown(s, at(q, i, v)));
}

static void head(struct table *t, const struct report *r)
{
	size_t col = 1;

	table_put(t, 0, 0, "scenario, of which");
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (column(r, v))
			table_put(t, 0, col++, "%c", report_letter(r, v));
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

		if (s->rate != q->rate || !worth_a_row(q, i))
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

static void say_noise(const struct ratios *q)
{
	const struct tally_series *s = &q->r->tally.series[q->where];

	if (!q->n)
		return;
	mail_para(q->r->out, "Noise: of %zu ratios of variants that do what the "
		  "baseline does, half are within %.2f %%, 95 of 100 within %.2f "
		  "%%, all within %.2f %% (%s, %s).", q->n,
		  expm1(q->noise[q->n / 2]) * 100,
		  expm1(q->noise[q->n * 95 / 100]) * 100, expm1(q->most) * 100,
		  q->r->run.plan.scenarios[s->scenario].name, s->what);
}

static size_t table_of(struct ratios *q, const char *title)
{
	struct report *r = q->r;
	size_t rows, cols = 1, most = 2 * r->tally.nseries + 1;
	struct table t;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		cols += column(r, v);
	if (table_init(&t, most, cols))
		return 0;
	head(&t, r);
	rows = fill(&t, q);
	if (rows || q->n)
		mail_para(r->out, title, report_measured(r) ? "m" : "v");
	t.rows = rows + 1;
	if (rows)
		table_print(&t, r->out, MAIL_COLS);
	t.rows = most;
	say_noise(q);
	if (rows || q->n)
		fputc('\n', r->out);
	table_free(&t);
	return rows;
}

static size_t ratios(struct report *r, bool rate, const char *title)
{
	struct ratios q = { .r = r, .rate = rate };
	size_t rows = 0;

	if (r->tally.baseline < 0 || judge_all(&q.j, &r->tally))
		return 0;
	q.noise = calloc(r->tally.nseries * r->run.plan.nvariants + 1,
			 sizeof(*q.noise));
	if (q.noise) {
		take_noise(&q);
		rows = table_of(&q, title);
	}
	free(q.noise);
	judged_free(&q.j);
	return rows;
}

void report_ratios(struct report *r)
{
	size_t rows = ratios(r, true, "Throughput in the guest where variants differ "
			     "[%s], ratio to baseline, higher is better");

	rows += ratios(r, false, "Time where variants differ [%s], ratio to baseline, "
		       "lower is better");
	if (!rows)
		return;
	mail_para(r->out, "Letters: the matrix's columns. =: does what the baseline "
		  "does; E, U: entries fail or are unsafe, so no ratio; .: none. "
		  "Rows within %g %%, or within the noise of that row, are left out.",
		  LEAST * 100);
	fputc('\n', r->out);
}
