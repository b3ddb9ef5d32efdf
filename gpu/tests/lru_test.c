// SPDX-License-Identifier: GPL-2.0-or-later
/* Caches of several sizes at once, and those of times, find what cache.h's do. */
#include "bed.h"
#include "bench/lib/test.h"
#include "gpu/memory/ages.h"
#include "gpu/memory/cache.h"
#include "gpu/memory/lru.h"

#define THINGS	100u
#define USES	5000u

static struct gen9_cache_ent room[GEN9_WAYS_MAX][GEN9_WAYS_MAX];

/* Each size with probability one in odds; how many. */
static unsigned int some_sizes(uint64_t *s, unsigned int odds,
			       uint32_t size[GEN9_LRU_SIZES])
{
	unsigned int n = 0;

	for (uint32_t i = 1; i <= GEN9_WAYS_MAX; i++)
		if (t_rand(s) % odds == 0)
			size[n++] = i;
	return n;
}

/* Often one that was used lately, else any. */
static uint32_t thing(uint64_t *s, const uint32_t *used, unsigned int n)
{
	unsigned int back = 1 + t_rand(s) % 40;

	return t_rand(s) % 3 && back <= n ? used[n - back] : t_rand(s) % THINGS;
}

static void use_some(struct gen9_lru *l, uint64_t *s, unsigned int odds)
{
	static uint32_t used[USES];
	uint32_t size[GEN9_LRU_SIZES];
	struct gen9_cache c[GEN9_WAYS_MAX];
	unsigned int n = some_sizes(s, odds, size), hits = 0;

	memset(room, 0, sizeof(room));
	for (unsigned int i = 0; i < n; i++) {
		gen9_cache_size(&c[i], size[i], UINT32_MAX);
		c[i].e = room[i];
	}
	gen9_lru_empty(l, size, n);
	for (unsigned int k = 0; k < USES; k++) {
		const uint32_t x = used[k] = thing(s, used, k);
		const unsigned int lost = gen9_lru_use(l, x);

		for (unsigned int i = 0; i < n; i++) {
			const bool hit = gen9_cache_find(&c[i], x + 1);

			if (!hit)
				gen9_cache_put(&c[i], x + 1, 0);
			hits += hit;
			assert_int_equal(hit, lost <= i);
		}
	}
	assert_true(!n || hits);
}

TEST(all_sizes_at_once)
{
	uint64_t s = t_seed();
	struct gen9_lru l;

	assert_int_equal(gen9_lru_new(&l, THINGS), 0);
	for (unsigned int odds = 1; odds <= 64; odds++)
		use_some(&l, &s, odds);
	gen9_lru_free(&l);
}

/* The number of sets, and of ways, of which four are moved at a time. */
static void use_ages(struct gen9_ages *a, uint64_t *s, uint32_t sets, uint32_t ways)
{
	static struct gen9_cache_ent ent[16 * 18];
	static uint32_t used[USES];
	struct gen9_cache c = { .e = ent };
	unsigned int hits = 0;

	memset(ent, 0, sizeof(ent));
	gen9_cache_size(&c, sets * ways, ways);
	gen9_ages_empty(a, sets * ways, ways, USES);
	for (unsigned int k = 0; k < USES; k++) {
		const uint32_t x = used[k] = thing(s, used, k);
		/* numbers are not keys: which set it is a key says */
		const uint64_t key = 7 * x + 3;
		const bool hit = gen9_cache_find(&c, key);

		if (!hit)
			gen9_cache_put(&c, key, 0);
		hits += hit;
		assert_int_equal(gen9_ages_met(a, x, key), hit);
	}
	assert_int_equal(hits > 0, ways > 0);
}

TEST(ages_are_a_cache)
{
	uint64_t s = t_seed();
	struct gen9_ages a;

	assert_int_equal(gen9_ages_new(&a, THINGS, 16 * 18), 0);
	for (uint32_t sets = 1; sets <= 16; sets *= 2)
		for (uint32_t ways = 0; ways <= 18; ways++)
			use_ages(&a, &s, sets, ways);
	/* and when no time is left */
	a.now = INT32_MAX - USES;
	use_ages(&a, &s, 4, 8);
	use_ages(&a, &s, 4, 8);
	gen9_ages_free(&a);
}
