// SPDX-License-Identifier: GPL-2.0-or-later
/* Where a byte of a surface lies. */
#include "gpu/memory/surface.h"

int64_t gen9_surf_offset(const struct gen9_surf *s, int64_t x, int64_t y,
			 int64_t *run)
{
	unsigned int shift = gen9_tile_shift(s->tiling);

	if (s->tiling == GEN9_LINEAR) {
		*run = INT32_MAX;
		return y * s->pitch + x;
	}
	*run = s->tiling == GEN9_TILE_Y ? 16 - (x & 15) : 512 - (x & 511);
	/* shifts of negative values are arithmetic: they round down */
	return (y & -(4096 >> shift)) * s->pitch + (x >> shift) * 4096 +
	       gen9_tile_offset(s->tiling, x, y);
}
