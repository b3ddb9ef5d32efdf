// SPDX-License-Identifier: GPL-2.0-or-later
/* known.c - see known.h. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "known.h"
#include "text.h"

#define ROWS (sizeof(((struct known *)0)->row) / sizeof(struct known_row))

/* The next word, or all before sep, at the most n - 1 bytes; NULL: too long. */
static const char *part(const char *p, char *out, size_t n, const char *sep)
{
	size_t len;

	p += strspn(p, " \t");
	len = strcspn(p, sep);
	if (len >= n)
		return NULL;
	memcpy(out, p, len);
	p += len + (p[len] == '|');
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
	return p;
}

static bool read_row(struct known_row *r, const char *line, bool bar)
{
	line = part(line, r->key, sizeof(r->key), " ");
	if (line)
		line = part(line, r->what, sizeof(r->what), bar ? "|\n" : " \n");
	if (line)
		line = part(line, r->why, sizeof(r->why), "\n");
	return line && *r->key && *r->what && *r->why;
}

int known_read(struct known *k, const char *path, const char *form, bool bar,
	       const char *keys, const char *whats)
{
	FILE *f = path ? fopen(path, "re") : NULL;
	int ret = path && !f ? -errno : 0;
	char line[700];

	*k = (struct known){ .n = 0 };
	if (ret)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	for (unsigned int n = 1; f && !ret && fgets(line, sizeof(line), f); n++) {
		struct known_row *r = &k->row[k->n];

		if (*line == '#' || *line == '\n')
			continue;
		if (k->n == ROWS || !read_row(r, line, bar) ||
		    (keys && !text_is_one_of(r->key, keys)) ||
		    (whats && !text_is_one_of(r->what, whats))) {
			fprintf(stderr, "%s:%u: not %s\n", path, n, form);
			ret = -EINVAL;
		}
		k->n++;
	}
	if (f)
		fclose(f);
	return ret;
}

const struct known_row *known_find(struct known *k, const char *key,
				   const char *what)
{
	for (unsigned int i = 0; i < k->n; i++) {
		struct known_row *r = &k->row[i];

		if (strcmp(r->key, key) || (what && fnmatch(r->what, what, 0)))
			continue;
		r->met++;
		return r;
	}
	return NULL;
}

unsigned int known_stale(const struct known *k, const char *words)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < k->n; i++) {
		if (k->row[i].met)
			continue;
		printf("%s: %s %s\n", words, k->row[i].key, k->row[i].what);
		n++;
	}
	return n;
}
