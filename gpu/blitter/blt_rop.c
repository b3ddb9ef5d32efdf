// SPDX-License-Identifier: GPL-2.0-or-later
/* 2D operations in general: any ROP3, masks, transparency, mono sources. */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/blt_exec.h"

#define CHUNK_PX	256		/* pixels done at once */
#define CHUNK		(CHUNK_PX * 4)
#define PIXEL_COST	96		/* of the budget, for each pixel */

static uint64_t rop3_word(uint8_t rop, uint64_t p, uint64_t s, uint64_t d)
{
	uint64_t r = 0;

	for (unsigned int i = 0; i < 8; i++)
		if (rop >> i & 1)
			r |= (i & 4 ? p : ~p) & (i & 2 ? s : ~s) &
			     (i & 1 ? d : ~d);
	return r;
}

/* d = rop(p, s, d) for CHUNK bytes; what lies beyond n does not matter. */
static void rop3(uint8_t rop, const uint8_t *p, const uint8_t *s, uint8_t *d,
		 size_t n)
{
	uint64_t pw, sw, dw;

	for (size_t i = 0; i < n; i += 8) {
		memcpy(&pw, p + i, 8);
		memcpy(&sw, s + i, 8);
		memcpy(&dw, d + i, 8);
		dw = rop3_word(rop, pw, sw, dw);
		memcpy(d + i, &dw, 8);
	}
}

static bool rop_uses(uint8_t rop, unsigned int operand_bit)
{
	for (unsigned int i = 0; i < 8; i++)
		if (!(i & operand_bit) &&
		    (rop >> i & 1) != (rop >> (i | operand_bit) & 1))
			return true;
	return false;
}
#define USES_D(rop)	rop_uses(rop, 1)
#define USES_S(rop)	rop_uses(rop, 2)
#define USES_P(rop)	rop_uses(rop, 4)

static void put_pixel(uint8_t *p, unsigned int cpp, uint32_t v)
{
	for (unsigned int i = 0; i < cpp; i++)
		p[i] = v >> (8 * i);
}

/* As blt_dst_write(), only the bytes whose mask is 0xff. */
static int write_masked(struct blt *b, int64_t x, int64_t y,
			    const uint8_t *buf, const uint8_t *mask,
			    size_t len)
{
	size_t i, j;

	for (i = 0; i < len; i = j) {
		for (j = i; j < len && mask[j] == mask[i]; j++)
			;
		if (mask[i] && blt_dst_write(b, x + i, y, buf + i, j - i))
			return -EFAULT;
	}
	return 0;
}

struct chunk {
	uint8_t s[CHUNK], p[CHUNK], d[CHUNK], mask[CHUNK];
	bool masked;
};

static void mask_out(struct chunk *c, unsigned int cpp, unsigned int px)
{
	memset(c->mask + px * cpp, 0, cpp);
	c->masked = true;
}

/* Expand the bits of n pixels from x of line y. */
static int mono_source(struct blt *b, struct chunk *c, int32_t x, int32_t y,
		       unsigned int n)
{
	const struct gen9_blt_op *op = b->op;
	uint64_t bit = op->mono_stride * (uint32_t)(y - op->oy) +
		       op->mono_first + (uint32_t)(x - op->ox);
	uint8_t bits[CHUNK_PX / 8 + 1];
	size_t nbytes = (bit % 8 + n + 7) / 8;

	if (op->mono_in_cmd)
		memcpy(bits, op->mono_imm + bit / 8, nbytes);
	else if (gen9_as_read(b->as, op->mono_base + bit / 8, bits, nbytes))
		return -EFAULT;
	bit %= 8;
	for (unsigned int i = 0; i < n; i++, bit++) {
		bool one = bits[bit / 8] >> (7 - bit % 8) & 1;

		put_pixel(c->s + i * op->cpp, op->cpp, one ? op->fg : op->bg);
		if (!one && op->src_transparent)
			mask_out(c, op->cpp, i);
	}
	return 0;
}

static void pattern(const struct gen9_blt_op *op, struct chunk *c, int32_t x,
		    int32_t y, unsigned int n)
{
	unsigned int row = ((uint32_t)y + op->vseed) & 7, cpp = op->cpp;

	for (unsigned int i = 0; i < n; i++) {
		unsigned int col = ((uint32_t)x + i + op->hseed) & 7;
		uint8_t *p = c->p + i * cpp;
		bool one;

		switch (op->pat_kind) {
		case GEN9_PAT_COLOR:
			memcpy(p, op->pat + (row * 8 + col) * cpp, cpp);
			break;
		case GEN9_PAT_MONO:
			one = op->pat[row] >> (7 - col) & 1;
			put_pixel(p, cpp, one ? op->pat_fg : op->pat_bg);
			if (!one && op->pat_transparent)
				mask_out(c, cpp, i);
			break;
		default:
			put_pixel(p, cpp, op->pat_fg);
		}
	}
}

static int rop_chunk(struct blt *b, struct chunk *c, int32_t x, int32_t y,
		     unsigned int n)
{
	const struct gen9_blt_op *op = b->op;
	size_t len = (size_t)n * op->cpp;
	int64_t bx = (int64_t)x * op->cpp;
	int64_t sx = ((int64_t)op->sx + x - op->ox) * op->cpp;
	int64_t sy = (int64_t)op->sy + y - op->oy;

	memset(c->mask, 0xff, len);
	c->masked = op->cpp == 4 && op->byte_mask != 0xf;
	for (size_t i = 0; c->masked && i < len; i++)
		c->mask[i] = op->byte_mask >> (i & 3) & 1 ? 0xff : 0;
	if (op->src_kind == GEN9_SRC_COLOR && USES_S(op->rop) &&
	    blt_surf_read(b, &b->src, &op->src, sx, sy, c->s, len))
		return -EFAULT;
	if (op->src_kind == GEN9_SRC_MONO && mono_source(b, c, x, y, n))
		return -EFAULT;
	if (op->pat_kind == GEN9_PAT_MONO || USES_P(op->rop))
		pattern(op, c, x, y, n);
	if (USES_D(op->rop) &&
	    blt_surf_read(b, &b->dst_rd, &op->dst, bx, y, c->d, len))
		return -EFAULT;
	rop3(op->rop, c->p, c->s, c->d, len);
	b->budget += PIXEL_COST * n;
	if (c->masked)
		return write_masked(b, bx, y, c->d, c->mask, len);
	return blt_dst_write(b, bx, y, c->d, len);
}

int blt_rop_row(struct blt *b, int32_t y)
{
	const struct gen9_blt_op *op = b->op;
	bool back = blt_leftwards(op, y);
	struct chunk c = { 0 };
	int32_t left = op->x2 - op->x1;

	while (left) {
		int32_t n = left < CHUNK_PX ? left : CHUNK_PX;
		int32_t x = back ? op->x1 + left - n : op->x2 - left;

		if (rop_chunk(b, &c, x, y, n))
			return -EFAULT;
		left -= n;
	}
	return 0;
}
