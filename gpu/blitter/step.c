// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of an operation: its blocks, in the order of blt.h. */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/frames.h"
#include "gpu/blitter/rop.h"
#include "gpu/host/cost.h"

#define STREAM_MIN	(1u << 20)	/* bytes of an operation */

/* Bytes and lines of the destination that are done together. */
struct block {
	int64_t x;
	size_t len;
	int32_t y;
	unsigned int lines;
};

/*
 * PRM, XY_SRC_COPY_BLT: with equal base addresses the engine goes through
 * lines upwards if the source starts above the destination, and through
 * pixels leftwards if it starts to the left; it does not look for an
 * actual overlap. With different bases it goes forward.
 */
static bool same_base(const struct gen9_blt_op *op)
{
	return op->src_kind == GEN9_SRC_COLOR && op->src.base == op->dst.base;
}

static bool upwards(const struct gen9_blt_op *op)
{
	return same_base(op) && op->sy < op->oy;
}

static bool leftwards(const struct gen9_blt_op *op)
{
	return same_base(op) && op->sy == op->oy && op->sx < op->ox;
}

static bool has(const struct gen9_blt_op *op, enum gen9_tiling tiling)
{
	return op->dst.tiling == tiling || op->src.tiling == tiling;
}

/* Log of the lines of a block. */
static unsigned int band_shift(const struct gen9_blt_op *op)
{
	if (op->how == GEN9_BLT_ROP || same_base(op))
		return 0;
	if (has(op, GEN9_TILE_Y))
		return 5;
	return has(op, GEN9_TILE_X) ? 3 : 0;
}

static int64_t columns(const struct gen9_blt_op *op)
{
	int64_t x1 = (int64_t)op->x1 * op->cpp, x2 = (int64_t)op->x2 * op->cpp;

	return ((x2 - 1) >> 12) - (x1 >> 12) + 1;
}

static int64_t bands(const struct gen9_blt_op *op)
{
	unsigned int shift = band_shift(op);

	return ((op->y2 - 1) >> shift) - (op->y1 >> shift) + 1;
}

/* Block n of the operation. */
static struct block block(const struct gen9_blt_op *op, uint32_t n)
{
	int64_t x1 = (int64_t)op->x1 * op->cpp, x2 = (int64_t)op->x2 * op->cpp;
	unsigned int shift = band_shift(op), w = columns(op);
	int64_t col = n % w, band = n / w, x, y, end;
	struct block k;

	if (leftwards(op))
		col = w - 1 - col;
	if (upwards(op))
		band = bands(op) - 1 - band;
	x = ((x1 >> 12) + col) * BLT_FRAME;
	end = x + BLT_FRAME < x2 ? x + BLT_FRAME : x2;
	k.x = x > x1 ? x : x1;
	k.len = end - k.x;
	y = ((op->y1 >> shift) + band) * (1ll << shift);
	end = y + (1 << shift) < op->y2 ? y + (1 << shift) : op->y2;
	k.y = y > op->y1 ? y : op->y1;
	k.lines = end - k.y;
	return k;
}

static int look_up_line(struct blt *b, unsigned int i, size_t len)
{
	if (b->op->how == GEN9_BLT_COPY && blt_look_up(b, &b->src, i, len))
		return -EFAULT;
	return blt_look_up(b, &b->dst, i, len);
}

/* Linear lines into X tiles: tile by tile, so that each is written in order. */
static int copy_directly(struct blt *b, const struct block *k,
			 unsigned int lines)
{
	bool by_tile = b->op->dst.tiling && !b->op->src.tiling;
	size_t o, n;

	for (o = 0; o < k->len; o += n) {
		n = by_tile ? 512 - ((k->x + o) & 511) : k->len;
		n = n < k->len - o ? n : k->len - o;
		for (unsigned int i = 0; i < lines; i++)
			if (blt_copy_line(b, i, o, n))
				return -EFAULT;
	}
	return 0;
}

