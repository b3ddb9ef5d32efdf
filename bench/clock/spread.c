// SPDX-License-Identifier: GPL-2.0-or-later
/* See spread.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock/spread.h"

#define CHANCE 3	/* standard deviations of a rank correlation of nothing */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value that p per cent are not above. */
static double rank(const double *sorted, unsigned int n, unsigned int p)
{
	unsigned int i = (n * p + 99) / 100;

	return sorted[i ? i - 1 : 0];
}

int spread_of(const double *v, unsigned int n, struct spread *out)
{
	double *s = malloc(n * sizeof(*s));

	if (!s)
		return -ENOMEM;
	memcpy(s, v, n * sizeof(*s));
	qsort(s, n, sizeof(*s), by_value);
	*out = (struct spread){
		.median = (s[(n - 1) / 2] + s[n / 2]) / 2,
		.p5 = rank(s, n, 5), .p95 = rank(s, n, 95),
		.min = s[0], .max = s[n - 1],
	};
	free(s);
	return 0;
}

/* Ranks of v; equal values share the mean of theirs. n^2: n is hundreds. */
static void ranks(const double *v, unsigned int n, double *r)
{
	for (unsigned int i = 0; i < n; i++) {
		unsigned int below = 0, same = 0;

		for (unsigned int k = 0; k < n; k++) {
			below += v[k] < v[i];
			same += v[k] == v[i];
		}
		r[i] = below + (same - 1) / 2.0;
	}
}

/* Of ranks, whose mean is known: nothing is rounded. */
static double correlation(const double *a, const double *b, unsigned int n)
{
	double mean = (n - 1) / 2.0, ab = 0, aa = 0, bb = 0;

	for (unsigned int i = 0; i < n; i++) {
		ab += (a[i] - mean) * (b[i] - mean);
		aa += (a[i] - mean) * (a[i] - mean);
		bb += (b[i] - mean) * (b[i] - mean);
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

double spread_rho(const double *x, const double *v, unsigned int n)
{
	double *r = malloc(2 * n * sizeof(*r)), rho = NAN;

	if (r) {
		ranks(x, n, r);
		ranks(v, n, r + n);
		rho = correlation(r, r + n, n);
	}
	free(r);
	return rho;
}

bool spread_tells(double rho, unsigned int n)
{
	return fabs(rho) * sqrt(n - 1.0) >= CHANCE;
}
