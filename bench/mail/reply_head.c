// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reply_head.c - the header of a reply: addresses once each, threading,
 * folding, and whatever was not ASCII as encoded words (RFC 2047).
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "charset.h"
#include "reply.h"

#define WORD_MOST 200	/* bytes of a word or a name in a field */
#define ID_MOST 250	/* of a Message-Id; longer ones are left out */

/* RFC 5322, 2.1.1: a long field is folded at a blank. */
static void put_field(FILE *out, const char *name, const char *value)
{
	size_t col = fprintf(out, "%s:", name);

	while (*value) {
		size_t n = strcspn(value, " ");

		if (n && col > strlen(name) + 1 && col + 1 + n > 76)
			col = fprintf(out, "\n %.*s", (int)n, value) - 1;
		else if (n)
			col += fprintf(out, " %.*s", (int)n, value);
		value += n;
		value += strspn(value, " ");
	}
	fputc('\n', out);
}

/* ---- encoded words -------------------------------------------------------- */

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
			return false;
	return true;
}

/* RFC 2047, 4.2: words of at most 75 characters, never cut in a character. */
static void put_encoded(FILE *f, const char *s)
{
	bool utf8 = utf8_is(s);
	size_t room = 0, n;

	for (bool first = true; *s; s += n) {
		n = utf8 ? utf8_length(s) : 1;
		if (room < 3 * n) {
			fprintf(f, "%s=?%s?Q?", first ? "" : "?= ",
				utf8 ? "utf-8" : "iso-8859-1");
			room = 54;
			first = false;
		}
		for (size_t i = 0; i < n; i++) {
			unsigned char c = s[i];

			room -= isalnum(c) && c < 0x80 ? fprintf(f, "%c", c) :
				c == ' ' ? fprintf(f, "_") :
				fprintf(f, "=%02X", c);
		}
	}
	fputs("?=", f);
}

/* No word so long that a field could not be folded. */
static bool is_foldable(const char *s)
{
	for (size_t n; *s; s += n + (s[n] == ' ')) {
		n = strcspn(s, " ");
		if (n > WORD_MOST)
			return false;
	}
	return true;
}

/* A field of free text (Subject), in a fresh string. */
static char *encoded(const char *s)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	if (is_ascii(s) && is_foldable(s))
		fputs(s, f);
	else
		put_encoded(f, s);
	fclose(f);
	return text;
}

/* "Name <address>", the name encoded where it must be. */
static void put_mailbox(FILE *f, const char *box, const char *address)
{
	const char *end = strrchr(box, '<');
	char *name;
	size_t n = 0;

	if (strlen(box) > WORD_MOST) {
		fprintf(f, "<%s>", address);
		return;
	}
	if (is_ascii(box)) {
		fputs(box, f);
		return;
	}
	name = strndup(box, end ? (size_t)(end - box) : 0);
	for (const char *p = name; p && *p; p++)
		if (*p != '"' && *p != '\\')
			name[n++] = *p;
	while (n && name[n - 1] == ' ')
		n--;
	if (name && n) {
		name[n] = '\0';
		put_encoded(f, name);
		fputc(' ', f);
	}
	fprintf(f, "<%s>", address);
	free(name);
}

/* ---- addresses ------------------------------------------------------------ */

/* The next mailbox of a list; commas in quotes and comments do not part. */
static char *next_mailbox(const char **list)
{
	const char *p = *list + strspn(*list, " ,;"), *start = p;
	bool quoted = false, angle = false;
	int comment = 0;

	for (; *p && (quoted || comment || (*p != ',' && *p != ';')); p++) {
		if (*p == ':' && !quoted && !comment && !angle)
			start = p + 1 + strspn(p + 1, " ");	/* a group's name */
		else if (*p == '<' && !quoted && !comment)
			angle = true;
		else if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == '(')
			comment++;
		else if (!quoted && *p == ')' && comment)
			comment--;
	}
	*list = p;
	return p > start ? strndup(start, p - start) : NULL;
}

struct seen {
	char *addr[512];
	size_t n;
};

