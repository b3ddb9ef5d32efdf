/* SPDX-License-Identifier: GPL-2.0-or-later */
/* points.h - which of the machines that a run's cells pass are worth keeping. */
#ifndef GTT2M_POINTS_H
#define GTT2M_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "snapshot.h"
#include "spec.h"

/* The snapshots that a cell can start from, by name; "": none. */
struct cell_points {
	char name[SPEC_POINTS][SNAPSHOT_NAME];
};

struct points {
	struct cell_points *cell;	/* n of them, as the plan has them */
	size_t n;
	bool fit;		/* there is room for the machines of all cells */
};

/* Look at all cells of the run. 0 or -ENOMEM; points_free() in any case. */
int points_note(struct points *p, const struct spec_run *r);
void points_free(struct points *p);
bool points_fit(const struct points *p);

/* Can another cell, from next on and not finished, start at a point of this one? */
bool points_wanted(const struct points *p, size_t cell, int point, size_t next,
		   const bool *finished);

#endif
