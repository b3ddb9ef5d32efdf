/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers by numbers: what a trace, and who replays it, know of memory. */
#ifndef GEN9_MAP_H
#define GEN9_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gen9_map {
	struct gen9_map_ent {
		uint64_t key;		/* + 1; 0: free */
		uint64_t val;
	} *e;
	size_t n, size;			/* size: 0 or a power of two */
};

/* key < UINT64_MAX. false: not there. */
bool gen9_map_get(const struct gen9_map *m, uint64_t key, uint64_t *val);
/* 0 or -ENOMEM; then nothing has changed. */
int gen9_map_put(struct gen9_map *m, uint64_t key, uint64_t val);
/* Nothing is in it, the room is kept. */
void gen9_map_clear(struct gen9_map *m);
void gen9_map_free(struct gen9_map *m);

/*
 * Pages of an IOMMU by bus address: a page shift of 12, 21 or 30, or 0 where
 * nothing is translated, which is known for the whole GiB.
 */
bool gen9_map_get_shift(const struct gen9_map *m, uint64_t pa,
			unsigned int *shift);
int gen9_map_put_shift(struct gen9_map *m, uint64_t pa, unsigned int shift);

#endif
