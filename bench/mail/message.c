// SPDX-License-Identifier: GPL-2.0-or-later
/* message.c - see message.h. RFC 5322, 2045, 2046 and 2047 where named. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "charset.h"
#include "message.h"
#include "text.h"

#define ADDRESS_MAX 254	/* RFC 5321, 4.5.3.1.3 */

/* ---- lines and fields ----------------------------------------------------- */

/* A copy with LF line ends and no NULs. */
static char *normal_lines(const char *text, size_t len)
{
	char *out = malloc(len + 2);
	size_t n = 0;

	for (size_t i = 0; out && i < len; i++) {
		if (text[i] == '\0' || (text[i] == '\r' && i + 1 < len &&
					text[i + 1] == '\n'))
			continue;
		out[n++] = text[i];
	}
	if (out && n && out[n - 1] != '\n')
		out[n++] = '\n';
	if (out)
		out[n] = '\0';
	return out;
}

/* The start of the message behind the "From " line at p. */
static char *behind_from(char *p)
{
	char *nl = strncmp(p, "From ", 5) ? NULL : strchr(p, '\n');

	return nl ? nl + 1 : p;
}

/* The next "From " line of an mbox, behind an empty line; NULL: none. */
static char *next_from(char *p)
{
	p = strstr(p, "\n\nFrom ");
	return p ? p + 2 : NULL;
}

/* mboxrd: one '>' is taken off lines like ">From " and ">>From ". */
static void unescape(char *text)
{
	char *out = text;

	for (char *p = text; *p; ) {
		size_t n = strcspn(p, "\n"), marks = strspn(p, ">");

		if (marks && !strncmp(p + marks, "From ", 5)) {
			p++;
			n--;
		}
		n += p[n] == '\n';
		memmove(out, p, n);
		out += n;
		p += n;
	}
	*out = '\0';
}

/* RFC 5322, 2.2.3: the value of a field, folds undone. NULL: not there. */
static char *field(const char *head, const char *end, const char *name)
{
	size_t n = strlen(name);
	char *out;
	size_t k = 0;

	for (const char *p = head, *nl; p < end; p = nl + 1) {
		nl = memchr(p, '\n', end - p);
		nl = nl ? nl : end;
		if ((size_t)(end - p) <= n || strncasecmp(p, name, n) || (p[n] != ':' && p[n] != '\t'))
			continue;
		p += n + 1;
		out = malloc(end - p + 1);
		if (!out)
			return NULL;
		for (; p < end; p++) {
			if (*p != '\n')	/* a control character is no text */
				out[k++] = (unsigned char)*p < 0x20 ||
					   *p == 0x7f ? ' ' : *p;
			else if (p + 1 == end || (p[1] != ' ' && p[1] != '\t'))
				break;
		}
		while (k && out[k - 1] == ' ')
			k--;
		out[k] = '\0';
		memmove(out, out + strspn(out, " "), k - strspn(out, " ") + 1);
		return out;
	}
	return NULL;
}

/* ---- encodings ------------------------------------------------------------ */

static int hex(int c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? tolower(c) - 'a' + 10 : -1;
}

/* RFC 2045, 6.7; underscore is a blank in RFC 2047's form of it. */
static size_t decode_qp(char *out, const char *in, size_t len, bool words)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] == '=' && i + 1 < len && in[i + 1] == '\n') {
			i++;
		} else if (in[i] == '=' && i + 2 < len && hex(in[i + 1]) >= 0 &&
			   hex(in[i + 2]) >= 0) {
			out[n++] = hex(in[i + 1]) << 4 | hex(in[i + 2]);
			i += 2;
		} else {
			out[n++] = words && in[i] == '_' ? ' ' : in[i];
		}
	}
	return n;
}

static size_t decode_base64(char *out, const char *in, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned int acc = 0, bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < len && in[i] != '='; i++) {
		const char *d = in[i] ? strchr(digits, in[i]) : NULL;

		if (!d)
			continue;
		acc = acc << 6 | (unsigned int)(d - digits);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (char)(acc >> bits & 0xff);
		}
	}
	return n;
}

