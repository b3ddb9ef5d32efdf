// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts of the probe that need no kernel. */
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "host/backing.h"
#include "host/tracehist.h"
#include "host/pagemap.h"
#include "host/perftool.h"
#include "host/ppgtt.h"
#include "host/scenario.h"
#include "host/sweep.h"
#include "host/vgpu.h"
#include "lib/rng.h"
#include "lib/sys.h"
#include "test.h"

/* A walk as the GPU does it, written without the builder's code. */
static uint64_t walk(const uint8_t *mem, uint64_t base, uint64_t root,
		     uint64_t va, int *levels)
{
	uint64_t at = root, e = 0;
	int level;

	for (level = 4; level >= 2; level--) {
		uint64_t index = va / (1ull << (12 + 9 * (level - 1))) % 512;

		memcpy(&e, mem + (at - base) + 8 * index, 8);
		*levels = level;
		if (!(e & 1) || e & 0x80)
			return e;
		at = e & 0xfffffffff000ull;
	}
	return e;
}

/* What cannot be arranged says why, and is no other situation instead. */
TEST(backing_says_why)
{
	static struct backing b;
	uint64_t have = 0;
	char why[160] = "";
	struct rng r;

	rng_seed(&r, 1);
	sys_read_u64("/sys/kernel/mm/hugepages/hugepages-1048576kB/"
		     "free_hugepages", &have);
	if (!have) {
		assert_true(backing_make(&b, BACKING_HUGETLB_1G, 1, &r, why,
					 sizeof(why)) < 0);
		assert_non_null(strstr(why, "hugetlb pages"));
	}
	/* Contiguous pages are no scattered ones, and the other way round. */
	why[0] = '\0';
	if (backing_make(&b, BACKING_THP, 2, &r, why, sizeof(why))) {
		assert_true(why[0]);	/* no root, or no huge page free */
		return;
	}
	assert_int_equal(backing_check(&b, why, sizeof(why)), 0);
	b.kind = BACKING_SCATTERED;
	assert_int_equal(backing_check(&b, why, sizeof(why)), -EAGAIN);
	assert_true(why[0]);
	b.kind = BACKING_THP;
	assert_int_equal(madvise(b.va[1] + 4096, 4096, MADV_DONTNEED), 0);
	*(volatile uint8_t *)(b.va[1] + 4096) = 1;
	why[0] = '\0';
	assert_int_equal(backing_check(&b, why, sizeof(why)), -EAGAIN);
	assert_true(why[0]);
}

/* As perf 6.1 writes it, with its comment and empty line. */
TEST(perf_stat_is_read)
{
	static const char text[] =
		"# started on Sat Mar 11 00:00:05 2023\n\n"
		"256,,gvt:gvt_2m_entry,1042884,100.00,,\n"
		"200,,gvt:gvt_2m_entry,1041250,100.00,,\n"
		"50,,gvt:gvt_2m_entry,1041250,100.00,,\n"
		"6,,gvt:gvt_2m_entry,1041250,100.00,,\n";
	struct perf_counts c;

	assert_int_equal(perf_parse_stat(text, &c), 0);
	assert_int_equal(c.seen, 256);
	assert_int_equal(c.direct, 200);
	assert_int_equal(c.split, 50);
	assert_int_equal(c.failed, 6);
	assert_int_equal(perf_parse_stat("1,,a,1,1,,\n2,,a,1,1,,\n", &c),
			 -EINVAL);
	assert_int_equal(perf_parse_stat("<not counted>,,a\n1,,a\n2,,a\n"
					 "3,,a\n", &c), -EINVAL);
	assert_int_equal(perf_parse_stat("", &c), -EINVAL);
}

TEST(perf_report_is_read)
{
	char dso[64], symbol[64];
	uint64_t n;

	assert_int_equal(perf_parse_line(" 5.30%  , 109        ,[kvmgt]   "
		"         ,[k] intel_gvt_dma_map_guest_page      ", &n, dso,
		symbol, sizeof(dso)), 0);
	assert_int_equal(n, 109);
	assert_string_equal(dso, "[kvmgt]");
	assert_string_equal(symbol, "intel_gvt_dma_map_guest_page");
	assert_int_equal(perf_parse_line("# Samples: 1K", &n, dso, symbol,
					 sizeof(dso)), -EINVAL);
}

