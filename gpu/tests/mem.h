/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the memory tests share: a bus over one array, a page-table builder,
 * a random generator. Included once per program.
 */
#ifndef GEN9_TESTS_MEM_H
#define GEN9_TESTS_MEM_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gpu/blitter/blt.h"
#include "gpu/memory/as.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/tlb.h"

#define T_HUGE		(2ull << 20)
#define T_PRESENT	1ull
#define T_RW		2ull
#define T_PS		(1ull << 7)
#define T_IPS		(1ull << 11)

struct tmem {
	uint8_t *ram;
	uint64_t size;
	uint64_t brk;		/* next free page for tables */
	uint64_t pml4;
	bool no_map;		/* refuse dma_map: the bounce path */
	size_t map_max;		/* shorten mappings to this, 0: not */
	uint64_t odd_at, odd_len;	/* only from there on; 0: everywhere */
	unsigned int iommu_shift;
	long maps_out, reads;
	void *user;		/* of whoever embeds this */
	struct gen9_bus bus;
};

/* splitmix64 */
static inline uint64_t t_rand(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static inline int64_t t_range(uint64_t *s, int64_t lo, int64_t hi)
{
	return lo + (int64_t)(t_rand(s) % (uint64_t)(hi - lo + 1));
}

static inline uint64_t t_seed(void)
{
	const char *e = getenv("SEED");
	uint64_t s = e ? strtoull(e, NULL, 0) : 1;

	fprintf(stderr, "seed %llu\n", (unsigned long long)s);
	return s;
}

static inline bool t_inside(const struct tmem *m, uint64_t a, size_t n)
{
	return a <= m->size && n <= m->size - a;
}

static inline int t_dma_read(void *o, uint64_t a, void *buf, size_t n)
{
	struct tmem *m = o;

	m->reads++;
	if (!t_inside(m, a, n))
		return -EFAULT;
	memcpy(buf, m->ram + a, n);
	return 0;
}

static inline int t_dma_write(void *o, uint64_t a, const void *buf, size_t n)
{
	struct tmem *m = o;

	if (!t_inside(m, a, n))
		return -EFAULT;
	memcpy(m->ram + a, buf, n);
	return 0;
}

static inline void *t_dma_map(void *o, uint64_t a, size_t *n, bool write)
{
	struct tmem *m = o;
	bool odd = !m->odd_len || a - m->odd_at < m->odd_len;

	if ((odd && m->no_map) || a >= m->size)
		return NULL;
	if (*n > m->size - a)
		*n = m->size - a;
	if (odd && m->map_max && *n > m->map_max)
		*n = m->map_max;
	m->maps_out++;
	return m->ram + a;
}

static inline void t_dma_unmap(void *o, void *p, size_t n, bool write)
{
	struct tmem *m = o;

	m->maps_out--;
}

static inline unsigned int t_iommu_shift(void *o, uint64_t a)
{
	return ((struct tmem *)o)->iommu_shift;
}

static inline uint64_t t_page(struct tmem *m)
{
	uint64_t a = m->brk;

	m->brk += 4096;
	if (m->brk > m->size)
		abort();
	memset(m->ram + a, 0, 4096);
	return a;
}

/* ram of size bytes, tables taken from the top part on from tables_at. */
static inline void t_init(struct tmem *m, uint64_t size, uint64_t tables_at)
{
	*m = (struct tmem){ .size = size, .brk = tables_at };
	/* In huge pages where it can be, as QEMU maps a machine's memory. */
	m->ram = aligned_alloc(size % T_HUGE ? 4096 : T_HUGE, size);
	if (!m->ram)
		abort();
	madvise(m->ram, size, MADV_HUGEPAGE);
	memset(m->ram, 0, size);
	m->bus = (struct gen9_bus){
		.opaque = m, .dma_read = t_dma_read, .dma_write = t_dma_write,
		.dma_map = t_dma_map, .dma_unmap = t_dma_unmap,
		.iommu_shift = t_iommu_shift,
	};
	m->pml4 = t_page(m);
}

static inline uint64_t *t_entry(struct tmem *m, uint64_t table,
				unsigned int i)
{
	return (uint64_t *)(m->ram + table) + i;
}

static inline uint64_t t_descend(struct tmem *m, uint64_t table,
				 unsigned int i, uint64_t flags)
{
	uint64_t *e = t_entry(m, table, i);

	if (!(*e & T_PRESENT))
		*e = t_page(m) | T_PRESENT | T_RW;
	*e |= flags;
	return *e & 0x7ffffff000ull;
}

/* Map the page of 1 << shift bytes at va to pa. */
static inline void t_map(struct tmem *m, uint64_t va, uint64_t pa,
			 unsigned int shift, uint64_t flags)
{
	uint64_t t = m->pml4, f = flags | T_PRESENT;

	t = t_descend(m, t, va >> 39 & 511, 0);
	if (shift == 30) {
		*t_entry(m, t, va >> 30 & 511) = pa | f | T_PS;
		return;
	}
	t = t_descend(m, t, va >> 30 & 511, 0);
	if (shift == 21) {
		*t_entry(m, t, va >> 21 & 511) = pa | f | T_PS;
		return;
	}
	t = t_descend(m, t, va >> 21 & 511, shift == 16 ? T_IPS : 0);
	*t_entry(m, t, va >> 12 & 511 & (shift == 16 ? ~15u : ~0u)) = pa | f;
}

#endif
