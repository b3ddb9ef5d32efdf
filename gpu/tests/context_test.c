// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a context's image may do, and what a context keeps: an image is
 * decoded as commands are, loads registers of the context only, and nothing
 * of one context is left for the next.
 */

#include "each_bed.h"

#define BATCH		0x400000u
#define OTHER		0x410000u
#define DATA		0x420000u
#define US		1000ull
#define MS		1000000ull
#define MI_STORE	MI_STORE_DWORD_IMM
#define MI_WAIT		(MI_SEMAPHORE_WAIT | 1u << 15 | 4u << 12)	/* == */
#define XY_SETUP_BLT	(2u << 29 | 0x01u << 22 | 3u << 20 | 8)
#define XY_PIXEL_BLT	(2u << 29 | 0x24u << 22)

static void begin(struct bed *b)
{
	bed_map(b, 1u << 23);
	for (unsigned int c = 0; c < 2; c++)
		bed_context(b, c, BCS_BASE);
	bed_start(b, BCS_BASE);
}
EACH_BED(begin);

#define PUT(b, addr, ...) do { \
	const uint32_t dw_[] = { __VA_ARGS__ }; \
	memcpy(bed_mem(b, addr), dw_, sizeof(dw_)); \
} while (0)

/* The user's batch at addr in context c. */
static void run_batch(struct bed *b, unsigned int c, uint32_t addr)
{
	BED_EMIT(b, c, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, addr,
		 0, MI_NOOP);
	bed_submit(b, BCS_BASE, bed_desc(c), 0);
	bed_run(b, 200 * US);
}

static bool is_idle(struct bed *b)
{
	return bed_rd(b, BCS_BASE + 0x9c) & 1u << 9;
}

/* Run context 0 with these dwords behind what its image has. */
static void load_image(struct bed *b, const uint32_t *dw, unsigned int n)
{
	memcpy(bed_state(b, 0) + BED_CTX_END, dw, n * 4);
	PUT(b, BATCH, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
}

#define LOAD_IMAGE(b, ...) do { \
	const uint32_t img_[] = { __VA_ARGS__ }; \
	load_image(b, img_, sizeof(img_) / 4); \
} while (0)

#define GPR(n)		(BCS_BASE + 0x600 + 4 * (n))

/* As the commands in a ring: what is payload is no command. */
TEST(payload_does_not_execute)
{
	struct bed *b = *state;

	/* the last two: a command of the 2D engine, then a register again */
	*bed_image(b, 0, GPR(0)) = 0;
	LOAD_IMAGE(b, MI_MATH(3), MI_LRI(1), BCS_BASE + 0x408, 0x11,
		   MI_STORE | 1, 0, 0, MI_LRI(1), BCS_BASE + 0x400,
		   0x42u << 22 | 2u << 29 | 2, MI_LRI(1), BCS_BASE + 0x404, 0x22,
		   MI_LRI(1), BCS_BASE + 0x410, 0x33);
	assert_true(is_idle(b));
	assert_int_equal(bed_rd(b, BCS_BASE + 0x408), 0);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x400), 0);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x404), 0);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x410), 0x33);
}

TEST(other_registers_are_not_loaded)
{
	static const uint32_t no[] = {
		BCS_BASE + 0x4d0,	/* RING_FORCE_TO_NONPRIV */
		BCS_BASE + 0x80,	/* RING_HWS_PGA */
		BCS_BASE + 0xa8,	/* RING_IMR */
		BCS_BASE + 0xb4,	/* RING_EMR */
		BCS_BASE + 0x29c,	/* RING_MODE_GEN7 */
		BCS_BASE + 0x94,	/* RING_NOPID */
		RCS_BASE + 0x600,	/* another engine's */
		RCS_BASE + 0x244,
		0x7000,			/* the render context's */
		0x44304,		/* GEN8_GT_IMR(0) */
		0x4090, 0x941c, 0x101008,
	};
	uint32_t dw[80], before[16], n = 0, k = sizeof(no) / 4;
	uint64_t other;
	struct bed *b = *state;

	dw[n++] = MI_LRI(k + 4);
	for (uint32_t i = 0; i < k; i++) {
		before[i] = bed_rd(b, no[i]);
		dw[n++] = no[i];
		dw[n++] = 0x00010001;
	}
	/* RING_ELSP: submit context 1, which the CPU never did */
	other = bed_desc(1);
	for (uint32_t i = 0; i < 4; i++) {
		dw[n++] = BCS_BASE + 0x230;
		dw[n++] = i == 2 ? other >> 32 : i == 3 ? (uint32_t)other : 0;
	}
	PUT(b, OTHER, MI_STORE, DATA, 0, 7, MI_BATCH_BUFFER_END);
	BED_EMIT(b, 1, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, OTHER,
		 0, MI_NOOP);
	load_image(b, dw, n);
	bed_run(b, 10 * MS);
	for (uint32_t i = 0; i < k; i++)
		if (bed_rd(b, no[i]) != before[i])
			fail_msg("0x%05x is loaded", no[i]);
	assert_int_equal(*bed_mem(b, DATA), 0);
	assert_int_equal(gen9_get_counters(b->g)->engine[1].submissions, 1);
}

