/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the lines are that messages touch: L3, the last-level cache, memory.
 * Tags only, by bus address, the least recently used line goes. A walker begins
 * with both empty: L3 is flushed between walkers, and what CPUs leave of the
 * other is not known. So nothing outlives a walker. Sizes belong to the device,
 * not to a set of parameters: a trace has what was found.
 */
#ifndef GEN9_LEVELS_H
#define GEN9_LEVELS_H

#include "gpu/memory/as.h"
#include "gpu/message/tags.h"

/* Junkins, "Gen9", 5.6: 768 KiB a slice, of which up to 512 are data. */
#define GEN9_L3_LINES		(512u << 10 >> 6)
#define GEN9_L3_WAYS		GEN9_TAGS_WAYS	/* assumed */
/* Intel ARK, i7-7700, i7-8650U: 8 MiB, which CPUs share. */
#define GEN9_LLC_LINES		(8u << 20 >> 6)
#define GEN9_LLC_WAYS		GEN9_TAGS_WAYS	/* Intel SDM, CPUID leaf 4 of these parts */
#define GEN9_SLM_BANKS		16u	/* Intel, OpenCL guide, "Memory Access Overview" */
#define GEN9_MSG_LINES		64u	/* of one message; others count again */

struct gen9_levels {
	struct gen9_tags l3, llc;
	uint64_t epoch;			/* in the tags */
	uint64_t done[GEN9_DONES];	/* since gen9_levels_take() */
	/* The message under way. */
	enum gen9_from level;		/* the farthest that it touches */
	unsigned int lines;
	uint64_t line[GEN9_MSG_LINES];
	unsigned int bank[GEN9_SLM_BANKS], bank_clks;
	uint32_t message;		/* its number ... */
	uint32_t dword[GEN9_SLM_BYTES / 4];	/* ... where it was last */
};

/* NULL: out of memory. */
struct gen9_levels *gen9_levels_new(void);
void gen9_levels_free(struct gen9_levels *l);
/* A walker begins: the caches are empty. */
void gen9_levels_empty(struct gen9_levels *l);
/* A message begins; what the one before it took is in done. */
void gen9_levels_message(struct gen9_levels *l);
/* It touches len bytes at pa, or at off of local memory. Work of the host. */
uint64_t gen9_levels_touch(struct gen9_levels *l, uint64_t pa, size_t len,
			   bool write);
/* The same of n pieces in ascending order, step bytes (len or more) apart. */
uint64_t gen9_levels_touch_even(struct gen9_levels *l, uint64_t pa, size_t len,
				uint64_t step, unsigned int n, bool write);
void gen9_levels_slm(struct gen9_levels *l, uint32_t off, size_t len);
/* Lines from and to memory to the walker of as, if they are a piece of its. */
void gen9_levels_take_lines(struct gen9_levels *l, struct gen9_as *as);
/* All of done to the walker of as, and no more. */
void gen9_levels_take(struct gen9_levels *l, struct gen9_as *as);

#endif
