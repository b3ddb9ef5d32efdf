// SPDX-License-Identifier: GPL-2.0-or-later
/* progress_test.c - the remaining time, and what a log file gets to see. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "test.h"

static struct progress fresh(FILE *out, bool terminal)
{
	return (struct progress){
		.out = out, .terminal = terminal, .total = 10, .jobs = 2,
		.left = { 8, 2 }, .usual_s = { 10, 60 },
	};
}

TEST(eta_learns_from_cells)
{
	struct progress p = fresh(NULL, false);

	assert_int_equal(progress_eta(&p), (8 * 10 + 2 * 60) / 2);
	progress_cell(&p, false, 20, "ok", "c", 1, "");
	assert_int_equal(progress_eta(&p), (7 * 20 + 2 * 60) / 2);
	progress_cell(&p, true, 30, "fail", "c", 1, "why");
	assert_int_equal(progress_eta(&p), (7 * 20 + 1 * 30) / 2);
	assert_int_equal(p.failed, 1);
	for (int i = 0; i < 7; i++)
		progress_cell(&p, false, 20, "ok", "c", 1, "");
	progress_cell(&p, true, 30, "ok", "c", 1, "");
	assert_int_equal(progress_eta(&p), 0);
}

TEST(a_log_gets_a_line_a_cell)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct progress p = fresh(f, false);

	progress_draw(&p, "now");
	progress_cell(&p, false, 12.34, "ok", "baseline/thp/x", 3, "");
	progress_cell(&p, true, 60, "fail", "stock/guest:a/x", 3, "kernel panic");
	progress_clear(&p);
	fclose(f);
	assert_string_equal(text,
		"[1/10] ok    baseline/thp/x seed 3, 12.3 s, ETA 1:43\n"
		"[2/10] fail  stock/guest:a/x seed 3, 60.0 s, ETA 1:13: kernel panic\n");
	free(text);
}

TEST(a_terminal_gets_one_line_and_failures)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct progress p = fresh(f, true);

	progress_draw(&p, "baseline/thp/x (3s)");
	progress_cell(&p, false, 12.34, "ok", "baseline/thp/x", 3, "");
	fflush(f);
	assert_null(strchr(text, '\n'));
	assert_non_null(strstr(text, "\r\033[K0/10 done, 0 failed, ETA 1:40  base"));
	progress_cell(&p, false, 1, "fail", "stock/thp/x", 3, "kernel panic");
	fclose(f);
	assert_non_null(strstr(text, "stock/thp/x seed 3, 1.0 s"));
	free(text);
}
