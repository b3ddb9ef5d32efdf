// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copies and fills with tiled surfaces. A strip of BLT_STRIP bytes of each
 * line goes from top to bottom, so that the tiles of a line stay mapped
 * for as long as its lines are in them. One TLB lookup per tile of a strip.
 * The order of strips is the model's (what hardware does is not published);
 * it shows in TLB misses, and in what is written before a fault.
 */
#include <errno.h>
#include <string.h>

#include "blt_exec.h"
#include "counters.h"

#define TILE		4096

static void tile_drop(struct blt *b, struct tiles *ts, struct tile *t)
{
	const struct gen9_bus *bus = b->as->bus;

	if (t->held && t->len)
		bus->dma_unmap(bus->opaque, t->p, t->len, ts->write);
	t->held = false;
}

static void tiles_init(struct tiles *ts, const struct gen9_surf *s,
		       struct win *w)
{
	ts->write = w->write;
	ts->surf = s;
	ts->win = w;
	for (unsigned int i = 0; i < BLT_TILES; i++)
		ts->t[i].held = false;
}

static void tiles_drop(struct blt *b, struct tiles *ts)
{
	for (unsigned int i = 0; i < BLT_TILES; i++)
		tile_drop(b, ts, &ts->t[i]);
}

static int tile_hold(struct blt *b, struct tiles *ts, struct tile *t,
		     uint64_t va)
{
	const struct gen9_bus *bus = b->as->bus;
	static uint8_t discard[TILE];
	struct gen9_xlat x = { .missed = true };
	size_t len = TILE;
	int ret;

	t->p = NULL;
	t->pc = NULL;
	t->len = 0;
	if (va % TILE || !bus->dma_map)
		return 0;
	ret = gen9_translate(b->as, va, ts->write, &x);
	b->budget += BLT_PIECE_COST + (x.missed ? BLT_MISS_COST : 0);
	if (ret == -EACCES) {
		t->p = discard;
		return 0;
	}
	if (ret)
		return ret;
	t->p = bus->dma_map(bus->opaque, x.pa, &len, ts->write);
	if (t->p && len < TILE) {
		bus->dma_unmap(bus->opaque, t->p, len, ts->write);
		t->p = NULL;
	}
	t->len = t->p ? TILE : 0;
	if (b->as->ctr)
		t->pc = &b->as->ctr->page[x.ctr_page];
	return 0;
}

/* The tile at (tx, ty) of the tiled surface of ts, held. */
static int tile_get(struct blt *b, struct tiles *ts, int64_t tx, int64_t ty,
		    struct tile **out)
{
	const struct gen9_surf *s = ts->surf;
	int lines = s->tiling == GEN9_TILE_Y ? 32 : 8;
	struct tile *t = &ts->t[tx & (BLT_TILES - 1)];
	int ret;

	*out = t;
	if (t->held && t->tx == tx && t->ty == ty)
		return 0;
	tile_drop(b, ts, t);
	ret = tile_hold(b, ts, t, s->base + (uint64_t)(ty * s->pitch * lines +
						       tx * TILE));
	t->held = !ret;
	t->tx = tx;
	t->ty = ty;
	return ret;
}

/* Count n bytes moved at t; discarded writes do not count. */
static void count(struct blt *b, struct tiles *ts, struct tile *t, size_t n)
{
	b->budget += n;
	if (!t->len)
		return;
	b->mem_bytes += n;
	if (t->pc)
		*(ts->write ? &t->pc->bytes_written :
			      &t->pc->bytes_read) += n;
}

/* Move n bytes between buf and p, towards the surface or from it. */
static inline void move(bool to_surface, uint8_t *p, uint8_t *buf, size_t n)
{
	if (to_surface)
		memcpy(p, buf, n);
	else
		memcpy(buf, p, n);
}

/* Bytes x.. of line y of one Y tile, column by column of 16 bytes. */
static void move_y(bool to_surface, uint8_t *tile, unsigned int x,
		   unsigned int y, uint8_t *buf, size_t n)
{
	uint8_t *p = tile + x / 16 * 512 + y * 16 + x % 16;
	size_t k = 16 - x % 16;

	if (k > n)
		k = n;
	move(to_surface, p, buf, k);
	p += 512 - x % 16;
	for (; n - k >= 16; k += 16, p += 512)
		move(to_surface, p, buf + k, 16);
	if (n > k)
		move(to_surface, p, buf + k, n - k);
}

