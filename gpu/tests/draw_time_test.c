// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The time of rectangles: what bounds a clear and a copy, exactly; that it does
 * not depend on where steps end, and that a trace replays it under any
 * parameters.
 */
#include "bench/lib/test.h"
#include "draw_bed.h"
#include "draw_kernels.h"
#include "gpu/blocks/blocks.h"
#include "gpu/memory/replay.h"

#define CLK	1000u		/* ps, at 1 GHz */
#define W	512u
#define H	128u

static struct gen9_params set;
static struct bed b;

/* Nothing bounds but what a test asks for. */
static int setup(void **state)
{
	gen9_params_default(&set);
	set.gt_clock_mhz = 1000;
	set.mem_bandwidth_mbps = 1000000;
	set.mem_efficiency_pct = 100;
	set.eu_issue_pct = 100;
	set.ps_dispatch_clks = 0;
	set.ps_pixels_per_clk = 1024;
	set.shader_lines = 64;		/* walks are hidden */
	set.shader_walks = 64;
	set.l3_latency_clks = set.mem_latency_ns = set.llc_latency_ns = 0;
	set.walk_step_ns = set.walk_line_hit_clks = set.l2_tlb_hit_clks = 0;
	return 0;
}
AROUND_EACH(setup, NULL);

struct job {
	unsigned int format, bytes, simd;
	bool copies;
};

static struct draw draw_of(const struct job *j)
{
	struct draw d = d_default();
	struct iga k = { 0 };

	d.simd = j->simd;
	d.target.format = j->format;
	d.target.width = W;
	d.target.height = H;
	d.target.pitch = W * j->bytes;
	d.x1 = W;
	d.y1 = H;
	if (j->copies) {
		d.attributes = 0;
		d.texture = d.target;
		d.texture.at = D_TEXTURE;
		k_copy(&k, j->simd);
	} else {
		k_constant(&k, j->simd, false);
	}
	d_kernel(&b, &k);
	return d;
}

static struct {
	uint8_t *buf;
	size_t len;
} taken;

static void take(void *opaque, uint32_t mark, const void *buf, size_t len)
{
	taken.buf = realloc(taken.buf, len + 1);
	memcpy(taken.buf, buf, len);
	taken.len = len;
}

/* All that the engine was charged; with a trace, that is taken. */
static uint64_t run(const struct job *j, const struct gen9_params *p, bool trace)
{
	struct draw d;
	uint64_t ps;

	bed_trace = trace ? take : NULL;
	bed_init_with(&b, p);
	d_begin(&b);
	b.g->host.bus.iommu_shift = NULL;
	bed_wr(&b, GEN9_TRACE_MARK, 1);
	d = draw_of(j);
	assert_true(d_go(&b, &d));
	bed_wr(&b, GEN9_TRACE_MARK, 0);
	ps = gen9_get_counters(b.g)->engine[GEN9_CTR_RCS0].work_ps;
	assert_int_equal(gen9_get_counters(b.g)->engine[0].not_executed, 0);
	return ps;
}

/* What the primitive was charged, and what it has done. */
static uint64_t charged(const struct job *j, struct gen9_walker *w)
{
	run(j, &set, false);
	*w = b.g->engine[0].walker;
	bed_free(&b);
	return w->charged;
}

TEST(a_clear_is_bound_by_pixels_a_clock)
{
	const struct job j = { 0x140, 1, 16, false };	/* R8_UNORM */
	struct gen9_walker w;

	for (set.ps_pixels_per_clk = 2; set.ps_pixels_per_clk <= 8;
	     set.ps_pixels_per_clk *= 2)
		assert_int_equal(charged(&j, &w),
				 W * H / set.ps_pixels_per_clk * CLK);
	assert_int_equal(w.done[GEN9_DONE_PIXELS], W * H);
	assert_int_equal(w.done[GEN9_DONE_PS_THREADS], W * H / 16);
	assert_int_equal(w.done[GEN9_DONE_THREADS], 0);
	assert_int_equal(w.done[GEN9_DONE_WRITE], W * H / 64);
}

