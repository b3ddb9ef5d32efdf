/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much of a result is the GPU's cost model: the same blits over the
 * same shadow, at each point of each axis of the model's parameters. The
 * axes are data, in sweep_points.c.
 */
#ifndef GTT2M_SWEEP_H
#define GTT2M_SWEEP_H

#include <stdbool.h>

#include "gpu/host/params.h"

#define SWEEP_POINTS	8
#define SWEEP_PARAMS	6

struct sweep_axis {
	const char *name, *what;
	bool translated;	/* matters behind a translating IOMMU only */
	enum gen9_param param[SWEEP_PARAMS];
	/* of a TLB: the parameter of its ways (never the first of the list,
	 * so 0 means none) */
	enum gen9_param ways[SWEEP_PARAMS];
	unsigned int nparam;
	unsigned int pct[SWEEP_POINTS];	/* of the parameter's own value */
};
extern const struct sweep_axis sweep_axes[];
extern const unsigned int sweep_naxes;

/* The parameters of a point, from those in force at 100 %. */
void sweep_params(const struct sweep_axis *a, unsigned int pct,
		  const uint32_t own[GEN9_PARAM_COUNT],
		  uint32_t out[GEN9_PARAM_COUNT]);

#endif
