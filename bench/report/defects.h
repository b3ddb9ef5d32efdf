/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * defects.h - the defects that reproducers show, by kernel and variant: from
 * the records of runs, one table, or all that is known of one of them.
 */
#ifndef GTT2M_DEFECTS_H
#define GTT2M_DEFECTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "records/record.h"

/* What is looked at in a boot of the row. */
enum defect_measure {
	DEFECT_SHOWN,		/* "shown" of what it found */
	DEFECT_UNSAFE,		/* entries off their pages */
	DEFECT_PINS,		/* pins that survive the teardown */
	DEFECT_ENDS,		/* nothing: that it ends at all */
};

struct defect {
	const char *scenario;
	const char *by;		/* "guest", "VMM", "root"; who can do it */
	int open;		/* needs the gate open */
	enum defect_measure measure;
	const char *what;	/* a sentence of at most 62 columns */
	const char *not_mended;	/* why, in one line; NULL: a patch mends it */
	const char *only;	/* kernel that has it ("6.12"), or NULL: any */
};

/* In the order in which they matter to a host of today. */
extern const struct defect defects[];
extern const size_t ndefects;

/* Can it be seen on that kernel ("6.12"; NULL: on any)? */
int defect_is_of(const struct defect *d, const char *kernel);

/* A variant of a run: whether the patches and the open gate are in it. */
struct defect_variant {
	char name[64];
	bool mends;		/* of its plan.json */
	bool open;		/* its kernel is not made from pristine sources */
};

#define DEFECT_VARIANTS 16u	/* most of all runs together */

struct defect_run {
	const char *dir;
	char kernel[16];	/* "6.1" */
	struct defect_variant variant[DEFECT_VARIANTS];	/* in the plan's order */
	unsigned int nvariants;
	struct records records;
};

/* Read a run; 0, or -errno and a sentence. */
int defect_run_read(struct defect_run *r, const char *dir, char *why,
		    size_t len);
void defect_run_free(struct defect_run *r);

/*
 * What a variant's boots of the row come to: "crash" (of the kernel, whether
 * or not the boot could go on), "spins", "hangs" (what the scenario asked for
 * did not end), a number of 0 ("no") or more, "failed" if the harness did, ""
 * when there was none.
 */
void defect_cell(const struct defect_run *r, const struct defect *d,
		 const char *variant, char *out, size_t len);

/* Its text in a table: "-" where the closed gate leaves nothing to count. */
const char *defect_text(const char *cell, const struct defect *d, bool open);
/* Has a run records of the row (NULL: of any) on the variant (NULL: on any)? */
bool defect_any(const struct defect_run *runs, size_t n,
		const struct defect *d, const char *variant);

/*
 * The table of all rows that any run has, as text or for a document. Runs of
 * one kernel share its columns; a cell is of the last of them that has it.
 */
int defects_print(const struct defect_run *runs, size_t n, int markdown,
		  FILE *out);
/* One row: what each variant counted, and the kernel's words. */
int defect_print(const struct defect_run *runs, size_t n,
		 const struct defect *d, FILE *out);
/*
 * 0 if every row that a run has is seen on one of its variants without
 * the fixes (of a row that needs the gate open: if one of these is there) and
 * on none of those with, unless it is not mended; else the number of rows
 * that differ, which are named.
 */
int defects_check(const struct defect_run *runs, size_t n, FILE *out);

#endif
