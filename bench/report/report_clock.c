// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_clock.c - GPU time of guests' loads over all parameter sets that do
 * not contradict published measurements.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "ratio.h"
#include "report.h"
#include "table.h"

/* Cells of the plan by variant, scenario and block; -1: it has none. */
static int cell_of(const struct report *r, size_t variant, size_t scenario,
		   unsigned int block)
{
	const struct plan *p = &r->run.plan;

	for (size_t i = 0; i < p->ncells; i++)
		if (p->cells[i].variant == variant &&
		    p->cells[i].scenario == scenario &&
		    p->cells[i].block == block)
			return (int)p->cells[i].index;
	return -1;
}

int report_clock_pair(const struct report *r, size_t variant, size_t base,
		      size_t scenario, const char *load,
		      struct clock_pair *out)
{
	const struct plan_scenario *s = &r->run.plan.scenarios[scenario];
	struct clock_cells *pairs = calloc(r->tally.blocks + 1, sizeof(*pairs));
	unsigned int n = 0;
	int err;

	if (!pairs)
		return -ENOMEM;
	for (unsigned int b = 0; b < r->tally.blocks; b++) {
		int cell = cell_of(r, variant, scenario, b);
		int other = cell_of(r, base, scenario, b);
		struct clock_pair one;

		if (cell < 0 || other < 0)
			continue;
		pairs[n] = (struct clock_cells){ cell, other };
		/* a block in which one of the two has failed is left out */
		n += !clock_pair(&r->clock, &pairs[n], 1, load, s->margin, &one);
	}
	err = clock_pair(&r->clock, pairs, n, load, s->margin, out);
	free(pairs);
	return err;
}

int report_clock_any(const struct report *r, size_t variant, size_t scenario,
		     const char *load, struct clock_pair *out)
{
	const struct report *l = r->lender;
	int v, k;

	if (!l)
		return report_clock_pair(r, variant, r->tally.baseline, scenario,
					 load, out);
	v = report_variant(l, r->run.plan.variants[variant]);
	k = report_scenario(l, r->run.plan.scenarios[scenario].name);
	if (v < 0 || k < 0)
		return -ENOENT;
	return report_clock_pair(l, v, l->tally.baseline, k, load, out);
}

/* A rate of what was mapped before; that of the first time is CPU's for the most. */
static bool is_gpu_time(const struct tally_series *s)
{
	size_t n = strlen(s->what);

	return s->rate && (n < 6 || strcmp(s->what + n - 6, "/first"));
}

/* All entries are of 2MiB in the cell, and right. */
static bool all_huge(const struct report *r, size_t v, size_t k)
{
	const struct tally_cell *c = tally_cell(&r->tally, v, k);

	return c->counted && c->sum.seen && c->sum.direct == c->sum.seen &&
	       !c->sum.failed && !c->sum.unsafe;
}

/* The GPU's work is the baseline's: but not stock's, which has the GTT cache. */
static bool same_work(const struct report *r, size_t v, size_t k)
{
	if (!strcmp(r->run.plan.variants[v], "stock"))
		return false;
	return (int)v == r->tally.aa || ratios_same_end(r, v, k) ||
	       (all_huge(r, v, k) && all_huge(r, r->tally.baseline, k));
}

enum rate_known report_rate_known(const struct report *r,
				  const struct tally_series *s, size_t v,
				  struct clock_pair *p)
{
	if (report_measured(r) || !is_gpu_time(s) ||
	    same_work(r, v, s->scenario))
		return RATE_TIMED;
	return report_clock_pair(r, v, r->tally.baseline, s->scenario, s->what,
				 p) ? RATE_UNKNOWN : RATE_SETS;
}

char report_clock_mark(const struct clock_pair *p)
{
	static const char marks[] = {
		[CLOCK_MORE] = '+', [CLOCK_LESS] = '-', [CLOCK_SAME] = '=',
		[CLOCK_OPEN] = '?',
	};

	return marks[p->says];
}

