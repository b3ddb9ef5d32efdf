/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arranging memory, inside: a kind is a row in backing.c and a function
 * here that makes it. All lengths are bytes, all errors -errno.
 */
#ifndef GTT2M_BACKING_INT_H
#define GTT2M_BACKING_INT_H

#include <stddef.h>

#include "host/backing.h"
#include "host/pagemap.h"
#include "lib/sizes.h"

#define PAGES	512u		/* of 4K in a range */
#define MID	100u		/* the page in the middle that is exchanged */

#define BIT(n)	(1ull << (n))
#define HEAD	BIT(KPF_COMPOUND_HEAD)
#define TAIL	BIT(KPF_COMPOUND_TAIL)
#define THP	BIT(KPF_THP)
#define HUGE	BIT(KPF_HUGE)

/* Where the first reason of a failure goes. */
struct why {
	char *text;
	size_t len;
};

/* Note what failed and err's text unless a reason is there; returns err. */
int backing_fail(struct why *w, int err, const char *what);

/* Address space aligned to align; pages come at first touch. NULL: none. */
uint8_t *backing_reserve(size_t len, size_t align, int prot);
/* Move the pages at from to their new place; what was there is replaced. */
int backing_move(uint8_t *to, uint8_t *from, size_t len);
/* Range i begins off bytes after base + i * stride. */
void backing_ranges_at(struct backing *b, uint8_t *base, size_t stride,
		       size_t off);
/* Touch n units in the seed's order, each marked by its number. */
int backing_touch(uint8_t *base, unsigned int n, size_t unit, struct rng *r);

/* n THPs one after the other; NULL: not to be had, w says why. */
uint8_t *backing_thp_pool(unsigned int n, struct rng *r, struct why *w);
/* Turn the THPs from va into 4K pages that stay where they are. */
int backing_split(uint8_t *va, size_t len, struct why *w);
/* As backing_make_thp(), and khugepaged will not touch them. */
int backing_make_thp_left_alone(struct backing *b, struct rng *r,
				struct why *w);

/*
 * Make b->n ranges of a kind (backing.h says what each is). 0; -EAGAIN: the
 * machine gave other pages, another try may do; else another error.
 */
int backing_make_thp(struct backing *b, struct rng *r, struct why *w);
int backing_make_hugetlb_2m(struct backing *b, struct rng *r, struct why *w);
int backing_make_hugetlb_1g(struct backing *b, struct rng *r, struct why *w);
int backing_make_scattered(struct backing *b, struct rng *r, struct why *w);
int backing_make_contig(struct backing *b, struct rng *r, struct why *w);
int backing_make_contig_off(struct backing *b, struct rng *r, struct why *w);
int backing_make_pmd_split(struct backing *b, struct rng *r, struct why *w);
int backing_make_hole(struct backing *b, struct rng *r, struct why *w);
int backing_make_head(struct backing *b, struct rng *r, struct why *w);
int backing_make_shift_adjacent(struct backing *b, struct rng *r,
				struct why *w);
int backing_make_shift_apart(struct backing *b, struct rng *r, struct why *w);
int backing_make_ksm(struct backing *b, struct rng *r, struct why *w);

#endif
