// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The GGTT's entries: written ones are counted and are no longer cached,
 * in any TLB; what is cached of it and of the PPGTT is dropped apart. DMA
 * that the embedder refuses as the device's own is counted.
 */

#include "bench/lib/test.h"
#include "mem.h"
#include "gpu/memory/dma.h"

#define TLBS	2

/* GGTT page n, below 16, maps bus page n; so does the PPGTT. */
struct bed {
	struct tmem m;
	uint64_t pte[16], writes;
	struct gen9_ggtt ggtt;
	struct gen9_counters ctrs;
	struct gen9_as gg[TLBS], pp[TLBS];
};

static struct gen9_params params;

static int setup(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	t_init(&b->m, 1 << 20, 1 << 19);
	gen9_params_default(&params);
	gen9_counters_init(&b->ctrs, 0);
	b->ggtt = (struct gen9_ggtt){ .pte = b->pte, .entries = 16,
				      .writes = &b->writes };
	for (uint64_t i = 0; i < 16; i++) {
		b->pte[i] = i << 12 | T_PRESENT;
		t_map(&b->m, i << 12, i << 12, 12, T_RW);
	}
	for (int i = 0; i < TLBS; i++) {
		b->ggtt.tlb[i] = gen9_tlb_new(&params);
		b->pp[i] = (struct gen9_as){
			.bus = &b->m.bus, .params = &params,
			.tlb = b->ggtt.tlb[i], .ggtt = &b->ggtt,
			.ctr = gen9_counters_get(&b->ctrs, i + 1),
			.pml4 = b->m.pml4,
		};
		b->gg[i] = b->pp[i];
		b->gg[i].is_ggtt = true;
	}
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bed *b = *state;

	for (int i = 0; i < TLBS; i++)
		gen9_tlb_free(b->ggtt.tlb[i]);
	free(b->m.ram);
	free(b);
	return 0;
}
AROUND_EACH(setup, teardown);

/* Where va leads to, and whether the tables were walked for it. */
static uint64_t look(struct gen9_as *as, uint64_t va, bool *missed)
{
	struct gen9_xlat x;

	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	*missed = x.missed;
	return x.pa;
}

static void hits(struct gen9_as *as, uint64_t va, uint64_t pa)
{
	bool missed;

	assert_int_equal(look(as, va, &missed), pa);
	assert_false(missed);
}

static void misses(struct gen9_as *as, uint64_t va, uint64_t pa)
{
	bool missed;

	assert_int_equal(look(as, va, &missed), pa);
	assert_true(missed);
}

/* "The device snoops writes": this entry is new at once, all others stay. */
TEST(a_written_entry_is_not_cached)
{
	struct bed *b = *state;

	for (int i = 0; i < TLBS; i++)
		for (uint64_t p = 1; p < 4; p++) {
			misses(&b->gg[i], p << 12, p << 12);
			misses(&b->pp[i], p << 12, p << 12);
		}
	gen9_ggtt_write(&b->ggtt, 2, 0x9000 | T_PRESENT);
	for (int i = 0; i < TLBS; i++) {
		misses(&b->gg[i], 0x2008, 0x9008);
		hits(&b->gg[i], 0x1000, 0x1000);
		hits(&b->gg[i], 0x3000, 0x3000);
		hits(&b->pp[i], 0x2008, 0x2008);
	}
	gen9_ggtt_write(&b->ggtt, 2, 0);
	assert_int_equal(gen9_as_read(&b->gg[0], 0x2000, &b->writes, 1),
			 -EFAULT);
}

/* Entry 2 is the last one used, first of its set, and in L2 alone. */
TEST(it_is_dropped_wherever_it_is)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->gg[0];

	params.l1_tlb_4k_entries = params.l1_tlb_4k_ways = 1;
	gen9_tlb_free(as->tlb);
	as->tlb = b->ggtt.tlb[0] = gen9_tlb_new(&params);
	misses(as, 0x2000, 0x2000);
	gen9_ggtt_write(&b->ggtt, 2, 0x9000 | T_PRESENT);
	misses(as, 0x2000, 0x9000);
	misses(as, 0x3000, 0x3000);	/* L1 has one entry: 3 */
	gen9_ggtt_write(&b->ggtt, 2, 0xa000 | T_PRESENT);
	hits(as, 0x3000, 0x3000);
	misses(as, 0x2000, 0xa000);
}

