/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blitter commands for linear 32bpp copies on Gen9.
 *
 * Encodings: Intel Open Source HD Graphics PRM, Skylake, vol. 2a, "XY_SRC_
 * COPY_BLT", "XY_FAST_COPY_BLT" and "XY_COLOR_BLT"; opcode names as in i915's
 * intel_gpu_commands.h. The copies have ten dwords in the same order, so
 * only the header and dword 1 differ.
 */
#ifndef GTT2M_BLT_H
#define GTT2M_BLT_H

#include <stddef.h>
#include <stdint.h>

enum blt_op {
	BLT_SRC_COPY,		/* XY_SRC_COPY_BLT, ROP 0xcc */
	BLT_FAST_COPY,		/* XY_FAST_COPY_BLT */
};

#define BLT_DW		10	/* dwords of either command */
#define BLT_PITCH	16384u	/* bytes of a row of a long copy; < 32 KiB */
#define BLT_COPY_DW	(2 * BLT_DW)	/* most that one blt_copy() writes */
#define BLT_FILL_DW	7
#define BLT_END_DW	2

/*
 * Write the commands that copy len bytes from src to dst (PPGTT addresses,
 * not overlapping): rows of BLT_PITCH bytes, then a shorter one. len is a
 * multiple of 4, not 0, at most 65535 rows. Returns the dwords written.
 */
unsigned int blt_copy(uint32_t *dw, enum blt_op op, uint64_t dst,
		      uint64_t src, size_t len);
/*
 * Fill len bytes at dst, whole rows of BLT_PITCH, at most 65535 of them, with
 * a 32-bit value: XY_COLOR_BLT, seven dwords. Returns the dwords written.
 */
unsigned int blt_fill(uint32_t *dw, uint64_t dst, uint32_t value, size_t len);
/* MI_BATCH_BUFFER_END, padded to a qword. Returns the dwords written. */
unsigned int blt_end(uint32_t *dw);

#endif
