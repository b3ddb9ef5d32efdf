// SPDX-License-Identifier: GPL-2.0-or-later
/* passage.c - see passage.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "passage.h"

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

char *message_own_text(const char *body, bool *left)
{
	bool skipping = false;
	char *text = NULL;
	size_t len, n;
	FILE *f = open_memstream(&text, &len);

	*left = false;
	if (!f)
		return NULL;
	for (const char *p = body; *p; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		*left = ends_text(p, n);
		if (*left)
			break;
		if (!skipping && introduces(p))
			skipping = true;
		if (is_quote(p)) {
			skipping = false;
			fputc('\n', f);
		} else if (!skipping) {
			fprintf(f, "%.*s\n", (int)n, p);
		}
	}
	fclose(f);
	*left |= text && !text[strspn(text, "\n")] && *body;
	return text;
}

static int add(struct passages *p, const char *text, size_t len)
{
	char **v = realloc(p->v, (p->n + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	p->v = v;
	v[p->n] = strndup(text, len);
	return v[p->n] ? p->n++, 0 : -ENOMEM;
}

/* The end of the paragraph: an empty line, or one of blanks. */
static size_t paragraph(const char *s)
{
	size_t at = 0;

	while (s[at]) {
		size_t n = strcspn(s + at, "\n");

		if (strspn(s + at, " \t\r") >= n)
			break;
		at += n + (s[at + n] == '\n');
	}
	return at;
}

int passages_of(struct passages *p, const char *body)
{
	bool left;
	char *text = message_own_text(body, &left);
	int err = text ? 0 : -ENOMEM;
	size_t n;

	*p = (struct passages){ 0 };
	for (const char *s = text; !err && *s; s += n) {
		n = paragraph(s);
		if (n)
			err = add(p, s, n);
		else
			n = strcspn(s, "\n") + 1;
	}
	free(text);
	return err;
}

void passages_free(struct passages *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i]);
	free(p->v);
}
