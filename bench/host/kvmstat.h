/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What KVM counts about guests that run guests (debugfs, all VMs in sum):
 * how often one was entered, and the page tables of theirs that KVM shadows.
 */
#ifndef GTT2M_KVMSTAT_H
#define GTT2M_KVMSTAT_H

#include <jansson.h>
#include <stdint.h>

enum { KVMSTAT_N = 4 };

struct kvmstat {
	uint64_t v[KVMSTAT_N];	/* 0 where the kernel does not tell */
};

void kvmstat_read(struct kvmstat *s);
/*
 * Differences: {"nested_run":n,"mmu_cache_miss":n (tables newly shadowed),
 * "mmu_pte_write":n (stores to a tracked one),"mmu_shadow_zapped":n}
 */
json_t *kvmstat_record(const struct kvmstat *before,
		       const struct kvmstat *after);

#endif