/* One piece of a line through a window; its length, or 0 on a fault. */
static size_t move_piece(struct blt *b, struct tiles *ts, int64_t x,
			 int64_t y, uint8_t *buf, size_t n)
{
	uint8_t *p;

	if (blt_surf_get(b, ts->win, ts->surf, x, y, &n, &p))
		return 0;
	move(ts->write, p, buf, n);
	return n;
}

/* What of bytes x.. of line y is in one tile; its length, 0 on a fault. */
static size_t move_tile(struct blt *b, struct tiles *ts, int64_t x,
			int64_t y, uint8_t *buf, size_t n)
{
	bool is_y = ts->surf->tiling == GEN9_TILE_Y;
	size_t width = is_y ? 128 : 512, in = x & (width - 1);
	struct tile *t;

	if (tile_get(b, ts, x >> (is_y ? 7 : 9), y >> (is_y ? 5 : 3), &t))
		return 0;
	if (!t->p)
		return move_piece(b, ts, x, y, buf, n);
	if (n > width - in)
		n = width - in;
	if (is_y)
		move_y(ts->write, t->p, in, y & 31, buf, n);
	else
		move(ts->write, t->p + (y & 7) * 512 + in, buf, n);
	count(b, ts, t, n);
	return n;
}

/* Bytes x.. of line y of any surface, from or to buf. */
static int move_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		     uint8_t *buf, size_t len)
{
	size_t n;

	for (; len; len -= n, x += n, buf += n) {
		n = ts->surf->tiling ? move_tile(b, ts, x, y, buf, len) :
				       move_piece(b, ts, x, y, buf, len);
		if (!n)
			return -EFAULT;
	}
	return 0;
}

/* Hold the tiles of bytes x.. of line y. 1: all can be reached directly. */
static int hold_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		     size_t len)
{
	unsigned int shift = ts->surf->tiling == GEN9_TILE_Y ? 7 : 9;
	int64_t ty = y >> (ts->surf->tiling == GEN9_TILE_Y ? 5 : 3);
	struct tile *t;

	for (int64_t tx = x >> shift; tx <= (int64_t)(x + len - 1) >> shift; tx++) {
		if (tile_get(b, ts, tx, ty, &t))
			return -EFAULT;
		if (!t->p)
			return 0;
	}
	return 1;
}

/* Between a linear line and a tiled one, without a copy in between. */
static int direct_line(struct blt *b, struct tiles *lin, int64_t lx,
		       int64_t ly, struct tiles *ts, int64_t x, int64_t y,
		       size_t len)
{
	int ret = hold_line(b, ts, x, y, len);
	uint8_t *p;
	size_t n;

	for (; ret == 1 && len; len -= n, lx += n, x += n) {
		n = len;
		if (blt_surf_get(b, lin->win, lin->surf, lx, ly, &n, &p) ||
		    move_line(b, ts, x, y, p, n))
			ret = -EFAULT;
	}
	return ret;
}

/*
 * Lines of a block between linear and Y-tiled; its pitch keeps them out of
 * one set of the host's cache. A narrower strip would fit a cache better,
 * but finding the piece of a line costs more than that.
 */
#define BLOCK_LINES	32
#define BLOCK_PITCH	(BLT_STRIP + 64)

/* n lines of the block, at byte x and line y of ts: tile by tile. */
static void move_block(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		       uint8_t *block, size_t len, unsigned int n)
{
	struct tile *t;

	for (size_t k = 0; k < len; k += 16) {
		uint8_t *p;

		tile_get(b, ts, (x + k) >> 7, y >> 5, &t);
		p = t->p + ((x + k) & 127) / 16 * 512 + (y & 31) * 16;
		if (ts->write)
			for (unsigned int r = 0; r < n; r++)
				memcpy(p + r * 16,
				       block + r * BLOCK_PITCH + k, 16);
		else
			for (unsigned int r = 0; r < n; r++)
				memcpy(block + r * BLOCK_PITCH + k,
				       p + r * 16, 16);
		count(b, ts, t, 16 * n);
	}
}

/*
 * What is in one line of tiles, between a linear surface and a Y-tiled one,
 * so that the tiles are touched in the order of their bytes. Bytes x.. of
 * lines y.. of ts, lx.. of lines ly.. of lin, at most max lines. Lines
 * done, 0 where it cannot be done, -errno.
 */
