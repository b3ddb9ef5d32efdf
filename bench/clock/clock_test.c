// SPDX-License-Identifier: GPL-2.0-or-later
/* clock_test.c - draws, the kept ensemble, quantiles, traces in a file. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock/ensemble.h"
#include "clock/mechanism.h"
#include "clock/phase.h"
#include "clock/spread.h"
#include "files.h"
#include "test_dir.h"

static struct part parts[PUBLISHED_PARTS];

static int load_parts(void **state)
{
	char why[256] = "";

	if (ensemble_parts(parts, ".", why, sizeof(why)))
		fail_msg("%s", why);
	return 0;
}
AROUND_ALL(load_parts, NULL);

/* Each value of a range that has twice as many is met by one place. */
TEST(places_fill_the_range)
{
	const struct draw d = { .bits = 10, .seed = 7 };
	unsigned int met[2048] = { 0 }, max = 0;
	struct part part = parts[0];
	struct gen9_params p;

	part.range[GEN9_PARAM_mem_latency_ns] = (struct gen9_range){ 1000, 3047 };
	for (unsigned int i = 0; i < 1024; i++) {
		draw_set(&d, &part, i * DRAW_FILLS, &p);
		assert_in_range(p.mem_latency_ns, 1000, 3047);
		max = fmax(max, ++met[p.mem_latency_ns - 1000]);
	}
	assert_int_equal(max, 1);
}

/* A wide range is drawn by its logarithm: half of it below the mean of that. */
TEST(wide_ranges_are_logarithmic)
{
	const struct draw d = { .bits = 10, .seed = 7 };
	unsigned int below = 0;
	struct gen9_params p;
	struct part part = parts[0];

	part.range[GEN9_PARAM_mem_latency_ns] = (struct gen9_range){ 10, 1000 };
	for (unsigned int i = 0; i < 1024; i++) {
		draw_set(&d, &part, i * DRAW_FILLS, &p);
		below += p.mem_latency_ns < 100;
	}
	assert_in_range(below, 500, 524);
}

TEST(candidates_are_valid_and_differ)
{
	const struct draw d = { .bits = 18, .seed = 1 };
	struct gen9_params a, b;

	for (unsigned int i = 0; i < 2000; i++)
		for (unsigned int k = 0; k < PUBLISHED_PARTS; k++) {
			draw_set(&d, &parts[k], i, &a);
			assert_true(gen9_params_valid(&a));
		}
	/* of one place: but for the two parameters of fills the same */
	draw_set(&d, &parts[0], 5 * DRAW_FILLS, &a);
	draw_set(&d, &parts[0], 5 * DRAW_FILLS + 3, &b);
	assert_true(a.mem_fill_efficiency_pct != b.mem_fill_efficiency_pct ||
		    a.bcs_fill_bytes_per_clk != b.bcs_fill_bytes_per_clk);
	a.mem_fill_efficiency_pct = b.mem_fill_efficiency_pct;
	a.bcs_fill_bytes_per_clk = b.bcs_fill_bytes_per_clk;
	assert_memory_equal(&a, &b, sizeof(a));
}

/* What is kept is what the seed gives, and agrees with the fitted rows. */
TEST(the_ensemble_is_made_again)
{
	struct ensemble kept, made;
	struct published_traces t;
	unsigned int tried, c;
	char why[256] = "";

	if (ensemble_read(&kept, parts, ENSEMBLE_FILE, why, sizeof(why)))
		fail_msg("%s", why);
	assert_int_equal(kept.n, ENSEMBLE_KEEP);
	assert_int_equal(ensemble_choose(&made, parts, 2, &tried), 0);
	assert_memory_equal(made.keep, kept.keep, 2 * sizeof(*kept.keep));
	assert_int_equal(tried, kept.keep[1] / DRAW_FILLS + 1);
	assert_int_equal(published_open(&t), 0);
	for (unsigned int k = 0; k < kept.n; k += 20) {
		assert_int_equal(ensemble_fits(&kept.draw, parts, &t,
					       kept.keep[k] / DRAW_FILLS, &c), 1);
		assert_int_equal(c, kept.keep[k]);
	}
	published_close(&t);
	ensemble_free(&kept);
	ensemble_free(&made);
}

