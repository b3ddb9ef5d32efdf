// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record_check_test.c - a run's folder that was edited, merged or damaged: what
 * is not possible is named with its file and line, and is no number of a report.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "load.h"
#include "record_check.h"
#include "test_dir.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define GOLDEN "bench/testdata/golden"

/* ---- one line -------------------------------------------------------------------- */

#define LINE(kind, tag, data) "{\"schema\":1,\"run\":\"r\",\"cell\":\"baseline/thp/fake\"," \
	"\"variant\":\"baseline\",\"scenario\":\"thp\",\"machine\":\"fake\"," \
	"\"level\":\"L1\",\"tag\":\"" tag "\",\"env\":\"0123456789ab\",\"index\":0," \
	"\"block\":0,\"seed\":1,\"kind\":\"" kind "\",\"data\":" data "}\n"
#define END LINE("cell", "-", "{\"status\":\"ok\",\"lines\":1}")
#define COUNTS "\"seen\":512,\"direct\":500,\"split\":10,\"failed\":2,\"unsafe\":0"
#define PROBE(more) LINE("probe", "x", "{\"type\":\"probe\"," more "}")

static int parse(const char *text, char *why)
{
	struct records r;
	int err;

	*why = '\0';
	err = records_parse(&r, text, strlen(text), "f", why);
	records_free(&r);
	return err;
}

TEST(what_is_possible_is_taken)
{
	static const char *const row[] = {
		PROBE(COUNTS),
		PROBE(COUNTS ",\"counters\":{\"pins_outstanding\":-1},\"found\":{\"x\":-1}"),
		PROBE(COUNTS ",\"counted\":true,\"order\":\"00ff\",\"complaints\":{\"warn\":1,"
		      "\"text\":\"WARNING\"}"),
		LINE("traps", "x", "{\"type\":\"traps\",\"exits\":null,\"user_exits\":3}"),
		LINE("rate", "m", "{\"type\":\"rate\",\"load\":\"a/b\",\"bytes\":1,\"virt_ns\":2,"
		     "\"checksum_ok\":null}"),
		LINE("neighbour", "x", "{\"type\":\"neighbour\",\"kib\":8,\"bad_pages\":1,"
		     "\"bad_bytes\":9,\"shares\":1}"),
		/* of a machine whose times say nothing */
		LINE("time", "-", "{\"type\":\"time\",\"what\":\"a\",\"virt_ns\":1}"),
		LINE("metal", "-", "{\"type\":\"metal\",\"mds\":\"words\",\"iommu\":null}"),
		LINE("command", "v", "{\"type\":\"command\",\"name\":\"ls\",\"result\":"
		     "{\"mean\":0.5,\"command\":\"ls\"}}"),
		LINE("unmodelled", "-", "{\"type\":\"unmodelled\",\"met\":[\"register 0x1\"]}"),
		LINE("program", "x", "{\"type\":\"program\",\"load\":\"a/run\",\"driver\":\"NEO\","
		     "\"exit_status\":null,\"says\":\"words\",\"stopped\":true}"),
		LINE("gpu", "x", "{\"type\":\"gpu\",\"page\":{},\"engine\":{},"
		     "\"not_executed\":3,\"not_executed_by\":{\"A\":2,\"B\":1}}"),
		LINE("objects", "x", "{\"type\":\"objects\",\"load\":\"a\",\"lost\":0,"
		     "\"made\":{\"create\":1},\"bound\":{\"create\":{\"bytes\":2}}}"),
	};
	char text[4096], why[RECORD_WHY];

	for (size_t i = 0; i < LENGTH(row); i++) {
		snprintf(text, sizeof(text), "%s" END, row[i]);
		if (parse(text, why))
			fail_msg("%s: %s", why, row[i]);
	}
}

