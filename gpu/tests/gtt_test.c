// SPDX-License-Identifier: GPL-2.0-or-later
/* Page tables, TLBs, faults: against walkers written another way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mem.h"

#define MIB		(1ull << 20)
#define GIB		(1ull << 30)
#define PAGE(p)		(as->ctr->page[p])

static struct gen9_params params;

struct bed {
	struct tmem m;
	struct gen9_counters ctrs;
	struct gen9_as as;
};

static int setup(void **state)
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

static int teardown(void **state)
{
	struct bed *b = *state;

	gen9_tlb_free(b->as.tlb);
	free(b->m.ram);
	free(b);
	return 0;
}

static void new_tlb(struct bed *b)
{
	gen9_tlb_free(b->as.tlb);
	b->as.tlb = gen9_tlb_new(&params);
	assert_non_null(b->as.tlb);
	memset(b->as.ctr->page, 0, sizeof(b->as.ctr->page));
}

/* ------------------------------------------- well-formed random tables */

struct mapping {
	uint64_t va, pa, size;
	bool rw;
};

static const struct mapping *map_of(const struct mapping *l, unsigned int n,
				    uint64_t va)
{
	for (unsigned int i = 0; i < n; i++)
		if (va >= l[i].va && va - l[i].va < l[i].size)
			return &l[i];
	return NULL;
}

static void check_one(struct gen9_as *as, const struct mapping *l,
		      unsigned int n, uint64_t va, bool write)
{
	const struct mapping *e = map_of(l, n, va);
	struct gen9_xlat x;
	int ret = gen9_translate(as, va, write, &x);

	if (!e) {
		assert_int_equal(ret, -EFAULT);
		return;
	}
	if (write && !e->rw) {
		assert_int_equal(ret, -EACCES);
		return;
	}
	assert_int_equal(ret, 0);
	assert_int_equal(x.pa, e->pa + (va - e->va));
	assert_int_equal(x.len, e->size - (va - e->va));
	assert_int_equal(1ull << x.page_shift, e->size);
}

/* Pages of all sizes at random places; what is said must be what was put. */
static void test_random_maps(void **state)
{
	static const uint8_t shifts[] = { 12, 12, 12, 16, 16, 21, 30 };
	struct bed *b = *state;
	uint64_t seed = t_seed();
	struct mapping l[120];

	for (int round = 0; round < 30; round++) {
		unsigned int n = 0;

		b->m.brk = 24 * MIB;
		b->m.pml4 = t_page(&b->m);
		b->as.pml4 = b->m.pml4;
		while (n < 120) {
			unsigned int sh = shifts[t_rand(&seed) % 7];
			uint64_t size = 1ull << sh;
			/* few upper bits, so that tables are shared */
			uint64_t va = (t_rand(&seed) & 0x8040ffffffffull) &
				      ~(2 * MIB - 1);
			bool rw = t_rand(&seed) & 1;

			if (sh < 21)
				va += t_rand(&seed) % (2 * MIB) & -size;
			else
				va &= -size;
			/* one page size per 2M, one 1G page per GiB */
			for (unsigned int i = 0; i < n; i++)
				if ((l[i].va ^ va) / (2 * MIB) == 0 ||
				    ((l[i].va ^ va) / GIB == 0 &&
				     (sh == 30 || l[i].size == GIB)))
					size = 0;
			if (b->m.brk + 4 * 4096 > b->m.size)
				break;
			if (!size)
				continue;
			l[n].va = va;
			l[n].pa = t_rand(&seed) & 0x7fffffffffull & -size;
			l[n].size = size;
			l[n].rw = rw;
			t_map(&b->m, va, l[n].pa, sh, rw ? T_RW : 0);
			n++;
		}
		gen9_tlb_flush(b->as.tlb);
		assert_true(n > 3);
		for (int i = 0; i < 4000; i++) {
			const struct mapping *e = &l[t_rand(&seed) % n];
			uint64_t va = e->va + t_rand(&seed) % e->size;

			if (t_rand(&seed) % 8 == 0)
				va = t_rand(&seed) & 0xffffffffffffull;
			if (t_rand(&seed) % 64 == 0)
				gen9_tlb_flush(b->as.tlb);
			check_one(&b->as, l, n, va, t_rand(&seed) & 1);
		}
	}
	assert_true(b->as.ctr->page[GEN9_CTR_1G].tlb_misses > 0);
	assert_true(b->as.ctr->page[GEN9_CTR_64K].tlb_l1_hits > 0);
}

/* ----------------------------------------------- tables full of garbage */

