// SPDX-License-Identifier: GPL-2.0-or-later
/* files_test.c - files that are none, as they may lie in a run's folder. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "test.h"

static char dir[] = "/tmp/gtt2m-files-XXXXXX";

static int make_dir(void **state)
{
	return mkdtemp(dir) && !chdir(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char cmd[64];

	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	return chdir("/") || system(cmd);
}
AROUND_ALL(make_dir, remove_dir);

TEST(what_would_not_end_is_not_read)
{
	char why[200], *text;
	size_t len;

	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(file_read("fifo", &text, &len), -EINVAL);
	assert_null(json_read_why("fifo", why, sizeof(why)));
	assert_string_equal(why, "fifo: no regular file");
	assert_int_equal(symlink("/dev/zero", "zero"), 0);
	assert_int_equal(file_read("zero", &text, &len), -EINVAL);
	assert_int_equal(file_read(".", &text, &len), -EISDIR);
	assert_int_equal(file_read("none", &text, &len), -ENOENT);
	fclose(fopen("large", "w"));
	assert_int_equal(truncate("large", FILE_MOST + 1), 0);
	assert_int_equal(file_read("large", &text, &len), -EFBIG);
	assert_string_equal(file_error(-EFBIG), "larger than 1 GiB");
	assert_int_equal(file_read_tail("large", 10, &text, &len), 0);
	assert_int_equal(len, 10);
	free(text);
}

/* A link in somebody's folder must not lead a write elsewhere. */
TEST(links_are_replaced)
{
	struct stat st;
	char *text;
	size_t len;

	assert_int_equal(file_write("mine", "mine", 4), 0);
	assert_int_equal(symlink("mine", "report"), 0);
	assert_int_equal(file_write("report", "new", 3), 0);
	assert_int_equal(symlink("mine", "page.new"), 0);
	assert_int_not_equal(file_write("page", "new", 3), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(file_write("pipe", "new", 3), 0);
	assert_int_equal(lstat("pipe", &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(file_read("mine", &text, &len), 0);
	assert_string_equal(text, "mine");
	free(text);
	assert_int_equal(file_write("/dev/null", "new", 3), 0);
	assert_int_equal(lstat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

TEST(what_a_user_names)
{
	char *text;
	size_t len;

	assert_int_equal(system("echo words | gzip >z && head -c 4 z >cut && "
				"mkfifo named && (cat z >named &)"), 0);
	assert_int_equal(file_read_input("named", 100, &text, &len), 0);
	assert_string_equal(text, "words\n");
	free(text);
	assert_int_equal(file_read_input("z", 100, &text, &len), 0);
	assert_string_equal(text, "words\n");
	free(text);
	assert_int_equal(file_read_input("cut", 100, &text, &len), -EBADMSG);
	assert_int_equal(system("head -c 1000000 /dev/zero | gzip >bomb"), 0);
	assert_int_equal(file_read_input("bomb", 65536, &text, &len), -EFBIG);
	assert_int_equal(file_read_input("/dev/zero", 100000, &text, &len), -EFBIG);
	assert_int_equal(file_read_input("none", 100, &text, &len), -ENOENT);
}

TEST(what_json_says_of_itself_is_plain)
{
	char why[200];

	assert_int_equal(file_write("j", "{\n\"a\": \x1b[2J\n}\n", 15), 0);
	assert_null(json_read_why("j", why, sizeof(why)));
	assert_memory_equal(why, "j:2: ", 5);
	for (const char *p = why; *p; p++)
		assert_in_range(*p, 0x20, 0x7e);
}
