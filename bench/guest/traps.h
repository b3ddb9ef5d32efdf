/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often a guest is left for its host: perf events on KVM's own trace
 * points, counted for the children of the caller, their threads included.
 * Counting costs the same for every variant.
 */
#ifndef GTT2M_TRAPS_H
#define GTT2M_TRAPS_H

#include <jansson.h>
#include <stdint.h>

struct traps {
	int fd[2];	/* kvm_exit, kvm_userspace_exit; -1: not counted */
};

/* Count for what is forked from now on. */
void traps_start(struct traps *t);
/*
 * When the children have been waited for: {"type":"traps","exits":n,
 * "user_exits":n}; null where the kernel could not count.
 */
json_t *traps_stop(struct traps *t);

struct cell;

/* guest_cell() of guest.h with its traps as a record. */
int guest_cell_counted(struct cell *c, const char *scenario, uint64_t seed);

#endif
