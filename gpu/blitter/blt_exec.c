// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Execution of 2D operations, scan line by scan line, piece by piece: a
 * piece is contiguous in every surface involved and inside one page.
 */
#include <errno.h>
#include <string.h>
#include <wchar.h>

#include "gpu/blitter/blt_exec.h"
#include "gpu/blitter/blt_stream.h"
#include "gpu/host/cost.h"
#include "gpu/host/counters.h"
#include "gpu/memory/dma.h"

#define ROP_SRC_COPY	0xcc
#define ROP_PAT_COPY	0xf0

static void win_unmap(struct blt *b, struct win *w)
{
	const struct gen9_bus *bus = b->as->bus;

	if (w->len && w->hold) {
		w->held[w->held_n].p = w->p;
		w->held[w->held_n++].len = w->len;
	} else if (w->len) {
		bus->dma_unmap(bus->opaque, w->p, w->len, w->write);
	}
	w->len = 0;
}

void blt_win_release(struct blt *b, struct win *w)
{
	const struct gen9_bus *bus = b->as->bus;

	w->hold = false;
	while (w->held_n) {
		w->held_n--;
		bus->dma_unmap(bus->opaque, w->held[w->held_n].p,
			       w->held[w->held_n].len, w->write);
	}
}

/* Write a bounced piece back. */
static int win_sync(struct blt *b, struct win *w)
{
	uint64_t n = w->back_len;

	w->back_len = 0;
	if (n && gen9_dma_write(b->as, w->back_pa, w->bounce, n))
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
 * Look up the pages of want bytes from va on, BLT_WINDOW at most. Always
 * the same ones, wherever they lie: TLB hits do not depend on contiguity.
 */
static void win_lookup(struct blt *b, struct win *w, uint64_t va,
		       uint64_t want)
{
	uint64_t done = 0;
	unsigned int i;

	if (want > BLT_WINDOW)
		want = BLT_WINDOW;
	w->q_va = va;
	w->q_at = 0;
	for (i = 0; i < BLT_BATCH && done < want; i++) {
		struct gen9_xlat *x = &w->q[i];

		x->missed = true;
		w->q_ret[i] = gen9_translate(b->as, va + done, w->write, x);
		b->budget += BLT_PIECE_COST + (x->missed ? BLT_MISS_COST : 0);
		if (w->q_ret[i] == -EFAULT)
			x->len = UINT64_MAX - done;	/* the last one */
		done += x->len;
	}
	w->q_n = i;
}

/* Translate va; *x also takes in the pages that follow in memory too. */
static int win_xlat(struct blt *b, struct win *w, uint64_t va, uint64_t want,
		    struct gen9_xlat *x)
{
	unsigned int i;

	if (w->q_at == w->q_n || w->q_va != va)
		win_lookup(b, w, va, want);
	i = w->q_at++;
	*x = w->q[i];
	for (i++; !w->q_ret[i - 1] && i < w->q_n && !w->q_ret[i] &&
	     x->len < want && w->q[i].pa == x->pa + x->len &&
	     w->q[i].ctr_page == x->ctr_page; i++, w->q_at++)
		x->len += w->q[i].len;
	w->q_va += x->len;
	return w->q_ret[i - 1];
}

/* A mapping with at least the byte x->pa: of the run, or around it. */
static bool win_reach(struct blt *b, struct win *w, const struct gen9_xlat *x)
{
	uint64_t size = 1ull << x->page_shift;

	if (x->pa - w->pa < w->len)
		return true;
	if (x->len > size)	/* several pages */
		return win_map(b, w, x->pa, x->len, x->pa);
	if (size > BLT_WINDOW)
		size = BLT_WINDOW;
	return win_map(b, w, x->pa & -size, size, x->pa) ||
	       win_map(b, w, x->pa, size - (x->pa & (size - 1)), x->pa);
}

static int win_bounce(struct blt *b, struct win *w, uint64_t va,
		      uint64_t pa, size_t n)
{
	if (w->write) {
		w->back_va = va;
		w->back_pa = pa;
		w->back_len = n;
	} else if (gen9_dma_read(b->as, pa, w->bounce, n)) {
		return gen9_as_fault(b->as, va);
	}
	return 0;
}

int blt_win_get(struct blt *b, struct win *w, uint64_t va, size_t *n,
		uint8_t **p)
{
	struct gen9_page_counters *pc;
	struct gen9_xlat x;
	bool direct;
	int ret;

	/* also before reads, which may read what is still in the bounce */
	if (b->dst.back_len && win_sync(b, &b->dst))
		return -EFAULT;
	ret = win_xlat(b, w, va, *n, &x);
	if (ret == -EFAULT)
		return ret;
	if (*n > x.len)
		*n = x.len;
	direct = !ret && win_reach(b, w, &x);
	*p = direct ? w->p + (x.pa - w->pa) : w->bounce;
	if (direct && *n > w->pa + w->len - x.pa)
		*n = w->pa + w->len - x.pa;
	if (!direct && *n > BLT_BOUNCE)
		*n = BLT_BOUNCE;
	if (ret)	/* discarded: a copy that does not go back */
		return 0;
	if (!direct && win_bounce(b, w, va, x.pa, *n))
		return -EFAULT;
	if (b->as->ctr) {
		pc = &b->as->ctr->page[x.ctr_page];
		*(w->write ? &pc->bytes_written : &pc->bytes_read) += *n;
	}
	b->budget += *n;
	b->mem_bytes += *n;
	return 0;
}

int blt_surf_get(struct blt *b, struct win *w, const struct gen9_surf *s,
		    int64_t x, int64_t y, size_t *n, uint8_t **p)
{
	int64_t run;
	uint64_t va = s->base + (uint64_t)gen9_surf_offset(s, x, y, &run);

	if (*n > (uint64_t)run)
		*n = run;
	return blt_win_get(b, w, va, n, p);
}

int blt_surf_read(struct blt *b, struct win *w, const struct gen9_surf *s,
		     int64_t x, int64_t y, uint8_t *buf, size_t len)
{
	uint8_t *p;
	size_t n;

	for (; len; len -= n, x += n, buf += n) {
		n = len;
		if (blt_surf_get(b, w, s, x, y, &n, &p))
			return -EFAULT;
		memcpy(buf, p, n);
	}
	return 0;
}

int blt_dst_write(struct blt *b, int64_t x, int64_t y, const uint8_t *buf,
		     size_t len)
{
	uint8_t *p;
	size_t n;

	for (; len; len -= n, x += n, buf += n) {
		n = len;
		if (blt_surf_get(b, &b->dst, &b->op->dst, x, y, &n, &p))
			return -EFAULT;
		memcpy(p, buf, n);
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
		if (blt_surf_get(b, &b->src, &b->op->src, sx, sy, &n, &s))
			return -EFAULT;
		for (m = n; m;) {
			size_t k = m;

			if (blt_surf_get(b, &b->dst, &b->op->dst, dx + (n - m),
				     dy, &k, &d))
				return -EFAULT;
			blt_move(b->stream, d, s + (n - m), k);
			m -= k;
		}
	}
	return 0;
}

/* From the right end, for a source to the left on the same line. */
static int copy_row_backward(struct blt *b, int64_t dx, int64_t dy,
			     int64_t sx, int64_t sy, size_t len)
{
	uint8_t buf[1024];

	while (len) {
		size_t n = len < sizeof(buf) ? len : sizeof(buf);

		len -= n;
		if (blt_surf_read(b, &b->src, &b->op->src, sx + len, sy, buf, n) ||
		    blt_dst_write(b, dx + len, dy, buf, n))
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

bool blt_leftwards(const struct gen9_blt_op *op, int32_t y)
{
	return same_base(op) && op->sy + y - op->oy == y && op->sx < op->ox;
}

static int copy_one(struct blt *b, int32_t y)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp;
	int64_t sy = (int64_t)op->sy + y - op->oy;
	size_t len = (size_t)(op->x2 - op->x1) * op->cpp;

	if (blt_leftwards(op, y))
		return copy_row_backward(b, dx, y, sx, sy, len);
	return copy_row(b, dx, y, sx, sy, len);
}

/* ------------------------------------------------------------- fills */

void blt_fill(uint8_t *p, const uint8_t *pix, unsigned int cpp, size_t n,
	      unsigned int phase)
{
	uint8_t four[4];
	wchar_t w;
	size_t i, words;

	/* wmemset has libc's widest stores, but wants whole aligned words */
	for (; n && (uintptr_t)p % sizeof(w); n--)
		*p++ = pix[phase++ % cpp];
	for (i = 0; i < 4; i++)
		four[i] = pix[(phase + i) % cpp];
	memcpy(&w, four, 4);
	words = n / 4;
	wmemset((wchar_t *)p, w, words);
	for (i = words * 4; i < n; i++)
		p[i] = four[i & 3];
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
		if (blt_surf_get(b, &b->dst, &b->op->dst, x + done, y, &n, &p))
			return -EFAULT;
		blt_fill(p, pix, b->op->cpp, n, done % b->op->cpp);
	}
	return 0;
}

/* ---------------------------------------------------------- all rows */

static enum blt_how how_to(const struct gen9_blt_op *op, uint32_t *colour)
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
static uint32_t lines_at_once(const struct gen9_blt_op *op, enum blt_how how,
			      uint32_t left)
{
	int64_t len = (int64_t)(op->x2 - op->x1) * op->cpp;
	uint32_t n = BLT_WINDOW / len;

	if (how == HOW_ROP || !whole_lines(&op->dst, len) ||
	    (how == HOW_COPY &&
	     (!whole_lines(&op->src, len) || same_base(op))))
		return 1;
	n = n ? n : 1;
	return n < left ? n : left;
}

static int do_lines(struct blt *b, enum blt_how how, uint32_t colour, int32_t y,
		    uint32_t n)
{
	const struct gen9_blt_op *op = b->op;
	size_t len = (size_t)(op->x2 - op->x1) * op->cpp;
	int64_t dx = (int64_t)op->x1 * op->cpp;

	b->dst_bytes += len * n;
	if (how == HOW_FILL)
		return fill_row(b, dx, y, len * n, colour);
	if (how == HOW_ROP)
		return blt_rop_row(b, y);
	if (n == 1)
		return copy_one(b, y);
	return copy_row(b, dx, y,
			((int64_t)op->sx + op->x1 - op->ox) * op->cpp,
			(int64_t)op->sy + y - op->oy, len * n);
}

static void charge(struct blt *b, enum blt_how how)
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
	w->q_at = w->q_n = 0;
	w->hold = false;
	w->held_n = 0;
	w->len = 0;
	w->back_len = 0;
}

