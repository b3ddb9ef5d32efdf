// SPDX-License-Identifier: GPL-2.0-or-later
/* points_test.c - which machines another cell wants, and how many fit. */
#include <stdio.h>
#include <string.h>

#include "points.h"
#include "test.h"

#define MANY 100	/* more than there is room for */

static struct cell_points cell[MANY];
static bool finished[MANY];

static void put_name(size_t k, int point, const char *name)
{
	snprintf(cell[k].name[point], SNAPSHOT_NAME, "%s", name);
}

/* Who can start where the first cell passes: nobody, a later one, one that ran. */
TEST(what_a_later_cell_wants)
{
	const struct points p = { .cell = cell, .n = 3 };

	put_name(0, POINT_GVT, "a");
	put_name(0, POINT_GUESTS, "b");
	put_name(1, POINT_GVT, "a");
	put_name(2, POINT_GVT, "c");
	assert_true(points_wanted(&p, 0, POINT_GVT, 1, finished));
	assert_false(points_wanted(&p, 0, POINT_GUESTS, 1, finished));
	assert_false(points_wanted(&p, 1, POINT_GVT, 2, finished));
	assert_false(points_wanted(&p, 1, POINT_GUESTS, 2, finished));
	put_name(2, POINT_GUESTS, "b");
	assert_true(points_wanted(&p, 0, POINT_GUESTS, 1, finished));
	finished[1] = finished[2] = true;
	assert_false(points_wanted(&p, 0, POINT_GVT, 1, finished));
	assert_false(points_wanted(&p, 0, POINT_GUESTS, 1, finished));
}

TEST(many_do_not_fit)
{
	struct points p = { .cell = cell, .n = MANY };
	char name[SNAPSHOT_NAME];

	memset(cell, 0, sizeof(cell));
	for (size_t k = 0; k < MANY; k++)
		put_name(k, POINT_GVT, "the same");
	assert_true(points_fit(&p));
	for (size_t k = 0; k < MANY; k++) {
		snprintf(name, sizeof(name), "%zu", k);
		put_name(k, POINT_GUESTS, name);
	}
	assert_false(points_fit(&p));
	p.n = 10;
	assert_true(points_fit(&p));
}
