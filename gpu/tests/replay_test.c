// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A trace of random work, replayed: under the device's own parameters what
 * the device charged, to the picosecond, whichever they are; neither times
 * nor counts depend on whether a trace is taken; no bytes do harm.
 */
#include <errno.h>

#include "bed.h"
#include "bench/lib/test.h"
#include "gpu/memory/replay.h"

#define AREA_4K		0x800000u	/* mapped by 4 KiB pages */
#define AREA_2M		0x1000000u	/* by 2 MiB, in the IOMMU as it is */
#define AREA		0x400000u
#define BATCH		0x400000u
#define CONTEXTS	4u		/* two on each engine */
#define SETS		12u

struct taken {
	uint8_t *buf;
	size_t len;
	unsigned int n;		/* traces */
	uint32_t mark;
};

static struct taken taken;
static unsigned int known;	/* traces whose look-ups were worked out for all sets */

static void take(void *opaque, uint32_t mark, const void *buf, size_t len)
{
	free(taken.buf);
	taken.buf = malloc(len + 1);
	memcpy(taken.buf, buf, len);
	taken.len = len;
	taken.mark = mark;
	taken.n++;
}

/* What the base of a context's engine is. */
static uint32_t base_of(unsigned int ctx)
{
	return ctx & 1 ? RCS_BASE : BCS_BASE;
}

static void map_all(struct bed *b)
{
	for (uint64_t a = 0; a < AREA_2M; a += 4096)
		t_map(&b->m, a, a, 12, T_RW);
	for (uint64_t a = AREA_2M; a < AREA_2M + AREA; a += 2u << 20)
		t_map(&b->m, a, a, 21, T_RW);
}

static void make(struct bed *b, const struct gen9_params *p, bool trace)
{
	bed_trace = trace ? take : NULL;
	bed_init_with(b, p);
	map_all(b);
	for (unsigned int i = 0; i < CONTEXTS; i++)
		bed_context(b, i, base_of(i));
	bed_start(b, BCS_BASE);
	bed_start(b, RCS_BASE);
}

static uint32_t place(uint64_t *s)
{
	uint32_t base = t_rand(s) & 1 ? AREA_2M : AREA_4K;

	return base + (t_rand(s) % (AREA / 2)) / 64 * 64;
}

/* A fill, a copy, or an operation that reads its destination. */
static uint32_t *blit(uint64_t *s, uint32_t *dw)
{
	static const uint8_t rops[] = { 0xcc, 0xf0, 0x66, 0x00 };
	uint32_t pitch = 4096 << t_rand(s) % 2, tiled = t_rand(s) % 4 == 0;
	uint32_t h = 1 + t_rand(s) % 200, w = 1 + t_rand(s) % (pitch / 4 - 1);
	uint32_t rop = rops[t_rand(s) % 4], src = place(s), dst = place(s);
	uint32_t unit = tiled ? pitch / 4 : pitch;

	if (tiled) {
		src &= ~4095u;
		dst &= ~4095u;
	}
	*dw++ = 2u << 29 | 0x53u << 22 | 3u << 20 | tiled << 11 | tiled << 15 | 8;
	*dw++ = 3u << 24 | rop << 16 | unit;
	*dw++ = 0;
	*dw++ = h << 16 | w;
	*dw++ = dst;
	*dw++ = 0;
	*dw++ = 0;
	*dw++ = unit;
	*dw++ = src;
	*dw++ = 0;
	return dw;
}

static uint32_t *other(uint64_t *s, uint32_t *dw, bool bcs)
{
	switch (t_rand(s) % 6) {
	case 0:		/* waits a while for what comes by another command */
		*dw++ = MI_SEMAPHORE_WAIT | 4 << 12;
		*dw++ = 0;
		*dw++ = AREA_4K - 64;
		*dw++ = 0;
		break;
	case 1:
		*dw++ = MI_SRM;
		*dw++ = (bcs ? BCS_BASE : RCS_BASE) + 0x600;
		*dw++ = place(s);
		*dw++ = 0;
		break;
	case 2:
		*dw++ = MI_STORE_DWORD_IMM;
		*dw++ = place(s);
		*dw++ = 0;
		*dw++ = 1;
		break;
	case 3:		/* MI_FLUSH_DW or PIPE_CONTROL, and it drops the TLBs */
		*dw++ = bcs ? 0x26u << 23 | 1u << 18 | 1 :
			      3u << 29 | 3u << 27 | 2u << 24 | 4;
		*dw++ = bcs ? 0 : 1u << 18 | 1u << 20;
		for (int i = 0; i < (bcs ? 1 : 4); i++)
			*dw++ = 0;
		break;
	default:
		*dw++ = MI_NOOP;
	}
	return dw;
}

