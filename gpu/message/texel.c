// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where texels of surfaces lie. Levels: PRM, Skylake, volume 5, "Memory
 * Views", "Surface Arrays" and "2D Surfaces": the second is below the first,
 * the third beside the second, the others below each other.
 */
#include "gpu/memory/surface.h"
#include "gpu/message/texel.h"

bool texel_surface_ok(const struct gen9_msg_surface *s)
{
	unsigned int bytes = texel_bytes(s->format);

	/* in tiles a texel is within 16 bytes */
	return bytes && s->known && (s->tiling == GEN9_LINEAR || 16 % bytes == 0) &&
	       (s->type <= SURFTYPE_3D || s->type == SURFTYPE_BUFFER);
}

bool gen9_surface_known(const struct gen9_msg_surface *s)
{
	return s->type == SURFTYPE_NULL || s->type == SURFTYPE_BUFFER ||
	       texel_surface_ok(s);
}

unsigned int gen9_texel(unsigned int format, const uint8_t *from,
			uint32_t *rgba)
{
	unsigned int bytes = texel_bytes(format);

	if (bytes)
		texel_unpack(format, from, rgba);
	return bytes;
}

void texel_extent(const struct gen9_msg_surface *s, uint32_t *e)
{
	e[0] = s->width;
	e[1] = s->type == SURFTYPE_1D ? (s->array ? s->depth : 1) :
	       s->type == SURFTYPE_BUFFER ? 1 : s->height;
	e[2] = s->type == SURFTYPE_3D || (s->type == SURFTYPE_2D && s->array) ?
	       s->depth : 1;
}

bool texel_at(const struct gen9_msg_surface *s, const uint32_t *xyz,
	      uint64_t *va)
{
	unsigned int size = texel_bytes(s->format);
	struct gen9_surf g = { .base = s->base, .pitch = s->pitch,
			       .tiling = s->tiling };
	uint64_t x, y;
	uint32_t e[3];
	int64_t run;

	texel_extent(s, e);
	if (xyz[0] >= e[0] || xyz[1] >= e[1] || xyz[2] >= e[2])
		return false;
	if (s->type == SURFTYPE_BUFFER) {
		*va = s->base + (uint64_t)xyz[0] * s->pitch;
		return true;
	}
	x = ((uint64_t)xyz[0] + s->x) * size;
	y = s->type == SURFTYPE_1D ?
	    ((uint64_t)xyz[1] + s->first) * s->qpitch :
	    xyz[1] + ((uint64_t)xyz[2] + s->first) * s->qpitch;
	*va = s->base + (uint64_t)gen9_surf_offset(&g, (int64_t)x,
						   (int64_t)(y + s->y), &run);
	return true;
}

static uint32_t minified(uint32_t n, unsigned int l)
{
	return n >> l ? n >> l : 1;
}

static uint32_t aligned(uint32_t n, uint32_t to)
{
	return (n + to - 1) / to * to;
}

struct gen9_msg_surface texel_level(const struct gen9_msg_surface *s,
				    unsigned int l)
{
	struct gen9_msg_surface t = *s;

	for (unsigned int i = 0; i < l; i++)
		if (i == 1)
			t.x += aligned(minified(s->width, 1), s->halign);
		else
			t.y += aligned(minified(s->height, i), s->valign);
	t.width = minified(s->width, l);
	t.height = minified(s->height, l);
	if (s->type == SURFTYPE_3D)
		t.depth = minified(s->depth, l);
	t.lod = t.min_lod = 0;
	return t;
}
