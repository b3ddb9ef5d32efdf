/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names.h - a list that stops before it gets long: "a, b and 3 more". */
#ifndef GTT2M_NAMES_H
#define GTT2M_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct names {
	FILE *f;
	char *text;
	size_t len, n, left_out;
	size_t most;		/* characters, then only counted; 0: all are named */
	const char *between;	/* ", "; may be set before the first is added */
};

/* names_close() after it, also when it failed (memory). */
bool names_open(struct names *l, size_t most);
void names_add(struct names *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The list so far, "" when it is empty; the list's. */
const char *names_text(struct names *l);
void names_close(struct names *l);

#endif
