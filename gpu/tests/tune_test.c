// SPDX-License-Identifier: GPL-2.0-or-later
/* The registers by which parameters change at run time. */

#include "each_bed.h"

#define DATA		0x80000u	/* GGTT address that is written to */
#define MS		1000000ull

EACH_BED(NULL);

/*
 * Parameters written at run time: as valid as those of a file, in force
 * only together, and then as if the device had been made with them.
 */
TEST(parameters_at_run_time)
{
	const uint32_t step = GEN9_TUNE_BASE + 4 * GEN9_PARAM_walk_step_ns;
	const uint32_t ways = GEN9_TUNE_BASE + 4 * GEN9_PARAM_l2_tlb_4k_ways;
	struct bed *b = *state;
	struct gen9_params p;
	uint64_t own = gen9_get_counters(b->g)->params_hash;

	gen9_params_default(&p);
	assert_int_equal(bed_rd(b, step), p.walk_step_ns);
	bed_wr(b, step, 777);
	assert_int_equal(bed_rd(b, step), p.walk_step_ns);
	bed_wr(b, GEN9_TUNE_APPLY, 1);
	assert_int_equal(bed_rd(b, GEN9_TUNE_APPLY), 0);
	assert_int_equal(bed_rd(b, step), 777);
	p.walk_step_ns = 777;
	assert_true(gen9_get_counters(b->g)->params_hash ==
		    gen9_params_hash(&p));
	/* 640 entries in 3 ways: refused, and nothing of it stays */
	bed_wr(b, step, 1);
	bed_wr(b, ways, 3);
	bed_wr(b, GEN9_TUNE_APPLY, 1);
	assert_int_equal(bed_rd(b, GEN9_TUNE_APPLY), 1);
	assert_int_equal(bed_rd(b, step), 777);
	bed_wr(b, step, 62);
	bed_wr(b, GEN9_TUNE_APPLY, 1);
	assert_int_equal(bed_rd(b, GEN9_TUNE_APPLY), 0);
	assert_true(gen9_get_counters(b->g)->params_hash == own);
}

static uint32_t *param_at(struct gen9_params *p, unsigned int i)
{
	return (uint32_t *)((char *)p + gen9_param_rows[i].off);
}

static uint64_t busy_of_stores(struct bed *b)
{
	bed_context(b, 0, RCS_BASE);
	bed_start(b, RCS_BASE);
	for (unsigned int i = 0; i < 40; i++)
		BED_EMIT(b, 0, RCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT,
			 DATA + i % 7 * 4096, 0, i);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 10 * MS);
	return gen9_get_counters(b->g)->engine[0].busy_ns;
}

/* The same work costs the same, however the parameters came. */
TEST(tuned_costs_as_made)
{
	uint64_t busy[2], *ggtt;
	struct bed b;

	for (int made = 0; made < 2; made++) {
		bed_init(&b);
		b.params.walk_step_ns = 5000;
		b.params.walk_line_entries = 0;
		b.params.l1_tlb_4k_entries = 4;
		if (made) {
			gen9_free(b.g);
			b.g = gen9_new(&b.m.bus, &b.params, NULL);
			ggtt = gen9_get_ggtt(b.g);
			for (uint64_t i = 0; i < BED_RAM / 4096; i++)
				ggtt[i] = i << 12 | 1;
		} else {
			for (uint32_t i = 0; i < GEN9_PARAM_COUNT; i++)
				bed_wr(&b, GEN9_TUNE_BASE + 4 * i,
				       *param_at(&b.params, i));
			bed_wr(&b, GEN9_TUNE_APPLY, 1);
		}
		busy[made] = busy_of_stores(&b);
		bed_free(&b);
	}
	assert_true(busy[0] == busy[1]);
	assert_true(busy[0] > 7 * 5000);
}
