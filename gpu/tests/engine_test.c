// SPDX-License-Identifier: GPL-2.0-or-later
/* Engines as a driver sees them: registers in, memory and events out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bed.h"

#define IDLE_ACTIVE	(1u << 0)
#define PREEMPTED	(1u << 1)
#define ELEMENT_SWITCH	(1u << 2)
#define ACTIVE_IDLE	(1u << 3)
#define COMPLETE	(1u << 4)
#define LITE_RESTORE	(1u << 15)

#define DATA		0x80000u	/* GGTT address the tests write to */
#define BATCH		0x90000u
#define US		1000ull
#define MS		1000000ull

static struct bed *B(void **state)
{
	return *state;
}

static int setup(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	bed_init(b);
	for (unsigned int i = 0; i < 3; i++)
		bed_context(b, i, RCS_BASE);
	bed_start(b, RCS_BASE);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bed_free(*state);
	free(*state);
	return 0;
}

static void emit_store(struct bed *b, unsigned int c, uint32_t addr,
		       uint32_t val)
{
	BED_EMIT(b, c, RCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, addr, 0,
		 val);
}

static void put_batch(struct bed *b, uint32_t addr, const uint32_t *dw,
		      unsigned int n)
{
	memcpy(bed_mem(b, addr), dw, n * 4);
}

#define PUT_BATCH(b, addr, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	put_batch(b, addr, dw_, sizeof(dw_) / 4); \
} while (0)

static void emit_batch(struct bed *b, unsigned int c, uint32_t addr)
{
	BED_EMIT(b, c, RCS_BASE, MI_ARB_ON_OFF(1),
		 MI_BATCH_BUFFER_START, addr, 0, MI_ARB_ON_OFF(0), MI_NOOP);
}

static void runs_and_goes_idle(void **state)
{
	struct bed *b = B(state);
	uint32_t ctx;

	emit_store(b, 0, DATA, 0xc0ffee);
	BED_EMIT(b, 0, RCS_BASE, MI_USER_INTERRUPT);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(*bed_mem(b, DATA), 0xc0ffee);
	assert_int_equal(bed_csb_wp(b, RCS_BASE), 1);
	assert_int_equal(bed_csb(b, RCS_BASE, 0, NULL), IDLE_ACTIVE);
	assert_int_equal(bed_csb(b, RCS_BASE, 1, &ctx), ACTIVE_IDLE | COMPLETE);
	assert_int_equal(ctx, bed_desc(0) >> 32);
	/* The same in registers. */
	assert_int_equal(bed_rd(b, RCS_BASE + 0x378), ACTIVE_IDLE | COMPLETE);
	assert_int_equal(bed_rd(b, RCS_BASE + 0x3a0) & 7, 1);
	/* Saved head, untouched tail. */
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x34),
			 *bed_image(b, 0, RCS_BASE + 0x30));
	/* Idle costs nothing: no timer is armed. */
	assert_true(b->deadline == UINT64_MAX);
	assert_true(bed_rd(b, RCS_BASE + 0x9c) & 1u << 9);
}

static void interrupts_reach_the_line(void **state)
{
	struct bed *b = B(state);

	BED_EMIT(b, 0, RCS_BASE, MI_USER_INTERRUPT);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_true(b->irq);
	assert_int_equal(bed_rd(b, 0x44200), 1u << 31 | 1u);
	assert_int_equal(bed_rd(b, 0x44308), 0x101);
	/* As gen8_irq_handler: master off, acknowledge, master on. */
	bed_wr(b, 0x44200, 0);
	assert_false(b->irq);
	bed_wr(b, 0x44308, 0x101);
	bed_wr(b, 0x44200, 1u << 31);
	assert_false(b->irq);
	assert_int_equal(bed_rd(b, 0x44308), 0);
}

/* RING_IMR of the blitter is in the position of the shared register. */
static void blitter_masks_are_shifted(void **state)
{
	struct bed *b = B(state);

	bed_context(b, 1, BCS_BASE);
	bed_start(b, BCS_BASE);
	BED_EMIT(b, 1, BCS_BASE, MI_USER_INTERRUPT);
	bed_submit(b, BCS_BASE, bed_desc(1), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, 0x44308), 0x01010000);
	assert_int_equal(bed_rd(b, 0x44200), 1u << 31 | 2u);
}

