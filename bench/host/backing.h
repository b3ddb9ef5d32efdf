/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for the 2MiB ranges, arranged to be physically what a scenario
 * says, and verified to be: through pagemap, range by range. Memory is
 * given back when the process ends.
 */
#ifndef GTT2M_BACKING_H
#define GTT2M_BACKING_H

#include <stdint.h>

#include "lib/rng.h"

#define BACKING_MAX 512

enum backing_kind {
	BACKING_THP,
	BACKING_HUGETLB_2M,
	BACKING_HUGETLB_1G,
	BACKING_SCATTERED,	/* 4K pages, no range contiguous */
	BACKING_CONTIG,		/* 4K pages, contiguous and aligned */
	BACKING_CONTIG_OFF,	/* 4K pages, contiguous, one page off */
	BACKING_THP_PMD_SPLIT,	/* THP whose mapping alone is split */
	BACKING_THP_HOLE,	/* THP, a page in its middle refaulted */
	BACKING_THP_HEAD,	/* THP, its first page refaulted */
	BACKING_THP_SHIFT,	/* one page into a THP, next one adjacent */
	BACKING_THP_SHIFT_APART, /* the same, next one elsewhere */
	BACKING_KSM,		/* a KSM page in the middle */
	BACKING_KINDS
};

struct backing {
	enum backing_kind kind;
	unsigned int n;
	uint8_t *va[BACKING_MAX];	/* 2MiB each, 4K-aligned */
	/* Ours, and physically right below the range; NULL: not known. */
	uint8_t *below[BACKING_MAX];
};

/*
 * Arrange n ranges. The seed's stream places them (order of first touch,
 * memory taken before). 0; -EAGAIN: the machine gave other pages, or
 * another -errno; why (len bytes) tells either.
 */
int backing_make(struct backing *b, enum backing_kind kind, unsigned int n,
		 struct rng *r, char *why, size_t len);
/* Is it still what it is to be? As above. */
int backing_check(const struct backing *b, char *why, size_t len);
const char *backing_name(enum backing_kind kind);

#endif
