// SPDX-License-Identifier: GPL-2.0-or-later
/* races_test.c - a kept run's records, as if their scenarios had been races. */
#include <stdlib.h>
#include <string.h>

#include "report_bed.h"

/* What the probe's record of a scenario has found; takes found. */
static void put(struct report *r, const char *scenario, json_t *found)
{
	for (size_t i = 0; i < r->run.records.n; i++) {
		struct record *e = &r->run.records.v[i];

		if (!strcmp(e->kind, "probe") && !strcmp(e->scenario, scenario)) {
			json_object_set_new(e->data, "found", found);
			return;
		}
	}
	fail_msg("no probe record of %s", scenario);
}

static void says(struct report *r, const char *row)
{
	char *text = bed_section(&section_races, r);

	if (!strstr(text, row))
		fail_msg("not there: %s\n%s", row, text);
	free(text);
}

TEST(a_row_for_each_boot)
{
	struct report r;
	char *text;

	bed_open(&r, "bench/testdata/smp");
	put(&r, "thp-aligned@smp2",
	    json_pack("{si si si si si si}", "rounds", 9122, "turns", 59, "shown", 3,
		      "entries_failed", 4, "tables_left", 2, "pins_left", 1));
	put(&r, "small-scattered@smp2",
	    json_pack("{si si si}", "rounds", 12, "turns", 0, "shown", 1));
	says(&r, "thp-aligned@smp2      baseline     1   9122     59       4  2 + 1\n");
	says(&r, "small-scattered@smp2  baseline     1     12      0       -  hangs\n");
	/* not told twice, but by gtt2m show */
	text = bed_section(&section_reproducers, &r);
	assert_string_equal(text, "");
	free(text);
	r.only = report_scenario(&r, "thp-aligned@smp2");
	text = bed_section(&section_reproducers, &r);
	assert_non_null(strstr(text, "rounds 9122"));
	free(text);
	r.only = -1;
	report_close(&r);
}

/* A kernel without counters, where nothing hung. */
TEST(what_was_not_counted_is_no_0)
{
	struct report r;

	bed_open(&r, "bench/testdata/smp");
	put(&r, "thp-aligned@smp2",
	    json_pack("{si si si}", "rounds", 7, "turns", 3, "shown", 0));
	says(&r, "thp-aligned@smp2  baseline     1      7      3       -     -\n");
	report_close(&r);
}

TEST(nothing_without_a_race)
{
	struct report r;
	char *text;

	bed_open(&r, "bench/testdata/smp");
	text = bed_section(&section_races, &r);
	assert_string_equal(text, "");
	free(text);
	report_close(&r);
}
