// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of the GT outside the engines: reset, faults, fuses, fences.
 * Names as in i915's gt/intel_gt_regs.h.
 */
#include "internal.h"

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
static void write_gdrst(struct gen9 *g, uint32_t off, uint32_t raw,
			uint32_t old)
{
	(void)old;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		if (raw & (domain[i] | GEN6_GRDOM_FULL)) {
			gen9_engine_reset(&g->engine[i]);
			g->ctr.engine[i].resets++;
		}
	if (raw & GEN6_GRDOM_FULL)
		g->ctr.gpu_resets++;
	gen9_poke(g, off, 0);
}

static void write_ggtt_flush(struct gen9 *g, uint32_t off, uint32_t raw,
			     uint32_t old)
{
	(void)raw;
	(void)old;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_tlb_flush(g->engine[i].tlb);
	gen9_poke(g, off, 0);
}

static void write_tlb_inv(struct gen9 *g, uint32_t off, uint32_t raw,
			  uint32_t old)
{
	write_ggtt_flush(g, off, raw, old);
}

static const struct gen9_reg rows[] = {
	{ .name = "GEN8_RING_FAULT_REG", .addr = 0x4094 },
	{ .name = "GEN8_RTCR", .addr = 0x4260, .count = 5, .stride = 4,
	  .write = write_tlb_inv },
	{ .name = "GEN8_FAULT_TLB_DATA", .addr = 0x4b10, .count = 2 },
	{ .name = "GEN8_FUSE2", .addr = 0x9120, .ro = ~0u,
	  .reset = 1u << 25 | 8u << 20 },
	{ .name = "GEN9_EU_DISABLE", .addr = 0x9134, .count = 3, .ro = ~0u },
	{ .name = "GEN6_GDRST", .addr = 0x941c, .write = write_gdrst },
	{ .name = "GUC_STATUS", .addr = 0xc000, .ro = ~0u, .reset = 1 },
	{ .name = "FENCE_REG_GEN6", .addr = 0x100000,
	  .count = GEN9_FENCES * 2 },
	{ .name = "GFX_FLSH_CNTL_GEN6", .addr = 0x101008,
	  .write = write_ggtt_flush },
};

const struct gen9_reg_table gen9_regs_gt = {
	"gt", rows, sizeof(rows) / sizeof(*rows), false,
};
