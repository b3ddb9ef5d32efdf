// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stats_test.c - golden values (testdata/stats_golden.py), the error rates
 * by simulation, and a second opinion from ministat.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rng.h"
#include "stats.h"
#include "test.h"

#define GOLDEN "bench/testdata/stats_golden.txt"
#define MAX 32

static struct sample {
	char name[32];
	double x[MAX];
	size_t n;
} samples[16];
static size_t nsamples;

static const struct sample *sample(const char *name)
{
	for (size_t i = 0; i < nsamples; i++)
		if (!strcmp(samples[i].name, name))
			return &samples[i];
	fail_msg("no sample %s", name);
	return NULL;
}

static void near(double got, double want, double tol)
{
	if (!(fabs(got - want) <= tol))
		fail_msg("got %.12g, want %.12g", got, want);
}

static double next_number(char **save)
{
	char *tok = strtok_r(NULL, " \n", save);

	assert_non_null(tok);
	return strtod(tok, NULL);
}

static void take_sample(char **save)
{
	struct sample *s = &samples[nsamples++];

	snprintf(s->name, sizeof(s->name), "%s", strtok_r(NULL, " ", save));
	s->n = (size_t)next_number(save);
	assert_in_range(s->n, 1, MAX);
	for (size_t i = 0; i < s->n; i++)
		s->x[i] = next_number(save);
}

static void check_holm(char **save)
{
	struct contrast c[MAX], *family[MAX];
	size_t n = (size_t)next_number(save);

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct contrast){ .p = next_number(save),
					  .verdict = VERDICT_BETTER };
		family[i] = &c[i];
	}
	stats_holm(family, n);
	for (size_t i = 0; i < n; i++) {
		double want = next_number(save);

		near(c[i].p_holm, want, 1e-12);
		assert_int_equal(c[i].verdict, want <= STATS_ALPHA ?
				 VERDICT_BETTER : VERDICT_OPEN);
	}
}

static void check_line(char *line)
{
	const struct sample *s;
	struct interval ci;
	char *save, *kind = strtok_r(line, " ", &save);
	double mu;

	if (*kind == '#')
		return;
	if (!strcmp(kind, "sample")) {
		take_sample(&save);
		return;
	}
	if (!strcmp(kind, "holm")) {
		check_holm(&save);
		return;
	}
	s = sample(strtok_r(NULL, " ", &save));
	if (!strcmp(kind, "median")) {
		near(stats_median(s->x, s->n), next_number(&save), 1e-12);
	} else if (!strcmp(kind, "hl")) {
		near(stats_hodges_lehmann(s->x, s->n), next_number(&save), 1e-12);
	} else if (!strcmp(kind, "ci")) {
		ci = stats_interval(s->x, s->n, 1);
		assert_true(ci.valid);
		near(ci.lo, next_number(&save), 1e-8);
		near(ci.hi, next_number(&save), 1e-8);
	} else if (!strcmp(kind, "p")) {
		mu = next_number(&save);
		near(stats_p_greater(s->x, s->n, mu, 1), next_number(&save), 1e-12);
	} else {
		fail_msg("line of unknown kind %s", kind);
	}
}

TEST(golden_values)
{
	FILE *f = fopen(GOLDEN, "r");
	char line[2048];
	int lines = 0;

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		check_line(line);
		lines++;
	}
	fclose(f);
	assert_true(lines > 20);
}

TEST(too_few_blocks_say_so)
{
	const double x[6] = { 1, 1.1, 1.2, 1.05, 0.9, 1.15 };
	struct contrast c;

	assert_int_equal(stats_min_blocks(0.05), 6);
	assert_int_equal(stats_min_blocks_family(1), 6);
	assert_int_equal(stats_min_blocks_family(4), 8);
	for (size_t n = 0; n <= 5; n++) {
		c = stats_judge(x, n, 0.01, 1);
		assert_false(c.ci.valid);
		assert_int_equal(c.verdict, VERDICT_OPEN);
	}
	c = stats_judge(x, 6, 0.01, 1);
	assert_true(c.ci.valid);
	assert_int_equal(c.verdict, VERDICT_BETTER);
}

/* A sum of twelve uniform numbers: near enough to normal, mean 0, sd 1. */
static double noise(struct rng *r)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += (double)(rng_u64(r) >> 11) / 9007199254740992.0;
	return sum;
}

TEST(four_verdicts)
{
	static const struct { double centre, sd; enum verdict want; } row[] = {
		{ 0.05, 0.002, VERDICT_BETTER }, { -0.05, 0.002, VERDICT_WORSE },
		{ 0.0, 0.002, VERDICT_SAME }, { 0.0, 0.05, VERDICT_OPEN },
		{ 0.01, 0.004, VERDICT_OPEN },
	};
	double x[10];
	struct rng r;

	rng_seed(&r, 7);
	for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++) {
		for (int i = 0; i < 10; i++)
			x[i] = row[k].centre + row[k].sd * noise(&r);
		assert_int_equal(stats_judge(x, 10, 0.01, 1).verdict, row[k].want);
	}
}

