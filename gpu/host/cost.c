// SPDX-License-Identifier: GPL-2.0-or-later
/* What work costs. */
#include "gpu/host/cost.h"

#define PS_PER_US	1000000ull

/* a * b / c without overflow on the way; UINT64_MAX if it does not fit. */
static uint64_t muldiv(uint64_t a, uint64_t b, uint64_t c)
{
	unsigned __int128 r;
	uint64_t ab;

	if (!__builtin_mul_overflow(a, b, &ab))
		return ab / c;
	r = (unsigned __int128)a * b / c;
	return r > UINT64_MAX ? UINT64_MAX : (uint64_t)r;
}

uint64_t gen9_cost_clks(const struct gen9_params *p, uint64_t clks)
{
	return muldiv(clks, PS_PER_US, p->gt_clock_mhz);
}

/* mbps * pct / 100 * pct / 100 bytes a us */
static uint64_t mem_at(const struct gen9_params *p, uint64_t bytes,
		       uint32_t efficiency_pct)
{
	return muldiv(bytes, PS_PER_US * 10000,
		      (uint64_t)p->mem_bandwidth_mbps * efficiency_pct *
		      (100 - p->mem_cpu_pct));
}

uint64_t gen9_cost_mem(const struct gen9_params *p, uint64_t bytes)
{
	return mem_at(p, bytes, p->mem_efficiency_pct);
}

/* By the blitter's own rate; pixels have theirs in walker.h. */
static uint64_t blitter(const struct gen9_params *p, const struct gen9_move *m,
			uint64_t bytes)
{
	const uint32_t bpc[] = {
		[GEN9_BLT_FILL] = p->bcs_fill_bytes_per_clk,
		[GEN9_BLT_COPY] = p->bcs_copy_bytes_per_clk,
		[GEN9_BLT_ROP] = p->bcs_rop_bytes_per_clk,
	};

	if (m->kind >= GEN9_DRAW_FILL)
		return 0;
	return muldiv(bytes, PS_PER_US * 100,
		      (uint64_t)bpc[m->kind] * p->gt_clock_mhz *
		      (m->tiled ? p->bcs_tiled_pct : 100));
}

uint64_t gen9_cost_move(const struct gen9_params *p, const struct gen9_move *m)
{
	bool fills = m->kind == GEN9_BLT_FILL || m->kind == GEN9_DRAW_FILL;
	uint64_t more = muldiv(m->huge_bytes, p->read_2m_penalty_pct,
			       100 - p->read_2m_penalty_pct);
	uint64_t mem = mem_at(p, gen9_add_ps(m->mem_bytes, more),
			      fills ? p->mem_fill_efficiency_pct :
				      p->mem_efficiency_pct);
	uint64_t eng = blitter(p, m, gen9_add_ps(m->dst_bytes, more));

	return eng > mem ? eng : mem;
}

/* A fetch that no cache of the GPU has: mean of the LLC and memory. */
static uint64_t fetch(const struct gen9_params *p)
{
	return (p->walk_llc_pct * (uint64_t)p->llc_latency_ns +
		(100 - p->walk_llc_pct) * (uint64_t)p->walk_step_ns) *
	       PS_PER_NS / 100;
}

uint64_t gen9_cost_walk_step(const struct gen9_params *p, bool line_hit)
{
	uint64_t ps = line_hit ? gen9_cost_clks(p, p->walk_line_hit_clks) :
				 fetch(p);

	return muldiv(ps, p->walk_scale_pct, 100);
}
