// SPDX-License-Identifier: GPL-2.0-or-later
/* Page walks and their costs. */
#include <endian.h>
#include <errno.h>

#include "gpu/host/cost.h"
#include "gpu/host/counters.h"
#include "gpu/host/work.h"
#include "gpu/memory/dma.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/tlb.h"
#include "gpu/memory/trace.h"
#include "gpu/memory/walk.h"

/*
 * What a miss of the IOTLB costs: the entry of the page, and that of the
 * level above unless it is known.
 */
static uint64_t iommu_walk(struct gen9_tlb *t, uint64_t pa, unsigned int shift)
{
	uint64_t key = (pa >> shift >> 9) | (uint64_t)shift << 56;
	bool known;

	t->work += 2 * t->iommu_dir.ways * GEN9_WORK_WAY;
	known = gen9_cache_find(&t->iommu_dir, key);
	if (!known)
		gen9_cache_put(&t->iommu_dir, key, 0);
	return gen9_add_ps(t->ps_iotlb, (1 + !known) * t->ps_iommu_step);
}

/* Charge what the IOMMU costs for one access; return its page shift or 0. */
static unsigned int iommu(struct gen9_as *as, uint64_t pa)
{
	struct gen9_tlb *t = as->tlb;
	unsigned int shift;
	uint64_t key;

	if (!as->bus->iommu_shift)
		return 0;
	shift = as->bus->iommu_shift(as->bus->opaque, pa);
	if (shift > 48)
		shift = 48;
	if (as->trace)
		gen9_trace_iommu(as->trace, pa, shift);
	if (!shift || !t)
		return shift;
	key = pa >> shift | (uint64_t)shift << 56;
	t->work += GEN9_WORK_DMA + 2 * t->iotlb.ways * GEN9_WORK_WAY;
	if (gen9_cache_find(&t->iotlb, key)) {
		if (as->ctr)
			as->ctr->iotlb_hits++;
		return shift;
	}
	gen9_cache_put(&t->iotlb, key, 0);
	gen9_as_charge(as, iommu_walk(t, pa, shift));
	if (as->ctr)
		as->ctr->iotlb_misses++;
	return shift;
}

/* Charge one fetch of a page-table entry in a 64-byte line. */
static void charge_fetch(struct gen9_as *as, enum gen9_space s, uint64_t line,
			 struct gen9_page_counters *pc)
{
	struct gen9_tlb *t = as->tlb;

	pc->walk_steps++;
	if (!t) {
		if (as->params)
			gen9_as_charge(as, gen9_cost_walk_step(as->params,
							       false));
	} else if (gen9_tlb_line(t, s, line)) {
		pc->walk_line_hits++;
		gen9_as_charge(as, t->ps_line);
	} else if (t->gtt_cache_on && gen9_tlb_gtt_cache(t, s, line)) {
		gen9_as_charge(as, t->ps_gtt_cache);
	} else {
		gen9_as_charge(as, t->ps_step);
	}
}

/* Fetch one page-table entry. */
static int fetch(struct gen9_as *as, uint64_t addr, uint64_t *entry,
		 struct gen9_page_counters *pc)
{
	iommu(as, addr);
	charge_fetch(as, GEN9_PPGTT, addr >> 6, pc);
	if (gen9_dma_read(as, addr, entry, sizeof(*entry)))
		return -EFAULT;
	*entry = le64toh(*entry);
	if (as->trace)
		gen9_trace_word(as->trace, addr, *entry);
	return 0;
}

static uint64_t dir_key(const struct gen9_tlb *t, uint64_t va, int level)
{
	return va >> (12 + 9 * level) | t->tag[GEN9_PPGTT];
}

/* Deepest cached directory entry for va; its level (1..3), or 4. */
static int walk_start(struct gen9_as *as, uint64_t va, uint64_t *entry)
{
	struct gen9_tlb *t = as->tlb;

	for (int level = 1; t && level < GEN9_LEVELS; level++) {
		const struct gen9_cache_ent *e;

		t->work += t->dir[level].ways * GEN9_WORK_WAY;
		e = gen9_cache_find(&t->dir[level], dir_key(t, va, level));
		if (e) {
			*entry = e->val;
			return level;
		}
	}
	*entry = (as->pml4 & GEN9_ADDR_MASK) | GEN8_PAGE_PRESENT |
		 GEN8_PAGE_RW;
	return GEN9_LEVELS;
}

