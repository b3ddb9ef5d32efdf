// SPDX-License-Identifier: GPL-2.0-or-later
/* count_test.c - what kprobes counted against what the kernel counted. */
#include <stdlib.h>
#include <string.h>

#include "report_bed.h"

/* The golden run's record of a boot; its numbers may be changed. */
static json_t *counted(struct report *r)
{
	const struct record_like like = { .kind = "probe", .variant = "kvm-memslot",
					  .scenario = "thp-aligned" };
	const struct record *e = records_next(&r->run.records, &like, NULL);

	assert_non_null(e);
	return e->data;
}

static void set(json_t *o, const char *key, int64_t n)
{
	json_object_set_new(o, key, json_integer(n));
}

static void sum_up_again(struct report *r)
{
	char why[RUN_WHY] = "";

	tally_free(&r->tally);
	if (tally_make(&r->tally, &r->run.plan, &r->run.records, why, sizeof(why)))
		fail_msg("%s", why);
}

TEST(two_counts_agree_or_are_named)
{
	static const struct {
		int64_t asked, calls, mapped, maps, no, decided, failed;
		bool agree;
	} row[] = {
		{ 64, 64, 64, 64, 0, 0, 0, true },
		{ 64, 63, 64, 64, 0, 0, 0, false },
		{ 64, 64, 63, 64, 0, 0, 0, false },
		/* the memslot's no: split without a try */
		{ 0, 0, 0, 0, 64, 64, 0, true },
		{ 0, 0, 0, 0, 64, 63, 0, false },
		/* and then the split failed: a page that is not mapped (hole) */
		{ 0, 0, 0, 0, 64, 0, 64, true },
	};
	struct report r;

	bed_open(&r, "bench/testdata/golden");
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		json_t *d = counted(&r), *slot = json_object();
		json_t *dma = json_object_get(d, "dma");
		json_t *c = json_object_get(d, "counters");
		unsigned int twice, agree;
		char *text;

		set(dma, "asked_2m", row[i].asked);
		set(c, "map_calls_2m", row[i].calls);
		set(dma, "mapped_2m", row[i].mapped);
		set(c, "maps_2m", row[i].maps);
		set(slot, "no", row[i].no);
		json_object_set_new(dma, "memslot", slot);
		set(c, "decided_split", row[i].decided);
		set(c, "failed", row[i].failed);
		sum_up_again(&r);
		report_twice(&r, &twice, &agree);
		assert_true(twice > 1);
		assert_int_equal(twice - agree, !row[i].agree);
		text = bed_section(&section_contradictions, &r);
		assert_int_equal(!strstr(text, "The two counts disagree in "
					 "kvm-memslot/thp-aligned"), row[i].agree);
		free(text);
	}
	report_close(&r);
}
