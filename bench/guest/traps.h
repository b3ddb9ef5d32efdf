/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often a guest is left for its host: perf events on KVM's own trace
 * points, counted for the children of the caller, their threads included.
 * Counting costs the same for every variant.
 */
#ifndef GTT2M_TRAPS_H
#define GTT2M_TRAPS_H

#include <stdint.h>

struct cell;

/*
 * guest_cell() of guest.h, and a record {"type":"traps","exits":n,
 * "user_exits":n}; null where the kernel could not count.
 */
int guest_cell_counted(struct cell *c, const char *scenario, uint64_t seed);

#endif
