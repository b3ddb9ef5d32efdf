/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guests as data: how L1 backs the guest's memory and what runs in
 * it. A new scenario is one row in scenarios.c.
 */
#ifndef GTT2M_GUEST_SCENARIOS_H
#define GTT2M_GUEST_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>

#define GUESTS_MAX 2
#define SCENARIO_LOADS 256

/* What is done about the memory beyond its kind. */
enum ram_trick {
	TRICK_NONE,
	TRICK_FRAGMENT,	/* L1 has few whole 2MiB blocks left */
	TRICK_BALLOON,	/* a balloon takes single pages, and gives back */
	TRICK_KSM,	/* L1's ksmd has merged pages of the guest */
};

/* How L1 provides the guest's RAM. */
struct ram_kind {
	const char *name;
	const char *thp;	/* for .../transparent_hugepage/enabled */
	/* QEMU's -object after "id=ram,size=..."; its type in front. */
	const char *object, *options;
	/* Where to ask for the pages, and MiB of one; NULL: nowhere. */
	const char *pool;
	unsigned int page_mib;
	enum ram_trick trick;
	/* So much of L1's free memory has been used before, per cent (age.h). */
	unsigned int aged_pct;
	/*
	 * What makes it what it is called: per cent of the guest's resident
	 * memory in huge pages, at least and at most.
	 */
	unsigned int huge_min, huge_max;
};

extern const struct ram_kind RAM_THP;		/* anonymous, madvised */
extern const struct ram_kind RAM_4K;		/* anonymous, THP off */
extern const struct ram_kind RAM_HUGETLB_2M;
extern const struct ram_kind RAM_HUGETLB_1G;
extern const struct ram_kind RAM_FRAGMENTED;
extern const struct ram_kind RAM_BALLOON;
extern const struct ram_kind RAM_KSM;
/* Anonymous, THP off; some or all of L1's memory has been used before. */
extern const struct ram_kind RAM_4K_AGED_10, RAM_4K_AGED_25, RAM_4K_AGED_50;
extern const struct ram_kind RAM_4K_AGED;

struct guest_scenario {
	const char *name;	/* the cell is guest:NAME */
	const char *desc;	/* one line, at most 60 columns */
	const struct ram_kind *ram;
	unsigned int mem_mib;
	unsigned int guests;	/* side by side; 0 means 1 */
	const char *loads;	/* comma-separated names (load.h); < SCENARIO_LOADS */
	bool resets;		/* the guest may reset itself */
	/*
	 * What its loads leave is right unless a 2MiB entry was unsafe or failed: a
	 * wrong byte without one is no result of the variant, and fails the cell.
	 */
	bool strict;
	bool on_request;	/* in no profile: only where it is named */
	/*
	 * Who asks for which memory is looked at: i915's objects in the guest,
	 * GVT-g's accesses to guest memory in L1. That takes time. Such rows
	 * are in the profile census, and where they are named.
	 */
	bool census;
	const char *image;	/* user-NAME, with programs; or NULL */
	/*
	 * At most so much memory of a process beside the guests is written and
	 * looked at (neighbour.h); 0: there is none.
	 */
	unsigned int neighbour_mib;
	unsigned int times;	/* as long as a usual guest's cell; 0 means 1 */
	/* More of the kernel command line, or NULL: the guest's, L1's. */
	const char *append, *host_append;
};

extern const struct guest_scenario guest_scenarios[];
extern const size_t nguest_scenarios;
/* name without GUEST_PREFIX; NULL when there is no such row. */
const struct guest_scenario *guest_scenario_find(const char *name);
/*
 * The first row whose guests are the same until they are told their loads,
 * when i915 is ready: it may be s. What is measured of them then, and what
 * is made of that, may differ.
 */
const struct guest_scenario *guest_boots_as(const struct guest_scenario *s);

#endif
