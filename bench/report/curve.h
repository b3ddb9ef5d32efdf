/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * curve.h - the sweep over the GPU's cost model, from the records of kind
 * "sweep": one curve a scenario, axis and pattern. For report and plot.
 */
#ifndef GTT2M_CURVE_H
#define GTT2M_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "report.h"

#define CURVE_POINTS	32
#define CURVE_BREAK	0.01	/* the difference whose place is looked for */

struct curve {
	unsigned int scenario;	/* of the plan */
	const char *axis, *pattern;
	unsigned int pct[CURVE_POINTS];	/* ascending */
	size_t n;
	/*
	 * [variant * n + point]: throughput by the blitter's busy time, over
	 * the baseline's of the same seed; geometric mean of the seeds. NAN
	 * where there is none.
	 */
	double *ratio;
};

struct curves {
	struct curve *v;
	size_t n;
};

/* 0 or -ENOMEM; curves_free() in any case. */
int curves_make(struct curves *c, const struct report *r);
void curves_free(struct curves *c);
/* Was it swept in a set in which latencies overlap? */
bool curves_overlap(const struct report *r);

enum curve_end {
	CURVE_NEVER,	/* at no point */
	CURVE_ALWAYS,	/* at every point */
	CURVE_FROM,	/* from pct on */
	CURVE_UPTO,	/* up to pct */
	CURVE_NONE,	/* there is no value */
};

/*
 * Where a variant is better (sign 1) or worse (-1) than the baseline by
 * CURVE_BREAK or more: the first place from 0 % up where that begins or
 * ends, by straight lines between the points.
 */
enum curve_end curve_break(const struct curve *c, size_t variant, int sign,
			   double *pct);

#endif