/* The rows of a fill are all the same one. */
static int move_block(struct blt *b, const struct block *k, unsigned int lines)
{
	bool fill = b->op->how == GEN9_BLT_FILL;

	b->dst_bytes += k->len * lines;
	if (!fill && !has(b->op, GEN9_TILE_Y) && !same_base(b->op))
		return copy_directly(b, k, lines);
	if (!fill && blt_move(b, &b->src, lines, 0, b->row[0], BLT_ROW, k->len))
		return -EFAULT;
	return blt_move(b, &b->dst, lines, 0, b->row[0], fill ? 0 : BLT_ROW,
			k->len);
}

static void place(struct blt *b, const struct block *k)
{
	const struct gen9_blt_op *op = b->op;

	b->dst.x = b->dst_rd.x = k->x;
	b->dst.y = b->dst_rd.y = k->y;
	b->src.x = k->x + ((int64_t)op->sx - op->ox) * op->cpp;
	b->src.y = (int64_t)k->y + op->sy - op->oy;
}

/* All frames first; a fault ends the block after the lines before it. */
static int do_block(struct blt *b, const struct block *k)
{
	unsigned int lines = 0;
	int ret = 0;

	place(b, k);
	if (b->op->how == GEN9_BLT_ROP) {
		b->dst_bytes += k->len;
		return blt_rop_line(b, k->x / b->op->cpp, k->y,
				    k->len / b->op->cpp);
	}
	while (lines < k->lines && !ret) {
		ret = look_up_line(b, lines, k->len);
		lines += !ret;
	}
	if (move_block(b, k, lines))
		ret = -EFAULT;
	return ret;
}

static void fill_line(uint8_t *p, uint32_t colour, unsigned int cpp)
{
	for (size_t i = 0; i < BLT_FRAME; i++)
		p[i] = colour >> i % cpp * 8;
}

static void unmap(struct blt *b, bool all)
{
	blt_unmap(b, &b->src, all);
	blt_unmap(b, &b->dst_rd, all);
	blt_unmap(b, &b->dst, all);
}

static void count_block(struct blt *b)
{
	const struct gen9_move m = {
		.kind = b->op->how,
		.tiled = b->op->dst.tiling || b->op->src.tiling,
		.dst_bytes = b->dst_bytes, .mem_bytes = b->mem_bytes,
	};

	b->dst_bytes = b->mem_bytes = 0;
	gen9_stream_block(b->as, &m);
}

static int do_blocks(struct blt *b)
{
	struct gen9_blt_op *op = b->op;
	uint64_t all = (uint64_t)columns(op) * bands(op);
	uint64_t start = b->as->work;
	int ret = 0;

	while (!ret && op->block < all &&
	       b->as->work - start < GEN9_BLT_BUDGET) {
		struct block k = block(op, op->block++);

		ret = do_block(b, &k);
		count_block(b);
		unmap(b, false);
	}
	unmap(b, true);
	return !ret && op->block < all ? -EAGAIN : ret;
}

static bool nothing_to_do(const struct gen9_blt_op *op)
{
	return op->x2 <= op->x1 || op->y2 <= op->y1 ||
	       (op->cpp == 4 && !op->byte_mask);
}

/* Who has no stream of its own gets one for the step. */
static int stream_blocks(struct blt *b)
{
	struct gen9_stream own = { 0 }, *given = b->as->stream;
	int ret;

	if (!given)
		b->as->stream = &own;
	gen9_stream_open(b->as);
	ret = do_blocks(b);
	gen9_stream_close(b->as);
	b->as->stream = given;
	return ret;
}

int gen9_blt_step(struct gen9_as *as, struct gen9_blt_op *op)
{
	struct blt b;		/* large: not cleared as a whole */
	int ret = 0;

	if (!nothing_to_do(op)) {
		b.as = as;
		b.op = op;
		b.dst_bytes = b.mem_bytes = 0;
		b.stream = (uint64_t)(op->x2 - op->x1) * op->cpp *
			   (op->y2 - op->y1) >= STREAM_MIN;
		blt_side_init(&b.src, &op->src, false);
		blt_side_init(&b.dst_rd, &op->dst, false);
		blt_side_init(&b.dst, &op->dst, true);
		if (op->how == GEN9_BLT_FILL)
			fill_line(b.row[0], op->colour, op->cpp);
		ret = stream_blocks(&b);
		/* what was streamed is seen before what follows */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	}
	if (!ret && as->ctr)
		as->ctr->blits++;
	return ret;
}
