/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - running the cells of a plan, in parallel, into a folder that a
 * killed run can be taken up from.
 *
 * results/<run>/: plan.json and env.json before the first cell,
 * records.jsonl (a cell's lines by one synced write), logs/<cell>/, tmp/
 * (images, gone at the end), lock (held while a process runs it).
 */
#ifndef GTT2M_RUN_H
#define GTT2M_RUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "plan/plan.h"
#include "records/load.h"

enum run_end {
	RUN_DONE,		/* every cell has its records */
	RUN_STOPPED,		/* by a signal; can be taken up again */
	RUN_BROKEN,		/* why says what broke; can be taken up again */
};

struct run_options;

/* Where an engine that runs cells elsewhere puts what comes back. */
struct run_sink {
	const struct plan *plan;
	const struct machine *machine;
	const bool *finished;	/* by cell index; take() marks them */
	/*
	 * A cell's lines, end its last: appended by one synced write. 0 or
	 * -errno, and why says what broke.
	 */
	int (*take)(struct run_sink *s, const struct record *end,
		    const char *text, size_t len);
	char *why;
	size_t whylen;
};

struct run_options {
	const char *dir;	/* the run's folder; its last part names it */
	const char *build;
	const char *gpu_params;	/* or NULL */
	const char *snapshots;	/* folder of booted machines; NULL: none */
	unsigned int jobs;	/* cells at a time, >= 1 */
	FILE *progress;		/* NULL: silent */
	bool terminal;		/* one status line; else one line a cell */
	/* Is a cell for now (this boot of metal)? NULL: every cell is. */
	bool (*here)(const struct plan *p, const struct plan_cell *c,
		     const void *arg);
	const void *here_arg;
	/*
	 * Do the first blocks of the folder give the plan's precision (per
	 * cent)? 1 and a sentence, 0, or -errno and a sentence. Asked before
	 * a block is begun; NULL: never.
	 */
	int (*enough)(const char *dir, double precision, unsigned int blocks,
		      char *why, size_t len);
	/* NULL: the cells run here, jobs at a time */
	enum run_end (*engine)(struct run_sink *s, const struct run_options *o);
};

/*
 * Make or take up the folder and run what is missing. A folder that holds
 * another plan or another environment is RUN_BROKEN, untouched.
 */
enum run_end run_cells(const struct plan *p, const struct machine *m,
		       const json_t *env, const struct run_options *o,
		       char *why, size_t whylen);

/*
 * How many cells of the folder's plan have no records yet; -errno and a
 * sentence when the folder is no run or is damaged.
 */
int run_missing(const char *dir, char *why, size_t whylen);
/* The same; *first is the index of the first of them. */
int run_missing_from(const char *dir, unsigned int *first, char *why,
		     size_t whylen);

/*
 * The newest folder below results that holds an unfinished run of the
 * plan with that id, in a fresh string; NULL when there is none. Cells are
 * missing there, or the GPU times were begun and not written.
 */
char *run_unfinished(const char *results, const char *plan_id);

/* Cells at a time that the host's free memory allows, 1 .. wanted. */
unsigned int run_jobs(const struct plan *p, const struct machine *m,
		      unsigned int wanted);

#endif
