// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arranging memory; contract in backing.h. Every kind is a row: how it is
 * made and what its pages must turn out to be.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "host/backing_int.h"

enum { NO, YES, ANY };

static const struct {
	const char *name;
	int (*make)(struct backing *b, struct rng *r, struct why *w);
	int contiguous, aligned;	/* NO, YES, ANY */
	uint64_t set, clear;		/* kpageflags of the first page */
} kinds[BACKING_KINDS] = {
	[BACKING_THP] = { "thp", backing_make_thp, YES, YES, THP | HEAD, HUGE },
	[BACKING_HUGETLB_2M] = {
		"hugetlb-2m", backing_make_hugetlb_2m, YES, YES,
		HUGE | HEAD, 0 },
	/* One range in 512 has the head page. */
	[BACKING_HUGETLB_1G] = {
		"hugetlb-1g", backing_make_hugetlb_1g, YES, YES, HUGE, 0 },
	[BACKING_SCATTERED] = {
		"4k-scattered", backing_make_scattered, NO, ANY,
		0, HEAD | TAIL },
	[BACKING_CONTIG] = {
		"4k-contiguous", backing_make_contig, YES, YES,
		0, HEAD | TAIL },
	[BACKING_CONTIG_OFF] = {
		"4k-contiguous-misaligned", backing_make_contig_off, YES, NO,
		0, HEAD | TAIL },
	[BACKING_THP_PMD_SPLIT] = {
		"thp-pmd-split", backing_make_pmd_split, YES, YES,
		THP | HEAD, HUGE },
	[BACKING_THP_HOLE] = {
		"thp-hole-refaulted", backing_make_hole, NO, YES,
		THP | HEAD, HUGE },
	[BACKING_THP_HEAD] = {
		"thp-head-refaulted", backing_make_head, NO, ANY, 0, HEAD },
	[BACKING_THP_SHIFT] = {
		"thp-shifted", backing_make_shift_adjacent, YES, NO,
		THP | TAIL, 0 },
	[BACKING_THP_SHIFT_APART] = {
		"thp-shifted-apart", backing_make_shift_apart, NO, NO,
		THP | TAIL, 0 },
	[BACKING_KSM] = { "ksm", backing_make_ksm, NO, ANY, 0, 0 },
};

const char *backing_name(enum backing_kind kind)
{
	return kinds[kind].name;
}

static bool agrees(int want, bool is)
{
	return want == ANY || (want == YES) == is;
}

int backing_check(const struct backing *b, char *why, size_t len)
{
	unsigned int i;
	struct phys p;
	int ret;

	for (i = 0; i < b->n; i++) {
		ret = pagemap_phys(b->va[i], &p);
		if (ret) {
			snprintf(why, len, "pagemap of range %u: %s", i,
				 strerror(-ret));
			return ret;
		}
		if (agrees(kinds[b->kind].contiguous, p.contiguous) &&
		    agrees(kinds[b->kind].aligned, p.aligned) &&
		    (p.flags & kinds[b->kind].set) == kinds[b->kind].set &&
		    !(p.flags & kinds[b->kind].clear))
			continue;
		snprintf(why, len, "range %u of %u is not %s: pfn 0x%llx, "
			 "%scontiguous, %saligned, kpageflags 0x%llx", i,
			 b->n, kinds[b->kind].name,
			 (unsigned long long)p.base,
			 p.contiguous ? "" : "not ", p.aligned ? "" : "not ",
			 (unsigned long long)p.flags);
		return -EAGAIN;
	}
	return 0;
}

/* Memory the seed takes first, so that each seed gets other frames. */
static void displace(struct rng *r)
{
	size_t huge = rng_below(r, 16), small = rng_below(r, 1024);
	uint8_t *p = backing_reserve(huge * SZ_2M + SZ_2M, SZ_2M,
			     PROT_READ | PROT_WRITE);
	size_t i;

	if (!p)
		return;
	madvise(p, huge * SZ_2M, MADV_HUGEPAGE);
	for (i = 0; i < huge; i++)
		p[i * SZ_2M] = 1;
	p = backing_reserve(small * SZ_4K + SZ_4K, SZ_4K,
			    PROT_READ | PROT_WRITE);
	for (i = 0; p && i < small; i++)
		p[i * SZ_4K] = 1;
}

int backing_make(struct backing *b, enum backing_kind kind, unsigned int n,
		 struct rng *r, char *why, size_t len)
{
	struct why w = { why, len };
	unsigned int tries;
	int ret = -EAGAIN;

	if (n > BACKING_MAX)
		return -E2BIG;
	displace(r);
	b->kind = kind;
	b->n = n;
	for (tries = 0; tries < 3 && ret == -EAGAIN; tries++) {
		why[0] = 0;
		ret = kinds[kind].make(b, r, &w);
		if (!ret)
			ret = backing_check(b, why, len);
	}
	if (ret)
		backing_fail(&w, ret, kinds[kind].name);
	return ret;
}