/* A new address is remembered and returned; NULL: known, or none at all. */
static const char *new_address(struct seen *s, const char *mailbox)
{
	char *a = message_address(mailbox);

	for (size_t i = 0; a && i < s->n; i++)
		if (!strcasecmp(s->addr[i], a)) {
			free(a);
			return NULL;
		}
	if (!a || !message_is_address(a) ||
	    s->n == sizeof(s->addr) / sizeof(s->addr[0])) {
		free(a);
		return NULL;
	}
	return s->addr[s->n++] = a;
}

static void append_new(FILE *f, struct seen *s, const char *list, size_t *count)
{
	const char *address;
	char *box;

	while (list && (box = next_mailbox(&list))) {
		address = new_address(s, box);
		if (address) {
			fputs((*count)++ ? ", " : "", f);
			put_mailbox(f, box, address);
		}
		free(box);
	}
}

/* Addresses of two lists that were not there before; how many. */
static size_t put_addresses(FILE *out, const char *name, struct seen *s,
			    const char *one, const char *two)
{
	char *list = NULL;
	size_t len, count = 0;
	FILE *f = open_memstream(&list, &len);

	if (!f)
		return 0;
	append_new(f, s, one, &count);
	append_new(f, s, two, &count);
	fclose(f);
	if (count)
		put_field(out, name, list);
	free(list);
	return count;
}

/* ---- the whole ------------------------------------------------------------ */

/* Message-Ids of a field; other words are dropped. */
static void put_ids(FILE *f, const char *field)
{
	for (const char *p = field; p && (p = strchr(p, '<')); ) {
		size_t n = 1;

		while (p[n] > ' ' && p[n] <= '~' && p[n] != '<' && p[n] != '>')
			n++;
		if (p[n] == '>' && n > 1 && n < ID_MOST)
			fprintf(f, "%.*s ", (int)n + 1, p);
		p += n;
	}
}

static void put_references(FILE *out, const struct message *m)
{
	char *list = NULL;
	size_t len;
	FILE *f = open_memstream(&list, &len);

	if (!f)
		return;
	/* RFC 5322, 3.6.4: References, else what In-Reply-To has */
	put_ids(f, m->references && strchr(m->references, '<') ? m->references :
		m->in_reply_to);
	fputs(m->message_id, f);
	fclose(f);
	put_field(out, "References", list);
	free(list);
}

static void put_subject(FILE *out, const char *subject)
{
	char *plain = message_decode_words(subject ? subject : ""), *line, *code;
	/* as it stands where it is ASCII: encoded words stay what they were */
	const char *s = subject && is_ascii(subject) ? subject : plain;
	bool again = plain && !strncasecmp(plain, "re:", 3);

	for (char *p = plain; p && *p; p++)	/* encoded ones, too */
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';

	if (s && asprintf(&line, "%s%s", again ? "" : "Re: ", s) >= 0) {
		code = encoded(line);
		put_field(out, "Subject", code ? code : "Re:");
		free(code);
		free(line);
	}
	free(plain);
}

void reply_head(FILE *out, const struct message *m, const char *from,
		const char *body)
{
	bool ascii = true;

	const char *to = m->reply_to ? m->reply_to : m->from;
	struct seen s = { 0 }, me = { 0 };
	const char *mine = new_address(&me, from);

	fputs("From: ", out);
	put_mailbox(out, from, mine ? mine : "");
	fputc('\n', out);
	put_subject(out, m->subject);
	/* to oneself only when one answers oneself */
	if (!put_addresses(out, "To", &s, to, NULL))
		put_addresses(out, "To", &s, m->from, NULL);
	new_address(&s, from);
	put_addresses(out, "Cc", &s, m->to, m->cc);
	put_field(out, "In-Reply-To", m->message_id);
	put_references(out, m);
	for (const char *p = body; *p; p++)
		ascii &= (unsigned char)*p < 0x80;
	fprintf(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\n"
		"Content-Transfer-Encoding: %s\n\n", ascii ? "us-ascii" : "utf-8",
		ascii ? "7bit" : "8bit");
	for (size_t i = 0; i < s.n; i++)
		free(s.addr[i]);
	for (size_t i = 0; i < me.n; i++)
		free(me.addr[i]);
}