TEST(odd_ensembles_are_refused)
{
	static const struct {
		const char *text, *says;
		int err;
	} odd[] = {
		{ "", ":1: not a line", -EINVAL },
		{ "seed 1\nbits 18\nkeep 5\nkeep 5\n", ":4: not", -EINVAL },
		{ "seed 1\nbits 18\nkeep 5 6\n", ":3: not", -EINVAL },
		{ "seed 1\nkeep 5\nbits 18\n", ":2: not", -EINVAL },
		{ "seed 1\nbits 18\nkeep 8388608\n", ":3: not", -EINVAL },
		{ "seed 1\nbits 18\nwhat 3\n", ":3: not", -EINVAL },
		{ "seed 1\nbits 18\nranges xyz\n", ":3: not", -EINVAL },
		{ "seed 1\nbits 18\nranges 0123456789abcdef\nkeep 5\n",
		  "make calibrate WRITE=1", -ESTALE },
	};
	const char *path = test_path("odd");
	struct ensemble e;
	char why[256];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(file_write(path, odd[i].text,
					    strlen(odd[i].text)), 0);
		assert_int_equal(ensemble_read(&e, parts, path, why,
					       sizeof(why)), odd[i].err);
		assert_non_null(strstr(why, path));
		assert_non_null(strstr(why, odd[i].says));
		assert_int_equal(e.n, 0);
	}
	assert_int_equal(ensemble_read(&e, parts, "/none/there", why,
				       sizeof(why)), -ENOENT);
}

TEST(quantiles)
{
	double v[200];
	struct spread s;

	for (int i = 0; i < 200; i++)
		v[i] = (i * 77 + 13) % 200 + 1;		/* 1 to 200 */
	assert_int_equal(spread_of(v, 200, &s), 0);
	assert_true(s.median == 100.5 && s.p5 == 10 && s.p95 == 190 &&
		    s.min == 1 && s.max == 200);
	v[0] = 3;
	assert_int_equal(spread_of(v, 1, &s), 0);
	assert_true(s.median == 3 && s.p5 == 3 && s.p95 == 3);
}

/* Ranks 1 2 3 4.5 4.5 6 and 3 1.5 4 1.5 5 6: 9.75 of 17. */
TEST(ranks_correlate)
{
	const double x[] = { 1, 2, 3, 4, 4, 9 }, y[] = { 3, 1, 4, 1, 5, 9 };
	const double up[] = { 1, 10, 100, 1000, 1e4, 1e5 }, same[6] = { 0 };

	assert_true(fabs(spread_rho(x, y, 6) - 9.75 / 17) < 1e-12);
	assert_true(fabs(spread_rho(up, up, 6) - 1) < 1e-12);
	assert_true(spread_rho(x, same, 6) == 0);
}

TEST(traces_are_found_by_number)
{
	static const uint8_t text[] = {
		1, 0, 0, 0, 2, 0, 0, 0, 0xaa, 0xbb,
		7, 0, 0, 0, 0, 0, 0, 0,
		2, 1, 0, 0, 1, 0, 0, 0, 0xcc,
	};
	struct phase p = { 0 };

	assert_int_equal(phase_find(text, sizeof(text), 1, &p), 0);
	assert_true(p.len == 2 && *p.trace == 0xaa);
	assert_int_equal(phase_find(text, sizeof(text), 0x102, &p), 0);
	assert_true(p.len == 1 && *p.trace == 0xcc);
	assert_int_equal(phase_find(text, sizeof(text), 7, &p), -EFBIG);
	assert_int_equal(phase_find(text, sizeof(text), 3, &p), -ENOENT);
	assert_int_equal(phase_find(text, sizeof(text) - 1, 3, &p), -EINVAL);
	assert_int_equal(phase_find(text, 5, 1, &p), -EINVAL);
}

