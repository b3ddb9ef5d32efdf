// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * void_test.c - work that the GPU model did not execute has no figure, in no
 * report, comparison or plot. The golden run has a clpeak of 7313 bytes a ns,
 * in a scenario and a load that are primary, beside a load that was executed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "files.h"
#include "plot.h"
#include "report.h"
#include "records/voids.h"
#include "test.h"

#define VOID "bench/testdata/golden-void"

static int open_run(void **state)
{
	static struct report r;
	char why[RUN_WHY] = "";

	*state = &r;
	return report_open(&r, VOID, why, sizeof(why));
}

static int close_run(void **state)
{
	report_close(*state);
	return 0;
}
AROUND_ALL(open_run, close_run);

static void says_void(const char *text)
{
	assert_null(strstr(text, "7313"));
	assert_null(strstr(text, "6974"));	/* in MiB a second */
	assert_null(strstr(text, "2.0000"));	/* its ratio */
	assert_non_null(strstr(text, "clpeak/run (GPGPU_WALKER)"));
}

TEST(golden)
{
	char *text = report_render(*state), *want;
	size_t len;

	assert_int_equal(file_read(VOID "/report.txt", &want, &len), 0);
	assert_string_equal(text, want);
	says_void(text);
	free(text);
	free(want);
}

/* All ratios of the scenario: of what was executed only. */
TEST(show)
{
	char *text = report_render_scenario(*state, 0);

	says_void(text);
	assert_non_null(strstr(text, "void"));
	assert_non_null(strstr(text, "not known"));
	assert_null(strstr(text, "0.9630"));	/* what the entries became is not */
	free(text);
}

/* Both variants are void, the second twice as fast: no ratio of 2 either. */
TEST(no_value_is_kept)
{
	const struct report *r = *state;
	const struct tally *t = &r->tally;
	unsigned int voids = 0, values = 0;

	for (size_t i = 0; i < t->nseries; i++)
		for (size_t v = 0; v < 2; v++) {
			const struct tally_series *s = &t->series[i];
			const char *lacks = tally_lacks(t, s, v);

			if (!strncmp(s->what, "clpeak", 6))
				assert_string_equal(lacks, "GPGPU_WALKER");
			else
				assert_null(lacks);
			assert_int_equal(isnan(s->v[v]) != 0, lacks != NULL);
			voids += lacks != NULL;
			values += !lacks;
		}
	assert_int_equal(voids, 4);	/* rate and time of two variants */
	assert_true(values > 0);
}

static void has_only_what_was_executed(void (*print)(const struct compare *,
						      FILE *),
				       const struct compare *c, bool says_void)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	print(c, f);
	fclose(f);
	assert_non_null(strstr(text, "0.9630"));
	assert_null(strstr(text, "2.0000"));
	assert_int_equal(strstr(text, "GPGPU_WALKER") != NULL, says_void);
	free(text);
}

TEST(no_comparison)
{
	struct compare c;

	assert_int_equal(compare_variants(&c, *state, "baseline"), 0);
	has_only_what_was_executed(compare_text, &c, true);
	has_only_what_was_executed(compare_json, &c, true);
	has_only_what_was_executed(compare_csv, &c, false);
	compare_free(&c);
	assert_int_equal(compare_runs(&c, *state, *state), 0);
	for (size_t i = 0; i < c.n; i++)
		assert_null(strstr(c.v[i].what, "clpeak"));
	compare_free(&c);
}

TEST(no_plot)
{
	static unsigned int (*const plot[])(struct report *, FILE *) = {
		plot_forest, plot_order,
	};
	char *text = NULL;
	size_t len;

	for (size_t i = 0; i < sizeof(plot) / sizeof(plot[0]); i++) {
		FILE *f = open_memstream(&text, &len);

		plot[i](*state, f);
		fclose(f);
		assert_null(strstr(text, "clpeak"));
		free(text);
	}
}

/* ---- which record is void ------------------------------------------------- */

