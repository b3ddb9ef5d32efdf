// SPDX-License-Identifier: GPL-2.0-or-later
/* One command at a time: what it leaves in memory and registers. */

#include "each_bed.h"

#define DATA		0x80000u
#define BATCH		0x90000u
#define US		1000ull
#define GPR(n)		(RCS_BASE + 0x600 + 8 * (n))
#define PRED(x)		(RCS_BASE + (x))
#define MEM(i)		(*bed_mem(b, DATA + 4 * (i)))

static void begin(struct bed *b)
{
	bed_context(b, 0, RCS_BASE);
	bed_context(b, 1, BCS_BASE);
	bed_start(b, RCS_BASE);
	bed_start(b, BCS_BASE);
}
EACH_BED(begin);

static void go(struct bed *b)
{
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, RCS_BASE + 0xb0), 0);	/* no error */
}

#define RUN(b, ...) do { \
	BED_EMIT(b, 0, RCS_BASE, __VA_ARGS__); \
	go(b); \
} while (0)

#define SRM(reg, i) MI_SRM | MI_USE_GGTT, reg, DATA + 4 * (i), 0

TEST(stores)
{
	struct bed *b = *state;

	RUN(b, 0x20u << 23 | MI_USE_GGTT | 1u << 21 | 3, DATA, 0, 0x11, 0x22);
	assert_int_equal(MEM(0), 0x11);
	assert_int_equal(MEM(1), 0x22);
	/* MI_STORE_DATA_INDEX: the engine's status page, the context's */
	RUN(b, 0x21u << 23 | 1, 0x100, 0x33);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0x100), 0x33);
	RUN(b, 0x21u << 23 | 1u << 21 | 1, 0x104, 0x44);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0x104), 0x44);
	/* two dwords do not reach into what follows: there are registers */
	RUN(b, 0x21u << 23 | 1u << 21 | 2, 0xffc, 0x55, 0x66);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0xff8), 0x55);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0xffc), 0x66);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0x1000), 0);
}

/* As long as the length field allows, over the end of a page. */
TEST(long_stores)
{
	const uint64_t va = 0x200000000ull, at = va + 0x1000 - 1600;
	const unsigned int most = 0x3ff - 1;	/* dwords of data */
	struct bed *b = *state;
	uint32_t *p = bed_mem(b, BATCH), qword;

	t_map(&b->m, va, 0xa0000, 12, T_RW);
	t_map(&b->m, va + 0x1000, 0x98000, 12, T_RW);
	for (unsigned int size = 0; size < 2; size++) {
		qword = size << 21;
		p[0] = 0x20u << 23 | qword | 0x3ff;
		p[1] = (uint32_t)at;
		p[2] = at >> 32;
		for (unsigned int i = 0; i < most; i++)
			p[3 + i] = (size + 1) * 0x10000 + i;
		p[3 + most] = MI_STORE_DWORD_IMM | MI_USE_GGTT;
		p[4 + most] = DATA;
		p[5 + most] = 0;
		p[6 + most] = 0x600d + size;
		p[7 + most] = MI_BATCH_BUFFER_END;
		RUN(b, MI_BATCH_BUFFER_START, BATCH, 0);
		for (unsigned int i = 0; i < most; i++)
			assert_int_equal(*bed_mem(b, i < 400 ?
					 0xa0000 + 0x1000 - 1600 + i * 4 :
					 0x98000 + (i - 400) * 4),
					 (size + 1) * 0x10000 + i);
		assert_int_equal(MEM(0), 0x600d + size);
	}
	/* the dword after the last one is untouched */
	assert_int_equal(*bed_mem(b, 0x98000 + (most - 400) * 4), 0);
	/* half a qword is no command */
	BED_EMIT(b, 0, RCS_BASE, 0x20u << 23 | MI_USE_GGTT | 1u << 21 | 2, DATA,
		 0, 1);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, RCS_BASE + 0xb0), 1);
}

TEST(register_moves)
{
	struct bed *b = *state;

	MEM(4) = 0xabcd;
	RUN(b, 0x29u << 23 | MI_USE_GGTT | 2, GPR(3), DATA + 16, 0,
	    0x2au << 23 | 1, GPR(3), GPR(4), SRM(GPR(4), 0));
	assert_int_equal(MEM(0), 0xabcd);
	/* A masked register takes only what the mask selects. */
	RUN(b, MI_LRI(1), RCS_BASE + 0xc0, 0x00ff1234, SRM(RCS_BASE + 0xc0, 1));
	assert_int_equal(MEM(1), 0x34);
}

