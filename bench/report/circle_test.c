// SPDX-License-Identifier: GPL-2.0-or-later
/* circle_test.c - the locks of lockdep's circles, out of kernel texts. */
#include <stdlib.h>
#include <string.h>

#include "circle.h"
#include "test.h"

#define HEAD "WARNING: possible circular locking dependency detected\n"
#define THREE "-> #2 (&a->lock){+.+.}-{3:3}:\nf+0x1/0x2\n" \
	"-> #1 (b){++++}-{0:0}:\ng+0x1/0x2 [m]\n" \
	"-> #0 (&c->lock){+.+.}-{3:3}:\n"

TEST(locks_are_named)
{
	static const struct { const char *text, *want; } row[] = {
		{ HEAD THREE, "&a->lock, b, &c->lock" },
		{ HEAD "-> #1 ((work_completion)(&w->work)){+.+.}-{0:0}:\n",
		  "(work_completion)(&w->work)" },
		{ HEAD, NULL }, { "", NULL },
		/* a line that was cut off */
		{ HEAD "-> #1 (&a->lo", NULL }, { HEAD "-> #1", NULL },
		{ HEAD "-> #1 (&a\n-> #0 (b){+.+.}\n", "b" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *list = circle_of(row[i].text);

		if (strcmp(list ?: "none", row[i].want ?: "none"))
			fail_msg("row %zu: %s", i, list ?: "none");
		free(list);
	}
}

TEST(circles_are_told_apart)
{
	assert_true(circle_same(HEAD THREE, "other words\n" THREE));
	assert_true(circle_same(HEAD, ""));
	assert_false(circle_same(HEAD THREE, HEAD));
	assert_false(circle_same(HEAD THREE, HEAD "-> #0 (b){+.+.}-{3:3}:\n"));
}
