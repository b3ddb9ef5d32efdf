/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest.h - a Linux guest: what L1 does for it, what it does itself. */
#ifndef GTT2M_GUEST_H
#define GTT2M_GUEST_H

#include <stdint.h>

struct cell;

/* In L1: start the guests of a scenario. 0 or -errno; c says why. */
int guest_cell(struct cell *c, const char *scenario, uint64_t seed);
/* In the guest, for its init: run its loads. 0 or -errno; c says why. */
int guest_main(struct cell *c);

#endif
