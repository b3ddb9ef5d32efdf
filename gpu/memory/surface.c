// SPDX-License-Identifier: GPL-2.0-or-later
/* Where a byte of a surface lies. */
#include "gpu/memory/surface.h"

int64_t gen9_surf_offset(const struct gen9_surf *s, int64_t x, int64_t y,
			 int64_t *run)
{
	/* shifts of negative values are arithmetic: they round down */
	switch (s->tiling) {
	case GEN9_TILE_X:
		*run = 512 - (x & 511);
		return (y >> 3) * s->pitch * 8 + (x >> 9) * 4096 +
		       (y & 7) * 512 + (x & 511);
	case GEN9_TILE_Y:
		*run = 16 - (x & 15);
		return (y >> 5) * s->pitch * 32 + (x >> 7) * 4096 +
		       (x >> 4 & 7) * 512 + (y & 31) * 16 + (x & 15);
	default:
		*run = INT32_MAX;
		return y * s->pitch + x;
	}
}