/* However many processes: the same; a trace that is none is said to be. */
TEST(phases_do_not_depend_on_jobs)
{
	const struct synth s = { .what = SYNTH_COPY, .blocks = 64,
				 .gpu_shift = 12, .iommu_shift = 12 };
	unsigned int keep[5] = { 3, 50, 700, 9000, 50000 };
	struct ensemble e = { .draw = { .bits = 18, .seed = 1 }, .n = 5,
			      .keep = keep };
	uint64_t ns[3][2][5] = { 0 };
	struct gen9_tape t = { 0 };

	assert_int_equal(synth_trace(&t, &s), 0);
	for (unsigned int jobs = 1; jobs <= 3; jobs++) {
		struct phase p[] = {
			{ .trace = t.buf, .len = t.len, .busy_ns = 5000 },
			{ .trace = t.buf, .len = t.len - 1 },
		};

		p[0].ns = ns[jobs - 1][0];
		p[1].ns = ns[jobs - 1][1];
		assert_int_equal(phases_run(p, 2, &e, &parts[0], jobs, NULL), 0);
		assert_true(p[0].whole && !p[1].whole);
		/* no device has recorded it */
		assert_false(p[0].exact);
		assert_true(p[0].ns[0] > 5000);
	}
	assert_memory_equal(ns[0], ns[1], sizeof(ns[0]));
	assert_memory_equal(ns[0], ns[2], sizeof(ns[0]));
	gen9_tape_free(&t);
}

/* What a memo is asked for twice: of each pair the second has all other addresses. */
static const struct {
	struct synth of;
	bool shared;
} pairs[] = {
	{ { .what = SYNTH_COPY, .gpu_shift = 12 }, true },
	{ { .what = SYNTH_FILL, .gpu_shift = 16 }, true },
	{ { .what = SYNTH_RENDER_COPY, .gpu_shift = 21, .eus = 24, .subslices = 3 }, true },
	/* which set of the GTT cache a line is in depends on them */
	{ { .what = SYNTH_COPY, .gpu_shift = 12, .gtt_cache = true }, false },
	/* and what shares the IOMMU's TLB */
	{ { .what = SYNTH_COPY, .gpu_shift = 12, .iommu_shift = 12 }, false },
};

/* Whatever a memo has: the same as without. It has what is the same work. */
TEST(the_same_work_is_done_once)
{
	unsigned int keep[5] = { 3, 50, 700, 9000, 50000 };
	struct ensemble e = { .draw = { .bits = 18, .seed = 1 }, .n = 5,
			      .keep = keep };
	struct memo memo = { 0 };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const unsigned int found = memo.found;
		uint64_t ns[4][5] = { 0 };
		struct phase p[4];
		struct gen9_tape t[2] = { 0 };

		for (unsigned int k = 0; k < 2; k++) {
			struct synth s = pairs[i].of;

			s.blocks = 64;
			s.moved = k * 0x123000;
			assert_int_equal(synth_trace(&t[k], &s), 0);
			p[k] = (struct phase){ .trace = t[k].buf, .len = t[k].len,
					       .busy_ns = 5000 + k, .ns = ns[k] };
			p[k + 2] = p[k];
			p[k + 2].ns = ns[k + 2];
		}
		assert_true(t[0].len != t[1].len ||
			    memcmp(t[0].buf, t[1].buf, t[0].len));
		assert_int_equal(phases_run(p, 2, &e, &parts[0], 1, &memo), 0);
		assert_int_equal(phases_run(p + 2, 2, &e, &parts[0], 1, NULL), 0);
		assert_memory_equal(ns[0], ns[2], 2 * sizeof(ns[0]));
		assert_int_equal(p[1].serial_ns, p[3].serial_ns);
		assert_int_equal(memo.found - found, pairs[i].shared);
		gen9_tape_free(&t[0]);
		gen9_tape_free(&t[1]);
	}
	assert_int_equal(memo.n, 2 * 5 - 3);
	memo_free(&memo);
}

/* A process that works out phases for minutes, and one of its own. */
static void run_for_long(const struct gen9_tape *t)
{
	static unsigned int keep[1000];
	struct ensemble e = { .draw = { .bits = 18, .seed = 1 }, .n = 1000,
			      .keep = keep };
	static uint64_t ns[1000];
	struct phase p = { .trace = t->buf, .len = t->len, .ns = ns };

	for (unsigned int k = 0; k < e.n; k++)
		keep[k] = DRAW_FILLS * k;
	_exit(phases_run(&p, 1, &e, &parts[0], 1, NULL) != 0);
}

