/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cache as in cache.h, of keys alone: each set is ordered by last use, the
 * latest first. Key 0 is never looked for.
 */
#ifndef GEN9_TAGS_H
#define GEN9_TAGS_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct gen9_tags {
	uint64_t *key;
	uint32_t set_mask, ways;
};

/* As gen9_cache_size(), and empty: 0 or -ENOMEM; free key in any case. */
static inline int gen9_tags_new(struct gen9_tags *c, uint32_t entries,
				uint32_t ways)
{
	c->ways = ways < entries ? ways : entries;
	c->set_mask = entries ? entries / c->ways - 1 : 0;
	c->key = calloc((size_t)entries + 1, sizeof(*c->key));
	return c->key ? 0 : -ENOMEM;
}

/* Is key there? It is now. */
static inline bool gen9_tags_met(const struct gen9_tags *c, uint64_t key)
{
	uint64_t *set = c->key + (key & c->set_mask) * c->ways, next = key;

	for (uint32_t i = 0; i < c->ways; i++) {
		const uint64_t was = set[i];

		set[i] = next;
		if (was == key)
			return true;
		next = was;
	}
	return false;
}

#endif
