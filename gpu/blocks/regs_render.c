// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of the render engine outside of what every engine has: chicken
 * bits and counters, most of them part of its context. Names as in i915's
 * gt/intel_gt_regs.h and IGT's gem_ctx_isolation, see regs_engine.c.
 *
 * Not of the context are those that i915 sets up once for the engine
 * (gt/intel_workarounds.c, rcs_engine_wa_init()), and two that it lets users
 * write although they are not saved: GEN9_CTX_PREEMPT_REG and GEN8_L3SQCREG4
 * (gt/selftest_workarounds.c, pardon_reg()).
 */
#include "gpu/blocks/blocks.h"

#define CTX		.flags = R_CTX
#define CTX_MASKED	.flags = R_CTX | R_MASKED
#define USER		.flags = R_CTX | R_USER
#define USER_MASKED	.flags = R_CTX | R_USER | R_MASKED

static const struct gen9_reg rows[] = {
	{ .name = "_3D_CHICKEN3", .addr = 0x2090, CTX_MASKED },
	{ .name = "GEN9_CSFE_CHICKEN1_RCS", .addr = 0x20d4,
	  .flags = R_MASKED },
	{ .name = "CS_DEBUG_MODE2", .addr = 0x20d8, CTX_MASKED },
	{ .name = "GEN7_FF_SLICE_CS_CHICKEN1", .addr = 0x20e0,
	  .flags = R_MASKED },
	{ .name = "GEN9_CTX_PREEMPT_REG", .addr = 0x2248 },
	{ .name = "GPGPU_THREADS_DISPATCHED", .addr = 0x2290, .count = 2, USER },
	{ .name = "PS_INVOCATION_COUNT_0", .addr = 0x22c8, .count = 2, USER },
	{ .name = "PS_DEPTH_COUNT_0", .addr = 0x22d8, .count = 2, USER },
	{ .name = "PS_INVOCATION_COUNT_1", .addr = 0x22f0, .count = 2, USER },
	{ .name = "PS_DEPTH_COUNT_1", .addr = 0x22f8, .count = 2, USER },
	{ .name = "HS_INVOCATION_COUNT to PS_DEPTH_COUNT", .addr = 0x2300,
	  .count = 22, USER },
	{ .name = "GEN8_OACTXCONTROL", .addr = 0x2360, USER },
	{ .name = "GEN8_OACTXID", .addr = 0x2364, USER },
	{ .name = "GEN7_3DPRIM_END_OFFSET", .addr = 0x2420, USER },
	{ .name = "GEN7_3DPRIM_START_VERTEX", .addr = 0x2430, USER },
	{ .name = "GEN7_3DPRIM_VERTEX_COUNT", .addr = 0x2434, USER },
	{ .name = "GEN7_3DPRIM_INSTANCE_COUNT", .addr = 0x2438, USER },
	{ .name = "GEN7_3DPRIM_START_INSTANCE", .addr = 0x243c, USER },
	{ .name = "GEN7_3DPRIM_BASE_VERTEX", .addr = 0x2440, USER },
	{ .name = "PS_INVOCATION_COUNT_2", .addr = 0x2448, .count = 2, USER },
	{ .name = "PS_DEPTH_COUNT_2", .addr = 0x2450, .count = 2, USER },
	{ .name = "GEN7_GPGPU_DISPATCHDIM", .addr = 0x2500, .count = 3, USER },
	{ .name = "GEN8_CS_CHICKEN1", .addr = 0x2580, CTX_MASKED },
	/* TR-TT: translation of tiled resources; no name for 0x4dfc. */
	{ .name = "TRVATTL3PTRDW", .addr = 0x4de0, .count = 2, CTX },
	{ .name = "TRNULLDETCT", .addr = 0x4de8, CTX },
	{ .name = "TRINVTILEDETCT", .addr = 0x4dec, CTX },
	{ .name = "TRVADR", .addr = 0x4df0, CTX },
	{ .name = "TRTTE", .addr = 0x4df4, CTX },
	{ .name = "UNNAMED_04DFC", .addr = 0x4dfc, CTX },
	{ .name = "GEN7_SO_NUM_PRIMS_WRITTEN", .addr = 0x5200, .count = 8, USER },
	{ .name = "GEN7_SO_PRIM_STORAGE_NEEDED", .addr = 0x5240, .count = 8,
	  USER },
	{ .name = "GEN7_SO_WRITE_OFFSET", .addr = 0x5280, .count = 4, .ro = 3,
	  USER },
	{ .name = "CACHE_MODE_0_GEN7", .addr = 0x7000, USER_MASKED },
	{ .name = "CACHE_MODE_1", .addr = 0x7004, USER_MASKED },
	{ .name = "GEN7_GT_MODE", .addr = 0x7008, USER_MASKED },
	{ .name = "GEN7_COMMON_SLICE_CHICKEN1", .addr = 0x7010, CTX_MASKED },
	{ .name = "COMMON_SLICE_CHICKEN2", .addr = 0x7014, CTX_MASKED },
	{ .name = "GEN8_L3CNTLREG", .addr = 0x7034, USER },
	{ .name = "HDC_CHICKEN0", .addr = 0x7300, CTX_MASKED },
	{ .name = "GEN8_HDC_CHICKEN1", .addr = 0x7304, CTX_MASKED },
	{ .name = "VF_GUARDBAND", .addr = 0x83a4, CTX_MASKED },
	{ .name = "GEN7_HALF_SLICE_CHICKEN1", .addr = 0xe100, CTX_MASKED },
	{ .name = "HALF_SLICE_CHICKEN2", .addr = 0xe180, CTX_MASKED },
	{ .name = "HALF_SLICE_CHICKEN3", .addr = 0xe184, CTX_MASKED },
	{ .name = "GEN9_HALF_SLICE_CHICKEN5", .addr = 0xe188, CTX_MASKED },
	{ .name = "GEN9_HALF_SLICE_CHICKEN7", .addr = 0xe194, CTX_MASKED },
	{ .name = "TD_CTL", .addr = 0xe400, USER },
	{ .name = "TD_CTL2", .addr = 0xe404, USER },
	{ .name = "GEN8_ROW_CHICKEN", .addr = 0xe4f0, CTX_MASKED },
};

const struct gen9_reg_table gen9_regs_render = {
	"render", rows, sizeof(rows) / sizeof(*rows), false,
};
