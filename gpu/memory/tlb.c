// SPDX-License-Identifier: GPL-2.0-or-later
/* TLBs and walk caches: sizes, look-up, flushes. */
#include <stdlib.h>

#include "gpu/host/cost.h"
#include "gpu/host/work.h"
#include "gpu/memory/tlb.h"

/* A key: page number or line, 33 bits at most; space; generation. */
#define KEY_GGTT		(1ull << 36)
#define KEY_GEN			(1ull << 40)

const uint8_t gen9_class_shift[GEN9_TLB_CLASSES] = { 12, 16, 21, 30 };

static void set_sizes(struct gen9_tlb *t, const struct gen9_params *p)
{
	gen9_cache_size(&t->l1[0], p->l1_tlb_4k_entries, p->l1_tlb_4k_ways);
	gen9_cache_size(&t->l1[1], p->l1_tlb_64k_entries, p->l1_tlb_64k_ways);
	gen9_cache_size(&t->l1[2], p->l1_tlb_2m_entries, p->l1_tlb_2m_ways);
	gen9_cache_size(&t->l1[3], p->l1_tlb_1g_entries, p->l1_tlb_1g_ways);
	gen9_cache_size(&t->l2[0], p->l2_tlb_4k_entries, p->l2_tlb_4k_ways);
	gen9_cache_size(&t->l2[1], p->l2_tlb_64k_entries, p->l2_tlb_64k_ways);
	gen9_cache_size(&t->l2[2], p->l2_tlb_2m_entries, p->l2_tlb_2m_ways);
	gen9_cache_size(&t->l2[3], p->l2_tlb_1g_entries, p->l2_tlb_1g_ways);
	/* the small ones are fully associative */
	gen9_cache_size(&t->dir[1], p->walk_cache_pde_entries, UINT32_MAX);
	gen9_cache_size(&t->dir[2], p->walk_cache_pdp_entries, UINT32_MAX);
	gen9_cache_size(&t->dir[3], p->walk_cache_pml4_entries, UINT32_MAX);
	gen9_cache_size(&t->lines, p->walk_line_entries, UINT32_MAX);
	gen9_cache_size(&t->iotlb, p->iotlb_entries, p->iotlb_ways);
	gen9_cache_size(&t->iommu_dir, p->iommu_dir_entries, UINT32_MAX);
	gen9_cache_size(&t->gtt_cache, p->gtt_cache_lines, p->gtt_cache_ways);
}

static void forget_all(struct gen9_tlb *t)
{
	memset(t->mem, 0, t->mem_entries * sizeof(*t->mem));
	t->tag[GEN9_PPGTT] = KEY_GEN;
	t->tag[GEN9_GGTT] = KEY_GEN | KEY_GGTT;
}

struct gen9_tlb *gen9_tlb_new(const struct gen9_params *p)
{
	struct gen9_tlb *t = calloc(1, sizeof(*t));
	struct gen9_cache *all[] = {
		&t->l1[0], &t->l1[1], &t->l1[2], &t->l1[3],
		&t->l2[0], &t->l2[1], &t->l2[2], &t->l2[3],
		&t->dir[1], &t->dir[2], &t->dir[3], &t->lines, &t->iotlb,
		&t->iommu_dir, &t->gtt_cache,
	};
	const unsigned int n = sizeof(all) / sizeof(all[0]);
	size_t at = 0;

	if (!t)
		return NULL;
	set_sizes(t, p);
	for (unsigned int i = 0; i < n; i++)
		t->mem_entries += all[i]->entries;
	t->mem_entries++;		/* what a hint is to point at */
	t->mem = malloc(t->mem_entries * sizeof(*t->mem));
	if (!t->mem) {
		free(t);
		return NULL;
	}
	for (unsigned int i = 0; i < n; i++) {
		all[i]->e = t->mem + at;
		at += all[i]->entries;
	}
	forget_all(t);
	for (unsigned int i = 0; i < 2 * GEN9_SPACES; i++)
		t->hint[i].e = &t->mem[at];	/* never valid */
	t->ps_l2 = gen9_cost_clks(p, p->l2_tlb_hit_clks);
	t->ps_step = gen9_cost_walk_step(p, false);
	t->ps_line = gen9_cost_walk_step(p, true);
	t->ps_gtt_cache = gen9_cost_clks(p, p->gtt_cache_hit_clks);
	t->ps_iotlb = p->iotlb_miss_ns * 1000ull;
	t->ps_iommu_step = p->iommu_step_ns * 1000ull;
	return t;
}

