/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * census.h - the guests whose user space is looked at (the scenarios
 * guest:user-*), from their records: what each load's entries, objects and
 * accesses come to.
 */
#ifndef GTT2M_CENSUS_H
#define GTT2M_CENSUS_H

#include <stdbool.h>

#include "report.h"

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

#define RW_SIZES 14	/* host/rwcount.h: at most 1, 2, 4... bytes, a page */

#define ENGINES 4
extern const char *const census_engines[ENGINES];

/* A load in a guest, on the baseline or the first variant that has it. */
struct phase {
	const char *scenario;	/* "user-neo" */
	char load[64];		/* "cl_memory" */
	int64_t n[COUNTS], submissions[ENGINES];
	int64_t read[RW_SIZES], write[RW_SIZES];	/* vfio_dma_rw() */
	const json_t *objects, *program;
	json_t *skipped;	/* commands not executed: {NAME: n}, its own */
};

struct census {
	struct phase *v;
	size_t n;
};

/* Is it the scenario of such a guest? */
bool census_is(const char *scenario);
/* All loads of all such guests on a variant, in the plan's order. */
void census_collect(struct census *c, const struct report *r, size_t variant);
/* The variant that tells what guests ask for: the baseline, or the first. */
size_t census_variant(const struct report *r);
void census_free(struct census *c);

/* Of the bytes that a load's entries map, per cent by 2MiB ones; -1: none. */
double census_share(const struct phase *p);
/*
 * The setting of a scenario: what its name has behind that of another one,
 * "" for that itself.
 */
const char *census_setting(const struct census *c, const char *scenario);
/* Is it the guest as it is, no setting? */
bool census_plain(const struct census *c, const struct phase *p);
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

/* report_census_cmd.c */
void census_print_commands(struct report *r, const struct census *c);
/* report_census_why.c */
void census_print_why(struct report *r, const struct census *c);
void census_print_policies(struct report *r);
void census_print_sizes(struct report *r, const struct census *c);

#endif
