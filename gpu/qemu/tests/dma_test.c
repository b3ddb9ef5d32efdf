// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The GPU's DMA inside QEMU: it reaches memory, and never its own BARs, where
 * its page table is: not by a store, a copy, a blit, a page table or the
 * aperture, not through a mapping of an IOMMU. Each attempt is counted, and
 * so is each write of the CPU to the GGTT.
 *   dma_test QEMU
 */
#include "gpu/qemu/tests/put.h"

#define GGTT		(BAR0 + GEN9_GGTT_OFFSET)
#define GGTT_PAGES	0x180u		/* of the GGTT map themselves */
#define BAR_PAGE	0x200u		/* of the GGTT leads to the GGTT */
#define VICTIM		0x55u		/* the entry that is to be changed */
#define VICTIM_VA	(BAR_PAGE * 4096 + VICTIM * 8)
#define BLIT_VA		0x100000000ull	/* PPGTT: the same */
#define TABLE_VA	0x180000000ull	/* PPGTT: its page table is the GGTT */
#define MARK		0x70000u
#define MARKED		0x600du
#define UNREAD		0x12345678u

#define VTD		0xfed90000u	/* Intel, VT-d specification, chapter 10 */
#define DMAR_GCMD	0x18
#define DMAR_RTADDR	0x20
#define VTD_TABLES	0x2000000u
#define BAR_IOVA	0x40000000u

/* Memory as it is, and BAR_IOVA: the GPU's GGTT. */
static void translate_by_vtd(struct vm *v)
{
	uint64_t t[6][512] = { { 0 } }, at = VTD_TABLES;

	t[0][0] = (at + 0x1000) | 1;		/* root: bus 0 */
	t[1][2 * 0x10] = (at + 0x2000) | 1;	/* context: 02.0 */
	t[1][2 * 0x10 + 1] = 1 << 8 | 1;	/* domain 1, 39 bits */
	t[2][0] = (at + 0x3000) | 3;
	t[2][BAR_IOVA >> 30] = (at + 0x4000) | 3;
	for (uint64_t i = 0; i < BED_RAM >> 21; i++)
		t[3][i] = i << 21 | 0x83;
	t[4][0] = (at + 0x5000) | 3;
	t[5][0] = GGTT | 3;
	for (int i = 0; i < 6; i++)
		put_page(v, at + i * 0x1000, t[i]);
	qtest(v, "writeq 0x%x 0x%" PRIx64, VTD + DMAR_RTADDR, at);
	qtest(v, "writel 0x%x 0x%x", VTD + DMAR_GCMD, 1u << 30);
	qtest(v, "writel 0x%x 0x%x", VTD + DMAR_GCMD, 1u << 31);
}

static uint64_t word(struct vm *v, size_t off)
{
	return qtest(v, "readq 0x%zx", BAR0 + GEN9_CTR_BASE + off);
}

static uint64_t bar_dma(struct vm *v)
{
	const size_t off = offsetof(struct gen9_ctx_counters, bar_dma);
	uint64_t sum = word(v, offsetof(struct gen9_counters, other) + off);

	for (size_t i = 0; i < GEN9_CTR_SLOTS; i++)
		sum += word(v, offsetof(struct gen9_counters, ctx) +
			    i * sizeof(struct gen9_ctx_counters) + off);
	return sum;
}

static uint64_t pte(struct vm *v, uint32_t n)
{
	return qtest(v, "readq 0x%x", GGTT + n * 8);
}

static void fill(uint32_t dw[7], uint64_t dst)
{
	const uint32_t c[7] = {
		2u << 29 | 0x50u << 22 | 3u << 20 | 5, 3u << 24 | 0xf0 << 16 | 64,
		0, 1u << 16 | 1, (uint32_t)dst, dst >> 32, 0xdead1001,
	};

	memcpy(dw, c, sizeof(c));
}

