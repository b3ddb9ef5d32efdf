// SPDX-License-Identifier: GPL-2.0-or-later
/* nearest_test.c - what is near enough to be meant. */

#include "nearest.h"
#include "test.h"

TEST(names_that_are_meant)
{
	static const char *const names[] = { "report", "repeat", "reply", "run",
					     "thp-aligned", "guest:blit-thp" };
	static const struct { const char *word, *text; } row[] = {
		{ "reprot", "; did you mean report?" },
		{ "repaet", "; did you mean repeat?" },
		{ "rnu", "; did you mean run?" },
		{ "thp-aligend", "; did you mean thp-aligned?" },
		{ "thp_alinged", "; did you mean thp-aligned?" },
		{ "guest:blit", "" },
		{ "zzzzzz", "" },
		{ "x", "" },
		{ "", "" },
	};
	char text[96];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct nearest n = { .word = row[i].word };

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			nearest_see(&n, names[k]);
		assert_string_equal(nearest_text(&n, text), row[i].text);
	}
}
