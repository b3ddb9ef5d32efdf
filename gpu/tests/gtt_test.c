// SPDX-License-Identifier: GPL-2.0-or-later
/* Page tables, walks, faults: against walkers written another way. */
#include "gtt_bed.h"

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
TEST(test_random_maps)
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

TEST(test_garbage_tables)
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

/* -------------------------------------------------------- walks, faults */

/* Steps: 4 for the first page, 1 for its neighbours, 8 PTEs a line. */
TEST(test_walk_steps)
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

TEST(test_big_page_steps)
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

TEST(test_64k)
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

TEST(test_faults)
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

TEST(test_copies)
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

TEST(test_partial_copies)
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
TEST(test_iommu_fracture)
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
