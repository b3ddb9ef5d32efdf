/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page table entries: names and values as in i915's gt/intel_gtt.h. */
#ifndef GEN9_PTE_H
#define GEN9_PTE_H

#define GEN8_PAGE_PRESENT	(1ull << 0)
#define GEN8_PAGE_RW		(1ull << 1)
#define GEN8_PDE_PS_2M		(1ull << 7)
#define GEN8_PDPE_PS_1G		(1ull << 7)
#define GEN8_PDE_IPS_64K	(1ull << 11)
#define GEN9_ADDR_MASK		0x0000007ffffff000ull	/* 39-bit bus */

/* Addresses of a PPGTT; its tables: a PML4 is level 4, an entry is in 0. */
#define GEN9_VA_MASK		((1ull << 48) - 1)
#define GEN9_LEVELS		4

#endif
