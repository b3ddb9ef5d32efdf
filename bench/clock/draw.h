/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draw.h - parameter sets of a GPU, drawn from the ranges of its file.
 *
 * A Latin hypercube of N points: each parameter has N values, spread evenly over
 * its range (on a log scale where hi / lo is 4 or more), and each point has a
 * different one. The number of entries of a TLB is rounded to a power of two of
 * whole sets. A point has no values of its own: the same point gives other values
 * for another GPU, by the ranges of that one.
 *
 * Two parameters matter for fills only. A point has DRAW_FILLS candidates, which
 * differ in these two (taken from other points), so that a point that agrees with
 * what is known of copies is not lost because of its fills.
 */
#ifndef GTT2M_DRAW_H
#define GTT2M_DRAW_H

#include <stddef.h>

#include "gpu/host/params.h"

struct part {
	const char *name;
	struct gen9_params nominal;
	struct gen9_range range[GEN9_PARAM_COUNT];
};

/* gpu/params/NAME.params below root; 0 or -errno, "FILE:LINE: what" in why. */
int part_load(struct part *p, const char *root, const char *name, char *why,
	      size_t whylen);

#define DRAW_FILLS	32u

struct draw {
	unsigned int bits;	/* there are 2^bits places; even, at most 30 */
	uint64_t seed;
};

/* Candidate i, below DRAW_FILLS << bits, of the part: valid parameters. */
void draw_set(const struct draw *d, const struct part *part, unsigned int i,
	      struct gen9_params *out);

#endif
