// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Execution of 2D operations, scan line by scan line, piece by piece: a
 * piece is contiguous in every surface involved and inside one page.
 */
#include <errno.h>
#include <string.h>

#include "blt.h"
#include "cost.h"
#include "counters.h"

#define BOUNCE		4096
#define WINDOW		(64 * 1024)	/* largest host mapping held */
#define CHUNK_PX	256		/* pixels of the general path at once */
#define CHUNK		(CHUNK_PX * 4)
#define PIECE_COST	64		/* of the budget, besides its bytes */
#define MISS_COST	2048		/* a walk reads memory entry by entry */
#define ROP_COST	4		/* the general path is slower */

#define ROP_SRC_COPY	0xcc
#define ROP_PAT_COPY	0xf0

/*
 * A host mapping of one page's bytes, held no longer than one call; or,
 * where memory cannot be mapped, a copy that goes back with win_close().
 */
struct win {
	bool write;
	uint64_t pa, len;	/* mapped; len 0: nothing is */
	uint8_t *p;
	uint64_t back_va, back_pa, back_len;
	uint8_t bounce[BOUNCE];
};

struct blt {
	struct gen9_as *as;
	struct gen9_blt_op *op;
	struct win src, dst, dst_rd;
	uint64_t budget;	/* used so far */
	uint64_t dst_bytes, mem_bytes;
};

static void win_unmap(struct blt *b, struct win *w)
{
	const struct gen9_bus *bus = b->as->bus;

	if (w->len)
		bus->dma_unmap(bus->opaque, w->p, w->len, w->write);
	w->len = 0;
}

/* Write a bounced piece back. */
static int win_sync(struct blt *b, struct win *w)
{
	const struct gen9_bus *bus = b->as->bus;
	uint64_t n = w->back_len;

	w->back_len = 0;
	if (n && bus->dma_write(bus->opaque, w->back_pa, w->bounce, n))
		return gen9_as_fault(b->as, w->back_va);
	return 0;
}

static bool win_map(struct blt *b, struct win *w, uint64_t pa, uint64_t len,
		    uint64_t want)
{
	const struct gen9_bus *bus = b->as->bus;
	size_t got = len;

	win_unmap(b, w);
	if (!bus->dma_map)
		return false;
	w->p = bus->dma_map(bus->opaque, pa, &got, w->write);
	if (!w->p)
		return false;
	w->pa = pa;
	w->len = got;
	if (want - pa < got)
		return true;
	win_unmap(b, w);
	return false;
}

/*
 * Host pointer to the *n bytes at va, shortened to what is contiguous. The
 * pointer is good until the next call for the same window.
 */
static int win_get(struct blt *b, struct win *w, uint64_t va, size_t *n,
		   uint8_t **p)
{
	const struct gen9_bus *bus = b->as->bus;
	struct gen9_page_counters *pc;
	struct gen9_xlat x = { .missed = true };
	uint64_t size;
	int ret;

	/* also before reads, which may read what is still in the bounce */
	if (b->dst.back_len && win_sync(b, &b->dst))
		return -EFAULT;
	ret = gen9_translate(b->as, va, w->write, &x);
	b->budget += PIECE_COST + (x.missed ? MISS_COST : 0);
	if (ret && ret != -EACCES)
		return ret;
	if (*n > x.len)
		*n = x.len;
	if (ret) {	/* discarded: a copy that does not go back */
		if (*n > BOUNCE)
			*n = BOUNCE;
		*p = w->bounce;
		return 0;
	}
	size = 1ull << x.page_shift;
	if (size > WINDOW)
		size = WINDOW;
	if (x.pa - w->pa < w->len || win_map(b, w, x.pa & -size, size, x.pa) ||
	    win_map(b, w, x.pa, size - (x.pa & (size - 1)), x.pa)) {
		if (*n > w->pa + w->len - x.pa)
			*n = w->pa + w->len - x.pa;
		*p = w->p + (x.pa - w->pa);
	} else {
		if (*n > BOUNCE)
			*n = BOUNCE;
		if (w->write) {
			w->back_va = va;
			w->back_pa = x.pa;
			w->back_len = *n;
		} else if (bus->dma_read(bus->opaque, x.pa, w->bounce, *n)) {
			return gen9_as_fault(b->as, va);
		}
		*p = w->bounce;
	}
	if (b->as->ctr) {
		pc = &b->as->ctr->page[x.ctr_page];
		*(w->write ? &pc->bytes_written : &pc->bytes_read) += *n;
	}
	b->budget += *n;
	b->mem_bytes += *n;
	return 0;
}

