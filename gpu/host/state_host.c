// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/host/host.h"
#include "gpu/host/state_host.h"

#define STATE_OF struct gen9_params
static const struct gen9_state_row params_rows[] = {
#define P(name, unit, min, max, def) STATE_NUM(name),
	GEN9_PARAMS(P)
#undef P
};

static const char *params_check(const void *p)
{
	return gen9_params_valid(p) ? NULL : "not valid together";
}

const struct gen9_state_table gen9_params_state =
	STATE_TABLE(params_rows, params_check);
#undef STATE_OF

#define STATE_OF struct gen9_move
static const struct gen9_state_row move_rows[] = {
	STATE_MAX(kind, GEN9_BLT_ROP), STATE_BOOL(tiled), STATE_NUM(dst_bytes),
	STATE_NUM(mem_bytes), STATE_NUM(huge_bytes),
};

const struct gen9_state_table gen9_move_state =
	STATE_TABLE(move_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_page_counters
static const struct gen9_state_row page_rows[] = {
	STATE_NUM(bytes_read), STATE_NUM(bytes_written), STATE_NUM(tlb_l1_hits),
	STATE_NUM(tlb_l2_hits), STATE_NUM(tlb_misses), STATE_NUM(walk_steps),
	STATE_NUM(walk_cached), STATE_NUM(walk_line_hits),
};

static const struct gen9_state_table page_state =
	STATE_TABLE(page_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_ctx_counters
static const struct gen9_state_row ctx_rows[] = {
	STATE_NUM(id), STATE_NUM(running), STATE_NUM(seq), STATE_NUM(busy_ns),
	STATE_NUM(commands), STATE_NUM(not_executed), STATE_NUM(blits),
	STATE_NUM(faults), STATE_NUM(ro_writes), STATE_NUM(iotlb_hits),
	STATE_NUM(iotlb_misses), STATE_NUM(tlb_cost_ps), STATE_NUM(bar_dma),
	STATE_NUM(work_ps), STATE_ARR(reserved, uint64_t),
	STATE_STRUCTS(page, struct gen9_page_counters, page_state),
};

static const struct gen9_state_table ctx_state =
	STATE_TABLE(ctx_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_engine_counters
static const struct gen9_state_row engine_rows[] = {
	STATE_NUM(busy_ns), STATE_NUM(commands), STATE_NUM(not_executed),
	STATE_NUM(ctx_switches), STATE_NUM(submissions),
	STATE_NUM(preemptions), STATE_NUM(lite_restores),
	STATE_NUM(interrupts), STATE_NUM(tlb_flushes), STATE_NUM(resets),
	STATE_NUM(work_ps), STATE_ARR(reserved, uint64_t),
};

static const struct gen9_state_table engine_state =
	STATE_TABLE(engine_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_skip
static const struct gen9_state_row skip_rows[] = {
	STATE_NUM(n), STATE_NUM(op), STATE_ARR(name, char),
};

static const struct gen9_state_table skip_state =
	STATE_TABLE(skip_rows, NULL);
#undef STATE_OF

#define HEADER "gen9_counters_init()'s"

#define STATE_OF struct gen9_counters
static const struct gen9_state_row counters_rows[] = {
	STATE_NOT(magic, HEADER), STATE_NOT(version, HEADER),
	STATE_NOT(bytes, HEADER), STATE_NOT(slots, HEADER),
	STATE_NOT(engines, HEADER), STATE_NOT(pages, HEADER),
	STATE_NUM(params_hash), STATE_NUM(now_ns), STATE_NUM(mmio_reads),
	STATE_NUM(mmio_writes), STATE_NUM(unknown_regs), STATE_NUM(ggtt_writes),
	STATE_NUM(irq_edges), STATE_NUM(gpu_resets), STATE_NUM(evictions),
	STATE_MAX(skips, GEN9_CTR_SKIPS), STATE_NUM(untimed), STATE_NUM(primitives),
	STATE_ARR(reserved, uint64_t),
	STATE_STRUCTS(engine, struct gen9_engine_counters, engine_state),
	STATE_STRUCT(other, ctx_state),
	STATE_STRUCTS(ctx, struct gen9_ctx_counters, ctx_state),
	STATE_STRUCTS(skip, struct gen9_skip, skip_state),
};

static const struct gen9_state_table counters_state =
	STATE_TABLE(counters_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_unmodelled
static const struct gen9_state_row unmodelled_rows[] = {
	STATE_NUM(regs), STATE_MAX(cmds, GEN9_UNMODELLED_CMDS),
	STATE_ARR(reg, uint32_t), STATE_ARR(cmd, uint32_t),
};

static const struct gen9_state_table unmodelled_state =
	STATE_TABLE(unmodelled_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_host
static const struct gen9_state_row host_rows[] = {
	STATE_NOT(bus, "the embedder's"),
	STATE_NOT(params, "first of all: what they size is made by them"),
	STATE_STRUCT(ctr, counters_state),
	STATE_STRUCT(unmodelled, unmodelled_state), STATE_NUM(refused),
	STATE_NOT(clock, "of a command: none between calls"),
};

const struct gen9_state_table gen9_host_state =
	STATE_TABLE(host_rows, NULL);
#undef STATE_OF
