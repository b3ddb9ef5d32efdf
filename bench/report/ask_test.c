// SPDX-License-Identifier: GPL-2.0-or-later
/* ask_test.c - what an answer may say of times, and how long it may be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "ask.h"
#include "report_bed.h"
#include "seal_test.h"
#include "test_dir.h"

#define GOLDEN "bench/testdata/golden"

/* A whole answer, in one line. */
static char *answer_line(struct report *r, enum question q)
{
	char *text = report_answer(r, q, false);

	assert_non_null(text);
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return text;
}

static char *worth(struct report *r)
{
	return answer_line(r, ASKS_WORTH);
}

/*
 * Entries that are not the baseline's: the clock has charged one set of
 * constants, so its ratio is not among those of the others.
 */
TEST(constants_decide_no_ratio_of_an_answer)
{
	struct report r;
	char *text;
	int v, k;

	bed_open(&r, GOLDEN);
	text = worth(&r);
	assert_non_null(strstr(text, "; 1.00 under the 4 other policies, too few seeds"));
	assert_non_null(strstr(text, "not decided by what is known of the hardware "
			       "(no single parameter would)"));
	free(text);
	v = report_variant(&r, "no-check");
	k = report_scenario(&r, "guest:blit-thp");
	assert_true(v >= 0 && k >= 0);
	r.tally.cell[v * r.run.plan.nscenarios + k].sum.direct = 0;
	r.tally.cell[v * r.run.plan.nscenarios + k].sum.split = 36;
	text = worth(&r);
	assert_non_null(strstr(text, " under kvm-memslot, vfio-only, vfio-aligned, "
			       "too few seeds"));
	assert_non_null(strstr(text, "; no-check not known; stock "));
	free(text);
	report_close(&r);
}

/* What unsafe entries did to the guests that had them. */
TEST(guests_that_went_down_are_told)
{
	static const char down[] = "1 of the 1 unsafe boots crashed.";
	struct tally_boot *b;
	struct report r;
	char *text;
	int v, k;

	bed_open(&r, GOLDEN);
	v = report_variant(&r, "vfio-only");
	k = report_scenario(&r, "guest:blit-thp");
	assert_true(v >= 0 && k >= 0);
	b = tally_boot(&r.tally, v, k, 0);
	tally_cell(&r.tally, v, k)->sum.unsafe = b->o.unsafe = 14;
	text = answer_line(&r, ASKS_SAFE);
	assert_null(strstr(text, "crashed"));
	free(text);
	b->status = CELL_CRASH;
	text = answer_line(&r, ASKS_SAFE);
	assert_non_null(strstr(text, down));
	free(text);
	report_close(&r);
}

/* Where both ends of a range print the same it is one number. */
TEST(a_range_has_two_ends)
{
	struct report r;
	char *text;
	int v;

	bed_open(&r, GOLDEN);
	v = report_variant(&r, "vfio-only");
	assert_true(v >= 0 && r.tally.blocks == 1);
	for (size_t i = 0; i < r.tally.nseries; i++)
		if (r.tally.series[i].primary)
			r.tally.series[i].v[v] *= 0.9;
	text = worth(&r);
	assert_non_null(strstr(text, "; 0.90 to 1.00 under the 4 other policies, "));
	free(text);
	report_close(&r);
}

/* Rows that an open gate lets some policies be harmed by, and not all of them. */
TEST(harm_by_policy)
{
	struct report r;
	char *text;

	shell("cp " GOLDEN "/*.json* $d && "
	      "sed -i 's/small-scattered/repro-remap/g' $d/*.json* && "
	      "sed -i -E '/\"kind\":\"probe\".*\"scenario\":\"repro-remap\".*\"variant\":"
	      "\"(vfio-only|vfio-aligned)\"/s/\"data\":\\{/&\"found\":{\"overwritten\":8},/' "
	      "$d/records.jsonl");
	bed_open(&r, test_dir);
	text = report_answer(&r, ASKS_SAFE, false);
	assert_non_null(text);
	assert_non_null(strstr(text, "GPU writes to freed pages: repro-remap (vfio-only,"));
	assert_null(strstr(text, "Host crash"));
	free(text);
	report_close(&r);
	/* no-check, baseline and kvm-memslot as well: nothing that a policy decides */
	shell("sed -i -E '/\"kind\":\"probe\".*\"scenario\":\"repro-remap\".*\"variant\":"
	      "\"(no-check|baseline|kvm-memslot)\"/s/\"data\":\\{/&\"found\":{\"overwritten\":8},/' "
	      "$d/records.jsonl");
	bed_open(&r, test_dir);
	text = report_answer(&r, ASKS_SAFE, false);
	assert_non_null(text);
	assert_null(strstr(text, "freed"));
	free(text);
	report_close(&r);
}

/* n words that fill a line each, as an answer. */
static char *told(struct report *r, unsigned int n, bool fits)
{
	char *text = NULL, word[61];
	struct answer a;
	size_t len;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	r->out = open_memstream(&text, &len);
	assert_non_null(r->out);
	assert_true(answer_open(&a));
	for (unsigned int i = 0; i < n; i++)
		fprintf(a.f, "%s ", word);
	assert_int_equal(answer_fits(&a), fits);
	answer_tell(&a, r, "Q");
	fclose(r->out);
	return text;
}

TEST(an_answer_has_five_lines)
{
	struct report r = { 0 };
	char *text = told(&r, 0, true);

	assert_string_equal(text, "");
	free(text);
	text = told(&r, 5, true);
	assert_int_equal(strlen(text), 2 + 5 * 61);
	free(text);
	text = told(&r, 6, false);
	assert_int_equal(strlen(text), 2 + 4 * 61 + 6);
	assert_string_equal(text + 2 + 4 * 61, "[...]\n");
	free(text);
}
