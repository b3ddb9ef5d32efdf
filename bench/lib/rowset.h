/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rowset.h - tables whose rows stand in several files: loads, scenarios. A file
 * exports its rows, and one list names the files; a row begins with its name.
 */
#ifndef GTT2M_ROWSET_H
#define GTT2M_ROWSET_H

#include <stddef.h>

struct rowset {
	const void *v;
	size_t n, size;		/* rows, bytes of one */
};
#define ROWSET(rows) { rows, sizeof(rows) / sizeof((rows)[0]), sizeof((rows)[0]) }

/* Row i, from 0, of a list of sets that ends with NULL; NULL: no more. */
const void *rowset_at(const struct rowset *const *sets, size_t i);
/* By name, or NULL. */
const void *rowset_find(const struct rowset *const *sets, const char *name);

#endif
