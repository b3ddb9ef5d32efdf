// SPDX-License-Identifier: GPL-2.0-or-later
/* judge.c - see judge.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "judge.h"

static void judge_series(struct judged *j, size_t i, struct contrast **family,
			 double *x)
{
	const struct tally_series *s = &j->t->series[i];
	size_t nv = j->t->plan->nvariants;

	for (size_t v = 0; v < nv; v++) {
		struct contrast *c = &j->c[i * nv + v];
		size_t n = tally_ratios(j->t, s, v, x);

		j->n[i * nv + v] = n;
		if (n)
			*c = stats_judge(x, n, log1p(s->margin),
					 STATS_FLIP_SEED);
		if (s->primary && s->rate && tally_contrast(j->t, v))
			family[j->family++] = c;
	}
}

int judge_all(struct judged *j, const struct tally *t)
{
	size_t total = t->nseries * t->plan->nvariants;
	double *x = calloc(t->blocks + 1, sizeof(*x));
	struct contrast **family = calloc(total + 1, sizeof(struct contrast *));
	int err = -ENOMEM;

	*j = (struct judged){ .t = t, .c = calloc(total + 1, sizeof(*j->c)),
			      .n = calloc(total + 1, sizeof(*j->n)) };
	if (x && family && j->c && j->n) {
		for (size_t i = 0; t->baseline >= 0 && i < t->nseries; i++)
			judge_series(j, i, family, x);
		stats_holm(family, j->family);
		err = 0;
	}
	free(family);
	free(x);
	return err;
}

void judged_free(struct judged *j)
{
	free(j->c);
	free(j->n);
}

const struct contrast *judged_at(const struct judged *j, size_t series,
				 size_t variant)
{
	return &j->c[series * j->t->plan->nvariants + variant];
}

size_t judged_blocks(const struct judged *j, size_t series, size_t variant)
{
	return j->n[series * j->t->plan->nvariants + variant];
}

double judged_shown(const struct tally_series *s, double better)
{
	return exp(s->rate ? better : -better);
}
