/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the blitter: how its parts reach memory. */
#ifndef GEN9_BLT_EXEC_H
#define GEN9_BLT_EXEC_H

#include "gpu/blitter/blt.h"
#include "gpu/host/counters.h"

#define BLT_BOUNCE	4096
#define BLT_WINDOW	(64 * 1024)	/* largest host mapping held */
#define BLT_BATCH	16		/* pages looked up at once */
#define BLT_TILES	64		/* tiles of one line held mapped */
#define BLT_STRIP	4096		/* most bytes of a line done at once */
#define BLT_LINES	32		/* most lines of a strip done at once */
#define BLT_GROUP	8		/* of these, moved side by side */
#define BLT_RUNS	10		/* pieces of one of them */
#define BLT_HELD	64		/* mappings of a linear surface's lines */
#define BLT_GET_MAPS	3		/* that blt_win_get() may make in one call */
#define BLT_PIECE_COST	64		/* of the budget, besides its bytes */
#define BLT_MISS_COST	2048		/* a walk reads memory by entries */

/*
 * A host mapping of one page's bytes, held no longer than one call; or,
 * where memory cannot be mapped, a copy that goes back with the next use
 * of the destination or at the end.
 */
struct win {
	bool write;
	/* translations from q_va on that are looked up and not yet used */
	struct gen9_xlat q[BLT_BATCH];
	int q_ret[BLT_BATCH];
	unsigned int q_at, q_n;
	uint64_t q_va;
	uint64_t pa, len;	/* mapped; len 0: nothing is */
	uint8_t *p;
	uint64_t back_va, back_pa, back_len;
	/* hold: mappings are kept until blt_win_release() */
	bool hold;
	unsigned int held_n;
	struct {
		uint8_t *p;
		uint64_t len;
	} held[BLT_HELD];
	uint8_t bounce[BLT_BOUNCE];
};

/* One 4 KiB tile held mapped; p NULL: it must go through a window. */
struct tile {
	bool held;
	int64_t tx, ty;
	uint8_t *p;
	size_t len;		/* mapped; 0: p is not a mapping */
	struct gen9_page_counters *pc;	/* NULL: its writes are discarded */
};

struct tiles {
	bool write;
	bool stream;		/* what is moved goes past the host's cache */
	const struct gen9_surf *surf;
	struct win *win;	/* for what cannot be held */
	struct tile t[BLT_TILES];
};

/* Bytes of a blit from which on it passes the host's cache: 1 MiB. */
extern uint64_t blt_stream_min;

/* Contiguous bytes of a line, in the host's memory. */
struct run {
	uint8_t *p;
	size_t n;
};

struct line {
	unsigned int n, at;	/* runs there are, the first not yet used */
	struct run run[BLT_RUNS];
};

struct blt {
	struct gen9_as *as;
	struct gen9_blt_op *op;
	struct win src, dst, dst_rd;
	bool stream;		/* large: past the host's cache */
	uint64_t budget;	/* used so far */
	uint64_t dst_bytes, mem_bytes;
};

/* The operation reduces to ... */
enum blt_how { HOW_COPY, HOW_FILL, HOW_ROP };

/*
 * Host pointer to the *n bytes at va, shortened to what is contiguous. The
 * pointer is good until the next call for any window of b, or where the
 * window has hold set and it is no bounce, until its release. 0 or -EFAULT.
 */
int blt_win_get(struct blt *b, struct win *w, uint64_t va, size_t *n,
		uint8_t **p);
/* The same at byte x of line y of a surface. */
int blt_surf_get(struct blt *b, struct win *w, const struct gen9_surf *s,
		 int64_t x, int64_t y, size_t *n, uint8_t **p);
/* The mappings that a window with hold set has kept. */
void blt_win_release(struct blt *b, struct win *w);
int blt_surf_read(struct blt *b, struct win *w, const struct gen9_surf *s,
		  int64_t x, int64_t y, uint8_t *buf, size_t len);
int blt_dst_write(struct blt *b, int64_t x, int64_t y, const uint8_t *buf,
		  size_t len);
/* n bytes of the repeated pixel, from its byte phase on. */
void blt_fill(uint8_t *p, const uint8_t *pix, unsigned int cpp, size_t n,
	      unsigned int phase);

/* blt_rop.c: one line of any operation. */
int blt_rop_row(struct blt *b, int32_t y);
/* With equal bases, the source starts to the left on the same line. */
bool blt_leftwards(const struct gen9_blt_op *op, int32_t y);

/* ---- blt_tile.c ---------------------------------------------------------- */

/* Log of the bytes of a tile's line; a tile has 4096 bytes. */
static inline unsigned int blt_tile_shift(const struct gen9_surf *s)
{
	return s->tiling == GEN9_TILE_Y ? 7 : 9;
}

static inline int blt_tile_lines(const struct gen9_surf *s)
{
	return 4096 >> blt_tile_shift(s);
}

/* The tile at (tx, ty) where it is held: rows of a strip do not collide. */
static inline struct tile *blt_tile_held(struct tiles *ts, int64_t tx,
					 int64_t ty)
{
	/* the 33 Y tiles of a row, or four rows of 9 X tiles */
	return &ts->t[(ts->surf->tiling == GEN9_TILE_Y ? tx :
		       (tx & 15) + ty * 16) & (BLT_TILES - 1)];
}

/* Count n bytes moved at t; discarded writes do not count. */
static inline void blt_tile_count(struct blt *b, struct tiles *ts,
				  struct tile *t, size_t n)
{
	b->budget += n;
	if (!t->len)
		return;
	b->mem_bytes += n;
	if (t->pc)
		*(ts->write ? &t->pc->bytes_written :
			      &t->pc->bytes_read) += n;
}

void blt_tiles_init(struct blt *b, struct tiles *ts, const struct gen9_surf *s,
		    struct win *w);
void blt_tiles_drop(struct blt *b, struct tiles *ts);
/* The tile at (tx, ty) of the tiled surface of ts, held. */
int blt_tile_get(struct blt *b, struct tiles *ts, int64_t tx, int64_t ty,
		 struct tile **out);
/* Hold the tiles of bytes x.. of line y. 1: all can be reached directly. */
int blt_hold_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		  size_t len);
/* Bytes x.. of line y of any surface, from or to buf. */
int blt_move_line(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		  uint8_t *buf, size_t len);
/*
 * Between bytes x.. of lines y.. of ts, which are in one row of tiles, all
 * held, and the lines l, whose runs have len bytes or more.
 */
void blt_move_block(struct blt *b, struct tiles *ts, int64_t x, int64_t y,
		    struct line *l, unsigned int lines, size_t len);

/*
 * blt_strip.c: copies and fills with a tiled surface, in vertical strips;
 * op->first_row counts strip by strip. 0, -EAGAIN or -EFAULT.
 */
int blt_tiled(struct blt *b, enum blt_how how, uint32_t colour);

#endif
