/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * each_bed.h - a bed of its own for every test of a file, which is its state.
 * Behind it EACH_BED(begin): void begin(struct bed *b), or NULL, is what comes before.
 */
#ifndef GEN9_TESTS_EACH_BED_H
#define GEN9_TESTS_EACH_BED_H

#include "bed.h"
#include "bench/lib/test.h"

static inline int bed_each_init(void **state, void (*begin)(struct bed *b))
{
	struct bed *b = calloc(1, sizeof(*b));

	bed_init(b);
	if (begin)
		begin(b);
	*state = b;
	return 0;
}

static inline int bed_each_free(void **state)
{
	bed_free(*state);
	free(*state);
	return 0;
}

/* The first bytes of memory, at their own addresses in 4K pages. */
static inline void bed_map(struct bed *b, uint64_t bytes)
{
	for (uint64_t a = 0; a < bytes; a += 4096)
		t_map(&b->m, a, a, 12, T_RW);
}

#define EACH_BED(begin) \
	static int bed_each_begin(void **state) \
	{ \
		return bed_each_init(state, begin); \
	} \
	AROUND_EACH(bed_each_begin, bed_each_free)

#endif
