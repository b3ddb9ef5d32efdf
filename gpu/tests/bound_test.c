// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Legal parameters at their ends: one call does a bounded amount of work,
 * counted and not timed, and the rest later; an engine's clock does not go
 * back, but stops at its end.
 */

#include "each_bed.h"
#include "gpu/blocks/blocks.h"
#include "gpu/host/work.h"

#define BATCH		0x400000u
#define SURFACE		0x800000u
#define ROWS		2000u
/* A run, and the step of each engine in which it is used up. */
#define MOST		(GEN9_WORK_RUN + 6ull * GEN9_BLT_BUDGET)

static uint64_t moved;		/* bytes mapped and accesses, by the bus */

static void *count_map(void *o, uint64_t a, size_t *n, bool write)
{
	void *p = t_dma_map(o, a, n, write);

	moved += *n;
	return p;
}

static int count_read(void *o, uint64_t a, void *buf, size_t n)
{
	moved += n + GEN9_WORK_DMA;
	return t_dma_read(o, a, buf, n);
}

static void begin(struct bed *b)
{
	bed_map(b, BED_RAM);
	bed_context(b, 0, BCS_BASE);
	bed_start(b, BCS_BASE);
	b->now = 1000000;
}
EACH_BED(begin);

/* n fills of ROWS lines, w pixels of 32 bits wide, from a batch. */
static void submit_fills(struct bed *b, unsigned int n, uint32_t pitch,
			 uint32_t w)
{
	uint32_t *d = bed_mem(b, BATCH);

	for (unsigned int i = 0; i < n; i++, d += 7) {
		d[0] = 2u << 29 | 0x50u << 22 | 3u << 20 | 5;
		d[1] = 3u << 24 | 0xf0u << 16 | pitch;
		d[2] = 0;
		d[3] = ROWS << 16 | w;
		d[4] = SURFACE;
		d[5] = 0;
		d[6] = i + 1;
	}
	*d = MI_BATCH_BUFFER_END;
	BED_EMIT(b, 0, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH,
		 0, MI_NOOP);
	bed_submit(b, BCS_BASE, bed_desc(0), 0);
}

static void tune(struct bed *b, enum gen9_param p, uint32_t val)
{
	bed_wr(b, GEN9_TUNE_BASE + 4 * p, val);
}

static void apply(struct bed *b)
{
	bed_wr(b, GEN9_TUNE_APPLY, 1);
	assert_int_equal(bed_rd(b, GEN9_TUNE_APPLY), 0);
}

/* Nothing costs, everything is searched: time alone would bound nothing. */
static void free_of_cost(struct bed *b)
{
	tune(b, GEN9_PARAM_gt_clock_mhz, 100000);
	tune(b, GEN9_PARAM_mem_bandwidth_mbps, 100000000);
	tune(b, GEN9_PARAM_mem_efficiency_pct, 100);
	tune(b, GEN9_PARAM_mem_latency_ns, 0);
	tune(b, GEN9_PARAM_bcs_fill_bytes_per_clk, 65536);
	tune(b, GEN9_PARAM_blt_clks, 0);
	tune(b, GEN9_PARAM_cmd_clks, 0);
	tune(b, GEN9_PARAM_walk_scale_pct, 0);
	tune(b, GEN9_PARAM_l2_tlb_hit_clks, 0);
	tune(b, GEN9_PARAM_l1_tlb_4k_entries, GEN9_WAYS_MAX);
	tune(b, GEN9_PARAM_l1_tlb_4k_ways, GEN9_WAYS_MAX);
	tune(b, GEN9_PARAM_l2_tlb_4k_entries, GEN9_WAYS_MAX);
	tune(b, GEN9_PARAM_l2_tlb_4k_ways, GEN9_WAYS_MAX);
	tune(b, GEN9_PARAM_walk_cache_pde_entries, GEN9_WAYS_MAX);
	tune(b, GEN9_PARAM_walk_line_entries, GEN9_WAYS_MAX);
	apply(b);
}

/* 640 MiB in 40 commands of 16 MiB, all of them due at once. */
TEST(work_of_a_call_is_bounded)
{
	struct bed *b = *state;
	unsigned int calls = 0;

	b->m.bus.dma_map = count_map;
	b->m.bus.dma_read = count_read;
	gen9_free(b->g);
	b->g = gen9_new(&b->m.bus, &b->params, NULL);
	for (uint64_t i = 0; i < BED_RAM / 4096; i++)
		gen9_get_ggtt(b->g)[i] = i << 12 | 1;
	bed_start(b, BCS_BASE);
	free_of_cost(b);
	submit_fills(b, 40, 8192, 2048);
	while (b->deadline != UINT64_MAX) {
		assert_true(++calls < 1000);
		if (b->deadline > b->now)
			b->now = b->deadline;
		b->deadline = UINT64_MAX;
		moved = 0;
		gen9_timer(b->g);
		assert_true(b->g->work <= MOST);
		assert_true(moved <= MOST);
	}
	/* in parts, and all of it */
	assert_true(calls > 40ull * 16 * ROWS * 512 / MOST);
	assert_int_equal(*bed_mem(b, SURFACE), 40);
	assert_int_equal(*bed_mem(b, SURFACE + (ROWS - 1) * 8192 + 8188), 40);
	assert_int_equal(bed_csb_wp(b, BCS_BASE), 1);
}

/* MI_UPDATE_GTT of 511 entries: each is looked for in every TLB. */
TEST(entries_written_are_work)
{
	struct bed *b = *state;
	uint32_t dw[1024] = { 0x23u << 23 | 1u << 22 | 1022, 0 };

	free_of_cost(b);
	bed_emit(b, 0, BCS_BASE, dw, 1024);
	bed_submit(b, BCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_int_equal(gen9_get_counters(b->g)->ggtt_writes, 511);
	b->g->engine[0].tlb->work = 0;
	gen9_mmio_write(b->g, GEN9_GGTT_OFFSET, 0, 8);
	assert_true(b->g->engine[0].tlb->work >=
		    3 * GEN9_WAYS_MAX * GEN9_WORK_WAY);
}

/* Ten seconds a fetch and no caches: 130 fills are past the end of time. */
TEST(the_clock_stops_at_its_end)
{
	struct bed *b = *state;
	const struct gen9_engine *e = &b->g->engine[GEN9_CTR_BCS0];
	uint64_t t = 0, deadline = 0;
	unsigned int calls = 0;

	tune(b, GEN9_PARAM_walk_step_ns, 1000000);
	tune(b, GEN9_PARAM_walk_scale_pct, 1000000);
	tune(b, GEN9_PARAM_walk_cache_pde_entries, 0);
	tune(b, GEN9_PARAM_walk_cache_pdp_entries, 0);
	tune(b, GEN9_PARAM_walk_cache_pml4_entries, 0);
	tune(b, GEN9_PARAM_walk_line_entries, 0);
	apply(b);
	submit_fills(b, 400, 8192, 1);
	while (b->deadline != UINT64_MAX) {
		assert_true(++calls < 100000);
		assert_true(e->t >= t);
		assert_true(b->deadline >= deadline);
		t = e->t;
		deadline = b->deadline;
		if (b->deadline > b->now)
			b->now = b->deadline;
		b->deadline = UINT64_MAX;
		gen9_timer(b->g);
	}
	assert_true(e->t == UINT64_MAX);
	/* it has stopped, not gone back; looking at it does no harm */
	assert_true(bed_csb_wp(b, BCS_BASE) == 0);
	bed_rd(b, BCS_BASE + 0x3a8);
	bed_rd(b, BCS_BASE + 0x358);
	assert_true(e->t == UINT64_MAX);
}
