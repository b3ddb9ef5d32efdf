// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copies and fills with tiled surfaces. A strip of BLT_STRIP bytes of each
 * line goes from top to bottom, so that the tiles of a line stay mapped
 * for as long as its lines are in them. The order of strips is the model's
 * (what hardware does is not published); it shows in TLB misses, and in
 * what is written before a fault.
 */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/blt_exec.h"
#include "gpu/blitter/blt_stream.h"

/*
 * Whole tiles of the strip from line i on, where both surfaces are tiled
 * alike and the strip lies on tile borders in both: lines done, 0 when it
 * does not, -errno.
 */
static int whole_tiles(struct blt *b, struct tiles *st, struct tiles *dt,
		       int64_t at, size_t len, uint32_t i)
{
	const struct gen9_blt_op *op = b->op;
	bool is_y = op->dst.tiling == GEN9_TILE_Y;
	int64_t lines = is_y ? 32 : 8, width = is_y ? 128 : 512;
	int64_t dx = (int64_t)op->x1 * op->cpp + at, dy = op->y1 + (int64_t)i;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp + at;
	int64_t sy = (int64_t)op->sy + dy - op->oy;
	struct tile *s, *d;
	int ret;

	if (op->src.tiling != op->dst.tiling || (dx | sx | (int64_t)len) % width ||
	    (dy | sy) % lines || op->y2 - dy < lines)
		return 0;
	ret = blt_hold_line(b, st, sx, sy, len);
	if (ret == 1)
		ret = blt_hold_line(b, dt, dx, dy, len);
	if (ret < 1)
		return ret;
	for (; len; len -= width, sx += width, dx += width) {
		s = blt_tile_held(st, sx / width, sy / lines);
		d = blt_tile_held(dt, dx / width, dy / lines);
		blt_move(b->stream, d->p, s->p, 4096);
		b->dst_bytes += 4096;
		blt_tile_count(b, st, s, 4096);
		blt_tile_count(b, dt, d, 4096);
	}
	return lines;
}

/*
 * What is done at once between tiles that lie in one row of them and lines
 * of a linear surface or of X tiles, or a line of one colour.
 */
struct piece {
	struct tiles *ts, *o;	/* o NULL: the colour's */
	int64_t x, y, ox, oy;	/* first byte and line in each */
	uint8_t *line;
	size_t len;
	unsigned int max;	/* lines */
};

/* The runs of line i. 0, 1: it has more, or must be moved now; -EFAULT. */
static int gather_linear(struct blt *b, const struct piece *pc, unsigned int i,
			 struct line *l)
{
	struct win *w = pc->o->win;
	size_t n, done;
	uint8_t *p;

	for (done = 0; done < pc->len; done += n) {
		if (l->n == BLT_RUNS || w->held_n + BLT_GET_MAPS > BLT_HELD)
			return 1;
		n = pc->len - done;
		if (blt_surf_get(b, w, pc->o->surf, pc->ox + done, pc->oy + i,
				 &n, &p))
			return -EFAULT;
		l->run[l->n++] = (struct run){ p, n };
		if (p == w->bounce)
			return 1;
	}
	return 0;
}

/* The same of X tiles. */
static int gather_x(struct blt *b, const struct piece *pc, unsigned int i,
		    struct line *l)
{
	int64_t x = pc->ox, y = pc->oy + i;
	size_t n, left = pc->len;
	struct tile *t;
	int ret = 1;

	if (!i || !(y & 7))
		ret = blt_hold_line(b, pc->o, x, y, left);
	if (ret < 1)
		return ret < 0 ? ret : 1;
	for (; left; left -= n, x += n) {
		n = 512 - (x & 511);
		n = n < left ? n : left;
		t = blt_tile_held(pc->o, x >> 9, y >> 3);
		l->run[l->n].p = t->p + (y & 7) * 512 + (x & 511);
		l->run[l->n++].n = n;
		blt_tile_count(b, pc->o, t, n);
	}
	return 0;
}

static int gather(struct blt *b, const struct piece *pc, unsigned int i,
		  struct line *l)
{
	l->n = l->at = 0;
	return pc->o->surf->tiling ? gather_x(b, pc, i, l) :
				     gather_linear(b, pc, i, l);
}

/* Line i, of which l has the beginning; what follows goes piece by piece. */
static int rest_of_line(struct blt *b, const struct piece *pc, unsigned int i,
			const struct line *l)
{
	size_t done = 0, n;
	uint8_t *p;

	for (unsigned int k = 0; k < l->n; done += l->run[k++].n)
		if (blt_move_line(b, pc->ts, pc->x + done, pc->y + i,
				  l->run[k].p, l->run[k].n))
			return -EFAULT;
	blt_win_release(b, pc->o->win);
	for (; done < pc->len; done += n) {
		n = pc->len - done;
		if (blt_surf_get(b, pc->o->win, pc->o->surf, pc->ox + done,
				 pc->oy + i, &n, &p) ||
		    blt_move_line(b, pc->ts, pc->x + done, pc->y + i, p, n))
			return -EFAULT;
	}
	return 0;
}

