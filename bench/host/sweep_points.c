// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sweep over the GPU's cost model as data: the set in which an axis is
 * swept, which parameters an axis scales, and by how much. The ends are those
 * of the ranges of gpu/params/kbl-gt2.params, or beyond them.
 */
#include "host/sweep.h"

#define P(name) GEN9_PARAM_##name

/*
 * The mechanisms as kbl-gt2.params has them, so that latencies overlap: under
 * the device's own set, serial, nothing does. Where its value is 0, a loss or a gain
 * that may be none, the middle of the range.
 */
const struct sweep_value sweep_base[] = {
	{ P(mem_latency_ns), 100 }, { P(walk_step_ns), 100 },
	{ P(mem_efficiency_pct), 75 }, { P(mem_fill_efficiency_pct), 85 },
	{ P(read_2m_penalty_pct), 12 }, { P(stream_lines), 128 },
	{ P(stream_walks), 4 }, { P(stream_prefetch_pages), 0 },
	{ P(shader_lines), 512 }, { P(shader_walks), 8 },
	{ P(walk_llc_pct), 50 }, { P(llc_latency_ns), 20 },
	{ P(gtt_cache_lines), 256 }, { P(gtt_cache_ways), 8 },
	{ P(gtt_cache_hit_clks), 16 }, { P(iotlb_miss_ns), 20 },
	{ P(iommu_dir_entries), 16 }, { P(iommu_step_ns), 60 },
	{ P(bcs_fill_bytes_per_clk), 32 },
};
const unsigned int sweep_nbase = sizeof(sweep_base) / sizeof(sweep_base[0]);

const struct sweep_axis sweep_axes[] = {
	{
		/* 0: nothing overlaps */
		.name = "window", .what = "lines that the blitter has in flight",
		.param = { P(stream_lines) }, .nparam = 1,
		.pct = { 0, 25, 50, 100, 800 }, .npct = 5,
	}, {
		.name = "walkers", .what = "page walks in flight",
		.param = { P(stream_walks) }, .nparam = 1,
		.pct = { 25, 100, 200 }, .npct = 3,
	}, {
		.name = "read-2m", .what = "what reads through 2M pages lose",
		.param = { P(read_2m_penalty_pct) }, .nparam = 1,
		.pct = { 0, 50, 100, 208 }, .npct = 4,
	}, {
		.name = "latency", .what = "latency of memory",
		.param = { P(mem_latency_ns), P(walk_step_ns) }, .nparam = 2,
		.pct = { 60, 100, 250 }, .npct = 3,
	}, {
		.name = "llc", .what = "table fetches that the last-level cache has",
		.param = { P(walk_llc_pct) }, .nparam = 1,
		.pct = { 0, 100, 200 }, .npct = 3,
	}, {
		.name = "gtt-cache", .what = "lines of the GTT cache, stock only",
		.param = { P(gtt_cache_lines) }, .ways = { P(gtt_cache_ways) },
		.nparam = 1, .pct = { 0, 100, 1600 }, .npct = 3,
	}, {
		.name = "walk", .what = "cost of a page-table fetch",
		.param = { P(walk_scale_pct) }, .nparam = 1,
		.pct = { 0, 100, 400, 6400 }, .npct = 4,
	}, {
		/* Ways stay; below one set the entries are the ways. */
		.name = "reach", .what = "entries of the TLBs, all page sizes",
		.param = { P(l1_tlb_4k_entries), P(l1_tlb_64k_entries),
			   P(l1_tlb_2m_entries), P(l2_tlb_4k_entries),
			   P(l2_tlb_64k_entries), P(l2_tlb_2m_entries) },
		.ways = { P(l1_tlb_4k_ways), P(l1_tlb_64k_ways),
			  P(l1_tlb_2m_ways), P(l2_tlb_4k_ways),
			  P(l2_tlb_64k_ways), P(l2_tlb_2m_ways) },
		.nparam = 6, .pct = { 25, 100, 400 }, .npct = 3,
	}, {
		.name = "iommu-step", .what = "one fetch of the IOMMU's tables",
		.translated = true,
		.param = { P(iommu_step_ns) }, .nparam = 1,
		.pct = { 0, 17, 100, 417 }, .npct = 4,
	}, {
		.name = "iotlb", .what = "cost of a miss in the IOMMU's TLB",
		.translated = true,
		.param = { P(iotlb_miss_ns) }, .nparam = 1,
		.pct = { 25, 100, 500 }, .npct = 3,
	}, {
		.name = "iotlb-reach", .what = "entries of the IOMMU's TLB",
		.translated = true,
		.param = { P(iotlb_entries) }, .ways = { P(iotlb_ways) },
		.nparam = 1, .pct = { 25, 100, 400, 51200 }, .npct = 4,
	},
};
const unsigned int sweep_naxes = sizeof(sweep_axes) / sizeof(sweep_axes[0]);
