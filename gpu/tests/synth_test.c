// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The streams that stand for published figures (bench/clock/synth.c) cost what
 * the same blits of the model's blitter cost, under sets of all kinds.
 */

#include "bench/lib/test.h"
#include "mem.h"
#include "bench/clock/synth.h"
#include "gpu/memory/replay.h"

#define MIB	(1ull << 20)
#define BLOCKS	512u
#define DST	0x20000000ull

static const struct synth streams[] = {
	{ .what = SYNTH_COPY, .gpu_shift = 12 },
	{ .what = SYNTH_COPY, .gpu_shift = 12, .iommu_shift = 12 },
	{ .what = SYNTH_COPY, .gpu_shift = 16, .gtt_cache = true },
	{ .what = SYNTH_COPY, .gpu_shift = 21 },
	{ .what = SYNTH_FILL, .gpu_shift = 12 },
	{ .what = SYNTH_FILL, .gpu_shift = 16, .iommu_shift = 12 },
	{ .what = SYNTH_FILL, .gpu_shift = 21, .gtt_cache = true },
};

/* A blit of lines of 4 KiB: copy, or fill. */
static void command(const struct synth *s, uint32_t dw[10])
{
	bool copy = s->what == SYNTH_COPY;
	const uint32_t c[10] = {
		2u << 29 | (copy ? 0x53u : 0x50u) << 22 | 3u << 20 |
		(copy ? 8 : 5),
		3u << 24 | (copy ? 0xccu : 0xf0u) << 16 | 4096, 0,
		BLOCKS << 16 | 1024, (uint32_t)DST, 0, 0, 4096, 0, 0,
	};

	memcpy(dw, c, sizeof(c));
}

/* Record what the blitter does, begun and ended as synth.c does. */
static void record(const struct synth *s, struct gen9_tape *t)
{
	static const uint64_t none[GEN9_CTR_ENGINES];
	struct gen9_trace r = { .tape = t, .engine = GEN9_CTR_BCS0 };
	struct gen9_blt_setup setup = { 0 };
	struct gen9_stream stream = { 0 };
	struct gen9_params p;
	struct gen9_as as = { .params = &p, .stream = &stream, .trace = &r };
	struct gen9_blt_op op;
	struct tmem m;
	uint32_t dw[10];
	int ret;

	gen9_params_default(&p);
	t_init(&m, 32 * MIB, 16 * MIB);
	m.iommu_shift = s->iommu_shift;
	for (uint64_t o = 0; o < 2 * MIB; o += 1ull << s->gpu_shift) {
		t_map(&m, o, o, s->gpu_shift, T_RW);
		t_map(&m, DST + o, 4 * MIB + o, s->gpu_shift, T_RW);
	}
	as.bus = &m.bus;
	as.pml4 = m.pml4;
	as.tlb = gen9_tlb_new(&p);
	gen9_tape_begin(t, s->iommu_shift);
	gen9_trace_op(&r, GEN9_TRACE_SWITCH);
	gen9_trace_context(&r, m.pml4, false, s->gtt_cache);
	gen9_trace_op(&r, GEN9_TRACE_CMD);
	command(s, dw);
	ret = gen9_blt_start(&op, &as, dw, s->what == SYNTH_COPY ? 10 : 7, 0,
			     &setup);
	while (ret == -EAGAIN)
		ret = gen9_blt_step(&as, &op);
	assert_int_equal(ret, 0);
	gen9_trace_op(&r, GEN9_TRACE_CMD_END);
	gen9_tape_end(t, none);
	gen9_tlb_free(as.tlb);
	free(m.ram);
}

static void set(unsigned int i, struct gen9_params *p)
{
	gen9_params_default(p);
	if (!i)
		return;
	p->stream_lines = 32u << i;
	p->stream_walks = i;
	p->stream_prefetch_pages = i % 2;
	p->gtt_cache_lines = 64 * i;
	p->gtt_cache_ways = i;
	p->gtt_cache_hit_clks = 10;
	p->iotlb_miss_ns = 100 * i;
	p->iommu_dir_entries = 4;
	p->iommu_step_ns = 50;
	p->read_2m_penalty_pct = 5 * i;
	p->mem_fill_efficiency_pct = 90;
}

