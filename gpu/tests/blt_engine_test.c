// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blits as the blitter engine runs them: one that takes several steps is
 * done as it was submitted, whatever happens to its place in memory, and
 * leaves nothing behind for the next.
 */

#include "each_bed.h"

#define BATCH_A		0x400000u
#define BATCH_B		0x410000u
#define SMALL		0x600000u	/* 64 x 64 pixels */
#define LARGE		0x800000u	/* 2048 x 1536 pixels: 12 MiB */
#define LARGE_END	(LARGE + (12u << 20))
#define US		1000ull

static void begin(struct bed *b)
{
	bed_map(b, BED_RAM);
	bed_context(b, 0, BCS_BASE);
	bed_context(b, 1, BCS_BASE);
	bed_start(b, BCS_BASE);
}
EACH_BED(begin);

/* XY_COLOR_BLT of 32-bit pixels, and the end of the batch. */
static void fill_batch(struct bed *b, uint32_t batch, uint32_t dst,
		       uint32_t pitch, uint32_t height, uint32_t colour)
{
	uint32_t *dw = bed_mem(b, batch);

	dw[0] = 2u << 29 | 0x50u << 22 | 3u << 20 | 5;
	dw[1] = 3u << 24 | 0xf0u << 16 | pitch;
	dw[2] = 0;
	dw[3] = height << 16 | pitch / 4;
	dw[4] = dst;
	dw[5] = 0;
	dw[6] = colour;
	dw[7] = MI_BATCH_BUFFER_END;
}

static void large_fill(struct bed *b)
{
	fill_batch(b, BATCH_A, LARGE, 8192, 1536, 0x11111111);
}

static void submit(struct bed *b, unsigned int context, uint32_t batch)
{
	BED_EMIT(b, context, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 batch, 0, MI_NOOP);
	bed_submit(b, BCS_BASE, bed_desc(context), 0);
}

static void assert_filled(struct bed *b, uint32_t from, uint32_t to,
			  uint32_t colour)
{
	for (; from < to; from += 4)
		if (*bed_mem(b, from) != colour)
			fail_msg("%08x at %x", *bed_mem(b, from), from);
}

static uint64_t blits(struct bed *b)
{
	const struct gen9_counters *c = gen9_get_counters(b->g);
	uint64_t n = c->other.blits;

	for (unsigned int i = 0; i < GEN9_CTR_SLOTS; i++)
		n += c->ctx[i].blits;
	return n;
}

/* So that part of the large fill is done, and part is not. */
static void run_to_the_middle(struct bed *b)
{
	bed_run(b, 30 * US);
	assert_int_equal(*bed_mem(b, LARGE), 0x11111111);
	assert_int_equal(*bed_mem(b, LARGE_END - 4), 0);
}

TEST(a_replaced_command_completes_as_submitted)
{
	struct bed *b = *state;

	large_fill(b);
	submit(b, 0, BATCH_A);
	run_to_the_middle(b);
	memset(bed_mem(b, BATCH_A), 0, 28);
	*bed_mem(b, BATCH_A) = MI_BATCH_BUFFER_END;
	bed_run(b, 10000 * US);
	assert_filled(b, LARGE, LARGE_END, 0x11111111);
	assert_int_equal(bed_csb_wp(b, BCS_BASE), 1);
	assert_int_equal(blits(b), 1);

	fill_batch(b, BATCH_B, SMALL, 256, 64, 0x22222222);
	submit(b, 1, BATCH_B);
	bed_run(b, 1000 * US);
	assert_filled(b, SMALL, SMALL + 64 * 256, 0x22222222);
	assert_int_equal(blits(b), 2);
}

TEST(another_context_waits_for_the_blit)
{
	struct bed *b = *state;

	large_fill(b);
	submit(b, 0, BATCH_A);
	run_to_the_middle(b);
	fill_batch(b, BATCH_B, SMALL, 256, 64, 0x22222222);
	submit(b, 1, BATCH_B);
	while (!*bed_mem(b, SMALL))
		bed_run(b, US);
	assert_filled(b, LARGE, LARGE_END, 0x11111111);
	bed_run(b, 1000 * US);
	assert_filled(b, SMALL, SMALL + 64 * 256, 0x22222222);
}

TEST(a_reset_drops_the_blit)
{
	struct bed *b = *state;

	large_fill(b);
	submit(b, 0, BATCH_A);
	run_to_the_middle(b);
	bed_wr(b, 0x941c, 1u << 3);	/* GEN6_GDRST: blitter */
	bed_start(b, BCS_BASE);
	bed_context(b, 1, BCS_BASE);
	fill_batch(b, BATCH_B, SMALL, 256, 64, 0x22222222);
	submit(b, 1, BATCH_B);
	bed_run(b, 10000 * US);
	assert_filled(b, SMALL, SMALL + 64 * 256, 0x22222222);
	assert_int_equal(*bed_mem(b, LARGE_END - 4), 0);
	assert_int_equal(blits(b), 1);
}

/* Its fault ends a blit like any other; the batch goes on behind it. */
TEST(a_fault_in_a_later_step_ends_the_blit)
{
	struct bed *b = *state;

	large_fill(b);
	bed_mem(b, BATCH_A)[7] = MI_NOOP;
	fill_batch(b, BATCH_A + 32, SMALL, 256, 64, 0x22222222);
	*t_entry(&b->m, b->m.brk - 4096 * (16 - 9), 511) = 0; /* 0x13ff000 */
	submit(b, 0, BATCH_A);
	bed_run(b, 10000 * US);
	assert_int_equal(*bed_mem(b, LARGE_END - 4), 0);
	assert_int_equal(bed_rd(b, 0x4094) & 1, 1);
	assert_int_equal(bed_rd(b, 0x4b10), 0x13ff);
	assert_filled(b, SMALL, SMALL + 64 * 256, 0x22222222);
	assert_int_equal(blits(b), 1);
}
