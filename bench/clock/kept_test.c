// SPDX-License-Identifier: GPL-2.0-or-later
/* kept_test.c - i915's figures as kept, clpeak's traces: whole or refused. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/peak.h"
#include "clock/perf.h"
#include "files.h"
#include "test_dir.h"

/* What is printed; *err and why as perf_print() leaves them. */
static char *print(const char *text, int *err, char why[256])
{
	char *out = NULL;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	assert_int_equal(file_write(test_path("kept"), text, strlen(text)), 0);
	why[0] = '\0';
	*err = perf_print(test_path("kept"), f, why, 256);
	fclose(f);
	return out;
}

TEST(figures_are_read)
{
	static const struct {
		const char *line, *name, *unit;
		double value;
	} rows[] = {
		{ "<6>[   12.3] bcs0: 64 KiB copy: 394 MiB/s", "bcs0-64-kib-copy",
		  "MiB/s", 394 },
		{ "<6>[1.0] rcs0: semaphore response 11 cycles, 873ns",
		  "rcs0-semaphore-response", "ns", 873 },
		{ "vecs0: 16K MI_NOOP cycles: 1039", "vecs0-16k-mi_noop-cycles",
		  "cycles", 1039 },
	};
	static const char *const none[] = {
		"<6>[1.0] sda: 3 MiB/s", "bcs0: 64 KiB copy: 0 MiB/s",
		"bcs0: 64 KiB copy: 3 GiB/s", "bcs0: reset: 3", "bcs0: ", "",
	};
	struct perf_figure f;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(perf_read(rows[i].line, &f));
		assert_string_equal(f.name, rows[i].name);
		assert_string_equal(f.unit, rows[i].unit);
		assert_true(f.value == rows[i].value);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(perf_read(none[i], &f));
}

TEST(a_figure_that_is_missing_is_named)
{
	char why[256], *out;
	int err;

	out = print("{\"figures\":[\"bcs0: 4 KiB fill: 50 MiB/s\"]}\n", &err, why);
	assert_int_equal(err, -ENOENT);
	assert_non_null(strstr(out, "published     40  model     50 MiB/s   x 1.25"));
	assert_non_null(strstr(why, "has no figure \"bcs0-64-kib-fill\""));
	free(out);
}

TEST(damaged_records_are_refused_by_line)
{
	static const char *const odd[] = {
		"{\"figures\":[]}\nno json\n", "{\"figures\":[]}\n{}\n",
	};
	char why[256], line[80];

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		int err;
		char *out = print(odd[i], &err, why);

		assert_int_equal(err, -EINVAL);
		snprintf(line, sizeof(line), "%s:2: ", test_path("kept"));
		assert_non_null(strstr(why, line));
		free(out);
	}
	assert_int_equal(perf_print("/none/there", stdout, why, sizeof(why)),
			 -ENOENT);
}

/* The record that is in the tree has all figures. */
TEST(what_is_kept_is_whole)
{
	char *out = NULL, why[256] = "";
	size_t len;
	FILE *f = open_memstream(&out, &len);

	if (perf_print(PERF_FILE, f, why, sizeof(why)))
		fail_msg("%s", why);
	fclose(f);
	assert_non_null(strstr(out, "bcs0-completion-latency"));
	free(out);
}

TEST(traces_that_are_not_there_are_missed)
{
	struct ensemble e = { .n = 0 };
	struct part part = { .name = "none" };
	char why[256] = "";

	assert_int_equal(peak_print("/none/there", &e, &part, stdout, why,
				    sizeof(why)), -ENOENT);
	assert_non_null(strstr(why, "/none/there: peak.rows"));
}