/* In part: what is not covered is no pixel. */
TEST(pixels_that_are_covered)
{
	const struct job j = { 0x140, 1, 8, false };
	struct gen9_walker w;
	struct draw d;

	bed_trace = NULL;
	set.ps_pixels_per_clk = 1;
	bed_init_with(&b, &set);
	d_begin(&b);
	d = draw_of(&j);
	d.x0 = 3;
	d.x1 = 20;
	d.y0 = 1;
	d.y1 = 6;
	assert_true(d_go(&b, &d));
	w = b.g->engine[0].walker;
	bed_free(&b);
	assert_int_equal(w.done[GEN9_DONE_PIXELS], 17 * 5);
	assert_int_equal(w.charged, 17 * 5 * CLK);
}

TEST(threads_are_started_one_after_the_other)
{
	struct gen9_walker w;

	set.ps_dispatch_clks = 32;
	for (unsigned int simd = 8; simd <= 16; simd += 8) {
		const struct job j = { 0x140, 1, simd, false };

		assert_int_equal(charged(&j, &w), W * H / simd * 32 * CLK);
	}
}

/* Each line once from memory and once to it; beside them the shader's state. */
TEST(a_copy_is_bound_by_memory)
{
	const struct job j = { 0x0c7, 4, 16, true };
	const uint64_t lines = W * H * 4 / 64;
	struct gen9_walker w;
	uint64_t ps;

	set.mem_bandwidth_mbps = 8000;
	set.mem_efficiency_pct = 50;	/* 4 bytes a ns: 16 ns a line */
	ps = charged(&j, &w);
	assert_int_equal(w.done[GEN9_DONE_WRITE], lines);
	assert_in_range(w.done[GEN9_DONE_READ], lines, lines + 16);
	assert_int_equal(ps, (w.done[GEN9_DONE_READ] + lines) * 16 * CLK);
	/* what bench/clock/synth.c has for such a copy, by threads */
	assert_int_equal(w.done[GEN9_DONE_SAMPLER], W * H);
	assert_in_range(w.done[GEN9_DONE_L3], W * H / 8, W * H / 8 + 16);
	assert_int_equal(w.done[GEN9_DONE_WAIT + GEN9_FROM_L3], W * H / 32);
	assert_int_equal(w.done[GEN9_DONE_WAIT + GEN9_FROM_MEM], W * H / 32);
	assert_int_equal(w.done[GEN9_ISSUE_ALU * GEN9_ISSUE_LOGS + 2],
			 3 * W * H / 16);
}

/*
 * With a blit's window: a clear at a fill's rate of memory. Walks are exposed
 * where the window is too small, and not where it is not.
 */
TEST(memory_is_a_stream)
{
	const struct job fill = { 0x0c7, 4, 16, false };
	const struct job copy = { 0x0c7, 4, 16, true };
	const uint64_t lines = W * H * 4 / 64;
	struct gen9_walker w;
	uint64_t ps;

	set.mem_bandwidth_mbps = 8000;
	set.mem_efficiency_pct = 50;
	set.mem_fill_efficiency_pct = 100;
	set.stream_lines = 1024;
	set.stream_walks = 4;
	ps = charged(&fill, &w);
	assert_in_range(ps, (lines + w.done[GEN9_DONE_READ]) * 8 * CLK,
			(lines + w.done[GEN9_DONE_READ] + 128) * 8 * CLK);
	ps = charged(&copy, &w);
	assert_int_equal(ps, (w.done[GEN9_DONE_READ] + lines) * 16 * CLK);
	set.walk_step_ns = 500;
	assert_in_range(charged(&copy, &w), ps, ps + 2000 * CLK);
	set.stream_lines = 16;
	set.stream_walks = 1;
	/* a fetch for eight pages, most of it exposed */
	assert_true(charged(&copy, &w) > ps + W * H / 1024 * 2 / 8 * 250 * CLK);
}