/* The line of 8 entries is fetched again, too, and no other. */
TEST(the_line_is_fetched_again)
{
	struct bed *b = *state;
	struct gen9_page_counters *pc = &b->gg[0].ctr->page[GEN9_CTR_GGTT];

	misses(&b->gg[0], 0x1000, 0x1000);
	misses(&b->gg[0], 0x9000, 0x9000);
	misses(&b->gg[0], 0x2000, 0x2000);
	assert_int_equal(pc->walk_line_hits, 1);
	gen9_ggtt_write(&b->ggtt, 7, 0x7000 | T_PRESENT);
	misses(&b->gg[0], 0x3000, 0x3000);
	assert_int_equal(pc->walk_line_hits, 1);
	misses(&b->gg[0], 0xa000, 0xa000);
	assert_int_equal(pc->walk_line_hits, 2);
}

TEST(writes_are_counted)
{
	struct bed *b = *state;

	for (uint32_t i = 0; i < 16; i++)
		gen9_ggtt_write(&b->ggtt, i, i);
	assert_int_equal(b->writes, 16);
	/* beyond the table there is nothing */
	gen9_ggtt_write(&b->ggtt, 16, 1);
	gen9_ggtt_write(&b->ggtt, UINT32_MAX, 1);
	assert_int_equal(b->writes, 16);
	assert_int_equal(gen9_ggtt_read(&b->ggtt, 15), 15);
	assert_int_equal(gen9_ggtt_read(&b->ggtt, 16), 0);
}

TEST(lookup_is_by_the_entries)
{
	struct bed *b = *state;
	uint64_t at;

	b->pte[3] = 0x8000005123ull << 12 | 0xffe | T_PRESENT;
	assert_true(gen9_ggtt_lookup(&b->ggtt, 0x3abc, &at));
	assert_int_equal(at, 0x5123abc);	/* 39 bits */
	b->pte[3] &= ~T_PRESENT;
	assert_false(gen9_ggtt_lookup(&b->ggtt, 0x3abc, &at));
	assert_false(gen9_ggtt_lookup(&b->ggtt, 0x10000, &at));
	assert_false(gen9_ggtt_lookup(&b->ggtt, 1ull << 32 | 0x1000, &at));
}

TEST(spaces_are_flushed_apart)
{
	struct bed *b = *state;

	misses(&b->gg[0], 0x1000, 0x1000);
	misses(&b->pp[0], 0x1000, 0x1000);
	gen9_tlb_flush_space(b->gg[0].tlb, GEN9_GGTT);
	hits(&b->pp[0], 0x1000, 0x1000);
	misses(&b->gg[0], 0x1000, 0x1000);
	gen9_tlb_flush_space(b->gg[0].tlb, GEN9_PPGTT);
	hits(&b->gg[0], 0x1000, 0x1000);
	misses(&b->pp[0], 0x1000, 0x1000);
	gen9_tlb_flush(b->gg[0].tlb);
	misses(&b->gg[0], 0x1000, 0x1000);
	misses(&b->pp[0], 0x1000, 0x1000);
	/* in every engine */
	misses(&b->gg[1], 0x1000, 0x1000);
	misses(&b->pp[1], 0x1000, 0x1000);
	gen9_ggtt_flush(&b->ggtt);
	for (int i = 0; i < TLBS; i++) {
		misses(&b->gg[i], 0x1000, 0x1000);
		hits(&b->pp[i], 0x1000, 0x1000);
	}
}

/* Another PML4 says nothing about the GGTT. */
TEST(another_pml4_keeps_the_ggtt)
{
	struct bed *b = *state;

	misses(&b->gg[0], 0x1000, 0x1000);
	misses(&b->pp[0], 0x1000, 0x1000);
	b->m.pml4 = b->pp[0].pml4 = t_page(&b->m);
	t_map(&b->m, 0x1000, 0x5000, 12, T_RW);
	misses(&b->pp[0], 0x1000, 0x5000);
	hits(&b->gg[0], 0x1000, 0x1000);
}