TEST(copies)
{
	struct bed *b = *state;

	MEM(9) = 0x5eed;
	RUN(b, 0x2eu << 23 | 3u << 21 | 3, DATA, 0, DATA + 36, 0);
	assert_int_equal(MEM(0), 0x5eed);
}

TEST(atomics)
{
	static const struct {
		unsigned int op;
		uint64_t mem, a, b, want;
	} v[] = {
		{ 0x04, 1, 7, 0, 7 }, { 0x05, 0xffffffff, 0, 0, 0 },
		{ 0x06, 0, 0, 0, 0xffffffff }, { 0x07, 3, 4, 0, 7 },
		{ 0x08, 3, 4, 0, 0xffffffff }, { 0x09, 3, 4, 0, 1 },
		{ 0x0a, 0xffffffff, 1, 0, 1 }, { 0x0b, 0xffffffff, 1, 0, 0xffffffff },
		{ 0x0c, 0xffffffff, 1, 0, 0xffffffff }, { 0x0d, 5, 1, 0, 1 },
		{ 0x0e, 5, 5, 9, 9 }, { 0x0e, 5, 6, 9, 5 },
		{ 0x01, 6, 3, 0, 2 }, { 0x02, 6, 3, 0, 7 }, { 0x03, 6, 3, 0, 5 },
		{ 0x27, 0xffffffff, 1, 0, 0x100000000 },
		{ 0x2e, 1ull << 40, 1ull << 40, 3ull << 40, 3ull << 40 },
	};
	struct bed *b = *state;

	for (unsigned int i = 0; i < sizeof(v) / sizeof(*v); i++) {
		uint32_t size = v[i].op & 0x20 ? 1u << 19 : 0;
		uint64_t got;

		memcpy(bed_mem(b, DATA), &v[i].mem, 8);
		RUN(b, 0x2fu << 23 | MI_USE_GGTT | 1u << 18 | 1u << 16 | size |
		    v[i].op << 8 | 9, DATA, 0, (uint32_t)v[i].a,
		    (uint32_t)v[i].b, v[i].a >> 32, v[i].b >> 32, 0, 0, 0, 0,
		    SRM(GPR(4), 8));
		memcpy(&got, bed_mem(b, DATA), 8);
		if (got != v[i].want)
			fail_msg("%u: %llx", i, (unsigned long long)got);
		assert_int_equal(MEM(8), (uint32_t)v[i].mem);
	}
}

/* Operands in CS_GPR 0 and 2; the old value in CS_GPR 4, a dword in half. */
TEST(atomics_on_registers)
{
	struct bed *b = *state;

	MEM(0) = 7;
	RUN(b, MI_LRI(4), GPR(0), 7, GPR(2), 9, GPR(4), 1, GPR(4) + 4, 2,
	    0x2fu << 23 | MI_USE_GGTT | 1u << 16 | 0x0eu << 8 | 1, DATA, 0,
	    SRM(GPR(4), 2), SRM(GPR(4) + 4, 3));
	assert_int_equal(MEM(0), 9);
	assert_int_equal(MEM(2), 7);
	assert_int_equal(MEM(3), 2);
	MEM(1) = 5;
	RUN(b, 0x2fu << 23 | MI_USE_GGTT | 1u << 19 | 1u << 16 | 0x27u << 8 | 1,
	    DATA, 0, SRM(GPR(4) + 4, 3));
	assert_int_equal(MEM(0), 16);
	assert_int_equal(MEM(3), 5);
}

/* Its registers are those of one command: nothing is left for the next. */
TEST(math_keeps_nothing)
{
	struct bed *b = *state;

	RUN(b, MI_LRI(1), GPR(0), 5, MI_MATH(2), 0x080u << 20 | 0x20 << 10 | 0,
	    0x100u << 20, MI_MATH(1), 0x180u << 20 | 1 << 10 | 0x31,
	    SRM(GPR(1), 0));
	assert_int_equal(MEM(0), 0);
	RUN(b, MI_MATH(3), 0x080u << 20 | 0x20 << 10 | 0, 0x100u << 20,
	    0x180u << 20 | 1 << 10 | 0x31, SRM(GPR(1), 0));
	assert_int_equal(MEM(0), 5);
}