/* The first child of a process, once it has one. */
static pid_t child_of(pid_t pid)
{
	char path[64];
	int child = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	while (!child && !waitpid(pid, NULL, WNOHANG)) {
		FILE *f = fopen(path, "re");

		assert_non_null(f);
		if (fscanf(f, "%d", &child) != 1)
			usleep(1000);
		fclose(f);
	}
	return child;
}

/* A run that is ended leaves nobody who goes on with its traces. */
TEST(processes_end_with_their_parent)
{
	const struct synth s = { .what = SYNTH_COPY, .blocks = 4096,
				 .gpu_shift = 12, .iommu_shift = 12 };
	struct gen9_tape t = { 0 };
	pid_t parent, child;
	int status;

	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(synth_trace(&t, &s), 0);
	parent = fork();
	if (!parent)
		run_for_long(&t);
	child = child_of(parent);
	assert_true(child > 0);
	kill(parent, SIGTERM);
	assert_int_equal(waitpid(parent, &status, 0), parent);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && !WEXITSTATUS(status));
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
	gen9_tape_free(&t);
}

static double row_at(const struct published_traces *t, const char *name,
		     enum published_part part, const struct gen9_params *p)
{
	double v = NAN;

	for (unsigned int i = 0; i < published_count; i++)
		if (published_rows[i].part == part &&
		    !strcmp(published_rows[i].name, name))
			assert_int_equal(published_model(t, i, p, &v), 0);
	return v;
}

/*
 * What textures lose lies between what reads and what writes do, nearer to
 * the writes with fewer texels; slow reads of p per cent are a loss of p.
 */
TEST(textures_are_reads_and_writes)
{
	struct published_traces t;
	struct gen9_params p = parts[PART_SKL_GT4E].nominal;
	double none, some, more, writes;

	assert_int_equal(published_open(&t), 0);
	none = row_at(&t, "texture, 4K pages, IOMMU on", PART_SKL_GT4E, &p);
	some = row_at(&t, "texture, 16 texels a pixel, 4K pages, IOMMU on",
		      PART_SKL_GT4E, &p);
	more = row_at(&t, "texture, 4 texels a pixel, 4K pages, IOMMU on",
		      PART_SKL_GT4E, &p);
	writes = row_at(&t, "write, 4K pages, IOMMU on", PART_SKL_GT4E, &p);
	assert_true(none < some && some < more && more < writes);
	none = row_at(&t, "texture, THP, IOMMU on", PART_SKL_GT4E, &p);
	p.read_2m_penalty_pct = 20;
	some = row_at(&t, "texture, THP, IOMMU on", PART_SKL_GT4E, &p);
	assert_true(fabs(none) < 0.5 && fabs(some - 20) < 0.5);
	published_close(&t);
}

/* The value behind "KIND NAME VALUE " that is the median; NAN. */
static double median_at(const char *text, const char *at)
{
	const char *p = strstr(text, at);

	return p ? strtod(p + strlen(at), NULL) : NAN;
}

/* Slower reads of 2MiB cost 2MiB; a dearer IOMMU costs who is behind one. */
TEST(mechanisms_do_what_they_say)
{
	unsigned int keep[3] = { 3, 700, 50000 }, lines = 0;
	struct ensemble e = { .draw = { .bits = 18, .seed = 1 }, .n = 3,
			      .keep = keep };
	struct published_traces t;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_int_equal(published_open(&t), 0);
	assert_int_equal(mechanisms_write(f, &e, parts, &parts[0], &t), 0);
	fclose(f);
	published_close(&t);
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 1 + published_count + 2 * 10 * 5);
	assert_true(median_at(text, "gain read_2m_penalty_pct 0 ") >
		    median_at(text, "gain read_2m_penalty_pct 25 ") + 1);
	assert_true(median_at(text, "lost iommu_step_ns 10 ") <
		    median_at(text, "lost iommu_step_ns 250 "));
	assert_true(median_at(text, "gain iommu_step_ns 10 ") ==
		    median_at(text, "gain iommu_step_ns 250 "));
	free(text);
}