static void stores_wait_for_their_time(void **state)
{
	struct bed *b = B(state);

	emit_store(b, 0, DATA, 1);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, b->params.ctx_switch_ns / 2);
	assert_int_equal(*bed_mem(b, DATA), 0);
	bed_run(b, 2ull * b->params.ctx_switch_ns);
	assert_int_equal(*bed_mem(b, DATA), 1);
}

/* Work between two stores is seen as time between them. */
static void stores_are_apart_by_their_cost(void **state)
{
	struct bed *b = B(state);
	uint64_t flush = gen9_cost_clks(&b->params, b->params.flush_clks) / 1000;

	emit_store(b, 0, DATA, 1);
	for (int i = 0; i < 4; i++)
		BED_EMIT(b, 0, RCS_BASE, 0x7a000004, 1u << 20, 0, 0, 0, 0);
	emit_store(b, 0, DATA + 4, 1);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	while (!*bed_mem(b, DATA))
		bed_run(b, 10);
	assert_true(flush > 100);
	bed_run(b, 3 * flush);
	assert_int_equal(*bed_mem(b, DATA + 4), 0);
	bed_run(b, 2 * flush);
	assert_int_equal(*bed_mem(b, DATA + 4), 1);
}

static void two_elements_in_order(void **state)
{
	struct bed *b = B(state);
	uint32_t ctx;

	emit_store(b, 0, DATA, 1);
	emit_store(b, 1, DATA + 4, 2);
	bed_submit(b, RCS_BASE, bed_desc(0), bed_desc(1));
	bed_run(b, 100 * US);
	assert_int_equal(*bed_mem(b, DATA), 1);
	assert_int_equal(*bed_mem(b, DATA + 4), 2);
	assert_int_equal(bed_csb_wp(b, RCS_BASE), 2);
	assert_int_equal(bed_csb(b, RCS_BASE, 1, &ctx),
			 ELEMENT_SWITCH | COMPLETE);
	assert_int_equal(ctx, bed_desc(0) >> 32);
	assert_int_equal(bed_csb(b, RCS_BASE, 2, &ctx), ACTIVE_IDLE | COMPLETE);
	assert_int_equal(ctx, bed_desc(1) >> 32);
}

/* A batch that jumps to itself, with an arbitration point or without. */
static void spin(struct bed *b, unsigned int c, bool arb)
{
	PUT_BATCH(b, BATCH + c * 0x1000, arb ? MI_ARB_CHECK : MI_NOOP, MI_NOOP,
		  MI_BATCH_BUFFER_START, BATCH + c * 0x1000, 0);
	emit_batch(b, c, BATCH + c * 0x1000);
}

static void lite_restore_moves_the_tail(void **state)
{
	struct bed *b = B(state);

	spin(b, 0, false);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	emit_store(b, 0, DATA, 7);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	assert_int_equal(bed_csb(b, RCS_BASE, 1, NULL),
			 PREEMPTED | LITE_RESTORE);
	assert_int_equal(*bed_mem(b, DATA), 0);
	/* Let it out of its loop: what was added runs. */
	*bed_mem(b, BATCH) = MI_BATCH_BUFFER_END;
	bed_run(b, 50 * US);
	assert_int_equal(*bed_mem(b, DATA), 7);
	assert_int_equal(bed_csb(b, RCS_BASE, 2, NULL), ACTIVE_IDLE | COMPLETE);
}

static void preempts_at_arbitration_and_resumes(void **state)
{
	struct bed *b = B(state);
	uint32_t ctx;

	spin(b, 0, true);
	emit_store(b, 1, DATA + 4, 2);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	/* The driver adds to the ring: a save must not undo it. */
	emit_store(b, 0, DATA, 1);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 50 * US);
	assert_int_equal(bed_csb(b, RCS_BASE, 1, &ctx), PREEMPTED);
	assert_int_equal(ctx, bed_desc(0) >> 32);
	assert_int_equal(bed_csb(b, RCS_BASE, 2, NULL), ACTIVE_IDLE | COMPLETE);
	assert_int_equal(*bed_mem(b, DATA + 4), 2);
	assert_int_equal(*bed_mem(b, DATA), 0);
	/* Its image says: in the middle of the batch. */
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x140) & ~0xffu, BATCH);
	assert_true(*bed_image(b, 0, RCS_BASE + 0x140) & 1);
	PUT_BATCH(b, BATCH, MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA + 8, 0, 3,
		  MI_BATCH_BUFFER_END);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	assert_int_equal(*bed_mem(b, DATA + 8), 3);
	assert_int_equal(*bed_mem(b, DATA), 1);
}

