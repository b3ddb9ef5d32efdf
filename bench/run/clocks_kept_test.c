// SPDX-License-Identifier: GPL-2.0-or-later
/* clocks_kept_test.c - GPU times that are done outlive a process that is killed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clocks_kept.h"
#include "files.h"
#include "test_dir.h"

static json_t *head_of(const char *suite)
{
	return json_pack("{ss}", "suite", suite);
}

static int open_it(struct clocks_kept *k, const char *dir, const char *suite)
{
	json_t *head = head_of(suite);
	int err = clocks_kept_open(k, dir, head);

	json_decref(head);
	return err;
}

static void add(struct clocks_kept *k, unsigned int cell, int ns)
{
	json_t *phases = json_pack("[{si}]", "ns", ns);

	assert_int_equal(clocks_kept_add(k, cell, phases), 0);
	json_decref(phases);
}

static int ns_of(const struct clocks_kept *k, unsigned int cell)
{
	json_t *phases = clocks_kept_of(k, cell);

	return phases ? (int)json_integer_value(json_object_get(
				json_array_get(phases, 0), "ns")) : -1;
}

/* Its last line was written by half. */
static void tear(const char *path)
{
	char *text;
	size_t len;

	assert_int_equal(file_read(path, &text, &len), 0);
	assert_int_equal(file_write(path, text, len - 3), 0);
	free(text);
}

TEST(what_is_done_is_kept)
{
	const char *dir = test_dir, *path = test_path("clock.part");
	struct clocks_kept k, other;

	assert_false(clocks_kept_left(dir));
	assert_int_equal(open_it(&k, dir, "a"), 0);
	add(&k, 7, 70);
	add(&k, 12, 120);
	/* somebody is at it: nothing is left over, and no second one begins */
	assert_false(clocks_kept_left(dir));
	assert_int_equal(open_it(&other, dir, "a"), -EBUSY);
	clocks_kept_close(&other);
	clocks_kept_close(&k);
	assert_true(clocks_kept_left(dir));
	tear(path);
	assert_int_equal(open_it(&k, dir, "a"), 0);
	assert_int_equal(ns_of(&k, 7), 70);
	assert_int_equal(ns_of(&k, 12), -1);
	add(&k, 12, 121);
	clocks_kept_close(&k);
	assert_int_equal(open_it(&k, dir, "a"), 0);
	assert_int_equal(ns_of(&k, 7), 70);
	assert_int_equal(ns_of(&k, 12), 121);
	clocks_kept_close(&k);
	/* another program's times are not taken */
	assert_int_equal(open_it(&k, dir, "b"), 0);
	assert_int_equal(ns_of(&k, 7), -1);
	clocks_kept_close(&k);
	clocks_kept_remove(dir);
	assert_false(clocks_kept_left(dir));
}

/* The first line torn: nothing was done. */
TEST(a_torn_head_begins_anew)
{
	const char *dir = test_dir, *path = test_path("clock.part");
	struct clocks_kept k;

	assert_int_equal(open_it(&k, dir, "a"), 0);
	clocks_kept_close(&k);
	tear(path);
	assert_int_equal(open_it(&k, dir, "a"), 0);
	add(&k, 1, 10);
	clocks_kept_close(&k);
	assert_int_equal(open_it(&k, dir, "a"), 0);
	assert_int_equal(ns_of(&k, 1), 10);
	clocks_kept_close(&k);
}
