// SPDX-License-Identifier: GPL-2.0-or-later
/* calibrate_test.c - what calibrate exits with, beside planted files. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock/ensemble.h"
#include "gtt2m.h"
#include "test_dir.h"
#include "verbs/verbs.h"

/* `gtt2m calibrate WORD` in the test's folder: its exit; what it says: "out". */
static int calibrate(const char *word)
{
	char *argv[] = { "calibrate", (char *)word, NULL };
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (chdir(test_dir) || !freopen("out", "w", stdout) ||
		    dup2(fileno(stdout), 2) < 0)
			_exit(99);
		status = verb_calibrate.fn(1 + !!word, argv);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* What calibrate reads, with the first two sets of the kept ensemble. */
static void plant(void)
{
	shell("mkdir -p $d/gpu/tests && cp -r gpu/params $d/gpu &&"
	      " cp gpu/tests/selftests.perf $d/gpu/tests &&"
	      " awk '!/^keep/ || ++n < 3' gpu/params/ensemble >$d/gpu/params/ensemble");
}

TEST(fitted_rows_that_are_in_are_fine)
{
	plant();
	assert_int_equal(calibrate(NULL), EXIT_FINE);
	shell("grep -q '2 of 2  serial' $d/out && ! grep -q 'are out' $d/out");
}

/* A set that is no candidate of those that agree: a row is outside, exit 1. */
TEST(a_fitted_row_that_is_out_is_an_exit_of_1)
{
	plant();
	shell("awk '/^keep/ { $2 += 320 } { print }' gpu/params/ensemble |"
	      " awk '!/^keep/ || ++n < 3' >$d/gpu/params/ensemble");
	assert_int_equal(calibrate(NULL), EXIT_WORSE);
	shell("grep -q '^[1-4] fitted rows are out$' $d/out");
}

TEST(files_that_cannot_be_read_are_no_verdict)
{
	static const struct {
		const char *make, *word, *says;
	} bad[] = {
		{ "echo keep x >>$d/gpu/params/ensemble", NULL,
		  "gpu/params/ensemble:[0-9]*: not a line" },
		{ "sed -i 's/^mem_latency_ns.*/mem_latency_ns 1O0/' $d/gpu/params/skl-gt4e.params",
		  NULL, "skl-gt4e.params:[0-9]*: " },
		{ "sed -i 's/60..250/60..251/' $d/gpu/params/skl-gt4e.params", NULL,
		  "was made of other parts' ranges" },
		{ "rm $d/gpu/params/ensemble", NULL, "gpu/params/ensemble: No such" },
		{ "rm $d/gpu/tests/selftests.perf", NULL, "selftests.perf" },
		{ "echo '{}' >$d/theirs", "theirs", "theirs" },
		{ "true", "none", "none: No such" },
	};
	char line[200];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		plant();
		shell(bad[i].make);
		assert_int_equal(calibrate(bad[i].word), EXIT_HARNESS);
		snprintf(line, sizeof(line), "grep -q \"%s\" $d/out || { cat $d/out; false; }",
			 bad[i].says);
		shell(line);
	}
}