TEST(predicates)
{
	static const struct {
		uint32_t cmd, src0, src1, data, before, want;
	} v[] = {
		{ 2u << 6 | 2, 5, 5, 0, 0, 1 },		/* load, equal */
		{ 2u << 6 | 2, 5, 6, 0, 1, 0 },
		{ 3u << 6 | 2, 5, 6, 0, 0, 1 },		/* inverted */
		{ 0u << 6 | 2, 5, 6, 0, 1, 1 },		/* keep */
		{ 2u << 6 | 1u << 3 | 2, 5, 5, 0, 0, 0 },	/* and */
		{ 2u << 6 | 2u << 3 | 2, 5, 6, 0, 1, 1 },	/* or */
		{ 2u << 6 | 3u << 3 | 2, 5, 5, 0, 1, 0 },	/* xor */
		{ 2u << 6 | 3, 9, 5, 4, 0, 1 },		/* deltas */
		{ 2u << 6 | 1, 0, 0, 0, 1, 0 },		/* false */
	};
	struct bed *b = *state;

	for (unsigned int i = 0; i < sizeof(v) / sizeof(*v); i++) {
		RUN(b, MI_LRI(7), PRED(0x400), v[i].src0, PRED(0x404), 0,
		    PRED(0x408), v[i].src1, PRED(0x40c), 0, PRED(0x410),
		    v[i].data, PRED(0x414), 0, PRED(0x418), v[i].before,
		    0x0cu << 23 | v[i].cmd, SRM(PRED(0x418), 0));
		if (MEM(0) != v[i].want)
			fail_msg("%u: %u", i, MEM(0));
	}
}

/* A store by MI_PREDICATE_RESULT, a batch by MI_PREDICATE_RESULT_1. */
TEST(predicated_commands)
{
	struct bed *b = *state;
	const uint32_t batch[] = {
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 4, 0, 1,
		MI_BATCH_BUFFER_END,
	};

	memcpy(bed_mem(b, BATCH), batch, sizeof(batch));
	for (uint32_t on = 0; on < 2; on++) {
		MEM(0) = MEM(1) = 0x99;
		RUN(b, MI_LRI(3), PRED(0x418), on, PRED(0x41c), on, GPR(0), 5,
		    0x24u << 23 | MI_USE_GGTT | 1u << 21 | 2, GPR(0), DATA, 0,
		    MI_BATCH_BUFFER_START | 1u << 15, BATCH, 0);
		assert_int_equal(MEM(0), on ? 5 : 0x99);
		assert_int_equal(MEM(1), on ? 1 : 0x99);
	}
	/* each looks at its own register */
	MEM(0) = MEM(1) = 0x99;
	RUN(b, MI_LRI(2), PRED(0x418), 1, PRED(0x41c), 0,
	    0x24u << 23 | MI_USE_GGTT | 1u << 21 | 2, GPR(0), DATA, 0,
	    MI_BATCH_BUFFER_START | 1u << 15, BATCH, 0);
	assert_int_equal(MEM(0), 5);
	assert_int_equal(MEM(1), 0x99);
}

/* MI_SET_PREDICATE: that nothing is skipped is done, the rest is counted. */
TEST(skipping_is_not_claimed)
{
	struct bed *b = *state;
	const uint64_t *n = &gen9_get_counters(b->g)->engine[0].not_executed;

	RUN(b, 0x01u << 23, MI_NOOP);
	assert_int_equal(*n, 0);
	RUN(b, 0x01u << 23 | 1, MI_NOOP);
	assert_int_equal(*n, 1);
	assert_non_null(strstr(b->log, "MI_SET_PREDICATE"));
}

/* A batch: that command, then a store of 1 to the second dword of DATA. */
static void conditional(struct bed *b, uint32_t flags, uint32_t data)
{
	const uint32_t batch[] = {
		0x36u << 23 | MI_USE_GGTT | flags | 2, data, DATA, 0,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 8, 0, 1,
		MI_BATCH_BUFFER_END,
	};

	MEM(2) = 0;
	memcpy(bed_mem(b, BATCH), batch, sizeof(batch));
	RUN(b, MI_BATCH_BUFFER_START, BATCH, 0);
}