static void cache_dir(struct gen9_tlb *t, uint64_t va, int level, uint64_t dir)
{
	t->work += t->dir[level].ways * GEN9_WORK_WAY;
	gen9_cache_put(&t->dir[level], dir_key(t, va, level), dir);
}

/* Is the present entry of this level (0 PTE .. 3 PML4) the last one? */
static bool is_leaf(int level, uint64_t entry)
{
	return level == 0 || (level == 1 && entry & GEN8_PDE_PS_2M) ||
	       (level == 2 && entry & GEN8_PDPE_PS_1G);
}

static void add_page(struct gen9_page_counters *to,
		     const struct gen9_page_counters *d)
{
	to->tlb_misses++;
	to->walk_steps += d->walk_steps;
	to->walk_cached += d->walk_cached;
	to->walk_line_hits += d->walk_line_hits;
}

/* Index of the entry for va; 64K tables use each 16th entry only. */
static unsigned int entry_index(uint64_t va, int level, bool ips)
{
	unsigned int i = va >> (12 + 9 * level) & 511;

	return level == 0 && ips ? i & ~15u : i;
}

static int walk_ppgtt(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	static const uint8_t class_of[] = { 0, 2, 3 };	/* by leaf level */
	struct gen9_page_counters pc = { 0 };
	uint64_t entry, rw, dir;
	int level, class = 0;
	bool ips;

	level = walk_start(as, va, &dir);
	pc.walk_cached = GEN9_LEVELS - level;
	rw = dir & GEN8_PAGE_RW;
	for (;;) {
		/* PS wins over IPS: a 2M PDE never gets here as dir */
		ips = level == 1 && dir & GEN8_PDE_IPS_64K && !as->ips_off;
		level--;
		if (fetch(as, (dir & GEN9_ADDR_MASK) +
			  8 * entry_index(va, level, ips), &entry, &pc) ||
		    !(entry & GEN8_PAGE_PRESENT)) {
			class = -EFAULT;
			break;
		}
		rw &= entry;
		if (is_leaf(level, entry)) {
			class = ips ? GEN9_CTR_64K : class_of[level];
			break;
		}
		dir = (entry & ~GEN8_PAGE_RW) | rw;
		if (as->tlb)
			cache_dir(as->tlb, va, level, dir);
	}
	if (as->ctr)
		add_page(&as->ctr->page[class < 0 ? 0 : class], &pc);
	if (class < 0)
		return class;
	*val = (entry & GEN9_ADDR_MASK &
		~((1ull << gen9_class_shift[class]) - 1)) | rw |
	       (uint64_t)class << GEN9_VAL_PAGE_SHIFT;
	return class;
}

static int walk_ggtt(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	struct gen9_page_counters pc = { 0 };
	uint64_t pte = gen9_ggtt_read(as->ggtt, va >> 12);

	if (as->trace)
		gen9_trace_ggtt(as->trace, va >> 12, pte);
	charge_fetch(as, GEN9_GGTT, va >> 15, &pc);
	if (as->ctr)
		add_page(&as->ctr->page[GEN9_CTR_GGTT], &pc);
	if (!(pte & GEN8_PAGE_PRESENT))
		return -EFAULT;
	/* gen8 GGTT PTEs have no read-only bit */
	*val = (pte & GEN9_ADDR_MASK) | GEN9_VAL_RW |
	       (uint64_t)GEN9_CTR_GGTT << GEN9_VAL_PAGE_SHIFT;
	return 0;
}

/*
 * A page larger than what the IOMMU maps it with is cached in pieces of
 * that size: the TLB holds end-to-end translations (assumed).
 */
static unsigned int fracture(unsigned int class, unsigned int shift,
			     uint64_t va, uint64_t *val)
{
	unsigned int c = class;

	if (!shift)
		return class;
	while (c && gen9_class_shift[c] > shift)
		c--;
	*val += va & ((1ull << gen9_class_shift[class]) - 1) &
		~((1ull << gen9_class_shift[c]) - 1);
	return c;
}

int gen9_walk(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	uint64_t pa;
	int class;

	class = as->is_ggtt ? walk_ggtt(as, va, val) :
			      walk_ppgtt(as, va, val);
	if (class < 0)
		return class;
	pa = (*val & GEN9_ADDR_MASK) +
	     (va & ((1ull << gen9_class_shift[class]) - 1));
	return fracture(class, iommu(as, pa), va, val);
}
