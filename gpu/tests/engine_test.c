// SPDX-License-Identifier: GPL-2.0-or-later
/* Engines as a driver sees them: registers in, memory and events out. */
#include "engine_bed.h"

TEST(runs_and_goes_idle)
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

TEST(interrupts_reach_the_line)
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
TEST(blitter_masks_are_shifted)
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

TEST(stores_wait_for_their_time)
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
TEST(stores_are_apart_by_their_cost)
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

TEST(alu)
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
TEST(contexts_are_isolated)
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
TEST(render_state_is_isolated)
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
TEST(users_have_no_privilege)
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
TEST(chaining_gives_no_privilege)
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

TEST(blit_through_ppgtt)
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

TEST(invalid_command_raises_an_error)
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

TEST(faults_are_reported)
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
TEST(two_runs_agree)
{
	struct gen9_counters *c[2];
	uint64_t when[2];

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
