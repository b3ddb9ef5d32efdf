// SPDX-License-Identifier: GPL-2.0-or-later
/* Where bytes of surfaces lie: known places, and none is there twice. */
#include <stdlib.h>
#include <string.h>

#include "bench/lib/test.h"
#include "gpu/memory/surface.h"

#define PITCH	1024		/* 2 X tiles, 8 Y tiles */
#define LINES	64

/* PRM, Kaby Lake, volume 5, "Tile Formats": what the figures show. */
TEST(known_places)
{
	static const struct {
		enum gen9_tiling tiling;
		int64_t pitch, x, y, at, run;
	} known[] = {
		{ GEN9_LINEAR, PITCH, 5, 3, 3 * PITCH + 5, INT32_MAX },
		{ GEN9_LINEAR, -PITCH, 5, 3, -3 * PITCH + 5, INT32_MAX },
		{ GEN9_TILE_X, PITCH, 511, 0, 511, 1 },
		{ GEN9_TILE_X, PITCH, 512, 0, 4096, 512 },
		{ GEN9_TILE_X, PITCH, 0, 7, 7 * 512, 512 },
		{ GEN9_TILE_X, PITCH, 0, 8, 8 * PITCH, 512 },
		{ GEN9_TILE_X, PITCH, -1, -1, -8 * PITCH - 4096 + 4095, 1 },
		{ GEN9_TILE_Y, PITCH, 15, 0, 15, 1 },
		{ GEN9_TILE_Y, PITCH, 0, 1, 16, 16 },
		{ GEN9_TILE_Y, PITCH, 16, 0, 512, 16 },
		{ GEN9_TILE_Y, PITCH, 128, 0, 4096, 16 },
		{ GEN9_TILE_Y, PITCH, 0, 32, 32 * PITCH, 16 },
		{ GEN9_TILE_Y, PITCH, -1, -1, -32 * PITCH - 4096 + 4095, 1 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct gen9_surf s = { .pitch = known[i].pitch,
				       .tiling = known[i].tiling };
		int64_t run;

		assert_int_equal(gen9_surf_offset(&s, known[i].x, known[i].y,
						  &run), known[i].at);
		assert_int_equal(run, known[i].run);
	}
}

/* Each byte of a surface has a place of its own, and a run is one. */
TEST(every_byte_once)
{
	uint8_t *seen = malloc(PITCH * LINES);

	for (enum gen9_tiling t = GEN9_LINEAR; t <= GEN9_TILE_Y; t++) {
		struct gen9_surf s = { .pitch = PITCH, .tiling = t };

		memset(seen, 0, PITCH * LINES);
		for (int64_t i = 0; i < PITCH * LINES; i++) {
			int64_t x = i % PITCH, y = i / PITCH, run, next;
			int64_t at = gen9_surf_offset(&s, x, y, &run);

			assert_in_range(at, 0, PITCH * LINES - 1);
			assert_int_equal(seen[at]++, 0);
			if (run > 1 && x + 1 < PITCH)
				assert_int_equal(gen9_surf_offset(&s, x + 1, y,
								  &next),
						 at + 1);
		}
	}
	free(seen);
}
