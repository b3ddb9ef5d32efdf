/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stats.h - how samples become verdicts (docs/method.md, "Statistics").
 *
 * A sample x[i] is one block's log ratio: log(variant / baseline) of the
 * boots that shared a block and a seed. Positive means better once the
 * caller has put in the direction of the metric. Nothing here knows what
 * was measured, allocates for its caller, or prints.
 */
#ifndef GTT2M_STATS_H
#define GTT2M_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Above this many blocks the flips are drawn, not enumerated. */
#define STATS_EXACT_MAX 20
/* Draws above it; odd so that quantiles of draws + 1 are whole. */
#define STATS_DRAWS 99999
/* Seed of drawn flips: any fixed number, so that a report repeats. */
#define STATS_FLIP_SEED 20230311
/* Two-sided error of every interval and verdict. */
#define STATS_ALPHA 0.05

struct interval {
	double est;	/* Hodges-Lehmann estimate */
	double lo, hi;	/* 1 - STATS_ALPHA, two-sided */
	bool valid;	/* false: too few blocks for lo and hi */
};

/* Median of a copy of x; n > 0. NaN when memory is short. */
double stats_median(const double *x, size_t n);

/* Median of the n (n + 1) / 2 Walsh averages (x[i] + x[j]) / 2, i <= j. */
double stats_hodges_lehmann(const double *x, size_t n);

/* Fewest blocks for a two-sided interval at level alpha: 6 at 0.05. */
size_t stats_min_blocks(double alpha);

/*
 * Interval from the sign-flip (randomisation) test of the mean: its ends
 * are order statistics of the means of the subsets of x (J. A. Hartigan,
 * "Using subsample values as typical values", JASA 64, 1969). Exact up to
 * STATS_EXACT_MAX blocks, STATS_DRAWS subsets drawn from seed above.
 */
struct interval stats_interval(const double *x, size_t n, uint64_t seed);

/*
 * One-sided p of the sign-flip test: P(mean as large as seen or larger)
 * when the centre is mu. For "smaller", negate x and mu.
 */
double stats_p_greater(const double *x, size_t n, double mu, uint64_t seed);

/*
 * A share, hits of n > 0 boots: the exact interval of a binomial at
 * 1 - STATS_ALPHA, two-sided (Clopper and Pearson, Biometrika 26, 1934).
 */
void stats_share(size_t hits, size_t n, double *lo, double *hi);

enum verdict {
	VERDICT_BETTER = '+',	/* better by more than the margin */
	VERDICT_WORSE = '-',	/* worse by more than the margin */
	VERDICT_SAME = '=',	/* within the margin: equivalence shown */
	VERDICT_OPEN = '?',	/* undecided */
};

struct contrast {
	struct interval ci;
	double p;		/* two-sided p of the claim it supports best */
	double p_holm;		/* after stats_holm over its family */
	enum verdict verdict;
};

/* Judge one contrast against +-margin (log scale, > 0); p_holm = p. */
struct contrast stats_judge(const double *x, size_t n, double margin,
			    uint64_t seed);

/*
 * Holm's correction over a declared family; a verdict that does not stand
 * at STATS_ALPHA becomes VERDICT_OPEN.
 */
void stats_holm(struct contrast *const *family, size_t n);

/* Fewest blocks with which one claim of a family of m can ever stand. */
size_t stats_min_blocks_family(size_t m);

#endif
