/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tally.h - records summed up by variant and scenario. A pure function of
 * plan and records; every report, comparison and plot starts here.
 */
#ifndef GTT2M_TALLY_H
#define GTT2M_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/scenario.h"
#include "records/record.h"
#include "plan/plan.h"
#include "stats.h"

/* What one boot counted. */
struct tally_boot {
	bool done;		/* the cell has an end */
	enum cell_status status;
	bool counted;		/* there is an outcome */
	bool checked;		/* by the kernel's oracle: unsafe means something */
	bool twice, agrees;	/* counted by kprobes too; with the same result */
	struct outcome o;
	const char *why_not_set_up;	/* NULL: it was */
	const char *crashed_in;	/* phase, or NULL */
	/*
	 * Its ranges are to every policy what they are in another such boot: a
	 * probe arranged and verified them, a guest's RAM is huge pages
	 * throughout. Else chance has placed them.
	 */
	bool alike, small;	/* small: some of the RAM is not huge */
	/*
	 * 2MiB ranges of a guest's RAM at the last look, 0: not looked at; of these
	 * contiguous on a 2MiB boundary, and off it.
	 */
	int64_t ram_ranges, ram_aligned, ram_off;
	bool guest_crashed;	/* guest_complaint is more than warnings */
	unsigned int complaints, guest_complaints;	/* of the kernels */
	/* first complaints of L1's kernel and of a guest's, or NULL */
	const char *complaint, *guest_complaint;
	const json_t *counts;	/* data of the counting record */
	const struct record *end;
};

/* All boots of a variant and a scenario. */
struct tally_cell {
	unsigned int planned, done, failed, crashed, not_set_up, counted;
	bool checked;
	struct outcome sum;
	/* left over, summed: after teardown, after close */
	int64_t pins_teardown, spt_teardown, pins_close, spt_close;
	int64_t lost_refs, write_errors;
	/* boots whose kernel complained: WARN, BUG, oops, hung, panic */
	unsigned int complaints, guest_complaints;
	unsigned int contents, contents_bad;	/* destinations checked */
	unsigned int hangs, resets;
};

/* A time or a rate: one value a variant and block, NAN where there is none. */
struct tally_series {
	unsigned int scenario;
	char what[64];		/* "blit-stream/steady", "populate" */
	bool rate;		/* true: more is better; false: a time */
	bool primary;		/* in the declared primary family */
	double margin;		/* relative */
	double *v;		/* [variant * blocks + block] */
	/* The same places: the command that made a value void, or NULL. */
	const char **lacks;
};

struct tally {
	const struct plan *plan;
	unsigned int blocks;
	struct tally_boot *boot;	/* [(variant * nscenarios + sc) * blocks + b] */
	struct tally_cell *cell;	/* [variant * nscenarios + scenario] */
	struct tally_series *series;
	size_t nseries;
	unsigned int planned, done, failed, crashed;
	int baseline, aa;	/* variant index or -1 */
};

/*
 * May the exact counts of two variants be set side by side? Both counted, in
 * the same boots, and all of these are alike.
 */
bool tally_comparable(const struct tally *t, size_t a, size_t b,
		      size_t scenario);

/* Why the times of the scenario's machine say nothing; NULL: they do. */
const char *tally_untimed(const struct plan *p, size_t scenario);

/* plan and records must outlive t. 0, -ENOMEM, or -EINVAL with why. */
int tally_make(struct tally *t, const struct plan *p,
	       const struct records *r, char *why, size_t whylen);
void tally_free(struct tally *t);
/* tally_take.c: adds one record, which is of a cell of the plan. 0 or -ENOMEM. */
int tally_take(struct tally *t, const struct record *r);

static inline struct tally_boot *tally_boot(const struct tally *t,
					    size_t variant, size_t scenario,
					    size_t block)
{
	return &t->boot[(variant * t->plan->nscenarios + scenario) * t->blocks +
			block];
}

/* It had unsafe entries, and its guest or the host of that went down. */
static inline bool tally_went_down(const struct tally_boot *b)
{
	return b->o.unsafe && b->status == CELL_CRASH;
}

static inline struct tally_cell *tally_cell(const struct tally *t,
					    size_t variant, size_t scenario)
{
	return &t->cell[variant * t->plan->nscenarios + scenario];
}

/*
 * Per-block log ratios of a variant to the baseline, better being
 * positive, into x (blocks of room): how many.
 */
size_t tally_ratios(const struct tally *t, const struct tally_series *s,
		    size_t variant, double *x);

/*
 * The command that makes a variant's figures of a series void: the GPU model
 * met it in that work and did not execute it (records/voids.h). One such boot
 * voids all of them. NULL: none.
 */
const char *tally_lacks(const struct tally *t, const struct tally_series *s,
			size_t variant);
/*
 * "SCENARIO WHAT (COMMAND), ..." of all void series, or those of one scenario,
 * by its index; -1: all. To be freed; NULL: there are none.
 */
char *tally_voids(const struct tally *t, int only);

/* Are a variant's ratios of a series judged? (not stock, not A/A, not base) */
bool tally_contrast(const struct tally *t, size_t variant);
/* Contrasts of the declared primary family that the plan makes. */
size_t tally_family(const struct tally *t);

/*
 * Same variant image, same seed, two boots: do all exact counts agree?
 * First disagreement in what. NULL counts agree with nothing.
 */
bool tally_same_counts(const json_t *a, const json_t *b, char *what,
		       size_t len);

#endif
