/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of the cost model: the constants of one part, read from a text
 * file.
 *
 * File format: one "name value [lo..hi] # source" a line, blank lines and
 * lines of comment only allowed. Numbers are decimal integers. lo..hi is the
 * range in which the value is uncertain (docs/clock.md); without one it is
 * taken as known. Every name of the list must be there exactly once and the
 * source must not be empty: a URL, a manual's section, or the word "assumed".
 *
 * params/serial.params is the set that is compiled in: every latency is
 * exposed, an upper bound. The mechanisms of the others are off in it.
 */
#ifndef GEN9_PARAMS_H
#define GEN9_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is searched entry by entry, a set of a TLB or a walk cache, has no
 * more: a look-up takes a bounded time of the host, too.
 */
#define GEN9_WAYS_MAX	64
#define GEN9_WALKS_MAX	16	/* page walks in flight */

/* name, unit, min, max, default: struct field, file name and row in one. */
#define GEN9_PARAMS(P) \
	P(gt_clock_mhz, "MHz", 1, 100000, 1150) \
	P(mem_bandwidth_mbps, "10^6 B/s", 1, 100000000, 38400) \
	P(mem_efficiency_pct, "%", 1, 100, 80) \
	P(mem_latency_ns, "ns", 0, 1000000, 62) \
	P(bcs_copy_bytes_per_clk, "B/clock", 1, 65536, 16) \
	P(bcs_fill_bytes_per_clk, "B/clock", 1, 65536, 16) \
	P(bcs_rop_bytes_per_clk, "B/clock", 1, 65536, 8) \
	P(bcs_tiled_pct, "%", 1, 10000, 100) \
	P(cmd_clks, "clocks", 0, 10000000, 8) \
	P(blt_clks, "clocks", 0, 10000000, 64) \
	P(mmio_clks, "clocks", 0, 10000000, 32) \
	P(flush_clks, "clocks", 0, 10000000, 400) \
	P(ctx_switch_ns, "ns", 0, 1000000000, 2000) \
	P(l1_tlb_4k_entries, "entries", 1, 4096, 32) \
	P(l1_tlb_4k_ways, "ways", 1, GEN9_WAYS_MAX, 4) \
	P(l1_tlb_64k_entries, "entries", 1, 4096, 32) \
	P(l1_tlb_64k_ways, "ways", 1, GEN9_WAYS_MAX, 4) \
	P(l1_tlb_2m_entries, "entries", 1, 4096, 8) \
	P(l1_tlb_2m_ways, "ways", 1, GEN9_WAYS_MAX, 8) \
	P(l1_tlb_1g_entries, "entries", 1, 4096, 4) \
	P(l1_tlb_1g_ways, "ways", 1, GEN9_WAYS_MAX, 4) \
	P(l2_tlb_4k_entries, "entries", 0, 65536, 640) \
	P(l2_tlb_4k_ways, "ways", 1, GEN9_WAYS_MAX, 5) \
	P(l2_tlb_64k_entries, "entries", 0, 65536, 128) \
	P(l2_tlb_64k_ways, "ways", 1, GEN9_WAYS_MAX, 4) \
	P(l2_tlb_2m_entries, "entries", 0, 65536, 32) \
	P(l2_tlb_2m_ways, "ways", 1, GEN9_WAYS_MAX, 4) \
	P(l2_tlb_1g_entries, "entries", 0, 65536, 0) \
	P(l2_tlb_1g_ways, "ways", 1, GEN9_WAYS_MAX, 1) \
	P(l2_tlb_hit_clks, "clocks", 0, 1000000, 8) \
	P(walk_cache_pml4_entries, "entries", 0, GEN9_WAYS_MAX, 4) \
	P(walk_cache_pdp_entries, "entries", 0, GEN9_WAYS_MAX, 8) \
	P(walk_cache_pde_entries, "entries", 0, GEN9_WAYS_MAX, 32) \
	P(walk_line_entries, "64-byte lines", 0, GEN9_WAYS_MAX, 8) \
	P(walk_step_ns, "ns", 0, 1000000, 62) \
	P(walk_line_hit_clks, "clocks", 0, 1000000, 8) \
	P(walk_scale_pct, "%", 0, 1000000, 100) \
	P(iotlb_entries, "entries", 0, 65536, 64) \
	P(iotlb_ways, "ways", 1, GEN9_WAYS_MAX, 8) \
	P(iotlb_miss_ns, "ns", 0, 1000000, 330) \
	P(mem_fill_efficiency_pct, "%", 1, 100, 80) \
	P(mem_cpu_pct, "%", 0, 90, 0) \
	P(read_2m_penalty_pct, "%", 0, 90, 0) \
	P(stream_lines, "64-byte lines", 0, 4096, 0) \
	P(stream_walks, "walks", 1, GEN9_WALKS_MAX, 1) \
	P(stream_prefetch_pages, "pages", 0, 64, 0) \
	P(walk_llc_pct, "%", 0, 100, 0) \
	P(llc_latency_ns, "ns", 0, 1000000, 0) \
	P(gtt_cache_lines, "64-byte lines", 0, 65536, 0) \
	P(gtt_cache_ways, "ways", 1, GEN9_WAYS_MAX, 1) \
	P(gtt_cache_hit_clks, "clocks", 0, 1000000, 0) \
	P(iommu_dir_entries, "entries", 0, GEN9_WAYS_MAX, 0) \
	P(iommu_step_ns, "ns", 0, 1000000, 0) \
	P(shader_lines, "64-byte lines", 0, 4096, 0) \
	P(shader_walks, "walks", 1, GEN9_WALKS_MAX, 1) \
	P(eu_issue_pct, "% of a clock", 100, 100000, 840) \
	P(eu_mul_pct, "%", 100, 10000, 200) \
	P(eu_math_pct, "%", 100, 10000, 400) \
	P(eu_dispatch_clks, "clocks", 0, 1000000, 4) \
	P(walker_clks, "clocks", 0, 10000000, 1000) \
	P(slm_latency_clks, "clocks", 0, 1000000, 80) \
	P(l3_latency_clks, "clocks", 0, 1000000, 180) \
	P(prim_clks, "clocks", 0, 10000000, 64) \
	P(ps_dispatch_clks, "clocks", 0, 1000000, 1) \
	P(ps_pixels_per_clk, "pixels", 1, 1024, 8)

