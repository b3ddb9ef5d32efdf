// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The time of walkers: what each resource takes, that it does not depend on
 * where steps end, and that a trace replays it under any parameters.
 */

#include "bench/lib/test.h"
#include "gpgpu_kernels.h"
#include "gpu/blocks/blocks.h"
#include "gpu/memory/replay.h"

#define CLK	1000u		/* ps, at 1 GHz */

static struct gen9_params set;
static struct gen9_walker w;

/* 24 EUs at 1 GHz with as many threads as they have room for. */
static int setup(void **state)
{
	gen9_params_default(&set);
	set.gt_clock_mhz = 1000;
	set.eu_issue_pct = 800;
	set.mem_bandwidth_mbps = 64000;
	set.mem_efficiency_pct = 100;
	memset(&w, 0, sizeof(w));
	w.shape = gen9_walker_shape(8, 0, 1000);
	return 0;
}
AROUND_EACH(setup, NULL);

static unsigned int issue(unsigned int kind, unsigned int log)
{
	return kind * GEN9_ISSUE_LOGS + log;
}

static uint64_t time_of(unsigned int i, uint64_t n)
{
	memset(w.done, 0, sizeof(w.done));
	w.done[i] = n;
	return gen9_walker_time(&set, &w);
}

TEST(shapes)
{
	struct gen9_walker_shape s = gen9_walker_shape(8, 0, 1000);

	assert_int_equal(s.slots, 168);
	assert_int_equal(s.eus, 24);
	assert_int_equal(s.threads, 8000);
	/* local memory for two groups a subslice */
	assert_int_equal(gen9_walker_shape(8, 32768, 1000).slots, 48);
	/* 16 threads: three groups of them have room in 56 */
	assert_int_equal(gen9_walker_shape(16, 0, 1000).slots, 144);
	s = gen9_walker_shape(1, 0, 1);
	assert_int_equal(s.slots, 1);
	assert_int_equal(s.eus, 1);
	assert_int_equal(s.subslices, 1);
	assert_int_equal(gen9_walker_shape(64, 0, UINT64_MAX).threads, UINT64_MAX);
}

/* A million instructions of each kind, SIMD8 of floats: 32 bytes. */
TEST(rates)
{
	const uint64_t n = 24000000, clk = n / 24 * CLK;

	/* two FPUs, two clocks each, but seven threads at most issue in eight */
	assert_int_equal(time_of(issue(GEN9_ISSUE_ALU, 1), n), clk * 8 / 7);
	assert_int_equal(time_of(issue(GEN9_ISSUE_ALU, 2), n), 2 * clk);
	assert_int_equal(time_of(issue(GEN9_ISSUE_MUL, 2), n), 4 * clk);
	assert_int_equal(time_of(issue(GEN9_ISSUE_DF, 2), n), 4 * clk);
	assert_int_equal(time_of(issue(GEN9_ISSUE_MATH, 1), n), 8 * clk);
	assert_int_equal(time_of(issue(GEN9_ISSUE_IDIV, 1), n), 32 * clk);
	/* one thread alone issues every eight clocks */
	w.shape = gen9_walker_shape(1, 0, 1);
	assert_int_equal(time_of(issue(GEN9_ISSUE_ALU, 1), n), 8 * n * CLK);
}

TEST(paths)
{
	const uint64_t n = 3000000;

	assert_int_equal(time_of(GEN9_DONE_L3, n), n / 3 * CLK);
	assert_int_equal(time_of(GEN9_DONE_SLM, n), n / 3 * CLK);
	assert_int_equal(time_of(GEN9_DONE_SAMPLER, n), n / 12 * CLK);
	/* 64 bytes at 64 GB/s */
	assert_int_equal(time_of(GEN9_DONE_READ, n), n * CLK);
	assert_int_equal(time_of(GEN9_DONE_WRITE, n), 2 * n * CLK);
	assert_int_equal(time_of(GEN9_DONE_LLC, n), n * CLK);
	assert_int_equal(time_of(GEN9_DONE_THREADS, n), 4 * n * CLK);
	assert_int_equal(time_of(GEN9_DONE_WAIT + GEN9_FROM_MEM, 168),
			 (set.l3_latency_clks + set.mem_latency_ns) * CLK);
	assert_int_equal(time_of(GEN9_DONE_COVERED + GEN9_FROM_MEM, 168), 0);
	for (unsigned int i = 0; i < GEN9_DONES; i++)
		assert_true(time_of(i, UINT64_MAX) >= time_of(i, 1ull << 40));
}

/*
 * Fetches of a look-up are one after the other, look-ups of a message side by
 * side; a message waits for the longest.
 */
