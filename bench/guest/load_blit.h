/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our blitter load: pairs of softpinned objects, copied by the blitter in
 * chunks, every destination byte compared afterwards.
 *
 * Phase "first": the first submission in each context, in which the driver
 * binds the objects (and a GVT-g host shadows the new entries). Phase
 * "steady": the same objects again, rounds times in each context.
 */
#ifndef GTT2M_LOAD_BLIT_H
#define GTT2M_LOAD_BLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/blt.h"
#include "host/drawcopy.h"
#include "load.h"
#include "lib/rng.h"

enum blit_order {
	BLIT_STREAM,	/* chunk i to chunk i, then to its neighbour's */
	BLIT_RANDOM,	/* chunks permuted over the whole working set */
};

struct blit_params {
	unsigned int pairs;	/* source and destination objects */
	size_t object_bytes;	/* of each object; multiple of 4 KiB */
	size_t chunk_bytes;	/* of a command; divides object_bytes */
	uint64_t misalign;	/* of the GTT address from 2 MiB; < 2 MiB */
	enum blit_order order;
	enum blt_op op;
	bool render;		/* by the render engine instead (host/drawcopy.h) */
	unsigned int contexts;	/* each binds every object */
	unsigned int rounds;	/* of the steady phase */
};

/* First GTT address: above 4 GiB, so that 48-bit placement is needed. */
#define BLIT_BASE (8ull << 30)

/* GTT address of object i (sources first, then destinations). */
uint64_t blit_gtt(const struct blit_params *p, unsigned int i);
size_t blit_chunks(const struct blit_params *p);
/* Destination chunk i is copied from source chunk map[i]; turn 0 or 1. */
void blit_map(const struct blit_params *p, struct rng *r, unsigned int turn,
	      unsigned int *map);
/* Bytes a batch needs at most, page multiple. */
size_t blit_batch_bytes(const struct blit_params *p);
/*
 * Write the batch for map into dw, whose object is at gtt. Returns its length in
 * bytes.
 */
uint32_t blit_batch(const struct blit_params *p, const unsigned int *map,
		    uint64_t gtt, uint32_t *dw);
/* Why p cannot be run, or NULL. */
const char *blit_check(const struct blit_params *p);

int load_blit(const struct load *l, uint64_t seed);

extern const struct rowset load_blit_rows;

#endif
