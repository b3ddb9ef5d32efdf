/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fully associative caches of several sizes at once, least recently used goes
 * first: what a smaller one has, a larger one has, too. So they are one list
 * of things by their last use, and a mark at the end of each size; a use costs
 * a step for each size that has lost the thing.
 */
#ifndef GEN9_LRU_H
#define GEN9_LRU_H

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/host/params.h"

#define GEN9_LRU_SIZES	(GEN9_WAYS_MAX + 1u)	/* different ones, at most */

struct gen9_lru {
	uint32_t *prev, *next;		/* [thing] */
	uint8_t *far;			/* [thing]: how many sizes have lost it */
	uint32_t things;		/* numbers from 0; above: place holders */
	uint32_t head, mark[GEN9_LRU_SIZES];	/* the last one of each size */
	unsigned int sizes;
};

/* 0 or -ENOMEM; gen9_lru_free() in any case. */
static inline int gen9_lru_new(struct gen9_lru *l, uint32_t things)
{
	size_t n = (size_t)things + GEN9_WAYS_MAX;

	*l = (struct gen9_lru){ .things = things };
	l->prev = malloc(2 * n * sizeof(*l->prev));
	l->next = l->prev + n;
	l->far = malloc(n);
	return l->prev && l->far ? 0 : -ENOMEM;
}

static inline void gen9_lru_free(struct gen9_lru *l)
{
	free(l->prev);
	free(l->far);
	*l = (struct gen9_lru){ 0 };
}

/* Empty, of n sizes in rising order, from 1 to GEN9_WAYS_MAX. */
static inline void gen9_lru_empty(struct gen9_lru *l, const uint32_t *size,
				  unsigned int n)
{
	const uint32_t most = n ? size[n - 1] : 0;
	unsigned int lost = 0;

	l->sizes = n;
	l->head = l->things;
	memset(l->far, n, l->things);
	for (uint32_t i = 0; i < most; i++) {
		l->prev[l->things + i] = l->things + i - 1;
		l->next[l->things + i] = l->things + i + 1;
		if (i == size[lost])
			lost++;
		l->far[l->things + i] = lost;
		l->mark[lost] = l->things + i;
	}
}

/* x is used: how many sizes did not have it. */
static inline unsigned int gen9_lru_use(struct gen9_lru *l, uint32_t x)
{
	const unsigned int far = l->far[x];

	if (x == l->head || !l->sizes)
		return 0;
	if (far < l->sizes) {
		if (x != l->mark[l->sizes - 1])
			l->prev[l->next[x]] = l->prev[x];
		l->next[l->prev[x]] = l->next[x];
		if (x == l->mark[far])
			l->mark[far] = l->prev[x];
	}
	l->prev[l->head] = x;
	l->next[x] = l->head;
	l->head = x;
	l->far[x] = 0;
	for (unsigned int i = 0; i < far; i++) {
		const uint32_t last = l->mark[i];

		l->far[last] = i + 1;
		l->mark[i] = l->prev[last];
	}
	return far;
}

#endif
