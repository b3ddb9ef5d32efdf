// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes between the frames of a block and rows of a buffer. */
#include <errno.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "gpu/blitter/frames.h"
#include "gpu/memory/dma.h"

#define CACHE_LINE	64	/* of the host */
#define COLUMN		16	/* bytes of a Y tile's line that lie together */
#define COLUMN_BYTES	512

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void count(struct blt *b, const struct side *s, const struct frame *f,
		  size_t n)
{
	b->as->work += n;
	if (f->discarded)
		return;
	b->mem_bytes += n;
	if (f->pc)
		*(s->write ? &f->pc->bytes_written : &f->pc->bytes_read) += n;
}

/* As memmove(); a large operation's does not displace what the host has cached. */
static void store(bool stream, uint8_t *d, const uint8_t *s, size_t n)
{
#ifdef __SSE2__
	if (stream && ((uintptr_t)d | n) % CACHE_LINE == 0 &&
	    (uintptr_t)d - (uintptr_t)s >= n) {
		for (; n; n -= CACHE_LINE, d += CACHE_LINE, s += CACHE_LINE) {
			__m128i v[CACHE_LINE / 16];

			if (n > BLT_AHEAD)
				__builtin_prefetch(s + BLT_AHEAD);
			memcpy(v, s, CACHE_LINE);
			for (unsigned int i = 0; i < CACHE_LINE / 16; i++)
				_mm_stream_si128((__m128i *)d + i, v[i]);
		}
		return;
	}
#endif
	memmove(d, s, n);
}

/* Bytes that lie together in a frame. */
static int run(struct blt *b, const struct side *s, const struct frame *f,
	       unsigned int off, uint8_t *buf, size_t n)
{
	int ret = 0;

	if (f->discarded)
		return 0;
	if (f->p && s->write)
		store(b->stream, f->p + off, buf, n);
	else if (f->p)
		memcpy(buf, f->p + off, n);
	else
		ret = s->write ? gen9_dma_write(b->as, f->pa + off, buf, n) :
		      gen9_dma_read(b->as, f->pa + off, buf, n);
	return ret ? gen9_as_fault(b->as, f->va) : 0;
}

/* Lines of a whole column of a Y tile, which lie together, and of the rows. */
static void column(bool write, uint8_t *p, uint8_t *buf, size_t pitch,
		   unsigned int lines)
{
	for (; write && lines; lines--, p += COLUMN, buf += pitch)
		memcpy(p, buf, COLUMN);
	for (; lines; lines--, p += COLUMN, buf += pitch)
		memcpy(buf, p, COLUMN);
}

/* n bytes of each of the lines of one Y tile. */
static int columns(struct blt *b, const struct side *s, struct spot at,
		   unsigned int lines, uint8_t *buf, size_t pitch, size_t n)
{
	unsigned int i, skip = at.off % COLUMN;
	size_t k;

	for (; n; n -= k, buf += k, at.off += COLUMN_BYTES - skip, skip = 0) {
		k = min(COLUMN - skip, n);
		if (at.f->p && k == COLUMN) {
			column(s->write, at.f->p + at.off, buf, pitch, lines);
			continue;
		}
		for (i = 0; i < lines; i++)
			if (run(b, s, at.f, at.off + i * COLUMN,
				buf + i * pitch, k))
				return -EFAULT;
	}
	return 0;
}

/* Lines from i on that are moved together: those of a row of Y tiles. */
static unsigned int lines_at_once(const struct side *s, unsigned int i,
				  unsigned int lines)
{
	return s->surf->tiling == GEN9_TILE_Y ?
	       min(32 - ((s->y + i) & 31), lines - i) : 1;
}

int blt_move(struct blt *b, struct side *s, unsigned int lines, size_t o,
	     uint8_t *buf, size_t pitch, size_t len)
{
	unsigned int i, m;
	size_t done, n;
	int ret = 0;

	for (i = 0; i < lines && !ret; i += m, buf += m * pitch) {
		m = lines_at_once(s, i, lines);
		for (done = 0; done < len && !ret; done += n) {
			struct spot at = blt_spot(s, i, o + done);

			n = min(at.room, len - done);
			count(b, s, at.f, n * m);
			ret = s->surf->tiling == GEN9_TILE_Y ?
			      columns(b, s, at, m, buf + done, pitch, n) :
			      run(b, s, at.f, at.off, buf + done, n);
		}
	}
	return ret;
}

/* A line piece by piece, by way of the row where the source is not mapped. */
static int copy_line(struct blt *b, unsigned int i, size_t len)
{
	struct spot s, d;
	uint8_t *p;
	size_t n;

	for (size_t o = 0; o < len; o += n) {
		s = blt_spot(&b->src, i, o);
		d = blt_spot(&b->dst, i, o);
		n = min(min(s.room, d.room), len - o);
		p = s.f->p ? s.f->p + s.off : b->row[0];
		count(b, &b->src, s.f, n);
		count(b, &b->dst, d.f, n);
		if (!s.f->p && run(b, &b->src, s.f, s.off, p, n))
			return -EFAULT;
		if (run(b, &b->dst, d.f, d.off, p, n))
			return -EFAULT;
	}
	return 0;
}

int blt_copy_lines(struct blt *b, unsigned int lines, size_t len)
{
	for (unsigned int i = 0; i < lines; i++)
		if (copy_line(b, i, len))
			return -EFAULT;
	return 0;
}
