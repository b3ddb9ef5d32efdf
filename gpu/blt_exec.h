/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside the blitter: how its parts reach memory. */
#ifndef GEN9_BLT_EXEC_H
#define GEN9_BLT_EXEC_H

#include "blt.h"

#define BLT_BOUNCE	4096
#define BLT_WINDOW	(64 * 1024)	/* largest host mapping held */
#define BLT_BATCH	16		/* pages looked up at once */
#define BLT_TILES	64		/* tiles of one line held mapped */
#define BLT_STRIP	4096		/* most bytes of a line done at once */
#define BLT_PIECE_COST	64		/* of the budget, besides its bytes */
#define BLT_MISS_COST	2048		/* a walk reads memory by entries */

struct gen9_page_counters;

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
	const struct gen9_surf *surf;
	struct win *win;	/* for what cannot be held */
	struct tile t[BLT_TILES];
};

struct blt {
	struct gen9_as *as;
	struct gen9_blt_op *op;
	struct win src, dst, dst_rd;
	uint64_t budget;	/* used so far */
	uint64_t dst_bytes, mem_bytes;
};

/* The operation reduces to ... */
enum blt_how { HOW_COPY, HOW_FILL, HOW_ROP };

/*
 * Host pointer to the *n bytes at va, shortened to what is contiguous. The
 * pointer is good until the next call for any window of b. 0 or -EFAULT.
 */
int blt_win_get(struct blt *b, struct win *w, uint64_t va, size_t *n,
		uint8_t **p);
/* The same at byte x of line y of a surface. */
int blt_surf_get(struct blt *b, struct win *w, const struct gen9_surf *s,
		 int64_t x, int64_t y, size_t *n, uint8_t **p);
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

/*
 * blt_tile.c: copies and fills with a tiled surface, in vertical strips;
 * op->first_row counts strip by strip. 0, -EAGAIN or -EFAULT.
 */
int blt_tiled(struct blt *b, enum blt_how how, uint32_t colour);

#endif