struct gen9_params {
#define P(name, unit, min, max, def) uint32_t name;
	GEN9_PARAMS(P)
#undef P
};

/*
 * The parameters in BAR0, for sweeps: 32-bit words in list order from
 * GEN9_TUNE_BASE on. Reads give the values in force. Writes are kept until
 * GEN9_TUNE_APPLY is written (any value): if all are valid together they
 * come into force, with empty TLBs, and params_hash of the counters
 * changes; else they are dropped. Read there: 0, or 1 when the last write
 * there was refused. The real part has nothing at these addresses, and a
 * guest of GVT-g does not reach them.
 */
#define GEN9_TUNE_BASE	0x280000u	/* offset in BAR0 */
#define GEN9_TUNE_APPLY	(GEN9_TUNE_BASE + 0x1000u)

/*
 * A mark in BAR0: a write of n ends the trace of the engines' work that is
 * under way and, unless n is 0, begins trace n. Nothing where the embedder
 * takes none; then 0 is read there, else 1. Neither virtual time nor counts
 * depend on it.
 */
#define GEN9_TRACE_MARK	(GEN9_TUNE_BASE + 0x1004u)

enum gen9_param {
#define P(name, unit, min, max, def) GEN9_PARAM_##name,
	GEN9_PARAMS(P)
#undef P
	GEN9_PARAM_COUNT
};

struct gen9_param_row {
	const char *name, *unit;
	uint32_t min, max, def;
	size_t off;		/* of the uint32_t in struct gen9_params */
};
extern const struct gen9_param_row gen9_param_rows[];
extern const unsigned int gen9_param_count;

/* How far a part's value is uncertain; lo = hi = value where it is not. */
struct gen9_range {
	uint32_t lo, hi;
};

/* The value of row i of the list. */
static inline uint32_t gen9_param_get(const struct gen9_params *p,
				      unsigned int i)
{
	return *(const uint32_t *)((const char *)p + gen9_param_rows[i].off);
}

static inline void gen9_param_set(struct gen9_params *p, unsigned int i,
				  uint32_t v)
{
	*(uint32_t *)((char *)p + gen9_param_rows[i].off) = v;
}

/* Row of a name of len bytes, or -1. */
int gen9_param_find(const char *name, size_t len);

/*
 * Parse text (len bytes; name is used in messages) into *p. 0, or -EINVAL
 * with "name:line: what" in err (always terminated). *p is whole or
 * untouched.
 */
int gen9_params_parse(struct gen9_params *p, const char *text, size_t len,
		      const char *name, char *err, size_t errlen);
/* The same from a file; -errno if it cannot be read. */
int gen9_params_load(struct gen9_params *p, const char *path, char *err,
		     size_t errlen);
/* The same, and the GEN9_PARAM_COUNT ranges. */
int gen9_params_load_ranges(struct gen9_params *p, struct gen9_range *range,
			    const char *path, char *err, size_t errlen);
/* Are all values in their ranges, and the TLBs of whole sets? */
bool gen9_params_valid(const struct gen9_params *p);
/* params/serial.params as compiled in; a test keeps the two equal. */
void gen9_params_default(struct gen9_params *p);
/* FNV-1a over "name=value\n" of all rows in list order. */
uint64_t gen9_params_hash(const struct gen9_params *p);

#endif