/*
 * GVT-g writes the ring context of a guest's shadow context and copies the
 * rest of the page from the guest (scheduler.c, populate_shadow_context()):
 * what comes second may not say where the context runs.
 */
TEST(the_first_place_of_a_register_counts)
{
	struct bed *b = *state;

	PUT(b, DATA + 0x1000, MI_STORE | MI_USE_GGTT, DATA, 0, 1,
	    MI_BATCH_BUFFER_END);
	/* a privileged batch, another page table, another ring */
	LOAD_IMAGE(b, MI_LRI(3), BCS_BASE + 0x140, (DATA + 0x1000) | 1,
		   BCS_BASE + 0x110, 0, BCS_BASE + 0x168, 0,
		   MI_LRI(2), BCS_BASE + 0x270, 0x1000, BCS_BASE + 0x274, 0,
		   MI_LRI(2), BCS_BASE + 0x38, DATA + 0x1000, BCS_BASE + 0x30, 0x18);
	assert_true(is_idle(b));
	assert_int_equal(*bed_mem(b, DATA), 0);
	assert_int_equal(bed_rd(b, 0x4094), 0);
	assert_int_equal(*bed_image(b, 0, BCS_BASE + 0x34),
			 *bed_image(b, 0, BCS_BASE + 0x30));
}

TEST(commands_end)
{
	struct bed *b = *state;

	LOAD_IMAGE(b, MI_LRI(1), BCS_BASE + 0x400, 1, MI_BATCH_BUFFER_END,
		   MI_LRI(1), BCS_BASE + 0x404, 2);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x400), 1);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x404), 0);
}

/* The last command reaches beyond the page: what is there of it counts. */
TEST(a_command_is_cut_off_at_the_end)
{
	struct bed *b = *state;
	uint32_t *s = bed_state(b, 0);

	s[BED_CTX_END] = MI_NOOP;
	s[1021] = MI_LRI(100);
	s[1022] = BCS_BASE + 0x400;
	s[1023] = 5;
	s[1024] = BCS_BASE + 0x404;
	s[1025] = 6;
	PUT(b, BATCH, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_true(is_idle(b));
	assert_int_equal(bed_rd(b, BCS_BASE + 0x400), 5);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x404), 0);
}

/* An image without a ring does not run the ring of the context before. */
TEST(what_an_image_lacks_is_reset)
{
	struct bed *b = *state;
	uint32_t head;

	PUT(b, BATCH, MI_STORE, DATA, 0, 1, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_mem(b, DATA), 1);
	head = *bed_image(b, 0, BCS_BASE + 0x34);
	memset(bed_state(b, 1), 0, 4096);
	BED_EMIT(b, 0, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH,
		 0, MI_NOOP);
	*bed_mem(b, DATA) = 0;
	bed_submit(b, BCS_BASE, bed_desc(1), 0);
	bed_run(b, 200 * US);
	assert_true(is_idle(b));
	assert_int_equal(*bed_mem(b, DATA), 0);
	assert_int_equal(*bed_image(b, 0, BCS_BASE + 0x34), head);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x38), 0);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x270), 0);
}

/* XY_SETUP_BLT: pixels of this colour at DATA, 64 x 64 of 4 bytes. */
static void put_setup(struct bed *b, uint32_t batch, uint32_t colour)
{
	PUT(b, batch, XY_SETUP_BLT, 3u << 24 | 0xf0u << 16 | 256, 0, 0x00400040,
	    DATA, 0, 0, colour, 0, 0, MI_BATCH_BUFFER_END);
}

