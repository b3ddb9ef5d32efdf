// SPDX-License-Identifier: GPL-2.0-or-later
/* reply_body.c - what is quoted of a message, the answers, the whole mail. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "lint_mail.h"
#include "passage.h"
#include "reply.h"
#include "text.h"

#define NAME_LONG 100		/* bytes of a name; else the address is shown */
#define LINE_LONG 200		/* a longer line is a paragraph: it is folded */

struct quote {
	FILE *out;
	unsigned int lines, most;	/* written, and how many may be */
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
	while (len > LINE_LONG && q->lines < q->most) {
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

static void put_author(FILE *out, const struct message *m)
{
	char *who = message_author(m->from), *date = m->date ? strdup(m->date) : NULL;

	if (who && strlen(who) > NAME_LONG) {
		free(who);
		who = message_address(m->from);
	}
	/* of a header that cannot be read there may be anything */
	if (who && !utf8_is(who)) {
		free(who);
		who = NULL;
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

/* The beginning of what the author wrote, most lines of it. */
static void put_own(FILE *out, const char *text, bool left, unsigned int most)
{
	struct quote q = { .out = out, .most = most };
	const char *p = text;
	size_t n;

	for (; *p && q.lines < most; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		put_folded(&q, p, n);
	}
	if (p[strspn(p, "\n")] || q.cut || left)
		fputs("> [...]\n", out);
}

static void put_beginning(FILE *out, const struct message *m)
{
	bool left;
	char *own = message_own_text(m->body, &left);

	put_own(out, own ? own : "", left, REPLY_QUOTE);
	fputc('\n', out);
	free(own);
}

void reply_body(FILE *out, const struct message *m, const struct reply_part *parts,
		size_t n, const char *report, const char *rest)
{
	put_author(out, m);
	if (!n)
		put_beginning(out, m);
	for (size_t i = 0; i < n; i++) {
		put_own(out, parts[i].passage, false, REPLY_PASSAGE);
		fprintf(out, "\n%s\n", parts[i].answer);
	}
	fputs(report, out);
	if (rest) {
		fputc('\n', out);
		mail_para(out, "%s", rest);
	}
}

void reply_write(FILE *out, const struct message *m, const char *from,
		 const struct reply_part *parts, size_t n, const char *report,
		 const char *rest)
{
	char *body = NULL;
	size_t len;
	FILE *f = open_memstream(&body, &len);

	if (!f)
		return;
	reply_body(f, m, parts, n, report, rest);
	fclose(f);
	if (!m->missing)
		reply_head(out, m, from, body);
	fputs(body, out);
	free(body);
}
