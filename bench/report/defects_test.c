// SPDX-License-Identifier: GPL-2.0-or-later
/* Tests of what a table of defects makes of records. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/defects.h"
#include "test.h"

/* i: the cell of the plan; lines: those before its end. */
#define HEAD(i, variant, kind) \
	"{\"block\":0,\"cell\":\"" variant "/repro-level/emulated\",\"env\":" \
	"\"0123456789ab\",\"index\":" #i ",\"kind\":\"" kind "\",\"level\":\"L1\"," \
	"\"machine\":\"emulated\",\"run\":\"r\",\"scenario\":\"repro-level\"," \
	"\"schema\":1,\"seed\":1,\"tag\":\"x\",\"variant\":\"" variant "\"," \
	"\"data\":"
#define PROBE(i, variant, n) \
	HEAD(i, variant, "probe") "{\"type\":\"probe\",\"counted\":false," \
	"\"ranges\":0,\"seen\":0,\"direct\":0,\"split\":0,\"failed\":0," \
	"\"unsafe\":0,\"found\":{\"shown\":" n "}}}\n"
#define CRASHED(i, variant) CRASHED_WHY(i, variant, "ended by signal 9")
#define CRASHED_WHY(i, variant, why) \
	HEAD(i, variant, "probe") "{\"type\":\"probe\",\"counted\":false," \
	"\"ranges\":0,\"seen\":0,\"direct\":0,\"split\":0,\"failed\":0," \
	"\"unsafe\":0,\"found\":{\"shown\":0},\"crashed_in\":\"unmap\"," \
	"\"why\":\"" why "\"}}\n"
#define END(i, count, variant, status, why) \
	HEAD(i, variant, "cell") "{\"status\":\"" status "\",\"why\":\"" why \
	"\",\"wall_s\":1.0,\"lines\":" #count ",\"log\":\"l\",\"complaints\":[]," \
	"\"console_cut\":false}}\n"

static struct defect_run run_of(const char *text)
{
	struct defect_run r = { .dir = "r", .kernel = "6.1", .variant = {
		{ .name = "fixed", .mends = true, .open = true },
		{ .name = "stock" }, { .name = "baseline", .open = true },
		{ .name = "stock-fixed", .mends = true },
	}, .nvariants = 4 };
	char why[RECORD_WHY] = "";

	if (records_parse(&r.records, text, strlen(text), "test", why))
		fail_msg("%s", why);
	return r;
}

static void cell_is(const char *text, const char *want)
{
	struct defect_run r = run_of(text);
	char got[32];

	defect_cell(&r, &defects[0], "stock", got, sizeof(got));
	assert_string_equal(got, want);
	defect_run_free(&r);
}

TEST(cells)
{
	assert_string_equal(defects[0].scenario, "repro-level");
	cell_is(PROBE(0, "stock", "8") END(0, 1, "stock", "ok", ""), "8");
	cell_is(PROBE(0, "stock", "0") END(0, 1, "stock", "ok", ""), "no");
	cell_is(END(0, 0, "stock", "crash", "kernel panic"), "crash");
	/* one that the boot survives */
	cell_is(CRASHED(0, "stock") END(0, 1, "stock", "ok", ""), "crash");
	cell_is(CRASHED_WHY(0, "stock", "time limit in unmap")
		END(0, 1, "stock", "ok", ""), "hangs");
	cell_is(END(0, 0, "stock", "crash", "time limit (100 s)"), "spins");
	cell_is(END(0, 0, "stock", "fail", "time limit (300 s)"), "failed");
	cell_is(PROBE(0, "stock", "0") END(0, 1, "stock", "fail", "set-up"), "failed");
	cell_is(PROBE(1, "fixed", "0") END(1, 1, "fixed", "ok", ""), "");
}

static int complaints_about(const char *text)
{
	struct defect_run r = run_of(text);
	FILE *f = tmpfile();
	int bad = defects_check(&r, 1, f);

	fclose(f);
	defect_run_free(&r);
	return bad;
}

