/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cache as in cache.h, of things that have numbers: what it keeps are times.
 * A set has those of the last uses of its things, the latest first. So a thing
 * is there if it was used no earlier than the last time of its set says, and a
 * use takes its time out and puts the present one in front. Nothing of that is
 * a branch, which nobody could foretell.
 */
#ifndef GEN9_AGES_H
#define GEN9_AGES_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct gen9_ages {
	int32_t *used;			/* [thing]: its last use */
	int32_t *age;			/* [set][way], behind one that is no way's */
	uint32_t things, set_mask, ways;
	int32_t now;
};

/* For up to most entries. 0 or -ENOMEM; gen9_ages_free() in any case. */
static inline int gen9_ages_new(struct gen9_ages *c, uint32_t things, uint32_t most)
{
	*c = (struct gen9_ages){ .things = things };
	c->used = calloc((size_t)things + 1, sizeof(*c->used));
	c->age = calloc((size_t)most + 1, sizeof(*c->age));
	return c->used && c->age ? 0 : -ENOMEM;
}

static inline void gen9_ages_free(struct gen9_ages *c)
{
	free(c->used);
	free(c->age);
	*c = (struct gen9_ages){ 0 };
}

/* As gen9_cache_size(), and empty; uses: that many follow at most. */
static inline void gen9_ages_empty(struct gen9_ages *c, uint32_t entries,
				   uint32_t ways, size_t uses)
{
	c->ways = ways < entries ? ways : entries;
	c->set_mask = entries ? entries / c->ways - 1 : 0;
	if (uses + c->ways >= (size_t)(INT32_MAX - c->now)) {
		memset(c->used, 0, c->things * sizeof(*c->used));
		c->now = 0;
	}
	/* times at which nothing was used, later than all that was */
	for (uint32_t i = 0; i < entries; i++)
		c->age[i + 1] = c->now + (int32_t)(c->ways - i % c->ways);
	c->now += (int32_t)c->ways;
}

/* What is before out moves back by one, into out's place. */
static inline void gen9_ages_move(int32_t *age, uint32_t ways, int32_t out)
{
	typedef int32_t v4 __attribute__((vector_size(16), aligned(4), may_alias));
	uint32_t i = ways;

	for (; i >= 4; i -= 4) {
		v4 *v = (v4 *)(age + i - 4);
		const v4 before = *(v4 *)(age + i - 5), at = *v, moves = at >= out;

		*v = (before & moves) | (at & ~moves);
	}
	while (i--)
		age[i] = age[i] >= out ? age[(int)i - 1] : age[i];
}

/* Was thing x, whose key chooses the set, there? It is now. */
static inline bool gen9_ages_met(struct gen9_ages *c, uint32_t x, uint64_t key)
{
	const uint32_t ways = c->ways;
	int32_t *age = c->age + 1 + (key & c->set_mask) * ways;
	const int32_t last = c->used[x], oldest = age[(int)ways - 1];
	const bool met = last >= oldest;

	if (!ways)
		return false;
	c->used[x] = ++c->now;
	if (ways == 8)
		gen9_ages_move(age, 8, met ? last : oldest);
	else
		gen9_ages_move(age, ways, met ? last : oldest);
	age[0] = c->now;
	return met;
}

#endif
