// SPDX-License-Identifier: GPL-2.0-or-later
/* lint_mail_test.c - the rules, and that folded text obeys them. */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report/table.h"
#include "test.h"

#define C72 "123456789 123456789 123456789 123456789 123456789 123456789 123456789 12"

TEST(rules)
{
	static const struct { const char *line, *why; } row[] = {
		{ "", NULL }, { C72, NULL }, { "-----", NULL }, { "- x", NULL },
		{ "Fromage", NULL }, { "a > b # c", NULL }, { "different", NULL },
		{ C72 "3", "72 columns" }, { "x\ty", "ASCII" }, { "\xc3\xa9", "ASCII" },
		{ "x\r", "ASCII" }, { "x ", "blank at the end" }, { " x", "blank" },
		{ "> x", "quote" }, { "#1", "git commit" }, { "From x", "mbox" },
		{ "From: x", "header" }, { "diff -u", "cuts" },
		{ "Index: a", "cuts" }, { "---", "cuts" }, { "--- a/x", "patch" },
		{ "-- >8 --", "scissors" }, { "---8<---", "scissors" },
		{ "------------ 8< ------------", "scissors" }, { "- - >% - -", "scissors" },
		{ "-- cut here --8<", "scissors" }, { "8 < 9", NULL }, { "a 8<b", NULL },
		{ "from: a@x", "header" }, { "SUBJECT: x", "header" }, { "date:x", "header" },
		{ "FROM x", "mbox" }, { ".", "end of a mail" }, { "..", NULL },
		{ "~r /etc/passwd", "command" }, { "begin 644 x.bin", "uuencoded" },
		{ "begin 6 x", NULL }, { "From", NULL },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const char *why = lint_line(row[i].line, strlen(row[i].line));

		if (!row[i].why != !why || (why && !strstr(why, row[i].why)))
			fail_msg("'%s': %s", row[i].line, why ? why : "passes");
	}
}

TEST(lines_are_counted_and_named)
{
	static const char text[] = "good\n bad\ngood\nno end";
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	assert_int_equal(lint_text("r", text, strlen(text), f), 2);
	fclose(f);
	assert_non_null(strstr(out, "r:2: begins with a blank"));
	assert_non_null(strstr(out, "r:4: the last line has no end"));
	free(out);
}

TEST(folded_text_passes)
{
	static const char *const nasty[] = {
		"From here on a long sentence goes on and on until it must be folded, # and > follow",
		" leading blank", "---", "trailing blanks   ", "caf\xc3\xa9\tnew\nline",
		"wordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordwordword",
		"x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x > quoted by chance",
		"a sentence that folds so that the next line would begin with a mark, see: From here",
	};
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++) {
		mail_para(f, "%s", nasty[i]);
		mail_quote(f, nasty[i]);
	}
	fclose(f);
	assert_int_equal(lint_text("folded", out, len, stdout), 0);
	free(out);
}

#define C62 "123456789 123456789 123456789 123456789 123456789 123456789 xx"

TEST(a_number_stays_with_its_unit)
{
	static const struct { const char *text, *folded; } row[] = {
		{ C62 " of the 98 % here", C62 " of the\n98 % here\n" },
		{ C62 " of th 98.5 %, so", C62 " of th\n98.5 %, so\n" },
		{ C62 " of the 98 %", C62 " of the\n98 %\n" },
		{ C62 " in 0.125 MiB/s.", C62 " in\n0.125 MiB/s.\n" },
		{ C62 " all (2.25 GiB)", C62 " all\n(2.25 GiB)\n" },
		{ C62 " 34 of 1.5 million", C62 " 34 of\n1.5 million\n" },
		/* it fits */
		{ C62 " the 98 %, more", C62 " the 98 %,\nmore\n" },
		{ C62 " of 1234 % more", C62 " of 1234 %\nmore\n" },
		{ C62 " words 12 ", C62 " words 12\n" },
		/* no unit, no number */
		{ C62 " of the 98 seeds", C62 " of the 98\nseeds\n" },
		{ C62 " of the 98 s3", C62 " of the 98\ns3\n" },
		{ C62 " of seeds % here", C62 " of seeds\n% here\n" },
		/* nowhere else */
		{ "1234567890123456789012345678901234567890123456789012345678901234567890 % x",
		  "1234567890123456789012345678901234567890123456789012345678901234567890 %\nx\n" },
		{ "123456789012345678901234567890123456789012345678901234567890123456789012 %",
		  "123456789012345678901234567890123456789012345678901234567890123456789012\n%\n" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		char *out;
		size_t len;
		FILE *f = open_memstream(&out, &len);

		mail_para(f, "%s", row[i].text);
		fclose(f);
		assert_string_equal(out, row[i].folded);
		free(out);
	}
}

TEST(wide_tables_are_parted)
{
	struct table t;
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	table_init(&t, 4);
	for (size_t i = 0; i < 4; i++) {
		table_put(&t, 0, i, "column-%zu-head", i);
		table_put(&t, 1, i, "%zu", i);
	}
	table_print(&t, f, 45);
	table_free(&t);
	fclose(f);
	assert_string_equal(out,
		"column-0-head  column-1-head  column-2-head\n"
		"0                          1              2\n"
		"\n"
		"column-0-head  column-3-head\n"
		"0                          3\n");
	free(out);
}

/* A mail's head and quotes are others' words: what RFC 5322 allows. */
TEST(mails_have_heads_and_quotes)
{
	static const char head[] = "From: a@x.org\nSubject: x\nMIME-Version: 1.0\n\n";
	static const struct { const char *body; unsigned int bad; } row[] = {
		{ "A wrote:\n> x\n>> J\xc3\xb6rg\n\nmine\n", 0 },
		{ "> " C72 C72 "\n", 0 }, { "> blank \n", 1 }, { "J\xc3\xb6rg\n", 1 },
		{ "J\xc3\xb6rg wrote:\n> x\n", 0 }, { C72 "3\n", 1 }, { "From: b@x\n", 1 },
	};
	char text[1024];

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", head, row[i].body);
		assert_int_equal(lint_text("m", text, strlen(text), stdout), row[i].bad);
	}
	/* no mail, so no quotes */
	assert_int_equal(lint_text("m", "> x\n", 4, stdout), 1);
}
