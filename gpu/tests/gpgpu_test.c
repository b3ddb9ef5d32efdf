// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPGPU_WALKER: which threads start, with which registers; preemption, hangs,
 * resets. The kernels are iga64's (-a -p=9) of the lines above them, all (W).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cl_bed.h"
#include "gpu/blocks/blocks.h"
#include "gpu/eu/isa.h"
#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define OUT		0x600000u	/* offset of what they write */
#define RECORD		32u		/* dwords of a thread: 4 registers */
#define GDRST		0x941cu
#define CS_CHICKEN1	0x2580u

/*
 * r0, r1, r2 and the dispatch mask, for group x, y and thread n at
 * OUT + ((y * 16 + x * 4 + n) << 7).
 *
 *	mov (8|M0) r10.0<1>:ud r0.0<8;8,1>:ud
 *	mov (8|M0) r11.0<1>:ud r1.0<8;8,1>:ud
 *	mov (8|M0) r12.0<1>:ud r2.0<8;8,1>:ud
 *	mov (8|M0) r13.0<1>:ud 0x0:ud
 *	mov (1|M0) r13.0<1>:ud sr0.2<0;1,0>:ud
 *	and (1|M0) r20.0<1>:ud r0.5<0;1,0>:ud 0x1ff:ud
 *	shl (1|M0) r20.1<1>:ud r0.1<0;1,0>:ud 0x2:ud
 *	shl (1|M0) r20.2<1>:ud r0.6<0;1,0>:ud 0x4:ud
 *	add (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud r20.1<0;1,0>:ud
 *	add (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud r20.2<0;1,0>:ud
 *	shl (1|M0) r20.0<1>:ud r20.0<0;1,0>:ud 0x7:ud
 *	mov (8|M0) r21.0<1>:ud 0x0:ud
 *	mov (1|M0) r21.1<1>:ud 0x1:ud
 *	add (1|M0) r21.0<1>:ud r20.0<0;1,0>:ud 0x80600000:ud
 *	sends (8|M0) null:ud r21 r10 0x10C 0x020D5AFF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
static const uint32_t tell[] = {
	0x00600001, 0x2140020c, 0x008d0000, 0x00000000,
	0x00600001, 0x2160020c, 0x008d0020, 0x00000000,
	0x00600001, 0x2180020c, 0x008d0040, 0x00000000,
	0x00600001, 0x21a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x21a0000c, 0x00000e08, 0x00000000,
	0x00000005, 0x2280020c, 0x06000014, 0x000001ff,
	0x00000009, 0x2284020c, 0x06000004, 0x00000002,
	0x00000009, 0x2288020c, 0x06000018, 0x00000004,
	0x00000040, 0x2280020c, 0x02000280, 0x00000284,
	0x00000040, 0x2280020c, 0x02000280, 0x00000288,
	0x00000009, 0x2280020c, 0x06000280, 0x00000007,
	0x00600001, 0x22a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x22a4060c, 0x00000000, 0x00000001,
	0x00000040, 0x22a0020c, 0x06000280, 0x80600000,
	0x0c600033, 0x0000a014, 0x000002a4, 0x020d5aff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * A thousand turns, then one more at OUT.
 *
 *	mov (4|M0) r21.0<1>:uq 0x0:uq
 *	mov (1|M0) r21.0<1>:uq 0x180600000:uq
 *	mov (1|M0) r30.0<1>:ud 0x0:ud
 *	L1:
 *	add (1|M0) (lt)f0.0 r30.0<1>:ud r30.0<0;1,0>:ud 0x1:ud
 *	cmp (1|M0) (lt)f0.0 null<1>:ud r30.0<0;1,0>:ud 0x400:ud
 *	(f0.0) jmpi L1
 *	mov (1|M0) r24.0<1>:ud 0x1:ud
 *	sends (1|M0) null:ud r21 r24 0x4C 0x040487FF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
static const uint32_t count_up[] = {
	0x00400001, 0x22a0470c, 0x00000000, 0x00000000,
	0x00000001, 0x22a0470c, 0x80600000, 0x00000001,
	0x00000001, 0x23c0060c, 0x00000000, 0x00000000,
	0x05000040, 0x23c0020c, 0x060003c0, 0x00000001,
	0x05000010, 0x20000204, 0x060003c0, 0x00000400,
	0x00010020, 0x34000004, 0x0e001400, 0xffffffd0,
	0x00000001, 0x2300060c, 0x00000000, 0x00000001,
	0x0c000033, 0x00018014, 0x000002a1, 0x040487ff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * Never.
 *
 *	L0:
 *	jmpi L0
 */
static const uint32_t endless[] = {
	0x00000020, 0x34000004, 0x0e001400, 0xfffffff0,
};

static const uint32_t illegal[] = { 0, 0, 0, 0 };
/*
 * Nothing.
 *
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
static const uint32_t nothing[] = {
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};
/*
 * What takes the host long, for ever.
 *
 *	L0:
 *	math.exp (8|M0) r10.0<1>:f r11.0<8;8,1>:f
 *	jmpi L0
 */
static const uint32_t slow[] = {
	0x03600038, 0x21403ae8, 0x008d0160, 0x00000000,
	0x00000020, 0x34000004, 0x0e001400, 0xffffffe0,
};

struct kernel {
	struct ze_kernel k;
	struct zebin z;
	struct cl_run r;
	struct cl_arg arg;
	uint32_t value[8];
};

static void kernel(struct kernel *k, const uint32_t *text, size_t bytes)
{
	memset(k, 0, sizeof(*k));
	k->k = (struct ze_kernel){
		.text = (const uint8_t *)text, .bytes = bytes, .simd = 8,
		.per_thread = 32, .args = 1, .scratch = 2048,
	};
	strcpy(k->k.arg[0].type, "arg_byvalue");
	k->k.arg[0].size = 32;
	for (unsigned int i = 0; i < 8; i++)
		k->value[i] = 0xc0de0000 + i;
	k->arg = (struct cl_arg){ .kind = CL_VALUE, .data = k->value };
	k->r = (struct cl_run){ .z = &k->z, .k = &k->k, .arg = &k->arg,
				.args = 1, .global = { 1, 1, 1 },
				.local = { 1, 1, 1 } };
}
#define KERNEL(k, text) kernel(k, text, sizeof(text))

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
}

static void payload_indirect(void **state)
{
	threads(*state, false, false);
}

static void payload_curbe(void **state)
{
	threads(*state, true, false);
}

static void dimensions_indirect(void **state)
{
	threads(*state, false, true);
}

/* Not selected: counted, and nothing runs. */
static void other_pipeline(void **state)
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
static void preemption(void **state)
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

static void whole_commands(void **state)
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

static void an_endless_kernel(void **state)
{
	hangs(*state, endless, sizeof(endless));
}

static void an_illegal_instruction(void **state)
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
		if (b->deadline > b->now)
			b->now = b->deadline;
		b->deadline = UINT64_MAX;
		gen9_timer(b->g);
		if (done(b) - before > most)
			most = done(b) - before;
	}
	return most;
}

/*
 * One call does a bounded amount of work of the host's, whatever a guest has it do: groups
 * whose local memory is cleared, instructions that are computed at length.
 */
static void a_call_is_bounded(void **state)
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
static void state_of_a_context(void **state)
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

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(payload_indirect), T(payload_curbe), T(dimensions_indirect),
		T(other_pipeline), T(preemption), T(whole_commands),
		T(an_endless_kernel), T(an_illegal_instruction), T(a_call_is_bounded),
		T(state_of_a_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
