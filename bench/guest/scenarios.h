/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guests as data: how L1 backs the guest's memory and what runs in
 * it. A new scenario is one row in scenarios.c.
 */
#ifndef GTT2M_GUEST_SCENARIOS_H
#define GTT2M_GUEST_SCENARIOS_H

#include <stddef.h>

/* How L1 provides the guest's RAM. */
struct ram_kind {
	const char *name;
	const char *thp;	/* for .../transparent_hugepage/enabled */
	/* QEMU's -object after "id=ram,size=..."; its type in front. */
	const char *object, *options;
	/* Where to ask for the pages, and MiB of one; NULL: nowhere. */
	const char *pool;
	unsigned int page_mib;
};

extern const struct ram_kind RAM_THP;		/* anonymous, madvised */
extern const struct ram_kind RAM_4K;		/* anonymous, THP off */
extern const struct ram_kind RAM_HUGETLB_2M;

struct guest_scenario {
	const char *name;	/* the cell is guest:NAME */
	const char *desc;	/* one line, at most 60 columns */
	const struct ram_kind *ram;
	unsigned int mem_mib;
	const char *loads;	/* comma-separated names (load.h) */
	const char *append;	/* more of the guest's kernel command line */
};

extern const struct guest_scenario guest_scenarios[];
extern const size_t nguest_scenarios;
/* name without "guest:"; NULL when there is no such row. */
const struct guest_scenario *guest_scenario_find(const char *name);

#endif