TEST(a_set_up_stays_with_its_context)
{
	struct bed *b = *state;

	for (unsigned int c = 0; c < 2; c++) {
		put_setup(b, BATCH, 0xaaaa0000 + c);
		run_batch(b, c, BATCH);
	}
	PUT(b, BATCH, XY_PIXEL_BLT, 1, MI_BATCH_BUFFER_END);
	for (unsigned int c = 0; c < 2; c++) {
		run_batch(b, c, BATCH);
		assert_int_equal(bed_mem(b, DATA)[1], 0xaaaa0000 + c);
	}
	/* not lost by a reset in another context */
	bed_wr(b, 0x941c, 1u << 3);
	bed_start(b, BCS_BASE);
	run_batch(b, 0, BATCH);
	assert_int_equal(bed_mem(b, DATA)[1], 0xaaaa0000);
}

TEST(who_never_set_up_has_none)
{
	struct bed *b = *state;

	put_setup(b, BATCH, 0xaaaaaaaa);
	run_batch(b, 0, BATCH);
	PUT(b, OTHER, XY_PIXEL_BLT, 0, MI_BATCH_BUFFER_END);
	run_batch(b, 1, OTHER);
	assert_int_equal(*bed_mem(b, DATA), 0);
	/* an invalid command, as after a reset */
	assert_int_equal(bed_rd(b, BCS_BASE + 0xb0), 1);
	assert_false(is_idle(b));
}

/* A semaphore that is waited for, then not there any more. */
TEST(a_wait_ends_with_its_command)
{
	struct bed *b = *state;

	PUT(b, BATCH, MI_WAIT, 1, DATA, 0, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
	    BATCH + 0x10, 0);
	run_batch(b, 0, BATCH);
	assert_false(is_idle(b));
	/* a loop without a point at which it could be preempted */
	PUT(b, BATCH, MI_NOOP, MI_NOOP, MI_NOOP, MI_NOOP);
	bed_run(b, 100 * US);
	PUT(b, OTHER, MI_STORE, DATA + 4, 0, 9, MI_BATCH_BUFFER_END);
	run_batch(b, 1, OTHER);
	assert_int_equal(bed_csb_wp(b, BCS_BASE), 0);
	assert_int_equal(bed_mem(b, DATA)[1], 0);
}