static void no_preemption_without_arbitration(void **state)
{
	struct bed *b = B(state);

	spin(b, 0, false);
	emit_store(b, 1, DATA, 2);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 1 * MS);
	assert_int_equal(bed_csb_wp(b, RCS_BASE), 0);
	assert_int_equal(*bed_mem(b, DATA), 0);
}

/* The same where arbitration points are switched off. */
static void arbitration_can_be_off(void **state)
{
	struct bed *b = B(state);

	PUT_BATCH(b, BATCH, MI_ARB_CHECK, MI_NOOP, MI_BATCH_BUFFER_START, BATCH,
		  0);
	BED_EMIT(b, 0, RCS_BASE, MI_ARB_ON_OFF(0), MI_BATCH_BUFFER_START, BATCH,
		 0);
	emit_store(b, 1, DATA, 2);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 1 * MS);
	assert_int_equal(bed_csb_wp(b, RCS_BASE), 0);
	assert_int_equal(*bed_mem(b, DATA), 0);
}

/* A jump to itself: virtual time passes, the driver can reset it. */
static void hung_engine_is_reset(void **state)
{
	struct bed *b = B(state);
	unsigned int fired;

	spin(b, 0, false);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	fired = bed_run(b, 10 * MS);
	assert_true(fired > 100 && fired < 100000);
	/* i915: STOP_RING, RESET_CTL handshake, GDRST. */
	bed_wr(b, RCS_BASE + 0x9c, 0x01000100);
	assert_true(bed_rd(b, RCS_BASE + 0x9c) & 1u << 9);
	bed_wr(b, RCS_BASE + 0xd0, 0x00010001);
	assert_true(bed_rd(b, RCS_BASE + 0xd0) & 2);
	bed_wr(b, 0x941c, 2);
	assert_int_equal(bed_rd(b, 0x941c), 0);
	assert_true(b->deadline == UINT64_MAX);
	bed_wr(b, RCS_BASE + 0xd0, 0x00010000);
	bed_start(b, RCS_BASE);
	emit_store(b, 1, DATA, 5);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 50 * US);
	assert_int_equal(*bed_mem(b, DATA), 5);
	/* After a reset the first event is entry 0 again. */
	assert_int_equal(bed_csb(b, RCS_BASE, 0, NULL), IDLE_ACTIVE);
}

/* A loop that stores: seen now and then, not by a timer each time. */
static void long_loops_need_few_timers(void **state)
{
	struct bed *b = B(state);
	unsigned int fired;

	PUT_BATCH(b, BATCH, 0x2fu << 23 | MI_USE_GGTT | 1u << 18 | 0x05u << 8 | 9,
		  DATA, 0, 0, 0, 0, 0, 0, 0, 0, 0, MI_BATCH_BUFFER_START, BATCH,
		  0);
	emit_batch(b, 0, BATCH);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	fired = bed_run(b, 100 * MS);
	assert_true(fired < 20000);
	assert_true(*bed_mem(b, DATA) > 1000000);
}

static void semaphore_waits_and_yields(void **state)
{
	struct bed *b = B(state);

	bed_wr(b, RCS_BASE + 0xa8, 0);
	BED_EMIT(b, 0, RCS_BASE, MI_SEMAPHORE_WAIT | MI_USE_GGTT | 1u << 15 |
		 4u << 12, 0x55, DATA, 0);
	emit_store(b, 0, DATA + 8, 9);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 500 * US);
	assert_int_equal(*bed_mem(b, DATA + 8), 0);
	assert_true(bed_rd(b, 0x44308) & 1u << 11);
	/* Another context may run meanwhile. */
	emit_store(b, 1, DATA + 12, 3);
	bed_submit(b, RCS_BASE, bed_desc(1), bed_desc(0));
	bed_run(b, 500 * US);
	assert_int_equal(*bed_mem(b, DATA + 12), 3);
	*bed_mem(b, DATA) = 0x55;
	bed_run(b, 500 * US);
	assert_int_equal(*bed_mem(b, DATA + 8), 9);
}

