/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * synth.h - traces (gpu/memory/trace.h) of streams that are not run: what a
 * published figure was measured on. They are what the device's blitter records
 * of such a blit (a test compares them).
 */
#ifndef GTT2M_SYNTH_H
#define GTT2M_SYNTH_H

#include <stdbool.h>

#include "gpu/memory/trace.h"

enum synth_what { SYNTH_COPY, SYNTH_FILL, SYNTH_READ };	/* READ: shaders */

/* Blocks of 4 KiB, from one surface to another, to one, or from one. */
struct synth {
	enum synth_what what;
	unsigned int blocks;
	unsigned int gpu_shift;		/* of the GPU's pages: 12, 16, 21 */
	unsigned int iommu_shift;	/* of the IOMMU's: 12, 21; 0: none */
	bool gtt_cache;			/* HSW_GTT_CACHE_EN */
};

/*
 * Into an empty tape, whose buf and len are the trace then. -ENOMEM: it is
 * broken. The end's figures of the device are 0: there was none.
 */
int synth_trace(struct gen9_tape *t, const struct synth *s);

#endif