/* One "=?charset?X?text?=" at p; its length in *used, 0 if it is none. */
static size_t decode_word(char *out, const char *p, size_t *used)
{
	const char *charset = p + 2, *how, *text, *end;

	*used = 0;
	how = strchr(charset, '?');
	if (!how || !how[1] || how[2] != '?')
		return 0;
	text = how + 3;
	end = strstr(text, "?=");
	if (!end || memchr(text, ' ', end - text))
		return 0;
	*used = end + 2 - p;
	return tolower(how[1]) == 'b' ? decode_base64(out, text, end - text) :
	       decode_qp(out, text, end - text, true);
}

/* The charset of that word, fresh. */
static char *word_charset(const char *p)
{
	return strndup(p + 2, strcspn(p + 2, "?*"));
}

/* A word's text in UTF-8 into f; how long the word is, 0 if it is none. */
static size_t put_word(FILE *f, const char *p)
{
	char *raw = malloc(strlen(p) + 1), *charset = word_charset(p), *text;
	size_t used = 0, n = raw ? decode_word(raw, p, &used) : 0;

	text = used ? charset_to_utf8(raw, n, charset) : NULL;
	if (text)
		fputs(text, f);
	free(text);
	free(charset);
	free(raw);
	return used;
}

char *message_decode_words(const char *p)
{
	bool after_word = false;
	char *out = NULL;
	size_t len, used;
	FILE *f = open_memstream(&out, &len);

	while (f && *p) {
		size_t blanks = strspn(p, " ");

		/* blanks between two encoded words do not count */
		if (after_word && blanks && !strncmp(p + blanks, "=?", 2))
			p += blanks;
		used = strncmp(p, "=?", 2) ? 0 : put_word(f, p);
		after_word = used > 0;
		if (!used)
			fputc(*p, f);
		p += used ? used : 1;
	}
	if (f)
		fclose(f);
	return out;
}

/* ---- bodies --------------------------------------------------------------- */

/* The text of a body in UTF-8, LF line ends, without NULs. */
static char *decode_body(const char *body, size_t len, const char *encoding,
			 const char *charset)
{
	char *raw = malloc(len + 1), *lines, *out;
	size_t n = len;

	if (!raw)
		return NULL;
	if (encoding && !strcasecmp(encoding, "quoted-printable"))
		n = decode_qp(raw, body, len, false);
	else if (encoding && !strcasecmp(encoding, "base64"))
		n = decode_base64(raw, body, len);
	else
		memcpy(raw, body, len);
	lines = charset_to_utf8(raw, n, charset);
	out = lines ? normal_lines(lines, strlen(lines)) : NULL;
	free(lines);
	free(raw);
	return out;
}

/* Value of a parameter ("boundary") of a Content-Type, fresh. */
static char *parameter(const char *type, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = type; p && (p = strchr(p, ';')); ) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, len))
			continue;
		p += len + strspn(p + len, " \t");
		if (*p != '=')
			continue;
		p += 1 + strspn(p + 1, " \t");
		if (*p == '"')
			return strndup(p + 1, strcspn(p + 1, "\""));
		return strndup(p, strcspn(p, "; \t("));
	}
	return NULL;
}

static char *plain_text(const char *head, size_t len, int depth);

/*
 * RFC 2046, 5.1.1: a delimiter is a line of its own, "--boundary" and blanks,
 * the last one with "--" behind it. The next from p, at the line's start; its
 * end in *next, and whether it is the last.
 */
