// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arranging memory; contract in backing.h. Every kind is a row: how it is
 * made and what its pages must turn out to be.
 */
#include <errno.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/backing.h"
#include "host/pagemap.h"
#include "lib/sys.h"

#define SZ_4K	4096ull
#define SZ_2M	(2ull << 20)
#define SZ_1G	(1ull << 30)
#define PAGES	512u
#define MID	100u		/* the page in the middle that is exchanged */
#define THP_SYS	"/sys/kernel/mm/transparent_hugepage"
#define KSM_SYS	"/sys/kernel/mm/ksm"
#define HUGE_2M_SYS "/sys/kernel/mm/hugepages/hugepages-2048kB"

#define BIT(n)	(1ull << (n))
#define HEAD	BIT(KPF_COMPOUND_HEAD)
#define TAIL	BIT(KPF_COMPOUND_TAIL)
#define THP	BIT(KPF_THP)
#define HUGE	BIT(KPF_HUGE)

enum { NO, YES, ANY };

struct why {
	char *text;
	size_t len;
};

static int fail(struct why *w, int err, const char *what)
{
	if (!w->text[0])
		snprintf(w->text, w->len, "%s: %s", what, strerror(-err));
	return err;
}

/* Address space aligned to align; pages come at first touch. */
static uint8_t *reserve(size_t len, size_t align, int prot)
{
	uint8_t *p = mmap(NULL, len + align, prot, MAP_PRIVATE |
			  MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t off;

	if (p == MAP_FAILED)
		return NULL;
	off = -(uintptr_t)p & (align - 1);
	if (off)
		munmap(p, off);
	munmap(p + off + len, align - off);
	return p + off;
}

/* Move the pages at from to their new place; what was there is replaced. */
static int move(uint8_t *to, uint8_t *from, size_t len)
{
	return mremap(from, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
	       MAP_FAILED ? -errno : 0;
}

static void ranges_at(struct backing *b, uint8_t *base, size_t stride,
		      size_t off)
{
	unsigned int i;

	for (i = 0; i < b->n; i++)
		b->va[i] = base + i * stride + off;
}

/* Touch n units in the seed's order, each marked by its number. */
static int touch(uint8_t *base, unsigned int n, size_t unit, struct rng *r)
{
	unsigned int *order = malloc(n * sizeof(*order)), i;

	if (!order)
		return -ENOMEM;
	rng_order(r, order, n);
	for (i = 0; i < n; i++)
		*(volatile uint64_t *)(base + order[i] * unit) = order[i] + 1;
	free(order);
	return 0;
}

static bool is_thp(const uint8_t *va)
{
	struct phys p;

	return !pagemap_phys(va, &p) && p.contiguous && p.aligned &&
	       (p.flags & (THP | HEAD)) == (THP | HEAD);
}

/* n THPs one after the other; those that came as 4K pages are tried again. */
static uint8_t *thp_pool(unsigned int n, struct rng *r, struct why *w)
{
	uint8_t *base = reserve(n * SZ_2M, SZ_2M, PROT_READ | PROT_WRITE);
	unsigned int i, tries;

	if (!base || madvise(base, n * SZ_2M, MADV_HUGEPAGE)) {
		fail(w, -errno, "memory for THPs");
		return NULL;
	}
	if (touch(base, n, SZ_2M, r))
		return NULL;
	for (i = 0; i < n; i++) {
		uint8_t *va = base + i * SZ_2M;

		for (tries = 0; !is_thp(va) && tries < 3; tries++) {
			madvise(va, SZ_2M, MADV_DONTNEED);
			*(volatile uint64_t *)va = i + 1;
		}
		if (!is_thp(va)) {
			fail(w, -EAGAIN, "no THP was given");
			return NULL;
		}
	}
	return base;
}

static int make_thp(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = thp_pool(b->n, r, w);

	if (!base)
		return -EAGAIN;
	ranges_at(b, base, SZ_2M, 0);
	return 0;
}

static int make_hugetlb(struct backing *b, size_t size, int flags,
			struct rng *r, struct why *w)
{
	size_t len = (b->n * SZ_2M + size - 1) / size * size;
	uint8_t *base;

	base = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		    MAP_ANONYMOUS | MAP_HUGETLB | flags, -1, 0);
	if (base == MAP_FAILED)
		return fail(w, -errno, "hugetlb pages");
	ranges_at(b, base, SZ_2M, 0);
	return touch(base, len / size, size, r);
}

static int make_hugetlb_2m(struct backing *b, struct rng *r, struct why *w)
{
	uint64_t have = 0;

	sys_read_u64(HUGE_2M_SYS "/free_hugepages", &have);
	if (have < b->n)
		sys_writef(HUGE_2M_SYS "/nr_hugepages", "%u", b->n);
	return make_hugetlb(b, SZ_2M, MAP_HUGE_2MB, r, w);
}

static int make_hugetlb_1g(struct backing *b, struct rng *r, struct why *w)
{
	return make_hugetlb(b, SZ_1G, MAP_HUGE_1GB, r, w);
}

static int make_scattered(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = reserve(b->n * SZ_2M, SZ_2M, PROT_READ | PROT_WRITE);
	unsigned int i;
	int ret = 0;

	if (!base || madvise(base, b->n * SZ_2M, MADV_NOHUGEPAGE))
		return fail(w, -errno, "memory");
	ranges_at(b, base, SZ_2M, 0);
	for (i = 0; i < b->n && !ret; i++)
		ret = touch(b->va[i], PAGES, SZ_4K, r);
	return ret;
}

/*
 * Turn the THPs from va into 4K pages that stay where they are. From 6.12 on
 * a split drops pages of zeros for the shared one (mm/huge_memory.c,
 * RMP_USE_SHARED_ZEROPAGE), so none may be left.
 */
static int split_pages(uint8_t *va, size_t len, struct why *w)
{
	size_t off;
	int ret;

	for (off = 0; off < len; off += SZ_4K)
		*(volatile uint64_t *)(va + off + 8) = 1;
	ret = sys_writef("/sys/kernel/debug/split_huge_pages",
			     "%d,0x%lx,0x%lx", getpid(), (unsigned long)va,
			     (unsigned long)(va + len));

	if (ret)
		return fail(w, ret, "split_huge_pages");
	return madvise(va, len, MADV_NOHUGEPAGE) ? -errno : 0;
}

static int make_contig(struct backing *b, struct rng *r, struct why *w)
{
	int ret = make_thp(b, r, w);

	return ret ? ret : split_pages(b->va[0], b->n * SZ_2M, w);
}

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
	uint8_t *pool = thp_pool(have, r, w);
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
	return found == b->n ? 0 : fail(w, ret ? ret : -EAGAIN,
					"pairs of THPs");
}

