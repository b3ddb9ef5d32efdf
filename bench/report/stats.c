// SPDX-License-Identifier: GPL-2.0-or-later
/* stats.c - see stats.h for what is computed and from which source. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"
#include "stats.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double sorted_median(const double *v, size_t n)
{
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

double stats_median(const double *x, size_t n)
{
	double *v = malloc(n * sizeof(*v)), m = NAN;

	if (!v || !n)
		goto out;
	memcpy(v, x, n * sizeof(*v));
	qsort(v, n, sizeof(*v), by_value);
	m = sorted_median(v, n);
out:
	free(v);
	return m;
}

double stats_hodges_lehmann(const double *x, size_t n)
{
	size_t count = n * (n + 1) / 2, k = 0;
	double *w = malloc(count * sizeof(*w)), m = NAN;

	if (!w || !n)
		goto out;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			w[k++] = (x[i] + x[j]) / 2;
	qsort(w, count, sizeof(*w), by_value);
	m = sorted_median(w, count);
out:
	free(w);
	return m;
}

size_t stats_min_blocks(double alpha)
{
	size_t n = 1;

	while (ldexp(alpha / 2, (int)n) < 1)
		n++;
	return n;
}

size_t stats_min_blocks_family(size_t m)
{
	return stats_min_blocks(STATS_ALPHA / (m ? m : 1));
}

/*
 * Means of all non-empty subsets, or of drawn ones; *count of them. Each
 * subset stands for one assignment of signs.
 */
static double *subset_means(const double *x, size_t n, uint64_t seed,
			    size_t *count)
{
	bool exact = n <= STATS_EXACT_MAX;
	double *m;
	struct rng r;

	*count = exact ? ((size_t)1 << n) - 1 : STATS_DRAWS;
	m = malloc(*count * sizeof(*m));
	if (!m)
		return NULL;
	rng_seed(&r, seed);
	for (size_t k = 0; k < *count; k++) {
		double sum = 0;
		size_t members = 0, i;

		do {	/* an empty draw is drawn again */
			uint64_t bits = exact ? k + 1 : 0;

			for (i = 0; i < n; i++) {
				if (!exact && i % 64 == 0)
					bits = rng_u64(&r);
				if (bits >> (i % 64) & 1) {
					sum += x[i];
					members++;
				}
			}
		} while (!members);
		m[k] = sum / (double)members;
	}
	return m;
}

struct interval stats_interval(const double *x, size_t n, uint64_t seed)
{
	struct interval ci = { .est = stats_hodges_lehmann(x, n) };
	size_t count, k;
	double *m;

	if (n < stats_min_blocks(STATS_ALPHA))
		return ci;
	m = subset_means(x, n, seed, &count);
	if (!m)
		return ci;
	qsort(m, count, sizeof(*m), by_value);
	k = (size_t)floor(STATS_ALPHA / 2 * (double)(count + 1));
	ci.lo = m[k - 1];
	ci.hi = m[count - k];
	ci.valid = true;
	free(m);
	return ci;
}

double stats_p_greater(const double *x, size_t n, double mu, uint64_t seed)
{
	size_t count, reached = 1;	/* the assignment seen is one of them */
	double *m, p;

	/*
	 * Flipping the signs of x - mu in a subset gives a sum as large as the
	 * one seen exactly when the subset's mean is at most mu.
	 */
	if (!n)
		return 1;
	m = subset_means(x, n, seed, &count);
	if (!m)
		return 1;
	for (size_t k = 0; k < count; k++)
		reached += m[k] <= mu;
	p = (double)reached / (double)(count + 1);
	free(m);
	return p;
}

static double p_less(const double *x, size_t n, double mu, uint64_t seed)
{
	double *neg = malloc((n ? n : 1) * sizeof(*neg)), p = 1;

	if (!neg)
		return 1;
	for (size_t i = 0; i < n; i++)
		neg[i] = -x[i];
	p = stats_p_greater(neg, n, -mu, seed);
	free(neg);
	return p;
}

static double capped(double p)
{
	return p < 1 ? p : 1;
}

/* P(at least k of n) at a share of p. */
static double at_least(size_t k, size_t n, double p)
{
	double sum = 0;

	for (size_t i = k; i <= n; i++)
		sum += exp(lgamma(n + 1.0) - lgamma(i + 1.0) - lgamma(n - i + 1.0) +
			   i * log(p) + (n - i) * log1p(-p));
	return sum;
}

/* The share at which at least k of n have that probability; it grows with p. */
static double share_at(size_t k, size_t n, double probability)
{
	double lo = 0, hi = 1;

	for (int i = 0; i < 60; i++) {
		double mid = (lo + hi) / 2;

		if (at_least(k, n, mid) < probability)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}

void stats_share(size_t hits, size_t n, double *lo, double *hi)
{
	*lo = hits ? share_at(hits, n, STATS_ALPHA / 2) : 0;
	*hi = hits < n ? share_at(hits + 1, n, 1 - STATS_ALPHA / 2) : 1;
}

struct contrast stats_judge(const double *x, size_t n, double margin,
			    uint64_t seed)
{
	struct contrast c = { .p = 1, .p_holm = 1, .verdict = VERDICT_OPEN };
	double better, worse, same;

	c.ci = stats_interval(x, n, seed);
	if (!c.ci.valid)
		return c;
	better = stats_p_greater(x, n, margin, seed);
	worse = p_less(x, n, -margin, seed);
	same = fmax(stats_p_greater(x, n, -margin, seed),
		    p_less(x, n, margin, seed));
	c.p = capped(2 * fmin(same, fmin(better, worse)));
	c.p_holm = c.p;
	if (c.p > STATS_ALPHA)
		return c;
	if (same <= better && same <= worse)
		c.verdict = VERDICT_SAME;
	else
		c.verdict = better < worse ? VERDICT_BETTER : VERDICT_WORSE;
	return c;
}

static int by_p(const void *a, const void *b)
{
	const struct contrast *const *x = a, *const *y = b;

	return ((*x)->p > (*y)->p) - ((*x)->p < (*y)->p);
}

void stats_holm(struct contrast *const *family, size_t n)
{
	struct contrast **order = calloc(n ? n : 1, sizeof(struct contrast *));
	double top = 0;

	if (!order) {	/* nothing can be claimed without the correction */
		for (size_t i = 0; i < n; i++)
			family[i]->verdict = VERDICT_OPEN;
		return;
	}
	for (size_t i = 0; i < n; i++)
		order[i] = family[i];
	qsort(order, n, sizeof(struct contrast *), by_p);
	for (size_t i = 0; i < n; i++) {
		top = fmax(top, capped((double)(n - i) * order[i]->p));
		order[i]->p_holm = top;
		if (top > STATS_ALPHA)
			order[i]->verdict = VERDICT_OPEN;
	}
	free(order);
}
