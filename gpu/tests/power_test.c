// SPDX-License-Identifier: GPL-2.0-or-later
/* Forcewake, RC6 residency, evaluation intervals, the PCODE mailbox. */

#include "each_bed.h"

#define FORCEWAKE_RENDER	0xa278u
#define FORCEWAKE_GT		0xa188u
#define FORCEWAKE_MEDIA		0xa270u
#define RC_CONTROL		0xa090u
#define RC_STATE		0xa094u
#define RC6_RESIDENCY		0x138108u
#define RP_CONTROL		0xa024u
#define RP_UP_EI		0xa068u
#define CUR_UP_EI		0xa050u
#define CUR_DOWN_EI		0xa05cu
#define PCODE_MAILBOX		0x138124u
#define PCODE_DATA		0x138128u
#define HW_ENABLE		(1u << 31)
#define RC6_ENABLE		(1u << 18)
#define RC6_NS			1280u	/* one unit of the residency */
#define US			1000ull
#define MS			1000000ull

static void begin(struct bed *b)
{
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
}
EACH_BED(begin);

/* Units of RC6 over a millisecond. */
static uint32_t rc6_of_1ms(struct bed *b)
{
	uint32_t from = bed_rd(b, RC6_RESIDENCY);

	bed_run(b, MS);
	return bed_rd(b, RC6_RESIDENCY) - from;
}

static void all_of(uint32_t units)
{
	assert_in_range(units, MS / RC6_NS - 1, MS / RC6_NS + 1);
}

/* Each domain acknowledges by itself, the bits that the mask selects. */
TEST(forcewake_is_acknowledged)
{
	static const struct {
		uint32_t req, ack;
	} w[] = {
		{ FORCEWAKE_RENDER, 0xd84 }, { FORCEWAKE_GT, 0x130044 },
		{ FORCEWAKE_MEDIA, 0xd88 },
	};
	struct bed *b = *state;

	for (int i = 0; i < 3; i++) {
		bed_wr(b, w[i].req, 0x00010001);
		for (int k = 0; k < 3; k++)
			assert_int_equal(bed_rd(b, w[k].ack) & 0xffff, k == i);
		/* FORCEWAKE_KERNEL_FALLBACK beside it; a mask of nothing */
		bed_wr(b, w[i].req, 0x80008000);
		assert_int_equal(bed_rd(b, w[i].ack) & 0xffff, 0x8001);
		bed_wr(b, w[i].req, 0x0000ffff);
		assert_int_equal(bed_rd(b, w[i].ack) & 0xffff, 0x8001);
		bed_wr(b, w[i].req, 0xffff0000);
		assert_int_equal(bed_rd(b, w[i].ack) & 0xffff, 0);
		bed_wr(b, w[i].ack, ~0u);	/* read only */
		assert_int_equal(bed_rd(b, w[i].ack) & 0xffff, 0);
	}
}

TEST(rc6_must_be_let_in)
{
	struct bed *b = *state;

	assert_int_equal(rc6_of_1ms(b), 0);
	bed_wr(b, RC_CONTROL, RC6_ENABLE);	/* and nobody asks for it */
	assert_int_equal(rc6_of_1ms(b), 0);
	bed_wr(b, RC_STATE, 4u << 16);		/* software does */
	all_of(rc6_of_1ms(b));
	bed_wr(b, RC_STATE, 0);
	assert_int_equal(rc6_of_1ms(b), 0);
	bed_wr(b, RC_CONTROL, HW_ENABLE | RC6_ENABLE);
	all_of(rc6_of_1ms(b));
	bed_wr(b, RC_CONTROL, 0);
	assert_int_equal(rc6_of_1ms(b), 0);
}

TEST(forcewake_keeps_it_awake)
{
	static const uint32_t req[] = { FORCEWAKE_RENDER, FORCEWAKE_GT,
					FORCEWAKE_MEDIA };
	struct bed *b = *state;

	bed_wr(b, RC_CONTROL, HW_ENABLE | RC6_ENABLE);
	for (int i = 0; i < 3; i++) {
		bed_wr(b, req[i], 0x00010001);
		assert_int_equal(rc6_of_1ms(b), 0);
		bed_wr(b, req[i], 0x00010000);
		all_of(rc6_of_1ms(b));
	}
}