/* Pairs side by side in address space: 4MiB for each range. */
static int make_shift(struct backing *b, bool adjacent, struct rng *r,
		      struct why *w)
{
	struct thp *pairs = calloc(2 * b->n, sizeof(*pairs));
	uint8_t *base = reserve(2 * b->n * SZ_2M, SZ_2M, PROT_NONE);
	unsigned int i;
	int ret;

	ret = pairs && base ? thp_pairs(b, adjacent, pairs, r, w) : -ENOMEM;
	for (i = 0; i < 2 * b->n && !ret; i++)
		ret = move(base + i * SZ_2M, pairs[i].va, SZ_2M);
	free(pairs);
	ranges_at(b, base, 2 * SZ_2M, SZ_4K);
	for (i = 0; i < b->n; i++)
		b->below[i] = b->va[i] - SZ_4K;
	return ret;
}

static int make_shift_adjacent(struct backing *b, struct rng *r,
			       struct why *w)
{
	return make_shift(b, true, r, w);
}

static int make_shift_apart(struct backing *b, struct rng *r, struct why *w)
{
	return make_shift(b, false, r, w);
}

/* As the adjacent shift, in 4K pages and moved down to 2MiB alignment. */
static int make_contig_off(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = reserve(b->n * SZ_2M, SZ_2M, PROT_NONE), *from;
	unsigned int i;
	int ret = base ? make_shift(b, true, r, w) : -ENOMEM;

	for (i = 0; i < b->n && !ret; i++) {
		from = b->va[i];
		ret = split_pages(from - SZ_4K, 2 * SZ_2M, w);
		if (!ret)
			ret = move(base + i * SZ_2M, from, SZ_2M - SZ_4K);
		if (!ret)
			ret = move(base + (i + 1) * SZ_2M - SZ_4K,
				   from + SZ_2M - SZ_4K, SZ_4K);
		b->va[i] = base + i * SZ_2M;
	}
	return ret;
}

/* THPs that khugepaged must not make whole again. */
static int make_thp_left_alone(struct backing *b, struct rng *r,
			       struct why *w)
{
	int ret = make_thp(b, r, w);

	if (!ret && madvise(b->va[0], b->n * SZ_2M, MADV_NOHUGEPAGE))
		ret = fail(w, -errno, "MADV_NOHUGEPAGE");
	return ret;
}

static int make_pmd_split(struct backing *b, struct rng *r, struct why *w)
{
	int ret = make_thp_left_alone(b, r, w);
	unsigned int i;

	for (i = 0; i < b->n && !ret; i++)
		if (mprotect(b->va[i] + MID * SZ_4K, SZ_4K, PROT_READ) ||
		    mprotect(b->va[i] + MID * SZ_4K, SZ_4K,
			     PROT_READ | PROT_WRITE))
			ret = fail(w, -errno, "mprotect");
	return ret;
}

static int refault(struct backing *b, unsigned int page, struct rng *r,
		   struct why *w)
{
	int ret = make_thp_left_alone(b, r, w);
	unsigned int i;

	for (i = 0; i < b->n && !ret; i++) {
		uint8_t *va = b->va[i] + page * SZ_4K;

		if (madvise(va, SZ_4K, MADV_DONTNEED))
			ret = fail(w, -errno, "MADV_DONTNEED");
		*(volatile uint64_t *)va = i + 1;
	}
	return ret;
}

static int make_hole(struct backing *b, struct rng *r, struct why *w)
{
	return refault(b, MID, r, w);
}