TEST(check)
{
	assert_int_equal(complaints_about(
		PROBE(0, "stock", "8") END(0, 1, "stock", "ok", "")
		PROBE(1, "fixed", "0") END(1, 1, "fixed", "ok", "")), 0);
	/* seen although it is fixed; not seen anywhere; no result */
	assert_int_equal(complaints_about(
		PROBE(0, "stock", "8") END(0, 1, "stock", "ok", "")
		PROBE(1, "fixed", "1") END(1, 1, "fixed", "ok", "")), 1);
	assert_int_equal(complaints_about(
		PROBE(0, "stock", "0") END(0, 1, "stock", "ok", "")), 1);
	assert_int_equal(complaints_about(
		PROBE(0, "stock", "8") END(0, 1, "stock", "ok", "")
		END(1, 0, "fixed", "fail", "the bed")), 1);
}

/* The same records as those of another row. */
static int complaints_about_row(const char *name, const char *text)
{
	char copy[4096];
	size_t n = 0;

	for (const char *at; (at = strstr(text, "repro-level")); text = at + 11)
		n += snprintf(copy + n, sizeof(copy) - n, "%.*s%s",
			      (int)(at - text), text, name);
	snprintf(copy + n, sizeof(copy) - n, "%s", text);
	return complaints_about(copy);
}

TEST(what_is_not_mended)
{
	static const char both[] =
		PROBE(0, "stock", "1") END(0, 1, "stock", "ok", "")
		PROBE(1, "fixed", "1") END(1, 1, "fixed", "ok", "");
	static const char on_stock[] =
		PROBE(0, "stock", "0") END(0, 1, "stock", "ok", "");
	static const char on_baseline[] =
		PROBE(0, "baseline", "0") END(0, 1, "baseline", "ok", "");

	assert_int_equal(complaints_about_row("repro-own-table", both), 0);
	assert_int_equal(complaints_about_row("repro-ips", both), 1);
	/* a closed gate does not show what needs an open one */
	assert_int_equal(complaints_about_row("repro-mixed", on_stock), 0);
	assert_int_equal(complaints_about_row("repro-mixed", on_baseline), 1);
	/* where nothing counts it, nothing is said */
	assert_int_equal(complaints_about_row("thp-aligned",
		PROBE(0, "stock-fixed", "0") END(0, 1, "stock-fixed", "ok", "")), 0);
	/* and 6.1 not what 6.12 has */
	assert_int_equal(complaints_about_row("iommufd-close", on_stock), 0);
}

/* Which rows a kernel can show at all. */
TEST(of_a_kernel)
{
	struct defect d = { .scenario = "x", .only = "6.12" };

	assert_true(defect_is_of(&d, "6.12") && defect_is_of(&d, NULL));
	assert_false(defect_is_of(&d, "6.1"));
	d.only = NULL;
	assert_true(defect_is_of(&d, "6.1"));
}

/* Two pieces of one kernel, the second with one cell anew; another kernel. */
TEST(pieces)
{
	struct defect_run r[3] = {
		run_of(PROBE(0, "stock", "8") END(0, 1, "stock", "ok", "")
		       PROBE(1, "fixed", "7") END(1, 1, "fixed", "ok", "")),
		run_of(PROBE(0, "fixed", "0") END(0, 1, "fixed", "ok", "")),
		run_of(PROBE(0, "stock", "5") END(0, 1, "stock", "ok", "")),
	};
	char text[1024] = "";
	FILE *f = tmpfile();

	strcpy(r[2].kernel, "6.12");
	assert_int_equal(defects_print(r, 3, 1, f), 0);
	rewind(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	assert_non_null(strstr(text, "| 6.1 stock | 6.1 fixed | 6.12 stock |"));
	assert_non_null(strstr(text, " | 8 | no | 5 |"));
	fclose(f);
	for (size_t i = 0; i < 3; i++)
		defect_run_free(&r[i]);
}
