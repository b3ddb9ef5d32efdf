// SPDX-License-Identifier: GPL-2.0-or-later
/* Repeatable random numbers; contract in rng.h. */
#include <string.h>

#include "rng.h"

static uint64_t splitmix64(uint64_t *x)
{
	uint64_t z = *x += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static uint64_t rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

void rng_seed(struct rng *r, uint64_t seed)
{
	int i;

	for (i = 0; i < 4; i++)
		r->s[i] = splitmix64(&seed);
}

uint64_t rng_u64(struct rng *r)
{
	uint64_t *s = r->s, out = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return out;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	/* Values below 2^64 mod n would make some results likelier. */
	uint64_t skip = -n % n, v;

	do {
		v = rng_u64(r);
	} while (v < skip);
	return v % n;
}

void rng_fill(struct rng *r, void *buf, size_t len)
{
	uint64_t v;
	size_t n;

	for (; len; len -= n, buf = (char *)buf + n) {
		n = len < sizeof(v) ? len : sizeof(v);
		v = rng_u64(r);
		memcpy(buf, &v, n);
	}
}

void rng_shuffle(struct rng *r, unsigned int *v, unsigned int n)
{
	unsigned int i, j, t;

	for (i = n; i > 1; i--) {
		j = rng_below(r, i);
		t = v[i - 1];
		v[i - 1] = v[j];
		v[j] = t;
	}
}

void rng_order(struct rng *r, unsigned int *v, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		v[i] = i;
	rng_shuffle(r, v, n);
}
