/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 2D blitter: a command is decoded once, by gen9_blt_start(), and done
 * in steps of bounded host work, by gen9_blt_step(). What is between them
 * is in the operation alone; the command and its place in memory are not
 * looked at again.
 * Order. How the part goes through a surface is not published; this is
 * assumed, and depends on nothing but the operation:
 * - The destination is done in blocks: columns end where its x, in bytes, is
 *   a multiple of 4096. A row of them is one line; for a copy or fill with
 *   an X-tiled surface it ends at multiples of 8 lines of its y, with a
 *   Y-tiled one at multiples of 32. Blocks go left to right, rows top to
 *   bottom.
 * - A block looks up each 4 KiB of a surface (of a tiled one: a tile) once,
 *   where it first needs it, line by line: of a line those of the source,
 *   left to right, then those of the destination. What reads the
 *   destination looks that up before it looks it up for writing.
 * - A source with the destination's base address may overlap it (PRM,
 *   XY_SRC_COPY_BLT): rows are one line, bottom up if it starts above, and
 *   right to left if it starts on the same line to the left.
 * All of a block is looked up before its bytes are moved. A fault ends the
 * operation after the blocks and the block's lines before it.
 *
 * Coordinates are signed pixels; a surface's pitch and x offsets are bytes.
 */
#ifndef GEN9_BLT_H
#define GEN9_BLT_H

#include "gpu/host/cost.h"
#include "gpu/memory/as.h"
#include "gpu/memory/surface.h"

enum gen9_blt_src { GEN9_SRC_NONE, GEN9_SRC_COLOR, GEN9_SRC_MONO };
enum gen9_blt_pat { GEN9_PAT_NONE, GEN9_PAT_SOLID, GEN9_PAT_COLOR,
		    GEN9_PAT_MONO };

#define GEN9_BLT_BUDGET		(8u << 20)	/* bytes, or as slow */
#define GEN9_BLT_DWORDS		257	/* of the longest: 8 bits of length, + 2 */

/* What XY_SETUP_BLT and its like leave behind; part of a context. */
struct gen9_blt_setup {
	uint32_t dw[10];
	uint32_t ndw;		/* 0: there was none */
};

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
	uint32_t pat_fg, pat_bg; /* mono pattern; pat_fg: solid colour */
	bool src_transparent;	/* 0 bits of a mono source do not write */
	bool pat_transparent;
	uint8_t hseed, vseed;	/* pattern pixel at X = 0, Y = 0 */
	uint8_t pat[8 * 8 * 4];	/* colour: 8 lines of 8 pixels; mono: 8 B */
	/* mono source: MSB first, in memory or from the command */
	uint64_t mono_base;
	bool mono_in_cmd;
	uint8_t mono_imm[GEN9_BLT_DWORDS * 4];
	uint64_t mono_stride;	/* bits from a scan line to the next */
	unsigned int mono_first; /* bits before the first pixel of a line */
	enum gen9_blt_kind how;	/* what it comes to */
	uint32_t colour;	/* of a fill */
	uint32_t block;		/* the next to be done */
};

/*
 * Begin the 2D command dw (dw[0] is its header) of ndw dwords, at most
 * GEN9_BLT_DWORDS, in the space as. swctrl: BCS_SWCTRL (0x22200), which
 * says X or Y for what is tiled. as->stream must be there. Reads a pattern from memory, charges what
 * a command costs to begin. 0: done, it was a set-up command; -EAGAIN: *op
 * is to be stepped; -EFAULT: a translation fault; -EINVAL: malformed;
 * -ENOSYS: a 2D opcode, or tiling, that is not executed.
 */
int gen9_blt_start(struct gen9_blt_op *op, struct gen9_as *as,
		   const uint32_t *dw, unsigned int ndw, uint32_t swctrl,
		   struct gen9_blt_setup *setup);

/* No pixel is to be written. */
static inline bool gen9_blt_is_empty(const struct gen9_blt_op *op)
{
	return op->x2 <= op->x1 || op->y2 <= op->y1;
}

/* Bits of a mono source, from mono_base or of mono_imm, that it reads. */
uint64_t gen9_blt_mono_bits(const struct gen9_blt_op *op);

/*
 * Go on with an operation, for about GEN9_BLT_BUDGET of work. 0: done, and
 * counted; -EAGAIN: step again; -EFAULT: given up, what came before the
 * fault is written. Charges what was done. To drop an operation, stop
 * stepping it.
 */
int gen9_blt_step(struct gen9_as *as, struct gen9_blt_op *op);

#endif
