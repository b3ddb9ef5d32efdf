// SPDX-License-Identifier: GPL-2.0-or-later
/* limit_test.c - a busy host ends no cell, a cell that hangs is ended. */
#include "limit.h"
#include "test.h"

/* When is a machine ended that gets share of a core from the start, s? */
static double ended(unsigned int limit, double share, double until)
{
	struct limit l;
	double t;

	limit_start(&l, limit, 1000);
	for (t = 0; t < until; t += 0.5) {
		if (limit_reached(&l, t * share, 1000 + t))
			return t;
	}
	return -1;
}

TEST(limit_is_of_cpu_time)
{
	assert_int_equal((long)ended(180, 1, 4000), 180);
	assert_int_equal((long)ended(180, 0.1, 1790), -1);
	assert_int_equal((long)ended(180, 0.1, 4000), 1800);
	assert_int_equal((long)ended(180, 0.06, 2900), -1);
}

TEST(a_machine_that_waits_is_ended)
{
	assert_int_equal((long)ended(180, 0, 4000), 180);
	assert_int_equal((long)ended(180, 0.01, 4000), 180);
	assert_int_equal((long)ended(1, 0, 10), 1);
}