/* Generations are 24 bits: the first one's keys do not come to life again. */
TEST(many_flushes)
{
	struct bed *b = *state;
	struct gen9_tlb *t = b->gg[0].tlb;

	misses(&b->gg[0], 0x1000, 0x1000);
	misses(&b->pp[0], 0x1000, 0x1000);
	for (unsigned int i = 0; i < 1u << 24; i++) {
		gen9_tlb_flush_space(t, GEN9_PPGTT);
		if (i < (1u << 24) - 3)
			continue;
		misses(&b->pp[0], 0x1000, 0x1000);
	}
	/* forgotten with it, or kept: right either way */
	assert_int_equal(gen9_as_write(&b->gg[0], 0x1000, &b->writes, 8), 0);
}

/* A page number with bits above a GGTT address's does not alias another. */
TEST(beyond_the_table)
{
	struct bed *b = *state;
	struct gen9_xlat x;

	misses(&b->gg[0], 0x3000, 0x3000);
	for (unsigned int bit = 16; bit < 64; bit++)
		assert_int_equal(gen9_translate(&b->gg[0], 1ull << bit | 0x3000,
						false, &x), -EFAULT);
	hits(&b->gg[0], 0x3000, 0x3000);
}

/* What is refused as the device's own is a fault as any, and counted. */
static int refuse_read(void *o, uint64_t a, void *buf, size_t n)
{
	return a >= 0x5000 && a < 0x6000 ? -EPERM : t_dma_read(o, a, buf, n);
}

static int refuse_write(void *o, uint64_t a, const void *buf, size_t n)
{
	return a >= 0x5000 && a < 0x6000 ? -EPERM : t_dma_write(o, a, buf, n);
}

TEST(own_bars_are_counted)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->gg[0];
	struct gen9_xlat x;
	uint64_t v = 1;

	b->m.bus.dma_read = refuse_read;
	b->m.bus.dma_write = refuse_write;
	assert_int_equal(gen9_as_read(as, 0x4ff8, &v, 8), 0);
	assert_int_equal(as->ctr->bar_dma, 0);
	assert_int_equal(gen9_as_read(as, 0x5000, &v, 8), -EFAULT);
	assert_int_equal(gen9_as_write(as, 0x5ffc, &v, 8), -EFAULT);
	assert_int_equal(as->ctr->bar_dma, 2);
	assert_int_equal(as->ctr->faults, 2);
	assert_int_equal(as->fault, -EFAULT);
	assert_int_equal(as->fault_va, 0x5000);
	/* a page table there */
	b->pp[0].pml4 = 0x5000;
	assert_int_equal(gen9_translate(&b->pp[0], 0x1000, false, &x),
			 -EFAULT);
	assert_int_equal(as->ctr->bar_dma, 3);
	/* what is no memory at all is not */
	assert_int_equal(gen9_dma_read(as, 1ull << 38, &v, 8), -EFAULT);
	assert_int_equal(as->ctr->bar_dma, 3);
}

/* Work is of the host, with or without a cost; it counts ways and bytes. */
TEST(work_is_counted)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->pp[0];
	uint8_t buf[4096];
	uint64_t few, many, hit;

	as->params = NULL;
	assert_int_equal(gen9_as_read(as, 0x1000, buf, 4096), 0);
	few = as->work;
	assert_true(few >= 4096);
	as->work = 0;
	assert_int_equal(gen9_as_read(as, 0x1000, buf, 4096), 0);
	hit = as->work;
	assert_true(hit >= 4096 && hit < few);
	/* 64 ways in each of what is searched */
	params.l1_tlb_4k_entries = params.l1_tlb_4k_ways = 64;
	params.l2_tlb_4k_entries = params.l2_tlb_4k_ways = 64;
	params.walk_cache_pde_entries = params.walk_line_entries = 64;
	gen9_tlb_free(as->tlb);
	as->tlb = b->ggtt.tlb[0] = gen9_tlb_new(&params);
	assert_int_equal(gen9_as_read(as, 0x1000, buf, 4096), 0);
	as->work = 0;
	assert_int_equal(gen9_as_read(as, 0x2000, buf, 4096), 0);
	many = as->work;
	/* both levels looked through and pushed down, directory, line */
	assert_true(many - 4096 >= (4 * 64 + 2 * 64) * 8);
}
