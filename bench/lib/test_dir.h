/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TEST_DIR_H
#define TEST_DIR_H
/*
 * test_dir.h - a folder below /tmp for each test of the file that includes
 * this: made before the test, removed after it. The shell knows it as $d.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static char test_dir[32];

static inline int test_dir_make(void **state)
{
	strcpy(test_dir, "/tmp/gtt2m-test-XXXXXX");
	return mkdtemp(test_dir) ? setenv("d", test_dir, 1) : -1;
}

static inline int test_dir_remove(void **state)
{
	return system("chmod -R u+w \"$d\" && rm -r \"$d\"");
}

/* Run this line of the shell's; the test fails if it does. */
static inline void shell(const char *line)
{
	if (system(line) != 0)
		fail_msg("failed: %s", line);
}

/* The name of a file in the folder; the last four of them hold. */
static inline char *test_path(const char *name)
{
	static char path[4][128];
	static unsigned int n;

	snprintf(path[++n % 4], sizeof(path[0]), "%s/%s", test_dir, name);
	return path[n % 4];
}

AROUND_EACH(test_dir_make, test_dir_remove);

#endif
