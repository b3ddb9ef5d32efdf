// SPDX-License-Identifier: GPL-2.0-or-later
/* TLBs: what they hold, for how long, and whose it is. */
#include "gtt_bed.h"

/* Each set a list, the latest first; numbers of pages plus one. */
struct ref_tlb {
	unsigned int sets, ways;
	uint64_t e[64][16];
};

static bool ref_touch(struct ref_tlb *t, uint64_t page, bool insert)
{
	uint64_t *s = t->e[page % t->sets];
	unsigned int i;

	for (i = 0; i < t->ways; i++)
		if (s[i] == page + 1)
			break;
	if (i == t->ways && !insert)
		return false;
	if (i == t->ways) {
		memmove(s + 1, s, (t->ways - 1) * sizeof(*s));
	} else {
		memmove(s + 1, s, i * sizeof(*s));
		s[0] = page + 1;
		return true;
	}
	s[0] = page + 1;
	return false;
}

/* Hits of both levels over a random stream, as a naive LRU says. */
TEST(test_tlb_is_lru)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct ref_tlb l1 = { 4, 2, { { 0 } } }, l2 = { 8, 5, { { 0 } } };
	uint64_t seed = t_seed(), h1 = 0, h2 = 0, miss = 0;
	struct gen9_xlat x;

	params.l1_tlb_4k_entries = 8;
	params.l1_tlb_4k_ways = 2;
	params.l2_tlb_4k_entries = 40;
	params.l2_tlb_4k_ways = 5;
	new_tlb(b);
	for (uint64_t p = 0; p < 100; p++)
		t_map(&b->m, p << 12, p << 12, 12, T_RW);
	for (int i = 0; i < 50000; i++) {
		uint64_t p = t_rand(&seed) % (i % 1000 < 500 ? 12 : 100);

		if (i % 5000 == 4999) {
			gen9_tlb_flush(as->tlb);
			memset(l1.e, 0, sizeof(l1.e));
			memset(l2.e, 0, sizeof(l2.e));
		}
		assert_int_equal(gen9_translate(as, p << 12, i & 1, &x), 0);
		if (ref_touch(&l1, p, false)) {
			h1++;
		} else if (ref_touch(&l2, p, false)) {
			h2++;
			ref_touch(&l1, p, true);
		} else {
			miss++;
			ref_touch(&l1, p, true);
			ref_touch(&l2, p, true);
		}
		assert_int_equal(PAGE(0).tlb_l1_hits, h1);
		assert_int_equal(PAGE(0).tlb_l2_hits, h2);
		assert_int_equal(PAGE(0).tlb_misses, miss);
		assert_true(x.missed || x.pa == p << 12);
	}
	assert_true(h1 > 1000 && h2 > 1000 && miss > 1000);
}

static void one_level(uint32_t *entries, uint32_t *ways, uint32_t n)
{
	*entries = n;
	*ways = n;
}

/* n pages fit a TLB of n entries; n + 1 in turn never hit. By page size. */
TEST(test_capacity)
{
	static const struct {
		unsigned int shift, page;
	} sizes[] = { { 12, GEN9_CTR_4K }, { 16, GEN9_CTR_64K },
		      { 21, GEN9_CTR_2M }, { 30, GEN9_CTR_1G } };
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	one_level(&params.l1_tlb_4k_entries, &params.l1_tlb_4k_ways, 4);
	one_level(&params.l1_tlb_64k_entries, &params.l1_tlb_64k_ways, 4);
	one_level(&params.l1_tlb_2m_entries, &params.l1_tlb_2m_ways, 4);
	one_level(&params.l1_tlb_1g_entries, &params.l1_tlb_1g_ways, 4);
	params.l2_tlb_4k_entries = params.l2_tlb_64k_entries = 0;
	params.l2_tlb_2m_entries = params.l2_tlb_1g_entries = 0;
	for (int s = 0; s < 4; s++) {
		unsigned int sh = sizes[s].shift;
		uint64_t at = (uint64_t)(s + 1) << 40;

		for (uint64_t p = 0; p < 5; p++)
			t_map(&b->m, at + (p << sh), p << sh, sh, T_RW);
		for (unsigned int n = 4; n <= 5; n++) {
			new_tlb(b);
			for (int i = 0; i < 100; i++)
				assert_int_equal(0, gen9_translate(as,
					at + ((uint64_t)(i % n) << sh) + 77,
					false, &x));
			assert_int_equal(PAGE(sizes[s].page).tlb_misses,
					 n == 4 ? 4 : 100);
			assert_int_equal(PAGE(sizes[s].page).tlb_l1_hits,
					 n == 4 ? 96 : 0);
		}
	}
}

/* A cached translation stays until the flush; without a TLB, not at all. */
TEST(test_staleness)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	uint64_t va = 5 * GIB + 0x3000;
	struct gen9_tlb *tlb = as->tlb;
	struct gen9_xlat x;

	t_map(&b->m, va, 0x10000, 12, T_RW);
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_true(x.missed);
	t_map(&b->m, va, 0x20000, 12, T_RW);
	assert_int_equal(gen9_translate(as, va + 8, true, &x), 0);
	assert_int_equal(x.pa, 0x10008);
	assert_false(x.missed);
	as->tlb = NULL;
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_int_equal(x.pa, 0x20000);
	as->tlb = tlb;
	gen9_tlb_flush(tlb);
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_int_equal(x.pa, 0x20000);
	t_map(&b->m, va, 0, 12, 0);
	*t_entry(&b->m, b->m.brk - 4096, va >> 12 & 511) = 0;
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	gen9_tlb_flush(tlb);
	assert_int_equal(gen9_translate(as, va, true, &x), -EFAULT);
}

/* Another PML4 never sees the entries of the first, nor the GGTT's. */
TEST(test_spaces_apart)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as, gg = b->as;
	uint64_t pte[16] = { 0 }, first = b->m.pml4;
	struct gen9_ggtt ggtt = { .pte = pte, .entries = 16 };
	struct gen9_xlat x;

	pte[3] = 0x70000 | T_PRESENT;
	gg.is_ggtt = true;
	gg.ggtt = &ggtt;
	t_map(&b->m, 0x3000, 0x10000, 12, T_RW);
	b->m.pml4 = t_page(&b->m);
	t_map(&b->m, 0x3000, 0x20000, 12, T_RW);
	for (int i = 0; i < 4; i++) {
		as->pml4 = i & 1 ? b->m.pml4 : first;
		assert_int_equal(gen9_translate(as, 0x3000, true, &x), 0);
		assert_int_equal(x.pa, i & 1 ? 0x20000 : 0x10000);
		assert_int_equal(x.ctr_page, GEN9_CTR_4K);
		assert_int_equal(gen9_translate(&gg, 0x3abc, true, &x), 0);
		assert_int_equal(x.pa, 0x70abc);
		assert_int_equal(x.ctr_page, GEN9_CTR_GGTT);
	}
	assert_int_equal(gen9_translate(&gg, 0x4000, false, &x), -EFAULT);
	assert_int_equal(gen9_translate(&gg, 0x10000, false, &x), -EFAULT);
	assert_int_equal(gen9_translate(&gg, 1ull << 32 | 0x3000, false, &x),
			 -EFAULT);
}