/* Memory at most the data: the batch ends. */
TEST(conditional_end)
{
	const uint32_t compare = 1u << 21, masked = 1u << 19;
	struct bed *b = *state;

	MEM(0) = 10;
	conditional(b, compare, 10);
	assert_int_equal(MEM(2), 0);
	MEM(0) = 11;
	conditional(b, compare, 10);
	assert_int_equal(MEM(2), 1);
	/* without a comparison it goes on */
	MEM(0) = 0;
	conditional(b, 0, 10);
	assert_int_equal(MEM(2), 1);
	/* mask and data */
	MEM(0) = 0xff;
	MEM(1) = 0x10a;
	conditional(b, compare | masked, 10);
	assert_int_equal(MEM(2), 0);
	conditional(b, compare | masked, 9);
	assert_int_equal(MEM(2), 1);
}

/* In the second level it ends the first one, too. */
TEST(conditional_end_of_both_levels)
{
	struct bed *b = *state;
	const uint32_t first[] = {
		MI_BATCH_BUFFER_START | 1u << 22, BATCH + 0x1000, 0,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 4, 0, 1,
		MI_BATCH_BUFFER_END,
	};
	const uint32_t second[] = {
		0x36u << 23 | MI_USE_GGTT | 1u << 21 | 2, 10, DATA, 0,
		MI_BATCH_BUFFER_END,
	};

	MEM(0) = 10;
	memcpy(bed_mem(b, BATCH), first, sizeof(first));
	memcpy(bed_mem(b, BATCH + 0x1000), second, sizeof(second));
	RUN(b, MI_BATCH_BUFFER_START, BATCH, 0, SRM(GPR(0), 2));
	assert_int_equal(MEM(1), 0);
	MEM(0) = 11;
	RUN(b, MI_BATCH_BUFFER_START, BATCH, 0);
	assert_int_equal(MEM(1), 1);
}

/* A second-level batch returns, a chained one does not. */
TEST(batch_levels)
{
	struct bed *b = *state;
	const uint32_t first[] = {
		MI_BATCH_BUFFER_START | 1u << 22, BATCH + 0x1000, 0,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA, 0, 1,
		MI_BATCH_BUFFER_START, BATCH + 0x1000, 0,
		MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 4, 0, 1,
		MI_BATCH_BUFFER_END,
	};
	const uint32_t second[] = {
		0x2fu << 23 | MI_USE_GGTT | 1u << 18 | 0x05u << 8 | 9,
		DATA + 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, MI_BATCH_BUFFER_END,
	};

	memcpy(bed_mem(b, BATCH), first, sizeof(first));
	memcpy(bed_mem(b, BATCH + 0x1000), second, sizeof(second));
	RUN(b, MI_BATCH_BUFFER_START, BATCH, 0);
	assert_int_equal(MEM(0), 1);
	assert_int_equal(MEM(1), 0);
	assert_int_equal(MEM(2), 2);
}

TEST(post_sync)
{
	struct bed *b = *state;

	/* PIPE_CONTROL: immediate to the GGTT; time */
	RUN(b, 0x7a000004, 1u << 24 | 1u << 20 | 1u << 14, DATA, 0, 5, 6);
	assert_int_equal(MEM(0), 5);
	assert_int_equal(MEM(1), 6);
	b->now = 1000000;
	RUN(b, 0x7a000004, 1u << 24 | 3u << 14, DATA + 8, 0, 0, 0);
	assert_in_range(MEM(2), 12000, 12000 + 12 * 10);	/* 12 MHz */
	/* MI_FLUSH_DW on the blitter: a dword, a qword, time */
	BED_EMIT(b, 1, BCS_BASE, 0x26u << 23 | 1u << 14 | 2, DATA | 4, 0, 9,
		 0x26u << 23 | 1u << 14 | 3, (DATA + 16) | 4, 0, 10, 11,
		 0x26u << 23 | 3u << 14 | 2, (DATA + 24) | 4, 0, 0);
	bed_submit(b, BCS_BASE, bed_desc(1), 0);
	bed_run(b, 100 * US);
	assert_int_equal(MEM(0), 9);
	assert_int_equal(MEM(1), 6);
	assert_int_equal(MEM(4), 10);
	assert_int_equal(MEM(5), 11);
	assert_in_range(MEM(6), 12000, 12000 + 12 * 300);
}

