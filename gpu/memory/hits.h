/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the TLBs of each size make of a piece's look-ups. Classes of pages do
 * not share them, so each class has sizes of its own.
 */
#ifndef GEN9_HITS_H
#define GEN9_HITS_H

#include "gpu/host/params.h"
#include "gpu/memory/looks.h"
#include "gpu/memory/tlb.h"

enum gen9_hit { GEN9_HIT_L1, GEN9_HIT_L2, GEN9_HIT_NONE };

struct gen9_hits {
	uint32_t *at;			/* [n]: number of the look-up */
	size_t n;
	struct gen9_hits_of {
		uint32_t l1, l1_ways, l2, l2_ways;
		uint8_t *hit;		/* [n]: enum gen9_hit */
		unsigned int same;	/* the first that finds the same; itself */
	} *v;
	unsigned int sizes;
	uint16_t *of;			/* [set]: which of v; it has its hits */
};

/* Of n look-ups, by class. 0 or -ENOMEM; gen9_hits_free() in any case. */
int gen9_hits_find(struct gen9_hits h[GEN9_TLB_CLASSES],
		   const struct gen9_found *look, size_t n,
		   const struct gen9_params *sets, unsigned int n_sets);
void gen9_hits_free(struct gen9_hits h[GEN9_TLB_CLASSES]);

#endif
