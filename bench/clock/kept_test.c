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

TEST(a_figure_that_is_missing_is_named)
{
	char why[256], *out;
	int err;

	out = print("{\"figures\":[\"bcs0: 4 KiB fill: 50 MiB/s\"]}\n", &err, why);
	assert_int_equal(err, -ENOENT);
	assert_non_null(strstr(out, "published     40  model     50 MiB/s   x 1.25"));
	assert_non_null(strstr(why, "nothing says \"bcs0: 64 KiB fill: \""));
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
	assert_non_null(strstr(out, "bcs0: completion latency"));
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
