// SPDX-License-Identifier: GPL-2.0-or-later
/* Tests of what a table of defects makes of records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/defects.h"

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
#define END(i, count, variant, status, why) \
	HEAD(i, variant, "cell") "{\"status\":\"" status "\",\"why\":\"" why \
	"\",\"wall_s\":1.0,\"lines\":" #count ",\"log\":\"l\",\"complaints\":[]," \
	"\"console_cut\":false}}\n"

static struct defect_run run_of(const char *text)
{
	struct defect_run r = { .dir = "r", .kernel = "6.1" };
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

static void cells(void **state)
{
	(void)state;
	assert_string_equal(defects[0].scenario, "repro-level");
	cell_is(PROBE(0, "stock", "8") END(0, 1, "stock", "ok", ""), "8");
	cell_is(PROBE(0, "stock", "0") END(0, 1, "stock", "ok", ""), "no");
	cell_is(END(0, 0, "stock", "crash", "kernel panic"), "crash");
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

static void check(void **state)
{
	(void)state;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
