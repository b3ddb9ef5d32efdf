/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that a user's batch writes and that belong to its context alone:
 * offsets and bits that exist, as nonpriv_registers[] of IGT's
 * tests/intel/gem_ctx_isolation.c (864fe4f) has them for gen9. Not the model's
 * own list.
 *
 * All of that list's rows for gen9 are here. Rows that it names and does not
 * test on any generation (NOCTX) are not: NOPID, MI_PREDICATE_RESULT_2,
 * OA_CONTROL, PERF_CNT_1 and _2, CTX_PREEMPT, L3SQREG4, MFC_VDBOX. Of
 * Cache_Mode_0 all bits are written; IGT leaves out bit 8, which hangs a DG2.
 */
#ifndef GEN9_TESTS_ISOLATION_H
#define GEN9_TESTS_ISOLATION_H

#include <stdbool.h>
#include <stdint.h>

#define VCS_BASE	0x12000u
#define VECS_BASE	0x1a000u

struct isolated {
	uint32_t base;		/* of the engine */
	uint32_t off;
	unsigned int count;
	uint32_t bits;		/* that are written */
	bool masked;		/* bits 31:16 select */
};

#define ROW(b, o, n, m)	{ .base = b, .off = o, .count = n, .bits = m }
#define MASKED(b, o, m) \
	{ .base = b, .off = o, .count = 1, .bits = m, .masked = true }

static const struct isolated isolated[] = {
	MASKED(RCS_BASE, 0x20c0, 1u << 8),	/* INSTPM */
	ROW(RCS_BASE, 0x2310, 2, ~0u),	/* IA_VERTICES_COUNT */
	ROW(RCS_BASE, 0x2318, 2, ~0u),	/* IA_PRIMITIVES_COUNT */
	ROW(RCS_BASE, 0x2320, 2, ~0u),	/* VS_INVOCATION_COUNT */
	ROW(RCS_BASE, 0x2300, 2, ~0u),	/* HS_INVOCATION_COUNT */
	ROW(RCS_BASE, 0x2308, 2, ~0u),	/* DS_INVOCATION_COUNT */
	ROW(RCS_BASE, 0x2328, 2, ~0u),	/* GS_INVOCATION_COUNT */
	ROW(RCS_BASE, 0x2330, 2, ~0u),	/* GS_PRIMITIVES_COUNT */
	ROW(RCS_BASE, 0x2338, 2, ~0u),	/* CL_INVOCATION_COUNT */
	ROW(RCS_BASE, 0x2340, 2, ~0u),	/* CL_PRIMITIVES_COUNT */
	ROW(RCS_BASE, 0x22c8, 2, ~3u),	/* PS_INVOCATION_COUNT_0 */
	ROW(RCS_BASE, 0x22d8, 2, ~0u),	/* PS_DEPTH_COUNT_0 */
	ROW(RCS_BASE, 0x2500, 3, ~0u),	/* GPGPU_DISPATCHDIM X, Y, Z */
	ROW(RCS_BASE, 0x2400, 2, ~0u),	/* MI_PREDICATE_SRC0 */
	ROW(RCS_BASE, 0x2408, 2, ~0u),	/* MI_PREDICATE_SRC1 */
	ROW(RCS_BASE, 0x2410, 2, ~0u),	/* MI_PREDICATE_DATA */
	ROW(RCS_BASE, 0x2418, 1, 1),	/* MI_PREDICATE_RESULT */
	ROW(RCS_BASE, 0x2420, 1, ~0u),		/* 3DPRIM_END_OFFSET */
	ROW(RCS_BASE, 0x2430, 5, ~0u),	/* 3DPRIM_START_VERTEX .. BASE_VERTEX */
	ROW(RCS_BASE, 0x2290, 2, ~0u),	/* GPGPU_THREADS_DISPATCHED */
	ROW(RCS_BASE, 0x22f0, 2, ~3u),	/* PS_INVOCATION_COUNT_1 */
	ROW(RCS_BASE, 0x22f8, 2, ~0u),	/* PS_DEPTH_COUNT_1 */
	ROW(RCS_BASE, 0x2158, 1, ~0u),		/* BB_OFFSET */
	ROW(RCS_BASE, 0x241c, 1, ~0u),		/* MI_PREDICATE_RESULT_1 */
	ROW(RCS_BASE, 0x2600, 32, ~0u),	/* CS_GPR */
	ROW(RCS_BASE, 0x2360, 1, ~0u),		/* OA_CTX_CONTROL */
	ROW(RCS_BASE, 0x2364, 1, ~0u),		/* OACTXID */
	ROW(RCS_BASE, 0x2448, 2, ~3u),	/* PS_INVOCATION_COUNT_2 */
	ROW(RCS_BASE, 0x2450, 2, ~0u),	/* PS_DEPTH_COUNT_2 */
	MASKED(RCS_BASE, 0x7000, 0xffff),	/* CACHE_MODE_0 */
	MASKED(RCS_BASE, 0x7004, 0xffff),	/* CACHE_MODE_1 */
	MASKED(RCS_BASE, 0x7008, 0xffff),	/* GT_MODE */
	ROW(RCS_BASE, 0x7034, 1, ~0u),		/* L3_Config */
	ROW(RCS_BASE, 0xe400, 1, 0xffff),	/* TD_CTL */
	ROW(RCS_BASE, 0xe404, 1, ~0u),		/* TD_CTL2 */
	ROW(RCS_BASE, 0x5200, 8, ~0u),	/* SO_NUM_PRIMS_WRITTEN 0 to 3 */
	ROW(RCS_BASE, 0x5240, 8, ~0u),	/* SO_PRIM_STORAGE_NEEDED 0 to 3 */
	ROW(RCS_BASE, 0x5280, 4, ~3u),	/* SO_WRITE_OFFSET 0 to 3 */
	/* allowed by RING_FORCE_TO_NONPRIV, as nonpriv[] */
	MASKED(RCS_BASE, 0x2580, 0xffff),	/* CS_CHICKEN1 */
	MASKED(RCS_BASE, 0x7014, 0xffff),	/* COMMON_SLICE_CHICKEN2 */
	MASKED(RCS_BASE, 0x7304, 0xffff),	/* HDC_CHICKEN1 */
	ROW(BCS_BASE, 0x22600, 32, ~0u),
	MASKED(BCS_BASE, 0x22200, 3),	/* BCS_SWCTRL */
	ROW(VCS_BASE, 0x12600, 32, ~0u),
	ROW(VECS_BASE, 0x1a600, 32, ~0u),
};

/* Of them, those that a batch may write only if the slots name them. */
static const uint32_t nonpriv[] = { 0x2580, 0x7014, 0x7304 };

#define ISOLATED	(sizeof(isolated) / sizeof(*isolated))

#endif
