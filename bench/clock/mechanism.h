/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mechanism.h - how much each parameter matters. In each set of the ensemble it
 * takes values from one end of its range to the other, and the others stay. For
 * each value: what a blit loses behind an IOMMU, and what pages of 2MiB gain over
 * split ones.
 */
#ifndef GTT2M_MECHANISM_H
#define GTT2M_MECHANISM_H

#include <stdio.h>

#include "clock/ensemble.h"

/*
 * Data of plots/mechanisms.gp. "row NAME lo hi median p5 p95 min max" for each
 * published row; "lost" and "gain" "NAME value median p5 p95 min max" for each
 * parameter and value, in per cent. 0 or -errno.
 */
int mechanisms_write(FILE *f, const struct ensemble *e, const struct part *parts,
		     const struct part *part, const struct published_traces *t);

#endif
