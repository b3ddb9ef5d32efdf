/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where an engine is: in the ring, a batch, a workaround batch. */
#ifndef GEN9_POSITION_H
#define GEN9_POSITION_H

#include "gpu/engine/engine.h"

/*
 * MI_BATCH_BUFFER_START to addr: deeper where it is a second-level one
 * called from a first-level one, else in place of the present batch. 0;
 * -EINVAL: in a workaround batch, which no document lets start another (nor
 * says where that would return to; i915's have none).
 */
int gen9_start_batch(struct gen9_engine *e, uint64_t addr, bool ggtt,
		     bool second);
/* MI_BATCH_BUFFER_END: to where the batch was started from. */
void gen9_end_batch(struct gen9_engine *e);
/* May what executes now reach the GGTT and all registers? */
bool gen9_privileged(const struct gen9_engine *e);

/* The batch registers take the position, and the position theirs. */
void gen9_position_to_regs(struct gen9_engine *e);
void gen9_position_from_regs(struct gen9_engine *e);

/* At the end of a restore: workaround batches come before the ring. */
void gen9_start_workarounds(struct gen9_engine *e);
/* The indirect context batch is at its end: go on; false: it is not. */
bool gen9_end_workarounds(struct gen9_engine *e);

/* RING_ACTHD: in the ring its offset, in a batch its address. */
uint64_t gen9_acthd(const struct gen9_engine *e);

bool gen9_ring_empty(const struct gen9_engine *e);

/* The next command: space, address, and for the ring the bytes to its end. */
struct gen9_next {
	struct gen9_as *as;
	uint64_t addr;
	uint32_t wrap;		/* 0: not in the ring */
	uint64_t wrap_to;	/* where the ring goes on then */
};
/* false: the ring's head is outside of it. */
bool gen9_next_command(struct gen9_engine *e, struct gen9_next *n);
/* n dwords on. */
void gen9_advance(struct gen9_engine *e, unsigned int n);

#endif
