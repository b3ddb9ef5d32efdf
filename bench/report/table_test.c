// SPDX-License-Identifier: GPL-2.0-or-later
/* table_test.c - tables wider than a mail, and what is put in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

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
static void columns_beyond_the_32nd(void **state)
{
	enum { COLS = 130 };
	char *text, *line, *save, *head = NULL;
	unsigned int n = 0;
	struct table t;

	(void)state;
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

static void text_of_others_is_plain(void **state)
{
	struct table t;
	char *text;

	(void)state;
	table_init(&t, 2);
	table_put(&t, 0, 0, "a\x1b[2Jb");
	table_put(&t, 0, 1, "c\nd\xc3\xa9");
	text = printed(&t);
	assert_string_equal(text, "a?[2Jb  c d??\n");
	free(text);
	table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_beyond_the_32nd),
		cmocka_unit_test(text_of_others_is_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
