/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's second opinion: where the GPU's bytes land. */
#ifndef GTT2M_LAND_H
#define GTT2M_LAND_H

#include <stdbool.h>
#include <stdint.h>

struct landing;
struct probe;
struct work;

/* At most this many ranges are written to by the GPU, of each two pages. */
#define LAND_RANGES 16

/*
 * Shadow some ranges and let the GPU write a tagged page to the first and
 * to a random page of each; trees and work must be prepared. 0 or -errno.
 */
int land_ranges(struct probe *p, struct work *w, struct landing *l);
/*
 * Take memory until the frame pfn is ours: the page with it, or NULL after
 * limit pages. In units of 2MiB when huge.
 */
uint8_t *land_take_frame(uint64_t pfn, unsigned int limit, bool huge);

#endif
