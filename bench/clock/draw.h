/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draw.h - parameter sets of a part, drawn from the ranges of its file.
 *
 * A Latin hypercube: of N places each has a value of its own of every
 * parameter, and these N values are spread evenly over the range. Where hi / lo is 4 or more
 * they are even on a log scale. Entries of a TLB are whole sets, 2^n of
 * them; the nearest is taken. A place is not values: it is the same one for every part, which puts its own ranges in.
 *
 * Two parameters are of fills alone. A place has DRAW_FILLS candidates, which
 * differ in these two, taken from other places: so that a place that agrees
 * with what is known of copies is not lost for one draw of the fills.
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
