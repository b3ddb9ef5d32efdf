// SPDX-License-Identifier: GPL-2.0-or-later
/* message.c - see message.h. RFC 5322, 2045, 2046 and 2047 where named. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "message.h"

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

/* The last message of an mbox; the text itself if it is none. */
static char *last_message(char *text)
{
	char *at = !strncmp(text, "From ", 5) ? text : NULL;

	for (char *p = text; at && (p = strstr(p, "\n\nFrom ")); p += 2)
		at = p + 2;
	if (!at)
		return text;
	at = strchr(at, '\n');
	return at ? at + 1 : text;
}

/* RFC 5322, 2.2.3: the value of a field, folds undone. NULL: not there. */
static char *field(const char *head, const char *end, const char *name)
{
	size_t n = strlen(name);
	char *out;
	size_t k = 0;

	for (const char *p = head; p < end; p = strchr(p, '\n') + 1) {
		if (strncasecmp(p, name, n) || p[n] != ':')
			continue;
		p += n + 1;
		out = malloc(end - p + 1);
		for (; out && p < end; p++) {
			if (*p != '\n')	/* a control character is no text */
				out[k++] = (unsigned char)*p < 0x20 ||
					   *p == 0x7f ? ' ' : *p;
			else if (p[1] != ' ' && p[1] != '\t')
				break;
		}
		if (!out)
			return NULL;
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
	if (tolower(how[1]) == 'b')
		return decode_base64(out, text, end - text);
	return decode_qp(out, text, end - text, true);
}

char *message_decode_words(const char *f)
{
	char *out = malloc(strlen(f) + 1);
	size_t n = 0, used;
	bool after_word = false;

	while (out && *f) {
		size_t blanks = strspn(f, " ");

		/* blanks between two encoded words do not count */
		if (after_word && blanks && !strncmp(f + blanks, "=?", 2))
			f += blanks;
		if (!strncmp(f, "=?", 2)) {
			n += decode_word(out + n, f, &used);
			if (used) {
				f += used;
				after_word = true;
				continue;
			}
		}
		after_word = false;
		out[n++] = *f++;
	}
	if (out)
		out[n] = '\0';
	return out;
}

/* ---- bodies --------------------------------------------------------------- */

static char *decode_body(const char *body, const char *encoding)
{
	size_t len = strlen(body), n;
	char *raw = malloc(len + 1), *out;

	if (!raw)
		return NULL;
	if (encoding && !strcasecmp(encoding, "quoted-printable")) {
		n = decode_qp(raw, body, len, false);
	} else if (encoding && !strcasecmp(encoding, "base64")) {
		n = decode_base64(raw, body, len);
	} else {
		memcpy(raw, body, len);
		n = len;
	}
	out = normal_lines(raw, n);
	free(raw);
	return out;
}

/* Value of a parameter ("boundary") of a Content-Type, fresh. */
static char *parameter(const char *type, const char *name)
{
	const char *p = type ? strcasestr(type, name) : NULL;
	size_t n;

	if (!p || p[strlen(name)] != '=')
		return NULL;
	p += strlen(name) + 1;
	if (*p == '"')
		return strndup(p + 1, strcspn(p + 1, "\""));
	n = strcspn(p, "; \t");
	return strndup(p, n);
}

static char *plain_text(char *head, int depth);

/* RFC 2046, 5.1: the first part that has text. */
static char *first_part(char *body, const char *boundary, int depth)
{
	char *mark, *p, *end, *text = NULL;

	if (asprintf(&mark, "--%s", boundary) < 0)
		return NULL;
	p = strstr(body, mark);
	while (p && !text) {
		p = strchr(p, '\n');
		if (!p)
			break;
		end = strstr(++p, mark);
		if (end)
			end[-(end > p)] = '\0';
		text = plain_text(p, depth);
		p = end ? end : NULL;
	}
	free(mark);
	return text;
}

/* Text of an entity (head, empty line, body); NULL when it has none. */
static char *plain_text(char *head, int depth)
{
	char *body = *head == '\n' ? head : strstr(head, "\n\n");
	char *type, *encoding, *boundary, *text = NULL;

	if (!body || depth > 4)
		return NULL;
	type = field(head, body + (*head != '\n'), "Content-Type");
	encoding = field(head, body + (*head != '\n'), "Content-Transfer-Encoding");
	boundary = parameter(type, "boundary");
	body += *head == '\n' ? 1 : 2;
	if (type && !strncasecmp(type, "multipart/", 10) && boundary)
		text = first_part(body, boundary, depth + 1);
	else if (!type || !strncasecmp(type, "text/plain", 10))
		text = decode_body(body, encoding);
	free(type);
	free(encoding);
	free(boundary);
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
		if (*p <= ' ' || *p > '~' || strchr("<>,;\"\\()", *p))
			return false;
	return at && at > a && at[1];
}

/* Has the field one address that a mail can go to? */
static bool has_address(const char *list)
{
	char *a = list ? message_address(list) : NULL;
	bool good = a && message_is_address(a);

	free(a);
	return good;
}

/* ---- the message ---------------------------------------------------------- */

static int refuse(char *why, size_t len, const char *what)
{
	snprintf(why, len, "%s", what);
	return -EINVAL;
}

int message_parse(struct message *m, const char *text, size_t len, char *why,
		  size_t whylen)
{
	char *copy = normal_lines(text, len), *head, *end;
	int err = 0;

	*m = (struct message){ 0 };
	if (!copy)
		return refuse(why, whylen, "out of memory");
	head = last_message(copy);
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
		err = refuse(why, whylen, "the From field has no address to reply to");
	else if (!m->message_id || !is_id(m->message_id))
		err = refuse(why, whylen, "the message has no Message-Id: a reply "
			     "could not be threaded; save it in raw form");
	if (!err) {
		m->body = plain_text(head, 0);
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
	char *name = message_decode_words(from), *a;
	size_t n;

	if (!name)
		return NULL;
	a = strrchr(name, '<');
	n = a ? (size_t)(a - name) : 0;
	while (n && (name[n - 1] == ' ' || name[n - 1] == '"'))
		n--;
	name[n] = '\0';
	memmove(name, name + (*name == '"'), strlen(name + (*name == '"')) + 1);
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			*name = '\0';
	if (*name)
		return name;
	free(name);
	return message_address(from);
}
