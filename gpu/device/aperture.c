// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BAR2: the CPU's window onto the first 256 MiB of the GGTT. A fence makes
 * a tiled surface appear linear in it.
 */
#include <string.h>

#include "gpu/device/internal.h"
#include "gpu/memory/surface.h"

#define GEN8_PAGE_PRESENT	1u
#define PTE_ADDR		0x0000007ffffff000ull

/* FENCE_REG_GEN6: i915's gt/intel_ggtt_fencing.c */
#define FENCE(i)		(0x100000 + (i) * 8)
#define I965_FENCE_REG_VALID	1u
#define I965_FENCE_TILING_Y	2u
#define FENCE_PAGE		0xfffff000u

/* Where in the GGTT the byte at off of the window is. */
static uint32_t detile(struct gen9 *g, uint32_t off)
{
	for (unsigned int i = 0; i < GEN9_FENCES; i++) {
		uint32_t lo = gen9_peek(g, FENCE(i));
		uint32_t hi = gen9_peek(g, FENCE(i) + 4), at;
		struct gen9_surf s = {
			.pitch = ((int64_t)(hi & 0xfff) + 1) * 128,
			.tiling = lo & I965_FENCE_TILING_Y ? GEN9_TILE_Y :
				  GEN9_TILE_X,
		};
		int64_t run;

		if (!(lo & I965_FENCE_REG_VALID) || off < (lo & FENCE_PAGE) ||
		    (off & FENCE_PAGE) > (hi & FENCE_PAGE))
			continue;
		at = off - (lo & FENCE_PAGE);
		return (uint32_t)(gen9_surf_offset(&s, at % s.pitch,
						   at / s.pitch, &run) +
				  (lo & FENCE_PAGE));
	}
	return off;
}

static bool to_bus(struct gen9 *g, uint32_t off, uint64_t *addr)
{
	uint32_t at = detile(g, off);
	uint64_t pte = g->ggtt[at >> 12];

	if (!(pte & GEN8_PAGE_PRESENT))
		return false;
	*addr = (pte & PTE_ADDR) | (at & 0xfff);
	return true;
}

uint64_t gen9_aperture_read(struct gen9 *g, uint32_t off, unsigned int size)
{
	uint64_t v = 0, addr;

	if (size > 8 || off > GEN9_APERTURE_SIZE - size ||
	    !to_bus(g, off, &addr) ||
	    g->bus.dma_read(g->bus.opaque, addr, &v, size))
		return ~0ull;
	return v;
}

void gen9_aperture_write(struct gen9 *g, uint32_t off, uint64_t val,
			 unsigned int size)
{
	uint64_t addr;

	if (size <= 8 && off <= GEN9_APERTURE_SIZE - size &&
	    to_bus(g, off, &addr))
		g->bus.dma_write(g->bus.opaque, addr, &val, size);
}