/* Share of runs in which the interval excludes zero, or the verdict is v. */
static double rate(double centre, double sd, size_t n, int trials,
		   enum verdict v, double *excluded)
{
	int hits = 0, out = 0;
	double x[24];
	struct rng r;

	rng_seed(&r, 42 + n);
	for (int t = 0; t < trials; t++) {
		struct contrast c;

		for (size_t i = 0; i < n; i++)
			x[i] = centre + sd * noise(&r);
		c = stats_judge(x, n, 0.01, t);
		hits += c.verdict == v;
		out += c.ci.lo > 0 || c.ci.hi < 0;
	}
	*excluded = (double)out / trials;
	return (double)hits / trials;
}

TEST(false_alarms_stay_at_the_level)
{
	double excluded, better;

	for (size_t n = 6; n <= 9; n += 3) {
		better = rate(0.0, 0.02, n, 3000, VERDICT_BETTER, &excluded);
		/* 5 % and three standard errors of 3000 trials */
		assert_true(excluded <= 0.05 + 3 * sqrt(0.05 * 0.95 / 3000));
		assert_true(better <= 0.025);
	}
	/* drawn flips: few trials, so only a gross error would show */
	rate(0.0, 0.02, 22, 60, VERDICT_BETTER, &excluded);
	assert_true(excluded <= 0.15);
}

TEST(planted_two_percent_is_found)
{
	double excluded, found = rate(log(1.02), 0.004, 9, 1000,
				      VERDICT_BETTER, &excluded);

	assert_true(found > 0.95);
	found = rate(-log(1.02), 0.004, 9, 1000, VERDICT_WORSE, &excluded);
	assert_true(found > 0.95);
}

TEST(drawn_flips_repeat_and_agree)
{
	double x[24];
	struct interval a, b, c;
	struct rng r;

	rng_seed(&r, 3);
	for (int i = 0; i < 24; i++)
		x[i] = 0.02 + 0.01 * noise(&r);
	a = stats_interval(x, 24, 5);
	b = stats_interval(x, 24, 5);
	c = stats_interval(x, 24, 6);
	assert_true(a.lo == b.lo && a.hi == b.hi);
	near(a.lo, c.lo, 5e-4);
	near(a.hi, c.hi, 5e-4);
	a = stats_interval(x, 20, 5);	/* the last exact size */
	assert_true(a.valid && a.lo < a.est && a.est < a.hi);
}

static int ministat_sees_difference(const double *x, const double *y, size_t n)
{
	char file[2][32] = { "/tmp/gtt2m-x-XXXXXX", "/tmp/gtt2m-y-XXXXXX" };
	char cmd[128], line[256];
	int seen = -1;
	FILE *p;

	for (int k = 0; k < 2; k++) {
		FILE *f = fdopen(mkstemp(file[k]), "w");

		for (size_t i = 0; i < n; i++)
			fprintf(f, "%.9f\n", exp((k ? y : x)[i]));
		fclose(f);
	}
	snprintf(cmd, sizeof(cmd), "ministat -A -c 95 %s %s 2>/dev/null",
		 file[0], file[1]);
	p = popen(cmd, "r");
	while (p && fgets(line, sizeof(line), p)) {
		if (strstr(line, "No difference proven"))
			seen = 0;
		else if (strstr(line, "Difference at 95.0%"))
			seen = 1;
	}
	pclose(p);
	unlink(file[0]);
	unlink(file[1]);
	return seen;
}

TEST(ministat_agrees)
{
	static const double centre[] = { 0.0, 0.06, -0.06, 0.0, 0.1 };
	double base[9], var[9], ratio[9];
	struct interval ci;
	struct rng r;

	if (system("command -v ministat >/dev/null") != 0)
		skip();
	rng_seed(&r, 11);
	for (size_t k = 0; k < sizeof(centre) / sizeof(centre[0]); k++) {
		for (int i = 0; i < 9; i++) {
			base[i] = 0.01 * noise(&r);
			var[i] = centre[k] + 0.01 * noise(&r);
			ratio[i] = var[i] - base[i];
		}
		ci = stats_interval(ratio, 9, 1);
		assert_int_equal(ministat_sees_difference(base, var, 9),
				 ci.lo > 0 || ci.hi < 0);
	}
}

/* Worked out in fractions, by exact sums of binomial terms. */
TEST(shares_have_intervals)
{
	static const struct { size_t hits, n; double lo, hi; } row[] = {
		{ 0, 8, 0, 0.369416647553 },
		{ 2, 8, 0.031854026250, 0.650855794413 },
		{ 4, 4, 0.397635364384, 1 },
		{ 7, 40, 0.073382729352, 0.327790133362 },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		double lo, hi;

		stats_share(row[i].hits, row[i].n, &lo, &hi);
		near(lo, row[i].lo, 1e-10);
		near(hi, row[i].hi, 1e-10);
	}
}