TEST(a_look_up_is_its_fetches)
{
	struct gen9_as as = { .params = &set, .walker = &w };
	struct gen9_walker before;

	set.shader_lines = 64;
	set.shader_walks = 64;
	gen9_walker_begin(&as, &w.shape);
	gen9_walker_open(&as);
	for (unsigned int i = 0; i < 2; i++) {
		gen9_walker_look_up(&w, 0, false);
		for (unsigned int k = 0; k < 3; k++)
			gen9_walker_latency(&as, 100);
	}
	gen9_walker_message(&as);
	before = w;
	assert_int_equal(w.wait_ps, 300);
	assert_int_equal(w.walk_ps, 600);
	/* one walker: all wait for all */
	set.shader_walks = 1;
	gen9_walker_look_up(&w, 0, false);
	gen9_walker_latency(&as, 100);
	gen9_walker_look_up(&w, 0, false);
	gen9_walker_latency(&as, 50);
	gen9_walker_message(&as);
	assert_int_equal(w.wait_ps - before.wait_ps, 150);
	gen9_walker_close(&as);
}

/* ---- of the device ------------------------------------------------------ */

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

static void draw(struct gen9_params *p, uint64_t *s)
{
	gen9_params_default(p);
	p->shader_lines = t_rand(s) % 2 * 64;
	p->shader_walks = 1 + t_rand(s) % 8;
	p->eu_issue_pct = 100 + t_rand(s) % 2000;
	p->l3_latency_clks = t_rand(s) % 1000;
	p->mem_latency_ns = t_rand(s) % 1000;
	p->eu_dispatch_clks = t_rand(s) % 64;
	p->walker_clks = t_rand(s) % 5000;
	p->l1_tlb_4k_entries = 4 << t_rand(s) % 4;
	p->walk_step_ns = t_rand(s) % 300;
}

/* A walker of threads that tell of themselves; the work that it was. */
static uint64_t run(const struct gen9_params *p, bool trace)
{
	static struct bed b;
	struct kernel k;
	uint64_t ps;

	bed_trace = trace ? take : NULL;
	cl_init_with(&b, p, 12);
	b.g->host.bus.iommu_shift = NULL;
	bed_wr(&b, GEN9_TRACE_MARK, 1);
	KERNEL(&k, tell);
	k.r.local[0] = 32;
	k.r.global[0] = 128;
	k.r.global[1] = 40;
	assert_true(cl_go(&b, &k.r));
	bed_wr(&b, GEN9_TRACE_MARK, 0);
	ps = gen9_get_counters(b.g)->engine[GEN9_CTR_RCS0].work_ps;
	bed_free(&b);
	return ps;
}

/* But for commands that are fetched again where time has not come: 1 %. */
static void assert_near(uint64_t x, uint64_t y)
{
	uint64_t d = x > y ? x - y : y - x;

	assert_true(d < y / 100);
}

/* Work under set number i; the TLBs are run, or what becomes of them known. */
static uint64_t replay(const struct gen9_params *p, unsigned int i,
		       uint64_t *recorded)
{
	struct gen9_look_list looks;
	struct gen9_outcomes known;
	struct gen9_replayed r, k;

	assert_int_equal(gen9_looks_find(&looks, taken.buf, taken.len), 0);
	assert_int_equal(gen9_outcomes_find(&known, &looks, p, 2), 0);
	assert_int_equal(gen9_replay(taken.buf, taken.len, NULL, 0, &p[i], &r), 0);
	assert_int_equal(gen9_replay(taken.buf, taken.len, &known, i, &p[i], &k), 0);
	gen9_outcomes_free(&known);
	gen9_looks_free(&looks);
	assert_memory_equal(r.work_ps, k.work_ps, sizeof(r.work_ps));
	*recorded = r.recorded_ps[GEN9_CTR_RCS0];
	return r.work_ps[GEN9_CTR_RCS0];
}

TEST(replays)
{
	struct gen9_params p[2];
	uint64_t s = 1, recorded, own, other;

	for (unsigned int i = 0; i < 8; i++) {
		draw(&p[0], &s);
		draw(&p[1], &s);
		run(&p[0], true);
		own = replay(p, 0, &recorded);
		assert_int_equal(own, recorded);
		other = replay(p, 1, &recorded);
		assert_int_not_equal(other, recorded);
		assert_near(other, run(&p[1], false));
	}
}

/* Who reads pages that no other has read waits for walks of the tables. */
TEST(walks_are_in_it)
{
	struct gen9_params p;
	uint64_t fast, slow;

	gen9_params_default(&p);
	p.shader_lines = 64;
	p.walk_step_ns = 0;
	fast = run(&p, false);
	p.walk_step_ns = 100000;
	slow = run(&p, false);
	assert_true(slow > 2 * fast);
}
