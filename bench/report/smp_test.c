// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smp_test.c - boots of one CPU and of two side by side: records as they are, and
 * falsified by one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_bed.h"

/* With the lines of paragraphs joined. */
static char *joined(struct report *r)
{
	char *text = bed_section(&section_smp, r);

	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return text;
}

/* The boot with two CPUs. */
static struct tally_boot *two(struct report *r)
{
	return tally_boot(&r->tally, 0, report_scenario(r, "thp-aligned@smp2"), 0);
}

static void add(const struct tally_boot *b, const char *in, const char *key)
{
	json_t *d = (json_t *)b->counts;
	json_t *o = in ? json_object_get(d, in) : d;

	assert_non_null(json_object_get(o, key));
	json_object_set_new(o, key, json_integer(record_int(o, key, 0) + 1));
}

static void says(struct report *r, const char *entries, const char *counts,
		 const char *difference)
{
	char *text = joined(r);

	assert_non_null(strstr(text, "smp2 beside one CPU"));
	if (!strstr(text, entries) || !strstr(text, counts) ||
	    (difference && !strstr(text, difference)) ||
	    !difference != !strstr(text, "First difference"))
		fail_msg("%s", text);
	free(text);
}

#define SAME_ENTRIES "in 1 of 1 boots the entries became the same"
#define OTHER_ENTRIES "in 0 of 1 boots the entries became the same"
#define SAME_COUNTS "In 1 of 1 all other counts of the record are the same"
#define OTHER_COUNTS "In 0 of 1 all other counts of the record are the same"

TEST(equal)
{
	struct report r;

	bed_open(&r, "bench/testdata/smp");
	/* small-scattered is there with two CPUs only */
	assert_int_equal(r.run.plan.nscenarios, 3);
	says(&r, SAME_ENTRIES, SAME_COUNTS, NULL);
	report_close(&r);
}

TEST(one_more_is_seen)
{
	static const struct { const char *in, *key, *said; } row[] = {
		{ "counters", "pin_calls", "counters.pin_calls: 262144 / 262145" },
		{ "leaks", "spt_after_close", "leaks.spt_after_close: 0 / 1" },
		{ "landing", "other", "landing.other: 0 / 1" },
		{ "dma", "asked_4k", "dma.asked_4k: 0 / 1" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct report r;
		char said[100];

		bed_open(&r, "bench/testdata/smp");
		add(two(&r), row[i].in, row[i].key);
		snprintf(said, sizeof(said), "- baseline/thp-aligned/smp2 seed 1: %s",
			 row[i].said);
		says(&r, SAME_ENTRIES, OTHER_COUNTS, said);
		report_close(&r);
	}
}

TEST(another_outcome_is_seen)
{
	struct report r;

	bed_open(&r, "bench/testdata/smp");
	two(&r)->o.direct--;
	two(&r)->o.split++;
	add(two(&r), NULL, "split");
	says(&r, OTHER_ENTRIES, OTHER_COUNTS, "split: 0 / 1");
	report_close(&r);
}

/* Chance has placed them, or a clock has counted: no count. */
TEST(places_and_times_may_differ)
{
	struct report r;
	char *text;

	bed_open(&r, "bench/testdata/smp");
	add(two(&r), "counters", "total_ns");
	json_object_set_new((json_t *)two(&r)->counts, "placement",
			    json_string("elsewhere"));
	says(&r, SAME_ENTRIES, SAME_COUNTS, NULL);
	text = joined(&r);
	assert_non_null(strstr(text, "In 1 the host's pages lie elsewhere"));
	free(text);
	report_close(&r);
}

TEST(what_chance_has_placed_is_marked)
{
	struct report r;

	bed_open(&r, "bench/testdata/smp");
	two(&r)->alike = false;
	add(two(&r), "counters", "pin_calls");
	says(&r, SAME_ENTRIES, OTHER_COUNTS, "262145 (its pages lie by chance)");
	report_close(&r);
}

/* A boot that failed on one machine agrees with nothing. */
TEST(one_that_failed_is_not_equal)
{
	struct report r;

	bed_open(&r, "bench/testdata/smp");
	two(&r)->status = CELL_FAIL;
	says(&r, OTHER_ENTRIES, OTHER_COUNTS, "counted on one of the machines only");
	report_close(&r);
}

TEST(nothing_without_a_pair)
{
	struct report r;
	char *text;

	bed_open(&r, "bench/testdata/agree");
	text = joined(&r);
	assert_string_equal(text, "");
	free(text);
	report_close(&r);
}
