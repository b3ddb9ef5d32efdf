// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tiles held mapped, and how bytes move between lines in memory and tiles.
 * One TLB lookup per tile for as long as it is held.
 */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/blt_exec.h"
#include "gpu/blitter/blt_stream.h"
#include "gpu/host/counters.h"

#define TILE		4096
#define BLT_AHEAD	256	/* bytes fetched ahead of a line; by trying */

static void tile_drop(struct blt *b, struct tiles *ts, struct tile *t)
{
	const struct gen9_bus *bus = b->as->bus;

	if (t->held && t->len)
		bus->dma_unmap(bus->opaque, t->p, t->len, ts->write);
	t->held = false;
}

void blt_tiles_init(struct blt *b, struct tiles *ts, const struct gen9_surf *s,
		    struct win *w)
{
	ts->write = w->write;
	ts->stream = b->stream;
	ts->surf = s;
	ts->win = w;
	for (unsigned int i = 0; i < BLT_TILES; i++)
		ts->t[i].held = false;
}

void blt_tiles_drop(struct blt *b, struct tiles *ts)
{
	for (unsigned int i = 0; i < BLT_TILES; i++)
		tile_drop(b, ts, &ts->t[i]);
}

static int tile_hold(struct blt *b, struct tiles *ts, struct tile *t,
		     uint64_t va)
{
	const struct gen9_bus *bus = b->as->bus;
	static uint8_t discard[TILE] __attribute__((aligned(TILE)));
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

int blt_tile_get(struct blt *b, struct tiles *ts, int64_t tx, int64_t ty,
		 struct tile **out)
{
	const struct gen9_surf *s = ts->surf;
	struct tile *t = blt_tile_held(ts, tx, ty);
	int lines = blt_tile_lines(s), ret;

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

/* Move n bytes between buf and p, towards the surface or from it. */
static inline void move(const struct tiles *ts, uint8_t *p, uint8_t *buf,
			size_t n)
{
	if (ts->write)
		blt_move(ts->stream, p, buf, n);
	else
		blt_move(ts->stream, buf, p, n);
}

/* Bytes x.. of line y of one Y tile, column by column of 16 bytes. */
static inline void move_y(const struct tiles *ts, uint8_t *tile, unsigned int x,
			  unsigned int y, uint8_t *buf, size_t n)
{
	uint8_t *p = tile + x / 16 * 512 + y * 16 + x % 16;
	size_t k = 16 - x % 16;

	if (k > n)
		k = n;
	move(ts, p, buf, k);
	p += 512 - x % 16;
	for (; n - k >= 16; k += 16, p += 512)
		move(ts, p, buf + k, 16);
	if (n > k)
		move(ts, p, buf + k, n - k);
}

static void move_in_tile(struct tiles *ts, struct tile *t, unsigned int x,
			 unsigned int y, uint8_t *buf, size_t n)
{
	if (ts->surf->tiling == GEN9_TILE_Y)
		move_y(ts, t->p, x, y, buf, n);
	else
		move(ts, t->p + y * 512 + x, buf, n);
}

/* One piece of a line through a window; its length, or 0 on a fault. */
static size_t move_piece(struct blt *b, struct tiles *ts, int64_t x,
			 int64_t y, uint8_t *buf, size_t n)
{
	uint8_t *p;

	if (blt_surf_get(b, ts->win, ts->surf, x, y, &n, &p))
		return 0;
	move(ts, p, buf, n);
	return n;
}

/* What of bytes x.. of line y is in one tile; its length, 0 on a fault. */
static size_t move_tile(struct blt *b, struct tiles *ts, int64_t x,
			int64_t y, uint8_t *buf, size_t n)
{
	int lines = blt_tile_lines(ts->surf), width = TILE / lines;
	size_t in = x & (width - 1);
	struct tile *t;

	if (blt_tile_get(b, ts, x >> blt_tile_shift(ts->surf),
			 y >> (12 - blt_tile_shift(ts->surf)), &t))
		return 0;
	if (!t->p)
		return move_piece(b, ts, x, y, buf, n);
	if (n > width - in)
		n = width - in;
	move_in_tile(ts, t, in, y & (lines - 1), buf, n);
	blt_tile_count(b, ts, t, n);
	return n;
}

int blt_move_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
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

int blt_hold_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		  size_t len)
{
	unsigned int shift = blt_tile_shift(ts->surf);
	struct tile *t;

	for (int64_t tx = x >> shift; tx <= (int64_t)(x + len - 1) >> shift; tx++) {
		if (blt_tile_get(b, ts, tx, y >> (12 - shift), &t))
			return -EFAULT;
		if (!t->p)
			return 0;
	}
	return 1;
}

/* Line y of tile t from in on: its n bytes are the next of the line's runs. */
static void move_runs(struct tiles *ts, struct tile *t, unsigned int in,
		      unsigned int y, struct line *l, size_t n)
{
	size_t k;

	for (; n; n -= k, in += k) {
		struct run *u = &l->run[l->at];

		k = n < u->n ? n : u->n;
		move_in_tile(ts, t, in, y, u->p, k);
		u->p += k;
		u->n -= k;
		l->at += !u->n;
	}
}

/*
 * 128 bytes from o on of each line at at[] into a Y tile from p on. All
 * loads of a column come before its stores.
 */
static inline __attribute__((always_inline))
void into_columns(bool stream, uint8_t *p, uint8_t *const *at, size_t o,
		  unsigned int lines)
{
	vec16 v[BLT_GROUP] = { 0 };

	for (unsigned int i = 0; i < lines; i++) {
		__builtin_prefetch(at[i] + o + BLT_AHEAD);
		__builtin_prefetch(at[i] + o + BLT_AHEAD + BLT_LINE);
	}
	for (size_t end = o + 128; o < end; o += 16, p += 512) {
#pragma GCC unroll 8
		for (unsigned int i = 0; i < lines; i++)
			v[i] = *(vec16 *)(at[i] + o);
#pragma GCC unroll 8
		for (unsigned int i = 0; i < lines; i++)
			blt_store16(stream, p + i * 16, v[i]);
	}
}

/*
 * The other way, line by line: all loads of a line come before its stores.
 * Columns are 512 bytes apart, which the host's prefetcher does not follow:
 * the next tile's are fetched here.
 */
static inline __attribute__((always_inline))
void from_columns(bool stream, uint8_t *p, const uint8_t *next,
		  uint8_t *const *at, size_t o, unsigned int lines)
{
	vec16 v[8];

	for (unsigned int k = 0; k < 8; k++) {
		__builtin_prefetch(next + k * 512);
		__builtin_prefetch(next + k * 512 + BLT_LINE);
	}
	for (unsigned int i = 0; i < lines; i++, p += 16) {
#pragma GCC unroll 8
		for (unsigned int k = 0; k < 8; k++)
			v[k] = *(vec16 *)(p + k * 512);
#pragma GCC unroll 8
		for (unsigned int k = 0; k < 8; k++)
			blt_store16(stream, at[i] + o + k * 16, v[k]);
	}
}

/* Do the lines start on borders of the host's cache lines? */
static bool on_lines(uint8_t *const *at, unsigned int lines)
{
	uintptr_t bits = 0;

	for (unsigned int i = 0; i < lines; i++)
		bits |= (uintptr_t)at[i];
	return bits % BLT_LINE == 0;
}

/* May all that is written from at[] or to it go past the cache? */
static bool stretch_streams(const struct tiles *ts, uint8_t *const *at,
			    unsigned int lines)
{
	if (!ts->stream)
		return false;
	return ts->write ? lines == BLT_GROUP : on_lines(at, lines);
}

/* The usual cases with constants, which is half of the time. */
static inline void whole_y(bool write, bool stream, uint8_t *p,
			   const uint8_t *next, uint8_t *const *at, size_t o,
			   unsigned int lines)
{
	if (!write && stream)
		from_columns(true, p, next, at, o, lines);
	else if (!write)
		from_columns(false, p, next, at, o, lines);
	else if (lines < BLT_GROUP)
		into_columns(false, p, at, o, lines);
	else if (stream && (uintptr_t)p % BLT_LINE == 0)
		into_columns(true, p, at, o, BLT_GROUP);
	else
		into_columns(false, p, at, o, BLT_GROUP);
}

/* Bytes that are in the present run of each line. */
static size_t in_runs(const struct line *l, unsigned int lines, size_t most)
{
	for (unsigned int i = 0; i < lines; i++)
		if (l[i].run[l[i].at].n < most)
			most = l[i].run[l[i].at].n;
	return most;
}

/* len bytes of lines in whole Y tiles; they are in one run of each line. */
static void move_stretch(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
			 struct line *l, unsigned int lines, size_t len)
{
	size_t in = (y & 31) * 16;
	uint8_t *at[BLT_GROUP];
	struct tile *t, *next;
	bool stream, more;

	for (unsigned int i = 0; i < lines; i++) {
		struct run *u = &l[i].run[l[i].at];

		at[i] = u->p;
		u->p += len;
		u->n -= len;
		l[i].at += !u->n;
	}
	stream = stretch_streams(ts, at, lines);
	for (size_t o = 0; o < len; o += 128) {
		t = blt_tile_held(ts, (x + o) >> 7, y >> 5);
		more = o + 128 < len;
		next = blt_tile_held(ts, (x + o + more * 128) >> 7, y >> 5);
		whole_y(ts->write, stream, t->p + in, next->p + in, at, o,
			lines);
		blt_tile_count(b, ts, t, 128 * lines);
	}
}

/*
 * Line by line into X tiles: what is read lies in a row, and where stores go
 * is nothing to those that pass the cache.
 */
static void into_x(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		   struct line *l, unsigned int lines, size_t len)
{
	size_t n, left;
	struct tile *t;

	for (unsigned int i = 0; i < lines; i++)
		for (left = len; left; left -= n) {
			int64_t at = x + (int64_t)(len - left);

			n = 512 - (at & 511);
			n = n < left ? n : left;
			t = blt_tile_held(ts, at >> 9, y >> 3);
			move_runs(ts, t, at & 511, (y + i) & 7, &l[i], n);
			blt_tile_count(b, ts, t, n);
		}
}

/* At most BLT_GROUP lines: whole Y tiles at once, else tile by tile. */
static void move_group(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		       struct line *l, unsigned int lines, size_t len)
{
	unsigned int shift = blt_tile_shift(ts->surf);
	size_t width = 1u << shift, in, n;
	struct tile *t;

	if (ts->stream && ts->write && shift == 9) {
		into_x(b, ts, x, y, l, lines, len);
		return;
	}
	for (; len; len -= n, x += n) {
		in = x & (width - 1);
		n = in || shift != 7 ? 0 : in_runs(l, lines, len) & ~127ull;
		if (n) {
			move_stretch(b, ts, x, y, l, lines, n);
			continue;
		}
		n = width - in < len ? width - in : len;
		t = blt_tile_held(ts, x >> shift, y >> (12 - shift));
		for (unsigned int i = 0; i < lines; i++)
			move_runs(ts, t, in, (y + i) & (TILE / width - 1), &l[i], n);
		blt_tile_count(b, ts, t, n * lines);
	}
}

/*
 * A group goes along all tiles before the next one starts: as many streams
 * as the host's prefetcher follows, and whole lines of its cache in a tile.
 */
void blt_move_block(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		    struct line *l, unsigned int lines, size_t len)
{
	unsigned int n;

	for (; lines; lines -= n, l += n, y += n) {
		n = lines < BLT_GROUP ? lines : BLT_GROUP;
		move_group(b, ts, x, y, l, n, len);
	}
}