void gen9_tlb_free(struct gen9_tlb *t)
{
	if (t)
		free(t->mem);
	free(t);
}

void gen9_tlb_flush_space(struct gen9_tlb *t, enum gen9_space s)
{
	t->used[s] = 0;
	t->tag[s] += KEY_GEN;
	/* 2^24 flushes: so that no old key can be met again */
	if (t->tag[s] < KEY_GEN)
		forget_all(t);
}

void gen9_tlb_flush(struct gen9_tlb *t)
{
	gen9_tlb_flush_space(t, GEN9_PPGTT);
	gen9_tlb_flush_space(t, GEN9_GGTT);
}

void gen9_tlb_drop_ggtt(struct gen9_tlb *t, uint32_t n)
{
	uint64_t tag = t->tag[GEN9_GGTT];

	gen9_cache_drop(&t->l1[0], n | tag);
	gen9_cache_drop(&t->l2[0], n | tag);
	gen9_cache_drop(&t->lines, n / 8 | tag);
	if (t->gtt_cache.ways)
		gen9_cache_drop(&t->gtt_cache, n / 8 | tag);
	t->work += (t->l1[0].ways + t->l2[0].ways + t->lines.ways) *
		   GEN9_WORK_WAY;
}

/* Is the key there? It is now. */
static bool find_or_put(struct gen9_tlb *t, const struct gen9_cache *c,
			uint64_t key)
{
	t->work += c->ways * GEN9_WORK_WAY;
	if (gen9_cache_find(c, key))
		return true;
	t->work += c->ways * GEN9_WORK_WAY;
	gen9_cache_put(c, key, 0);
	return false;
}

bool gen9_tlb_line(struct gen9_tlb *t, enum gen9_space s, uint64_t line)
{
	return find_or_put(t, &t->lines, line | t->tag[s]);
}

bool gen9_tlb_gtt_cache(struct gen9_tlb *t, enum gen9_space s, uint64_t line)
{
	return find_or_put(t, &t->gtt_cache, line | t->tag[s]);
}

enum gen9_tlb_hit gen9_tlb_find(struct gen9_tlb *t, enum gen9_space s,
				uint64_t va, struct gen9_cache_ent **e,
				unsigned int *class)
{
	for (unsigned int c = 0; c < GEN9_TLB_CLASSES; c++) {
		if (!(t->used[s] & 1u << c))
			continue;
		t->work += t->l1[c].ways * GEN9_WORK_WAY;
		*e = gen9_cache_find(&t->l1[c], gen9_tlb_key(t, s, va, c));
		*class = c;
		if (*e)
			return GEN9_TLB_L1;
	}
	for (unsigned int c = 0; c < GEN9_TLB_CLASSES; c++) {
		if (!(t->used[s] & 1u << c))
			continue;
		t->work += t->l2[c].ways * GEN9_WORK_WAY;
		*e = gen9_cache_find(&t->l2[c], gen9_tlb_key(t, s, va, c));
		*class = c;
		if (!*e)
			continue;
		t->work += t->l1[c].ways * GEN9_WORK_WAY;
		*e = gen9_cache_put(&t->l1[c], (*e)->key, (*e)->val);
		return GEN9_TLB_L2;
	}
	return GEN9_TLB_MISS;
}

struct gen9_cache_ent *gen9_tlb_insert(struct gen9_tlb *t, enum gen9_space s,
				       uint64_t va, unsigned int class,
				       uint64_t val)
{
	uint64_t key = gen9_tlb_key(t, s, va, class);

	t->used[s] |= 1u << class;
	t->work += (t->l1[class].ways + t->l2[class].ways) * GEN9_WORK_WAY;
	gen9_cache_put(&t->l2[class], key, val);
	return gen9_cache_put(&t->l1[class], key, val);
}
