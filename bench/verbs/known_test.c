// SPDX-License-Identifier: GPL-2.0-or-later
/* What is known beforehand: lines that are read, met, and not met any more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "known.h"
#include "test.h"

static struct known known;

static int read_text(const char *text, bool bar, const char *keys)
{
	char path[] = "/tmp/gtt2m-known-XXXXXX";
	int fd = mkstemp(path), err;

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_write(path, text, strlen(text)), 0);
	err = known_read(&known, path, "a line", bar, keys, NULL);
	unlink(path);
	return err;
}

TEST(rows_are_met_or_stale)
{
	const struct known_row *k;

	assert_int_equal(read_text("# comment\n\nL1 one *two | its why | x\n"
				   "L2 three | other\n", true, "L1, L2"), 0);
	assert_int_equal(known.n, 2);
	assert_null(known_find(&known, "L2", "one and two"));
	assert_int_equal(known_stale(&known, "stale"), 2);
	k = known_find(&known, "L1", "one and two");
	assert_non_null(k);
	assert_string_equal(k->why, "its why | x");
	assert_int_equal(known_stale(&known, "stale"), 1);
	assert_non_null(known_find(&known, "L2", NULL));
	assert_int_equal(known_stale(&known, "stale"), 0);
}

TEST(other_lines_are_refused)
{
	static const char *const lines[] = {
		"L3 what | why\n", "L1 what without a bar\n", "L1 | why\n",
		"L1 what |\n", "L1\n", "L1 what",
	};
	char text[1000];

	assert_int_equal(read_text("register 0x12 its why\n", false, NULL), 0);
	assert_string_equal(known.row[0].what, "0x12");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!read_text(lines[i], true, "L1, L2"))
			fail_msg("taken: %s", lines[i]);
	/* longer than any part may be */
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "L1 ", 3);
	memcpy(text + 700, " | why\n", 8);
	assert_true(read_text(text, true, NULL) != 0);
	assert_true(known_read(&known, "/no/such/file", "", true, NULL, NULL) < 0);
	assert_int_equal(known_read(&known, NULL, "", true, NULL, NULL), 0);
	assert_int_equal(known.n, 0);
}
