/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set-associative cache with least-recently-used replacement: what TLBs
 * and walk caches are made of. Each set is ordered by last use, the latest
 * first. Valid are the entries whose key is met again: an owner that carries
 * a generation in its keys flushes by changing it. Key 0 is never looked
 * for. Inline, as a translation makes ten of these calls.
 */
#ifndef GEN9_CACHE_H
#define GEN9_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct gen9_cache_ent {
	uint64_t key, val;
};

struct gen9_cache {
	struct gen9_cache_ent *e;	/* entries of them, the owner's */
	uint32_t set_mask, ways, entries;
};

/* entries / ways sets, a power of two; entries 0: nothing is ever found. */
static inline void gen9_cache_size(struct gen9_cache *c, uint32_t entries,
				   uint32_t ways)
{
	c->entries = entries;
	c->ways = ways < entries ? ways : entries;
	c->set_mask = entries ? entries / c->ways - 1 : 0;
}

static inline struct gen9_cache_ent *gen9_cache_set(const struct gen9_cache *c,
						    uint64_t key)
{
	return c->e + (size_t)(key & c->set_mask) * c->ways;
}

/* The entry, now first of its set, or NULL. */
static inline struct gen9_cache_ent *gen9_cache_find(const struct gen9_cache *c,
						     uint64_t key)
{
	struct gen9_cache_ent *set = gen9_cache_set(c, key), hit;

	for (uint32_t i = 0; i < c->ways; i++) {
		if (set[i].key != key)
			continue;
		if (i) {
			hit = set[i];
			memmove(set + 1, set, i * sizeof(*set));
			set[0] = hit;
		}
		return set;
	}
	return NULL;
}

/* A new first entry, the last one of its set goes; NULL: no entries. */
static inline struct gen9_cache_ent *gen9_cache_put(const struct gen9_cache *c,
						    uint64_t key, uint64_t val)
{
	struct gen9_cache_ent *set = gen9_cache_set(c, key);

	if (!c->ways)
		return NULL;
	memmove(set + 1, set, (c->ways - 1) * sizeof(*set));
	set[0] = (struct gen9_cache_ent){ key, val };
	return set;
}

/* Forget the entry of key, if it is there. */
static inline void gen9_cache_drop(const struct gen9_cache *c, uint64_t key)
{
	struct gen9_cache_ent *set = gen9_cache_set(c, key);

	for (uint32_t i = 0; i < c->ways; i++) {
		if (set[i].key != key)
			continue;
		memmove(set + i, set + i + 1, (c->ways - 1 - i) * sizeof(*set));
		set[c->ways - 1] = (struct gen9_cache_ent){ 0 };
		return;
	}
}

#endif
