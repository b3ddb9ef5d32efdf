/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policies.h - of the census: what several runs have of programs on variants.
 * A later run's cell takes the place of an earlier one's.
 */
#ifndef GTT2M_POLICIES_H
#define GTT2M_POLICIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "census.h"
#include "report.h"

#define POLICIES_MOST 26	/* variants: as many as there are letters */

/* A load on a variant. */
struct made {
	struct phase p;
	size_t variant;
};

struct policies {
	const char *variant[POLICIES_MOST];
	size_t nvariants;
	struct made *v;		/* by program and setting, as they were first met */
	size_t n;
};

/* 0 or -ENOMEM; the runs must outlive it, and free(all->v) ends it. */
int policies_collect(struct policies *all, const struct report *runs, size_t n);

typedef bool (*alike)(const struct phase *a, const struct phase *b);

bool policies_same_load(const struct phase *a, const struct phase *b);
/* The same in the same setting. */
bool policies_same_row(const struct phase *a, const struct phase *b);
/* Is there one like p of a policy? The baseline alone asks what guests do. */
bool policies_judged(const struct policies *all, const struct phase *p,
		     alike same);
/* Is there one like it before at? */
bool policies_met(const struct policies *all, size_t at, alike same);

/* report_census_asked.c: whether programs ask for the same everywhere */
void policies_say_ended(const struct policies *all, FILE *out);
void policies_say_asked(const struct policies *all, FILE *out);

#endif