TEST(tables_walk)
{
	enum { SIZE = 4 << 20 };
	struct ppgtt_mem m = { .gpa = 0x200000, .size = SIZE };
	uint64_t root, va[64], *pde;
	struct rng r;
	int i, levels;

	m.hva = malloc(SIZE);
	memset(m.hva, 0xff, SIZE);	/* pages are zeroed by the builder */
	rng_seed(&r, 11);
	root = ppgtt_page(&m);
	for (i = 0; i < 64; i++) {
		va[i] = rng_below(&r, 1ull << 27) << 21;
		pde = ppgtt_pde(&m, root, va[i]);
		assert_non_null(pde);
		*pde = ppgtt_2m((uint64_t)i << 21);
		assert_ptr_equal(pde, ppgtt_pde(&m, root, va[i]));
		assert_int_equal(ppgtt_pde_gpa(&m, pde),
				 m.gpa + (uint64_t)((uint8_t *)pde - m.hva));
	}
	for (i = 0; i < 64; i++) {
		assert_true(walk(m.hva, m.gpa, root, va[i], &levels) ==
			    (((uint64_t)i << 21) | 0x83));
		assert_int_equal(levels, 2);
		assert_false(walk(m.hva, m.gpa, root, va[i] ^ 1ull << 47,
				  &levels) & 1);
	}
	free(m.hva);
}

TEST(tables_run_out)
{
	uint8_t mem[3 * 4096];
	struct ppgtt_mem m = { .hva = mem, .gpa = 0x1000,
			       .size = sizeof(mem) };
	uint64_t root = ppgtt_page(&m);

	assert_int_equal(root, 0x1000);
	assert_non_null(ppgtt_pde(&m, root, 0));
	assert_non_null(ppgtt_pde(&m, root, 1 << 21));
	assert_null(ppgtt_pde(&m, root, 1ull << 30));
	assert_int_equal(ppgtt_page(&m), 0);
}

TEST(frames)
{
	uint64_t pfn[512];
	struct phys p;
	int i;

	for (i = 0; i < 512; i++)
		pfn[i] = 0x10000 + i;
	phys_of_frames(pfn, 512, &p);
	assert_true(p.contiguous && p.aligned && p.base == 0x10000);
	pfn[511]++;
	phys_of_frames(pfn, 512, &p);
	assert_true(!p.contiguous && p.break_at == 511);
	for (i = 0; i < 512; i++)
		pfn[i] = 0x10001 + i;
	phys_of_frames(pfn, 512, &p);
	assert_true(p.contiguous && !p.aligned);
	pfn[0] = 0x20000;
	phys_of_frames(pfn, 512, &p);
	assert_true(!p.contiguous && p.aligned && p.break_at == 1);
}

TEST(histogram_text)
{
	static const char text[] =
		"# event histogram\n#\n# trigger info: "
		"hist:keys=size:vals=hitcount:sort=hitcount:size=2048 "
		"[active]\n#\n\n"
		"{ size:    2097152 } hitcount:         64\n"
		"{ size:       4096 } hitcount:      32768\n\n"
		"Totals:\n    Hits: 32832\n    Entries: 2\n    Dropped: 0\n";

	assert_int_equal(tracehist_hits(text, "size", 2097152), 64);
	assert_int_equal(tracehist_hits(text, "size", 4096), 32768);
	assert_int_equal(tracehist_hits(text, "size", 8192), 0);
	assert_int_equal(tracehist_hits(text, "siz", 4096), 0);
	assert_int_equal(tracehist_hits("", "size", 4096), 0);
	assert_int_equal(tracehist_total(text), 32832);
	assert_int_equal(tracehist_total(""), 0);
	assert_int_equal(tracehist_hits("{ ret: -22 } hitcount: 3\n"
				       "{ ret: -14 } hitcount: 4\n",
				       "ret", -22), 3);
}

