// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Address translation: GGTT and 4-level PPGTT, TLBs, walk caches and their
 * costs. Entries hold bus addresses, never host pointers: whatever is
 * stale, memory is reached only through the bus at the time of access.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/host/cost.h"
#include "gpu/host/counters.h"
#include "gpu/memory/as.h"
#include "gpu/memory/pte.h"

#define VA_MASK			((1ull << 48) - 1)
#define KEY_GGTT		(1ull << 36)	/* above any page number */
#define KEY_GEN			(1ull << 40)	/* lowest bit of the generation */
#define CLASSES			4
#define HINTS			4

/* Cached value: page base, and below bit 12 what else is known of it. */
#define VAL_RW			GEN8_PAGE_RW
#define VAL_PAGE_SHIFT		4	/* enum gen9_ctr_page */
#define VAL_PAGE_MASK		(7ull << VAL_PAGE_SHIFT)

static const uint8_t class_shift[CLASSES] = { 12, 16, 21, 30 };

/*
 * Each set is ordered by last use, the latest first: a hit moves to the
 * front, a new entry pushes the last one out. Valid are the entries whose
 * key carries the current generation, so a flush is one increment.
 */
struct ent {
	uint64_t key, val;
};

struct cache {
	struct ent *e;
	uint32_t set_mask, ways, entries;
};

struct gen9_tlb {
	struct cache l1[CLASSES], l2[CLASSES];
	struct cache dir[4];	/* [1] PDEs, [2] PDP, [3] PML4 entries */
	struct cache lines;	/* 64-byte lines of page tables */
	struct cache iotlb;
	uint64_t gen;		/* of all but the IOTLB; KEY_GEN bits */
	uint64_t pml4;
	unsigned int used;	/* classes with entries since the flush */
	struct {
		const struct ent *e;
		unsigned int class;
	} hint[HINTS];
	uint64_t ps_l2, ps_step, ps_line, ps_iotlb;
	struct ent *mem;
	size_t mem_entries;
};

static void cache_size(struct cache *c, uint32_t entries, uint32_t ways)
{
	c->entries = entries;
	c->ways = ways < entries ? ways : entries;
	c->set_mask = entries ? entries / c->ways - 1 : 0;
}

static struct ent *cache_set(const struct cache *c, uint64_t key)
{
	return c->e + (size_t)(key & c->set_mask) * c->ways;
}

/* The entry, now first of its set, or NULL. */
static struct ent *cache_find(const struct cache *c, uint64_t key)
{
	struct ent *set = cache_set(c, key);
	struct ent hit;

	for (uint32_t i = 0; i < c->ways; i++) {
		if (set[i].key != key)
			continue;
		if (i) {
			hit = set[i];
			memmove(set + 1, set, i * sizeof(*set));
			set[0] = hit;
		}
		return set;
	}
	return NULL;
}

static struct ent *cache_put(const struct cache *c, uint64_t key,
			     uint64_t val)
{
	struct ent *set = cache_set(c, key);

	if (!c->ways)
		return NULL;
	memmove(set + 1, set, (c->ways - 1) * sizeof(*set));
	set[0] = (struct ent){ key, val };
	return set;
}

struct gen9_tlb *gen9_tlb_new(const struct gen9_params *p)
{
	struct gen9_tlb *t = calloc(1, sizeof(*t));
	struct cache *all[] = {
		&t->l1[0], &t->l1[1], &t->l1[2], &t->l1[3],
		&t->l2[0], &t->l2[1], &t->l2[2], &t->l2[3],
		&t->dir[1], &t->dir[2], &t->dir[3], &t->lines, &t->iotlb,
	};
	const unsigned int n = sizeof(all) / sizeof(all[0]);
	size_t total = 1, at = 0;

