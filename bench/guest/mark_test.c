// SPDX-License-Identifier: GPL-2.0-or-later
/* What L1 answers to a mark: a byte, a line, too long a line, an end. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/mark.h"
#include "lib/rec.h"
#include "test.h"

static int answer_fd;

static void answer(const char *text)
{
	assert_int_equal(write(answer_fd, text, strlen(text)), (ssize_t)strlen(text));
}

/* Without a port nobody is asked, and the loads are those of the command line. */
TEST(nobody_is_asked)
{
	char line[8] = "as is";

	assert_false(mark_is_open());
	assert_int_equal(mark("a/b", MARK_BEGIN), 0);
	assert_int_equal(mark_ask("", MARK_BOOT), '.');
	assert_int_equal(mark_ask_line(MARK_READY, line, sizeof(line)), 0);
	assert_string_equal(line, "as is");
}

TEST(answers)
{
	char dir[] = "/tmp/gtt2m-mark-XXXXXX", path[64], line[8];

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/port", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	answer_fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(mark_open(path), 0);
	assert_int_equal(rec_open("/dev/null"), 0);
	unlink(path);
	rmdir(dir);
	answer("2");
	assert_int_equal(mark_ask("", MARK_BOOT), '2');
	answer("one,twos\n.");	/* one byte more than there is room for */
	assert_int_equal(mark_ask_line(MARK_READY, line, sizeof(line)), -E2BIG);
	assert_string_equal(line, "one,two");
	assert_int_equal(mark_ask("", MARK_BOOT), '\n');
	assert_int_equal(mark_ask("", MARK_BOOT), '.');
	answer("one\n\n.");
	assert_int_equal(mark_ask_line(MARK_READY, line, sizeof(line)), 0);
	assert_string_equal(line, "one");
	assert_int_equal(mark_ask_line(MARK_READY, line, sizeof(line)), 0);
	assert_string_equal(line, "");
	assert_int_equal(mark("", MARK_DONE), 0);
}
