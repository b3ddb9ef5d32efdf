// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * THPs: whole, with their mapping split, with a page refaulted, and turned
 * into 4K pages; contract in backing_int.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/backing_int.h"
#include "lib/sys.h"

static bool is_thp(const uint8_t *va)
{
	struct phys p;

	return !pagemap_phys(va, &p) && p.contiguous && p.aligned &&
	       (p.flags & (THP | HEAD)) == (THP | HEAD);
}

/* n THPs one after the other; those that came as 4K pages are tried again. */
uint8_t *backing_thp_pool(unsigned int n, struct rng *r, struct why *w)
{
	uint8_t *base = backing_reserve(n * SZ_2M, SZ_2M,
					PROT_READ | PROT_WRITE);
	unsigned int i, tries;

	if (!base || madvise(base, n * SZ_2M, MADV_HUGEPAGE)) {
		backing_fail(w, -errno, "memory for THPs");
		return NULL;
	}
	if (backing_touch(base, n, SZ_2M, r))
		return NULL;
	for (i = 0; i < n; i++) {
		uint8_t *va = base + i * SZ_2M;

		for (tries = 0; !is_thp(va) && tries < 3; tries++) {
			madvise(va, SZ_2M, MADV_DONTNEED);
			*(volatile uint64_t *)va = i + 1;
		}
		if (!is_thp(va)) {
			backing_fail(w, -EAGAIN, "no THP was given");
			return NULL;
		}
	}
	return base;
}

int backing_make_thp(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = backing_thp_pool(b->n, r, w);

	if (!base)
		return -EAGAIN;
	backing_ranges_at(b, base, SZ_2M, 0);
	return 0;
}

/*
 * Turn the THPs from va into 4K pages that stay where they are. From 6.12 on
 * a split drops pages of zeros for the shared one (mm/huge_memory.c,
 * RMP_USE_SHARED_ZEROPAGE), so none may be left.
 */
int backing_split(uint8_t *va, size_t len, struct why *w)
{
	size_t off;
	int ret;

	for (off = 0; off < len; off += SZ_4K)
		*(volatile uint64_t *)(va + off + 8) = 1;
	ret = sys_writef("/sys/kernel/debug/split_huge_pages",
			 "%d,0x%lx,0x%lx", getpid(), (unsigned long)va,
			     (unsigned long)(va + len));

	if (ret)
		return backing_fail(w, ret, "split_huge_pages");
	return madvise(va, len, MADV_NOHUGEPAGE) ? -errno : 0;
}

int backing_make_contig(struct backing *b, struct rng *r, struct why *w)
{
	int ret = backing_make_thp(b, r, w);

	return ret ? ret : backing_split(b->va[0], b->n * SZ_2M, w);
}

/* THPs that khugepaged must not make whole again. */
int backing_make_thp_left_alone(struct backing *b, struct rng *r,
				struct why *w)
{
	int ret = backing_make_thp(b, r, w);

	if (!ret && madvise(b->va[0], b->n * SZ_2M, MADV_NOHUGEPAGE))
		ret = backing_fail(w, -errno, "MADV_NOHUGEPAGE");
	return ret;
}

int backing_make_pmd_split(struct backing *b, struct rng *r, struct why *w)
{
	int ret = backing_make_thp_left_alone(b, r, w);
	unsigned int i;

	for (i = 0; i < b->n && !ret; i++)
		if (mprotect(b->va[i] + MID * SZ_4K, SZ_4K, PROT_READ) ||
		    mprotect(b->va[i] + MID * SZ_4K, SZ_4K,
			     PROT_READ | PROT_WRITE))
			ret = backing_fail(w, -errno, "mprotect");
	return ret;
}

static int refault(struct backing *b, unsigned int page, struct rng *r,
		   struct why *w)
{
	int ret = backing_make_thp_left_alone(b, r, w);
	unsigned int i;

	for (i = 0; i < b->n && !ret; i++) {
		uint8_t *va = b->va[i] + page * SZ_4K;

		if (madvise(va, SZ_4K, MADV_DONTNEED))
			ret = backing_fail(w, -errno, "MADV_DONTNEED");
		*(volatile uint64_t *)va = i + 1;
	}
	return ret;
}

int backing_make_hole(struct backing *b, struct rng *r, struct why *w)
{
	return refault(b, MID, r, w);
}

int backing_make_head(struct backing *b, struct rng *r, struct why *w)
{
	return refault(b, 0, r, w);
}