	if (!t)
		return NULL;
	cache_size(&t->l1[0], p->l1_tlb_4k_entries, p->l1_tlb_4k_ways);
	cache_size(&t->l1[1], p->l1_tlb_64k_entries, p->l1_tlb_64k_ways);
	cache_size(&t->l1[2], p->l1_tlb_2m_entries, p->l1_tlb_2m_ways);
	cache_size(&t->l1[3], p->l1_tlb_1g_entries, p->l1_tlb_1g_ways);
	cache_size(&t->l2[0], p->l2_tlb_4k_entries, p->l2_tlb_4k_ways);
	cache_size(&t->l2[1], p->l2_tlb_64k_entries, p->l2_tlb_64k_ways);
	cache_size(&t->l2[2], p->l2_tlb_2m_entries, p->l2_tlb_2m_ways);
	cache_size(&t->l2[3], p->l2_tlb_1g_entries, p->l2_tlb_1g_ways);
	/* the small ones are fully associative */
	cache_size(&t->dir[1], p->walk_cache_pde_entries, UINT32_MAX);
	cache_size(&t->dir[2], p->walk_cache_pdp_entries, UINT32_MAX);
	cache_size(&t->dir[3], p->walk_cache_pml4_entries, UINT32_MAX);
	cache_size(&t->lines, p->walk_line_entries, UINT32_MAX);
	cache_size(&t->iotlb, p->iotlb_entries, p->iotlb_ways);
	for (unsigned int i = 0; i < n; i++)
		total += all[i]->entries;
	t->mem_entries = total;
	t->mem = calloc(total, sizeof(*t->mem));
	if (!t->mem) {
		free(t);
		return NULL;
	}
	for (unsigned int i = 0; i < n; i++) {
		all[i]->e = t->mem + at;
		at += all[i]->entries;
	}
	for (unsigned int i = 0; i < HINTS; i++)
		t->hint[i].e = &t->mem[at];	/* never valid */
	t->gen = KEY_GEN;
	t->ps_l2 = gen9_cost_clks(p, p->l2_tlb_hit_clks);
	t->ps_step = gen9_cost_walk_step(p, false);
	t->ps_line = gen9_cost_walk_step(p, true);
	t->ps_iotlb = p->iotlb_miss_ns * 1000ull;
	return t;
}

void gen9_tlb_free(struct gen9_tlb *t)
{
	if (t)
		free(t->mem);
	free(t);
}

/* The IOTLB is the IOMMU's and stays: its tags carry costs only. */
void gen9_tlb_flush(struct gen9_tlb *t)
{
	t->used = 0;
	t->gen += KEY_GEN;
	if (t->gen)
		return;
	/* 2^24 flushes: forget all, so that no old key can be met again */
	memset(t->mem, 0, t->mem_entries * sizeof(*t->mem));
	t->gen = KEY_GEN;
}

static void charge(struct gen9_as *as, uint64_t ps)
{
	if (!as->params)
		return;
	as->cost_ps += ps;
	if (as->ctr)
		as->ctr->tlb_cost_ps += ps;
}

int gen9_as_fault(struct gen9_as *as, uint64_t va)
{
	if (as->ctr)
		as->ctr->faults++;
	if (!as->fault) {
		as->fault = -EFAULT;
		as->fault_va = va & ~0xfffull;
	}
	return -EFAULT;
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
	if (!shift || !t)
		return shift;
	key = pa >> shift | (uint64_t)shift << 56;
	if (cache_find(&t->iotlb, key)) {
		if (as->ctr)
			as->ctr->iotlb_hits++;
		return shift;
	}
	cache_put(&t->iotlb, key, 0);
	charge(as, t->ps_iotlb);
	if (as->ctr)
		as->ctr->iotlb_misses++;
	return shift;
}

/* Charge one fetch of a page-table entry in the 64-byte line key. */
static void charge_fetch(struct gen9_as *as, uint64_t key,
			 struct gen9_page_counters *pc)
{
	struct gen9_tlb *t = as->tlb;

	pc->walk_steps++;
	if (!t) {
		if (as->params)
			charge(as, gen9_cost_walk_step(as->params, false));
		return;
	}
	key |= t->gen;
	if (cache_find(&t->lines, key)) {
		pc->walk_line_hits++;
		charge(as, t->ps_line);
	} else {
		cache_put(&t->lines, key, 0);
		charge(as, t->ps_step);
	}
}

/* Fetch one page-table entry. */
static int fetch(struct gen9_as *as, uint64_t addr, uint64_t *entry,
		 struct gen9_page_counters *pc)
{
	iommu(as, addr);
	charge_fetch(as, addr >> 6, pc);
	if (as->bus->dma_read(as->bus->opaque, addr, entry, sizeof(*entry)))
		return -EFAULT;
	*entry = le64toh(*entry);
	return 0;
}

