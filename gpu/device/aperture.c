// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BAR2: the CPU's window onto the first 256 MiB of the GGTT. A fence makes
 * a tiled surface appear linear in it (i915's gt/intel_ggtt_fencing.c).
 */
#include "gpu/blocks/blocks.h"
#include "gpu/device/gen9.h"
#include "gpu/memory/dma.h"
#include "gpu/memory/surface.h"
#include "gpu/registers/gt_regs.h"

/* Where in the GGTT the byte at off of the window is. */
static uint32_t detile(const struct gen9_regs *r, uint32_t off)
{
	for (unsigned int i = 0; i < GEN9_FENCES; i++) {
		uint32_t lo = gen9_peek(r, FENCE_REG_GEN6_LO(i));
		uint32_t hi = gen9_peek(r, FENCE_REG_GEN6_HI(i)), at;
		struct gen9_surf s = {
			.pitch = ((int64_t)(hi & GEN6_FENCE_PITCH) + 1) * 128,
			.tiling = lo >> I965_FENCE_TILING_Y_SHIFT & 1 ?
				  GEN9_TILE_Y : GEN9_TILE_X,
		};
		int64_t run;

		if (!(lo & I965_FENCE_REG_VALID) ||
		    off < (lo & I965_FENCE_PAGE) ||
		    (off & I965_FENCE_PAGE) > (hi & I965_FENCE_PAGE))
			continue;
		at = off - (lo & I965_FENCE_PAGE);
		return (uint32_t)(gen9_surf_offset(&s, at % s.pitch,
						   at / s.pitch, &run) +
				  (lo & I965_FENCE_PAGE));
	}
	return off;
}

static bool to_bus(const struct gen9 *g, uint32_t off, unsigned int size,
		   uint64_t *addr)
{
	return size <= 8 && off <= GEN9_APERTURE_SIZE - size &&
	       gen9_ggtt_lookup(&g->ggtt, detile(&g->regs, off), addr);
}

/* The CPU's accesses cost nothing here and count for no context. */
static struct gen9_as cpu(struct gen9 *g)
{
	return (struct gen9_as){ .bus = &g->host.bus,
				 .ctr = &g->host.ctr.other };
}

uint64_t gen9_aperture_read(struct gen9 *g, uint32_t off, unsigned int size)
{
	struct gen9_as as = cpu(g);
	uint64_t v = 0, addr;

	if (!to_bus(g, off, size, &addr) || gen9_dma_read(&as, addr, &v, size))
		return ~0ull;
	return v;
}

void gen9_aperture_write(struct gen9 *g, uint32_t off, uint64_t val,
			 unsigned int size)
{
	struct gen9_as as = cpu(g);
	uint64_t addr;

	if (to_bus(g, off, size, &addr))
		gen9_dma_write(&as, addr, &val, size);
}