/* Another semaphore in the place of one is a wait of its own. */
TEST(each_wait_is_reported)
{
	const uint32_t bit = 1u << 11 << 16;
	struct bed *b = *state;

	bed_wr(b, BCS_BASE + 0xa8, 0);
	PUT(b, BATCH, MI_WAIT, 1, DATA, 0, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_true(bed_rd(b, 0x44308) & bit);
	bed_wr(b, 0x44308, bit);
	bed_run(b, 100 * US);
	assert_false(bed_rd(b, 0x44308) & bit);
	PUT(b, BATCH, MI_WAIT, 1, DATA + 4);
	bed_run(b, 100 * US);
	assert_true(bed_rd(b, 0x44308) & bit);
	/* and the first one counts no more */
	*bed_mem(b, DATA) = 1;
	bed_run(b, 100 * US);
	assert_false(is_idle(b));
	bed_mem(b, DATA)[1] = 1;
	bed_run(b, 100 * US);
	assert_true(is_idle(b));
}

/* The accumulator of one context's MI_MATH is not another's. */
TEST(arithmetic_starts_from_zero)
{
	struct bed *b = *state;

	PUT(b, BATCH, MI_LRI(2), GPR(0), 5, GPR(2), 6, MI_MATH(4),
	    0x080u << 20 | 0x20 << 10 | 0, 0x080u << 20 | 0x21 << 10 | 1,
	    0x100u << 20, 0x180u << 20 | 2 << 10 | 0x31, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_image(b, 0, GPR(4)), 11);
	PUT(b, BATCH, MI_MATH(3), 0x180u << 20 | 2 << 10 | 0x31, 0x100u << 20,
	    0x180u << 20 | 3 << 10 | 0x31, MI_BATCH_BUFFER_END);
	run_batch(b, 1, BATCH);
	assert_int_equal(*bed_image(b, 1, GPR(4)), 0);
	assert_int_equal(*bed_image(b, 1, GPR(6)), 0);
}

/* What counts as busy does not follow what is written into the timestamp. */
TEST(a_timestamp_is_not_the_busy_time)
{
	struct bed *b = *state;
	uint64_t busy;

	BED_EMIT(b, 0, BCS_BASE, MI_LRI(1), BCS_BASE + 0x3a8, 0xffffff00,
		 MI_NOOP);
	PUT(b, BATCH, MI_WAIT, 1, DATA, 0, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	bed_wr(b, BCS_BASE + 0x3a8, 0x123);
	*bed_mem(b, DATA) = 1;
	bed_run(b, 50 * US);
	assert_true(is_idle(b));
	busy = gen9_get_counters(b->g)->engine[1].busy_ns;
	assert_true(busy > 190 * US && busy < 230 * US);
}

/* GEN8_RING_FAULT_REG has 4 for the blitter: PRM, Kaby Lake, volume 2c. */
TEST(faults_name_the_blitter)
{
	struct bed *b = *state;

	PUT(b, BATCH, MI_STORE, 0x12345000, 0x42, 1, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(bed_rd(b, 0x4094), 4u << 12 | 1);
	assert_int_equal(bed_rd(b, 0x4b10), 0x04212345);
}

/* Images that do not map hold no counters for ever. */
/* A second page table that has the batch, and OTHER where the first has DATA. */
static uint64_t other_root(struct bed *b)
{
	uint64_t mine = b->m.pml4, other;

	other = b->m.pml4 = t_page(&b->m);
	t_map(&b->m, BATCH, BATCH, 12, T_RW);
	t_map(&b->m, DATA, OTHER, 12, T_RW);
	b->m.pml4 = mine;
	return other;
}

TEST(a_command_changes_the_page_table)
{
	struct bed *b = *state;
	uint64_t other = other_root(b);

	PUT(b, BATCH, MI_STORE, DATA, 0, 7, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_mem(b, DATA), 7);
	BED_EMIT(b, 0, BCS_BASE, MI_LRI(2), BCS_BASE + 0x274, other >> 32,
		 BCS_BASE + 0x270, (uint32_t)other);
	PUT(b, BATCH, MI_STORE, DATA, 0, 8, MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_mem(b, DATA), 7);
	assert_int_equal(*bed_mem(b, OTHER), 8);
}

TEST(a_user_does_not_change_it)
{
	struct bed *b = *state;
	uint64_t other = other_root(b);

	PUT(b, BATCH, MI_LRI(2), BCS_BASE + 0x274, other >> 32,
	    BCS_BASE + 0x270, (uint32_t)other, MI_STORE, DATA, 0, 9,
	    MI_BATCH_BUFFER_END);
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_mem(b, DATA), 9);
	assert_int_equal(*bed_mem(b, OTHER), 0);
}

TEST(no_batch_starts_in_a_workaround_batch)
{
	struct bed *b = *state;

	PUT(b, DATA, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH, 0);
	PUT(b, BATCH, MI_STORE | 1u << 22, OTHER, 0, 5, MI_BATCH_BUFFER_END);
	*bed_image(b, 0, BCS_BASE + 0x1c4) = DATA | 1;	/* RING_INDIRECT_CTX */
	run_batch(b, 0, BATCH);
	assert_int_equal(*bed_mem(b, OTHER), 0);
	assert_int_equal(bed_rd(b, BCS_BASE + 0x68), MI_BATCH_BUFFER_START |
			 MI_BATCH_PPGTT);		/* RING_IPEHR */
	assert_false(is_idle(b));
}

/* 32 bit: PDP0 is a page directory there. */
TEST(only_tables_of_four_levels)
{
	struct bed *b = *state;

	PUT(b, BATCH, MI_STORE, DATA, 0, 7, MI_BATCH_BUFFER_END);
	BED_EMIT(b, 0, BCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT, BATCH,
		 0, MI_NOOP);
	for (unsigned int mode = 0; mode < 3; mode++) {
		bed_submit(b, BCS_BASE, (bed_desc(0) & ~0x18ull) | mode << 3, 0);
		bed_run(b, 200 * US);
		assert_int_equal(*bed_mem(b, DATA), 0);
		assert_false(is_idle(b));
		bed_wr(b, 0x941c, 1u << 3);	/* GEN6_GDRST */
		bed_start(b, BCS_BASE);
	}
	bed_submit(b, BCS_BASE, bed_desc(0), 0);
	bed_run(b, 200 * US);
	assert_int_equal(*bed_mem(b, DATA), 7);
}

TEST(a_missing_image_holds_no_slot)
{
	struct bed *b = *state;
	unsigned int held = 0;

	for (unsigned int i = 0; i < 70; i++) {
		bed_submit(b, BCS_BASE, (uint64_t)(i + 1) << 37 |
			   (0x80000000u + i * 0x10000) | 3u << 3 | 1, 0);
		bed_run(b, 100 * US);
		bed_wr(b, 0x941c, 1u << 3);
		bed_start(b, BCS_BASE);
	}
	for (unsigned int i = 0; i < GEN9_CTR_SLOTS; i++)
		held += gen9_get_counters(b->g)->ctx[i].running != 0;
	assert_int_equal(held, 0);
}
