/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: a walker under way. */
#ifndef GEN9_GPGPU_WALK_H
#define GEN9_GPGPU_WALK_H

#include "gpu/gpgpu/gpgpu.h"

/* Loops of MEDIA_OBJECT_WALKER, from the inside. */
enum {
	MEDIA_INNER, MEDIA_MIDDLE, MEDIA_OUTER,	/* in a block */
	MEDIA_GLOBAL_INNER, MEDIA_GLOBAL_OUTER,	/* over blocks */
	MEDIA_LOOPS
};

/* Threads of the media pipeline, each a group of its own. [2]: x, y */
struct media_walk {
	bool on;			/* else this is a GPGPU_WALKER */
	int32_t block[2], whole[2];	/* sizes: a block's, all blocks' */
	int32_t local[2], global[2];	/* where the lines begin */
	int32_t step[MEDIA_LOOPS][2];
	int32_t at[MEDIA_LOOPS], last[MEDIA_LOOPS];	/* turns */
	uint32_t loop;			/* that has its next turn */
};

/* Interface descriptor and walker, decoded. */
struct walk {
	struct media_walk media;
	uint32_t kernel;		/* from core.base */
	uint32_t cr0;
	uint32_t samplers, binding_table;
	uint32_t slm_bytes;
	unsigned int threads, width, height;	/* of a group */
	uint32_t mask, right, bottom;	/* channels: all, at those edges */
	uint32_t first[2], end[3];	/* thread groups; z starts once */
	/* The payload behind r0, in registers; both in g->payload. */
	unsigned int cross, per;	/* registers for all threads, for each */
	bool per_first;
};

struct gen9_gpgpu {
	struct gen9_engine *e;
	struct gen9_bases bases;
	struct gen9_port port;
	struct eu_core core;
	struct gen9_group group;
	struct walk w;
	bool ready;			/* w is of e->compute */
	uint64_t running;		/* bit n: thread n is not at its end */
	uint64_t waiting;		/* of these, waits for others */
	unsigned int turn;
	uint64_t until;			/* e->ppgtt.work at which a step ends */
	uint8_t *payload;
	struct eu_thread thread[GEN9_GROUP_THREADS];
	uint8_t slm[GEN9_SLM_BYTES];
};

/* Decode e->compute, read descriptor and payload. NULL, or what is wrong. */
const char *gpgpu_prepare(struct gen9_gpgpu *g);
/*
 * Begin with a descriptor, number n of those that are loaded: decode it. Where the
 * CURBE is read, in registers from its begin.
 */
uint16_t gpgpu_descriptor(struct gen9_gpgpu *g, uint32_t n);
/* The address of what is there. */
uint64_t gpgpu_curbe_at(const struct gen9_gpgpu *g, uint16_t read_offset);
/* The threads of the group at x, y, z into g->thread. */
void gpgpu_start_group(struct gen9_gpgpu *g, const uint32_t at[3]);

/* Is MEDIA_OBJECT or MEDIA_OBJECT_WALKER dw of a kind that is executed? */
bool media_executed(const uint32_t *dw);
/* As gpgpu_prepare(), for that command, of n dwords. */
const char *media_prepare(struct gen9_gpgpu *g, const uint32_t *dw,
			  unsigned int n);
/* To the next thread. */
enum media_next { MEDIA_END, MEDIA_NOTHING, MEDIA_THREAD };
enum media_next media_next(struct media_walk *m);
/* Where it is: y << 16 | x. */
uint32_t media_place(const struct media_walk *m);
/* As many threads, or fewer. */
uint64_t media_threads(const struct media_walk *m);

/* Where thread n of a group has its payload. */
#define PAYLOAD_BYTES	((EU_GRFS - 1) * EU_GRF_BYTES * (GEN9_GROUP_THREADS + 1))

#endif
