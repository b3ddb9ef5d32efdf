// SPDX-License-Identifier: GPL-2.0-or-later
/* table_test.c - tables wider than a mail, and what is put in them. */
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "test.h"

static char *printed(const struct table *t)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	table_print(t, f, 72);
	fclose(f);
	return text;
}

/* Every column but the first goes to the right, the 33rd and the 65th, too. */
TEST(columns_beyond_the_32nd)
{
	enum { COLS = 130 };
	char *text, *line, *save, *head = NULL;
	unsigned int n = 0;
	struct table t;

	table_init(&t, COLS);
	for (size_t c = 0; c < COLS; c++) {
		table_put(&t, 0, c, "column-%zu", c);
		table_put(&t, 1, c, "x");
	}
	text = printed(&t);
	for (line = strtok_r(text, "\n", &save); line;
	     head = line, line = strtok_r(NULL, "\n", &save), n++) {
		if (n % 2 == 0)
			continue;
		/* an x below the end of each word, but for the first */
		for (size_t i = strcspn(head, " ") + 1; head[i]; i++)
			if (head[i] != ' ' && (!head[i + 1] || head[i + 1] == ' '))
				assert_int_equal(line[i], 'x');
	}
	assert_true(n > 2 * COLS / 7);
	free(text);
	table_free(&t);
}

/* Columns of one word go, the first and those that have another do not. */
TEST(columns_that_say_nothing)
{
	static const char *const row[][5] = {
		{ "name", "a", "b", "c", "d" },
		{ "-", "-", "x", "-", "-" },
		{ "-", "-", "-", "-", "--" },
	};
	struct table t;
	char *text;

	table_init(&t, 5);
	t.left = 3;
	for (size_t c = 0; c < 5; c++)
		table_put(&t, 0, c, "%s", row[0][c]);
	table_omit(&t, "-");		/* a head alone */
	assert_int_equal(t.cols, 5);
	for (size_t r = 1; r < 3; r++)
		for (size_t c = 0; c < 5; c++)
			table_put(&t, r, c, "%s", row[r][c]);
	table_omit(&t, "-");
	assert_int_equal(t.left, 2);
	table_put(&t, 3, 0, "new");	/* there is a row of three cells */
	table_put(&t, 3, 2, "1");
	text = printed(&t);
	assert_string_equal(text,
		"name  b   d\n"
		"-     x   -\n"
		"-     -  --\n"
		"new       1\n");
	free(text);
	table_free(&t);
}

TEST(text_of_others_is_plain)
{
	struct table t;
	char *text;

	table_init(&t, 2);
	table_put(&t, 0, 0, "a\x1b[2Jb");
	table_put(&t, 0, 1, "c\nd\xc3\xa9");
	text = printed(&t);
	assert_string_equal(text, "a?[2Jb  c d??\n");
	free(text);
	table_free(&t);
}