struct walked {
	int ret;		/* 0 or -EFAULT */
	bool rw;
	uint64_t pa, left;
};

static struct walked ref_walk(const struct tmem *m, uint64_t table,
			      uint64_t span, uint64_t off, bool rw, bool ips)
{
	struct walked w = { .ret = -EFAULT };
	uint64_t each = span / 512, slot = off / each, e, addr;

	if (ips)
		slot = slot / 16 * 16;
	addr = table + slot * 8;
	if (addr + 8 > m->size)
		return w;
	memcpy(&e, m->ram + addr, 8);
	if (e % 2 == 0)
		return w;
	rw = rw && e / 2 % 2;
	addr = e % (1ull << 39) / 4096 * 4096;
	if (each == 4096 || ((each == 2 * MIB || each == GIB) &&
			     e / 128 % 2)) {
		if (ips)
			each = 65536;
		w.ret = 0;
		w.rw = rw;
		w.pa = addr / each * each + off % each;
		w.left = each - off % each;
		return w;
	}
	return ref_walk(m, addr, each, off % each, rw,
			each == 2 * MIB && e / 2048 % 2);
}

static uint64_t garbage_entry(uint64_t *seed, uint64_t ram)
{
	uint64_t e = t_rand(seed);

	/* mostly present and inside memory, so that walks go deep */
	if (t_rand(seed) % 8)
		e = (e & ~0x7ffffff000ull) |
		    (t_rand(seed) % (ram + 256 * 1024) & ~0xfffull) | 1;
	if (t_rand(seed) % 4)
		e |= T_RW;
	if (t_rand(seed) % 4)
		e &= ~T_PS;
	return e;
}

static void test_garbage_tables(void **state)
{
	struct bed *b = *state;
	uint64_t seed = t_seed(), ram = 4 * MIB;
	unsigned int deep = 0, faults = 0;

	b->m.size = ram;
	for (uint64_t i = 0; i < ram / 8; i++)
		((uint64_t *)b->m.ram)[i] = garbage_entry(&seed, ram);
	for (int i = 0; i < 40000; i++) {
		uint64_t va = t_rand(&seed) & 0xffffffffffffull;
		bool write = t_rand(&seed) & 1;
		struct walked w;
		struct gen9_xlat x;
		int ret;

		b->as.pml4 = t_rand(&seed) % ram & ~0xfffull;
		w = ref_walk(&b->m, b->as.pml4, 1ull << 48, va, true, false);
		for (int again = 0; again < 2; again++) {
			ret = gen9_translate(&b->as, va, write, &x);
			assert_int_equal(ret, w.ret ? w.ret :
					 write && !w.rw ? -EACCES : 0);
			faults += ret == -EFAULT;
			if (ret)
				continue;
			deep++;
			assert_int_equal(x.pa, w.pa);
			assert_int_equal(x.len, w.left);
		}
	}
	assert_true(deep > 5000 && faults > 5000);
}

/* ------------------------------------------------------------ TLB model */

/* Each set a list, the latest first; numbers of pages plus one. */
struct ref_tlb {
	unsigned int sets, ways;
	uint64_t e[64][16];
};

static bool ref_touch(struct ref_tlb *t, uint64_t page, bool insert)
{
	uint64_t *s = t->e[page % t->sets];
	unsigned int i;

	for (i = 0; i < t->ways; i++)
		if (s[i] == page + 1)
			break;
	if (i == t->ways && !insert)
		return false;
	if (i == t->ways) {
		memmove(s + 1, s, (t->ways - 1) * sizeof(*s));
	} else {
		memmove(s + 1, s, i * sizeof(*s));
		s[0] = page + 1;
		return true;
	}
	s[0] = page + 1;
	return false;
}

