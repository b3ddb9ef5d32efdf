// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums over contexts that come, go and are evicted. */
#include <stdlib.h>
#include <string.h>

#include "host/gpucount.h"
#include "test.h"

static json_int_t page(json_t *rec, const char *size, const char *what)
{
	json_t *pages = json_object_get(rec, "page");

	return json_integer_value(json_object_get(
		json_object_get(pages, size), what));
}

/*
 * Slot 3 is evicted between the readings and taken by another context:
 * what it had before must not be counted, what came after must.
 */
TEST(eviction)
{
	static struct gen9_counters a, b;
	json_t *rec;

	a.ctx[3].page[GEN9_CTR_2M].bytes_written = 100;
	a.ctx[5].page[GEN9_CTR_4K].tlb_misses = 7;
	a.engine[GEN9_CTR_BCS0].submissions = 1;
	b = a;
	b.other.page[GEN9_CTR_2M].bytes_written = 130;
	b.ctx[3].page[GEN9_CTR_2M].bytes_written = 4;
	b.ctx[5].page[GEN9_CTR_4K].tlb_misses = 9;
	b.engine[GEN9_CTR_BCS0].submissions = 4;
	b.other.blits = 2;
	a.ctx[5].bar_dma = b.ctx[5].bar_dma = 1;
	b.other.bar_dma = 3;
	a.ggtt_writes = 40;
	b.ggtt_writes = 47;
	rec = gpucount_record(&a, &b);
	assert_int_equal(page(rec, "2m", "bytes_written"), 34);
	assert_int_equal(page(rec, "4k", "tlb_misses"), 2);
	assert_int_equal(page(rec, "64k", "tlb_misses"), 0);
	assert_int_equal(json_integer_value(json_object_get(rec, "blits")), 2);
	assert_int_equal(json_integer_value(json_object_get(rec, "bar_dma")),
			 3);
	assert_int_equal(json_integer_value(json_object_get(rec,
							    "ggtt_writes")), 7);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(
		json_object_get(rec, "engine"), "bcs0"), "submissions")), 3);
	json_decref(rec);
}

/* By name, of this phase only; two engines have a command of one name. */
TEST(skipped)
{
	static struct gen9_counters a, b;
	json_t *by, *want;

	a.skips = 2;
	a.skip[0] = (struct gen9_skip){ 7, 0x71050000, "GPGPU_WALKER" };
	a.skip[1] = (struct gen9_skip){ 9, 0x7b000000, "3DPRIMITIVE" };
	b = a;
	b.skips = 4;
	b.skip[0].n = 8;
	b.skip[2] = (struct gen9_skip){ 1, 0x70000000, "MFX_X" };
	b.skip[3] = (struct gen9_skip){ 1, 0x70010000, "MFX_X" };
	by = gpucount_skipped(&a, &b);
	want = json_pack("{si si}", "GPGPU_WALKER", 1, "MFX_X", 2);
	assert_true(json_equal(by, want));
	json_decref(want);
	json_decref(by);
}
