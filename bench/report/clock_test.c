// SPDX-License-Identifier: GPL-2.0-or-later
/* clock_test.c - GPU times over parameter sets: ratios, verdicts, the section. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "lint_mail.h"
#include "plot.h"
#include "report_bed.h"
#include "test_dir.h"

#define GOLDEN "bench/testdata/golden"
#define LOAD "blit-stream/steady"
#define SETS 20
#define BYTES 536870912


static json_t *numbers(const double *v)
{
	json_t *list = json_array();

	for (unsigned int k = 0; k < SETS; k++)
		json_array_append_new(list, json_integer((json_int_t)v[k]));
	return list;
}

/* A phase of cell: base times how[k] ns, serial 1000 of them. */
static json_t *phase(unsigned int cell, double base, const double *how)
{
	double ns[SETS];

	for (unsigned int k = 0; k < SETS; k++)
		ns[k] = base * (how ? how[k] : 1);
	return json_pack("{si ss sI sI sb sI so}", "cell", (int)cell, "load", LOAD,
			 "bytes", (json_int_t)BYTES, "busy_ns", (json_int_t)base, "exact", 1, "serial_ns",
			 (json_int_t)(how ? 2 * base : base), "ns", numbers(ns));
}

/* Cell 0 is the base; cell n is how[n - 1] of it, in time. */
static json_t *run_of(const double (*how)[SETS], unsigned int cells)
{
	double one[SETS], two[SETS];
	json_t *phases = json_array();

	for (unsigned int k = 0; k < SETS; k++) {
		one[k] = k * 7 % SETS;		/* in no order */
		two[k] = k;
	}
	json_array_append_new(phases, phase(0, 1e9, NULL));
	for (unsigned int i = 0; i < cells; i++)
		json_array_append_new(phases, phase(i + 1, 1e9, how[i]));
	return json_pack("{si ss si s{so so} so}", "schema", 2, "part", "kbl-gt2",
			 "sets", SETS, "parameters", "mem_latency_ns",
			 numbers(one), "walk_step_ns", numbers(two), "phases",
			 phases);
}

static int read_json(struct clock *c, json_t *j, char *why)
{
	char path[96];
	int err;

	snprintf(path, sizeof(path), "%s/clock.json", test_dir);
	assert_int_equal(json_write(path, j), 0);
	json_decref(j);
	err = clock_read(c, test_dir, why, RUN_WHY);
	return err;
}

TEST(ratios_by_hand)
{
	static const enum clock_says want[] = {
		CLOCK_MORE, CLOCK_LESS, CLOCK_SAME, CLOCK_OPEN,
	};
	double how[4][SETS];
	struct clock_pair p;
	struct clock c;
	char why[RUN_WHY] = "";

	for (unsigned int k = 0; k < SETS; k++) {
		how[0][k] = 0.5 + k * 0.01;	/* faster: rates 2 to 1.45 */
		how[1][k] = 1.1 + k * 0.01;	/* slower */
		how[2][k] = 1.001;
		how[3][k] = 0.95 + k * 0.01;	/* 1.05 to 0.88 */
	}
	assert_int_equal(read_json(&c, run_of(how, 4), why), 0);
	assert_int_equal(c.sets, SETS);
	for (unsigned int i = 1; i <= 4; i++) {
		const struct clock_cells at = { i, 0 };

		assert_int_equal(clock_pair(&c, &at, 1, LOAD, 0.01, &p), 0);
		assert_int_equal(p.says, want[i - 1]);
		assert_true(fabs(p.serial - 0.5) < 1e-9);
		assert_true(p.exact && p.sets == SETS && p.blocks == 1);
	}
	/* the last: 1 / 0.95, 1 / 1.14; ranks 1 and 19 of 20 from below */
	assert_true(fabs(p.s.max - 1 / 0.95) < 1e-6);
	assert_true(fabs(p.s.min - 1 / 1.14) < 1e-6);
	assert_true(fabs(p.s.p5 - 1 / 1.14) < 1e-6);
	assert_true(fabs(p.s.p95 - 1 / 0.96) < 1e-6);
	assert_string_equal(p.by[0].name, "walk_step_ns");
	assert_true(fabs(p.by[0].rho + 1) < 1e-9);
	assert_null(p.by[1].name);
	assert_int_equal(p.says, CLOCK_OPEN);
	clock_free(&c);
}