/* Hits of both levels over a random stream, as a naive LRU says. */
static void test_tlb_is_lru(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct ref_tlb l1 = { 4, 2, { { 0 } } }, l2 = { 8, 5, { { 0 } } };
	uint64_t seed = t_seed(), h1 = 0, h2 = 0, miss = 0;
	struct gen9_xlat x;

	params.l1_tlb_4k_entries = 8;
	params.l1_tlb_4k_ways = 2;
	params.l2_tlb_4k_entries = 40;
	params.l2_tlb_4k_ways = 5;
	new_tlb(b);
	for (uint64_t p = 0; p < 100; p++)
		t_map(&b->m, p << 12, p << 12, 12, T_RW);
	for (int i = 0; i < 50000; i++) {
		uint64_t p = t_rand(&seed) % (i % 1000 < 500 ? 12 : 100);

		if (i % 5000 == 4999) {
			gen9_tlb_flush(as->tlb);
			memset(l1.e, 0, sizeof(l1.e));
			memset(l2.e, 0, sizeof(l2.e));
		}
		assert_int_equal(gen9_translate(as, p << 12, i & 1, &x), 0);
		if (ref_touch(&l1, p, false)) {
			h1++;
		} else if (ref_touch(&l2, p, false)) {
			h2++;
			ref_touch(&l1, p, true);
		} else {
			miss++;
			ref_touch(&l1, p, true);
			ref_touch(&l2, p, true);
		}
		assert_int_equal(PAGE(0).tlb_l1_hits, h1);
		assert_int_equal(PAGE(0).tlb_l2_hits, h2);
		assert_int_equal(PAGE(0).tlb_misses, miss);
		assert_true(x.missed || x.pa == p << 12);
	}
	assert_true(h1 > 1000 && h2 > 1000 && miss > 1000);
}

static void one_level(uint32_t *entries, uint32_t *ways, uint32_t n)
{
	*entries = n;
	*ways = n;
}

/* n pages fit a TLB of n entries; n + 1 in turn never hit. By page size. */
static void test_capacity(void **state)
{
	static const struct {
		unsigned int shift, page;
	} sizes[] = { { 12, GEN9_CTR_4K }, { 16, GEN9_CTR_64K },
		      { 21, GEN9_CTR_2M }, { 30, GEN9_CTR_1G } };
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	one_level(&params.l1_tlb_4k_entries, &params.l1_tlb_4k_ways, 4);
	one_level(&params.l1_tlb_64k_entries, &params.l1_tlb_64k_ways, 4);
	one_level(&params.l1_tlb_2m_entries, &params.l1_tlb_2m_ways, 4);
	one_level(&params.l1_tlb_1g_entries, &params.l1_tlb_1g_ways, 4);
	params.l2_tlb_4k_entries = params.l2_tlb_64k_entries = 0;
	params.l2_tlb_2m_entries = params.l2_tlb_1g_entries = 0;
	for (int s = 0; s < 4; s++) {
		unsigned int sh = sizes[s].shift;
		uint64_t at = (uint64_t)(s + 1) << 40;

		for (uint64_t p = 0; p < 5; p++)
			t_map(&b->m, at + (p << sh), p << sh, sh, T_RW);
		for (unsigned int n = 4; n <= 5; n++) {
			new_tlb(b);
			for (int i = 0; i < 100; i++)
				assert_int_equal(0, gen9_translate(as,
					at + ((uint64_t)(i % n) << sh) + 77,
					false, &x));
			assert_int_equal(PAGE(sizes[s].page).tlb_misses,
					 n == 4 ? 4 : 100);
			assert_int_equal(PAGE(sizes[s].page).tlb_l1_hits,
					 n == 4 ? 96 : 0);
		}
	}
}

/* A cached translation stays until the flush; without a TLB, not at all. */
static void test_staleness(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	uint64_t va = 5 * GIB + 0x3000;
	struct gen9_tlb *tlb = as->tlb;
	struct gen9_xlat x;

	t_map(&b->m, va, 0x10000, 12, T_RW);
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_true(x.missed);
	t_map(&b->m, va, 0x20000, 12, T_RW);
	assert_int_equal(gen9_translate(as, va + 8, true, &x), 0);
	assert_int_equal(x.pa, 0x10008);
	assert_false(x.missed);
	as->tlb = NULL;
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_int_equal(x.pa, 0x20000);
	as->tlb = tlb;
	gen9_tlb_flush(tlb);
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	assert_int_equal(x.pa, 0x20000);
	t_map(&b->m, va, 0, 12, 0);
	*t_entry(&b->m, b->m.brk - 4096, va >> 12 & 511) = 0;
	assert_int_equal(gen9_translate(as, va, true, &x), 0);
	gen9_tlb_flush(tlb);
	assert_int_equal(gen9_translate(as, va, true, &x), -EFAULT);
}