static void again(struct bed *b, unsigned int ctx)
{
	if (!*bed_mem(b, BATCH + ctx * 0x10000))
		*bed_mem(b, BATCH + ctx * 0x10000) = MI_BATCH_BUFFER_END;
	BED_EMIT(b, ctx, base_of(ctx), MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 BATCH + ctx * 0x10000, 0, MI_NOOP);
}

static void batch(struct bed *b, uint64_t *s, unsigned int ctx)
{
	uint32_t at = BATCH + ctx * 0x10000, *dw = bed_mem(b, at), *p = dw;
	bool bcs = base_of(ctx) == BCS_BASE;

	for (unsigned int n = t_rand(s) % 12; n; n--)
		p = bcs && t_rand(s) & 1 ? blit(s, p) : other(s, p, bcs);
	*p++ = MI_BATCH_BUFFER_END;
	again(b, ctx);
}

/* What the driver and the CPU do besides. */
static void besides(struct bed *b, uint64_t *s)
{
	static const uint8_t shifts[] = { 0, 12, 21 };
	uint64_t off = GEN9_GGTT_OFFSET + t_rand(s) % (BED_RAM / 4096) * 8;

	switch (t_rand(s) % 8) {
	case 0:
		gen9_mmio_write(b->g, off, gen9_mmio_read(b->g, off, 8), 8);
		break;
	case 1:
		bed_wr(b, 0x101008, 1);
		break;
	case 2:
		bed_wr(b, 0x4024, t_rand(s) & 1 ? 0 : ~0u);
		break;
	case 3:
		b->m.iommu_shift = shifts[t_rand(s) % 3];
		break;
	case 4:		/* another page, dropped from what caches it */
		t_map(&b->m, AREA_4K, AREA_4K + t_rand(s) % 256 * 4096, 12, T_RW);
		bed_wr(b, 0x4260, 1);
		bed_wr(b, 0x426c, 1);
		break;
	case 5:		/* GEN6_GDRST: one engine, when it is free of charge */
		if (t_rand(s) % 4 == 0)
			bed_wr(b, 0x941c, 1u << (1 + t_rand(s) % 3));
		break;
	}
}

static void work(struct bed *b, uint64_t *s, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		unsigned int ctx = t_rand(s) % CONTEXTS;

		if (t_rand(s) % 4 == 0)
			besides(b, s);
		if (t_rand(s) % 3 == 0)
			batch(b, s, ctx);
		else		/* the batch that is there again */
			again(b, ctx);
		bed_submit(b, base_of(ctx), bed_desc(ctx), 0);
		/* in the midst of it, or long after */
		bed_run(b, t_rand(s) & 1 ? t_rand(s) % 20000 : 3000000);
	}
}

static uint64_t one_of(uint64_t *s, const uint16_t *v, unsigned int n)
{
	return v[t_rand(s) % n];
}

/* p with other sizes of all that is cached. */
static void any_sizes(uint64_t *s, struct gen9_params *to,
		      const struct gen9_params *p)
{
	static const uint16_t sets[] = { 1, 2, 8, 32 };

	*to = *p;
	to->l1_tlb_4k_entries = one_of(s, sets, 4) * to->l1_tlb_4k_ways;
	to->l1_tlb_64k_entries = one_of(s, sets, 4) * to->l1_tlb_64k_ways;
	to->l1_tlb_2m_entries = one_of(s, sets, 3) * to->l1_tlb_2m_ways;
	to->l2_tlb_4k_entries = one_of(s, sets, 4) * to->l2_tlb_4k_ways;
	to->l2_tlb_2m_entries = one_of(s, sets, 4) * to->l2_tlb_2m_ways;
	to->walk_cache_pde_entries = t_rand(s) % 9;
	to->walk_cache_pdp_entries = t_rand(s) % 3;
	to->walk_line_entries = t_rand(s) % 12;
	to->gtt_cache_lines = one_of(s, sets, 4) * to->gtt_cache_ways;
}