TEST(what_would_decide_in_words)
{
	struct clock_pair p = { .says = CLOCK_OPEN };
	char text[CLOCK_RANK_TEXT], *said = NULL;
	bool told = false;
	size_t len;
	FILE *f = open_memstream(&said, &len);

	assert_non_null(f);
	assert_string_equal(clock_ranks(&p, text), "no single parameter");
	p.by[0] = (struct clock_rank){ "walk_step_ns", -0.6 };
	assert_string_equal(clock_ranks(&p, text), "walk_step_ns -0.60");
	p.by[1] = (struct clock_rank){ "stream_walks", 0.3 };
	assert_string_equal(clock_ranks(&p, text),
			    "walk_step_ns -0.60, stream_walks +0.30");
	p.by[1].rho = 0.29;
	assert_string_equal(clock_ranks(&p, text), "walk_step_ns -0.60");
	clock_say_open(&p, &told, f);
	clock_say_open(&p, &told, f);
	p.says = CLOCK_SAME;
	clock_say_open(&p, &told, f);
	fclose(f);
	assert_string_equal(said, ", not decided by what is known of the hardware "
			    "(walk_step_ns would) (walk_step_ns would)");
	free(said);
}

/* Cell 1 takes twice the base's time, and moves so many bytes in it. */
static void read_moving(struct clock *c, int64_t bytes)
{
	double how[1][SETS];
	char why[RUN_WHY] = "";
	json_t *run, *cell;

	for (unsigned int k = 0; k < SETS; k++)
		how[0][k] = 2;
	run = run_of(how, 1);
	cell = json_array_get(json_object_get(run, "phases"), 1);
	json_object_set_new(cell, "bytes", json_integer(bytes));
	assert_int_equal(read_json(c, run, why), 0);
}

/* gem_blt works for a time: twice the work in twice the time is as fast. */
TEST(rates_are_by_bytes)
{
	const struct clock_cells at = { 1, 0 };
	struct clock_pair p;
	struct clock c;

	read_moving(&c, 2ll * BYTES);
	assert_int_equal(clock_pair(&c, &at, 1, LOAD, 0.01, &p), 0);
	assert_int_equal(p.says, CLOCK_SAME);
	assert_true(fabs(p.s.median - 1) < 1e-9 && fabs(p.serial - 1) < 1e-9);
	clock_free(&c);
}

/* Where all entries failed the GPU is busy and moves nothing (no-check). */
TEST(what_moved_nothing_has_no_rate)
{
	const struct clock_cells at = { 1, 0 };
	struct clock_pair p;
	struct clock c;

	read_moving(&c, 0);
	assert_int_equal(clock_pair(&c, &at, 1, LOAD, 0.01, &p), -ENOENT);
	clock_free(&c);
}

/* Two pairs: the geometric mean. A cell without times: none. */
TEST(pairs_are_averaged)
{
	struct clock_cells at[] = { { 1, 0 }, { 2, 0 } };
	double how[2][SETS];
	struct clock_pair p;
	struct clock c;
	char why[RUN_WHY] = "";

	for (unsigned int k = 0; k < SETS; k++) {
		how[0][k] = 0.5;
		how[1][k] = 0.125;
	}
	assert_int_equal(read_json(&c, run_of(how, 2), why), 0);
	assert_int_equal(clock_pair(&c, at, 2, LOAD, 0.01, &p), 0);
	assert_true(fabs(p.s.median - 4) < 1e-9);
	assert_null(p.by[0].name);		/* it does not vary */
	at[1].cell = 9;
	assert_int_equal(clock_pair(&c, at, 2, LOAD, 0.01, &p), -ENOENT);
	at[1].cell = 2;
	assert_int_equal(clock_pair(&c, at, 2, "other", 0.01, &p), -ENOENT);
	clock_free(&c);
}

