/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLBs and walk caches of one engine: two levels by page size, upper-level
 * page table entries, fetched lines of page tables, the IOMMU's TLB. What is
 * in there are bus addresses, never host pointers: whatever is stale, memory
 * is reached only through the bus at the time of access.
 *
 * What is cached of the GGTT and of the PPGTT is dropped apart, or both.
 */
#ifndef GEN9_TLB_H
#define GEN9_TLB_H

#include <stdbool.h>

#include "gpu/host/params.h"
#include "gpu/memory/cache.h"
#include "gpu/memory/pte.h"

/* By size of a page; the first four of enum gen9_ctr_page. */
#define GEN9_TLB_CLASSES	4
extern const uint8_t gen9_class_shift[GEN9_TLB_CLASSES];	/* log2 bytes */

/* Cached value: page base, and below bit 12 what else is known of it. */
#define GEN9_VAL_RW		GEN8_PAGE_RW
#define GEN9_VAL_PAGE_SHIFT	4	/* enum gen9_ctr_page */
#define GEN9_VAL_PAGE_MASK	(7ull << GEN9_VAL_PAGE_SHIFT)

#define GEN9_DIR_LEVELS		4	/* [1] PDEs, [2] PDP, [3] PML4 entries */

enum gen9_space { GEN9_PPGTT, GEN9_GGTT, GEN9_SPACES };

struct gen9_tlb {
	struct gen9_cache l1[GEN9_TLB_CLASSES], l2[GEN9_TLB_CLASSES];
	struct gen9_cache dir[GEN9_DIR_LEVELS];
	struct gen9_cache lines;	/* 64-byte lines of page tables: tags */
	struct gen9_cache iotlb;	/* tags */
	struct gen9_cache iommu_dir;	/* the IOMMU's entries above: tags */
	struct gen9_cache gtt_cache;	/* of lines: tags */
	bool gtt_cache_on;		/* HSW_GTT_CACHE_EN is not 0 */
	uint64_t tag[GEN9_SPACES];	/* part of every key: space, generation */
	uint64_t pml4;			/* whose PPGTT entries are cached */
	unsigned int used[GEN9_SPACES];	/* classes with entries since a flush */
	/* last found, for PPGTT and GGTT, read and write */
	struct gen9_hint {
		const struct gen9_cache_ent *e;
		unsigned int class;
	} hint[2 * GEN9_SPACES];
	uint64_t ps_l2, ps_step, ps_line, ps_gtt_cache;	/* costs */
	uint64_t ps_iotlb, ps_iommu_step;
	uint64_t work;			/* gpu/host/work.h; taken by the caller */
	struct gen9_cache_ent *mem;	/* of all of them */
	size_t mem_entries;
};

/* Sized by params (copied); empty. NULL when out of memory. */
struct gen9_tlb *gen9_tlb_new(const struct gen9_params *params);
void gen9_tlb_free(struct gen9_tlb *t);

/* Drop what is cached of a space, of both. The IOTLB is the IOMMU's: stays. */
void gen9_tlb_flush_space(struct gen9_tlb *t, enum gen9_space s);
void gen9_tlb_flush(struct gen9_tlb *t);

/* Drop the translation of GGTT page n (of 4 KiB), and its entry's line. */
void gen9_tlb_drop_ggtt(struct gen9_tlb *t, uint32_t n);

/* Which key the page of class at va has. */
static inline uint64_t gen9_tlb_key(const struct gen9_tlb *t, enum gen9_space s,
				    uint64_t va, unsigned int class)
{
	return va >> gen9_class_shift[class] | t->tag[s];
}

/* Is the 64-byte line of a page table, by its number, fetched? It is now. */
bool gen9_tlb_line(struct gen9_tlb *t, enum gen9_space s, uint64_t line);

/* Is the line in the GTT cache? It is now. */
bool gen9_tlb_gtt_cache(struct gen9_tlb *t, enum gen9_space s, uint64_t line);

/* Where a page was found. */
enum gen9_tlb_hit { GEN9_TLB_MISS, GEN9_TLB_L1, GEN9_TLB_L2 };

/*
 * L1, then L2, from where it is copied to L1: *e is the entry in L1, *class
 * its class.
 */
enum gen9_tlb_hit gen9_tlb_find(struct gen9_tlb *t, enum gen9_space s,
				uint64_t va, struct gen9_cache_ent **e,
				unsigned int *class);
/* A new entry in both levels; the one in L1. */
struct gen9_cache_ent *gen9_tlb_insert(struct gen9_tlb *t, enum gen9_space s,
				       uint64_t va, unsigned int class,
				       uint64_t val);

#endif
