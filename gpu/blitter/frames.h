/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside the blitter: how the block under way reaches its operands. Each
 * surface is a side; the frames that the block needs of it are looked up
 * first, in the order of blt.h, then bytes are moved between them.
 */
#ifndef GEN9_BLT_FRAMES_H
#define GEN9_BLT_FRAMES_H

#include "gpu/blitter/blt.h"
#include "gpu/host/counters.h"

#define BLT_FRAME	4096	/* bytes looked up at once: a small page, a tile */
#define BLT_LINES	32	/* of the highest block */
/* 2 of each line when linear; 2 rows of 33 Y tiles; 5 rows of 9 X tiles */
#define BLT_FRAMES	66

/* Apart by so much rows do not meet in the same lines of the host's cache. */
#define BLT_ROW		(BLT_FRAME + 128)

struct frame {
	uint64_t va, pa;
	uint8_t *p;		/* mapped, or NULL: by dma_read, dma_write */
	bool discarded;		/* writes go to a read-only page */
	struct gen9_page_counters *pc;	/* NULL: nobody counts */
};

struct side {
	const struct gen9_surf *surf;
	bool write;
	int64_t x, y;		/* first byte and line of the block */
	struct frame frame[BLT_FRAMES];
	unsigned int maps;	/* what is mapped; the last one is kept longer */
	struct {
		uint64_t pa, len;
		uint8_t *p;
	} map[BLT_FRAMES + 1];
};

/* A step of an operation. */
struct blt {
	struct gen9_as *as;
	struct gen9_blt_op *op;
	struct side src, dst_rd, dst;	/* dst_rd: the destination, as it was */
	bool stream;		/* so much that the host's cache is no help */
	uint64_t dst_bytes, mem_bytes;
	uint8_t row[BLT_LINES][BLT_ROW];	/* a block on its way */
};

/* Where a byte is: its frame, offset in it, bytes of its line from there on. */
struct spot {
	struct frame *f;
	unsigned int off;
	size_t room;
};

static inline struct spot blt_spot(struct side *s, unsigned int i, size_t o)
{
	unsigned int shift = gen9_tile_shift(s->surf->tiling);
	int64_t x = s->x + o, y = s->y + i, row, col;
	uint64_t at;

	if (!s->surf->tiling) {
		at = ((s->surf->base + y * s->surf->pitch + s->x) &
		      (BLT_FRAME - 1)) + o;
		return (struct spot){ &s->frame[2 * i + at / BLT_FRAME],
				      at % BLT_FRAME,
				      BLT_FRAME - at % BLT_FRAME };
	}
	row = (y >> (12 - shift)) - (s->y >> (12 - shift));
	col = (x >> shift) - (s->x >> shift);
	return (struct spot){
		&s->frame[row * ((BLT_FRAME >> shift) + 1) + col],
		gen9_tile_offset(s->surf->tiling, x, y),
		(1u << shift) - (x & ((1 << shift) - 1)),
	};
}

/* The spot behind n bytes of a line, which may end in the frame, or with it. */
static inline void blt_advance(const struct side *s, struct spot *at, size_t n)
{
	static const uint16_t line_of[] = {	/* bits of the offset */
		[GEN9_LINEAR] = 0, [GEN9_TILE_X] = 7 << 9, [GEN9_TILE_Y] = 31 << 4,
	};
	static const uint16_t width[] = {
		[GEN9_LINEAR] = BLT_FRAME, [GEN9_TILE_X] = 512, [GEN9_TILE_Y] = 128,
	};

	at->off += n;
	at->room -= n;
	if (at->room)
		return;
	at->f++;
	at->off = (at->off - n) & line_of[s->surf->tiling];
	at->room = width[s->surf->tiling];
}

void blt_side_init(struct side *s, const struct gen9_surf *surf, bool write);
/* Look up the frames of len bytes of line i, those that are new. */
int blt_look_up(struct blt *b, struct side *s, unsigned int i, size_t len);
/* A block is done: give back what is mapped; all of it, or but the last. */
void blt_unmap(struct blt *b, struct side *s, bool all);

/*
 * Bytes from o on, len of each of the block's lines, into the rows of buf,
 * pitch apart; or, of a side that is written, out of them. 0 or -EFAULT.
 */
int blt_move(struct blt *b, struct side *s, unsigned int lines, size_t o,
	     uint8_t *buf, size_t pitch, size_t len);
/*
 * len bytes from o on of line i of the block from src to dst, neither in Y
 * tiles: piece by piece.
 */
int blt_copy_line(struct blt *b, unsigned int i, size_t o, size_t len);

#endif
