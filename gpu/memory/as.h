/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An address space as a GPU command sees it: the GGTT, or a context's
 * 4-level PPGTT. Every access is translated, charged to the cost model and
 * counted.
 */
#ifndef GEN9_AS_H
#define GEN9_AS_H

#include "gpu/host/bus.h"
#include "gpu/host/cost.h"
#include "gpu/host/counters.h"
#include "gpu/memory/stream.h"
#include "gpu/memory/walker.h"

struct gen9_tlb;
struct gen9_ggtt;
struct gen9_trace;

struct gen9_as {
	const struct gen9_bus *bus;
	const struct gen9_params *params;	/* NULL: nothing costs */
	struct gen9_tlb *tlb;			/* NULL: nothing is cached */
	struct gen9_ctx_counters *ctr;		/* NULL: nothing is counted */
	struct gen9_stream *stream;	/* of the blit under way; or NULL */
	struct gen9_walker *walker;	/* whose threads use it; or NULL */
	struct gen9_trace *trace;	/* what is done is recorded; or NULL */
	const struct gen9_ggtt *ggtt;		/* needed if is_ggtt */
	bool is_ggtt;		/* this space is the GGTT itself */
	bool ips_off;		/* walker ignores IPS (GAMW_ECO_DEV_RW_IA) */
	uint64_t pml4;		/* bus address of the PML4, if !is_ggtt */
	uint64_t cost_ps;	/* accumulated virtual cost, picoseconds */
	uint64_t work;		/* accumulated work of the host (host/work.h) */
	/* First fault since cleared: page-granular address, and why. */
	uint64_t fault_va;
	int fault;		/* 0 or -EFAULT */
};

/* One translation: bus address, bytes to the end of that page. */
struct gen9_xlat {
	uint64_t pa;
	uint64_t len;
	uint8_t page_shift;	/* 12, 16, 21 or 30; as the TLB holds it */
	uint8_t ctr_page;	/* enum gen9_ctr_page */
	bool missed;		/* the tables were walked for it */
};

/*
 * Translate va; fill *out. PPGTT: bits 47:0 of va count. Charges the TLB
 * lookup, and on a miss the walk, to as->cost_ps and as->ctr. 0; -EFAULT
 * (as->fault*: entry not present, beyond the GGTT, or page table not in
 * memory); -EACCES: a write to a present read-only PPGTT page, which
 * hardware discards: counted, no fault recorded.
 */
int gen9_translate(struct gen9_as *as, uint64_t va, bool write,
		   struct gen9_xlat *out);

/* Charge ps of translation; the stream of a blit, or threads, may hide it. */
static inline void gen9_as_charge(struct gen9_as *as, uint64_t ps)
{
	if (!as->params)
		return;
	if (as->stream && as->stream->overlaps)
		gen9_stream_latency(as->stream, ps);
	else if (as->walker && as->walker->overlaps)
		gen9_walker_latency(as, ps);
	else
		as->cost_ps = gen9_add_ps(as->cost_ps, ps);
	if (as->ctr)
		as->ctr->tlb_cost_ps = gen9_add_ps(as->ctr->tlb_cost_ps, ps);
}

/* Record a fault at va (a bus address behind it is not memory): -EFAULT. */
int gen9_as_fault(struct gen9_as *as, uint64_t va);

/*
 * Copy through the address space, any alignment, any length; also charges
 * and counts the bytes. Writes to read-only pages are discarded. 0, or
 * -EFAULT (bytes before the faulting page are copied). The latency of a
 * single access is not charged: streams hide it.
 */
int gen9_as_read(struct gen9_as *as, uint64_t va, void *buf, size_t len);
int gen9_as_write(struct gen9_as *as, uint64_t va, const void *buf,
		  size_t len);

#endif
