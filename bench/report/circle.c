// SPDX-License-Identifier: GPL-2.0-or-later
/* circle.c - see circle.h. The lines: print_circular_bug_entry() in lockdep.c. */
#include <stdlib.h>
#include <string.h>

#include "circle.h"
#include "names.h"

char *circle_of(const char *text)
{
	struct names l;
	char *list = NULL;

	if (!names_open(&l, 0))
		return NULL;
	for (const char *p = text; (p = strstr(p, "-> #")); p += 4) {
		const char *lock = p + strcspn(p, "(\n"), *end = strstr(p, "){");

		if (*lock == '(' && end && !memchr(lock, '\n', end - lock))
			names_add(&l, "%.*s", (int)(end - lock - 1), lock + 1);
	}
	if (l.n)
		list = strdup(names_text(&l));
	names_close(&l);
	return list;
}

bool circle_same(const char *a, const char *b)
{
	char *x = circle_of(a), *y = circle_of(b);
	bool same = !strcmp(x ?: "", y ?: "");

	free(x);
	free(y);
	return same;
}
