// SPDX-License-Identifier: GPL-2.0-or-later
/* precision.c - see precision.h. */
#include <math.h>
#include <stdio.h>

#include "precision.h"
#include "report/judge.h"
#include "report/report.h"

double precision_of(const struct tally *t, size_t *blocks)
{
	double widest = -1, half;
	struct judged j;

	*blocks = 0;
	if (judge_all(&j, t))
		return -1;
	for (size_t i = 0; i < t->nseries; i++)
		for (size_t v = 0; v < t->plan->nvariants; v++) {
			const struct contrast *c = judged_at(&j, i, v);
			size_t n = judged_blocks(&j, i, v);

			if (!t->series[i].primary || !t->series[i].rate ||
			    !tally_contrast(t, v))
				continue;
			if (!c->ci.valid) {
				widest = -1;
				goto out;
			}
			half = expm1((c->ci.hi - c->ci.lo) / 2) * 100;
			widest = fmax(widest, half);
			*blocks = !*blocks || n < *blocks ? n : *blocks;
		}
out:
	judged_free(&j);
	return widest;
}

int precision_reached(const char *dir, double target, unsigned int blocks,
		      char *why, size_t len)
{
	struct report r;
	int err = report_open(&r, dir, why, len);
	size_t have = 0, need;
	double half;

	if (!err) {
		half = precision_of(&r.tally, &have);
		need = stats_min_blocks_family(tally_family(&r.tally));
		if (half >= 0 && half <= target && have >= blocks &&
		    have >= need) {
			snprintf(why, len, "after %u seeds: the widest primary "
				 "interval is +-%.3f %%, asked for was +-%g %%",
				 blocks, half, target);
			err = 1;
		}
	}
	report_close(&r);
	return err;
}
