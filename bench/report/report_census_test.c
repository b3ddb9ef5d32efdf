// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_test.c - the census of several runs, its tables, and its lines
 * of the first screen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report_bed.h"
#include "test_dir.h"
#include "seal_test.h"

#define GOLDEN "bench/testdata/golden"

/* No access is left out of the table by size: one below a page was. */
static void sizes_are_all(const struct census *c)
{
	for (size_t i = 0; i < c->n; i++) {
		int64_t in = 0, out = 0;

		for (size_t k = 0; k < RW_SIZES; k++) {
			in += c->v[i].read[k];
			out += c->v[i].write[k];
		}
		assert_true(in && out);
		assert_int_equal(in, c->v[i].n[READS]);
		assert_int_equal(out, c->v[i].n[WRITES]);
	}
}

/* Two runs as one: what both have is compared, and the later one's shown. */
TEST(census_of_two)
{
	struct report runs[2];
	struct census c;
	char why[RUN_WHY] = "", *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(f);
	assert_int_equal(report_open(&runs[0], GOLDEN "-census", why,
				     sizeof(why)), 0);
	assert_int_equal(report_open(&runs[1], GOLDEN "-census-policy", why,
				     sizeof(why)), 0);
	assert_int_equal(census_merge(&c, runs, 2), 0);
	assert_int_equal(c.again, 0);	/* user-neo-4k is in the second alone */
	assert_false(c.differ);
	sizes_are_all(&c);
	census_free(&c);
	assert_int_equal(census_print_all(runs, 2, f), 0);
	fclose(f);
	assert_non_null(strstr(text, "\ncl_memory  4k "));
	assert_non_null(strstr(text, "\ncl_memory  default "));
	assert_int_equal(lint_text("census", text, len, stdout), 0);
	free(text);
	report_close(&runs[1]);
	/* the same run twice: all is there again, and the same */
	assert_int_equal(report_open(&runs[1], GOLDEN "-census", why,
				     sizeof(why)), 0);
	assert_int_equal(census_merge(&c, runs, 2), 0);
	assert_true(c.again > 0);
	assert_int_equal(c.differ, 0);
	census_free(&c);
	report_close(&runs[1]);
	report_close(&runs[0]);
}

/*
 * All tables of the golden run of 4K pages, and of the same as if it were of 1G
 * pages, changed by sed.
 */
static char *tables_of_two(const char *sed)
{
	char cmd[512], why[RUN_WHY] = "", *text = NULL;
	struct report runs[2];
	size_t len;
	FILE *f = open_memstream(&text, &len);

	snprintf(cmd, sizeof(cmd), "cp " GOLDEN "-census-policy/* $d && cd $d && "
		 "sed -i 's/user-neo-1g/user-neo-xx/g; s/user-neo-4k/user-neo-1g/g; "
		 "s/user-neo-xx/user-neo-4k/g' *.json* && sed -i '%s' *.json*",
		 sed);
	shell(cmd);
	seal(test_dir);
	if (report_open(&runs[0], GOLDEN "-census-policy", why, sizeof(why)) ||
	    report_open(&runs[1], test_dir, why, sizeof(why)))
		fail_msg("%s", why);
	assert_non_null(f);
	assert_int_equal(census_print_all(runs, 2, f), 0);
	fclose(f);
	assert_int_equal(lint_text("policies", text, len, stdout), 0);
	report_close(&runs[1]);
	report_close(&runs[0]);
	return text;
}

static void has(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("no '%s' in:\n%s", what, text);
}

/* A guest with a setting of its own is not taken for the one as it is. */
TEST(policies_of_a_setting)
{
	char *text = tables_of_two("s/user-neo-1g/user-neo-4k-shmem/g");

	has(text, "\ncl_memory  4K 4K+s  A     93     0     93     0       0");
	has(text, "on all variants and pages:\n2 of 2 programs.\n");
	free(text);
}

/* Variants and pages of the same outcome share a row; others do not. */
TEST(policies_are_folded)
{
	char *text = tables_of_two("");

	has(text, " A baseline,\nB no-check. ");
	has(text, "\ncl_memory  4K 1G  A     93     0     93     0       0  0.0   0.0\n"
	    "cl_memory  4K 1G  B     93    43      0    50      43  0.0   0.0\n\n");
	has(text, "and pages:\n1 of 1 programs.\n");
	free(text);
	/* all were mapped there, on no-check */
	text = tables_of_two("/^{[^}]*no-check/s/\"failed\":50/\"failed\":0/");
	has(text, "\ncl_memory  4K     A     93     0     93     0       0  0.0   0.0\n"
	    "cl_memory  4K     B     93    43      0    50      43  0.0   0.0\n"
	    "cl_memory  1G     A     93     0     93     0       0  0.0   0.0\n"
	    "cl_memory  1G     B     93    43      0     0      43  0.0   0.0\n\n");
	free(text);
}

