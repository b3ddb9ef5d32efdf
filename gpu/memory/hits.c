// SPDX-License-Identifier: GPL-2.0-or-later
/* See hits.h. */
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/hits.h"
#include "gpu/memory/tags.h"

static struct gen9_hits_of sizes_of(const struct gen9_params *p, unsigned int class)
{
	const struct gen9_hits_of v[GEN9_TLB_CLASSES] = {
		{ p->l1_tlb_4k_entries, p->l1_tlb_4k_ways,
		  p->l2_tlb_4k_entries, p->l2_tlb_4k_ways, NULL, 0 },
		{ p->l1_tlb_64k_entries, p->l1_tlb_64k_ways,
		  p->l2_tlb_64k_entries, p->l2_tlb_64k_ways, NULL, 0 },
		{ p->l1_tlb_2m_entries, p->l1_tlb_2m_ways,
		  p->l2_tlb_2m_entries, p->l2_tlb_2m_ways, NULL, 0 },
		{ p->l1_tlb_1g_entries, p->l1_tlb_1g_ways,
		  p->l2_tlb_1g_entries, p->l2_tlb_1g_ways, NULL, 0 },
	};

	return v[class];
}

static bool same_sizes(const struct gen9_hits_of *a, const struct gen9_hits_of *b)
{
	return a->l1 == b->l1 && a->l1_ways == b->l1_ways && a->l2 == b->l2 &&
	       a->l2_ways == b->l2_ways;
}

static int run(const struct gen9_hits *h, struct gen9_hits_of *v,
	       const struct gen9_found *look)
{
	struct gen9_tags l1, l2;
	int err = gen9_tags_new(&l1, v->l1, v->l1_ways);

	if (err)
		return err;
	err = gen9_tags_new(&l2, v->l2, v->l2_ways);
	v->hit = malloc(h->n);
	if (!v->hit)
		err = -ENOMEM;
	for (size_t i = 0; i < h->n && !err; i++) {
		const uint64_t key = look[h->at[i]].key;

		v->hit[i] = gen9_tags_met(&l1, key) ? GEN9_HIT_L1 :
			    gen9_tags_met(&l2, key) ? GEN9_HIT_L2 : GEN9_HIT_NONE;
	}
	free(l1.key);
	free(l2.key);
	return err;
}

/* One more of sizes: itself, or an earlier one that finds the same. */
static int add(struct gen9_hits *h, const struct gen9_hits_of *sizes,
	       const struct gen9_found *look)
{
	struct gen9_hits_of *v = &h->v[h->sizes], *same = h->v;
	int err;

	*v = *sizes;
	err = run(h, v, look);
	h->sizes++;
	if (err)
		return err;
	while (!same->hit || memcmp(same->hit, v->hit, h->n))
		same++;
	v->same = same - h->v;
	if (same != v) {
		free(v->hit);
		v->hit = NULL;
	}
	return 0;
}

static int find(struct gen9_hits *h, unsigned int class,
		const struct gen9_found *look, const struct gen9_params *sets,
		unsigned int n_sets)
{
	int err = 0;

	for (unsigned int i = 0; i < n_sets && !err; i++) {
		const struct gen9_hits_of sizes = sizes_of(&sets[i], class);
		unsigned int k = 0;

		while (k < h->sizes && !same_sizes(&h->v[k], &sizes))
			k++;
		if (k == h->sizes)
			err = add(h, &sizes, look);
		h->of[i] = h->v[k].same;
	}
	return err;
}

int gen9_hits_find(struct gen9_hits h[GEN9_TLB_CLASSES],
		   const struct gen9_found *look, size_t n,
		   const struct gen9_params *sets, unsigned int n_sets)
{
	int err = 0;

	memset(h, 0, GEN9_TLB_CLASSES * sizeof(*h));
	for (size_t i = 0; i < n; i++)
		h[look[i].class].n++;
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES; k++) {
		h[k].at = malloc((h[k].n + 1) * sizeof(*h[k].at));
		h[k].v = calloc(n_sets, sizeof(*h[k].v));
		h[k].of = calloc(n_sets, sizeof(*h[k].of));
		if (!h[k].at || !h[k].v || !h[k].of)
			return -ENOMEM;
		h[k].n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct gen9_hits *of = &h[look[i].class];

		of->at[of->n++] = i;
	}
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES && !err; k++)
		if (h[k].n)
			err = find(&h[k], k, look, sets, n_sets);
	return err;
}

void gen9_hits_free(struct gen9_hits h[GEN9_TLB_CLASSES])
{
	for (unsigned int k = 0; k < GEN9_TLB_CLASSES; k++) {
		for (unsigned int i = 0; i < h[k].sizes; i++)
			free(h[k].v[i].hit);
		free(h[k].at);
		free(h[k].v);
		free(h[k].of);
		h[k] = (struct gen9_hits){ 0 };
	}
}