static int64_t floor_div(int64_t a, int64_t b, int64_t *rem)
{
	int64_t q = a / b;

	*rem = a % b;
	if (*rem < 0) {
		*rem += b;
		q--;
	}
	return q;
}

int64_t gen9_surf_offset(const struct gen9_surf *s, int64_t x, int64_t y,
			 int64_t *run)
{
	int64_t tx, ty, cx, cy;

	switch (s->tiling) {
	case GEN9_TILE_X:	/* 512 bytes x 8 lines, line after line */
		tx = floor_div(x, 512, &cx);
		ty = floor_div(y, 8, &cy);
		*run = 512 - cx;
		return ty * s->pitch * 8 + tx * 4096 + cy * 512 + cx;
	case GEN9_TILE_Y:	/* 128 bytes x 32 lines, in 16-byte columns */
		tx = floor_div(x, 128, &cx);
		ty = floor_div(y, 32, &cy);
		*run = 16 - cx % 16;
		return ty * s->pitch * 32 + tx * 4096 + cx / 16 * 512 +
		       cy * 16 + cx % 16;
	default:
		*run = INT32_MAX;
		return y * s->pitch + x;
	}
}

/* Window onto surface s at byte x of line y, *n shortened to one piece. */
static int surf_get(struct blt *b, struct win *w, const struct gen9_surf *s,
		    int64_t x, int64_t y, size_t *n, uint8_t **p)
{
	int64_t run;
	uint64_t va = s->base + (uint64_t)gen9_surf_offset(s, x, y, &run);

	if (*n > (uint64_t)run)
		*n = run;
	return win_get(b, w, va, n, p);
}

static int surf_read(struct blt *b, struct win *w, const struct gen9_surf *s,
		     int64_t x, int64_t y, uint8_t *buf, size_t len)
{
	uint8_t *p;
	size_t n;

	for (; len; len -= n, x += n, buf += n) {
		n = len;
		if (surf_get(b, w, s, x, y, &n, &p))
			return -EFAULT;
		memcpy(buf, p, n);
	}
	return 0;
}

static int dst_write(struct blt *b, int64_t x, int64_t y, const uint8_t *buf,
		     size_t len)
{
	uint8_t *p;
	size_t n;

	for (; len; len -= n, x += n, buf += n) {
		n = len;
		if (surf_get(b, &b->dst, &b->op->dst, x, y, &n, &p))
			return -EFAULT;
		memcpy(p, buf, n);
	}
	return 0;
}

/* As dst_write(), only the bytes whose mask is 0xff. */
static int dst_write_masked(struct blt *b, int64_t x, int64_t y,
			    const uint8_t *buf, const uint8_t *mask,
			    size_t len)
{
	size_t i, j;

	for (i = 0; i < len; i = j) {
		for (j = i; j < len && mask[j] == mask[i]; j++)
			;
		if (mask[i] && dst_write(b, x + i, y, buf + i, j - i))
			return -EFAULT;
	}
	return 0;
}

/* ------------------------------------------------------------ copies */

static int copy_row(struct blt *b, int64_t dx, int64_t dy, int64_t sx,
		    int64_t sy, size_t len)
{
	uint8_t *s, *d;
	size_t n, m;

	for (; len; len -= n, dx += n, sx += n) {
		n = len;
		if (surf_get(b, &b->src, &b->op->src, sx, sy, &n, &s))
			return -EFAULT;
		for (m = n; m;) {
			size_t k = m;

			if (surf_get(b, &b->dst, &b->op->dst, dx + (n - m),
				     dy, &k, &d))
				return -EFAULT;
			memmove(d, s + (n - m), k);
			m -= k;
		}
	}
	return 0;
}

