// SPDX-License-Identifier: GPL-2.0-or-later
/* The time of streams, by hand: 4 KiB blocks of a fill, 256 ns each. */

#include "bench/lib/test.h"
#include "gpu/memory/as.h"

#define NS	1000ull
#define BLOCK	4096u

/* What each block's look-up takes, and how the pages follow each other. */
struct stream {
	unsigned int blocks, step_every;
	uint64_t look_ps;
	int64_t stride;			/* pages */
	enum gen9_streamer who;
};

static void set_up(struct gen9_params *p)
{
	gen9_params_default(p);
	p->gt_clock_mhz = 1000;		/* 1 ns a clock */
	p->bcs_fill_bytes_per_clk = 16;
	p->mem_bandwidth_mbps = 1000000;	/* never the limit */
	p->blt_clks = 0;
	p->mem_latency_ns = 50;
	p->stream_lines = 64;		/* a block */
}

static uint64_t time_of(const struct gen9_params *p, const struct stream *t)
{
	const struct gen9_move m = {
		.kind = GEN9_BLT_FILL, .dst_bytes = BLOCK, .mem_bytes = BLOCK,
	};
	struct gen9_stream s = { 0 };
	struct gen9_as as = { .params = p, .stream = &s };

	gen9_stream_start(&as, t->who);
	gen9_stream_open(&as);
	for (unsigned int i = 0; i < t->blocks; i++) {
		gen9_stream_look_up(&s, (1000 + i * t->stride) * BLOCK, true);
		gen9_as_charge(&as, t->look_ps);
		gen9_stream_block(&as, &m);
		if (t->step_every && i % t->step_every == 0) {
			gen9_stream_close(&as);
			gen9_stream_open(&as);
		}
	}
	gen9_stream_close(&as);
	return as.cost_ps;
}

TEST(hidden_latency_costs_nothing)
{
	struct stream t = { .blocks = 10, .stride = 1 };
	struct gen9_params p;

	set_up(&p);
	/* the first waits for memory, the others are there in time */
	assert_int_equal(time_of(&p, &t), (50 + 10 * 256) * NS);
	/* the second is looked up after the first, and there after 250 */
	t.look_ps = 100 * NS;
	assert_int_equal(time_of(&p, &t), (150 + 10 * 256) * NS);
}

TEST(exposed_latency_is_what_is_left)
{
	struct stream t = { .blocks = 4, .stride = 1, .look_ps = 400 * NS };
	struct gen9_params p;

	set_up(&p);
	/* a single walker: it takes 400 for each, however early */
	assert_int_equal(time_of(&p, &t), (4 * 400 + 50 + 256) * NS);
	/*
	 * Two: the first two blocks go on at 0 and are there at 450. The
	 * third is looked up when the first is consumed, at 706, and is there
	 * at 1156, 194 after the second has ended; then the fourth is, too.
	 */
	p.stream_walks = 2;
	assert_int_equal(time_of(&p, &t), (450 + 4 * 256 + 194) * NS);
	/* two blocks ahead: but for the first all is hidden */
	p.stream_lines = 128;
	assert_int_equal(time_of(&p, &t), (450 + 4 * 256) * NS);
}

TEST(prefetch_is_of_the_next_page)
{
	struct stream t = { .blocks = 4, .stride = 1, .look_ps = 400 * NS };
	struct gen9_params p;

	set_up(&p);
	p.stream_walks = 2;
	p.stream_prefetch_pages = 1;
	assert_int_equal(time_of(&p, &t), (450 + 4 * 256) * NS);
	t.stride = 7;
	assert_int_equal(time_of(&p, &t), (450 + 4 * 256 + 194) * NS);
}

TEST(a_small_window_limits_the_rate)
{
	struct stream t = { .blocks = 10, .stride = 1 };
	struct gen9_params p;

	set_up(&p);
	p.mem_latency_ns = 512;
	/* two blocks at 512, and so on each 512 + 256 */
	assert_int_equal(time_of(&p, &t), (512 + 4 * 768 + 512) * NS);
}

/* Shaders have a window and walkers of their own, and no set-up. */
TEST(shaders_have_more_in_flight)
{
	struct stream t = { .blocks = 4, .stride = 1, .look_ps = 400 * NS,
			    .who = GEN9_SHADERS };
	struct gen9_params p;

	set_up(&p);
	p.blt_clks = 1000;
	p.shader_lines = 128;		/* two blocks */
	p.shader_walks = 2;
	assert_int_equal(time_of(&p, &t), (450 + 4 * 256) * NS);
	t.who = GEN9_BLITTER;
	assert_int_equal(time_of(&p, &t), (1000 + 4 * 400 + 50 + 256) * NS);
	t.who = GEN9_SHADERS;
	p.shader_lines = 0;
	assert_int_equal(time_of(&p, &t), (50 + 4 * (400 + 256)) * NS);
}

/* Where a step ends does not change the time. */
TEST(steps_do_not_matter)
{
	struct stream t = { .blocks = 40, .stride = 3, .look_ps = 333 * NS };
	struct gen9_params p;
	uint64_t whole;

	set_up(&p);
	whole = time_of(&p, &t);
	for (t.step_every = 1; t.step_every < 8; t.step_every++)
		assert_int_equal(time_of(&p, &t), whole);
}

TEST(nothing_overlaps_in_serial)
{
	struct stream t = { .blocks = 10, .stride = 1, .look_ps = 400 * NS };
	struct gen9_params p;

	set_up(&p);
	p.stream_lines = 0;
	assert_int_equal(time_of(&p, &t), (50 + 10 * (400 + 256)) * NS);
}

/* 25 % of the rate: a third more time for what is read by pages of 2M. */
TEST(pages_of_2m_may_be_read_slower)
{
	struct gen9_move m = {
		.kind = GEN9_BLT_COPY, .dst_bytes = 3 * BLOCK,
		.mem_bytes = 6 * BLOCK,
	};
	struct gen9_params p;
	uint64_t ps;

	set_up(&p);
	p.bcs_copy_bytes_per_clk = 16;
	ps = gen9_cost_move(&p, &m);
	p.read_2m_penalty_pct = 25;
	assert_int_equal(gen9_cost_move(&p, &m), ps);
	m.huge_bytes = 3 * BLOCK;
	assert_int_equal(gen9_cost_move(&p, &m), ps / 3 * 4);
}

TEST(memory_is_shared_with_the_cpu)
{
	struct gen9_params p;
	uint64_t ps;

	set_up(&p);
	ps = gen9_cost_mem(&p, 1 << 20);
	p.mem_cpu_pct = 50;
	assert_in_range(gen9_cost_mem(&p, 1 << 20), 2 * ps, 2 * ps + 1);
}

TEST(table_fetches_may_hit_the_llc)
{
	struct gen9_params p;

	set_up(&p);
	p.walk_step_ns = 60;
	p.llc_latency_ns = 20;
	assert_int_equal(gen9_cost_walk_step(&p, false), 60 * NS);
	p.walk_llc_pct = 75;
	assert_int_equal(gen9_cost_walk_step(&p, false), 30 * NS);
}