#define LINE(index, kind, tag, data) "{\"schema\":1,\"run\":\"r\",\"cell\":\"c\"," \
	"\"variant\":\"v\",\"scenario\":\"s\",\"machine\":\"m\"," \
	"\"level\":\"L1\",\"tag\":\"" tag "\",\"env\":\"0123456789ab\"," \
	"\"index\":" #index ",\"block\":0,\"seed\":1,\"kind\":\"" kind "\"," \
	"\"data\":" data "}\n"
#define END(index) LINE(index, "cell", "-", "{\"status\":\"ok\"}")
#define SPAN(index, load, counts) LINE(index, "span", "x", "{\"type\":\"span\"," \
	"\"load\":\"" load "\",\"entries\":[],\"gpu\":{" counts "}}")
#define RATE(index, load, more) LINE(index, "rate", "v", "{\"type\":\"rate\"," \
	"\"load\":\"" load "\",\"bytes\":1,\"virt_ns\":1" more "}")
#define TWO "\"not_executed\":5,\"not_executed_by\":{\"B\":2,\"A\":3}"
#define NONE "\"not_executed\":0,\"not_executed_by\":{}"

static const char *lacks_of(const char *lines, size_t i)
{
	static char name[64];
	struct records r = { 0 };
	char why[RECORD_WHY] = "";

	if (records_parse(&r, lines, strlen(lines), "f", why))
		fail_msg("%s", why);
	assert_true(i < r.n);
	snprintf(name, sizeof(name), "%s", r.v[i].lacks ?: "");
	records_free(&r);
	return name;
}

TEST(by_span_cell_and_load)
{
	static const struct { const char *lines; size_t i; const char *lacks; } row[] = {
		/* a guest's lines come after L1's, and of a second guest */
		{ SPAN(0, "a/x", TWO) RATE(0, "a/x", "") END(0), 1, "A" },
		{ SPAN(0, "a/x", TWO) RATE(0, "a/x#2", "") END(0), 1, "A" },
		{ SPAN(0, "a/x", TWO) RATE(0, "a/x#all", "") END(0), 1, "A" },
		{ RATE(0, "a/x", "") SPAN(0, "a/x", TWO) END(0), 0, "A" },
		/* repeated: one of its spans is enough */
		{ SPAN(0, "a/x", NONE) SPAN(0, "a/x", TWO) RATE(0, "a/x", "") END(0),
		  2, "A" },
		/* counters of version 1 */
		{ SPAN(0, "a/x", "\"not_executed\":1") RATE(0, "a/x", "") END(0), 1,
		  VOID_UNNAMED },
		/* executed, but for a time that says nothing */
		{ SPAN(0, "a/x", NONE ",\"untimed\":2") RATE(0, "a/x", "") END(0),
		  1, VOID_UNTIMED },
		{ SPAN(0, "a/x", TWO ",\"untimed\":2") RATE(0, "a/x", "") END(0),
		  1, "A" },
		{ SPAN(0, "a/x", NONE ",\"untimed\":0") RATE(0, "a/x", "") END(0),
		  1, "" },
		{ RATE(0, "a/x", "," NONE ",\"untimed\":1") END(0), 0, VOID_UNTIMED },
		/* its own: in L1 there is no span */
		{ RATE(0, "a/x", "," TWO) END(0), 0, "A" },
		/* not: all executed, another load, another cell */
		{ SPAN(0, "a/x", NONE) RATE(0, "a/x", "") END(0), 1, "" },
		{ SPAN(0, "a/xy", TWO) RATE(0, "a/x", "") END(0), 1, "" },
		{ SPAN(0, "a", TWO) RATE(0, "a/x", "") END(0), 1, "" },
		{ SPAN(0, "a/x", TWO) END(0) RATE(1, "a/x", "") END(1), 2, "" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const char *lacks = lacks_of(row[i].lines, row[i].i);

		if (strcmp(lacks, row[i].lacks))
			fail_msg("row %zu: '%s' instead of '%s'", i, lacks,
				 row[i].lacks);
	}
}
