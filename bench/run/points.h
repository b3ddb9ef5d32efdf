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
	bool all;		/* they are few: the next run has them all */
};

/* Look at all cells of the run. 0 or -ENOMEM; points_free() in any case. */
int points_note(struct points *p, const struct spec_run *r);
void points_free(struct points *p);
/* Is there room for the machines of all cells? */
bool points_fit(const struct points *p);

/*
 * Is a point of a cell to be kept? If all are, or if a cell from next on, not
 * finished, can start there.
 */
bool points_wanted(const struct points *p, size_t cell, int point, size_t next,
		   const bool *finished);

#endif