/* Deepest cached directory entry for va; its level (1..3), or 4. */
static int walk_start(struct gen9_as *as, uint64_t va, uint64_t *entry)
{
	struct gen9_tlb *t = as->tlb;

	for (int level = 1; t && level <= 3; level++) {
		const struct ent *e;

		e = cache_find(&t->dir[level],
			       va >> (12 + 9 * level) | t->gen);
		if (e) {
			*entry = e->val;
			return level;
		}
	}
	*entry = (as->pml4 & GEN9_ADDR_MASK) | GEN8_PAGE_PRESENT |
		 GEN8_PAGE_RW;
	return 4;
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

/*
 * Walk the PPGTT: *val becomes page base | VAL_*, returned is the class of
 * the page, or -EFAULT.
 */
static int walk_ppgtt(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	static const uint8_t class_of[] = { 0, 2, 3 };	/* by leaf level */
	struct gen9_page_counters pc = { 0 };
	struct gen9_tlb *t = as->tlb;
	uint64_t entry, rw, dir;
	int level, class = 0;
	bool ips;

	level = walk_start(as, va, &dir);
	pc.walk_cached = 4 - level;
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
		if (t)
			cache_put(&t->dir[level],
				  va >> (12 + 9 * level) | t->gen, dir);
	}
	if (as->ctr)
		add_page(&as->ctr->page[class < 0 ? 0 : class], &pc);
	if (class < 0)
		return class;
	*val = (entry & GEN9_ADDR_MASK &
		~((1ull << class_shift[class]) - 1)) | rw |
	       (uint64_t)class << VAL_PAGE_SHIFT;
	return class;
}

static int walk_ggtt(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	struct gen9_page_counters pc = { 0 };
	uint64_t pte;

	if (va >> 12 >= as->ggtt_entries)
		return -EFAULT;
	pte = as->ggtt[va >> 12];
	charge_fetch(as, va >> 15 | KEY_GGTT, &pc);
	if (as->ctr)
		add_page(&as->ctr->page[GEN9_CTR_GGTT], &pc);
	if (!(pte & GEN8_PAGE_PRESENT))
		return -EFAULT;
	/* gen8 GGTT PTEs have no read-only bit */
	*val = (pte & GEN9_ADDR_MASK) | VAL_RW |
	       (uint64_t)GEN9_CTR_GGTT << VAL_PAGE_SHIFT;
	return 0;
}

static int finish(struct gen9_as *as, uint64_t va, bool write, uint64_t val,
		  unsigned int class, struct gen9_xlat *out)
{
	uint64_t mask = (1ull << class_shift[class]) - 1;

	out->missed = false;
	if (write && !(val & VAL_RW)) {
		if (as->ctr)
			as->ctr->ro_writes++;
		/* the length lets the caller skip the page */
		out->len = mask + 1 - (va & mask);
		return -EACCES;
	}
	out->pa = (val & GEN9_ADDR_MASK) + (va & mask);
	out->len = mask + 1 - (va & mask);
	out->page_shift = class_shift[class];
	out->ctr_page = (val & VAL_PAGE_MASK) >> VAL_PAGE_SHIFT;
	return 0;
}

static uint64_t key_of(const struct gen9_as *as, uint64_t va,
		       unsigned int class)
{
	return va >> class_shift[class] | (as->is_ggtt ? KEY_GGTT : 0) |
	       as->tlb->gen;
}

/* L1, then L2. The entry and its class, or NULL. */
static struct ent *lookup(struct gen9_as *as, uint64_t va,
			  unsigned int *class)
{
	struct gen9_tlb *t = as->tlb;
	struct ent *e;

	for (unsigned int c = 0; c < CLASSES; c++) {
		if (!(t->used & 1u << c))
			continue;
		e = cache_find(&t->l1[c], key_of(as, va, c));
		if (!e)
			continue;
		*class = c;
		if (as->ctr)
			as->ctr->page[(e->val & VAL_PAGE_MASK) >>
				      VAL_PAGE_SHIFT].tlb_l1_hits++;
		return e;
	}
	for (unsigned int c = 0; c < CLASSES; c++) {
		if (!(t->used & 1u << c))
			continue;
		e = cache_find(&t->l2[c], key_of(as, va, c));
		if (!e)
			continue;
		*class = c;
		charge(as, t->ps_l2);
		if (as->ctr)
			as->ctr->page[(e->val & VAL_PAGE_MASK) >>
				      VAL_PAGE_SHIFT].tlb_l2_hits++;
		return cache_put(&t->l1[c], e->key, e->val);
	}
	return NULL;
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
	while (c && class_shift[c] > shift)
		c--;
	*val += va & ((1ull << class_shift[class]) - 1) &
		~((1ull << class_shift[c]) - 1);
	return c;
}

