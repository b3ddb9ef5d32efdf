// SPDX-License-Identifier: GPL-2.0-or-later
/* record_test.c - what the strict readers take, and how they refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define OPEN "{\"schema\":1,\"run\":\"r\",\"cell\":\"baseline/thp/fake\"," \
	"\"variant\":\"baseline\",\"scenario\":\"thp\",\"machine\":\"fake\"," \
	"\"level\":\"L1\",\"tag\":\"x\",\"env\":\"0123456789ab\",\"index\":0," \
	"\"block\":0,\"seed\":1,"
#define PROBE OPEN "\"kind\":\"probe\",\"data\":{\"seen\":512}}\n"
#define CELL OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"ok\"}}\n"

static int parse(struct records *r, const char *text, char *why)
{
	why[0] = '\0';
	return records_parse(r, text, strlen(text), "f", why);
}

static void whole_cells_are_read(void **state)
{
	char why[RECORD_WHY];
	struct records r;

	(void)state;
	assert_int_equal(parse(&r, PROBE CELL, why), 0);
	assert_int_equal(r.n, 2);
	assert_int_equal(r.torn, 0);
	assert_int_equal(r.v[1].line, 2);
	assert_true(record_is_end(&r.v[1]));
	assert_int_equal(record_status(&r.v[1]), CELL_OK);
	assert_int_equal(record_int(r.v[0].data, "seen", -1), 512);
	assert_int_equal(record_int(r.v[0].data, "none", -1), -1);
	records_free(&r);
	assert_int_equal(parse(&r, "", why), 0);
	assert_int_equal(r.n, 0);
	records_free(&r);
}

static void torn_tails_are_left_out(void **state)
{
	static const struct { const char *text; unsigned int n, torn; } row[] = {
		{ PROBE CELL PROBE, 2, 1 },
		{ PROBE CELL "{\"schema\":1,\"ki", 2, 1 },
		{ PROBE CELL PROBE "{\"sch", 2, 2 },
		{ PROBE, 0, 1 },
		{ CELL OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"ok\"}}", 1, 1 },
	};
	char why[RECORD_WHY];
	struct records r;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(parse(&r, row[i].text, why), 0);
		assert_int_equal(r.n, row[i].n);
		assert_int_equal(r.torn, row[i].torn);
		records_free(&r);
	}
}

static void bad_lines_are_named(void **state)
{
	static const struct { const char *text, *why; } row[] = {
		{ PROBE "not json\n" CELL, "f:2: " },
		{ "{\"schema\":2}\n" CELL, "f:1: schema 2, this program reads 1" },
		{ "{}\n" CELL, "f:1: schema 0" },
		{ PROBE OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"fine\"}}\n",
		  "f:2: cell without a known status" },
		{ OPEN "\"kind\":\"probe\",\"data\":7}\n" CELL, "f:1: " },
		{ OPEN "\"kind\":\"probe\",\"more\":1,\"data\":{}}\n" CELL, "f:1: " },
		{ OPEN "\"kind\":\"probe\"}\n" CELL, "f:1: " },
		{ OPEN "\"seed\":2,\"kind\":\"probe\",\"data\":{}}\n" CELL, "f:1: " },
	};
	char why[RECORD_WHY];
	struct records r;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(parse(&r, row[i].text, why) < 0);
		if (!strstr(why, row[i].why))
			fail_msg("row %zu: '%s' lacks '%s'", i, why, row[i].why);
	}
}

#define R(type) "{\"type\":\"" type "\"}\n"
#define END "{\"status\":\"ok\",\"type\":\"end\"}\n"

static void record_port_is_read_strictly(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		bool ended, ok;
		const char *why;
	} row[] = {
		{ R("probe") R("note") END, 2, true, true, "" },
		{ "", 0, false, false, "no end marker" },
		{ R("probe"), 1, false, false, "no end marker" },
		{ R("probe") "{\"ty", 1, false, false, "line 2: cut short" },
		{ R("probe") "[    3.1] BUG: x\n" END, 1, false, false, "line 2: " },
		{ R("probe") "7\n" END, 1, false, false, "line 2: " },
		{ "{\"scenario\":\"x\"}\n" END, 0, false, false, "line 1: " },
		{ END R("probe"), 0, true, false, "after the end marker" },
		{ "{\"type\":\"end\",\"status\":\"fail\",\"why\":\"no vGPU\"}\n",
		  0, true, false, "no vGPU" },
		{ "{\"type\":\"end\"}\n", 0, true, false, "known status" },
		/* the guest's end marker is one of its lines */
		{ "{\"type\":\"end\",\"level\":\"L2\",\"status\":\"ok\"}\n", 1,
		  false, false, "no end marker" },
	};
	struct raw_lines r;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(raw_parse(&r, row[i].text, strlen(row[i].text)), 0);
		assert_int_equal(r.n, row[i].n);
		assert_int_equal(r.ended, row[i].ended);
		assert_int_equal(r.ok, row[i].ok);
		if (!strstr(r.why, row[i].why))
			fail_msg("row %zu: '%s' lacks '%s'", i, r.why, row[i].why);
		raw_free(&r);
	}
}

static void end_is_seen_while_it_runs(void **state)
{
	static const char yes[] = R("probe") END, half[] = R("probe") "{\"st";

	(void)state;
	assert_true(raw_has_end(yes, strlen(yes)));
	assert_true(raw_has_end(END, strlen(END)));
	assert_false(raw_has_end(yes, strlen(yes) - 1));
	assert_false(raw_has_end(half, strlen(half)));
	assert_false(raw_has_end("", 0));
}

static void kinds_have_tags(void **state)
{
	(void)state;
	assert_string_equal(record_tag("probe", true), "x");
	assert_string_equal(record_tag("probe", false), "x");
	assert_string_equal(record_tag("rate", true), "v");
	assert_string_equal(record_tag("rate", false), "m");
	assert_string_equal(record_tag("note", true), "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_cells_are_read),
		cmocka_unit_test(torn_tails_are_left_out),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(record_port_is_read_strictly),
		cmocka_unit_test(end_is_seen_while_it_runs),
		cmocka_unit_test(kinds_have_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
