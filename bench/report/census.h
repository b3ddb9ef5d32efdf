/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * census.h - the guests with unmodified user space (the scenarios guest:user-*):
 * the entries, objects and accesses of each load, from their records.
 */
#ifndef GTT2M_CENSUS_H
#define GTT2M_CENSUS_H

#include <stdbool.h>

#include "report.h"
#include "table.h"

#define CENSUS_BOOT "i915/boot"	/* i915's own objects, before the loads */

/* What is summed up over the phases of a load. */
enum count {
	ENTRIES_4K, ENTRIES_64K, ENTRIES_2M,
	GPU_4K, GPU_64K, GPU_2M,	/* bytes */
	NOT_EXECUTED,
	READS, READS_8, READS_PAGE, WRITES, WRITES_PAGE,
	DIRECT, SPLIT, FAILED, UNSAFE,	/* what became of 2MiB entries */
	COUNTS
};

/* host/rwcount.h: at most 1, 2, 4... bytes, less than a page, a page or more */
#define RW_SIZES 14
#define RW_8 3
#define RW_BELOW_PAGE (RW_SIZES - 2)
#define RW_PAGE (RW_SIZES - 1)

#define ENGINES 4
extern const char *const census_engines[ENGINES];

/* A load in a guest, on the baseline or the first variant that has it. */
struct phase {
	const struct report *run;
	unsigned int cell;	/* by its index in the plan */
	const char *scenario;	/* "user-neo" */
	/*
	 * What differs from the guest as it is: "" or "shmem" of user-neo-shmem;
	 * behind another kernel than the first run's: "6.12", "6.12 shmem".
	 */
	char setting[32];
	/*
	 * The program in the guest as it is: no setting, or, where no run has
	 * that, the first one that there is.
	 */
	bool plain;
	char load[64];		/* "cl_memory" */
	int64_t n[COUNTS], submissions[ENGINES];
	int64_t read[RW_SIZES], write[RW_SIZES];	/* vfio_dma_rw() */
	const json_t *objects, *program;
	json_t *skipped;	/* commands not executed: {NAME: n}, its own */
	/* Who writes by vfio_dma_rw(): {FUNCTION: {"less": n, "pages": n}}, its own */
	json_t *writers;
};

struct census {
	struct phase *v;
	size_t n;
	/* Of several runs: loads that more than one has, and what differs. */
	unsigned int again, differ;
	char *first;		/* the first that differs, and by what; or NULL */
};

/* Is it the scenario of such a guest? */
bool census_is(const char *scenario);
/* Has the run no other scenarios? */
bool census_alone(const struct report *r);
/* All loads of all such guests on a variant, in the plan's order. */
void census_collect(struct census *c, const struct report *r, size_t variant);
/* user-neo and user-neo-shmem are. */
bool census_same_program(const struct phase *a, const struct phase *b);
/* Which phases are plain, of all that are there. */
void census_settle(struct census *c);
/* The variant that tells what guests ask for: the baseline, or the first. */
size_t census_variant(const struct report *r);
void census_free(struct census *c);
/* Frees what a load owns. */
void census_drop(struct phase *p);
/* Adds a load's "writers" to others. */
void census_add_writers(json_t *to, json_t *by);

/* Of the bytes that a load's entries map, per cent by 2MiB ones; -1: none. */
double census_share(const struct phase *p);
/* Bytes that the GPU model moved by its own walks. */
int64_t census_moved(const struct phase *p);
/*
 * Of what the GPU model moved, per cent through 2MiB entries; -1: nothing, or it
 * has left out commands that would have moved more.
 */
double census_moved_2m(const struct phase *p);
/* That, or none where there is none. */
void census_put_share(struct table *t, size_t row, size_t col, double pct,
		      const char *none);
/* The entries by size, in three columns from col on. */
void census_put_entries(struct table *t, size_t row, size_t col,
			const struct phase *p);
/* "cl_memory", "cl_memory (4k)": with its setting, if it has one. */
const char *census_label(const struct phase *p, char *text, size_t len);
/*
 * Puts the kernel of a load's run in front of its setting, unless it is the first
 * run's.
 */
void census_name_kernel(struct phase *p, const struct report *first);
/* i915's own at boot is the same in all guests: was it printed before? */
bool census_told(const struct census *c, size_t at);

/* A sum of the record objects, of a kind ("create"); of all kinds. */
int64_t census_bound(const struct phase *p, const char *kind, const char *what);
int64_t census_bound_all(const struct phase *p, const char *what);

/* Why bytes that are bound are not behind 2MiB entries. */
enum loss {
	LOSS_SMALL,	/* in bindings of less than 2 MiB */
	LOSS_ADDRESS,	/* where no 2MiB entry can begin */
	LOSS_TAIL,	/* behind the last whole 2 MiB */
	LOSS_MEMORY,	/* nothing of the above: no huge page */
	LOSSES
};
/* Bytes by reason; returns all that are bound, 0: no record of objects. */
int64_t census_losses(const struct phase *p, int64_t loss[LOSSES]);

/*
 * census_all.c: the loads of n runs on their baselines together; of one that
 * several have, the last run's; runs without a baseline are not among them. The
 * first run's kernel is the one that has no name. The runs stay open until
 * census_free(). 0 or -ENOMEM.
 */
int census_merge(struct census *c, const struct report *runs, size_t n);
/* All of them as text, within a mail's columns: the verb census. */
int census_print_all(const struct report *runs, size_t n, FILE *out);

/* report_census.c: the tables of both; where they go, a run's report has out */
void census_print_tables(struct report *r, const struct census *c);
void census_print_gpu(struct report *r, const struct census *c);
/* report_census_worth.c */
void census_print_worth(FILE *out, const struct report *runs, size_t n);
/* report_census_cmd.c */
void census_print_commands(struct report *r, const struct census *c);
/* report_census_why.c */
void census_print_why(struct report *r, const struct census *c);
/* The first screen's lines; nothing where no program was looked at. */
void census_print_first(FILE *out, const struct census *c,
			const struct report *runs, size_t n);
/* report_census_policy.c: of what several runs have, the last one's */
void census_print_policies(const struct report *runs, size_t n, FILE *out);
/*
 * report_census_asked.c: "cl_memory (NEO) 24.9, xwayland (iris) 16.1 to 49.2",
 * of each program in the guest as it is, over all variants of the runs and all
 * that may back a guest.
 */
void census_say_shares(const struct report *runs, size_t n,
		       const struct census *c, FILE *f);
/* report_census_rw.c: GVT-g's accesses to the guest's memory */
void census_print_sizes(struct report *r, const struct census *c);
void census_print_writers(struct report *r, const struct census *c);
void census_print_requests(struct report *r, const struct census *c);

#endif
