/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In the guest, before the loads: memory made such that L1 can do
 * something to it (gtt2m.fill=KIND).
 *
 * holes: FILL_MIB taken and every FILL_EVERY-th page given back: a balloon
 *        that then takes nearly all free memory takes these single pages
 *        too, and L1's huge pages behind them get holes.
 * same:  FILL_MIB of pages with one content, for ksmd to merge.
 * fragments: nothing for L1: the guest's own free memory is broken up as
 *        hog.h does it, for as long as the guest runs.
 */
#ifndef GTT2M_FILL_H
#define GTT2M_FILL_H

#include <stdint.h>

#define FILL_MIB	192
#define FILL_EVERY	8
/* What a balloon leaves free, and what it takes while the GPU works. */
#define FILL_LEFT_MIB	24
#define FILL_BUSY_MIB	20

/* Take it, tell L1, give it back. 0 or -errno; -EINVAL: no such kind. */
int fill_memory(const char *kind, uint64_t seed);

#endif