/* Two runs of the same: equal to the digit, or how far they are apart. */
TEST(runs_are_compared)
{
	const double slower[][SETS] = { { [0 ... SETS - 1] = 1.001 } };
	const double same[][SETS] = { { [0 ... SETS - 1] = 1 } };
	char why[RUN_WHY];
	struct clock a, b, c, none = { 0 };
	double widest;

	assert_int_equal(read_json(&a, run_of(same, 1), why), 0);
	assert_int_equal(read_json(&b, run_of(same, 1), why), 0);
	assert_int_equal(read_json(&c, run_of(slower, 1), why), 0);
	assert_int_equal(clock_compare(&a, &b, &widest), 0);
	assert_true(widest == 0);
	assert_int_equal(clock_compare(&a, &c, &widest), 0);
	assert_true(fabs(widest - 0.001 / 1.001) < 1e-9);
	clock_free(&b);
	assert_int_equal(read_json(&b, run_of(NULL, 0), why), 0);
	assert_int_equal(clock_compare(&a, &b, &widest), -EINVAL);
	assert_int_equal(clock_compare(&a, &none, &widest), -EINVAL);
	clock_free(&a);
	clock_free(&b);
	clock_free(&c);
}

TEST(odd_files_are_refused)
{
	static const char *const odd[] = {
		"{}", "[]", "{\"schema\":1,\"sets\":1,\"phases\":[]}",
		"{\"schema\":2,\"sets\":0,\"phases\":[]}",
		"{\"schema\":2,\"sets\":1,\"phases\":[{}]}",
		"{\"schema\":2,\"sets\":1,\"phases\":[{\"cell\":0,\"load\":\"a\","
		"\"bytes\":1,\"exact\":true,\"serial_ns\":1,\"ns\":[1,2]}]}",
		"{\"schema\":2,\"sets\":1,\"phases\":[{\"cell\":0,\"load\":\"a\","
		"\"bytes\":1,\"exact\":true,\"serial_ns\":1,\"ns\":[-2]}]}",
		"{\"schema\":2,\"sets\":1,\"phases\":[{\"cell\":0,\"load\":\"a\","
		"\"bytes\":-1,\"exact\":true,\"serial_ns\":1,\"ns\":[2]}]}",
		"{\"schema\":2,\"sets\":1,\"phases\":[],\"parameters\":"
		"{\"what\":[1]}}",
		"{\"schema\":2,\"sets\":1,\"phases\":[],\"parameters\":"
		"{\"walk_step_ns\":[1,2]}}",
	};
	char why[RUN_WHY], path[96];
	struct clock c;

	snprintf(path, sizeof(path), "%s/clock.json", test_dir);
	unlink(path);
	assert_int_equal(clock_read(&c, test_dir, why, sizeof(why)), 0);
	assert_int_equal(c.sets, 0);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(file_write(path, odd[i], strlen(odd[i])), 0);
		*why = '\0';
		assert_int_equal(clock_read(&c, test_dir, why, sizeof(why)), -EINVAL);
		assert_non_null(strstr(why, "clock.json"));
		assert_null(c.root);
	}
}

/* Index of the golden run's cell of blit-thp under a variant. */
static unsigned int cell(const struct report *r, const char *variant)
{
	const struct plan *p = &r->run.plan;

	for (size_t i = 0; i < p->ncells; i++)
		if (!strcmp(p->variants[p->cells[i].variant], variant) &&
		    !strcmp(p->scenarios[p->cells[i].scenario].name,
			    "guest:blit-thp"))
			return p->cells[i].index;
	fail_msg("no cell of %s", variant);
	return 0;
}