/* Another PML4 never sees the entries of the first, nor the GGTT's. */
static void test_spaces_apart(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as, gg = b->as;
	uint64_t pte[16] = { 0 }, first = b->m.pml4;
	struct gen9_ggtt ggtt = { .pte = pte, .entries = 16 };
	struct gen9_xlat x;

	pte[3] = 0x70000 | T_PRESENT;
	gg.is_ggtt = true;
	gg.ggtt = &ggtt;
	t_map(&b->m, 0x3000, 0x10000, 12, T_RW);
	b->m.pml4 = t_page(&b->m);
	t_map(&b->m, 0x3000, 0x20000, 12, T_RW);
	for (int i = 0; i < 4; i++) {
		as->pml4 = i & 1 ? b->m.pml4 : first;
		assert_int_equal(gen9_translate(as, 0x3000, true, &x), 0);
		assert_int_equal(x.pa, i & 1 ? 0x20000 : 0x10000);
		assert_int_equal(x.ctr_page, GEN9_CTR_4K);
		assert_int_equal(gen9_translate(&gg, 0x3abc, true, &x), 0);
		assert_int_equal(x.pa, 0x70abc);
		assert_int_equal(x.ctr_page, GEN9_CTR_GGTT);
	}
	assert_int_equal(gen9_translate(&gg, 0x4000, false, &x), -EFAULT);
	assert_int_equal(gen9_translate(&gg, 0x10000, false, &x), -EFAULT);
	assert_int_equal(gen9_translate(&gg, 1ull << 32 | 0x3000, false, &x),
			 -EFAULT);
}

/* -------------------------------------------------------- walks, faults */

/* Steps: 4 for the first page, 1 for its neighbours, 8 PTEs a line. */
static void test_walk_steps(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	for (uint64_t p = 0; p < 1024; p++)
		t_map(&b->m, p << 12, p << 12, 12, T_RW);
	for (uint64_t p = 0; p < 1024; p++)
		assert_int_equal(gen9_translate(as, p << 12, false, &x), 0);
	/* 1024 leaves, 2 PDEs, 1 PDP entry, 1 PML4 entry */
	assert_int_equal(PAGE(0).walk_steps, 1024 + 4);
	assert_int_equal(PAGE(0).walk_cached, 1022 * 3 + 2);
	/* of each line of PTEs 7 of 8; the PDEs' line is gone by then */
	assert_int_equal(PAGE(0).walk_line_hits, 1024 / 8 * 7);
	assert_int_equal(PAGE(0).tlb_misses, 1024);
}

static void test_big_page_steps(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	t_map(&b->m, 0, 2 * MIB, 21, T_RW);
	t_map(&b->m, 1ull << 40, GIB, 30, T_RW);
	assert_int_equal(gen9_translate(as, MIB + 5, false, &x), 0);
	assert_int_equal(x.pa, 3 * MIB + 5);
	assert_int_equal(x.len, MIB - 5);
	assert_int_equal(PAGE(GEN9_CTR_2M).walk_steps, 3);
	assert_int_equal(gen9_translate(as, (1ull << 40) + 7, false, &x), 0);
	assert_int_equal(x.page_shift, 30);
	assert_int_equal(PAGE(GEN9_CTR_1G).walk_steps, 2);
}

static void test_64k(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	uint64_t va = 3 * MIB;
	struct gen9_xlat x;

	t_map(&b->m, va, 0x50000, 16, T_RW);
	/* the 15 entries in between are not looked at */
	assert_int_equal(gen9_translate(as, va + 0xf123, true, &x), 0);
	assert_int_equal(x.pa, 0x5f123);
	assert_int_equal(x.len, 0x10000 - 0xf123);
	assert_int_equal(x.ctr_page, GEN9_CTR_64K);
	as->ips_off = true;
	gen9_tlb_flush(as->tlb);
	assert_int_equal(gen9_translate(as, va + 0xf123, true, &x), -EFAULT);
	assert_int_equal(gen9_translate(as, va + 0x123, true, &x), 0);
	assert_int_equal(x.page_shift, 12);
}

static void test_faults(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	t_map(&b->m, 0x5000, 0x9000, 12, 0);
	assert_int_equal(gen9_translate(as, 0x5123, true, &x), -EACCES);
	assert_int_equal(as->fault, 0);
	assert_int_equal(as->ctr->ro_writes, 1);
	assert_int_equal(gen9_translate(as, 0x5123, false, &x), 0);
	assert_int_equal(gen9_translate(as, 0x7fff12345678, false, &x),
			 -EFAULT);
	assert_int_equal(gen9_translate(as, 0x6000, false, &x), -EFAULT);
	assert_int_equal(as->fault, -EFAULT);
	assert_int_equal(as->fault_va, 0x7fff12345000);
	assert_int_equal(as->ctr->faults, 2);
	/* a table outside memory */
	as->pml4 = b->m.size + 4096;
	assert_int_equal(gen9_translate(as, 0x5000, false, &x), -EFAULT);
	/* upper bits of a canonical address do not count */
	as->pml4 = b->m.pml4;
	t_map(&b->m, 0xffffff801000, 0xa000, 12, T_RW);
	assert_int_equal(gen9_translate(as, 0xffffffffff801000, true, &x), 0);
	assert_int_equal(x.pa, 0xa000);
}