static struct ent *insert(struct gen9_as *as, uint64_t va, uint64_t val,
			  unsigned int class)
{
	struct gen9_tlb *t = as->tlb;
	uint64_t key = key_of(as, va, class);

	t->used |= 1u << class;
	cache_put(&t->l2[class], key, val);
	return cache_put(&t->l1[class], key, val);
}

static int translate_miss(struct gen9_as *as, uint64_t va, uint64_t *val)
{
	uint64_t pa;
	int class;

	class = as->is_ggtt ? walk_ggtt(as, va, val) :
			      walk_ppgtt(as, va, val);
	if (class < 0)
		return class;
	pa = (*val & GEN9_ADDR_MASK) +
	     (va & ((1ull << class_shift[class]) - 1));
	return fracture(class, iommu(as, pa), va, val);
}

static int translate_slow(struct gen9_as *as, uint64_t va, bool write,
			  struct gen9_xlat *out, unsigned int slot)
{
	struct gen9_tlb *t = as->tlb;
	unsigned int class;
	struct ent *e;
	uint64_t val;
	bool missed;
	int ret;

	e = lookup(as, va, &class);
	missed = !e;
	if (missed) {
		ret = translate_miss(as, va, &val);
		if (ret < 0)
			return gen9_as_fault(as, va);
		class = ret;
		e = insert(as, va, val, class);
	}
	t->hint[slot].e = e;
	t->hint[slot].class = class;
	ret = finish(as, va, write, e->val, class, out);
	out->missed = missed;
	return ret;
}

int gen9_translate(struct gen9_as *as, uint64_t va, bool write,
		   struct gen9_xlat *out)
{
	struct gen9_tlb *t = as->tlb;
	unsigned int slot, class;
	const struct ent *e;
	uint64_t val;
	int ret;

	if (!as->is_ggtt)
		va &= VA_MASK;
	if (!t) {
		ret = translate_miss(as, va, &val);
		if (ret < 0)
			return gen9_as_fault(as, va);
		ret = finish(as, va, write, val, ret, out);
		out->missed = true;
		return ret;
	}
	if (!as->is_ggtt && t->pml4 != as->pml4) {
		gen9_tlb_flush(t);
		t->pml4 = as->pml4;
	}
	/*
	 * The entry last used for such an access, if it is the one again:
	 * hints point to the front of a set, where nothing needs to move.
	 */
	slot = (as->is_ggtt ? 2 : 0) + write;
	e = t->hint[slot].e;
	class = t->hint[slot].class;
	if (e->key != key_of(as, va, class))
		return translate_slow(as, va, write, out, slot);
	if (as->ctr)
		as->ctr->page[(e->val & VAL_PAGE_MASK) >>
			      VAL_PAGE_SHIFT].tlb_l1_hits++;
	return finish(as, va, write, e->val, class, out);
}

static void account(struct gen9_as *as, const struct gen9_xlat *x, size_t n,
		    bool write)
{
	if (as->params)
		as->cost_ps += gen9_cost_mem(as->params, n);
	if (!as->ctr)
		return;
	if (write)
		as->ctr->page[x->ctr_page].bytes_written += n;
	else
		as->ctr->page[x->ctr_page].bytes_read += n;
}

int gen9_as_read(struct gen9_as *as, uint64_t va, void *buf, size_t len)
{
	const struct gen9_bus *bus = as->bus;
	struct gen9_xlat x;
	uint8_t *p = buf;
	size_t n;

	while (len) {
		if (gen9_translate(as, va, false, &x))
			return -EFAULT;
		n = len < x.len ? len : x.len;
		if (bus->dma_read(bus->opaque, x.pa, p, n))
			return gen9_as_fault(as, va);
		account(as, &x, n, false);
		va += n;
		p += n;
		len -= n;
	}
	return 0;
}

int gen9_as_write(struct gen9_as *as, uint64_t va, const void *buf,
		  size_t len)
{
	const struct gen9_bus *bus = as->bus;
	const uint8_t *p = buf;
	struct gen9_xlat x;
	size_t n;
	int ret;

	while (len) {
		ret = gen9_translate(as, va, true, &x);
		if (ret && ret != -EACCES)
			return ret;
		n = len < x.len ? len : x.len;
		if (!ret) {
			if (bus->dma_write(bus->opaque, x.pa, p, n))
				return gen9_as_fault(as, va);
			account(as, &x, n, true);
		}
		va += n;
		p += n;
		len -= n;
	}
	return 0;
}