TEST(the_section_says_what_decides)
{
	char why[RUN_WHY] = "", *text;
	double open[SETS], same[SETS];
	json_t *j, *phases;
	struct report r;

	bed_open(&r, GOLDEN);
	for (unsigned int k = 0; k < SETS; k++) {
		open[k] = 0.95 + k * 0.01;
		same[k] = 1;
	}
	j = run_of(NULL, 0);
	phases = json_object_get(j, "phases");
	json_array_clear(phases);
	json_array_append_new(phases, phase(cell(&r, "baseline"), 1e9, NULL));
	json_array_append_new(phases, phase(cell(&r, "stock"), 1e9, open));
	json_array_append_new(phases, phase(cell(&r, "kvm-memslot"), 1e9, same));
	clock_free(&r.clock);
	assert_int_equal(read_json(&r.clock, j, why), 0);
	text = bed_section(&section_clocks, &r);
	assert_non_null(strstr(text, "others contradict (docs/clock.md)"));
	assert_non_null(strstr(text, "kvm-memslot  " LOAD "  1.000 =  1.000-1.000  "
				     "1.00-1.00   0.50\n"));
	assert_non_null(strstr(text, "stock        " LOAD "  0.957 ?  0.877-1.042  "
				     "0.88-1.05   0.50\n"));
	assert_non_null(strstr(text, "if half as strong):\n"
			       "- " LOAD ", stock: walk_step_ns -1.00\n"));
	assert_null(strstr(text, "NOT EXACT"));
	assert_int_equal(lint_text("clock", text, strlen(text), stderr), 0);
	free(text);
	/* no rate, as on a machine with several CPUs: no heading without a table */
	for (size_t i = 0; i < r.tally.nseries; i++)
		r.tally.series[i].rate = false;
	text = bed_section(&section_clocks, &r);
	assert_string_equal(text, "");
	free(text);
	report_close(&r);
}

/* Q5 of the golden run without clock.json, with that of the golden run. */
TEST(another_runs_clock_is_said_to_be)
{
	char why[RUN_WHY] = "", *text;
	struct report r;

	bed_open(&r, GOLDEN);
	assert_int_equal(report_borrow(&r, GOLDEN, why, sizeof(why)), -EEXIST);
	clock_free(&r.clock);
	text = report_render_short(&r);
	assert_non_null(strstr(text, "does not tell what a 2MiB entry"));
	assert_null(strstr(text, "another"));
	free(text);
	if (report_borrow(&r, GOLDEN, why, sizeof(why)))
		fail_msg("%s", why);
	text = report_render_short(&r);
	assert_non_null(strstr(text, "GPU times of another run, "));
	assert_null(strstr(text, "does not tell"));
	assert_int_equal(lint_text("report", text, strlen(text), stderr), 0);
	free(text);
	report_close(&r);
}

/* A run without GPU times, or of another kernel, has none to lend. */
TEST(who_has_no_clock_lends_none)
{
	char why[RUN_WHY] = "";
	struct report r;

	bed_open(&r, GOLDEN);
	clock_free(&r.clock);
	assert_int_equal(report_borrow(&r, "bench/testdata/golden-void", why,
				       sizeof(why)), -ENOENT);
	assert_non_null(strstr(why, "golden-void has no GPU times"));
	report_close(&r);
}

/* The forest plot's lines of the golden run, or of the same without clock.json. */
static char *forest(bool with_sets)
{
	char *text = NULL;
	struct report r;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	bed_open(&r, GOLDEN);
	if (!with_sets)
		clock_free(&r.clock);
	plot_forest(&r, f);
	fclose(f);
	report_close(&r);
	return text;
}

/* Where constants decide the sets are drawn, or nothing: never serial's ratio. */
TEST(the_plot_has_intervals_or_nothing)
{
	char *with = forest(true), *without = forest(false);

	assert_non_null(strstr(with, " sets \"stock\" "));
	assert_null(strstr(with, " ratio \"stock\" "));
	assert_null(strstr(without, "\"stock\""));
	free(with);
	free(without);
}
