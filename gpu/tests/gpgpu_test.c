// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPGPU_WALKER: which threads start, with which registers; preemption, hangs,
 * resets.
 */

#include "bench/lib/test.h"
#include "gpgpu_kernels.h"
#include "gpu/blocks/blocks.h"
#include "gpu/eu/isa.h"
#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define RECORD		32u		/* dwords of a thread: 4 registers */
#define GDRST		0x941cu
#define CS_CHICKEN1	0x2580u

static int setup(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	cl_init(b);
	bed_context(b, 1, RCS_BASE);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bed *b = *state;

	assert_int_equal(b->m.maps_out, 0);
	bed_free(b);
	free(b);
	return 0;
}
AROUND_EACH(setup, teardown);

static uint32_t *record(struct bed *b, unsigned int x, unsigned int y,
			unsigned int n)
{
	return (uint32_t *)cl_at(b, OUT) + (y * 16 + x * 4 + n) * RECORD;
}

static void check_thread(struct bed *b, unsigned int x, unsigned int y,
			 unsigned int n, bool curbe)
{
	const uint32_t *r = record(b, x, y, n), *per = r + (curbe ? 16 : 8),
		       *cross = r + (curbe ? 8 : 16);

	assert_int_equal(r[1], x);
	assert_int_equal(r[6], y);
	assert_int_equal(r[7], 0);
	/* samplers; 2 KiB of scratch space */
	assert_int_equal(r[3], CL_SAMPLER | 1);
	assert_int_equal(r[5], CL_SCRATCH + n * 2048 + n);
	assert_int_equal(cross[0], 0xc0de0000);
	assert_int_equal(cross[7], 0xc0de0007);
	/* local ids, words */
	if (n < 2)
		assert_int_equal(per[0], (n * 8) | (n * 8 + 1) << 16);
	assert_int_equal(r[24], n == 2 ? 0xf : 0xff);
}

/* Two by three groups of 20 items, in threads of 8 channels. */
static void threads(struct bed *b, bool curbe, bool indirect)
{
	struct kernel k;

	KERNEL(&k, tell);
	k.r.curbe = curbe;
	k.r.indirect = indirect;
	k.r.local[0] = 20;
	k.r.global[0] = 40;
	k.r.global[1] = 3;
	assert_true(cl_go(b, &k.r));
	for (unsigned int y = 0; y < 3; y++)
		for (unsigned int x = 0; x < 2; x++)
			for (unsigned int n = 0; n < 3; n++)
				check_thread(b, x, y, n, curbe);
	assert_int_equal(record(b, 2, 0, 0)[16], 0);
	assert_int_equal(record(b, 0, 3, 0)[16], 0);
	assert_int_equal(record(b, 0, 0, 3)[16], 0);
	assert_int_equal(gen9_get_counters(b->g)->engine[0].not_executed, 0);
	assert_int_equal(gen9_get_counters(b->g)->untimed, 0);
}

TEST(payload_indirect)
{
	threads(*state, false, false);
}

TEST(payload_curbe)
{
	threads(*state, true, false);
}

TEST(dimensions_indirect)
{
	threads(*state, false, true);
}

/* Not selected: counted, and nothing runs. */
TEST(other_pipeline)
{
	struct bed *b = *state;
	struct kernel k;

	KERNEL(&k, tell);
	cl_prepare(b, &k.r);
	*(uint32_t *)cl_at(b, CL_BATCH) = 0x69040300;
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_true(cl_done(b));
	assert_int_equal(gen9_get_counters(b->g)->engine[0].not_executed, 1);
	assert_int_equal(gen9_get_counters(b->g)->untimed, 0);
	assert_int_equal(record(b, 0, 0, 0)[24], 0);
}

static uint32_t counted(struct bed *b)
{
	return *(uint32_t *)cl_at(b, OUT);
}

/* Context 1 only stores: is that done, 100 us after? */
static bool other_context(struct bed *b)
{
	*bed_mem(b, 0x80000) = 0;
	BED_EMIT(b, 1, RCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, 0x80000, 0,
		 0x77);
	bed_submit(b, RCS_BASE, bed_desc(1), bed_desc(0));
	bed_run(b, 100000);
	return *bed_mem(b, 0x80000) == 0x77;
}

/*
 * 4000 groups of 3000 instructions: another context comes between
 * two of them, and all of them have run once in the end. With the level at
 * whole commands it comes after.
 */
