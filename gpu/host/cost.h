/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a piece of work costs: virtual picoseconds by the parameters.
 */
#ifndef GEN9_COST_H
#define GEN9_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "gpu/host/params.h"

/* Costs in ps. Saturating: never wraps, whatever the parameters. */

/* Sum of two costs, or a time and a cost. */
static inline uint64_t gen9_add_ps(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum < a ? UINT64_MAX : sum;
}

uint64_t gen9_cost_clks(const struct gen9_params *p, uint64_t clks);
/* bytes moved over the memory interface, no latency */
uint64_t gen9_cost_mem(const struct gen9_params *p, uint64_t bytes);

enum gen9_blt_kind { GEN9_BLT_FILL, GEN9_BLT_COPY, GEN9_BLT_ROP };
/*
 * Streaming part of a blit: the slower of the engine (dst bytes per clock
 * for kind, slowed to bcs_tiled_pct when a surface is tiled) and memory
 * (read + written bytes). Adds up over pieces of one command to within one
 * ps each.
 */
uint64_t gen9_cost_blt(const struct gen9_params *p, enum gen9_blt_kind kind,
		       bool tiled, uint64_t dst_bytes, uint64_t mem_bytes);
/* One page-table fetch; line_hit: its 64-byte line was fetched before. */
uint64_t gen9_cost_walk_step(const struct gen9_params *p, bool line_hit);

#endif
