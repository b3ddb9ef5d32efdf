/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - GPU times under all parameter sets (clock.json of a run,
 * docs/records.md), and what they say of two cells.
 */
#ifndef GTT2M_REPORT_CLOCK_H
#define GTT2M_REPORT_CLOCK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "clock/spread.h"

/* What the sets are: `make calibrate` prints the rows of both kinds. */
#define CLOCK_SETS "parameter sets fitted to some published rows; others " \
	"contradict (docs/clock.md)"

struct clock {
	json_t *root;			/* NULL: the run has none */
	unsigned int sets;
};

/*
 * dir/clock.json. 0, also when there is none; -EINVAL with a sentence: it is
 * not whole.
 */
int clock_read(struct clock *c, const char *dir, char *why, size_t whylen);
void clock_free(struct clock *c);

/* Two cells of one block, by their index in the plan. */
struct clock_cells {
	unsigned int cell, base;
};

enum clock_says {
	CLOCK_MORE,		/* faster by more than the margin in 95 % of sets */
	CLOCK_LESS,		/* slower, the same way */
	CLOCK_SAME,		/* 90 % of the sets are within the margin */
	CLOCK_OPEN,		/* not decided by what is known of the hardware */
};

struct clock_pair {
	struct spread s;	/* rate of the cell over that of the base */
	double serial;		/* the same under the set "serial" */
	unsigned int sets, blocks;
	bool exact;		/* each replay gave what the device charged */
	enum clock_says says;
	double margin;
	/*
	 * The parameter whose order it follows most, and how much; NULL, 0: none
	 * by more than chance would have it.
	 */
	const char *decider;
	double rho;
};

/*
 * A load ("LOAD/PHASE") in n pairs of cells: the geometric mean of the pairs
 * under each set, summed up. 0; -ENOENT: a cell has no times of it; -ENOMEM.
 */
int clock_pair(const struct clock *c, const struct clock_cells *pairs,
	       unsigned int n, const char *load, double margin,
	       struct clock_pair *out);

/*
 * Two runs of the same cells: the widest relative difference of a phase's time
 * under a set, 0 if all are equal to the digit. -EINVAL: they are not of the
 * same phases, sets and parameters, or one has none.
 */
int clock_compare(const struct clock *a, const struct clock *b, double *widest);

#endif
