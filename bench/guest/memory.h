/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's RAM as L1 sees it: arranged before QEMU starts, and looked
 * at while it runs, so that no cell measures what its name does not say.
 */
#ifndef GTT2M_GUEST_MEMORY_H
#define GTT2M_GUEST_MEMORY_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "guest/scenarios.h"

/*
 * Set THP, hugetlb pools and fragmentation as the scenario wants, for all
 * of its guests. 0 or -errno and why.
 */
int memory_arrange(const struct guest_scenario *s, uint64_t seed, char *why,
		   size_t len);

/* Of QEMU's mapping that is the guest's RAM, from smaps. */
struct memory_seen {
	uint64_t size_kib, resident_kib;
	uint64_t thp_kib;	/* AnonHugePages */
	uint64_t hugetlb_kib;
	uint64_t page_kib;	/* KernelPageSize */
	uint64_t start;		/* address in QEMU */
	/*
	 * 2MiB of guest frames each, and of these whole and contiguous: on a
	 * 2MiB boundary, or off it, which VFIO alone maps at 2MiB all the same.
	 */
	uint64_t ranges, contiguous, misaligned;
};
/* The mapping of exactly mem_mib. -ENOENT: smaps has none. */
int memory_parse(const char *smaps, unsigned int mem_mib,
		 struct memory_seen *m);
int memory_look(pid_t qemu, unsigned int mem_mib, struct memory_seen *m);
/* Per cent of what is resident, rounded down. */
unsigned int memory_huge_pct(const struct memory_seen *m);
/* Is it what the kind is called? 0, or -EAGAIN and why. */
int memory_check(const struct ram_kind *ram, const struct memory_seen *m,
		 char *why, size_t len);
/* {"type":"backing",...}: docs/architecture.md. */
json_t *memory_record(const struct ram_kind *ram, unsigned int guest,
		      const char *at, const struct memory_seen *m);

/*
 * Let ksmd run until it has merged want pages, then stop it: what is
 * merged stays so. -ETIME: it never had.
 */
int memory_merge(uint64_t want, char *why, size_t len);

#endif