static const char *delimiter(const char *p, const char *end, const char *boundary,
			     const char **next, bool *last)
{
	size_t n = strlen(boundary);

	while (p < end) {
		const char *nl = memchr(p, '\n', end - p), *s = p + 2 + n;

		*next = nl ? nl + 1 : end;
		if ((size_t)(end - p) >= n + 2 && !memcmp(p, "--", 2) &&
		    !memcmp(p + 2, boundary, n)) {
			*last = end - s >= 2 && !memcmp(s, "--", 2);
			s += *last ? 2 : 0;
			while (s < *next && strchr(" \t\n", *s))
				s++;
			if (s == *next)
				return p;
		}
		p = *next;
	}
	return NULL;
}

/* RFC 2046, 5.1: the first part that has text. */
static char *first_part(const char *body, const char *end, const char *boundary,
			int depth)
{
	const char *from, *to, *next;
	char *text = NULL;
	bool last = false;

	if (!delimiter(body, end, boundary, &from, &last))
		return NULL;
	while (!text && !last) {
		to = delimiter(from, end, boundary, &next, &last);
		if (!to) {	/* cut short */
			to = next = end;
			last = true;
		}
		/* the line end before a delimiter is the delimiter's */
		text = plain_text(from, to - from - (to > from && to[-1] == '\n'),
				  depth);
		from = next;
	}
	return text;
}

/* Text of an entity (head, empty line, body); NULL when it has none. */
static char *plain_text(const char *head, size_t len, int depth)
{
	const char *end = head + len, *body;
	char *type, *encoding, *boundary, *charset, *text = NULL;

	body = len && *head == '\n' ? head : memmem(head, len, "\n\n", 2);
	if (!body || depth > 4)
		return NULL;
	body += body != head;	/* the last field's own line end */
	type = field(head, body, "Content-Type");
	encoding = field(head, body, "Content-Transfer-Encoding");
	boundary = parameter(type, "boundary");
	charset = parameter(type, "charset");
	body++;
	if (type && !strncasecmp(type, "multipart/", 10) && boundary && *boundary)
		text = first_part(body, end, boundary, depth + 1);
	else if (!type || !strchr(type, '/') ||	/* RFC 2045, 5.2 */
		 !strncasecmp(type, "text/plain", 10))
		text = decode_body(body, end - body, encoding, charset);
	free(type);
	free(encoding);
	free(boundary);
	free(charset);
	return text;
}

/* RFC 5322, 3.6.4, as far as a reply needs it: <printable>, no blanks. */
static bool is_id(const char *s)
{
	size_t n = strlen(s);

	if (n < 3 || *s != '<' || s[n - 1] != '>')
		return false;
	for (const char *p = s + 1; p < s + n - 1; p++)
		if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
			return false;
	return true;
}

/* Comments and what follows the id are dropped: "<id> (added by ...)". */
static void trim_id(char *s)
{
	char *end = s ? strchr(s, '>') : NULL;

	if (end)
		end[1] = '\0';
}

bool message_is_address(const char *a)
{
	const char *at = strchr(a, '@');

	for (const char *p = a; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>,;:\"\\()[]", *p))
			return false;
	return at && at > a && at[1] && !strchr(at + 1, '@') &&
	       strlen(a) <= ADDRESS_MAX;
}

/* Has the field one address that a mail can go to? */
static bool has_address(const char *list)
{
	char *a = list ? message_address(list) : NULL;
	const char *at = a ? strchr(a, '@') : NULL;
	/* "yan@xxxxxxxxx": what some archives make of an address */
	bool hidden = at && strlen(at) > 4 && !at[1 + strspn(at + 1, "x.")];
	bool good = a && message_is_address(a) && !hidden;

	free(a);
	return good;
}

/* ---- the message ---------------------------------------------------------- */

static int refuse(char *why, size_t len, const char *what)
{
	snprintf(why, len, "%s", what);
	return -EINVAL;
}

static int refuse_which(char why[], size_t len, const char *which, unsigned int n)
{
	snprintf(why, len, "no message %.100s among its %u", which, n);
	return -EINVAL;
}

