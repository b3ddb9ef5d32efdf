/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: a walker under way. */
#ifndef GEN9_GPGPU_WALK_H
#define GEN9_GPGPU_WALK_H

#include "gpu/gpgpu/gpgpu.h"

/* Interface descriptor and walker, decoded. */
struct walk {
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
/* The threads of the group e->compute.next into g->thread. */
void gpgpu_start_group(struct gen9_gpgpu *g);

/* Where thread n of a group has its payload. */
#define PAYLOAD_BYTES	((EU_GRFS - 1) * EU_GRF_BYTES * (GEN9_GROUP_THREADS + 1))

#endif
