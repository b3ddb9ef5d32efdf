// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of the render engine that are part of its context: chicken bits
 * and counters. Those marked R_USER may be written by a user's batch (PRM
 * volume 7, "User mode privileged commands"). Names as in i915's
 * gt/intel_gt_regs.h.
 */
#include "gpu/blocks/blocks.h"

static const struct gen9_reg rows[] = {
	{ .name = "_3D_CHICKEN3", .addr = 0x2090,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN9_CSFE_CHICKEN1_RCS", .addr = 0x20d4,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN7_FF_SLICE_CS_CHICKEN1", .addr = 0x20e0,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN9_CTX_PREEMPT_REG", .addr = 0x2248, .flags = R_CTX },
	{ .name = "GPGPU_THREADS_DISPATCHED", .addr = 0x2290, .count = 2,
	  .flags = R_CTX | R_USER },
	{ .name = "HS_INVOCATION_COUNT to PS_DEPTH_COUNT", .addr = 0x2300, .count = 22,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_END_OFFSET", .addr = 0x2420,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_START_VERTEX", .addr = 0x2430,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_VERTEX_COUNT", .addr = 0x2434,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_INSTANCE_COUNT", .addr = 0x2438,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_START_INSTANCE", .addr = 0x243c,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_3DPRIM_BASE_VERTEX", .addr = 0x2440,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_GPGPU_DISPATCHDIM", .addr = 0x2500, .count = 3,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN8_CS_CHICKEN1", .addr = 0x2580,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN7_SO_NUM_PRIMS_WRITTEN", .addr = 0x5200, .count = 8,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_SO_PRIM_STORAGE_NEEDED", .addr = 0x5240, .count = 8,
	  .flags = R_CTX | R_USER },
	{ .name = "GEN7_SO_WRITE_OFFSET", .addr = 0x5280, .count = 4,
	  .flags = R_CTX | R_USER },
	{ .name = "CACHE_MODE_0_GEN7", .addr = 0x7000,
	  .flags = R_MASKED | R_CTX | R_USER },
	{ .name = "CACHE_MODE_1", .addr = 0x7004,
	  .flags = R_MASKED | R_CTX | R_USER },
	{ .name = "GEN7_COMMON_SLICE_CHICKEN1", .addr = 0x7010,
	  .flags = R_MASKED | R_CTX },
	{ .name = "COMMON_SLICE_CHICKEN2", .addr = 0x7014,
	  .flags = R_MASKED | R_CTX },
	{ .name = "HDC_CHICKEN0", .addr = 0x7300,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN8_HDC_CHICKEN1", .addr = 0x7304,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN7_HALF_SLICE_CHICKEN1", .addr = 0xe100,
	  .flags = R_MASKED | R_CTX },
	{ .name = "HALF_SLICE_CHICKEN2", .addr = 0xe180,
	  .flags = R_MASKED | R_CTX },
	{ .name = "HALF_SLICE_CHICKEN3", .addr = 0xe184,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN9_HALF_SLICE_CHICKEN5", .addr = 0xe188,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN9_HALF_SLICE_CHICKEN7", .addr = 0xe194,
	  .flags = R_MASKED | R_CTX },
	{ .name = "GEN8_ROW_CHICKEN", .addr = 0xe4f0,
	  .flags = R_MASKED | R_CTX },
};

const struct gen9_reg_table gen9_regs_render = {
	"render", rows, sizeof(rows) / sizeof(*rows), false,
};