/* From the right end, for a source to the left on the same line. */
static int copy_row_backward(struct blt *b, int64_t dx, int64_t dy,
			     int64_t sx, int64_t sy, size_t len)
{
	uint8_t buf[CHUNK];

	while (len) {
		size_t n = len < sizeof(buf) ? len : sizeof(buf);

		len -= n;
		if (surf_read(b, &b->src, &b->op->src, sx + len, sy, buf, n) ||
		    dst_write(b, dx + len, dy, buf, n))
			return -EFAULT;
	}
	return 0;
}

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

static int copy_one(struct blt *b, int32_t y)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp;
	int64_t sy = (int64_t)op->sy + y - op->oy;
	size_t len = (size_t)(op->x2 - op->x1) * op->cpp;

	if (same_base(op) && sy == y && op->sx < op->ox)
		return copy_row_backward(b, dx, y, sx, sy, len);
	return copy_row(b, dx, y, sx, sy, len);
}

/* ------------------------------------------------------------- fills */

static void fill_bytes(uint8_t *p, const uint8_t *pix, unsigned int cpp,
		       size_t n, unsigned int phase)
{
	size_t i = 0;

	if (cpp == 1 || (pix[0] == pix[1] &&
			 (cpp == 2 || (pix[0] == pix[2] && pix[0] == pix[3])))) {
		memset(p, pix[0], n);
		return;
	}
	for (; i < n && i < 64; i++)
		p[i] = pix[(phase + i) % cpp];
	while (i < n) {		/* i is a multiple of cpp from the start */
		size_t k = i < n - i ? i : n - i;

		memcpy(p + i, p, k);
		i += k;
	}
}

static int fill_row(struct blt *b, int64_t x, int64_t y, size_t len,
		    uint32_t colour)
{
	const uint8_t pix[4] = { colour, colour >> 8, colour >> 16,
				 colour >> 24 };
	size_t n, done;
	uint8_t *p;

	for (done = 0; done < len; done += n) {
		n = len - done;
		if (surf_get(b, &b->dst, &b->op->dst, x + done, y, &n, &p))
			return -EFAULT;
		fill_bytes(p, pix, b->op->cpp, n, done % b->op->cpp);
	}
	return 0;
}

/* -------------------------------------- everything else, any ROP, masks */

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

	if (op->mono_imm)
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
	    surf_read(b, &b->src, &op->src, sx, sy, c->s, len))
		return -EFAULT;
	if (op->src_kind == GEN9_SRC_MONO && mono_source(b, c, x, y, n))
		return -EFAULT;
	if (op->pat_kind == GEN9_PAT_MONO || USES_P(op->rop))
		pattern(op, c, x, y, n);
	if (USES_D(op->rop) &&
	    surf_read(b, &b->dst_rd, &op->dst, bx, y, c->d, len))
		return -EFAULT;
	rop3(op->rop, c->p, c->s, c->d, len);
	b->budget += ROP_COST * len;
	if (c->masked)
		return dst_write_masked(b, bx, y, c->d, c->mask, len);
	return dst_write(b, bx, y, c->d, len);
}