/* Where a step ends does not change it: work of the host is what ends one. */
TEST(steps_do_not_count)
{
	const struct job j = { 0x0c7, 4, 16, true };
	struct gen9_walker w;
	uint64_t ps;

	set.mem_bandwidth_mbps = 8000;
	set.stream_lines = 64;
	set.stream_walks = 1;
	set.walk_step_ns = 100;
	ps = charged(&j, &w);
	for (unsigned int n = 0; n < 4; n++) {
		struct draw d;

		bed_init_with(&b, &set);
		d_begin(&b);
		d = draw_of(&j);
		d_submit(&b, &d);
		for (unsigned int i = 0; i < 100000 && !d_done(&b); i++)
			bed_run(&b, 100 + 1000 * n);
		assert_true(d_done(&b));
		assert_int_equal(b.g->engine[0].walker.charged, ps);
		bed_free(&b);
	}
}

TEST(a_copy_is_bound_by_the_samplers)
{
	const struct job j = { 0x140, 1, 16, true };
	struct gen9_walker w;

	/* three of them, four texels a clock */
	assert_int_equal(charged(&j, &w), W * H / 4 / 3 * CLK);
	assert_int_equal(w.done[GEN9_DONE_SAMPLER], W * H);
}

/* Its own set-up, not a walker's. */
TEST(set_up)
{
	const struct job j = { 0x0c7, 4, 16, false };
	uint64_t ps[2];

	set.prim_clks = 64;
	ps[0] = run(&j, &set, false);
	bed_free(&b);
	set.prim_clks = 100064;
	set.walker_clks = 0;
	ps[1] = run(&j, &set, false);
	bed_free(&b);
	assert_int_equal(ps[1] - ps[0], 100000ull * CLK);
}

static void any(struct gen9_params *p, uint64_t *s)
{
	gen9_params_default(p);
	p->shader_lines = t_rand(s) % 2 * 64;
	p->shader_walks = 1 + t_rand(s) % 8;
	p->eu_issue_pct = 100 + t_rand(s) % 2000;
	p->l3_latency_clks = t_rand(s) % 1000;
	p->mem_latency_ns = t_rand(s) % 1000;
	p->prim_clks = t_rand(s) % 5000;
	p->ps_dispatch_clks = t_rand(s) % 8;
	p->ps_pixels_per_clk = 1 + t_rand(s) % 32;
	p->l1_tlb_4k_entries = 4 << t_rand(s) % 4;
	p->walk_step_ns = t_rand(s) % 300;
	p->stream_lines = t_rand(s) % 3 * 64;
	p->stream_walks = 1 + t_rand(s) % 4;
}

static uint64_t replay(const struct gen9_params *p, uint64_t *recorded)
{
	struct gen9_look_list looks;
	struct gen9_outcomes known;
	struct gen9_replayed r, k;

	assert_int_equal(gen9_looks_find(&looks, taken.buf, taken.len), 0);
	assert_int_equal(gen9_outcomes_find(&known, &looks, p, 1), 0);
	assert_int_equal(gen9_replay(taken.buf, taken.len, NULL, 0, p, &r), 0);
	assert_int_equal(gen9_replay(taken.buf, taken.len, &known, 0, p, &k), 0);
	gen9_outcomes_free(&known);
	gen9_looks_free(&looks);
	assert_memory_equal(r.work_ps, k.work_ps, sizeof(r.work_ps));
	*recorded = r.recorded_ps[GEN9_CTR_RCS0];
	return r.work_ps[GEN9_CTR_RCS0];
}

/* To the picosecond under its own set; within 1 % what another's run is. */
TEST(replays)
{
	struct gen9_params p[2];
	uint64_t s = 1, recorded, own, other, is;

	for (unsigned int i = 0; i < 6; i++) {
		const struct job j = { 0x0c7, 4, i & 1 ? 8 : 16, i & 2 };

		any(&p[0], &s);
		any(&p[1], &s);
		run(&j, &p[0], true);
		bed_free(&b);
		own = replay(&p[0], &recorded);
		assert_int_equal(own, recorded);
		other = replay(&p[1], &recorded);
		assert_int_not_equal(other, recorded);
		is = run(&j, &p[1], false);
		bed_free(&b);
		assert_true((other > is ? other - is : is - other) < is / 100);
	}
	free(taken.buf);
	taken.buf = NULL;
}