TEST(counters_text)
{
	struct vgpu_counters c;

	assert_int_equal(vgpu_parse("seen 512\ndirect 1\nhist_12 9\n", &c), 0);
	assert_int_equal(c.n, 3);
	assert_int_equal(vgpu_counter(&c, "seen"), 512);
	assert_int_equal(vgpu_counter(&c, "hist_12"), 9);
	assert_int_equal(vgpu_counter(&c, "split"), 0);
	assert_int_equal(vgpu_parse("seen\n", &c), -EINVAL);
	assert_int_equal(vgpu_parse("seen 1 2\n", &c), -EINVAL);
	assert_int_equal(vgpu_parse("", &c), 0);
}

TEST(predictions)
{
	static const struct {
		enum pred pred;
		struct outcome o;	/* ranges seen direct split failed unsafe */
		bool holds;
	} t[] = {
		{ PRED_2M, { 64, 64, 64, 0, 0, 0 }, true },
		{ PRED_2M, { 64, 64, 64, 0, 0, 1 }, false },
		{ PRED_2M, { 64, 64, 63, 1, 0, 0 }, false },
		{ PRED_SPLIT, { 64, 64, 0, 64, 0, 0 }, true },
		{ PRED_SPLIT, { 64, 64, 0, 63, 1, 0 }, false },
		{ PRED_FIRST_2M, { 512, 512, 1, 511, 0, 0 }, true },
		{ PRED_FIRST_2M, { 512, 512, 2, 510, 0, 0 }, false },
		{ PRED_ERR, { 64, 64, 0, 0, 64, 0 }, true },
		{ PRED_UNSAFE, { 64, 64, 64, 0, 0, 64 }, true },
		{ PRED_UNSAFE, { 64, 64, 64, 0, 0, 12 }, false },
		{ PRED_NONE, { 64, 64, 1, 2, 3, 4 }, true },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		assert_int_equal(pred_holds(t[i].pred, &t[i].o), t[i].holds);
}

static enum pred predicted(const char *scenario, const char *policy)
{
	struct policy p;

	assert_int_equal(policy_from_text(policy, &p), 0);
	return scenario_pred(scenario_find(scenario), &p);
}

TEST(rows)
{
	const struct scenario *s;
	size_t i, j, primary = 0;
	struct policy p;

	for (i = 0; (s = scenario_at(i)); i++) {
		assert_in_range(strlen(s->desc), 1, 60);
		assert_non_null(s->why);
		assert_in_range(strlen(s->name), 1, 24);
		assert_non_null(s->plan);
		assert_in_range(s->ranges, 1, 512);
		primary += s->primary;
		assert_ptr_equal(scenario_find(s->name), s);
		for (j = 0; j < i; j++)
			assert_string_not_equal(s->name, scenario_at(j)->name);
	}
	assert_in_range(primary, 1, 8);
	assert_null(scenario_find("no-such-row"));
	assert_int_equal(predicted("small-scattered", "no-check"), PRED_ERR);
	assert_int_equal(predicted("small-misaligned", "vfio-only aligned"), PRED_SPLIT);
	assert_int_equal(predicted("small-misaligned", "vfio-only huge"), PRED_SPLIT);
	assert_int_equal(predicted("small-contiguous", "vfio-only huge"), PRED_SPLIT);
	assert_int_equal(predicted("hugetlb-1g", "vfio-only huge"), PRED_FIRST_2M);
	assert_int_equal(predicted("hva-differs", "vfio-only huge"), PRED_2M);
	assert_int_equal(predicted("slot-readonly", "vfio-only huge memslot"), PRED_2M);
	assert_int_equal(predicted("slot-split", "vfio-only huge memslot"), PRED_SPLIT);
	assert_int_equal(predicted("slot-split", "vfio-only huge"), PRED_2M);
	assert_int_equal(predicted("vfio-only-mapped", "vfio-only memslot"), PRED_SPLIT);
	assert_int_equal(predicted("hole", "vfio-only huge memslot"), PRED_ERR);
	assert_int_equal(predicted("thp-hole", "vfio-only aligned"),
			 PRED_SPLIT);
	assert_int_equal(predicted("hole", "stock never-2m"),
			 PRED_ERR);
	assert_int_equal(predicted("vfio-only-mapped", "stock never-2m"), PRED_SPLIT);
	assert_int_equal(predicted("thp-aligned", "nothing"), PRED_NONE);
	assert_int_equal(policy_from_text("my-series", &p), -EINVAL);
	assert_int_equal(policy_from_text("vfio-only mostly", &p), -EINVAL);
	assert_int_equal(policy_from_text("vfio-only huge huge", &p), -EINVAL);
	assert_int_equal(policy_from_text("huge", &p), -EINVAL);
	assert_int_equal(policy_from_text("", &p), -EINVAL);
	assert_int_equal(policy_from_text("vfio", &p), -EINVAL);
}

/* What the model takes: whole sets, 2^n of them, in range. */
static bool fits(uint32_t entries, uint32_t ways)
{
	uint32_t sets = ways ? entries / ways : 0;

	return !entries || (ways && entries % ways == 0 && !(sets & (sets - 1)));
}

static void check_point(const struct sweep_axis *a, const uint32_t *v)
{
	struct gen9_params p;

	for (unsigned int n = 0; n < a->nparam; n++)
		assert_true(!a->ways[n] || fits(v[a->param[n]], v[a->ways[n]]));
	for (unsigned int i = 0; i < GEN9_PARAM_COUNT; i++)
		gen9_param_set(&p, i, v[i]);
	assert_true(gen9_params_valid(&p));
}

static void check_axis(const struct sweep_axis *a, const uint32_t *base)
{
	uint32_t v[GEN9_PARAM_COUNT], last = 0;
	bool has_own = false;

	assert_in_range(a->npct, 2, SWEEP_POINTS);
	for (unsigned int k = 0; k < a->npct; k++) {
		sweep_params(a, a->pct[k], base, v);
		check_point(a, v);
		assert_true(!k || a->pct[k] > a->pct[k - 1]);
		assert_true(v[a->param[0]] >= last);
		last = v[a->param[0]];
		if (a->pct[k] != 100)
			continue;
		has_own = true;
		assert_memory_equal(v, base, GEN9_PARAM_COUNT * sizeof(*v));
	}
	assert_true(has_own);
	assert_true(last >= 2 * base[a->param[0]]);
}

/*
 * Every point of every axis is one that the model accepts, 100 % is the
 * base's own, and more is never less.
 */
TEST(sweep_axes_fit)
{
	uint32_t base[] = {
#define P(name, unit, min, max, def) def,
		GEN9_PARAMS(P)
#undef P
	};

	sweep_set_base(base);
	for (unsigned int i = 0; i < sweep_naxes; i++)
		check_axis(&sweep_axes[i], base);
}

/*
 * The base has what the part's file has; where that is 0, what is in its
 * range. A device that overlaps keeps what it has.
 */
TEST(sweeps_are_made_in_the_parts_set)
{
	uint32_t kept[GEN9_PARAM_COUNT] = { [GEN9_PARAM_stream_lines] = 7 };
	struct gen9_range range[GEN9_PARAM_COUNT];
	struct gen9_params p;
	char err[200];

	if (gen9_params_load_ranges(&p, range, "gpu/params/kbl-gt2.params", err,
				    sizeof(err)))
		fail_msg("%s", err);
	for (unsigned int i = 0; i < sweep_nbase; i++) {
		enum gen9_param n = sweep_base[i].param;

		assert_in_range(sweep_base[i].value, range[n].lo, range[n].hi);
		if (gen9_param_get(&p, n))
			assert_int_equal(sweep_base[i].value,
					 gen9_param_get(&p, n));
	}
	sweep_set_base(kept);
	assert_int_equal(kept[GEN9_PARAM_stream_lines], 7);
	assert_int_equal(kept[GEN9_PARAM_iommu_step_ns], 0);
}
