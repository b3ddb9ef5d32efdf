// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames of a block's operands: looked up, mapped, given back. */
#include <errno.h>

#include "gpu/blitter/frames.h"
#include "gpu/host/work.h"

#define WINDOW		(64 * 1024)	/* mapped of a large page at once */
#define LOOKUP_WORK	64
#define NO_FRAME	1		/* no frame starts there */

void blt_unmap(struct blt *b)
{
	const struct gen9_bus *bus = b->as->bus;

	for (const struct map *m = b->map; m < b->map + b->maps; m++)
		bus->dma_unmap(bus->opaque, m->p, m->len, m->write);
	b->maps = 0;
	b->src.last = b->dst_rd.last = b->dst.last = NULL;
}

/* The frame at pa within what was mapped last, or NULL. */
static uint8_t *in_last_map(const struct side *s, uint64_t pa)
{
	const struct map *m = s->last;

	return m && pa - m->pa < m->len && m->len - (pa - m->pa) >= BLT_FRAME ?
	       m->p + (pa - m->pa) : NULL;
}

/* Map from at on; the frame at pa if that is within it. */
static uint8_t *map(struct blt *b, struct side *s, uint64_t at, size_t len,
		    uint64_t pa)
{
	const struct gen9_bus *bus = b->as->bus;
	uint8_t *p = bus->dma_map(bus->opaque, at, &len, s->write);

	b->as->work += GEN9_WORK_DMA;
	if (!p)
		return NULL;
	s->last = &b->map[b->maps];
	b->map[b->maps++] = (struct map){ at, len, p, s->write };
	return in_last_map(s, pa);
}

/* Where the frame at pa, in a page of 1 << shift bytes, is mapped, or NULL. */
static uint8_t *reach(struct blt *b, struct side *s, uint64_t pa,
		      unsigned int shift)
{
	uint8_t *p = in_last_map(s, pa);

	if (p || !b->as->bus->dma_map)
		return p;
	if (1ull << shift >= WINDOW)
		p = map(b, s, pa & -(uint64_t)WINDOW, WINDOW, pa);
	return p ? p : map(b, s, pa, BLT_FRAME, pa);
}

static int look_up_frame(struct blt *b, struct side *s, struct frame *f,
			 uint64_t va)
{
	struct gen9_xlat x;
	int ret = gen9_translate(b->as, va, s->write, &x);

	b->as->work += LOOKUP_WORK;
	if (ret == -EFAULT)
		return ret;
	*f = (struct frame){ .va = va, .discarded = ret };
	if (ret)
		return 0;
	f->pa = x.pa;
	f->p = reach(b, s, x.pa, x.page_shift);
	/* the host fetches it while the next one is looked up */
	if (f->p && !s->write)
		for (unsigned int i = 0; i < BLT_AHEAD; i += 64)
			__builtin_prefetch(f->p + i);
	if (b->as->ctr)
		f->pc = &b->as->ctr->page[x.ctr_page];
	return 0;
}

/* Two frames a line; the line before may have had the same. */
static int look_up_linear(struct blt *b, struct side *s, unsigned int i,
			  size_t len)
{
	uint64_t first = s->surf->base + (s->y + i) * s->surf->pitch + s->x;
	uint64_t va = first & -(uint64_t)BLT_FRAME;
	struct frame *f = &s->frame[2 * i];
	unsigned int n = 1 + (first - va + len > BLT_FRAME);

	f[1].va = NO_FRAME;
	for (unsigned int k = 0; k < n; k++, va += BLT_FRAME) {
		if (i && f[-2].va == va)
			f[k] = f[-2];
		else if (i && f[-1].va == va)
			f[k] = f[-1];
		else if (look_up_frame(b, s, &f[k], va))
			return -EFAULT;
	}
	return 0;
}

/* A row of tiles, at the first of its lines. */
static int look_up_tiles(struct blt *b, struct side *s, unsigned int i,
			 size_t len)
{
	unsigned int shift = gen9_tile_shift(s->surf->tiling);
	int64_t lines = BLT_FRAME >> shift, y = s->y + i;
	struct frame *f = blt_spot(s, i, 0).f;
	unsigned int n = ((s->x & ((1 << shift) - 1)) + len - 1) >> shift;
	uint64_t va;

	if (i && y & (lines - 1))
		return 0;
	va = s->surf->base + (y & -lines) * s->surf->pitch +
	     (s->x >> shift) * BLT_FRAME;
	for (unsigned int k = 0; k <= n; k++, va += BLT_FRAME)
		if (look_up_frame(b, s, &f[k], va))
			return -EFAULT;
	return 0;
}

int blt_look_up(struct blt *b, struct side *s, unsigned int i, size_t len)
{
	return s->surf->tiling ? look_up_tiles(b, s, i, len) :
				 look_up_linear(b, s, i, len);
}
