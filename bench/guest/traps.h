/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often a guest is left for its host: perf events on KVM's own trace
 * points, counted for the children of the caller, their threads included.
 * Counting costs the same for every variant.
 */
#ifndef GTT2M_TRAPS_H
#define GTT2M_TRAPS_H

#include <stdbool.h>
#include <stdint.h>

struct cell;

/*
 * guest_cell() of guest.h, and a record {"type":"traps","exits":n,
 * "user_exits":n}; null where the kernel could not count.
 */
int guest_cell_counted(struct cell *c, const char *scenario, uint64_t seed);

/* That for "guest:NAME", else probe_cell() of host/host.h. */
int scenario_cell(struct cell *c, const char *name, uint64_t seed, bool *ill);

#endif
