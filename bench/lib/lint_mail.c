// SPDX-License-Identifier: GPL-2.0-or-later
/* lint_mail.c - the rules as rows, and folding that obeys them. */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files.h"
#include "lint_mail.h"
#include "text.h"

#define MAIL_LINE 998		/* RFC 5322, 2.1.1 */
#define CUT "[...]"		/* a quoted line is longer */

/* What a line must not begin with, in any case, and who would be misled. */
static const struct {
	const char *prefix, *why;
} starts[] = {
	{ " ", "begins with a blank: format=flowed shifts it" },
	{ ">", "begins with '>': taken for a quote" },
	{ "#", "begins with '#': git commit drops it" },
	{ "~", "begins with '~': mail takes it for a command" },
	{ "From ", "begins with 'From ': an mbox separator" },
	{ "From:", "begins with 'From:': git am takes it for a header" },
	{ "Subject:", "begins with 'Subject:': git am takes it for a header" },
	{ "Date:", "begins with 'Date:': git am takes it for a header" },
	{ "diff -", "begins with 'diff -': git am cuts there" },
	{ "Index: ", "begins with 'Index: ': git am cuts there" },
	{ "--- ", "begins with '--- ': git am takes it for a patch" },
};

static bool begins(const char *line, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);

	return len >= n && !strncasecmp(line, prefix, n);
}

/*
 * git's scissors, which cut off all above: a perforation of dashes with ">8",
 * "8<", ">%" or "%<" in it. Told generously: dashes before or behind.
 */
static bool is_scissors(const char *line, size_t len)
{
	static const char *const blades[] = { ">8", "8<", ">%", "%<" };
	bool blade = false, dash = memmem(line, len, "--", 2) ||
				   memmem(line, len, "- -", 3);

	for (size_t i = 0; i < sizeof(blades) / sizeof(blades[0]); i++)
		blade |= memmem(line, len, blades[i], 2) != NULL;
	return blade && dash;
}

/* "begin 644 name": uuencoded data for some mail programs. */
static bool is_uuencode(const char *line, size_t len)
{
	return len > 10 && !memcmp(line, "begin ", 6) &&
	       strspn(line + 6, "01234567") == 3 && line[9] == ' ';
}

const char *lint_line(const char *line, size_t len)
{
	if (len > MAIL_COLS)
		return "longer than 72 columns";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || (unsigned char)line[i] > 0x7e)
			return "a byte outside printable ASCII";
	if (len && line[len - 1] == ' ')
		return "a blank at the end";
	if (len == 3 && !memcmp(line, "---", 3))
		return "a bare '---': git am cuts there";
	if (len == 1 && *line == '.')
		return "a bare '.': the end of a mail";
	if (is_scissors(line, len))
		return "is a scissors line: git am drops what is above";
	if (is_uuencode(line, len))
		return "taken for uuencoded data";
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (begins(line, len, starts[i].prefix))
			return starts[i].why;
	return NULL;
}

/* The length of a mail's head, its empty line included; 0: it is no mail. */
static size_t head_of(const char *text, size_t len)
{
	const char *end = memmem(text, len, "\n\n", 2);
	size_t n = end ? (size_t)(end - text) + 1 : 0;

	if (!n || !begins(text, len, "From: ") || !memmem(text, n, "\nMIME-Version: ", 15))
		return 0;
	return n + 1;
}

/* A line of a mail's head, or one that it quotes: others may have written it. */
static const char *lint_others(const char *line, size_t len, bool head)
{
	if (len > MAIL_LINE)
		return "longer than 998 bytes: RFC 5322";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f ||
		    (head && (unsigned char)line[i] > 0x7e))
			return "a control character, or a letter in a header";
	if (len && line[len - 1] == ' ')
		return "a blank at the end";
	return NULL;
}

/* "On DATE, NAME wrote:" above a quote. */
static bool attributes(const char *line, size_t len, const char *end)
{
	return len > 7 && !memcmp(line + len - 7, " wrote:", 7) &&
	       line + len + 1 < end && line[len + 1] == '>';
}

unsigned int lint_text(const char *name, const char *text, size_t len,
		       FILE *out)
{
	unsigned int bad = 0, number = 0;
	size_t head = head_of(text, len);

	for (size_t at = 0; at < len; ) {
		const char *nl = memchr(text + at, '\n', len - at), *why;
		size_t end = nl ? (size_t)(nl - text) : len;
		bool others = head && (at < head || text[at] == '>' ||
			attributes(text + at, end - at, text + len));

		number++;
		why = others ? lint_others(text + at, end - at, at < head) :
		      lint_line(text + at, end - at);
		if (!why && !nl)
			why = "the last line has no end";
		if (why) {
			fprintf(out, "%s:%u: %s\n", name, number, why);
			bad++;
		}
		at = end + 1;
	}
	return bad;
}

static void put_line(FILE *out, const char *line, size_t len)
{
	while (len && line[len - 1] == ' ')
		len--;
	if (lint_line(line, len) && len <= MAIL_COLS - 2)
		fputs("| ", out);
	fwrite(line, 1, len, out);
	fputc('\n', out);
}

/* "8" and "%", "1.5" and "million": read as one, so not parted. */
static bool is_unit_of(const char *number, const char *word)
{
	static const char *const units[] = {
		"%", "ns", "us", "ms", "s", "min", "h", "B", "KiB", "MiB", "GiB",
		"MB", "GB", "KiB/s", "MiB/s", "GiB/s", "MB/s", "GB/s", "MHz", "GHz",
		"thousand", "million", "columns", "bytes", "instructions",
	};
	size_t n = strcspn(word, " ,.;:)");

	if (!isdigit((unsigned char)*number))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i]) == n && !memcmp(word, units[i], n))
			return true;
	return false;
}

/*
 * Where to fold: after the last blank that fits and does not part a number from
 * its unit; at one that does if there is no other; in the word without any.
 */
static size_t fold_at(const char *s, size_t max)
{
	size_t n = strlen(s), last = 0;

	if (n <= max)
		return n;
	for (n = max; n > 0; n--) {
		if (s[n] != ' ')
			continue;
		if (!is_unit_of(s + n - 1, s + n + 1))
			return n;
		last = last ?: n;
	}
	return last ?: max;
}

void mail_para(FILE *out, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	text_plain(text);
	/* a blank at the end is none that a line needs room for */
	while (n && text[n - 1] == ' ')
		text[--n] = '\0';
	for (const char *p = text; *p; ) {
		size_t len = fold_at(p, MAIL_COLS);

		/* room for the mark if the line needs one */
		if (len > MAIL_COLS - 2 && lint_line(p, len))
			len = fold_at(p, MAIL_COLS - 2);
		put_line(out, p, len);
		p += len;
		while (*p == ' ')
			p++;
	}
	free(text);
}

void mail_quote(FILE *out, const char *line)
{
	char *copy = strdup(line);
	size_t len;
	bool cut;

	if (!copy)
		return;
	text_plain(copy);
	len = strlen(copy);
	cut = len > MAIL_COLS - 2;
	if (cut)
		len = MAIL_COLS - 2 - strlen(CUT);
	while (len && copy[len - 1] == ' ')
		len--;
	fprintf(out, "|%s%.*s%s\n", len ? " " : "", (int)len, copy, cut ? CUT : "");
	free(copy);
}
