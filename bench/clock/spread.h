/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spread.h - a number under each set of an ensemble, summed up. */
#ifndef GTT2M_SPREAD_H
#define GTT2M_SPREAD_H

#include <stdbool.h>

struct spread {
	double median, p5, p95, min, max;
};

/* Of v[n], n > 0; quantiles are values of v (nearest rank). -ENOMEM */
int spread_of(const double *v, unsigned int n, struct spread *out);

/*
 * Spearman's rank correlation of x and v, n of each: how far the order of v
 * follows that of x; 0 if one does not vary. NAN when out of memory.
 */
double spread_rho(const double *x, const double *v, unsigned int n);
/* Is that of n values more than chance gives: 3 standard deviations? */
bool spread_tells(double rho, unsigned int n);

#endif
