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

/* Bytes looked up at once: a small page, a tile. */
#define BLT_FRAME_SHIFT	12
#define BLT_FRAME	(1 << BLT_FRAME_SHIFT)
#define BLT_LINES	32	/* of the highest block */
/* 2 of each line when linear; 2 rows of 33 Y tiles; 5 rows of 9 X tiles */
#define BLT_FRAMES	66

/* Of a source, bytes that the host fetches before they are moved. */
#define BLT_AHEAD	1024

/* Each frame of a block may need two: a part of a large page, and its own. */
#define BLT_BLOCK_MAPS	(3 * 2 * BLT_FRAMES)

/* Apart by so much rows do not meet in the same lines of the host's cache. */
#define BLT_ROW		(BLT_FRAME + 128)

struct frame {
	uint64_t va, pa;
	uint8_t *p;		/* mapped, or NULL: by dma_read, dma_write */
	bool discarded;		/* writes go to a read-only page */
	struct gen9_page_counters *pc;	/* NULL: nobody counts */
};

struct map {
	uint64_t pa, len;
	uint8_t *p;
	bool write;
};

struct side {
	const struct gen9_surf *surf;
	bool write;
	int64_t x, y;		/* first byte and line of the block */
	struct frame frame[BLT_FRAMES];
	const struct map *last;	/* mapped for it; or NULL */
};

/* A step of an operation. */
struct blt {
	struct gen9_as *as;
	struct gen9_blt_op *op;
	struct side src, dst_rd, dst;	/* dst_rd: the destination, as it was */
	bool stream;		/* so much that the host's cache is no help */
	uint64_t dst_bytes, mem_bytes;
	unsigned int maps;
	struct map map[2 * BLT_BLOCK_MAPS];
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

/* Look up the frames of len bytes of line i, those that are new. */
int blt_look_up(struct blt *b, struct side *s, unsigned int i, size_t len);
/* Give back what is mapped; frames of the block are reached no more. */
void blt_unmap(struct blt *b);

/*
 * Bytes from o on, len of each of the block's lines, into the rows of buf,
 * pitch apart; or, of a side that is written, out of them. 0 or -EFAULT.
 */
int blt_move(struct blt *b, struct side *s, unsigned int lines, size_t o,
	     uint8_t *buf, size_t pitch, size_t len);
/* len bytes of each of the lines from src to dst, neither in Y tiles. */
int blt_copy_lines(struct blt *b, unsigned int lines, size_t len);
/*
 * A block of one line of any operation, from pixel x of line y on, n pixels
 * of at most BLT_FRAME bytes. 0 or -EFAULT.
 */
int blt_rop_line(struct blt *b, int32_t x, int32_t y, unsigned int n);

#endif
