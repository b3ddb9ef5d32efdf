/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Repeatable random numbers: xoshiro256** seeded through splitmix64
 * (Blackman and Vigna, "Scrambled linear pseudorandom number generators").
 * The same seed gives the same numbers on every machine.
 */
#ifndef GTT2M_RNG_H
#define GTT2M_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t s[4];
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_u64(struct rng *r);
/* Evenly distributed in [0, n); n > 0. */
uint64_t rng_below(struct rng *r, uint64_t n);
void rng_fill(struct rng *r, void *buf, size_t len);
/* A random order of 0 .. n - 1. */
void rng_order(struct rng *r, unsigned int *v, unsigned int n);
/* Bring n values into a random order. */
void rng_shuffle(struct rng *r, unsigned int *v, unsigned int n);

#endif
