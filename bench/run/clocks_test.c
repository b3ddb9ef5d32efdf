// SPDX-License-Identifier: GPL-2.0-or-later
/* clocks_test.c - GPU times after a run, and when they are interrupted. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "clock/synth.h"
#include "clocks.h"
#include "clocks_kept.h"
#include "files.h"
#include "records/record.h"
#include "spec.h"
#include "test_dir.h"

#define GOLDEN "bench/testdata/golden"
#define CELLS 2
#define HEAD_MOST 300	/* bytes of clock.part before the first cell */

/* Cells of the golden run whose guest measured this load. */
static const int cells[CELLS] = { 0, 2 };
static const char load[] = "blit-stream/first";

/* A line of the golden run; ours: of such a cell. */
struct golden {
	json_t *line, *data;
	bool ours;
};

static struct golden golden_line(const char *text)
{
	struct golden g = { .line = json_loads(text, 0, NULL) };

	g.data = json_object_get(g.line, "data");
	for (unsigned int i = 0; i < CELLS; i++)
		g.ours |= record_int(g.line, "index", -1) == cells[i];
	return g;
}

/* The span that the rate of the load is of; NULL: the line is no such rate. */
static json_t *span_of(const struct golden *g)
{
	json_t *span;

	if (!g->ours || strcmp(record_str(g->data, "load", ""), load))
		return NULL;
	span = json_deep_copy(g->line);
	json_object_set_new(span, "kind", json_string("span"));
	json_object_set_new(span, "tag", json_string("x"));
	json_object_set_new(span, "data", json_pack("{ss ss si s[] s{s{s{sI}} s{}}}",
		"type", "span", "load", load, "trace", 1, "entries", "gpu", "engine",
		"bcs0", "busy_ns", (json_int_t)9000000, "page"));
	return span;
}

static void put(FILE *f, const json_t *j)
{
	char *text = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS);

	fprintf(f, "%s\n", text);
	free(text);
}

/* Trace number 1 of a file, with so many blocks. */
static void put_trace(const char *path, unsigned int blocks)
{
	const struct synth s = { .what = SYNTH_COPY, .blocks = blocks, .gpu_shift = 12 };
	struct gen9_tape t = { 0 };
	uint32_t head[2] = { 1 };
	FILE *f = fopen(path, "w");

	assert_int_equal(synth_trace(&t, &s), 0);
	head[1] = (uint32_t)t.len;
	assert_non_null(f);
	assert_int_equal(fwrite(head, sizeof(head), 1, f), 1);
	assert_int_equal(fwrite(t.buf, t.len, 1, f), 1);
	assert_int_equal(fclose(f), 0);
	gen9_tape_free(&t);
}

/* A cell's end counts the line that it has got, and has a trace. */
static void end_cell(const char *dir, const struct golden *g)
{
	const char *log = record_str(g->data, "log", "");
	char path[300];

	json_object_set_new(g->data, "lines",
			    json_integer(record_int(g->data, "lines", 0) + 1));
	snprintf(path, sizeof(path), "%s/%s", dir, log);
	assert_int_equal(dir_make(path), 0);
	snprintf(path, sizeof(path), "%s/%s/" SPEC_TRACE, dir, log);
	put_trace(path, 64 + (unsigned int)record_int(g->line, "index", 0));
}

/* The golden run, two of whose guests have left traces, in the test's folder. */
static char *make_run(const char *name)
{
	char text[65536], *dir = path_join(test_dir, name);
	FILE *in = fopen(GOLDEN "/records.jsonl", "r"), *out;

	setenv("run", dir, 1);
	shell("mkdir $run && cp " GOLDEN "/plan.json " GOLDEN "/env.json $run");
	snprintf(text, sizeof(text), "%s/records.jsonl", dir);
	out = fopen(text, "w");
	assert_true(in && out);
	while (fgets(text, sizeof(text), in)) {
		struct golden g = golden_line(text);
		json_t *span = span_of(&g);

		if (span)
			put(out, span);
		if (g.ours && !strcmp(record_str(g.line, "kind", ""), "cell"))
			end_cell(dir, &g);
		put(out, g.line);
		json_decref(span);
		json_decref(g.line);
	}
	fclose(in);
	assert_int_equal(fclose(out), 0);
	return dir;
}

static char *times(const char *dir)
{
	char *path = path_join(dir, CLOCKS_FILE), *text = NULL;
	size_t len;

	assert_int_equal(file_read(path, &text, &len), 0);
	free(path);
	return text;
}

/* Bytes that clock.part has when the first cell is done, and not the second. */
static rlim_t one_cell(const char *clock_json)
{
	json_t *j = json_loads(clock_json, 0, NULL);
	json_t *phases = json_object_get(j, "phases");
	char *text = json_dumps(json_array_get(phases, 0), JSON_COMPACT);
	size_t len = strlen(text);

	assert_int_equal(json_array_size(phases), CELLS);
	assert_true(len > 2 * HEAD_MOST);
	free(text);
	json_decref(j);
	return len + HEAD_MOST;
}

/* As on a disk that gets full between two cells. */
TEST(an_interrupted_clock_goes_on)
{
	char why[512] = "", *whole = make_run("whole"), *cut = make_run("cut"), *a, *b;
	struct rlimit all, less;

	if (clocks_make(whole, ".", 1, why, sizeof(why)) != CELLS)
		fail_msg("%s", why);
	assert_false(clocks_kept_left(whole));
	a = times(whole);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	less = (struct rlimit){ one_cell(a), all.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &less), 0);
	assert_true(clocks_make(cut, ".", 1, why, sizeof(why)) < 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_non_null(strstr(why, CLOCKS_FILE ": No space left"));
	assert_true(clocks_kept_left(cut));
	shell("test `wc -l <$d/cut/clock.part` = 2 && ! test -e $d/cut/" CLOCKS_FILE);
	/* what is done needs no trace any more */
	shell("rm `ls $d/cut/logs/*/" SPEC_TRACE " | head -1`");
	assert_int_equal(clocks_make(cut, ".", 1, why, sizeof(why)), CELLS);
	b = times(cut);
	assert_string_equal(a, b);
	assert_false(clocks_kept_left(cut));
	shell("! ls $d/*/logs/*/" SPEC_TRACE " 2>/dev/null");
	free(a);
	free(b);
	free(whole);
	free(cut);
}
