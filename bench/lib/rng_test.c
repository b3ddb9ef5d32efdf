// SPDX-License-Identifier: GPL-2.0-or-later
/* Random numbers against the outputs their authors' code gives. */
#include <stdlib.h>
#include <string.h>

#include "lib/rng.h"
#include "test.h"

/* splitmix64 from 1234567, as widely published for that seed. */
TEST(seeded_by_splitmix)
{
	static const uint64_t want[] = {
		6457827717110365317ull, 3203168211198807973ull,
		9817491932198370423ull, 4593380528125082431ull,
	};
	struct rng r;
	int i;

	rng_seed(&r, 1234567);
	for (i = 0; i < 4; i++)
		assert_true(r.s[i] == want[i]);
}

/* xoshiro256** from state 1, 2, 3, 4. */
TEST(numbers)
{
	static const uint64_t want[] = {
		11520, 0, 1509978240, 1215971899390074240ull,
		1216172134540287360ull,
	};
	struct rng r = { { 1, 2, 3, 4 } };
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_true(rng_u64(&r) == want[i]);
}

TEST(below_stays_below)
{
	unsigned int seen[7] = { 0 }, i;
	struct rng r;

	rng_seed(&r, 3);
	for (i = 0; i < 7000; i++)
		seen[rng_below(&r, 7)]++;
	for (i = 0; i < 7; i++)
		assert_in_range(seen[i], 850, 1150);
	assert_int_equal(rng_below(&r, 1), 0);
}

TEST(order_is_a_permutation)
{
	unsigned int v[100], again[100], seen[100] = { 0 }, i, fixed = 0;
	struct rng r;

	rng_seed(&r, 5);
	rng_order(&r, v, 100);
	for (i = 0; i < 100; i++) {
		assert_in_range(v[i], 0, 99);
		seen[v[i]]++;
		fixed += v[i] == i;
	}
	for (i = 0; i < 100; i++)
		assert_int_equal(seen[i], 1);
	assert_in_range(fixed, 0, 10);
	rng_seed(&r, 5);
	rng_order(&r, again, 100);
	assert_memory_equal(v, again, sizeof(v));
}

TEST(fill_takes_any_length)
{
	uint8_t a[16] = { 0 }, b[16] = { 0 };
	struct rng r;

	rng_seed(&r, 9);
	rng_fill(&r, a, 13);
	rng_seed(&r, 9);
	rng_fill(&r, b, 16);
	assert_memory_equal(a, b, 13);
	assert_true(!a[13] && !a[14] && !a[15]);
}