/* A set like those of an ensemble: everything overlaps, all caches there. */
static void overlapping(uint64_t *s, struct gen9_params *p)
{
	static const uint16_t lines[] = { 16, 64, 256, 1024 };
	static const uint16_t sets[] = { 1, 4, 16, 64 };

	gen9_params_default(p);
	p->stream_lines = one_of(s, lines, 4);
	p->stream_walks = 1 + t_rand(s) % 8;
	p->stream_prefetch_pages = t_rand(s) % 4;
	p->read_2m_penalty_pct = t_rand(s) % 25;
	p->mem_cpu_pct = t_rand(s) % 20;
	p->mem_fill_efficiency_pct = 70 + t_rand(s) % 30;
	p->walk_llc_pct = t_rand(s) % 100;
	p->llc_latency_ns = 20;
	p->gtt_cache_lines = one_of(s, sets, 4) * 4;
	p->gtt_cache_ways = 4;
	p->gtt_cache_hit_clks = 10;
	p->iotlb_entries = one_of(s, sets, 4) * 8;
	p->iotlb_miss_ns = 20;
	p->iommu_dir_entries = 8;
	p->iommu_step_ns = 50;
}

/* With the look-ups worked out for many sets at once: the same. */
static void assert_known(const struct gen9_params *p, uint64_t seed)
{
	struct gen9_params set[SETS] = { *p };
	struct gen9_look_list looks;
	struct gen9_outcomes o = { 0 };
	struct gen9_replayed a, b;
	int err;

	for (unsigned int i = 1; i < SETS; i++) {
		any_sizes(&seed, &set[i], p);
		assert_true(gen9_params_valid(&set[i]));
	}
	err = gen9_looks_find(&looks, taken.buf, taken.len);
	assert_true(!err || err == -ENOTSUP);
	if (!err)
		assert_int_equal(gen9_outcomes_find(&o, &looks, set, SETS), 0);
	known += !err;
	for (unsigned int i = 0; i < SETS && !err; i++) {
		assert_int_equal(gen9_replay(taken.buf, taken.len, NULL, 0,
					     &set[i], &a), 0);
		assert_int_equal(gen9_replay(taken.buf, taken.len, &o, i,
					     &set[i], &b), 0);
		assert_memory_equal(&a, &b, sizeof(a));
	}
	gen9_outcomes_free(&o);
	gen9_looks_free(&looks);
}

static void assert_exact(const struct gen9_params *p, uint64_t seed)
{
	struct gen9_replayed r;

	assert_true(taken.len > 0);
	assert_int_equal(gen9_replay(taken.buf, taken.len, NULL, 0, p, &r), 0);
	assert_known(p, seed);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (r.work_ps[i] != r.recorded_ps[i])
			fail_msg("seed %llu: engine %u: replayed %llu ps, recorded %llu",
				 (unsigned long long)seed, i,
				 (unsigned long long)r.work_ps[i],
				 (unsigned long long)r.recorded_ps[i]);
}

static void exact(uint64_t seed, bool serial)
{
	struct gen9_params p;
	uint64_t s = seed;
	struct bed b;

	gen9_params_default(&p);
	if (!serial)
		overlapping(&s, &p);
	assert_true(gen9_params_valid(&p));
	make(&b, &p, true);
	work(&b, &s, t_rand(&s) % 8);
	bed_wr(&b, GEN9_TRACE_MARK, 1);
	work(&b, &s, 1 + t_rand(&s) % 12);
	bed_wr(&b, GEN9_TRACE_MARK, 2);
	assert_int_equal(taken.mark, 1);
	assert_exact(&p, seed);
	work(&b, &s, 6);
	bed_wr(&b, GEN9_TRACE_MARK, 0);
	assert_int_equal(taken.mark, 2);
	assert_exact(&p, seed);
	bed_free(&b);
}

TEST(serial_is_exact)
{
	uint64_t seed = t_seed();

	for (unsigned int i = 0; i < 40; i++)
		exact(seed + i, true);
}

