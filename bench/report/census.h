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
	COUNTS
};

#define ENGINES 4
extern const char *const census_engines[ENGINES];

/* A load in a guest, on the baseline or the first variant that has it. */
struct phase {
	const char *scenario;	/* "user-neo" */
	char load[64];		/* "cl_memory" */
	int64_t n[COUNTS], submissions[ENGINES];
	const json_t *objects, *program;
};

struct census {
	struct phase *v;
	size_t n;
};

/* Is it the scenario of such a guest? */
bool census_is(const char *scenario);
/* All loads of all such guests, in the plan's order of scenarios. */
void census_collect(struct census *c, const struct report *r);
void census_free(struct census *c);

/* Of the bytes that a load's entries map, per cent by 2MiB ones; -1: none. */
double census_share(const struct phase *p);
/*
 * The setting of a scenario: what its name has behind that of another one,
 * "" for that itself.
 */
const char *census_setting(const struct census *c, const char *scenario);

#endif