static int win_close(struct blt *b, struct win *w)
{
	int ret = win_sync(b, w);

	win_unmap(b, w);
	return ret;
}

/* Line by line, in the order that same_base() asks for. */
static int all_lines(struct blt *b, enum blt_how how, uint32_t colour)
{
	struct gen9_blt_op *op = b->op;
	uint32_t rows = op->y2 - op->y1, n;
	bool up = same_base(op) && op->sy < op->oy;
	int ret = 0;

	while (!ret && op->first_row < rows && b->budget < GEN9_BLT_BUDGET) {
		n = up ? 1 : lines_at_once(op, how, rows - op->first_row);
		ret = do_lines(b, how, colour,
			       up ? op->y2 - 1 - (int32_t)op->first_row :
				    op->y1 + (int32_t)op->first_row, n);
		op->first_row += n;
	}
	if (ret)
		return ret;
	return op->first_row < rows ? -EAGAIN : 0;
}

static void count_done(struct gen9_as *as)
{
	if (as->ctr)
		as->ctr->blits++;
}

uint64_t blt_stream_min = 1 << 20;

int gen9_blt_step(struct gen9_as *as, struct gen9_blt_op *op)
{
	struct blt b;		/* large: not cleared as a whole */
	enum blt_how how;
	uint32_t colour;
	bool tiled;
	int ret;

	if (op->x2 <= op->x1 || op->y2 <= op->y1 ||
	    (op->cpp == 4 && !op->byte_mask)) {
		count_done(as);
		return 0;
	}
	b.as = as;
	b.op = op;
	b.stream = (uint64_t)(op->x2 - op->x1) * op->cpp *
		   (op->y2 - op->y1) >= blt_stream_min;
	b.budget = b.dst_bytes = b.mem_bytes = 0;
	win_open(&b.src, false);
	win_open(&b.dst_rd, false);
	win_open(&b.dst, true);
	how = how_to(op, &colour);
	tiled = op->dst.tiling || op->src.tiling;
	if (tiled && how != HOW_ROP && !same_base(op))
		ret = blt_tiled(&b, how, colour);
	else
		ret = all_lines(&b, how, colour);
	if (win_close(&b, &b.src) || win_close(&b, &b.dst_rd) ||
	    win_close(&b, &b.dst))
		ret = -EFAULT;
	if (b.stream)
		blt_stream_end();
	charge(&b, how);
	as->work += b.budget;
	if (!ret)
		count_done(as);
	return ret;
}
