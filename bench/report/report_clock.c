// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_clock.c - GPU time of guests' loads over all parameter sets that do
 * not contradict published measurements.
 */
#include "clock_sum.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

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
		mail_para(r->out, CLOCK_NOT_EXACT);
}

/* *told: scenarios before this one, of which the first has the heading. */
static void do_scenario(struct report *r, size_t scenario, unsigned int *told)
{
	static const char *const heads[] = { "variant", "load", "median",
					     "5 to 95 %", "extremes", "bound" };
	struct rows rows = { .r = r };

	table_begin(&rows.t, 2, 6, heads);
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (r->tally.series[i].rate &&
		    r->tally.series[i].scenario == scenario)
			do_series(&rows, &r->tally.series[i]);
	if (rows.n && !(*told)++)
		mail_para(r->out, "GPU time [v], rate over baseline's, higher is "
			  "better, under %u " CLOCK_SETS "; + better, - worse, = within "
			  "the margin, ? " CLOCK_UNDECIDED "; bound: no latency is "
			  "hidden (the set serial).",
			  r->clock.sets);
	if (rows.n)
		tell(&rows, scenario);
	table_free(&rows.t);
}

/* Of the whole run. */
static size_t count_rows(const struct report *r)
{
	struct clock_pair p;
	size_t n = 0;

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];

		for (size_t v = 0; s->rate && v < r->run.plan.nvariants; v++)
			n += (int)v != r->tally.baseline &&
			     !report_clock_pair(r, v, r->tally.baseline,
						s->scenario, s->what, &p);
	}
	return n;
}

/* Where no time is known, as on a machine with several CPUs, there is nothing. */
static void print_clocks(struct report *r)
{
	unsigned int told = 0;

	if (!r->clock.sets || r->tally.baseline < 0)
		return;
	if (r->only < 0 && count_rows(r) > CLOCK_ROWS) {
		clock_sum_print(r);
		return;
	}
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k))
			do_scenario(r, k, &told);
	if (told)
		fputc('\n', r->out);
}

const struct section section_clocks = { .all = print_clocks, .one = print_clocks };