TEST(preemption)
{
	struct bed *b = *state;
	struct kernel k;
	uint32_t before;

	KERNEL(&k, count_up);
	k.r.global[0] = 4000;
	cl_prepare(b, &k.r);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50000);
	before = counted(b);
	assert_true(before > 0 && before < 2000);
	assert_true(other_context(b));
	assert_false(cl_done(b));
	for (unsigned int i = 0; i < 100 && !cl_done(b); i++)
		bed_run(b, 1000000);
	assert_true(cl_done(b));
	assert_int_equal(counted(b), 4000);
	assert_int_equal(gen9_get_counters(b->g)->engine[0].preemptions, 1);
}

TEST(whole_commands)
{
	struct bed *b = *state;
	struct kernel k;

	KERNEL(&k, count_up);
	k.r.global[0] = 4000;
	BED_EMIT(b, 0, RCS_BASE, MI_LRI(1), CS_CHICKEN1, 0x00040004);
	cl_prepare(b, &k.r);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50000);
	assert_false(other_context(b));
	for (unsigned int i = 0; i < 100 && !cl_done(b); i++)
		bed_run(b, 1000000);
	bed_run(b, 1000000);
	assert_true(cl_done(b));
	assert_int_equal(counted(b), 4000);
	assert_int_equal(*bed_mem(b, 0x80000), 0x77);
}

/* Stopped for good: until a reset, then another kernel runs. */
static void hangs(struct bed *b, const uint32_t *text, size_t bytes)
{
	struct kernel k;

	kernel(&k, text, bytes);
	cl_prepare(b, &k.r);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 200000);
	assert_false(cl_done(b));
	assert_false(other_context(b));
	bed_wr(b, GDRST, 2);
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
	KERNEL(&k, tell);
	assert_true(cl_go(b, &k.r));
	assert_int_equal(record(b, 0, 0, 0)[24], 1);
}

TEST(an_endless_kernel)
{
	hangs(*state, endless, sizeof(endless));
}

TEST(an_illegal_instruction)
{
	struct bed *b = *state;

	hangs(b, illegal, sizeof(illegal));
}

static struct gen9_engine *render(struct bed *b)
{
	return &b->g->engine[GEN9_CTR_RCS0];
}

static uint64_t groups_done(struct bed *b)
{
	return render(b)->compute.next[0];
}

static uint64_t exps_done(struct bed *b)
{
	return render(b)->gpgpu->core.ctr.n[EU_OP_MATH][EU_F][3];
}

/* The most that one of 40 calls of the core does. */
static uint64_t most_of_a_call(struct bed *b, uint64_t (*done)(struct bed *b))
{
	uint64_t most = 0, before;

	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	for (unsigned int i = 0; i < 40; i++) {
		before = done(b);
		bed_timer(b);
		if (done(b) - before > most)
			most = done(b) - before;
	}
	return most;
}

/*
 * One call does a bounded amount of work of the host's, whatever a guest has it do: groups
 * whose local memory is cleared, instructions that are computed at length.
 */
TEST(a_call_is_bounded)
{
	const uint64_t most = GEN9_WORK_RUN + (4u << 20);	/* and a step */
	struct bed *b = *state;
	struct kernel k;

	KERNEL(&k, nothing);
	k.k.slm = 65536;
	k.r.global[0] = 1u << 20;
	cl_prepare(b, &k.r);
	assert_in_range(most_of_a_call(b, groups_done), 1, most / 65536);

	bed_wr(b, GDRST, 2);
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
	KERNEL(&k, slow);
	k.r.local[0] = k.r.global[0] = 64;
	cl_prepare(b, &k.r);
	assert_in_range(most_of_a_call(b, exps_done), 1, most / 8192);
}

/* The image has the state: what another context left is not there. */
TEST(state_of_a_context)
{
	struct bed *b = *state;
	struct kernel k;

	KERNEL(&k, tell);
	assert_true(cl_go(b, &k.r));
	memset(cl_at(b, OUT), 0, 4096);
	/* the walker alone, in the other context and in this one */
	BED_EMIT(b, 1, RCS_BASE, 0x7105000d, 0, 64, 0, 0, 0, 0, 1, 0, 0, 1, 0,
		 1, 1, ~0u);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 100000);
	assert_int_equal(record(b, 0, 0, 0)[24], 0);
	assert_int_equal(gen9_get_counters(b->g)->engine[0].not_executed, 1);
	BED_EMIT(b, 0, RCS_BASE, 0x7105000d, 0, 64, 0, 0, 0, 0, 1, 0, 0, 1, 0,
		 1, 1, ~0u);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100000);
	assert_int_equal(record(b, 0, 0, 0)[24], 1);
}
