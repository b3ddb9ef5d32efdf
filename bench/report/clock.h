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
#include <stdio.h>

#include "clock/spread.h"

/* What the sets are: `make calibrate` prints the rows of both kinds. */
#define CLOCK_FITTED "fitted to some published rows; others contradict"
#define CLOCK_SETS "parameter sets " CLOCK_FITTED " (docs/clock.md)"

/* What a report says of an interval that has 1 in it. */
#define CLOCK_UNDECIDED "not decided by what is known of the hardware"

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
	CLOCK_OPEN,		/* CLOCK_UNDECIDED */
};

/* A parameter, and how much the ratio follows its order: a rank correlation. */
struct clock_rank {
	const char *name;
	double rho;
};

#define CLOCK_RANKS 2

struct clock_pair {
	struct spread s;	/* rate of the cell over that of the base */
	double serial;		/* the same under the set "serial" */
	unsigned int sets, blocks;
	bool exact;		/* each replay gave what the device charged */
	enum clock_says says;
	double margin;
	/*
	 * Of an open one the parameters that it follows most, in that order;
	 * NULL: no more of them by more than chance would have it.
	 */
	struct clock_rank by[CLOCK_RANKS];
};

/* Have both cells times of the load? */
bool clock_has(const struct clock *c, const struct clock_cells *at,
	       const char *load);
/*
 * A load ("LOAD/PHASE") in n pairs of cells: the geometric mean of the pairs
 * under each set, summed up. 0; -ENOENT: a cell has no times of it; -ENOMEM.
 */
int clock_pair(const struct clock *c, const struct clock_cells *pairs,
	       unsigned int n, const char *load, double margin,
	       struct clock_pair *out);

/*
 * ", " CLOCK_UNDECIDED " (PARAMETER would)" of an open one; nothing of others.
 * *told: the reader has been told the words, so that " (PARAMETER would)" does.
 */
void clock_say_open(const struct clock_pair *p, bool *told, FILE *out);
/*
 * "stream_prefetch_pages -0.66, walk_step_ns -0.60" or "no single parameter".
 * Less than half of the first is not said: where sets have been dropped, what
 * has no effect goes along with what has (fill and copy rates, by 0.66).
 */
#define CLOCK_RANK_TEXT (40 * CLOCK_RANKS)
const char *clock_ranks(const struct clock_pair *p, char text[CLOCK_RANK_TEXT]);

/*
 * Two runs of the same cells: the widest relative difference of a phase's time
 * under a set, 0 if all are equal to the digit. -EINVAL: they are not of the
 * same phases, sets and parameters, or one has none.
 */
int clock_compare(const struct clock *a, const struct clock *b, double *widest);

#endif