TEST(overlapping_is_exact)
{
	uint64_t seed = t_seed() + 1000;

	for (unsigned int i = 0; i < 40; i++)
		exact(seed + i, false);
}

/* Without an IOMMU, whose TLB is not emptied: most can be worked out. */
TEST(sets_share_what_they_have_in_common)
{
	uint64_t seed = t_seed() + 2000;
	unsigned int before = known;

	for (unsigned int i = 0; i < 30; i++) {
		struct gen9_params p;
		uint64_t s = seed + i;
		struct bed b;

		overlapping(&s, &p);
		make(&b, &p, true);
		gen9_free(b.g);
		b.m.bus.iommu_shift = NULL;
		b.g = gen9_new(&b.m.bus, &p, NULL);
		for (uint64_t k = 0; k < BED_RAM / 4096; k++)
			gen9_get_ggtt(b.g)[k] = k << 12 | 1;
		bed_start(&b, BCS_BASE);
		bed_start(&b, RCS_BASE);
		bed_wr(&b, GEN9_TRACE_MARK, 1);
		work(&b, &s, 1 + t_rand(&s) % 8);
		bed_wr(&b, GEN9_TRACE_MARK, 0);
		assert_exact(&p, s);
		bed_free(&b);
	}
	assert_true(known - before >= 15);
}

/* Counters and times of a run with traces and of one without. */
TEST(a_trace_changes_nothing)
{
	static struct gen9_counters c[2];
	struct gen9_params p;

	gen9_params_default(&p);
	for (int i = 0; i < 2; i++) {
		uint64_t s = 77;
		struct bed b;

		make(&b, &p, i);
		bed_wr(&b, GEN9_TRACE_MARK, 1);
		work(&b, &s, 10);
		bed_wr(&b, GEN9_TRACE_MARK, 0);
		c[i] = *gen9_get_counters(b.g);
		bed_free(&b);
	}
	assert_memory_equal(&c[0], &c[1], sizeof(c[0]));
	assert_true(c[0].engine[GEN9_CTR_BCS0].work_ps > 0);
}

/* With others in force in the midst of it it is no trace. */
TEST(other_parameters_break_a_trace)
{
	struct gen9_params p;
	uint64_t s = 3;
	struct bed b;

	gen9_params_default(&p);
	make(&b, &p, true);
	bed_wr(&b, GEN9_TRACE_MARK, 1);
	work(&b, &s, 3);
	bed_wr(&b, GEN9_TUNE_APPLY, 1);
	bed_wr(&b, GEN9_TRACE_MARK, 2);
	assert_int_equal(taken.len, 0);
	work(&b, &s, 3);
	bed_wr(&b, GEN9_TRACE_MARK, 0);
	assert_exact(&p, 3);
	bed_free(&b);
}

TEST(any_bytes_are_safe)
{
	uint64_t s = t_seed();
	struct gen9_params p;
	struct gen9_look_list looks;
	struct gen9_outcomes o = { 0 };
	struct gen9_replayed r;
	uint8_t *bytes;
	struct bed b;

	overlapping(&s, &p);
	make(&b, &p, true);
	bed_wr(&b, GEN9_TRACE_MARK, 1);
	work(&b, &s, 8);
	bed_wr(&b, GEN9_TRACE_MARK, 0);
	bed_free(&b);
	for (size_t n = 0; n < 64 && n < taken.len; n++)
		assert_int_equal(gen9_replay(taken.buf, n, NULL, 0, &p, &r), -EINVAL);
	bytes = malloc(taken.len);
	for (unsigned int i = 0; i < 300; i++) {
		memcpy(bytes, taken.buf, taken.len);
		for (unsigned int k = 1 + t_rand(&s) % 8; k; k--)
			bytes[t_rand(&s) % taken.len] = t_rand(&s);
		gen9_replay(bytes, taken.len, NULL, 0, &p, &r);
		if (!gen9_looks_find(&looks, bytes, taken.len) &&
		    !gen9_outcomes_find(&o, &looks, &p, 1))
			gen9_replay(bytes, taken.len, &o, 0, &p, &r);
		gen9_outcomes_free(&o);
		gen9_looks_free(&looks);
	}
	free(bytes);
}