static void alu(void **state)
{
	struct bed *b = B(state);

	BED_EMIT(b, 0, RCS_BASE, MI_LRI(4), RCS_BASE + 0x600, 0xffffffff,
		 RCS_BASE + 0x604, 0, RCS_BASE + 0x608, 2, RCS_BASE + 0x60c, 0);
	BED_EMIT(b, 0, RCS_BASE, MI_MATH(8), 0x080u << 20 | 0x20 << 10 | 0,
		 0x080u << 20 | 0x21 << 10 | 1, 0x100u << 20,
		 0x180u << 20 | 2 << 10 | 0x31, 0x101u << 20,
		 0x580u << 20 | 3 << 10 | 0x31, 0x180u << 20 | 4 << 10 | 0x33,
		 0x180u << 20 | 5 << 10 | 0x32);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	/* 0xffffffff + 2, ~(0xffffffff - 2), no borrow, not zero */
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x610), 1);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x614), 1);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x618), 2);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x61c), ~0u);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x620), 0);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x628), 0);
}

/* Registers belong to a context: the image brings them back. */
static void contexts_are_isolated(void **state)
{
	struct bed *b = B(state);

	for (unsigned int c = 0; c < 2; c++)
		BED_EMIT(b, c, RCS_BASE, MI_LRI(1), RCS_BASE + 0x600, 0x100 + c);
	bed_submit(b, RCS_BASE, bed_desc(0), bed_desc(1));
	bed_run(b, 100 * US);
	for (unsigned int c = 0; c < 2; c++)
		BED_EMIT(b, c, RCS_BASE, MI_SRM | MI_USE_GGTT, RCS_BASE + 0x600,
			 DATA + 4 * c, 0);
	bed_submit(b, RCS_BASE, bed_desc(0), bed_desc(1));
	bed_run(b, 100 * US);
	assert_int_equal(*bed_mem(b, DATA), 0x100);
	assert_int_equal(*bed_mem(b, DATA + 4), 0x101);
}

/* The same for what the render context holds outside the engine's range. */
static void render_state_is_isolated(void **state)
{
	const uint32_t reg = 0x7304;		/* GEN8_HDC_CHICKEN1, masked */
	struct bed *b = B(state);

	for (unsigned int c = 0; c < 2; c++)
		BED_EMIT(b, c, RCS_BASE, MI_LRI(1), reg, 0xffff0000u | (5 + c));
	bed_submit(b, RCS_BASE, bed_desc(0), bed_desc(1));
	bed_run(b, 100 * US);
	for (unsigned int c = 0; c < 2; c++)
		BED_EMIT(b, c, RCS_BASE, MI_SRM | MI_USE_GGTT, reg,
			 DATA + 4 * c, 0);
	bed_submit(b, RCS_BASE, bed_desc(1), bed_desc(0));
	bed_run(b, 100 * US);
	assert_int_equal(*bed_mem(b, DATA), 5);
	assert_int_equal(*bed_mem(b, DATA + 4), 6);
}

/* The driver's registers are out of reach of a user's batch. */
static void users_have_no_privilege(void **state)
{
	struct bed *b = B(state);
	const uint64_t va = 0x400000000ull;

	t_map(&b->m, va, BATCH, 12, T_RW);
	PUT_BATCH(b, BATCH, MI_LRI(2), RCS_BASE + 0x80, 0xdead000,
		  RCS_BASE + 0x600, 77, MI_STORE_DWORD_IMM | MI_USE_GGTT, DATA,
		  0, 1, MI_BATCH_BUFFER_END);
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)va, va >> 32);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, RCS_BASE + 0x80), BED_HWSP);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x600), 77);
	assert_int_equal(*bed_mem(b, DATA), 0);
}

/* A user's batch cannot chain to a privileged one. */
static void chaining_gives_no_privilege(void **state)
{
	struct bed *b = B(state);
	const uint32_t va = 0xa00000, next = 0xa01000;

	t_map(&b->m, va, BATCH, 12, T_RW);
	t_map(&b->m, next, BATCH + 0x1000, 12, T_RW);
	PUT_BATCH(b, BATCH, MI_BATCH_BUFFER_START, next, 0);
	PUT_BATCH(b, BATCH + 0x1000, MI_LRI(1), RCS_BASE + 0x608, 78,
		  MI_BATCH_BUFFER_END);
	PUT_BATCH(b, next, MI_LRI(1), RCS_BASE + 0x80, 0xdead000,
		  MI_BATCH_BUFFER_END);
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, va, 0);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, RCS_BASE + 0x80), BED_HWSP);
	assert_int_equal(*bed_image(b, 0, RCS_BASE + 0x608), 78);
}

