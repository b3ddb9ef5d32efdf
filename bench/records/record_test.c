// SPDX-License-Identifier: GPL-2.0-or-later
/* record_test.c - what the strict readers take, and how they refuse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "record.h"
#include "test.h"

#define OPEN "{\"schema\":1,\"run\":\"r\",\"cell\":\"baseline/thp/fake\"," \
	"\"variant\":\"baseline\",\"scenario\":\"thp\",\"machine\":\"fake\"," \
	"\"level\":\"L1\",\"tag\":\"x\",\"env\":\"0123456789ab\",\"index\":0," \
	"\"block\":0,\"seed\":1,"
#define PROBE OPEN "\"kind\":\"probe\",\"data\":{\"type\":\"probe\"," \
	"\"seen\":512,\"direct\":0,\"split\":512,\"failed\":0,\"unsafe\":0}}\n"
#define CELL OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"ok\"}}\n"

static int parse(struct records *r, const char *text, char *why)
{
	why[0] = '\0';
	return records_parse(r, text, strlen(text), "f", why);
}

TEST(whole_cells_are_read)
{
	char why[RECORD_WHY];
	struct records r;

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

/* Two cells, each with a rate; of another scenario, the second. */
TEST(records_that_are_alike)
{
#define OTHER "{\"schema\":1,\"run\":\"r\",\"cell\":\"stock/4k/fake\"," \
	"\"variant\":\"stock\",\"scenario\":\"4k\",\"machine\":\"fake\"," \
	"\"level\":\"L1\",\"tag\":\"v\",\"env\":\"0123456789ab\",\"index\":1," \
	"\"block\":0,\"seed\":1,"
#define RATE(open, load) open "\"kind\":\"rate\",\"data\":{\"type\":\"rate\"," \
	"\"load\":\"" load "\",\"bytes\":1,\"virt_ns\":1}}\n"
#define OTHER_END "\"kind\":\"cell\",\"data\":{\"status\":\"ok\"}}\n"
	static const char text[] = PROBE CELL RATE(OTHER, "a") RATE(OTHER, "b")
				   OTHER OTHER_END;
	struct records r;
	char why[RECORD_WHY];

	if (parse(&r, text, why))
		fail_msg("%s", why);
	const struct { struct record_like like; unsigned int line[3]; } row[] = {
		{ { .kind = "rate" }, { 3, 4 } },
		{ { .kind = "rate", .load = "b" }, { 4 } },
		{ { .kind = "rate", .variant = "baseline" }, { 0 } },
		{ { .scenario = "thp" }, { 1, 2 } },
		{ { .variant = "stock", .scenario = "thp" }, { 0 } },
		{ { .beside = &r.v[1] }, { 1, 2 } },
		{ { .kind = "cell", .beside = &r.v[2] }, { 5 } },
		{ { .kind = "cell" }, { 2, 5 } },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const struct record *e = NULL;

		for (size_t k = 0; k < 3; k++) {
			e = records_next(&r, &row[i].like, e);
			if ((e ? e->line : 0) != row[i].line[k])
				fail_msg("row %zu, %zu: line %u", i, k, e ? e->line : 0);
			if (!e)
				break;
		}
	}
	records_free(&r);
}

TEST(torn_tails_are_left_out)
{
	static const struct { const char *text; unsigned int n, torn; } row[] = {
		{ PROBE CELL PROBE, 2, 1 },
		{ PROBE CELL "{\"schema\":1,\"ki", 2, 1 },
		{ PROBE CELL PROBE "{\"sch", 2, 2 },
		{ PROBE, 0, 1 },
		{ CELL OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"ok\"}}", 1, 1 },
		{ CELL "{\"kind\":\"probe\"}\n{\"sch", 1, 2 },
		/* an end is known by what it says, not by how it is spaced */
		{ OPEN "\"kind\" : \"cell\", \"data\" : {\"status\": \"ok\"} }\n",
		  1, 0 },
		{ OPEN "\"kind\":\"note\",\"data\":{\"kind\":\"cell\"}}\n",
		  0, 1 },
	};
	char why[RECORD_WHY];
	struct records r;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_int_equal(parse(&r, row[i].text, why), 0);
		assert_int_equal(r.n, row[i].n);
		assert_int_equal(r.torn, row[i].torn);
		records_free(&r);
	}
}

