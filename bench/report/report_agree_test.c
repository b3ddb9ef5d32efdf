// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_agree_test.c - the guest against the GPU's counters, and one run
 * against another: on records of a guest, as they are and falsified.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repeat.h"
#include "report_bed.h"

#define DATA "bench/testdata/agree"

/* The data of the first record of a kind for a load. */
static json_t *find(struct report *r, const char *kind, const char *name)
{
	for (size_t i = 0; i < r->run.records.n; i++)
		if (!strcmp(r->run.records.v[i].kind, kind) &&
		    !strcmp(record_str(r->run.records.v[i].data, "load", ""), name))
			return r->run.records.v[i].data;
	fail_msg("no %s of %s", kind, name);
	return NULL;
}

static void add(json_t *o, const char *key, int64_t more)
{
	json_object_set_new(o, key, json_integer(record_int(o, key, 0) + more));
}

TEST(agrees)
{
	struct report r;
	char *text;

	bed_open(&r, DATA);
	text = bed_section(&section_agree, &r);
	assert_non_null(strstr(text, "They agree in each of 6 phases"));
	assert_null(strstr(text, "DISAGREEMENT"));
	free(text);
	/* each phase has a line where its guest is shown */
	r.only = report_scenario(&r, "guest:blit-thp");
	text = bed_section(&section_agree, &r);
	assert_non_null(strstr(text, "gem_blt/median"));
	free(text);
	report_close(&r);
}

TEST(one_byte_is_seen)
{
	struct report r;
	char *text;

	bed_open(&r, DATA);
	add(find(&r, "rate", "blit-4k/steady"), "bytes", -1);
	text = bed_section(&section_agree, &r);
	assert_non_null(strstr(text, "DISAGREEMENT: in 1 of 6"));
	assert_non_null(strstr(text, "blit-4k/steady"));
	free(text);
	report_close(&r);
}

/* A guest that found wrong bytes cannot say what the GPU wrote; still told. */
TEST(wrong_content_is_told_apart)
{
	struct report r;
	json_t *rate;
	char *text;

	bed_open(&r, DATA);
	rate = find(&r, "rate", "blit-4k/steady");
	add(rate, "bytes", 4096);
	json_object_set_new(rate, "checksum_ok", json_false());
	json_object_set_new(find(&r, "rate", "blit-4k/first"), "checksum_ok",
			    json_false());
	text = bed_section(&section_agree, &r);
	assert_non_null(strstr(text, "They agree in each of 4 phases"));
	assert_non_null(strstr(text, "Left out: 2 phases"));
	assert_non_null(strstr(text, " In\n1 of these the bytes differ"));
	free(text);
	report_close(&r);
}

/* A driver's tags: 64 bytes a submission on the render engine, no more. */
TEST(tags_are_a_drivers)
{
	static const struct { int64_t less; bool agrees; } row[] = {
		{ 64, true }, { 65, false }, { -1, false },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct report r;
		char *text;
		json_t *span;

		bed_open(&r, DATA);
		span = json_object_get(find(&r, "span", "blit-4k/steady"), "gpu");
		add(json_object_get(json_object_get(span, "engine"), "rcs0"),
		    "submissions", 1);
		add(find(&r, "rate", "blit-4k/steady"), "bytes", -row[i].less);
		text = bed_section(&section_agree, &r);
		if (!strstr(text, "DISAGREEMENT") != row[i].agrees)
			fail_msg("row %zu: %s", i, text);
		free(text);
		report_close(&r);
	}
}

TEST(time_that_does_not_fit_is_seen)
{
	struct report r;
	char *text;
	json_t *rate;

	bed_open(&r, DATA);
	rate = find(&r, "rate", "blit-stream/steady");
	add(rate, "virt_ns", -record_int(rate, "virt_ns", 0) / 2);
	text = bed_section(&section_agree, &r);
	assert_non_null(strstr(text, "DISAGREEMENT: in 0 of 6"));
	assert_non_null(strstr(text, "in 1 the"));
	free(text);
	report_close(&r);
}

TEST(repeats)
{
	struct report a, b;
	struct repeat res;

	bed_open(&a, DATA);
	bed_open(&b, DATA);
	assert_int_equal(repeat_compare(&a.run.records, &b.run.records, &res), 0);
	assert_int_equal(res.differ, 0);
	assert_true(res.counts > 100 && res.times > 20);
	assert_true(res.widest == 0);
	/* Times may differ by 1e-4, counts by nothing. */
	add(find(&b, "rate", "blit-4k/steady"), "virt_ns", 1000);
	assert_int_equal(repeat_compare(&a.run.records, &b.run.records, &res), 0);
	assert_int_equal(res.differ, 0);
	assert_true(res.widest > 0);
	add(find(&b, "rate", "blit-4k/steady"), "virt_ns", 10000);
	assert_int_equal(repeat_compare(&a.run.records, &b.run.records, &res), 0);
	assert_int_equal(res.differ, 1);
	assert_non_null(strstr(res.first, "blit-4k/steady.virt_ns"));
	add(find(&b, "rate", "blit-4k/first"), "resets", 1);
	assert_int_equal(repeat_compare(&a.run.records, &b.run.records, &res), 0);
	assert_int_equal(res.differ, 2);
	assert_non_null(strstr(res.first, "blit-4k/first.resets: 0 / 1"));
	/* A record that is missing is another run. */
	b.run.records.n -= 3;
	assert_int_equal(repeat_compare(&a.run.records, &b.run.records, &res), -EINVAL);
	report_close(&a);
	b.run.records.n += 3;
	report_close(&b);
}
