// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ranges that begin one page into a THP and end in the next one, which is
 * physically adjacent or elsewhere; contract in backing_int.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "host/backing_int.h"

struct thp {
	uint64_t pfn;
	uint8_t *va;
};

static int by_pfn(const void *a, const void *b)
{
	const struct thp *x = a, *y = b;

	return x->pfn < y->pfn ? -1 : x->pfn > y->pfn;
}

/*
 * n pairs of THPs, the second physically right behind the first or
 * (adjacent false) not; neither used twice. Number of pairs found.
 */
static unsigned int find_pairs(struct thp *t, unsigned int have,
			       bool adjacent, struct thp *pairs,
			       unsigned int n)
{
	unsigned int i, found = 0;

	qsort(t, have, sizeof(*t), by_pfn);
	if (!adjacent) {
		/* One of the lower half with one of the upper half. */
		for (; found < n && found + have / 2 + 1 < have; found++) {
			pairs[2 * found] = t[found];
			pairs[2 * found + 1] = t[found + have / 2 + 1];
		}
		return found;
	}
	for (i = 0; i + 1 < have && found < n; i++) {
		if (t[i + 1].pfn != t[i].pfn + PAGES)
			continue;
		pairs[2 * found] = t[i];
		pairs[2 * found + 1] = t[i + 1];
		found++;
		i++;
	}
	return found;
}

static int thp_pairs(struct backing *b, bool adjacent, struct thp *pairs,
		     struct rng *r, struct why *w)
{
	unsigned int have = 2 * b->n + b->n / 2 + 8, i, found;
	uint8_t *pool = backing_thp_pool(have, r, w);
	struct thp *t = calloc(have, sizeof(*t));
	int ret = 0;

	if (!pool || !t) {
		free(t);
		return -EAGAIN;
	}
	for (i = 0; i < have && !ret; i++) {
		t[i].va = pool + i * SZ_2M;
		ret = pagemap_frames(t[i].va, 1, &t[i].pfn);
	}
	found = ret ? 0 : find_pairs(t, have, adjacent, pairs, b->n);
	free(t);
	return found == b->n ? 0 : backing_fail(w, ret ? ret : -EAGAIN,
						"pairs of THPs");
}

/* Pairs side by side in address space: 4MiB for each range. */
static int make_shift(struct backing *b, bool adjacent, struct rng *r,
		      struct why *w)
{
	struct thp *pairs = calloc(2 * b->n, sizeof(*pairs));
	uint8_t *base = backing_reserve(2 * b->n * SZ_2M, SZ_2M, PROT_NONE);
	unsigned int i;
	int ret;

	ret = pairs && base ? thp_pairs(b, adjacent, pairs, r, w) : -ENOMEM;
	for (i = 0; i < 2 * b->n && !ret; i++)
		ret = backing_move(base + i * SZ_2M, pairs[i].va, SZ_2M);
	free(pairs);
	backing_ranges_at(b, base, 2 * SZ_2M, SZ_4K);
	for (i = 0; i < b->n; i++)
		b->below[i] = b->va[i] - SZ_4K;
	return ret;
}

int backing_make_shift_adjacent(struct backing *b, struct rng *r,
				struct why *w)
{
	return make_shift(b, true, r, w);
}

int backing_make_shift_apart(struct backing *b, struct rng *r, struct why *w)
{
	return make_shift(b, false, r, w);
}

/* As the adjacent shift, in 4K pages and moved down to 2MiB alignment. */
int backing_make_contig_off(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = backing_reserve(b->n * SZ_2M, SZ_2M, PROT_NONE), *from;
	unsigned int i;
	int ret = base ? make_shift(b, true, r, w) : -ENOMEM;

	for (i = 0; i < b->n && !ret; i++) {
		from = b->va[i];
		ret = backing_split(from - SZ_4K, 2 * SZ_2M, w);
		if (!ret)
			ret = backing_move(base + i * SZ_2M, from,
					   SZ_2M - SZ_4K);
		if (!ret)
			ret = backing_move(base + (i + 1) * SZ_2M - SZ_4K,
					   from + SZ_2M - SZ_4K, SZ_4K);
		b->va[i] = base + i * SZ_2M;
	}
	return ret;
}