/* The time at which work ends is the engine's, not that of the next call. */
TEST(work_keeps_it_awake)
{
	const uint32_t batch = 0x90000;
	struct bed *b = *state;
	uint32_t units;

	bed_wr(b, RC_CONTROL, HW_ENABLE | RC6_ENABLE);
	*bed_mem(b, batch) = MI_ARB_CHECK;
	*bed_mem(b, batch + 4) = MI_BATCH_BUFFER_START;
	*bed_mem(b, batch + 8) = batch;
	*bed_mem(b, batch + 12) = 0;
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START, batch, 0);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	assert_int_equal(rc6_of_1ms(b), 0);
	*bed_mem(b, batch) = MI_BATCH_BUFFER_END;
	bed_run(b, 100 * US);
	all_of(rc6_of_1ms(b));
	/* A hung engine is not idle; reset, it is. */
	*bed_mem(b, batch) = MI_ARB_CHECK;
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START, batch, 0);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 100 * US);
	units = bed_rd(b, RC6_RESIDENCY);
	bed_run(b, 10 * MS);
	assert_int_equal(bed_rd(b, RC6_RESIDENCY), units);
	bed_wr(b, 0x941c, 1);
	all_of(rc6_of_1ms(b));
}

/* i915's check_residency(): the counter against the clock, some ms long. */
TEST(residency_has_no_drift)
{
	struct bed *b = *state;
	uint32_t from = bed_rd(b, RC6_RESIDENCY);

	bed_wr(b, RC_CONTROL, HW_ENABLE | RC6_ENABLE);
	for (int i = 0; i < 1000; i++) {
		bed_wr(b, FORCEWAKE_GT, 0x00010001);
		bed_run(b, 700);
		bed_wr(b, FORCEWAKE_GT, 0x00010000);
		bed_run(b, 1300);
	}
	/* pieces shorter than twice the unit are not lost */
	assert_in_range(bed_rd(b, RC6_RESIDENCY) - from,
			1300000 / RC6_NS - 1, 1300000 / RC6_NS + 1);
}

TEST(evaluation_intervals_tick)
{
	struct bed *b = *state;
	uint32_t v;

	bed_run(b, 10 * US);
	assert_int_equal(bed_rd(b, CUR_UP_EI), 0);
	bed_wr(b, RP_UP_EI, 1000);
	bed_wr(b, RP_CONTROL, 1u << 7);
	bed_run(b, 400 * US);
	/* 16 ticks of 12 MHz: 4/3 us */
	assert_in_range(bed_rd(b, CUR_UP_EI), 299, 301);
	assert_in_range(bed_rd(b, CUR_DOWN_EI), 299, 301);
	bed_run(b, 1000 * US);
	v = bed_rd(b, CUR_UP_EI);
	assert_in_range(v, 49, 51);		/* began again at 1000 */
	assert_in_range(bed_rd(b, CUR_DOWN_EI), 1049, 1051);
	bed_wr(b, RP_CONTROL, 0);
	assert_int_equal(bed_rd(b, CUR_UP_EI), 0);
}

TEST(pcode_answers)
{
	struct bed *b = *state;

	bed_wr(b, PCODE_DATA, 0);
	bed_wr(b, PCODE_MAILBOX, 1u << 31 | 0x6);	/* memory latency */
	assert_int_equal(bed_rd(b, PCODE_MAILBOX) & 1u << 31, 0);
	assert_int_equal(bed_rd(b, PCODE_MAILBOX) & 0xff, 0);	/* success */
	assert_int_equal(bed_rd(b, PCODE_DATA), 0x1e1a1100);
	bed_wr(b, PCODE_DATA, 0);
	bed_wr(b, PCODE_MAILBOX, 1u << 31 | 0x21);	/* SAGV */
	assert_int_equal(bed_rd(b, PCODE_DATA), 1);
	/* Without the ready bit nothing is asked. */
	bed_wr(b, PCODE_DATA, 77);
	bed_wr(b, PCODE_MAILBOX, 0x7);
	assert_int_equal(bed_rd(b, PCODE_DATA), 77);
}

/* i915 writes the table and its live_gt_resume reads it back. */
TEST(frequency_table_is_kept)
{
	struct bed *b = *state;
	uint32_t cap = bed_rd(b, 0x145998);

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t r = 0; r < 256; r++) {
			bool in = r >= (cap >> 16 & 0xff) && r <= (cap & 0xff);

			bed_wr(b, PCODE_DATA, pass ? r : (200 - r) << 16 | 77u << 8 | r);
			bed_wr(b, PCODE_MAILBOX, 1u << 31 | (pass ? 9 : 8));
			assert_int_equal(bed_rd(b, PCODE_MAILBOX) & 0xff,
					 in ? 0 : 0x10);
			if (in && pass)
				assert_int_equal(bed_rd(b, PCODE_DATA),
						 (200 - r) << 8 | 77);
		}
}
