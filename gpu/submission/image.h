/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A context's image: the page after the per-process status page. It holds
 * commands; the decoder finds them, and of what they would write only
 * registers of the context count.
 *
 * dword 0 to MI_BATCH_BUFFER_END: the ring context and what else the driver
 * has laid out, as i915's gt/intel_lrc.c. A save writes values back in place.
 * From IMAGE_OWN on (the place is ours; on hardware they are among the
 * engine's commands) MI_LOAD_REGISTER_IMMs of all registers of the context
 * that do not belong to the ring, then MI_BATCH_BUFFER_END. At IMAGE_SETUP,
 * of the blitter, what XY_SETUP_BLT left: dwords, then their number. At
 * IMAGE_COMPUTE, of the render engine, struct gen9_compute. Behind this page,
 * of the render engine, struct gen9_draw_state.
 */
#ifndef GEN9_IMAGE_H
#define GEN9_IMAGE_H

#include "gpu/engine/engine.h"
#include "gpu/registers/engine_regs.h"

#define IMAGE_DWORDS	1024
#define IMAGE_OWN	0x200
#define IMAGE_SETUP	0x3c0
#define IMAGE_COMPUTE	0x180
/* Dwords that a restore-inhibited load takes: ring context, PDPs, RPCS. */
#define IMAGE_RING	0x50
/* i915 keeps OA's configuration from 0x3de on (i915_perf.c). */

struct gen9_image {
	struct gen9_engine *e;
	uint32_t dw[IMAGE_DWORDS];
	unsigned int n;			/* of these are there */
	uint64_t seen[RING_BYTES / 4 / 64];	/* of the engine's range */
};

/* A register of the context and where its value is. */
typedef void gen9_image_fn(struct gen9_engine *e, uint32_t off, uint32_t *val);

/* As a save writes it: of masked registers all mask bits are set. */
void gen9_image_put(struct gen9_engine *e, uint32_t off, uint32_t *val);

/*
 * Call fn for the registers in the commands of dwords at to end. Of a
 * register in the engine's range only its first place counts, over all calls:
 * hardware saves each once. Where to go on; m->n when the commands end.
 */
unsigned int gen9_image_walk(struct gen9_image *m, unsigned int at,
			     unsigned int end, gen9_image_fn *fn);

/* From the engine to IMAGE_OWN, IMAGE_SETUP or IMAGE_COMPUTE. */
void gen9_image_put_own(struct gen9_image *m);
/* From IMAGE_SETUP or IMAGE_COMPUTE; anything but a whole one is none. */
void gen9_image_get_setup(const struct gen9_image *m);

#endif
