/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * known.h - what is known beforehand of what a boot does, a line each with its
 * reason, and which of it was met: a line that is not any more has to go.
 */
#ifndef GTT2M_KNOWN_H
#define GTT2M_KNOWN_H

#include <stdbool.h>

struct known_row {
	char key[32], what[160];	/* what: a pattern as of the shell's names */
	char why[400];
	unsigned int met;
};

struct known {
	struct known_row row[128];
	unsigned int n;
};

/*
 * Read the file at path (NULL: nothing is known). A line is "KEY WHAT WHY", or
 * "KEY WHAT | WHY" where bar is set; empty ones and those that begin with "#"
 * are not read. form says in messages what a line is. keys: the first
 * word is one of these, "a, b or c"; whats: the second; NULL: any. 0, or -errno
 * and said on stderr, with file and line.
 */
int known_read(struct known *k, const char *path, const char *form, bool bar,
	       const char *keys, const char *whats);

/* The row that fits, counted as met, or NULL. what NULL: the first of the key. */
const struct known_row *known_find(struct known *k, const char *key,
				   const char *what);

/* Print the rows that were not met behind these words; how many. */
unsigned int known_stale(const struct known *k, const char *words);

#endif
