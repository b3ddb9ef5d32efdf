// SPDX-License-Identifier: GPL-2.0-or-later
/* What the blitter load does, without a GPU; contract in load_blit.h. */
#include "load_blit.h"
#include "lib/sizes.h"

#define ROUND_UP(x, a) (((x) + (a) - 1) / (a) * (a))

static uint64_t stride(const struct blit_params *p)
{
	return ROUND_UP(p->object_bytes + p->misalign, SZ_2M);
}

uint64_t blit_gtt(const struct blit_params *p, unsigned int i)
{
	return BLIT_BASE + i * stride(p) + p->misalign;
}

size_t blit_chunks(const struct blit_params *p)
{
	return p->pairs * (p->object_bytes / p->chunk_bytes);
}

void blit_map(const struct blit_params *p, struct rng *r, unsigned int turn,
	      unsigned int *map)
{
	unsigned int n = blit_chunks(p), i;

	if (p->order == BLIT_RANDOM) {
		rng_order(r, map, n);
		return;
	}
	for (i = 0; i < n; i++)
		map[i] = (i + turn) % n;
}

size_t blit_batch_bytes(const struct blit_params *p)
{
	size_t dw = blit_chunks(p) * BLT_COPY_DW + BLT_END_DW;

	if (p->render)
		return drawcopy_bytes(blit_chunks(p));
	return ROUND_UP(dw * sizeof(uint32_t), SZ_4K);
}

/* GTT address of a chunk; first is the object its numbering begins with. */
static uint64_t chunk_gtt(const struct blit_params *p, unsigned int first,
			  unsigned int chunk)
{
	unsigned int per = p->object_bytes / p->chunk_bytes;

	return blit_gtt(p, first + chunk / per) +
	       (uint64_t)(chunk % per) * p->chunk_bytes;
}

static uint32_t rectangles(const struct blit_params *p, const unsigned int *map,
			   uint64_t gtt, uint32_t *dw)
{
	unsigned int n = blit_chunks(p);
	struct drawcopy b;

	drawcopy_begin(&b, dw, gtt, n, p->chunk_bytes);
	for (unsigned int i = 0; i < n; i++)
		drawcopy_add(&b, chunk_gtt(p, p->pairs, i),
			    chunk_gtt(p, 0, map[i]));
	return drawcopy_end(&b);
}

uint32_t blit_batch(const struct blit_params *p, const unsigned int *map,
		    uint64_t gtt, uint32_t *dw)
{
	unsigned int n = 0, i;

	if (p->render)
		return rectangles(p, map, gtt, dw);

	for (i = 0; i < blit_chunks(p); i++)
		n += blt_copy(dw + n, p->op, chunk_gtt(p, p->pairs, i),
			      chunk_gtt(p, 0, map[i]), p->chunk_bytes);
	n += blt_end(dw + n);
	return n * sizeof(uint32_t);
}

const char *blit_check(const struct blit_params *p)
{
	if (!p->pairs || !p->contexts || !p->rounds)
		return "pairs, contexts and rounds must be at least 1";
	if (!p->object_bytes || p->object_bytes % SZ_4K)
		return "object_bytes must be a multiple of 4 KiB";
	if (!p->chunk_bytes || p->chunk_bytes % 4 ||
	    p->object_bytes % p->chunk_bytes)
		return "chunk_bytes must divide object_bytes";
	if (p->chunk_bytes / BLT_PITCH > 65535)
		return "chunk_bytes has too many rows for one command";
	if (p->render && (p->chunk_bytes % DRAWCOPY_PITCH ||
			  p->chunk_bytes / DRAWCOPY_PITCH > 16384))
		return "chunk_bytes of the render engine must be up to 16384 rows";
	if (p->misalign >= SZ_2M || p->misalign % SZ_4K)
		return "misalign must be a page multiple below 2 MiB";
	return NULL;
}