/* A context whose ring tries each way; at the end it says that it came so far. */
static void build(struct bed *b, uint64_t bar)
{
	uint32_t f[7];

	t_init(&b->m, BED_RAM, BED_TABLES);
	t_map(&b->m, BLIT_VA, bar, 12, T_RW);
	t_map(&b->m, TABLE_VA, 0, 12, T_RW);
	/* the table that this has made is the GGTT instead */
	for (uint64_t at = BED_TABLES; at < b->m.brk; at += 8)
		if ((*(uint64_t *)(b->m.ram + at) & ~0xfffull) ==
		    b->m.brk - 4096)
			*(uint64_t *)(b->m.ram + at) = bar | T_RW | T_PRESENT;
	bed_context(b, 0, BCS_BASE);
	BED_EMIT(b, 0, BCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, VICTIM_VA, 0,
		 0xdead1001);
	/* MI_COPY_MEM_MEM, both in the GGTT */
	BED_EMIT(b, 0, BCS_BASE, 0x2eu << 23 | 3u << 21 | 3, MARK + 4, 0,
		 BAR_PAGE * 4096 + 8, 0);
	fill(f, BLIT_VA + VICTIM * 8);
	bed_emit(b, 0, BCS_BASE, f, 7);
	fill(f, TABLE_VA);
	bed_emit(b, 0, BCS_BASE, f, 7);
	BED_EMIT(b, 0, BCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, MARK, 0,
		 MARKED);
	*bed_mem(b, MARK + 4) = UNREAD;
}

static void submit(struct vm *v)
{
	const struct {
		uint32_t off, val;
	} w[] = {
		{ 0x29c, 1u << 31 | 1u << 15 }, { 0x80, BED_HWSP + 0x1000 },
		{ 0x230, 0 }, { 0x230, 0 }, { 0x230, bed_desc(0) >> 32 },
		{ 0x230, (uint32_t)bed_desc(0) },
	};

	for (size_t i = 0; i < sizeof(w) / sizeof(*w); i++)
		qtest(v, "writel 0x%x 0x%x", BAR0 + BCS_BASE + w[i].off,
		      w[i].val);
	for (int i = 0; i < 100; i++)
		qtest(v, "clock_step 100000");
}

#define IS(what, is, want) do { \
	uint64_t is_ = (is), want_ = (want); \
	if (is_ != want_) \
		fail("%s: " what " is 0x%" PRIx64 ", not 0x%" PRIx64, how, \
		     is_, want_); \
} while (0)

static void run(char *qemu, const char *how, bool vtd)
{
	struct bed b = { 0 };
	uint64_t entry;
	struct vm v;

	vm_start(&v, qemu, vtd ? "intel-iommu" : NULL);
	place(&v);
	build(&b, vtd ? BAR_IOVA : GGTT);
	put_all(&v, &b);
	if (vtd)
		translate_by_vtd(&v);
	for (uint32_t i = 0; i < GGTT_PAGES; i++)
		qtest(&v, "writeq 0x%x 0x%x", GGTT + i * 8, i << 12 | 1);
	entry = (vtd ? BAR_IOVA : GGTT) | 1;
	qtest(&v, "writel 0x%x 0x%x", GGTT + BAR_PAGE * 8, (uint32_t)entry);
	IS("ggtt_writes", word(&v, offsetof(struct gen9_counters, ggtt_writes)),
	   GGTT_PAGES + 1);
	IS("an entry read back", pte(&v, BAR_PAGE), entry);
	submit(&v);
	IS("the end of the ring's mark", qtest(&v, "readl 0x%x", MARK), MARKED);
	IS("what the copy has read", qtest(&v, "readl 0x%x", MARK + 4), UNREAD);
	IS("bar_dma of store, copy, blit, page table", bar_dma(&v), 4);
	qtest(&v, "writel 0x%x 0xdead1001", BAR2 + VICTIM_VA);
	IS("the GGTT through the aperture",
	   qtest(&v, "readl 0x%x", BAR2 + VICTIM_VA), UINT32_MAX);
	IS("bar_dma of the aperture", bar_dma(&v), 6);
	for (uint32_t i = 0; i < 512; i++)
		IS("an entry", pte(&v, i), i < GGTT_PAGES ? i << 12 | 1 : 0);
	IS("ggtt_writes", word(&v, offsetof(struct gen9_counters, ggtt_writes)),
	   GGTT_PAGES + 1);
	vm_stop(&v);
	free(b.m.ram);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		fail("which QEMU?");
	signal(SIGPIPE, SIG_IGN);
	run(argv[1], "direct", false);
	run(argv[1], "through an IOMMU", true);
	printf("DMA to its own BARs is refused and counted: by store, copy, blit, page table, aperture; also through an IOMMU\n");
	return 0;
}
