// SPDX-License-Identifier: GPL-2.0-or-later
/* oneboot_test.c - names of one boot on its command line. */
#include <errno.h>
#include <string.h>

#include "oneboot.h"
#include "test.h"

TEST(names_fit_or_are_refused)
{
	static const char *const word[] = { "thp-aligned", "hole" };
	char text[] = "cell=................";

	text[5] = '\0';
	assert_int_equal(oneboot_words(text, 5 + sizeof("thp-aligned,hole"), word, 2), 0);
	assert_string_equal(text, "cell=thp-aligned,hole");
	text[5] = '\0';
	assert_int_equal(oneboot_words(text, 5 + sizeof("thp-aligned,hole") - 1, word, 2),
			 -ENAMETOOLONG);
	text[5] = '\0';
	assert_int_equal(oneboot_words(text, sizeof(text), word, 0), 0);
	assert_string_equal(text, "cell=");
}