struct rows {
	struct report *r;
	struct table t;
	size_t n;		/* rows under the head */
	bool inexact;
	unsigned int open;
};

static void put_row(struct rows *rows, const struct tally_series *s,
		    const char *variant, const struct clock_pair *p)
{
	size_t n = ++rows->n;

	table_put(&rows->t, n, 0, "%s", variant);
	table_put(&rows->t, n, 1, "%s", s->what);
	table_put(&rows->t, n, 2, "%.3f %c", p->s.median,
		  report_clock_mark(p));
	table_put(&rows->t, n, 3, "%.3f-%.3f", p->s.p5, p->s.p95);
	table_put(&rows->t, n, 4, "%.2f-%.2f", p->s.min, p->s.max);
	table_put(&rows->t, n, 5, "%.2f", p->serial);
	rows->inexact |= !p->exact;
	rows->open += p->says == CLOCK_OPEN;
}

/* A series' rows: every variant against the baseline. */
static void do_series(struct rows *rows, const struct tally_series *s)
{
	const struct report *r = rows->r;
	struct clock_pair p;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if ((int)v != r->tally.baseline &&
		    !report_clock_pair(r, v, r->tally.baseline, s->scenario,
				       s->what, &p))
			put_row(rows, s, r->run.plan.variants[v], &p);
}

/* For a load that is open: of the widest interval, the parameters that decide. */
static void say_ranks(struct report *r, const struct tally_series *s)
{
	struct clock_pair p, widest = { 0 };
	const char *variant = NULL;
	char text[CLOCK_RANK_TEXT];

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if ((int)v != r->tally.baseline &&
		    !report_clock_pair(r, v, r->tally.baseline, s->scenario,
				       s->what, &p) && p.says == CLOCK_OPEN &&
		    p.s.p95 - p.s.p5 >= widest.s.p95 - widest.s.p5) {
			widest = p;
			variant = r->run.plan.variants[v];
		}
	if (variant)
		mail_para(r->out, "- %s, %s: %s", s->what, variant,
			  clock_ranks(&widest, text));
}

static void say_deciders(struct report *r, size_t scenario)
{
	mail_para(r->out, "Where it is not decided, what would decide most (rank "
		  "correlation; a second one if half as strong):");
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (r->tally.series[i].rate &&
		    r->tally.series[i].scenario == scenario)
			say_ranks(r, &r->tally.series[i]);
}

static void tell(struct rows *rows, size_t scenario)
{
	struct report *r = rows->r;

	fprintf(r->out, "%s:\n", r->run.plan.scenarios[scenario].name);
	table_print(&rows->t, r->out, MAIL_COLS);
	if (rows->open)
		say_deciders(r, scenario);
	if (rows->inexact)
		mail_para(r->out, "NOT EXACT: a phase replayed under the device's own set "
			  "did not take the time that the device had charged.");
}

static void do_scenario(struct report *r, size_t scenario)
{
	static const char *const heads[] = { "variant", "load", "median",
					     "5 to 95 %", "extremes", "bound" };
	struct rows rows = { .r = r };

	table_begin(&rows.t, 2, 6, heads);
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (r->tally.series[i].rate &&
		    r->tally.series[i].scenario == scenario)
			do_series(&rows, &r->tally.series[i]);
	if (rows.n)
		tell(&rows, scenario);
	table_free(&rows.t);
}

static void print_clocks(struct report *r)
{
	if (!r->clock.sets || r->tally.baseline < 0)
		return;
	mail_para(r->out, "GPU time [v], rate over baseline's, higher is better, under "
		  "%u " CLOCK_SETS "; + better, - worse, = within the margin, ? "
		  CLOCK_UNDECIDED "; bound: no latency is hidden (the set serial).",
		  r->clock.sets);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k))
			do_scenario(r, k);
	fputc('\n', r->out);
}

const struct section section_clocks = { .all = print_clocks, .one = print_clocks };
