/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest's 4-level PPGTT as GEN8 and later walk it, built in guest memory.
 * Bits: i915's gt/intel_gtt.h (GEN8_PAGE_PRESENT, GEN8_PAGE_RW,
 * GEN8_PDE_PS_2M).
 */
#ifndef GTT2M_PPGTT_H
#define GTT2M_PPGTT_H

#include <stdint.h>

#define GEN8_PAGE_PRESENT	(1ull << 0)
#define GEN8_PAGE_RW		(1ull << 1)
#define GEN8_PDE_PS_2M		(1ull << 7)
#define PPGTT_ADDR_MASK		0x0000fffffffff000ull

/* Guest memory that tables are made in, page after page. */
struct ppgtt_mem {
	uint8_t *hva;		/* of gpa */
	uint64_t gpa, size, used;
};

/* The next page, zeroed: its gpa, or 0 when there is none left. */
uint64_t ppgtt_page(struct ppgtt_mem *m);
/* The 512 entries of the table at gpa, which lies in m. */
uint64_t *ppgtt_table(const struct ppgtt_mem *m, uint64_t gpa);
/*
 * The page directory entry that translates va below root, with the tables
 * on the way to it; NULL when memory is used up.
 */
uint64_t *ppgtt_pde(struct ppgtt_mem *m, uint64_t root, uint64_t va);
/* gpa of that entry (where a vCPU stores to). */
uint64_t ppgtt_pde_gpa(const struct ppgtt_mem *m, const uint64_t *pde);
/* A 2MiB entry for gpa, which is 2MiB-aligned. */
static inline uint64_t ppgtt_2m(uint64_t gpa)
{
	return gpa | GEN8_PAGE_PRESENT | GEN8_PAGE_RW | GEN8_PDE_PS_2M;
}
static inline uint64_t ppgtt_4k(uint64_t gpa)
{
	return gpa | GEN8_PAGE_PRESENT | GEN8_PAGE_RW;
}

#endif
