// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of an operation: its blocks, in the order of blt.h. */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/frames.h"
#include "gpu/host/cost.h"

#define STREAM_MIN	(1u << 20)	/* bytes of an operation */

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

struct span {
	int64_t at, len;
};

/* Bytes and lines of the destination that are done together. */
struct block {
	struct span x, y;
};

static int64_t pieces(struct span s, unsigned int shift)
{
	return ((s.at + s.len - 1) >> shift) - (s.at >> shift) + 1;
}

/* Piece n of a span that is cut at the multiples of 1 << shift. */
static struct span piece(struct span s, unsigned int shift, int64_t n)
{
	int64_t at = ((s.at >> shift) + n) * (1ll << shift);
	int64_t end = at + (1ll << shift), all = s.at + s.len;

	at = at > s.at ? at : s.at;
	return (struct span){ at, (end < all ? end : all) - at };
}

static struct span bytes_of(const struct gen9_blt_op *op)
{
	return (struct span){ (int64_t)op->x1 * op->cpp,
			      (int64_t)(op->x2 - op->x1) * op->cpp };
}

static struct span lines_of(const struct gen9_blt_op *op)
{
	return (struct span){ op->y1, op->y2 - op->y1 };
}

static uint64_t blocks(const struct gen9_blt_op *op)
{
	return (uint64_t)pieces(bytes_of(op), BLT_FRAME_SHIFT) *
	       pieces(lines_of(op), band_shift(op));
}

/* Block n of the operation. */
static struct block block(const struct gen9_blt_op *op, uint32_t n)
{
	struct span x = bytes_of(op), y = lines_of(op);
	unsigned int shift = band_shift(op), w = pieces(x, BLT_FRAME_SHIFT);
	int64_t col = n % w, band = n / w;

	if (leftwards(op))
		col = w - 1 - col;
	if (upwards(op))
		band = pieces(y, shift) - 1 - band;
	return (struct block){ piece(x, BLT_FRAME_SHIFT, col),
			       piece(y, shift, band) };
}

static int look_up_line(struct blt *b, unsigned int i, size_t len)
{
	if (b->op->how == GEN9_BLT_COPY && blt_look_up(b, &b->src, i, len))
		return -EFAULT;
	return blt_look_up(b, &b->dst, i, len);
}

/* The rows of a fill are all the same one. */
static int move_block(struct blt *b, const struct block *k, unsigned int lines)
{
	bool fill = b->op->how == GEN9_BLT_FILL;
	size_t pitch = fill ? 0 : BLT_ROW, len = k->x.len;

	b->dst_bytes += len * lines;
	if (!fill && !has(b->op, GEN9_TILE_Y) && !same_base(b->op))
		return blt_copy_lines(b, lines, len);
	if (!fill && blt_move(b, &b->src, lines, 0, b->row[0], pitch, len))
		return -EFAULT;
	return blt_move(b, &b->dst, lines, 0, b->row[0], pitch, len);
}

static void place(struct blt *b, const struct block *k)
{
	const struct gen9_blt_op *op = b->op;

	b->dst.x = b->dst_rd.x = k->x.at;
	b->dst.y = b->dst_rd.y = k->y.at;
	b->src.x = k->x.at + ((int64_t)op->sx - op->ox) * op->cpp;
	b->src.y = k->y.at + op->sy - op->oy;
}

/* All frames first; a fault ends the block after the lines before it. */
static int do_block(struct blt *b, const struct block *k)
{
	unsigned int lines = 0;
	int ret = 0;

	place(b, k);
	if (b->op->how == GEN9_BLT_ROP) {
		b->dst_bytes += k->x.len;
		return blt_rop_line(b, k->x.at / b->op->cpp, k->y.at,
				    k->x.len / b->op->cpp);
	}
	while (lines < k->y.len && !ret) {
		ret = look_up_line(b, lines, k->x.len);
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
	uint64_t all = blocks(op), start = b->as->work;
	int ret = 0;

	while (!ret && op->block < all &&
	       b->as->work - start < GEN9_BLT_BUDGET) {
		struct block k = block(op, op->block++);

		ret = do_block(b, &k);
		count_block(b);
		if (b->maps > BLT_BLOCK_MAPS)
			blt_unmap(b);
	}
	blt_unmap(b);
	return !ret && op->block < all ? -EAGAIN : ret;
}

static bool nothing_to_do(const struct gen9_blt_op *op)
{
	return gen9_blt_is_empty(op) || (op->cpp == 4 && !op->byte_mask);
}

int gen9_blt_step(struct gen9_as *as, struct gen9_blt_op *op)
{
	struct blt b;		/* large: not cleared as a whole */
	int ret = 0;

	if (!nothing_to_do(op)) {
		b.as = as;
		b.op = op;
		b.dst_bytes = b.mem_bytes = b.maps = 0;
		b.stream = bytes_of(op).len * lines_of(op).len >= STREAM_MIN;
		b.src = (struct side){ .surf = &op->src };
		b.dst_rd = (struct side){ .surf = &op->dst };
		b.dst = (struct side){ .surf = &op->dst, .write = true };
		if (op->how == GEN9_BLT_FILL)
			fill_line(b.row[0], op->colour, op->cpp);
		gen9_stream_open(as);
		ret = do_blocks(&b);
		gen9_stream_close(as);
		/* what was streamed is seen before what follows */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	}
	if (!ret && as->ctr)
		as->ctr->blits++;
	return ret;
}
