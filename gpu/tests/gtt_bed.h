/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An address space with its page tables in an array. Once a program. */
#ifndef GEN9_TESTS_GTT_BED_H
#define GEN9_TESTS_GTT_BED_H

#include "mem.h"
#include "bench/lib/test.h"

#define MIB		(1ull << 20)
#define GIB		(1ull << 30)
#define PAGE(p)		(as->ctr->page[p])

static struct gen9_params params;

struct bed {
	struct tmem m;
	struct gen9_counters ctrs;
	struct gen9_as as;
};

static inline int setup(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	gen9_params_default(&params);
	t_init(&b->m, 32 * MIB, 24 * MIB);
	gen9_counters_init(&b->ctrs, 0);
	b->as = (struct gen9_as){
		.bus = &b->m.bus, .params = &params,
		.tlb = gen9_tlb_new(&params), .pml4 = b->m.pml4,
		.ctr = gen9_counters_get(&b->ctrs, 7),
	};
	*state = b;
	return 0;
}

static inline int teardown(void **state)
{
	struct bed *b = *state;

	gen9_tlb_free(b->as.tlb);
	free(b->m.ram);
	free(b);
	return 0;
}
AROUND_EACH(setup, teardown);

static inline void new_tlb(struct bed *b)
{
	gen9_tlb_free(b->as.tlb);
	b->as.tlb = gen9_tlb_new(&params);
	assert_non_null(b->as.tlb);
	memset(b->as.ctr->page, 0, sizeof(b->as.ctr->page));
}

#endif