/* STORE_INDEX: into the context's status page, or with GGTT the engine's. */
TEST(store_index)
{
	struct bed *b = *state;

	RUN(b, 0x7a000004, 1u << 21 | 1u << 14, 0xd0, 0, 7, 8,
	    0x7a000004, 1u << 24 | 1u << 21 | 1u << 14, 0xd8, 0, 9, 10);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0xd0), 7);
	assert_int_equal(*bed_mem(b, BED_CTX(0) + 0xd4), 8);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0xd8), 9);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0xdc), 10);
	BED_EMIT(b, 1, BCS_BASE, 0x26u << 23 | 1u << 21 | 1u << 14 | 2, 0xe0, 0,
		 11, 0x26u << 23 | 1u << 21 | 1u << 14 | 3, 0xe8 | 4, 0, 12, 13);
	bed_submit(b, BCS_BASE, bed_desc(1), 0);
	bed_run(b, 100 * US);
	assert_int_equal(*bed_mem(b, BED_CTX(1) + 0xe0), 11);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0x1000 + 0xe8), 12);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0x1000 + 0xec), 13);
	/* addresses beyond the page stay in it */
	RUN(b, 0x21u << 23 | 1, 0x5120, 14);
	assert_int_equal(*bed_mem(b, BED_HWSP + 0x120), 14);
}

TEST(perf_report)
{
	struct bed *b = *state;

	RUN(b, 0x28u << 23 | 2, DATA | 1, 0, 0x1d);
	assert_int_equal(MEM(0), 0x1d);
	assert_int_equal(MEM(2), bed_desc(0) >> 32);
}

/* What draws is counted, and what follows it is found. */
TEST(drawing_is_not_claimed)
{
	struct bed *b = *state;

	RUN(b, 0x7b000005, 0, 0, 0, 0, 0, 0, 0x79000002, 0, 0, 0,
	    MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA, 0, 1);
	assert_int_equal(MEM(0), 1);
	assert_int_equal(gen9_get_counters(b->g)->engine[0].not_executed, 1);
	assert_non_null(strstr(b->log, "3DPRIMITIVE"));
	assert_int_equal(gen9_get_counters(b->g)->skips, 1);
	assert_int_equal(gen9_get_counters(b->g)->skip[0].n, 1);
	assert_string_equal(gen9_get_counters(b->g)->skip[0].name, "3DPRIMITIVE");
}

/* Five dwords have one of data (IGT's gem_pipe_control_store_loop), six two. */
TEST(pipe_control_of_five)
{
	struct bed *b = *state;

	MEM(0) = MEM(1) = MEM(2) = 0x99;
	RUN(b, 0x7a000003, 1u << 24 | 1u << 14, DATA + 4, 0, 5);
	assert_int_equal(MEM(0), 0x99);
	assert_int_equal(MEM(1), 5);
	assert_int_equal(MEM(2), 0x99);
	RUN(b, 0x7a000004, 1u << 24 | 1u << 14, DATA, 0, 6, 7);
	assert_int_equal(MEM(0), 6);
	assert_int_equal(MEM(1), 7);
	/* the time is 8 bytes all the same */
	RUN(b, 0x7a000003, 1u << 24 | 3u << 14, DATA, 0, 0);
	assert_int_equal(MEM(1), 0);
}

/* In a user's batch the GGTT bit of these is as if clear: PRM, media driver. */
TEST(memory_type_of_users)
{
	struct bed *b = *state;
	const uint32_t va = DATA, pa = 0xa0000;
	const uint32_t batch[] = {
		0x2fu << 23 | MI_USE_GGTT | 1u << 18 | 0x07u << 8 | 9, va, 0, 3,
		0, 0, 0, 0, 0, 0, 0,
		MI_SEMAPHORE_WAIT | MI_USE_GGTT | 1u << 15 | 4u << 12, 8, va, 0,
		MI_STORE_DWORD_IMM, va + 4, 0, 1,
		MI_BATCH_BUFFER_END,
	};

	t_map(&b->m, va, pa, 12, T_RW);
	t_map(&b->m, BATCH, BATCH, 12, T_RW);
	memcpy(bed_mem(b, BATCH), batch, sizeof(batch));
	MEM(0) = 100;
	*bed_mem(b, pa) = 5;
	RUN(b, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH, 0);
	assert_int_equal(MEM(0), 100);
	assert_int_equal(*bed_mem(b, pa), 8);
	assert_int_equal(*bed_mem(b, pa + 4), 1);
}