/* Slow reads through 2M pages: of what a rectangle reads, and of no others. */
TEST(rectangles_read_slowly_through_2m)
{
	static const struct {
		enum synth_what what;
		unsigned int shift;
		double more;		/* by a penalty of 20 %: half is read */
	} rows[] = {
		{ SYNTH_RENDER_COPY, 21, 1.125 }, { SYNTH_RENDER_COPY, 16, 1 },
		{ SYNTH_RENDER_FILL, 21, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct synth s = {
			.what = rows[i].what, .blocks = BLOCKS, .eus = 24,
			.gpu_shift = rows[i].shift, .subslices = 3,
		};
		struct gen9_tape t = { 0 };
		struct gen9_replayed r[2];
		struct gen9_params p;
		double is;

		assert_int_equal(synth_trace(&t, &s), 0);
		set(3, &p);
		p.ctx_switch_ns = 0;
		for (unsigned int k = 0; k < 2; k++) {
			p.read_2m_penalty_pct = 20 * k;
			assert_int_equal(gen9_replay(t.buf, t.len, NULL, 0, &p,
						     &r[k]), 0);
		}
		is = (double)r[1].work_ps[GEN9_CTR_BCS0] /
		     r[0].work_ps[GEN9_CTR_BCS0];
		if (is < rows[i].more * 0.99 || is > rows[i].more * 1.01)
			fail_msg("row %zu: %g times, not %g", i, is, rows[i].more);
		gen9_tape_free(&t);
	}
}

TEST(streams_are_the_blitters)
{
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		struct gen9_tape made = { 0 }, done = { 0 };
		struct gen9_replayed a, b;
		struct synth s = streams[i];

		s.blocks = BLOCKS;
		assert_int_equal(synth_trace(&made, &s), 0);
		record(&s, &done);
		for (unsigned int k = 0; k < 4; k++) {
			struct gen9_params p;

			set(k, &p);
			assert_true(gen9_params_valid(&p));
			assert_int_equal(gen9_replay(made.buf, made.len, NULL, 0, &p,
						     &a), 0);
			assert_int_equal(gen9_replay(done.buf, done.len, NULL, 0, &p,
						     &b), 0);
			assert_int_equal(a.look_ups, b.look_ups);
			if (a.work_ps[GEN9_CTR_BCS0] != b.work_ps[GEN9_CTR_BCS0])
				fail_msg("stream %zu, set %u: %llu and %llu ps", i, k,
					 (unsigned long long)a.work_ps[GEN9_CTR_BCS0],
					 (unsigned long long)b.work_ps[GEN9_CTR_BCS0]);
		}
		gen9_tape_free(&made);
		gen9_tape_free(&done);
	}
}

/* A made gather is worked out for all sets at once; each by itself is the same. */
TEST(gathers_are_worked_out)
{
	const struct synth s = { .what = SYNTH_GATHER, .blocks = 24, .eus = 24,
				 .gpu_shift = 12, .gtt_cache = true, .subslices = 3 };
	struct gen9_params p[9];
	struct gen9_tape t = { 0 };
	struct gen9_look_list looks;
	struct gen9_outcomes known;
	struct gen9_replayed a, b;

	assert_int_equal(synth_trace(&t, &s), 0);
	for (unsigned int k = 0; k < 9; k++)
		set(k, &p[k]);
	p[8].gtt_cache_lines = 1024;
	assert_int_equal(gen9_looks_find(&looks, t.buf, t.len), 0);
	/* one a block, and what words of tables, which come first, cut */
	assert_true(looks.runs.n >= s.blocks);
	assert_int_equal(gen9_outcomes_find(&known, &looks, p, 9), 0);
	for (unsigned int k = 0; k < 9; k++) {
		assert_int_equal(gen9_replay(t.buf, t.len, &known, k, &p[k], &a), 0);
		assert_int_equal(gen9_replay(t.buf, t.len, NULL, 0, &p[k], &b), 0);
		/* 32 threads a block, of 36 look-ups each */
		assert_int_equal(a.look_ups, s.blocks * 32 * 36);
		assert_true(a.misses > a.look_ups / 2);
		assert_memory_equal(&a, &b, sizeof(a));
	}
	gen9_outcomes_free(&known);
	gen9_looks_free(&looks);
	gen9_tape_free(&t);
}
