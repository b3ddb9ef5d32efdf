// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reply_body.c - what is quoted of a message, and the whole mail. Quoted is
 * what the author wrote, not what he quoted.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "lint_mail.h"
#include "reply.h"
#include "text.h"

#define NAME_LONG 100		/* bytes of a name; else the address is shown */
#define LINE_LONG 200		/* a longer line is a paragraph: it is folded */

struct quote {
	FILE *out;
	unsigned int lines;	/* written */
	bool gap;		/* an empty line is owed */
	bool cut;		/* of a line a part only */
};

/* Letters as they are; what a terminal would act on as "?". */
static void put_text(FILE *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = s[i], next = i + 1 < len ? s[i + 1] : 0;

		if (c == 0xc2 && next < 0xa0) {
			fputc('?', out);
			i++;
		} else {
			fputc(c == '\t' ? ' ' : c < 0x20 || c == 0x7f ? '?' : c, out);
		}
	}
}

static void put_line(struct quote *q, const char *s, size_t len)
{
	while (len && strchr(" \t\r", s[len - 1]))
		len--;
	if (!len) {
		q->gap = q->lines > 0;
		return;
	}
	if (q->gap)
		fputs(">\n", q->out);
	q->lines += q->gap;
	q->gap = false;
	fputs(*s == '>' ? ">" : "> ", q->out);
	put_text(q->out, s, len);
	fputc('\n', q->out);
	q->lines++;
}

/* Bytes of the next piece of a long line: up to a blank, else between letters. */
static size_t piece(const char *s, size_t len)
{
	size_t n = MAIL_COLS - 2;

	if (len <= n)
		return len;
	while (n && s[n] != ' ')
		n--;
	if (n)
		return n;
	for (n = MAIL_COLS - 2; ((unsigned char)s[n] & 0xc0) == 0x80; )
		n--;
	return n;
}

static void put_folded(struct quote *q, const char *s, size_t len)
{
	while (len > LINE_LONG && q->lines < REPLY_QUOTE) {
		size_t n = piece(s, len);

		put_line(q, s, n);
		while (n < len && s[n] == ' ')
			n++;
		s += n;
		len -= n;
		if (len <= LINE_LONG)	/* the rest of a paragraph, too */
			for (; len > MAIL_COLS - 2; s += n, len -= n)
				put_line(q, s, n = piece(s, len));
	}
	if (len <= LINE_LONG)
		put_line(q, s, len);
	else
		q->cut = true;
}

/* Where a changelog ends and a patch or a signature begins. */
static bool ends_text(const char *line, size_t len)
{
	return (len == 3 && !strncmp(line, "---", 3)) ||
	       (len == 3 && !strncmp(line, "-- ", 3)) ||
	       (len >= 6 && !strncmp(line, "diff -", 6)) ||
	       (len >= 7 && !strncmp(line, "Index: ", 7));
}

/* ">From " is what mail programs make of "From ", no quote. */
static bool is_quote(const char *line)
{
	size_t marks = strspn(line, ">");

	return marks && strncmp(line + marks, "From ", 5);
}

/* "On Monday, Bob wrote:", with the quote behind it; two lines at most. */
static bool introduces(const char *line)
{
	const char *p = line;

	for (unsigned int i = 0; i < 2; i++) {
		size_t n = strcspn(p, "\n");

		if (n && p[n - 1] == ':') {
			p += n;
			return is_quote(p + strspn(p, "\n"));
		}
		if (!p[n] || is_quote(p))
			return false;
		p += n + 1;
	}
	return false;
}

static void put_author(FILE *out, const struct message *m)
{
	char *who = message_author(m->from), *date = m->date ? strdup(m->date) : NULL;

	if (who && strlen(who) > NAME_LONG) {
		free(who);
		who = message_address(m->from);
	}
	if (date)
		text_plain(date);
	if (date && strlen(date) <= NAME_LONG)
		fprintf(out, "On %s, ", date);
	put_text(out, who ? who : "you", strlen(who ? who : "you"));
	fputs(" wrote:\n", out);
	free(who);
	free(date);
}

static void put_quote(FILE *out, const struct message *m)
{
	struct quote q = { .out = out };
	bool skipping = false, left = false;
	const char *p = m->body;
	size_t n;

	put_author(out, m);
	for (; *p && q.lines < REPLY_QUOTE; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		if (ends_text(p, n))
			break;
		if (!skipping && introduces(p))
			skipping = true;
		if (is_quote(p)) {
			left = true;
			skipping = false;
			q.gap = q.lines > 0;
		} else if (!skipping) {
			put_folded(&q, p, n);
		}
	}
	if (*p || q.cut || (left && !q.lines))
		fputs("> [...]\n", out);
	fputc('\n', out);
}

void reply_write(FILE *out, const struct message *m, const char *from,
		 const char *report, const char *rest)
{
	char *body = NULL;
	size_t len;
	FILE *f = open_memstream(&body, &len);

	if (!f)
		return;
	put_quote(f, m);
	fputs(report, f);
	if (rest) {
		fputc('\n', f);
		mail_para(f, "%s", rest);
	}
	fclose(f);
	reply_head(out, m, from, body);
	fputs(body, out);
	free(body);
}
