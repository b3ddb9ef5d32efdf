/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of a struct, read in the sources: what has no row in a saved
 * state's tables is found by that, also where it lies in what was padding.
 * Included once per program.
 */
#ifndef GEN9_TESTS_STATE_SCAN_H
#define GEN9_TESTS_STATE_SCAN_H

#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCAN_FIELDS	80u
#define SCAN_TEXT	100000u

struct scan {
	char text[SCAN_TEXT];		/* of the struct, between its braces */
	char name[SCAN_FIELDS][64];
	unsigned int n;
};

/* Comments become spaces. */
static inline void scan_no_comments(char *p)
{
	char *end;

	while ((p = strstr(p, "/*")) && (end = strstr(p, "*/"))) {
		memset(p, ' ', (size_t)(end + 2 - p));
		p = end + 2;
	}
}

/* What follows at up to the brace that closes it. */
static inline bool scan_body(struct scan *s, const char *at)
{
	unsigned int depth = 1, n = 0;

	for (; *at && n < SCAN_TEXT - 1; at++) {
		depth += *at == '{';
		depth -= *at == '}';
		if (!depth)
			break;
		s->text[n++] = *at;
	}
	s->text[n] = '\0';
	return !depth;
}

static inline bool scan_file(struct scan *s, const char *path, const char *name)
{
	static char text[SCAN_TEXT];
	char head[80];
	FILE *f = fopen(path, "r");
	const char *at;
	size_t n;

	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	scan_no_comments(text);
	snprintf(head, sizeof(head), "%s {", name);
	at = strstr(text, head);
	return at && scan_body(s, at + strlen(head));
}

/* The text of the struct ("struct name"), from the sources of the model. */
static inline bool scan_find(struct scan *s, const char *name)
{
	glob_t g;
	bool found = false;

	if (glob("gpu/*/*.[ch]", 0, NULL, &g))
		return false;
	for (size_t i = 0; i < g.gl_pathc && !found; i++)
		found = strncmp(g.gl_pathv[i], "gpu/tests/", 10) &&
			scan_file(s, g.gl_pathv[i], name);
	globfree(&g);
	return found;
}

/* One declarator: its last word before brackets, attributes, a bit field. */
static inline void scan_declarator(struct scan *s, char *d)
{
	char *end = strstr(d, "__attribute__"), *from;

	if (end)
		*end = '\0';
	d[strcspn(d, "[:=")] = '\0';
	end = d + strlen(d);
	while (end > d && !isalnum((unsigned char)end[-1]) && end[-1] != '_')
		end--;
	for (from = end; from > d && (isalnum((unsigned char)from[-1]) ||
				      from[-1] == '_'); from--)
		;
	if (end == from || s->n == SCAN_FIELDS)
		return;
	snprintf(s->name[s->n++], sizeof(s->name[0]), "%.*s", (int)(end - from),
		 from);
}

/* A declaration; of a struct in it what follows the brace. */
static inline void scan_declaration(struct scan *s, char *d)
{
	char *brace = strrchr(d, '}'), *next;

	for (d = brace ? brace + 1 : d; d; d = next) {
		next = strchr(d, ',');
		if (next)
			*next++ = '\0';
		scan_declarator(s, d);
	}
}

/* The fields of s->text into s->name. */
static inline void scan_fields(struct scan *s)
{
	unsigned int depth = 0;
	char *from = s->text;

	s->n = 0;
	for (char *p = s->text; *p; p++) {
		depth += *p == '{';
		depth -= *p == '}';
		if (*p != ';' || depth)
			continue;
		*p = '\0';
		scan_declaration(s, from);
		from = p + 1;
	}
}

#endif
