/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An address space as a GPU command sees it: the GGTT, or a context's
 * 4-level PPGTT. Every access is translated, charged to the cost model and
 * counted.
 */
#ifndef GEN9_AS_H
#define GEN9_AS_H

#include "bus.h"

struct gen9_tlb;	/* TLB and walk caches of one engine (gtt.c) */
struct gen9_params;	/* cost model constants (cost.c) */
struct gen9_ctx_counters; /* counters.h */

struct gen9_as {
	const struct gen9_bus *bus;
	const struct gen9_params *params;
	struct gen9_tlb *tlb;
	struct gen9_ctx_counters *ctr;
	/* GGTT: host-endian array of gen8 PTEs; ggtt_entries of them. */
	const uint64_t *ggtt;
	uint32_t ggtt_entries;
	bool is_ggtt;		/* this space is the GGTT itself */
	uint64_t pml4;		/* bus address of the PML4, if !is_ggtt */
	uint64_t cost_ps;	/* accumulated virtual cost, picoseconds */
	/* First fault since cleared: page-granular address, and why. */
	uint64_t fault_va;
	int fault;		/* 0 or -EFAULT */
};

/* One translation: bus address, bytes to the end of that page. */
struct gen9_xlat {
	uint64_t pa;
	uint64_t len;
	uint8_t page_shift;	/* 12, 16, 21 or 30 */
};

/*
 * Translate va; fill *out. Charges the TLB lookup, and on a miss the walk,
 * to as->cost_ps and as->ctr. 0, or -EFAULT (as->fault*, entry not
 * present, not writable, or page table not in memory).
 */
int gen9_translate(struct gen9_as *as, uint64_t va, bool write,
		   struct gen9_xlat *out);

/* Copy through the address space, any alignment, any length. 0/-EFAULT. */
int gen9_as_read(struct gen9_as *as, uint64_t va, void *buf, size_t len);
int gen9_as_write(struct gen9_as *as, uint64_t va, const void *buf,
		  size_t len);

/*
 * Execute one 2D blitter command (dw[0] is the header, ndw its full
 * length, already validated against the command table) in the space as;
 * swctrl is BCS_SWCTRL (0x22200; Y-tiling select bits). setup is the
 * state XY_SETUP_BLT and friends leave behind, kept per context by the
 * caller. Returns 0; -EFAULT on a translation fault; -EINVAL when the
 * command is malformed; -ENOSYS for a 2D opcode that is not executed.
 */
struct gen9_blt_setup {
	uint32_t dw[10];
	uint32_t ndw;
};
int gen9_blt(struct gen9_as *as, const uint32_t *dw, unsigned int ndw,
	     uint32_t swctrl, struct gen9_blt_setup *setup);

/* Drop all cached translations (TLB invalidate, context load). */
void gen9_tlb_flush(struct gen9_tlb *tlb);

#endif
