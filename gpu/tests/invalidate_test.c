// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What drops what from whose TLB: registers, commands, writes to the GGTT,
 * by the device's own ways.
 */

#include "each_bed.h"
#include "gpu/blocks/blocks.h"

#define GFX_FLSH_CNTL	0x101008u
#define GEN8_RTCR	0x4260u
#define GEN8_M1TCR	0x4264u
#define GEN8_M2TCR	0x4268u
#define GEN8_BTCR	0x426cu
#define GEN8_VTCR	0x4270u
#define ALL		(1u << GEN9_CTR_RCS0 | 1u << GEN9_CTR_BCS0 | \
			 1u << GEN9_CTR_VCS0 | 1u << GEN9_CTR_VECS0)
#define PAGE_VA		0x700000u	/* in both spaces */

static void begin(struct bed *b)
{
	t_map(&b->m, PAGE_VA, 0x1000, 12, T_RW);
	bed_context(b, 0, BCS_BASE);
	bed_start(b, BCS_BASE);
	for (int i = 0; i < GEN9_CTR_ENGINES; i++)
		b->g->engine[i].ppgtt.pml4 = b->m.pml4;
}
EACH_BED(begin);

/* Bit i: engine i walks the tables for the page now; it is cached then. */
static unsigned int who_walks(struct bed *b, bool ggtt)
{
	struct gen9_xlat x;
	unsigned int who = 0;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		struct gen9_engine *e = &b->g->engine[i];

		assert_int_equal(gen9_translate(ggtt ? &e->ggtt : &e->ppgtt,
						PAGE_VA, false, &x), 0);
		who |= (unsigned int)x.missed << i;
	}
	return who;
}

static void cache_all(struct bed *b)
{
	who_walks(b, false);
	who_walks(b, true);
	assert_int_equal(who_walks(b, false), 0);
	assert_int_equal(who_walks(b, true), 0);
}

/* A GGTT flush is no reason to walk a PPGTT again: GVT-g makes many. */
TEST(each_register_drops_its_own)
{
	static const struct {
		uint32_t reg, val;
		unsigned int ggtt, ppgtt;
	} is[] = {
		{ GFX_FLSH_CNTL, 1, ALL, 0 },
		{ GFX_FLSH_CNTL, 0, 0, 0 },
		{ GEN8_RTCR, 1, 1u << GEN9_CTR_RCS0, 1u << GEN9_CTR_RCS0 },
		{ GEN8_M1TCR, 1, 1u << GEN9_CTR_VCS0, 1u << GEN9_CTR_VCS0 },
		{ GEN8_M2TCR, 1, 0, 0 },	/* there is one VCS */
		{ GEN8_BTCR, 1, 1u << GEN9_CTR_BCS0, 1u << GEN9_CTR_BCS0 },
		{ GEN8_VTCR, 1, 1u << GEN9_CTR_VECS0, 1u << GEN9_CTR_VECS0 },
		{ GEN8_BTCR, 0, 0, 0 },
	};
	struct bed *b = *state;

	for (size_t i = 0; i < sizeof(is) / sizeof(*is); i++) {
		cache_all(b);
		bed_wr(b, is[i].reg, is[i].val);
		assert_int_equal(bed_rd(b, is[i].reg), 0);	/* done */
		assert_int_equal(who_walks(b, true), is[i].ggtt);
		assert_int_equal(who_walks(b, false), is[i].ppgtt);
	}
}

/* The page of an entry, in all engines, and nothing else. */
TEST(a_ggtt_write_drops_its_page)
{
	struct bed *b = *state;
	uint32_t at = GEN9_GGTT_OFFSET + PAGE_VA / 4096 * 8;

	cache_all(b);
	gen9_mmio_write(b->g, at + 8, 0x5000 | 1, 8);
	assert_int_equal(who_walks(b, true), 0);
	gen9_mmio_write(b->g, at, 0x6000 | 1, 8);
	assert_int_equal(who_walks(b, true), ALL);
	assert_int_equal(who_walks(b, false), 0);
}

/* An access of any size is one write, and reads back; none is of registers. */
TEST(ggtt_writes_are_counted)
{
	struct bed *b = *state;
	const struct gen9_counters *c = gen9_get_counters(b->g);
	uint64_t mmio = c->mmio_writes + c->mmio_reads;
	uint32_t at = GEN9_GGTT_OFFSET + 0x55 * 8;

	gen9_mmio_write(b->g, at, 0x1122334455667788, 8);
	assert_int_equal(c->ggtt_writes, 1);
	gen9_mmio_write(b->g, at + 4, 0xaabbccdd, 4);
	gen9_mmio_write(b->g, at + 2, 0xeeff, 2);
	gen9_mmio_write(b->g, at + 7, 0x99, 1);
	assert_int_equal(c->ggtt_writes, 4);
	assert_true(gen9_get_ggtt(b->g)[0x55] == 0x99bbccddeeff7788);
	assert_true(gen9_mmio_read(b->g, at, 8) == 0x99bbccddeeff7788);
	assert_int_equal(bed_rd(b, at + 4), 0x99bbccdd);
	assert_int_equal(gen9_mmio_read(b->g, at + 2, 2) & 0xffff, 0xeeff);
	assert_int_equal(c->mmio_writes + c->mmio_reads, mmio);
}

/* MI_UPDATE_GTT: two entries, seen by every engine, counted as the CPU's. */
TEST(mi_update_gtt)
{
	struct bed *b = *state;
	uint64_t before;

	cache_all(b);
	before = gen9_get_counters(b->g)->ggtt_writes;
	BED_EMIT(b, 0, BCS_BASE, 0x23u << 23 | 1u << 22 | 4, PAGE_VA,
		 0x9001, 0, 0xa001, 0);
	bed_submit(b, BCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_int_equal(gen9_get_counters(b->g)->ggtt_writes, before + 2);
	assert_true(gen9_get_ggtt(b->g)[PAGE_VA / 4096] == 0x9001);
	assert_true(gen9_get_ggtt(b->g)[PAGE_VA / 4096 + 1] == 0xa001);
	assert_int_equal(who_walks(b, true), ALL);
	/* loading its context has dropped what the blitter had */
	assert_int_equal(who_walks(b, false), 1u << GEN9_CTR_BCS0);
}

/* MI_FLUSH_DW with MI_INVALIDATE_TLB: all that this engine has. */
TEST(a_command_drops_its_engines)
{
	struct bed *b = *state;
	uint32_t *go = bed_mem(b, 0x500000);

	/* waits in the ring until *go is 1, with its context loaded */
	BED_EMIT(b, 0, BCS_BASE, MI_SEMAPHORE_WAIT | MI_USE_GGTT | 4u << 12, 1,
		 0x500000, 0, 0x26u << 23 | 1u << 18 | 2, 0, 0, 0);
	bed_submit(b, BCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	cache_all(b);
	bed_run(b, 1000000);
	assert_int_equal(who_walks(b, false) | who_walks(b, true), 0);
	*go = 1;
	bed_run(b, 1000000);
	assert_int_equal(who_walks(b, false), 1u << GEN9_CTR_BCS0);
	assert_int_equal(who_walks(b, true), 1u << GEN9_CTR_BCS0);
}
