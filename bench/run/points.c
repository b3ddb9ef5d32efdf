// SPDX-License-Identifier: GPL-2.0-or-later
/* points.c - see points.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "points.h"

static bool is_at(const struct cell_points *c, const char *name)
{
	for (int i = 0; i < SPEC_POINTS; i++)
		if (!strcmp(c->name[i], name))
			return true;
	return false;
}

static bool is_first(const struct points *p, size_t cell, const char *name)
{
	for (size_t k = 0; k < cell; k++)
		if (is_at(&p->cell[k], name))
			return false;
	return true;
}

bool points_fit(const struct points *p)
{
	size_t n = 0;

	for (size_t k = 0; k < p->n && n <= SNAPSHOT_ROOM / SNAPSHOT_USUAL; k++)
		for (int i = 0; i < SPEC_POINTS; i++)
			n += *p->cell[k].name[i] && is_first(p, k, p->cell[k].name[i]);
	return n <= SNAPSHOT_ROOM / SNAPSHOT_USUAL;
}

int points_note(struct points *p, const struct spec_run *r)
{
	const struct plan *plan = r->plan;
	struct cell_spec s;
	char why[200];

	*p = (struct points){ .n = plan->ncells };
	p->cell = calloc(p->n + 1, sizeof(*p->cell));
	if (!p->cell)
		return -ENOMEM;
	for (size_t k = 0; k < p->n; k++) {
		if (!plan_wants(plan, &plan->cells[k]) ||
		    spec_make(&s, r, &plan->cells[k], why, sizeof(why)))
			continue;	/* it is said when the cell's turn comes */
		for (int i = 0; i < SPEC_POINTS; i++)
			if (*s.point[i].snapshot)
				strcpy(p->cell[k].name[i],
				       strrchr(s.point[i].snapshot, '/') + 1);
	}
	p->fit = points_fit(p);
	return 0;
}

void points_free(struct points *p)
{
	free(p->cell);
	p->cell = NULL;
}

bool points_wanted(const struct points *p, size_t cell, int point, size_t next,
		   const bool *finished)
{
	const char *name = p->cell[cell].name[point];

	for (size_t k = next; *name && k < p->n; k++)
		if (!finished[k] && is_at(&p->cell[k], name))
			return true;
	return false;
}
