// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of the GT outside the engines: reset, faults, fuses, fences.
 * Names as in i915's gt/intel_gt_regs.h.
 */
#include "gpu/blocks/blocks.h"
#include "gpu/registers/gt_regs.h"

#define GEN8_RTCR		0x4260
#define GFX_FLSH_CNTL_EN	(1u << 0)
#define GEN6_GRDOM_FULL		(1u << 0)
#define GEN6_GRDOM_RENDER	(1u << 1)
#define GEN6_GRDOM_MEDIA	(1u << 2)
#define GEN6_GRDOM_BLT		(1u << 3)
#define GEN6_GRDOM_VECS		(1u << 4)

static const uint32_t domain[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = GEN6_GRDOM_RENDER,
	[GEN9_CTR_BCS0] = GEN6_GRDOM_BLT,
	[GEN9_CTR_VCS0] = GEN6_GRDOM_MEDIA,
	[GEN9_CTR_VECS0] = GEN6_GRDOM_VECS,
};

/* Resets take no time here: the bits read 0 again at once. */
static void write_gdrst(const struct gen9_reg_access *a)
{
	struct gen9 *g = a->g;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (a->raw & (domain[i] | GEN6_GRDOM_FULL)) {
			gen9_execlists_reset(&g->execlists[i]);
			g->host.ctr.engine[i].resets++;
		}
	if (a->raw & GEN6_GRDOM_FULL)
		g->host.ctr.gpu_resets++;
	gen9_poke(&g->regs, a->off, 0);
}

/*
 * GFX_FLSH_CNTL: what every engine has cached of the GGTT, and nothing of a
 * PPGTT (i915's gt/intel_ggtt.c, gen8_ggtt_invalidate()).
 */
static void write_ggtt_flush(const struct gen9_reg_access *a)
{
	if (a->raw & GFX_FLSH_CNTL_EN)
		gen9_ggtt_flush(&a->g->ggtt);
	gen9_poke(&a->g->regs, a->off, 0);
}

/*
 * One register an engine, RTCR, M1TCR, M2TCR, BTCR, VTCR: all that its TLB
 * has, done when the bit reads 0 (i915's gt/intel_gt.c,
 * mmio_invalidate_full(); gvt/mmio_context.c, gen8_tlb_mmio_offset_list).
 */
static void write_tlb_inv(const struct gen9_reg_access *a)
{
	static const int8_t engine[] = {
		GEN9_CTR_RCS0, GEN9_CTR_VCS0, -1 /* VCS1 */, GEN9_CTR_BCS0,
		GEN9_CTR_VECS0,
	};
	int i = engine[(a->off - GEN8_RTCR) / 4];

	if (a->raw & 1 && i >= 0)
		gen9_engine_invalidate_tlb(&a->g->engine[i]);
	gen9_poke(&a->g->regs, a->off, 0);
}

static const struct gen9_reg rows[] = {
	{ .name = "GEN8_MCR_SELECTOR", .addr = 0xfdc },
	{ .name = "PGTBL_ER", .addr = 0x2024, .w1c = ~0u },
	{ .name = "HSW_GTT_CACHE_EN", .addr = HSW_GTT_CACHE_EN },
	{ .name = "GEN8_GAMW_ECO_DEV_RW_IA",
	  .addr = GEN8_GAMW_ECO_DEV_RW_IA },
	{ .name = "GAM_ECOCHK", .addr = 0x4090 },
	{ .name = "GEN8_RING_FAULT_REG", .addr = GEN8_RING_FAULT_REG },
	{ .name = "ERROR_GEN6", .addr = 0x40a0, .w1c = ~0u },
	{ .name = "DONE_REG", .addr = 0x40b0, .ro = ~0u, .reset = ~0u },
	{ .name = "GEN8_PRIVATE_PAT", .addr = 0x40e0, .count = 2 },
	{ .name = "GEN8_RTCR", .addr = GEN8_RTCR, .count = 5,
	  .write = write_tlb_inv },
	{ .name = "GEN9_GAMT_ECO_REG_RW_IA", .addr = 0x4ab0 },
	{ .name = "GEN8_FAULT_TLB_DATA", .addr = GEN8_FAULT_TLB_DATA0,
	  .count = 2 },
	{ .name = "GEN8_L3_LRA_1_GPGPU", .addr = 0x4dd4 },
	{ .name = "MMCD_MISC_CTRL", .addr = 0x4ddc },
	/* Not 0: the firmware has set up a context for RC6. */
	{ .name = "GEN8_RC6_CTX_INFO", .addr = 0x8504, .reset = 1 },
	{ .name = "FBC_LLC_READ_CTRL", .addr = 0x9044 },
	{ .name = "GEN8_FUSE2", .addr = 0x9120, .ro = ~0u,
	  .reset = 1u << 25 | 8u << 20 },
	{ .name = "GEN9_EU_DISABLE", .addr = 0x9134, .count = 3, .ro = ~0u },
	{ .name = "GEN7_UCGCTL4", .addr = 0x940c },
	{ .name = "GEN6_GDRST", .addr = 0x941c, .write = write_gdrst },
	{ .name = "GEN8_GARBCNTL", .addr = 0xb004 },
	{ .name = "GEN9_SCRATCH_LNCF1", .addr = 0xb008 },
	{ .name = "GEN9_LNCFCMOCS", .addr = 0xb020, .count = 32 },
	{ .name = "GEN8_L3SQCREG4", .addr = 0xb118 },
	{ .name = "GEN9_SCRATCH1", .addr = 0xb11c },
	{ .name = "GUC_STATUS", .addr = 0xc000, .ro = ~0u, .reset = 1 },
	{ .name = "GUC_WOPCM_SIZE", .addr = 0xc050 },
	{ .name = "DMA_GUC_WOPCM_OFFSET", .addr = 0xc340 },
	{ .name = "GUC_MAX_IDLE_COUNT", .addr = 0xc3e4 },
	{ .name = "GUCPMTIMESTAMP", .addr = 0xc3e8, .ro = ~0u },
	{ .name = "GEN9_GFX_MOCS", .addr = 0xc800, .count = 64 },
	{ .name = "GEN9_MFX0_MOCS", .addr = 0xc900, .count = 64 },
	{ .name = "GEN9_MFX1_MOCS", .addr = 0xca00, .count = 64 },
	{ .name = "GEN9_VEBOX_MOCS", .addr = 0xcb00, .count = 64 },
	{ .name = "GEN9_BLT_MOCS", .addr = 0xcc00, .count = 64 },
	{ .name = "GEN7_SAMPLER_INSTDONE", .addr = 0xe160, .ro = ~0u,
	  .reset = ~0u },
	{ .name = "GEN7_ROW_INSTDONE", .addr = 0xe164, .ro = ~0u,
	  .reset = ~0u },
	{ .name = "FENCE_REG_GEN6", .addr = FENCE_REG_GEN6_LO(0),
	  .count = GEN9_FENCES * 2 },
	{ .name = "GFX_FLSH_CNTL_GEN6", .addr = 0x101008,
	  .write = write_ggtt_flush },
	{ .name = "HSW_EDRAM_CAP", .addr = 0x120010, .ro = ~0u },
};

const struct gen9_reg_table gen9_regs_gt = {
	"gt", rows, sizeof(rows) / sizeof(*rows), false,
};
