// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sweep over the GPU's cost model as data: which parameters an axis
 * scales, and by how much. 100 % is the model's own value
 * (gpu/params/serial.params); the ends are meant to be beyond anything a
 * real part could have.
 */
#include "host/sweep.h"

#define P(name) GEN9_PARAM_##name

const struct sweep_axis sweep_axes[] = {
	{
		.name = "walk", .what = "cost of a page-table fetch",
		.param = { P(walk_scale_pct) }, .nparam = 1,
		.pct = { 0, 10, 25, 100, 200, 400, 1600, 6400 },
	}, {
		/* Ways stay; below one set the entries are the ways. */
		.name = "reach", .what = "entries of the TLBs, all page sizes",
		.param = { P(l1_tlb_4k_entries), P(l1_tlb_64k_entries),
			   P(l1_tlb_2m_entries), P(l2_tlb_4k_entries),
			   P(l2_tlb_64k_entries), P(l2_tlb_2m_entries) },
		.ways = { P(l1_tlb_4k_ways), P(l1_tlb_64k_ways),
			  P(l1_tlb_2m_ways), P(l2_tlb_4k_ways),
			  P(l2_tlb_64k_ways), P(l2_tlb_2m_ways) },
		.nparam = 6,
		.pct = { 0, 25, 50, 100, 200, 400, 1600, 6400 },
	}, {
		.name = "iotlb", .what = "cost of a miss in the IOMMU's TLB",
		.translated = true,
		.param = { P(iotlb_miss_ns) }, .nparam = 1,
		.pct = { 0, 10, 25, 100, 200, 400, 1600, 6400 },
	}, {
		.name = "iotlb-reach", .what = "entries of the IOMMU's TLB",
		.translated = true,
		.param = { P(iotlb_entries) }, .ways = { P(iotlb_ways) },
		.nparam = 1,
		.pct = { 0, 25, 50, 100, 200, 800, 6400, 51200 },
	},
};
const unsigned int sweep_naxes = sizeof(sweep_axes) / sizeof(sweep_axes[0]);