static int rop_row(struct blt *b, int32_t y)
{
	const struct gen9_blt_op *op = b->op;
	bool back = same_base(op) && op->sy + y - op->oy == y &&
		    op->sx < op->ox;
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

/* ---------------------------------------------------------- all rows */

enum how { HOW_COPY, HOW_FILL, HOW_ROP };

static enum how how_to(const struct gen9_blt_op *op, uint32_t *colour)
{
	*colour = op->pat_fg;
	if ((op->cpp == 4 && op->byte_mask != 0xf) ||
	    op->pat_kind == GEN9_PAT_MONO || op->src_kind == GEN9_SRC_MONO)
		return HOW_ROP;
	if (op->rop == ROP_SRC_COPY && op->src_kind == GEN9_SRC_COLOR)
		return HOW_COPY;
	if (op->rop == ROP_PAT_COPY && op->pat_kind == GEN9_PAT_SOLID)
		return HOW_FILL;
	if (op->rop == 0x00 || op->rop == 0xff) {
		*colour = op->rop ? UINT32_MAX : 0;
		return HOW_FILL;
	}
	return HOW_ROP;
}

static bool whole_lines(const struct gen9_surf *s, int64_t len)
{
	return s->tiling == GEN9_LINEAR && s->pitch == len;
}

/* Lines that can be done as one, because they follow each other. */
static uint32_t lines_at_once(const struct gen9_blt_op *op, enum how how,
			      uint32_t left)
{
	int64_t len = (int64_t)(op->x2 - op->x1) * op->cpp;
	uint32_t n = WINDOW / len;

	if (how == HOW_ROP || !whole_lines(&op->dst, len) ||
	    (how == HOW_COPY &&
	     (!whole_lines(&op->src, len) || same_base(op))))
		return 1;
	n = n ? n : 1;
	return n < left ? n : left;
}

static int do_lines(struct blt *b, enum how how, uint32_t colour, int32_t y,
		    uint32_t n)
{
	const struct gen9_blt_op *op = b->op;
	size_t len = (size_t)(op->x2 - op->x1) * op->cpp;
	int64_t dx = (int64_t)op->x1 * op->cpp;

	b->dst_bytes += len * n;
	if (how == HOW_FILL)
		return fill_row(b, dx, y, len * n, colour);
	if (how == HOW_ROP)
		return rop_row(b, y);
	if (n == 1)
		return copy_one(b, y);
	return copy_row(b, dx, y,
			((int64_t)op->sx + op->x1 - op->ox) * op->cpp,
			(int64_t)op->sy + y - op->oy, len * n);
}

static void charge(struct blt *b, enum how how)
{
	static const enum gen9_blt_kind kind[] = {
		[HOW_COPY] = GEN9_BLT_COPY, [HOW_FILL] = GEN9_BLT_FILL,
		[HOW_ROP] = GEN9_BLT_ROP,
	};
	const struct gen9_blt_op *op = b->op;

	if (b->as->params)
		b->as->cost_ps += gen9_cost_blt(b->as->params, kind[how],
			op->dst.tiling || op->src.tiling, b->dst_bytes,
			b->mem_bytes);
}

static void win_open(struct win *w, bool write)
{
	w->write = write;
	w->len = 0;
	w->back_len = 0;
}

static int win_close(struct blt *b, struct win *w)
{
	int ret = win_sync(b, w);

	win_unmap(b, w);
	return ret;
}

int gen9_blt_exec(struct gen9_as *as, struct gen9_blt_op *op)
{
	struct blt b;		/* large: not cleared as a whole */
	uint32_t rows, n, colour;
	enum how how;
	bool up;
	int ret = 0;

	if (op->x2 <= op->x1 || op->y2 <= op->y1 ||
	    (op->cpp == 4 && !op->byte_mask))
		return 0;
	b.as = as;
	b.op = op;
	b.budget = b.dst_bytes = b.mem_bytes = 0;
	win_open(&b.src, false);
	win_open(&b.dst_rd, false);
	win_open(&b.dst, true);
	how = how_to(op, &colour);
	rows = op->y2 - op->y1;
	up = same_base(op) && op->sy < op->oy;
	while (!ret && op->first_row < rows && b.budget < GEN9_BLT_BUDGET) {
		n = up ? 1 : lines_at_once(op, how, rows - op->first_row);
		ret = do_lines(&b, how, colour,
			       up ? op->y2 - 1 - (int32_t)op->first_row :
				    op->y1 + (int32_t)op->first_row, n);
		op->first_row += n;
	}
	if (win_close(&b, &b.src) || win_close(&b, &b.dst_rd) ||
	    win_close(&b, &b.dst))
		ret = -EFAULT;
	charge(&b, how);
	if (ret)
		return ret;
	return op->first_row < rows ? -EAGAIN : 0;
}
