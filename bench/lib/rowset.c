// SPDX-License-Identifier: GPL-2.0-or-later
/* rowset.c - see rowset.h. */
#include <string.h>

#include "rowset.h"

const void *rowset_at(const struct rowset *const *sets, size_t i)
{
	for (; *sets; i -= (*sets++)->n)
		if (i < (*sets)->n)
			return (const char *)(*sets)->v + i * (*sets)->size;
	return NULL;
}

const void *rowset_find(const struct rowset *const *sets, const char *name)
{
	const char *const *row;

	for (size_t i = 0; (row = rowset_at(sets, i)); i++)
		if (!strcmp(*row, name))
			return row;
	return NULL;
}