static int block_lines(struct blt *b, struct tiles *lin, int64_t lx,
		       int64_t ly, struct tiles *ts, int64_t x, int64_t y,
		       size_t len, unsigned int max)
{
	uint8_t block[BLOCK_LINES * BLOCK_PITCH];
	unsigned int n = BLOCK_LINES - (y & 31), r;
	int ret = 0;

	if (x % 16 || len % 16)
		return 0;
	n = n < max ? n : max;
	ret = hold_line(b, ts, x, y, len);
	if (ret < 1)
		return ret;
	if (!ts->write)
		move_block(b, ts, x, y, block, len, n);
	for (r = 0, ret = 0; r < n && !ret; r += !ret)
		ret = move_line(b, lin, lx, ly + r, block + r * BLOCK_PITCH, len);
	if (ts->write)
		move_block(b, ts, x, y, block, len, r);
	b->dst_bytes += r * len;
	return ret ? : (int)n;
}

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
	ret = hold_line(b, st, sx, sy, len);
	if (ret == 1)
		ret = hold_line(b, dt, dx, dy, len);
	if (ret < 1)
		return ret;
	for (; len; len -= width, sx += width, dx += width) {
		tile_get(b, st, sx / width, sy / lines, &s);
		tile_get(b, dt, dx / width, dy / lines, &d);
		memmove(d->p, s->p, TILE);
		b->dst_bytes += TILE;
		count(b, st, s, TILE);
		count(b, dt, d, TILE);
	}
	return lines;
}

/* Several lines of the strip at once from line i on: as whole_tiles(). */
static int many_lines(struct blt *b, struct tiles *st, struct tiles *dt,
		      int64_t at, size_t len, uint32_t i)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp + at, dy = op->y1 + (int64_t)i;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp + at;
	int64_t sy = (int64_t)op->sy + dy - op->oy;

	if (op->src.tiling && op->dst.tiling)
		return whole_tiles(b, st, dt, at, len, i);
	if (op->dst.tiling == GEN9_TILE_Y)
		return block_lines(b, st, sx, sy, dt, dx, dy, len, op->y2 - dy);
	if (op->src.tiling == GEN9_TILE_Y)
		return block_lines(b, dt, dx, dy, st, sx, sy, len, op->y2 - dy);
	return 0;
}

/* Line i of the strip that starts at byte at of the lines. */
static int strip_line(struct blt *b, struct tiles *st, struct tiles *dt,
		      uint8_t *buf, int64_t at, size_t len, int32_t i)
{
	const struct gen9_blt_op *op = b->op;
	int64_t dx = (int64_t)op->x1 * op->cpp + at, dy = op->y1 + i;
	int64_t sx = ((int64_t)op->sx + op->x1 - op->ox) * op->cpp + at;

	int64_t sy = (int64_t)op->sy + dy - op->oy;
	int ret = 0;

	b->dst_bytes += len;
	if (st && !op->src.tiling)
		ret = direct_line(b, st, sx, sy, dt, dx, dy, len);
	else if (st && !op->dst.tiling)
		ret = direct_line(b, dt, dx, dy, st, sx, sy, len);
	if (ret)
		return ret < 0 ? ret : 0;
	if (st && move_line(b, st, sx, sy, buf, len))
		return -EFAULT;
	return move_line(b, dt, dx, dy, buf, len);
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

	tiles_init(&st, &op->src, &b->src);
	tiles_init(&dt, &op->dst, &b->dst);
	if (how == HOW_FILL)
		blt_fill(buf, pix, op->cpp, sizeof(buf), 0);
	while (!ret && op->first_row < all && b->budget < GEN9_BLT_BUDGET) {
		int64_t at = op->first_row / rows * strip;
		int64_t len = width - at < strip ? width - at : strip;

		ret = how == HOW_COPY ? many_lines(b, &st, &dt, at, len,
						   op->first_row % rows) : 0;
		op->first_row += ret > 0 ? ret : 0;
		if (ret) {
			ret = ret < 0 ? ret : 0;
			continue;
		}
		ret = strip_line(b, how == HOW_COPY ? &st : NULL, &dt, buf,
				 at, len, op->first_row % rows);
		op->first_row++;
	}
	tiles_drop(b, &st);
	tiles_drop(b, &dt);
	if (ret)
		return ret;
	return op->first_row < all ? -EAGAIN : 0;
}
