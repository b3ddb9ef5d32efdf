/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * synth.h - traces (gpu/memory/trace.h) of streams that are not run: what a
 * published figure was measured on. They are what the device's blitter records
 * of such a blit (a test compares them), and for RENDER_* what
 * gpu/tests/draw_time_test.c finds. GATHER is the load that costs a replay most
 * (gtt2m clocktime): no figure is of it.
 */
#ifndef GTT2M_SYNTH_H
#define GTT2M_SYNTH_H

#include <stdbool.h>

#include "gpu/memory/trace.h"

/*
 * READ: shaders; RENDER_*: a rectangle's pixel shader, of 32 bits a pixel. GATHER:
 * threads of cl-gather, which read 32 words each anywhere in 32 MiB.
 */
enum synth_what {
	SYNTH_COPY, SYNTH_FILL, SYNTH_READ, SYNTH_RENDER_COPY, SYNTH_RENDER_FILL,
	SYNTH_GATHER, SYNTH_WHATS
};

/* Blocks of 4 KiB, from one surface to another, to one, or from one. */
struct synth {
	enum synth_what what;
	unsigned int blocks;
	unsigned int gpu_shift;		/* of the GPU's pages: 12, 16, 21 */
	unsigned int iommu_shift;	/* of the IOMMU's: 12, 21; 0: none */
	bool gtt_cache;			/* HSW_GTT_CACHE_EN */
	uint64_t moved;			/* by so much its page tables */
	unsigned int eus, subslices;	/* of the part; RENDER_*, GATHER */
};

/*
 * Into an empty tape, whose buf and len are the trace then. -ENOMEM: it is
 * broken. The end's figures of the device are 0: there was none.
 */
int synth_trace(struct gen9_tape *t, const struct synth *s);

#endif
