/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a piece of work costs: virtual picoseconds by the parameters.
 */
#ifndef GEN9_COST_H
#define GEN9_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "gpu/host/params.h"

#define PS_PER_NS	1000ull

/* Costs in ps. Saturating: never wraps, whatever the parameters. */

/* Sum of two costs, or a time and a cost. */
static inline uint64_t gen9_add_ps(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum < a ? UINT64_MAX : sum;
}

/* The least that a command, or a part of it, takes. */
#define GEN9_CMD_MIN_PS	1000ull

uint64_t gen9_cost_clks(const struct gen9_params *p, uint64_t clks);
/*
 * Bytes moved over the memory interface, no latency; mem_cpu_pct of its
 * bandwidth are the CPU's.
 */
uint64_t gen9_cost_mem(const struct gen9_params *p, uint64_t bytes);

/* DRAW: pixels of the render engine, which have rates of their own. */
enum gen9_blt_kind {
	GEN9_BLT_FILL, GEN9_BLT_COPY, GEN9_BLT_ROP, GEN9_DRAW_FILL,
	GEN9_DRAW_COPY
};

/* What is moved together: a block of a blit, or all that a step has done. */
struct gen9_move {
	enum gen9_blt_kind kind;
	bool tiled;		/* a surface is */
	uint64_t dst_bytes;	/* of the destination */
	uint64_t mem_bytes;	/* read and written */
	uint64_t huge_bytes;	/* of these, read through pages of 2M or more */
};

/*
 * Streaming part of a move: the slower of the engine (dst bytes per clock
 * for its kind, slowed to bcs_tiled_pct when a surface is tiled) and memory
 * (a fill: at mem_fill_efficiency_pct), both as if huge_bytes were more by
 * read_2m_penalty_pct of their rate. Adds up over pieces of one command
 * to within one ps each.
 */
uint64_t gen9_cost_move(const struct gen9_params *p, const struct gen9_move *m);
/*
 * One page-table fetch; line_hit: its 64-byte line was fetched before. Else
 * walk_llc_pct of them are in the last-level cache: the mean is charged.
 */
uint64_t gen9_cost_walk_step(const struct gen9_params *p, bool line_hit);

#endif
