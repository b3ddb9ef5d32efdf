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
	unsigned int pct[SWEEP_POINTS], npct;	/* of the value in the base */
};

/* The set in which the axes are swept: the device's own but for these. */
struct sweep_value {
	enum gen9_param param;
	uint32_t value;
};
extern const struct sweep_value sweep_base[];
extern const unsigned int sweep_nbase;

/*
 * The base from the values in force. Those of a device that overlaps are kept:
 * somebody has chosen them (--gpu-params).
 */
void sweep_set_base(uint32_t v[GEN9_PARAM_COUNT]);
extern const struct sweep_axis sweep_axes[];
extern const unsigned int sweep_naxes;

/* The parameters of a point, from those in force at 100 %. */
void sweep_params(const struct sweep_axis *a, unsigned int pct,
		  const uint32_t own[GEN9_PARAM_COUNT],
		  uint32_t out[GEN9_PARAM_COUNT]);

#endif