TEST(bad_lines_are_named)
{
	static const struct { const char *text, *why; } row[] = {
		{ PROBE "not json\n" CELL, "f:2: " },
		/* no killed write leaves whole lines of something else */
		{ CELL PROBE "not json\n", "f:3: " },
		{ "{\n \"schema\": 1\n}\n", "f:1: " },
		{ "{\"schema\":2}\n" CELL, "f:1: schema 2, this program reads 1" },
		{ "{\"schema\":2}\n" CELL, "written by a newer version" },
		{ "{}\n" CELL, "f:1: schema 0, this program reads 1: written by an older" },
		{ PROBE OPEN "\"kind\":\"cell\",\"data\":{\"status\":\"fine\"}}\n",
		  "f:2: cell without a known status" },
		{ OPEN "\"kind\":\"probe\",\"data\":7}\n" CELL, "f:1: " },
		{ OPEN "\"kind\":\"probe\",\"more\":1,\"data\":{}}\n" CELL, "f:1: " },
		{ OPEN "\"kind\":\"probe\"}\n" CELL, "f:1: " },
		{ OPEN "\"seed\":2,\"kind\":\"probe\",\"data\":{}}\n" CELL, "f:1: " },
	};
	char why[RECORD_WHY];
	struct records r;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_true(parse(&r, row[i].text, why) < 0);
		if (!strstr(why, row[i].why))
			fail_msg("row %zu: '%s' lacks '%s'", i, why, row[i].why);
	}
}

/* ---- docs/records.md is the contract -------------------------------------- */

struct key {
	char name[32], type[16];
};

/* Rows "| `a`, `b` | type | ..." of the table below a heading. */
static size_t keys_of(const char *heading, struct key *k, size_t most)
{
	char *text, *at, *line, *save, *row, *name, *save2;
	size_t len, n = 0;

	assert_int_equal(file_read("docs/records.md", &text, &len), 0);
	at = strstr(text, heading);
	assert_non_null(at);
	at = strstr(at, "|---");
	for (line = strtok_r(at, "\n", &save); line && *line == '|';
	     line = strtok_r(NULL, "\n", &save)) {
		char *type = strchr(line + 1, '|');

		row = strtok_r(line + 1, "|", &save2);
		for (name = strtok_r(row, "`, ", &save2); name;
		     name = strtok_r(NULL, "`, ", &save2)) {
			assert_true(n < most);
			if (*name == '-')
				continue;
			snprintf(k[n].name, sizeof(k[n].name), "%s", name);
			snprintf(k[n].type, sizeof(k[n].type), "%.*s",
				 type ? (int)strcspn(type + 2, " |") : 0,
				 type ? type + 2 : "");
			n++;
		}
	}
	free(text);
	return n;
}

static bool has_type(const json_t *v, const char *type)
{
	return !strcmp(type, "integer") ? json_is_integer(v) :
	       !strcmp(type, "string") ? json_is_string(v) :
	       !strcmp(type, "object") && json_is_object(v);
}

/* Every record of a real run has the keys of the document, no more. */
TEST(document_and_records_agree)
{
	char why[RECORD_WHY] = "";
	struct key k[32], end[32];
	size_t n = keys_of("## records.jsonl", k, 32);
	size_t nend = keys_of("### `data` of kind `cell`", end, 32);
	struct records r;

	assert_int_equal(n, 14);
	assert_int_equal(records_read(&r, "bench/testdata/golden/records.jsonl",
				      why), 0);
	assert_true(r.n > 100);
	for (size_t i = 0; i < r.n; i++) {
		const char *key;
		json_t *v;

		assert_int_equal(json_object_size(r.v[i].root), n);
		for (size_t q = 0; q < n; q++)
			if (!has_type(json_object_get(r.v[i].root, k[q].name),
				      k[q].type))
				fail_msg("line %zu: %s is no %s", i + 1,
					 k[q].name, k[q].type);
		if (!record_is_end(&r.v[i]))
			continue;
		json_object_foreach(r.v[i].data, key, v) {
			size_t q = 0;

			while (q < nend && strcmp(end[q].name, key))
				q++;
			if (q == nend)
				fail_msg("%s of a cell is in no document", key);
		}
	}
	records_free(&r);
}

#define R(type) "{\"type\":\"" type "\"}\n"
#define END "{\"status\":\"ok\",\"type\":\"end\"}\n"

TEST(record_port_is_read_strictly)
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

TEST(end_is_seen_while_it_runs)
{
	static const char yes[] = R("probe") END, half[] = R("probe") "{\"st";

	assert_true(raw_has_end(yes, strlen(yes)));
	assert_true(raw_has_end(END, strlen(END)));
	assert_false(raw_has_end(yes, strlen(yes) - 1));
	assert_false(raw_has_end(half, strlen(half)));
	assert_false(raw_has_end("", 0));
}

TEST(kinds_have_tags)
{
	assert_string_equal(record_tag("probe", true), "x");
	assert_string_equal(record_tag("probe", false), "x");
	assert_string_equal(record_tag("rate", true), "v");
	assert_string_equal(record_tag("rate", false), "m");
	assert_string_equal(record_tag("note", true), "-");
}
