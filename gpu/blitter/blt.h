/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between decoding a 2D command (blt.c) and executing it (blt_exec.c).
 * Coordinates are signed pixels; a surface's pitch and x offsets are bytes.
 */
#ifndef GEN9_BLT_H
#define GEN9_BLT_H

#include "gpu/memory/as.h"
#include "gpu/memory/surface.h"

enum gen9_blt_src { GEN9_SRC_NONE, GEN9_SRC_COLOR, GEN9_SRC_MONO };
enum gen9_blt_pat { GEN9_PAT_NONE, GEN9_PAT_SOLID, GEN9_PAT_COLOR,
		    GEN9_PAT_MONO };

struct gen9_blt_op {
	struct gen9_surf dst, src;
	unsigned int cpp;	/* bytes per pixel: 1, 2, 4, 8 or 16 */
	int32_t x1, y1, x2, y2;	/* destination, exclusive x2, y2, clipped */
	int32_t ox, oy;		/* its corner before clipping */
	int32_t sx, sy;		/* source pixel that belongs to ox, oy */
	uint8_t rop;
	uint8_t byte_mask;	/* bit n: byte n of each dword is written */
	enum gen9_blt_src src_kind;
	enum gen9_blt_pat pat_kind;
	uint32_t fg, bg;	/* mono source */
	uint32_t pat_fg, pat_bg;/* mono pattern; pat_fg: solid colour */
	bool src_transparent;	/* 0 bits of a mono source do not write */
	bool pat_transparent;
	uint8_t hseed, vseed;	/* pattern pixel at X = 0, Y = 0 */
	uint8_t pat[8 * 8 * 4];	/* colour: 8 lines of 8 pixels; mono: 8 B */
	/* mono source: MSB first, in memory or in the command */
	uint64_t mono_base;
	const uint8_t *mono_imm;
	uint64_t mono_imm_bits;
	uint64_t mono_stride;	/* bits from a scan line to the next */
	unsigned int mono_first;/* bits before the first pixel of a line */
	uint32_t first_row;	/* rows done in earlier calls */
};

/*
 * Do rows from op->first_row on, until all are done or GEN9_BLT_BUDGET is
 * used up. 0: all done; -EAGAIN: op->first_row has advanced; -EFAULT.
 * Charges and counts what was done.
 */
int gen9_blt_exec(struct gen9_as *as, struct gen9_blt_op *op);

#endif