static int make_head(struct backing *b, struct rng *r, struct why *w)
{
	return refault(b, 0, r, w);
}

/* Waits until the page at va is one of KSM's. */
static int wait_ksm(const uint8_t *va, struct why *w)
{
	uint64_t pfn, flags;

	for (int wait = 0; wait < 300; wait++) {
		if (!pagemap_frames(va, 1, &pfn) &&
		    !pagemap_flags(pfn, &flags) && flags & BIT(KPF_KSM))
			return 0;
		usleep(10000);
	}
	return fail(w, -EAGAIN, "KSM did not merge");
}

/* One page shall be shared by n; the limit is 256 unless somebody set it. */
static int start_ksm(unsigned int n, struct why *w)
{
	uint64_t most;
	int ret = sys_read_u64(KSM_SYS "/max_page_sharing", &most);

	/* -EBUSY where others have merged pages */
	if (!ret && most < n)
		ret = sys_writef(KSM_SYS "/max_page_sharing", "%u", n);
	if (ret)
		return fail(w, ret, "KSM's max_page_sharing");
	ret = sys_write(KSM_SYS "/run", "1");
	return ret ? fail(w, ret, "KSM") : 0;
}

static int offer_ksm(uint8_t *va, struct why *w)
{
	memset(va, 0x5a, SZ_4K);
	return madvise(va, SZ_4K, MADV_MERGEABLE) ?
	       fail(w, -errno, "MADV_MERGEABLE") : 0;
}

/*
 * The same content in page MID of each range, merged by KSM. Of two pages
 * that it merges one stays where it is: that shall be none of a range, so
 * two others are merged first, and as many share them as there are ranges.
 */
static int make_ksm(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *first = mmap(NULL, 2 * SZ_4K, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int ret = make_thp_left_alone(b, r, w);
	unsigned int i;

	if (first == MAP_FAILED)
		return fail(w, -errno, "mmap");
	if (!ret)
		ret = start_ksm(b->n + 2, w);
	for (i = 0; i < 2 && !ret; i++)
		ret = offer_ksm(first + i * SZ_4K, w);
	for (i = 0; i < 2 && !ret; i++)
		ret = wait_ksm(first + i * SZ_4K, w);
	for (i = 0; i < b->n && !ret; i++)
		ret = offer_ksm(b->va[i] + MID * SZ_4K, w);
	for (i = 0; i < b->n && !ret; i++)
		ret = wait_ksm(b->va[i] + MID * SZ_4K, w);
	sys_write(KSM_SYS "/run", "0");
	return ret;
}

static const struct {
	const char *name;
	int (*make)(struct backing *b, struct rng *r, struct why *w);
	int contiguous, aligned;	/* NO, YES, ANY */
	uint64_t set, clear;		/* kpageflags of the first page */
} kinds[BACKING_KINDS] = {
	[BACKING_THP] = { "thp", make_thp, YES, YES, THP | HEAD, HUGE },
	[BACKING_HUGETLB_2M] = {
		"hugetlb-2m", make_hugetlb_2m, YES, YES, HUGE | HEAD, 0 },
	/* One range in 512 has the head page. */
	[BACKING_HUGETLB_1G] = {
		"hugetlb-1g", make_hugetlb_1g, YES, YES, HUGE, 0 },
	[BACKING_SCATTERED] = {
		"4k-scattered", make_scattered, NO, ANY, 0, HEAD | TAIL },
	[BACKING_CONTIG] = {
		"4k-contiguous", make_contig, YES, YES, 0, HEAD | TAIL },
	[BACKING_CONTIG_OFF] = {
		"4k-contiguous-misaligned", make_contig_off, YES, NO,
		0, HEAD | TAIL },
	[BACKING_THP_PMD_SPLIT] = {
		"thp-pmd-split", make_pmd_split, YES, YES, THP | HEAD, HUGE },
	[BACKING_THP_HOLE] = {
		"thp-hole-refaulted", make_hole, NO, YES, THP | HEAD, HUGE },
	[BACKING_THP_HEAD] = {
		"thp-head-refaulted", make_head, NO, ANY, 0, HEAD },
	[BACKING_THP_SHIFT] = {
		"thp-shifted", make_shift_adjacent, YES, NO, THP | TAIL, 0 },
	[BACKING_THP_SHIFT_APART] = {
		"thp-shifted-apart", make_shift_apart, NO, NO,
		THP | TAIL, 0 },
	[BACKING_KSM] = { "ksm", make_ksm, NO, ANY, 0, 0 },
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
	uint8_t *p = reserve(huge * SZ_2M + SZ_2M, SZ_2M,
			     PROT_READ | PROT_WRITE);
	size_t i;

	if (!p)
		return;
	madvise(p, huge * SZ_2M, MADV_HUGEPAGE);
	for (i = 0; i < huge; i++)
		p[i * SZ_2M] = 1;
	p = reserve(small * SZ_4K + SZ_4K, SZ_4K, PROT_READ | PROT_WRITE);
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
		fail(&w, ret, kinds[kind].name);
	return ret;
}
