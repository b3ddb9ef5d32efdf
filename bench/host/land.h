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
 * Somebody else's memory, for frames that were given back while the GPU
 * can still reach them. land_area() has its page tables already, so that
 * taking allocates nothing but frames: the ones freed last come first.
 */
struct land_area {
	uint8_t *va;
	unsigned int units, used;
	bool huge;		/* units of 2MiB, not 4KiB */
};
int land_area(struct land_area *a, unsigned int units, bool huge);
/* Take units until one has the frame pfn: its address, or NULL. */
uint8_t *land_take_frame(struct land_area *a, uint64_t pfn);

/* A page that carries a tag all over; does it? */
void land_tag(void *page, uint64_t tag);
bool land_has_tag(const void *page, uint64_t tag);

#endif