/* pc->line, which is BLT_STRIP bytes of one colour, into one row of tiles. */
static void fill_tiles(struct blt *b, const struct piece *pc, unsigned int n)
{
	unsigned int shift = blt_tile_shift(pc->ts->surf);
	size_t left = pc->len, width = 1u << shift, k;
	bool whole = n == (unsigned int)blt_tile_lines(pc->ts->surf);
	struct tile *t;

	for (int64_t x = pc->x; left; left -= k, x += k) {
		k = width - (x & (width - 1));
		k = k < left ? k : left;
		t = blt_tile_held(pc->ts, x >> shift, pc->y >> (12 - shift));
		if (whole && k == width) {
			memcpy(t->p, pc->line, 4096);
			blt_tile_count(b, pc->ts, t, 4096);
			continue;
		}
		for (unsigned int i = 0; i < n; i++)
			blt_move_line(b, pc->ts, x, pc->y + i, pc->line, k);
	}
}

/* n lines: those done, or -EFAULT. The tiles are held. */
static int copy_tiles(struct blt *b, const struct piece *pc, unsigned int n)
{
	struct win *w = pc->o->win;
	struct line l[BLT_LINES];
	unsigned int i;
	int ret = 0;

	w->hold = !pc->o->surf->tiling;
	for (i = 0; i < n && !ret; i += !ret)
		ret = gather(b, pc, i, &l[i]);
	blt_move_block(b, pc->ts, pc->x, pc->y, l, i, pc->len);
	if (ret > 0 && w->hold) {
		ret = rest_of_line(b, pc, i, &l[i]);
		i += !ret;
	}
	blt_win_release(b, w);
	b->dst_bytes += (uint64_t)i * pc->len;
	return ret < 0 ? ret : (int)i;
}

/* Lines done, 0 where it cannot be done so, -errno. */
static int many_lines(struct blt *b, const struct piece *pc)
{
	unsigned int lines = blt_tile_lines(pc->ts->surf), n;
	int ret;

	n = lines - (pc->y & (lines - 1));
	if (pc->o && pc->o->surf->tiling && n > 32 - (pc->oy & 7))
		n = 32 - (pc->oy & 7);
	n = n < pc->max ? n : pc->max;
	ret = blt_hold_line(b, pc->ts, pc->x, pc->y, pc->len);
	if (ret < 1)
		return ret;
	if (pc->o)
		return copy_tiles(b, pc, n);
	fill_tiles(b, pc, n);
	b->dst_bytes += (uint64_t)n * pc->len;
	return n;
}

/* As many lines at once as can be, from line i of the strip on. */
static int strip_lines(struct blt *b, struct tiles *st, struct tiles *dt,
		       int64_t at, size_t len, uint32_t i, uint8_t *colour)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp + at, dy = op->y1 + (int64_t)i;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp + at;
	int64_t sy = (int64_t)op->sy + dy - op->oy;
	struct piece to = {
		.ts = dt, .x = dx, .y = dy, .o = st, .ox = sx, .oy = sy,
		.line = colour, .len = len, .max = op->y2 - dy,
	}, from = {
		.ts = st, .x = sx, .y = sy, .o = dt, .ox = dx, .oy = dy,
		.len = len, .max = op->y2 - dy,
	};
	int ret;

	if (!st)
		return many_lines(b, &to);
	if (op->src.tiling && op->dst.tiling) {
		ret = whole_tiles(b, st, dt, at, len, i);
		if (ret || (op->src.tiling == GEN9_TILE_Y &&
			    op->dst.tiling == GEN9_TILE_Y))
			return ret;
	}
	if (!op->dst.tiling || op->src.tiling == GEN9_TILE_Y)
		return many_lines(b, &from);
	return many_lines(b, &to);
}

/* Line i of the strip that starts at byte at of the lines. */
static int strip_line(struct blt *b, struct tiles *st, struct tiles *dt,
		      uint8_t *buf, int64_t at, size_t len, int32_t i)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp + at, dy = op->y1 + i;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp + at;
	int64_t sy = (int64_t)op->sy + dy - op->oy;

	b->dst_bytes += len;
	if (st && blt_move_line(b, st, sx, sy, buf, len))
		return -EFAULT;
	return blt_move_line(b, dt, dx, dy, buf, len);
}

int blt_tiled(struct blt *b, enum blt_how how, uint32_t colour)
{
	const uint8_t pix[4] = { colour, colour >> 8, colour >> 16,
				 colour >> 24 };
	struct gen9_blt_op *op = b->op;
	uint32_t rows = op->y2 - op->y1;
	int64_t width = (int64_t)(op->x2 - op->x1) * op->cpp;
	int64_t strip = BLT_STRIP;
	uint32_t all = rows * (uint32_t)((width + strip - 1) / strip);
	uint8_t buf[BLT_STRIP];
	struct tiles st, dt;
	int ret = 0;

	blt_tiles_init(b, &st, &op->src, &b->src);
	blt_tiles_init(b, &dt, &op->dst, &b->dst);
	if (how == HOW_FILL)
		blt_fill(buf, pix, op->cpp, sizeof(buf), 0);
	while (!ret && op->first_row < all && b->budget < GEN9_BLT_BUDGET) {
		int64_t at = op->first_row / rows * strip;
		int64_t len = width - at < strip ? width - at : strip;

		ret = strip_lines(b, how == HOW_COPY ? &st : NULL, &dt, at,
				  len, op->first_row % rows, buf);
		op->first_row += ret > 0 ? ret : 0;
		if (ret) {
			ret = ret < 0 ? ret : 0;
			continue;
		}
		ret = strip_line(b, how == HOW_COPY ? &st : NULL, &dt, buf,
				 at, len, op->first_row % rows);
		op->first_row++;
	}
	blt_tiles_drop(b, &st);
	blt_tiles_drop(b, &dt);
	if (ret)
		return ret;
	return op->first_row < all ? -EAGAIN : 0;
}
