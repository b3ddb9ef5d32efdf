/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Surfaces: where a byte of a linear or tiled one lies. Geometry only, no
 * access. Y tiles are 128 bytes by 32 lines in columns of 16 bytes, X tiles
 * 512 bytes by 8 lines: PRM, Kaby Lake, volume 5 "Memory Views", "Tile
 * Formats"; i915's gem/selftests/i915_gem_client_blt.c, tiled_offset().
 */
#ifndef GEN9_SURFACE_H
#define GEN9_SURFACE_H

#include <stdint.h>

enum gen9_tiling { GEN9_LINEAR, GEN9_TILE_X, GEN9_TILE_Y };

struct gen9_surf {
	uint64_t base;
	int64_t pitch;		/* bytes, may be negative when linear */
	enum gen9_tiling tiling;
};

/* Log of the bytes of a tile's line; a tile has 4096 bytes. */
static inline unsigned int gen9_tile_shift(enum gen9_tiling tiling)
{
	return tiling == GEN9_TILE_Y ? 7 : 9;
}

/* Offset in its tile of byte x of line y, either may be negative. */
static inline unsigned int gen9_tile_offset(enum gen9_tiling tiling, int64_t x,
					    int64_t y)
{
	if (tiling == GEN9_TILE_Y)
		return (x >> 4 & 7) * 512 + (y & 31) * 16 + (x & 15);
	return (y & 7) * 512 + (x & 511);
}

/*
 * Offset from s->base of byte x of line y, either may be negative; *run:
 * bytes that follow each other in memory from there on.
 */
int64_t gen9_surf_offset(const struct gen9_surf *s, int64_t x, int64_t y,
			 int64_t *run);

#endif
