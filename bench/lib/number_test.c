// SPDX-License-Identifier: GPL-2.0-or-later
/* number_test.c - what is a number, and what only begins as one. */
#include <errno.h>

#include "number.h"
#include "test.h"

TEST(only_whole_numbers_in_range)
{
	static const char *const bad[] = { "", "abc", "4x", "x4", " 4", "4 ", "+4",
		"-4", "0x4", "4.0", "3", "101", "18446744073709551616" };
	uint64_t v = 7;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(number_read(bad[i], 4, 100, &v), -EINVAL);
		assert_int_equal(v, 7);
	}
	assert_int_equal(number_read("4", 4, 100, &v), 0);
	assert_int_equal(v, 4);
	assert_int_equal(number_read("100", 4, 100, &v), 0);
	assert_int_equal(number_read("18446744073709551615", 0, UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
}
