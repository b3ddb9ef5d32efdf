// SPDX-License-Identifier: GPL-2.0-or-later
/* newc_test.c - what cpio packs is unpacked the same; all else is refused. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "newc.h"
#include "test_dir.h"

#define PACK "find . -mindepth 1 | sort | cpio --quiet -o -H newc --owner=0:0"

static int unpack(const char *name)
{
	char *text;
	size_t len;
	int err;

	assert_int_equal(file_read(test_path(name), &text, &len), 0);
	err = newc_unpack(text, len, test_path("to"));
	free(text);
	return err;
}

/* Two, with what cpio pads them with between; folders and links are there. */
TEST(what_cpio_packs_is_unpacked)
{
	shell("cd $d && mkdir -p a/usr/bin a/empty b/usr/bin to/usr &&"
	      " ln -s usr/bin a/bin && ln -s usr/bin b/bin &&"
	      " head -c 100001 /dev/urandom >a/usr/bin/big && : >a/usr/none &&"
	      " chmod 755 a/usr/bin/big && echo second >b/usr/bin/second &&"
	      " (cd a && " PACK ") >all && (cd b && " PACK ") >>all");
	assert_int_equal(unpack("all"), 0);
	shell("cd $d && cp -a b/. a/ && diff -r --no-dereference a to &&"
	      " test -x to/usr/bin/big && test ! -x to/usr/bin/second &&"
	      " test -L to/bin && test -d to/empty");
}

/* A library may be in use: its bytes stay until nobody has it. */
TEST(files_are_replaced_not_written_over)
{
	struct stat st;
	int fd;

	shell("cd $d && mkdir a to && echo new >a/file && echo old >to/file &&"
	      " (cd a && " PACK ") >all");
	fd = open(test_path("to/file"), O_RDONLY);
	assert_int_equal(unpack("all"), 0);
	shell("cd $d && cmp a/file to/file");
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_nlink, 0);
	close(fd);
}

/* Cut anywhere but between two of its files, or in the zeros there. */
TEST(cut_archives_are_refused)
{
	char *text, *last;
	size_t len;

	shell("cd $d && mkdir a to && echo text >a/file && ln -s file a/link &&"
	      " (cd a && " PACK ") >all");
	assert_int_equal(file_read(test_path("all"), &text, &len), 0);
	last = memmem(text, len, "TRAILER", 7);
	assert_non_null(last);
	for (size_t n = 1; n < (size_t)(last - text); n++) {
		char *part = malloc(n);	/* so that reading beyond is seen */
		size_t next = n;

		while (!text[next])
			next++;
		memcpy(part, text, n);
		assert_int_equal(newc_unpack(part, n, test_path("to")),
				 memcmp(text + next, "070701", 6) ? -EBADMSG : 0);
		free(part);
	}
	free(text);
}

TEST(what_is_no_such_archive_is_refused)
{
	shell("cd $d && mkdir a to && echo text >a/file &&"
	      " (cd a && " PACK ") >all && sed s/070701/070702/ all >crc &&"
	      " sed s/file/..g_/ all >dots && sed 's/file/..\\/e/' all >out &&"
	      " echo file | (cd a && cpio --quiet -o) >old && echo no >text &&"
	      " ln a/file a/same && (cd a && " PACK ") >twice &&"
	      " rm a/same && mkfifo a/pipe && (cd a && " PACK ") >pipe");
	assert_int_equal(unpack("crc"), -EBADMSG);
	assert_int_equal(unpack("old"), -EBADMSG);
	assert_int_equal(unpack("text"), -EBADMSG);
	assert_int_equal(unpack("out"), -EINVAL);
	assert_int_equal(unpack("twice"), -EINVAL);
	assert_int_equal(unpack("pipe"), -EINVAL);
	assert_int_equal(unpack("dots"), 0);
	assert_int_equal(newc_unpack("\0\0", 2, test_path("none")), 0);
	shell("cd $d && test -e to/..g_ && test ! -e e");
}

/* What cannot be written is said. */
TEST(errors_of_files_are_handed_on)
{
	shell("cd $d && mkdir -p a/x to && : >a/x/y && : >to/x &&"
	      " (cd a && " PACK ") >all");
	assert_int_equal(unpack("all"), -ENOTDIR);
	shell("rm -r $d/to");
	assert_int_equal(unpack("all"), -ENOENT);
}
