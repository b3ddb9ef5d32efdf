// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BAR2: the CPU's window onto the first 256 MiB of the GGTT.
 */
#include <string.h>

#include "internal.h"

#define GEN8_PAGE_PRESENT	1u
#define PTE_ADDR		0x0000007ffffff000ull

static bool to_bus(struct gen9 *g, uint32_t off, uint64_t *addr)
{
	uint64_t pte = g->ggtt[off >> 12];

	if (!(pte & GEN8_PAGE_PRESENT))
		return false;
	*addr = (pte & PTE_ADDR) | (off & 0xfff);
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
