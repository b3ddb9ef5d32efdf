// SPDX-License-Identifier: GPL-2.0-or-later
/* clock_of.c - what a report's clock, or its lender's, says of two variants. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ratio.h"
#include "report.h"

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

		if (cell < 0 || other < 0)
			continue;
		pairs[n] = (struct clock_cells){ cell, other };
		/* a block in which one of the two has failed is left out */
		n += clock_has(&r->clock, &pairs[n], load);
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

bool report_gpu_time(const struct tally_series *s)
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
	if (report_measured(r) || !report_gpu_time(s) ||
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