/* Is it the one meant: by its place from 1, or by its Message-Id? */
static bool is_meant(char *head, unsigned int n, const char *which)
{
	char *end = strstr(head, "\n\n"), *id, *rest;
	unsigned long want = strtoul(which, &rest, 10);
	bool is;

	if (!*rest && rest != which)
		return want == n;
	id = field(head, end ? end + 1 : head + strlen(head), "Message-Id");
	trim_id(id);
	is = id && (!strcmp(id, which) || (strlen(id) == strlen(which) + 2 &&
		    !strncmp(id + 1, which, strlen(which))));
	free(id);
	return is;
}

/* The message of an mbox that is meant, the last if none is said. */
static char *choose(char *text, const char *which, struct message *m)
{
	char *found = NULL, *next;
	bool mbox = !strncmp(text, "From ", 5);

	for (char *p = text; p; p = next) {
		char *end;

		next = mbox ? next_from(p) : NULL;
		m->of++;
		end = next ? next - 1 : NULL;	/* its last empty line's end */
		if (end)
			*end = '\0';
		if (!which || is_meant(behind_from(p), m->of, which)) {
			found = behind_from(p);
			m->number = m->of;
			if (which)
				which = "0";	/* only counted from here */
		}
	}
	if (found && mbox)
		unescape(found);
	return found;
}

int message_parse(struct message *m, const char *text, size_t len,
		  const char *which, char *why, size_t whylen)
{
	char *copy = normal_lines(text, len), *head, *end;
	int err = 0;

	*m = (struct message){ 0 };
	if (!copy)
		return refuse(why, whylen, "out of memory");
	head = choose(copy, which, m);
	if (!head) {
		free(copy);
		return refuse_which(why, whylen, which, m->of);
	}
	end = strstr(head, "\n\n");
	end = end ? end + 1 : head + strlen(head);
	m->from = field(head, end, "From");
	m->reply_to = field(head, end, "Reply-To");
	m->to = field(head, end, "To");
	m->cc = field(head, end, "Cc");
	m->subject = field(head, end, "Subject");
	m->date = field(head, end, "Date");
	m->message_id = field(head, end, "Message-Id");
	m->references = field(head, end, "References");
	m->in_reply_to = field(head, end, "In-Reply-To");
	trim_id(m->message_id);
	if (!m->from)
		err = refuse(why, whylen, "no mail: there is no From field");
	else if (!has_address(m->from))
		m->missing = "an address of the author";
	else if (!m->message_id || !is_id(m->message_id))
		m->missing = "a Message-Id";
	if (!err) {
		m->body = plain_text(head, strlen(head), 0);
		if (!m->body)
			err = refuse(why, whylen, "the message has no text/plain part");
	}
	free(copy);
	return err;
}

void message_free(struct message *m)
{
	char **all[] = { &m->from, &m->reply_to, &m->to, &m->cc, &m->subject,
			 &m->date, &m->message_id, &m->references,
			 &m->in_reply_to, &m->body };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		free(*all[i]);
		*all[i] = NULL;
	}
}

char *message_address(const char *mailbox)
{
	const char *a = strrchr(mailbox, '<'), *b = a ? strchr(a, '>') : NULL;
	size_t skip = strspn(mailbox, " ");

	if (a && b)
		return strndup(a + 1, b - a - 1);
	return strndup(mailbox + skip, strcspn(mailbox + skip, " ("));
}

char *message_author(const char *from)
{
	char *words = message_decode_words(from), *name, *a;
	size_t n;

	name = words ? charset_to_utf8(words, strlen(words), NULL) : NULL;
	free(words);
	if (!name)
		return NULL;
	a = strrchr(name, '<');
	n = a ? (size_t)(a - name) : 0;
	while (n && (name[n - 1] == ' ' || name[n - 1] == '"'))
		n--;
	name[n] = '\0';
	memmove(name, name + (*name == '"'), strlen(name + (*name == '"')) + 1);
	if (!text_is_plain(name))
		*name = '\0';
	if (*name)
		return name;
	free(name);
	return message_address(from);
}
