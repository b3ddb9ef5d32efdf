/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holes of GVT-g's scan, for fuzz_stream. Included once per program. */
#ifndef GEN9_TESTS_STREAM_GAPS_H
#define GEN9_TESTS_STREAM_GAPS_H

#include "stream_bed.h"

/*
 * What GVT-g lets pass as it is, and what comes of it (docs/gvt-commands.md).
 * With as_is each has to be found, or nothing that this looks for would be.
 */
#define GAP_TABLES	0xa000u		/* in the guest's part */
#define GAP_ROOT	(PART(0) + GAP_TABLES)

static const struct {
	const char *name;
	unsigned int engine, n;
	uint32_t ring[10], batch[4], user[8];	/* and those in PPGTT */
	uint32_t indirect, per_ctx, wa[2];	/* at the indirect one's end */
} gaps[] = {
	{ .name = "MI_FLUSH_DW of 5 dwords", .engine = GEN9_CTR_BCS0, .n = 6,
	  .ring = { 0x26u << 23 | 1u << 14 | 3, HOST_AT | 4, 0, 1, 2 } },
	{ .name = "PIPE_CONTROL, time", .engine = GEN9_CTR_RCS0, .n = 6,
	  .ring = { 0x7a000004, 1u << 24 | 3u << 14, HOST_AT } },
	{ .name = "MFX_WAIT", .engine = GEN9_CTR_VCS0, .n = 4,
	  .ring = { 0x68000000, 0x22u << 23 | 1, 0x12080, 0x5000 } },
	{ .name = "predicated chain", .engine = GEN9_CTR_RCS0, .n = 4,
	  .ring = { 0x31u << 23 | 1, PART(0), 0 },
	  .batch = { 0x31u << 23 | 1u << 15 | 1u << 8 | 1, USER_VA, 0 } },
	{ .name = "half a page table root", .engine = GEN9_CTR_BCS0, .n = 6,
	  .ring = { 0x22u << 23 | 1, 0x22270, GAP_ROOT,
		    0x31u << 23 | 1u << 8 | 1, USER_VA, 0 },
	  .user = { 0x20u << 23 | 2, USER_DATA, 0, 0x600d, 0x0au << 23 } },
	{ .name = "PIPE_CONTROL, FORCE_TO_NONPRIV", .engine = GEN9_CTR_RCS0,
	  .n = 10,
	  .ring = { 0x7a000004, 1u << 23, 0x24d0, 0, 0x2080, 0,
		    0x31u << 23 | 1u << 8 | 1, USER_VA, 0 },
	  .user = { 0x22u << 23 | 1, 0x2080, 0x1000, 0x0au << 23 } },
	{ .name = "per-context batch alone", .engine = GEN9_CTR_RCS0, .n = 2,
	  .per_ctx = PART(0) | 1,
	  .batch = { 0x20u << 23 | 1u << 22 | 2, HOST_AT, 0, 0xbad } },
	{ .name = "end of the indirect context covered",
	  .engine = GEN9_CTR_RCS0, .n = 2, .per_ctx = PART(0) | 1,
	  .indirect = (PART(0) + PART_INDIRECT) | 1,
	  .wa = { 0, 0x78040002 },
	  .batch = { 0x20u << 23 | 1u << 22 | 2, HOST_AT, 0, 0xbad } },
};

/* A page table of the guest's own making: its user batch, the host's data. */
static void make_root(uint8_t *part)
{
	uint64_t *table = (uint64_t *)(part + GAP_TABLES);

	table[0] = (GAP_ROOT + 0x1000) | 3;
	table[512] = (GAP_ROOT + 0x2000) | 3;
	table[1024 + (USER_VA >> 21)] = (GAP_ROOT + 0x3000) | 3;
	table[1536] = USER_BUS(0) | 3;
	table[1536 + (USER_DATA - USER_VA) / 4096] = HOST_BUS | 3;
}

#endif
