// SPDX-License-Identifier: GPL-2.0-or-later
/* clock_sum_test.c - GPU time of many guests: what is told, what is put together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock_sum.h"
#include "lint_mail.h"
#include "report_bed.h"

#define GOLDEN "bench/testdata/golden"

static char *sum_of(struct report *r)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	assert_non_null(r->out);
	clock_sum_print(r);
	fclose(r->out);
	assert_int_equal(lint_text("sum", text, strlen(text), stderr), 0);
	/* where a line breaks is not the point of the first paragraph */
	for (char *p = text; *p && strncmp(p, "\nload,", 6); p++)
		if (*p == '\n')
			*p = ' ';
	return text;
}

static struct tally_series *series(struct report *r, const char *what)
{
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (!strcmp(r->tally.series[i].what, what))
			return &r->tally.series[i];
	fail_msg("no %s", what);
	return NULL;
}

/*
 * Of the golden run's guest kvm-memslot lies on other pages than the baseline;
 * stock has four loads, and blit-4k is the same.
 */
TEST(what_is_the_same_is_counted_only)
{
	struct report r;
	char *text;

	bed_open(&r, GOLDEN);
	text = sum_of(&r);
	assert_non_null(strstr(text, "the same within the margin in 1 of 4 loads"));
	assert_non_null(strstr(text, "\nblit-stream/steady: A, 1 guest  0.999-1.210 ?"
			       "  no single parameter\n"));
	assert_non_null(strstr(text, "\nblit-random/steady: A, 1 guest  0.808-1.092 ?"
			       "  no single parameter\n"));
	assert_null(strstr(text, "blit-4k"));
	assert_null(strstr(text, "NOT"));
	free(text);
	report_close(&r);
}

/* The same load once more, as another guest has it. */
TEST(guests_of_one_answer_are_one_row)
{
	struct report r;
	char *text;

	bed_open(&r, GOLDEN);
	strcpy(series(&r, "gem_blt/median")->what, "blit-stream/steady");
	text = sum_of(&r);
	assert_non_null(strstr(text, "\nblit-stream/steady: A, 2 guests  0.999-1.210 ?"
			       "  no single parameter\n"));
	free(text);
	report_close(&r);
}

/* Neither entries that failed, nor work that was not executed, have a time. */
TEST(what_is_wrong_is_left_out)
{
	struct report r;
	char *text;
	int k, stock;

	bed_open(&r, GOLDEN);
	k = report_scenario(&r, "guest:blit-thp");
	stock = report_variant(&r, "stock");
	series(&r, "blit-random/steady")->lacks[stock * r.tally.blocks] = "SOME_COMMAND";
	text = sum_of(&r);
	assert_non_null(strstr(text, "in 1 of 3 loads"));
	assert_null(strstr(text, "blit-random"));
	free(text);
	tally_cell(&r.tally, r.tally.baseline, k)->sum.failed = 1;
	text = sum_of(&r);
	assert_non_null(strstr(text, "in 0 of 0 loads"));
	assert_null(strstr(text, "blit-"));
	free(text);
	report_close(&r);
}
