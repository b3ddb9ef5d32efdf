// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What arranging memory is made of, and the kinds without THPs; contract in
 * backing_int.h.
 */
#include <errno.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "host/backing_int.h"
#include "lib/sys.h"

#define SZ_1G	(1ull << 30)
#define HUGE_2M_SYS "/sys/kernel/mm/hugepages/hugepages-2048kB"

int backing_fail(struct why *w, int err, const char *what)
{
	if (!w->text[0])
		snprintf(w->text, w->len, "%s: %s", what, strerror(-err));
	return err;
}

uint8_t *backing_reserve(size_t len, size_t align, int prot)
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

int backing_move(uint8_t *to, uint8_t *from, size_t len)
{
	return mremap(from, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, to) ==
	       MAP_FAILED ? -errno : 0;
}

void backing_ranges_at(struct backing *b, uint8_t *base, size_t stride,
		       size_t off)
{
	unsigned int i;

	for (i = 0; i < b->n; i++)
		b->va[i] = base + i * stride + off;
}

int backing_touch(uint8_t *base, unsigned int n, size_t unit, struct rng *r)
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

static int make_hugetlb(struct backing *b, size_t size, int flags,
			struct rng *r, struct why *w)
{
	size_t len = (b->n * SZ_2M + size - 1) / size * size;
	uint8_t *base;

	base = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		    MAP_ANONYMOUS | MAP_HUGETLB | flags, -1, 0);
	if (base == MAP_FAILED)
		return backing_fail(w, -errno, "hugetlb pages");
	backing_ranges_at(b, base, SZ_2M, 0);
	return backing_touch(base, len / size, size, r);
}

int backing_make_hugetlb_2m(struct backing *b, struct rng *r, struct why *w)
{
	uint64_t have = 0;

	sys_read_u64(HUGE_2M_SYS "/free_hugepages", &have);
	if (have < b->n)
		sys_writef(HUGE_2M_SYS "/nr_hugepages", "%u", b->n);
	return make_hugetlb(b, SZ_2M, MAP_HUGE_2MB, r, w);
}

int backing_make_hugetlb_1g(struct backing *b, struct rng *r, struct why *w)
{
	return make_hugetlb(b, SZ_1G, MAP_HUGE_1GB, r, w);
}

int backing_make_scattered(struct backing *b, struct rng *r, struct why *w)
{
	uint8_t *base = backing_reserve(b->n * SZ_2M, SZ_2M,
					PROT_READ | PROT_WRITE);
	unsigned int i;
	int ret = 0;

	if (!base || madvise(base, b->n * SZ_2M, MADV_NOHUGEPAGE))
		return backing_fail(w, -errno, "memory");
	backing_ranges_at(b, base, SZ_2M, 0);
	for (i = 0; i < b->n && !ret; i++)
		ret = backing_touch(b->va[i], PAGES, SZ_4K, r);
	return ret;
}
