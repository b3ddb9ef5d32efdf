// SPDX-License-Identifier: GPL-2.0-or-later
/* 2D operations in general: any ROP3, masks, transparency, mono sources. */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/frames.h"

#define PIXEL_WORK	96

/* A line of a block: operands, then the result in d; mask: 0xff is written. */
struct line {
	int32_t x, y;			/* its first pixel */
	unsigned int n;			/* pixels */
	size_t len;			/* bytes */
	uint8_t s[BLT_FRAME], p[BLT_FRAME], d[BLT_FRAME], mask[BLT_FRAME];
};

static uint64_t rop3_word(uint8_t rop, uint64_t p, uint64_t s, uint64_t d)
{
	uint64_t r = 0;

	for (unsigned int i = 0; i < 8; i++)
		if (rop >> i & 1)
			r |= (i & 4 ? p : ~p) & (i & 2 ? s : ~s) &
			     (i & 1 ? d : ~d);
	return r;
}

/* By words: what lies beyond the line does not matter. */
static void rop3(uint8_t rop, struct line *l)
{
	uint64_t p, s, d;

	for (size_t i = 0; i < l->len; i += 8) {
		memcpy(&p, l->p + i, 8);
		memcpy(&s, l->s + i, 8);
		memcpy(&d, l->d + i, 8);
		d = rop3_word(rop, p, s, d);
		memcpy(l->d + i, &d, 8);
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

/* The bytes that the command's header lets be written. */
static void byte_mask(const struct gen9_blt_op *op, struct line *l)
{
	uint8_t mask = op->cpp == 4 ? op->byte_mask : 0xf;

	for (size_t i = 0; i < l->len; i++)
		l->mask[i] = mask >> (i & 3) & 1 ? 0xff : 0;
}

/* Expand the bits of a mono source. */
static int mono_source(struct blt *b, struct line *l)
{
	const struct gen9_blt_op *op = b->op;
	uint64_t bit = op->mono_stride * (uint32_t)(l->y - op->oy) +
		       op->mono_first + (uint32_t)(l->x - op->ox);
	uint8_t bits[BLT_FRAME / 8 + 1];
	size_t nbytes = (bit % 8 + l->n + 7) / 8;

	if (op->mono_in_cmd)
		memcpy(bits, op->mono_imm + bit / 8, nbytes);
	else if (gen9_as_read(b->as, op->mono_base + bit / 8, bits, nbytes))
		return -EFAULT;
	bit %= 8;
	for (unsigned int i = 0; i < l->n; i++, bit++) {
		bool one = bits[bit / 8] >> (7 - bit % 8) & 1;

		put_pixel(l->s + i * op->cpp, op->cpp, one ? op->fg : op->bg);
		if (!one && op->src_transparent)
			memset(l->mask + i * op->cpp, 0, op->cpp);
	}
	return 0;
}

/* The line as it lies in a surface, or zeros if that is not used. */
static int operand(struct blt *b, struct side *s, bool used, uint8_t *buf,
		   size_t len)
{
	if (!used) {
		memset(buf, 0, len);
		return 0;
	}
	return blt_look_up(b, s, 0, len) ||
	       blt_move(b, s, 1, 0, buf, 0, len) ? -EFAULT : 0;
}

static int source(struct blt *b, struct line *l)
{
	const struct gen9_blt_op *op = b->op;

	if (op->src_kind == GEN9_SRC_MONO)
		return mono_source(b, l);
	return operand(b, &b->src, op->src_kind == GEN9_SRC_COLOR &&
		       USES_S(op->rop), l->s, l->len);
}

static void pattern_pixel(const struct gen9_blt_op *op, struct line *l,
			  unsigned int row, unsigned int i)
{
	unsigned int col = ((uint32_t)l->x + i + op->hseed) & 7, cpp = op->cpp;
	uint8_t *p = l->p + i * cpp;
	bool one;

	switch (op->pat_kind) {
	case GEN9_PAT_COLOR:
		memcpy(p, op->pat + (row * 8 + col) * cpp, cpp);
		break;
	case GEN9_PAT_MONO:
		one = op->pat[row] >> (7 - col) & 1;
		put_pixel(p, cpp, one ? op->pat_fg : op->pat_bg);
		if (!one && op->pat_transparent)
			memset(l->mask + i * cpp, 0, cpp);
		break;
	default:
		put_pixel(p, cpp, op->pat_fg);
	}
}

static void pattern(const struct gen9_blt_op *op, struct line *l)
{
	unsigned int row = ((uint32_t)l->y + op->vseed) & 7;

	if (op->pat_kind != GEN9_PAT_MONO && !USES_P(op->rop)) {
		memset(l->p, 0, l->len);
		return;
	}
	for (unsigned int i = 0; i < l->n; i++)
		pattern_pixel(op, l, row, i);
}

/* What of the line the mask lets through, run by run. */
static int write_masked(struct blt *b, struct line *l)
{
	size_t i, j;

	for (i = 0; i < l->len; i = j) {
		for (j = i; j < l->len && l->mask[j] == l->mask[i]; j++)
			;
		if (l->mask[i] &&
		    blt_move(b, &b->dst, 1, i, l->d + i, 0, j - i))
			return -EFAULT;
	}
	return 0;
}

int blt_rop_line(struct blt *b, int32_t x, int32_t y, unsigned int n)
{
	const struct gen9_blt_op *op = b->op;
	struct line l;			/* large: not cleared as a whole */

	l.x = x;
	l.y = y;
	l.n = n;
	l.len = (size_t)n * op->cpp;
	byte_mask(op, &l);
	if (source(b, &l))
		return -EFAULT;
	pattern(op, &l);
	if (operand(b, &b->dst_rd, USES_D(op->rop), l.d, l.len) ||
	    blt_look_up(b, &b->dst, 0, l.len))
		return -EFAULT;
	rop3(op->rop, &l);
	b->as->work += PIXEL_WORK * n;
	return write_masked(b, &l);
}