/* ----------------------------------------------------------- data access */

#define SPAN (64 * 4096)

static void test_copies(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	uint64_t seed = t_seed(), va = 7 * GIB - 5 * 4096;
	uint8_t *want = calloc(1, SPAN), *buf = calloc(1, SPAN);

	for (uint64_t p = 0; p < 64; p++)
		t_map(&b->m, va + p * 4096, p * 37 % 64 * 4096 * 3, 12, T_RW);
	for (int i = 0; i < 2000; i++) {
		uint64_t off = t_rand(&seed) % SPAN;
		size_t len = t_rand(&seed) % (SPAN - off);

		if (i & 1)
			len %= 64;
		if (t_rand(&seed) & 1) {
			for (size_t k = 0; k < len; k++)
				want[off + k] = t_rand(&seed);
			assert_int_equal(gen9_as_write(as, va + off,
						       want + off, len), 0);
		} else {
			assert_int_equal(gen9_as_read(as, va + off, buf,
						      len), 0);
			assert_memory_equal(buf, want + off, len);
		}
	}
	for (uint64_t p = 0; p < 64; p++)
		assert_memory_equal(b->m.ram + p * 37 % 64 * 4096 * 3,
				    want + p * 4096, 4096);
	free(want);
	free(buf);
}

static void test_partial_copies(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	uint8_t buf[4 * 4096];

	/* present, read-only, present, not present */
	t_map(&b->m, 0, 0x10000, 12, T_RW);
	t_map(&b->m, 0x1000, 0x20000, 12, 0);
	t_map(&b->m, 0x2000, 0x30000, 12, T_RW);
	memset(buf, 0xaa, sizeof(buf));
	assert_int_equal(gen9_as_write(as, 0x800, buf, 0x2800), 0);
	assert_int_equal(b->m.ram[0x107ff], 0);
	assert_int_equal(b->m.ram[0x10800], 0xaa);
	assert_int_equal(b->m.ram[0x20000], 0);
	assert_int_equal(b->m.ram[0x30fff], 0xaa);
	assert_int_equal(as->ctr->ro_writes, 1);
	assert_int_equal(PAGE(0).bytes_written, 0x800 + 0x1000);
	memset(b->m.ram + 0x30000, 0, 4096);
	assert_int_equal(gen9_as_write(as, 0x2ff0, buf, 32), -EFAULT);
	assert_int_equal(b->m.ram[0x30fff], 0xaa);
	assert_int_equal(as->fault_va, 0x3000);
	/* a PTE that points outside memory */
	t_map(&b->m, 0x3000, b->m.size, 12, T_RW);
	as->fault = 0;
	assert_int_equal(gen9_as_read(as, 0x3000, buf, 4), -EFAULT);
	assert_int_equal(as->fault, -EFAULT);
}

/* ----------------------------------------------------------------- IOMMU */

/* A 2M page mapped by the IOMMU in 4K pieces reaches no further than 4K. */
static void test_iommu_fracture(void **state)
{
	struct bed *b = *state;
	struct gen9_as *as = &b->as;
	struct gen9_xlat x;

	t_map(&b->m, 0, 4 * MIB, 21, T_RW);
	b->m.iommu_shift = 12;
	for (uint64_t p = 0; p < 512; p++) {
		assert_int_equal(gen9_translate(as, p * 4096 + 9, true, &x),
				 0);
		assert_int_equal(x.pa, 4 * MIB + p * 4096 + 9);
		assert_int_equal(x.len, 4096 - 9);
	}
	assert_int_equal(PAGE(GEN9_CTR_2M).tlb_misses, 512);
	/* each page once; of the tables' three pages two only at first */
	assert_true(as->ctr->iotlb_misses >= 512);
	assert_true(as->ctr->iotlb_misses < 512 + 40);
	b->m.iommu_shift = 21;
	new_tlb(b);
	for (uint64_t p = 0; p < 512; p++)
		assert_int_equal(gen9_translate(as, p * 4096, true, &x), 0);
	assert_int_equal(PAGE(GEN9_CTR_2M).tlb_misses, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_random_maps), T(test_garbage_tables),
		T(test_tlb_is_lru), T(test_capacity), T(test_staleness),
		T(test_spaces_apart), T(test_walk_steps),
		T(test_big_page_steps), T(test_64k), T(test_faults),
		T(test_copies), T(test_partial_copies),
		T(test_iommu_fracture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