static void blit_through_ppgtt(void **state)
{
	struct bed *b = B(state);
	const uint64_t va = 0x7ff000000000ull;
	uint32_t *dst = bed_mem(b, 0x400000);

	bed_context(b, 1, BCS_BASE);
	bed_start(b, BCS_BASE);
	t_map(&b->m, va, 0x400000, 21, T_RW);
	/* XY_COLOR_BLT: 64 x 16 pixels of 4 bytes, pitch 256 */
	BED_EMIT(b, 1, BCS_BASE, 2u << 29 | 0x50u << 22 | 3u << 20 | 5,
		 3u << 24 | 0xf0u << 16 | 256, 0, 16u << 16 | 64, (uint32_t)va,
		 va >> 32, 0xa5a5a5a5);
	bed_submit(b, BCS_BASE, bed_desc(1), 0);
	bed_run(b, 100 * US);
	for (unsigned int i = 0; i < 1024; i++)
		assert_int_equal(dst[i], 0xa5a5a5a5);
	assert_int_equal(dst[1024], 0);
}

static void invalid_command_raises_an_error(void **state)
{
	struct bed *b = B(state);

	BED_EMIT(b, 0, RCS_BASE, 0x1fu << 23, 0);	/* no such MI command */
	emit_store(b, 0, DATA, 1);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, RCS_BASE + 0xb0), 1);
	assert_true(bed_rd(b, 0x44308) & 1u << 3);
	assert_int_equal(*bed_mem(b, DATA), 0);
	assert_int_equal(bed_rd(b, RCS_BASE + 0x68), 0x1fu << 23);
}

static void faults_are_reported(void **state)
{
	struct bed *b = B(state);

	BED_EMIT(b, 0, RCS_BASE, MI_STORE_DWORD_IMM, 0x12345000, 0x0042, 1);
	emit_store(b, 0, DATA, 1);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	assert_int_equal(bed_rd(b, 0x4094), 1);
	assert_int_equal(bed_rd(b, 0x4b10), 0x04212345);
	assert_int_equal(bed_rd(b, 0x4b14), 0);
	/* The write is lost, execution goes on. */
	assert_int_equal(*bed_mem(b, DATA), 1);
}

/* The cost model decides when, not whether; equal runs agree. */
static void two_runs_agree(void **state)
{
	struct gen9_counters *c[2];
	uint64_t when[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct bed b;

		bed_init(&b);
		bed_context(&b, 0, RCS_BASE);
		bed_start(&b, RCS_BASE);
		spin(&b, 0, true);
		bed_submit(&b, RCS_BASE, bed_desc(0), 0);
		bed_run(&b, 300 * US);
		when[i] = b.deadline;
		c[i] = malloc(sizeof(*c[i]));
		*c[i] = *gen9_get_counters(b.g);
		bed_free(&b);
	}
	assert_memory_equal(c[0], c[1], sizeof(*c[0]));
	assert_true(when[0] == when[1]);
	assert_true(c[0]->engine[0].commands > 1000);
	free(c[0]);
	free(c[1]);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(runs_and_goes_idle), T(interrupts_reach_the_line),
		T(blitter_masks_are_shifted), T(stores_wait_for_their_time),
		T(stores_are_apart_by_their_cost),
		T(two_elements_in_order), T(lite_restore_moves_the_tail),
		T(preempts_at_arbitration_and_resumes),
		T(no_preemption_without_arbitration),
		T(arbitration_can_be_off), T(hung_engine_is_reset),
		T(long_loops_need_few_timers),
		T(semaphore_waits_and_yields), T(alu), T(contexts_are_isolated),
		T(render_state_is_isolated),
		T(users_have_no_privilege), T(chaining_gives_no_privilege),
		T(blit_through_ppgtt),
		T(invalid_command_raises_an_error), T(faults_are_reported),
		T(two_runs_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