/* A guest that died has no row; that it did is said. */
TEST(crashes_are_said)
{
	char *text = tables_of_two("/no-check/s/\"status\":\"ok\",/"
				   "\"status\":\"crash\",/");

	has(text, "\nuser-neo-1g on no-check crashed:\n\nEntries by size");
	free(text);
}

/* Programs ask the same whatever the host does with it; one entry is found. */
TEST(a_difference_in_what_is_asked)
{
	char *text = tables_of_two("");

	has(text, "at 2MiB:\ncl_memory (NEO) 24.9. What");
	free(text);
	text = tables_of_two(
		"/baseline/s/\"seen_4k\":135303/\"seen_4k\":135302/");
	has(text, "and pages:\n0 of 1 programs. Others: cl_memory 93 of 2MiB (24.9 %");
	free(text);
	text = tables_of_two(
		"/no-check/s/\"bytes\":591732736/\"bytes\":492785664/");
	has(text, "MiB bound 620.2 to 714.5,");
	free(text);
	text = tables_of_two("/no-check/s/\"seen_4k\":135303/\"seen_4k\":35303/");
	has(text, "at 2MiB:\ncl_memory (NEO) 24.9 to 52.3. What");
	has(text, "Others: cl_memory 93 of 2MiB (24.9 to 52.3 %");
	free(text);
}

/* A load of a guest, bound as kind; it wrote so many entries of 2MiB. */
static struct phase asks(const char *scenario, const char *setting,
			 const char *kind, int64_t entries)
{
	struct phase p = {
		.scenario = scenario, .plain = !*setting,
		.n = { [ENTRIES_4K] = 512, [ENTRIES_2M] = entries },
		.objects = json_pack("{s:{s:{s:i}}}", "bound", kind, "bytes",
				     4 << 20),
	};

	snprintf(p.setting, sizeof(p.setting), "%s", setting);
	snprintf(p.load, sizeof(p.load), "%s", kind);
	return p;
}

/* A program that a signal ended is named, and does not count as another one. */
TEST(programs_that_were_ended)
{
	char *text = tables_of_two("/^{[^}]*no-check/"
		"{s/\"seen_4k\":135303/\"seen_4k\":35303/; "
		"s/\"exit_status\":0/\"exit_status\":267/}");

	has(text, "\ncl_memory in user-neo-1g on no-check was ended by signal 11,");
	has(text, "and pages:\n1 of 1 programs.\n");
	free(text);
}

/* What was not run is said not to differ only where that was counted. */
TEST(settings_that_cannot_differ)
{
	struct phase v[] = {
		asks("user-own", "", "userptr", 1),
		asks("user-own-shmem", "shmem", "userptr", 0),
		asks("user-gem", "", "create", 1),
		asks("user-gem-shmem", "shmem", "create", 1),
		asks("user-three", "", "internal", 0),
		asks("user-three-never", "never", "internal", 0),
		asks("user-three-within", "within", "internal", 0),
		asks("user-four", "", "dmabuf", 1),
		asks("user-four-deny", "deny", "dmabuf", 0),
	};
	struct census c = { .v = v, .n = sizeof(v) / sizeof(*v) };
	char *text = NULL;
	size_t len;
	struct report r = { .out = open_memstream(&text, &len) };

	assert_non_null(r.out);
	census_print_tables(&r, &c);
	fclose(r.out);
	assert_non_null(strstr(text, "\n(within). -: not run\n"
			       "program   default  shmem  never  within  deny\n"));
	assert_non_null(strstr(text, "userptr      50.0    0.0      -       -     -\n"));
	assert_non_null(strstr(text, "create       50.0   50.0      =       =     -\n"));
	assert_non_null(strstr(text, "internal      0.0      -    0.0     0.0     =\n"));
	assert_non_null(strstr(text, "dmabuf       50.0      -      =       -   0.0\n"));
	free(text);
	for (size_t i = 0; i < c.n; i++)
		json_decref((json_t *)v[i].objects);
}

static char *first_of(const char *dir)
{
	char *text = NULL;
	size_t len;
	struct report r;

	bed_open(&r, dir);
	r.out = open_memstream(&text, &len);
	assert_non_null(r.out);
	report_census_first(&r);
	fclose(r.out);
	report_close(&r);
	return text;
}

/* The census's lines of the first screen: none without a census. */
TEST(first_of_census)
{
	char *text = first_of(GOLDEN "-census");

	assert_string_equal(text,
		"Who writes 2MiB entries? [x] Per cent of the mapped bytes at 2MiB:\n"
		"cl_memory (NEO) 24.9. What prevents the rest: the address (70 % of all\n"
		"bytes bound), an object's size (4 %), no huge page (0 %).\n");
	free(text);
	text = first_of(GOLDEN);
	assert_string_equal(text, "");
	free(text);
}