TEST(what_is_not_possible_is_refused)
{
	static const struct { const char *line, *why; } row[] = {
		{ PROBE("\"seen\":\"many\",\"direct\":512,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "f:1: seen is text" },
		{ PROBE("\"seen\":512,\"direct\":-28,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "direct is -28: a count is not negative" },
		{ PROBE("\"seen\":512,\"direct\":513,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "direct is 513 of 512 seen" },
		{ PROBE("\"seen\":512,\"direct\":500,\"split\":13,\"failed\":0,\"unsafe\":0"),
		  "are 513 of 512 seen" },
		{ PROBE("\"seen\":512,\"direct\":5,\"split\":0,\"failed\":0,\"unsafe\":6"),
		  "unsafe is 6 of 5 direct" },
		{ PROBE("\"seen\":512.0,\"direct\":5,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "seen is 512: no count" },
		{ PROBE("\"seen\":true,\"direct\":0,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "seen is true or false" },
		{ PROBE("\"seen\":null,\"direct\":0,\"split\":0,\"failed\":0,\"unsafe\":0"),
		  "seen is null" },
		{ PROBE("\"seen\":1,\"direct\":0,\"split\":0,\"failed\":0"), "probe without unsafe" },
		{ PROBE(COUNTS ",\"counters\":{\"maps_2m\":\"7\"}"), "maps_2m is text" },
		{ PROBE(COUNTS ",\"virt\":{\"populate\":{\"total_ns\":-1}}"), "total_ns is -1" },
		{ PROBE(COUNTS ",\"scenario\":7"), "scenario is a number" },
		{ PROBE(COUNTS ",\"counted\":1"), "counted is a number" },
		{ LINE("rate", "v", "{\"type\":\"rate\",\"load\":\"a\",\"bytes\":4611686018427387904,"
		       "\"virt_ns\":1}"), "bytes is 4611686018427387904, beyond 2^50" },
		{ LINE("span", "x", "{\"type\":\"span\",\"load\":\"a\",\"entries\":[{\"seen\":1,"
		       "\"direct\":2}]}"), "direct is 2 of 1 seen" },
		{ LINE("span", "x", "{\"type\":\"span\",\"load\":\"a\",\"entries\":[],\"gpu\":{\"page\":"
		       "{\"4k\":{\"bytes_written\":-5}}}}"), "bytes_written is -5" },
		{ LINE("span", "x", "{\"type\":\"span\",\"load\":\"a\",\"entries\":[],\"gpu\":"
		       "{\"not_executed\":3,\"not_executed_by\":{\"A\":1,\"B\":1}}}"),
		  "not_executed is 3, and its commands do not add up" },
		{ LINE("gpu", "x", "{\"type\":\"gpu\",\"page\":{},\"engine\":{},"
		       "\"not_executed\":0,\"not_executed_by\":{\"A\":1}}"),
		  "not_executed is 0, and its commands do not add up" },
		{ LINE("rate", "v", "{\"type\":\"rate\",\"load\":\"a\",\"bytes\":1,\"virt_ns\":1,"
		       "\"not_executed_by\":{\"A\":1}}"),
		  "not_executed is 0, and its commands do not add up" },
		{ LINE("gpu", "x", "{\"type\":\"gpu\",\"page\":{},\"engine\":{},"
		       "\"not_executed\":1,\"not_executed_by\":[1]}"),
		  "not_executed is 1, and its commands do not add up" },
		{ LINE("nonsense", "-", "{\"type\":\"nonsense\"}"), "kind 'nonsense' is not known" },
		{ LINE("probe", "x", "{\"type\":\"rate\"," COUNTS "}"), "type is not probe" },
		{ LINE("probe", "v", "{\"type\":\"probe\"," COUNTS "}"), "tag is not that" },
		{ LINE("probe", "-", "{\"type\":\"probe\"," COUNTS "}"), "tag is not that" },
		{ LINE("note", "y", "{\"type\":\"note\",\"text\":\"\"}"), "tag is not that" },
	};
	char text[4096], why[RECORD_WHY];

	for (size_t i = 0; i < LENGTH(row); i++) {
		snprintf(text, sizeof(text), "%s" END, row[i].line);
		if (!parse(text, why) || !strstr(why, row[i].why))
			fail_msg("'%s' lacks '%s': %s", why, row[i].why, row[i].line);
	}
}

TEST(odd_names_are_refused)
{
	static const struct { const char *from, *to; } row[] = {
		{ "\"baseline\"", "\"../x\"" }, { "\"thp\"", "\"x'; touch y\"" },
		{ "\"fake\"", "\"\\u001b[2J\"" }, { "\"fake\"", "\"\"" },
		{ "\"L1\"", "\"L3\"" }, { "0123456789ab", "0123456789a" },
		{ "0123456789ab", "0123456789aB" }, { "\"seed\":1", "\"seed\":-1" },
		{ "\"run\":\"r\"", "\"run\":\"\\u0007\"" },
	};
	char text[4096], why[RECORD_WHY];

	for (size_t i = 0; i < LENGTH(row); i++) {
		const char *line = PROBE(COUNTS), *at = strstr(line, row[i].from);

		snprintf(text, sizeof(text), "%.*s%s%s" END, (int)(at - line), line,
			 row[i].to, at + strlen(row[i].from));
		if (!parse(text, why) || strncmp(why, "f:1: ", 5))
			fail_msg("'%s': %s", why, text);
		for (const char *p = why; *p; p++)
			assert_in_range(*p, 0x20, 0x7e);
	}
}

/* ---- a whole folder --------------------------------------------------------------- */

/* A copy of the golden run, the n-th find in a file replaced; what loading says. */
static int load(const char *file, const char *find, const char *with, char *why)
{
	char *path = test_path(file), *text, *at, *out;
	struct run_data r;
	size_t len;
	int err;

	shell("rm -rf $d/* && cp -r " GOLDEN "/* $d");
	assert_int_equal(file_read(path, &text, &len), 0);
	at = strstr(text, find);
	if (!at)
		fail_msg("no '%s' in %s", find, file);
	assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, with,
			     at + strlen(find)) > 0);
	assert_int_equal(file_write(path, out, strlen(out)), 0);
	free(text);
	free(out);
	*why = '\0';
	err = run_load(&r, test_dir, why, RUN_WHY);
	run_unload(&r);
	return err;
}

TEST(folders_that_were_changed)
{
	static const struct { const char *file, *find, *with, *why; } row[] = {
		{ "env.json", "emulated (Gen9", "x'; system('touch PWNED'); y='(Gen9",
		  "env.json: its content is that of environment " },
		{ "env.json", "489e1cf52990", "489e1cf52991", "it has been changed" },
		{ "env.json", "{", "{,", "env.json:1: " },
		{ "plan.json", "\"hugetlb-1g\"", "\"x'; touch y; '\"", "/plan.json: " },
		{ "plan.json", "\"no-check\"", "\"../../x\"", "plan.json" },
		{ "plan.json", "\"block\": 0", "\"block\": 19999", "is of block 19999" },
		{ "plan.json", "\"margin\": 0.01", "\"margin\": -0.01", "margin -0.01" },
		{ "plan.json", "\"index\": 1,", "\"index\": 2,", "malformed lists" },
		{ "records.jsonl", "\"seed\":1", "\"seed\":2", "records.jsonl:" },
		{ "records.jsonl", "\"index\":0", "\"index\":1", "records.jsonl:" },
		{ "records.jsonl", "\"index\":0", "\"index\":99999", "records.jsonl:" },
		{ "records.jsonl", "\"kind\":\"time\"", "\"kind\":\"tide\"", "records.jsonl:1: " },
	};
	char why[RUN_WHY];

	assert_int_equal(load("env.json", "{", "{", why), 0);
	for (size_t i = 0; i < LENGTH(row); i++) {
		int err = load(row[i].file, row[i].find, row[i].with, why);

		if (!err || !strstr(why, row[i].why))
			fail_msg("%s, %s: %d '%s' lacks '%s'", row[i].file, row[i].with,
				 err, why, row[i].why);
	}
}

/* The records of the golden run, changed by a shell's filter. */
static int filtered(const char *filter, char *why)
{
	char cmd[600];
	struct run_data r;
	int err;

	snprintf(cmd, sizeof(cmd), "rm -rf $d/* && cp -r " GOLDEN "/* $d && cd $d && "
		 "{ %s; } <records.jsonl >changed && mv changed records.jsonl",
		 filter);
	shell(cmd);
	*why = '\0';
	err = run_load(&r, test_dir, why, RUN_WHY);
	run_unload(&r);
	return err;
}

TEST(lines_lost_doubled_and_moved)
{
	static const struct { const char *filter, *why; } row[] = {
		{ "sed 1d", "some are lost" },
		{ "sed 1p", "some are doubled" },
		{ "cat; cat records.jsonl", "is recorded twice, first at line" },
		/* the first cell without its end: its lines are among the next's */
		{ "awk '/\"kind\":\"cell\"/ && !n++ { next } 1'", "is among those of cell" },
		/* a line of one cell inside another */
		{ "awk 'NR == 1 { first = $0; next } { print } /\"kind\":\"cell\"/ && !n++ { print first }'",
		  "records.jsonl:" },
		{ "sed '$s/\"run\":\"golden\"/\"run\":\"other\"/'", "records.jsonl:" },
		{ "awk '{ print } NR == 3 { print \"half a line\" }'", "records.jsonl:4: " },
		{ "head -c 1000000 /dev/zero; cat", "records.jsonl:1: " },
		/* deeper than anybody counts */
		{ "awk 'BEGIN { for (i = 0; i < 100000; i++) printf \"[\"; print \"\" } 1'",
		  "records.jsonl:1: " },
	};
	char why[RUN_WHY];

	assert_int_equal(filtered("cat", why), 0);
	for (size_t i = 0; i < LENGTH(row); i++) {
		int err = filtered(row[i].filter, why);

		if (!err || !strstr(why, row[i].why))
			fail_msg("%s: %d '%s' lacks '%s'", row[i].filter, err, why,
				 row[i].why);
	}
}

TEST(what_is_no_file_is_not_waited_for)
{
	static const char *const names[] = { "records.jsonl", "env.json", "plan.json" };
	char cmd[300], why[RUN_WHY];
	struct run_data r;

	for (size_t i = 0; i < 2 * LENGTH(names); i++) {
		snprintf(cmd, sizeof(cmd), "rm -rf $d/* && cp -r " GOLDEN "/* $d && "
			 "cd $d && rm %s && %s %s", names[i / 2],
			 i % 2 ? "ln -s /dev/zero" : "mkfifo", names[i / 2]);
		shell(cmd);
		assert_true(run_load(&r, test_dir, why, sizeof(why)) < 0);
		run_unload(&r);
		if (!strstr(why, "no regular file") || !strstr(why, names[i / 2]))
			fail_msg("%s", why);
	}
}
