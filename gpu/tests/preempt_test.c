// SPDX-License-Identifier: GPL-2.0-or-later
/* Two contexts on an engine: order, preemption, waiting, a reset. */
#include "engine_bed.h"

TEST(two_elements_in_order)
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

TEST(lite_restore_moves_the_tail)
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

TEST(preempts_at_arbitration_and_resumes)
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

/* Context 1 has a store, context 0 what is in its ring: that goes on. */
static void second_waits(struct bed *b)
{
	emit_store(b, 1, DATA, 2);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 50 * US);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 1 * MS);
	assert_int_equal(bed_csb_wp(b, RCS_BASE), 0);
	assert_int_equal(*bed_mem(b, DATA), 0);
}

TEST(no_preemption_without_arbitration)
{
	struct bed *b = B(state);

	spin(b, 0, false);
	second_waits(b);
}

/* The same where arbitration points are switched off. */
TEST(arbitration_can_be_off)
{
	struct bed *b = B(state);

	PUT_BATCH(b, BATCH, MI_ARB_CHECK, MI_NOOP, MI_BATCH_BUFFER_START, BATCH,
		  0);
	BED_EMIT(b, 0, RCS_BASE, MI_ARB_ON_OFF(0), MI_BATCH_BUFFER_START, BATCH,
		 0);
	second_waits(b);
}

/* A jump to itself: virtual time passes, the driver can reset it. */
TEST(hung_engine_is_reset)
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
TEST(long_loops_need_few_timers)
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

TEST(semaphore_waits_and_yields)
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
