/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an engine's cost code is asked, recorded in the order in which it
 * happens, so that it can be asked again under other parameters
 * (gpu/memory/replay.h): look-ups, bytes, blocks of blits, commands, flushes,
 * and what the walker read of page tables, each word when it differs from
 * what was recorded of it before.
 *
 * A trace begins and ends at marks. An engine is recorded from its next
 * load of a context on, which drops its TLBs; what it was charged before is
 * one number. So a trace needs nothing that was before it but the IOTLB's
 * tags, and it has these.
 *
 * Format: GEN9_TRACE_MAGIC, then events: one byte says what, numbers follow
 * as LEB128, signed ones as zigzag. Pages are given by their distance from
 * the last one of their engine, space and direction, words by that from the
 * last word. GEN9_TRACE_END is the last event.
 */
#ifndef GEN9_TRACE_H
#define GEN9_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gpu/host/cost.h"
#include "gpu/host/counters.h"
#include "gpu/memory/map.h"
#include "gpu/memory/walker.h"

#define GEN9_TRACE_MAGIC	0x31525439u	/* "9TR1", little-endian */
#define GEN9_TRACE_MAX		(64u << 20)	/* bytes; longer: too_long */

enum gen9_trace_op {
	GEN9_TRACE_END,		/* per engine: work in ps since the begin */
	GEN9_TRACE_ENGINE,	/* number: whose events follow */
	GEN9_TRACE_HAS_IOMMU,
	GEN9_TRACE_START,	/* gen9_stream_start() of the blitter */
	GEN9_TRACE_OPEN,	/* gen9_stream_open() */
	GEN9_TRACE_CLOSE,	/* gen9_stream_close() */
	GEN9_TRACE_BLOCK,	/* kind | tiled << 2, dst bytes, mem bytes */
	GEN9_TRACE_SAME_BLOCK,	/* as the last one */
	GEN9_TRACE_BYTES,	/* n: of another access */
	GEN9_TRACE_CLKS,	/* number of the parameter, enum gen9_param */
	/* a context is loaded: flushed, ctx_switch_ns; distances are from 0 */
	GEN9_TRACE_SWITCH,
	GEN9_TRACE_IOTLB,	/* tag: is in the IOTLB, put after those before */
	GEN9_TRACE_IOMMU_DIR,	/* tag: and of the IOMMU's upper levels */
	GEN9_TRACE_CONTEXT,	/* PML4, ips_off | gtt_cache_on << 1 */
	GEN9_TRACE_CMD,		/* all is charged, a command or a part begins ... */
	GEN9_TRACE_CMD_END,	/* ... ends: it has taken GEN9_CMD_MIN_PS */
	GEN9_TRACE_WAIT,	/* it has waited, so it has */
	GEN9_TRACE_FLUSH,	/* the engine's TLBs; distances are from 0 */
	GEN9_TRACE_RESET,	/* of the engine: flushed, charges are dropped */
	GEN9_TRACE_CHARGE,	/* all costs so far are charged */
	GEN9_TRACE_RAW,		/* ps: charged before it was recorded */
	GEN9_TRACE_UNCHARGED,	/* ps: a cost that was not charged by then */
	GEN9_TRACE_WORD,	/* address / 8, value: of a page table */
	GEN9_TRACE_GGTT,	/* number, value: of an entry */
	GEN9_TRACE_IOMMU,	/* address >> 12, shift: how it is mapped */
	GEN9_TRACE_IOMMU_NEW,	/* what was known of that is void */
	GEN9_TRACE_FLUSH_GGTT,	/* the GGTT's translations, of all engines */
	GEN9_TRACE_DROP_GGTT,	/* number of an entry: that one's */
	GEN9_TRACE_START_SHADERS, /* gen9_stream_start() of shaders */
	/* a GPGPU_WALKER begins, or goes on: threads, slots, EUs, subslices */
	GEN9_TRACE_WALKER,
	GEN9_TRACE_WALK_OPEN,	/* gen9_walker_open() */
	GEN9_TRACE_WALK_CLOSE,	/* gen9_walker_close() */
	GEN9_TRACE_MESSAGE,	/* gen9_walker_message() */
	GEN9_TRACE_DONE,	/* enum gen9_done, how much more */
	GEN9_TRACE_PRIMITIVE,	/* as GEN9_TRACE_WALKER, of a primitive */
	GEN9_TRACE_WALK_END,	/* gen9_walker_end() */
	/* + ggtt << 2 | write << 1 | next: a page, unless it is the next one */
	GEN9_TRACE_LOOK_UP = 0x40,
};

/* How many numbers follow an op; what is not listed has none. */
extern const uint8_t gen9_trace_numbers[GEN9_TRACE_LOOK_UP];

/* Distances are from these. */
struct gen9_trace_last {
	uint64_t page[GEN9_CTR_ENGINES][2][2];	/* [ggtt][write] */
	uint64_t word, val, pa;
	struct gen9_move block;
};

/* An engine's TLBs are emptied: equal work is equal bytes from there on. */
void gen9_trace_last_reset(struct gen9_trace_last *l, unsigned int engine);

/* What is shared by all engines. */
struct gen9_tape {
	uint8_t *buf;
	size_t len, room;
	bool on;		/* between two marks */
	bool broken;		/* out of memory, too long, or other parameters */
	uint8_t engine;		/* whose events follow */
	struct gen9_trace_last last;
	struct gen9_map words, shifts;
};

/* An engine's end of it. */
struct gen9_trace {
	struct gen9_tape *tape;
	uint8_t engine;
	uint64_t work0;		/* ps that it was charged when the trace began */
};

void gen9_tape_begin(struct gen9_tape *t, bool has_iommu);
/* ps: what each engine was charged. The trace is tape->buf, tape->len. */
void gen9_tape_end(struct gen9_tape *t, const uint64_t ps[GEN9_CTR_ENGINES]);
void gen9_tape_free(struct gen9_tape *t);
/* What happens to all engines: FLUSH_GGTT, DROP_GGTT n. */
void gen9_tape_all(struct gen9_tape *t, enum gen9_trace_op op, uint64_t n);

/* An event without a number, and with one. */
void gen9_trace_op(struct gen9_trace *r, enum gen9_trace_op op);
void gen9_trace_num(struct gen9_trace *r, enum gen9_trace_op op, uint64_t n);
void gen9_trace_context(struct gen9_trace *r, uint64_t pml4, bool ips_off,
			bool gtt_cache_on);
void gen9_trace_look_up(struct gen9_trace *r, bool ggtt, uint64_t va,
			bool write);
void gen9_trace_block(struct gen9_trace *r, const struct gen9_move *m);
void gen9_trace_walker(struct gen9_trace *r, const struct gen9_walker_shape *s);
void gen9_trace_done(struct gen9_trace *r, enum gen9_done i, uint64_t n);
void gen9_trace_word(struct gen9_trace *r, uint64_t addr, uint64_t val);
void gen9_trace_ggtt(struct gen9_trace *r, uint32_t n, uint64_t val);
void gen9_trace_iommu(struct gen9_trace *r, uint64_t pa, unsigned int shift);

#endif
