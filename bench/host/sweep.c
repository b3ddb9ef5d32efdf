// SPDX-License-Identifier: GPL-2.0-or-later
/* Blits at each point of the cost model; contract in sweep.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "host/blt.h"
#include "host/gpucount.h"
#include "host/rows.h"
#include "host/sweep.h"
#include "host/work.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define RESOURCE0 "/sys/bus/pci/devices/" GPU_BDF "/resource0"
#define TUNE_LEN	0x2000
#define PAGE		4096u
#define BATCH_PAGES	8u
#define BLITS_MAX	(BATCH_PAGES * PAGE / 4 / BLT_DW - 1)
/* A blit of the scattered pattern: a page. */
#define SCATTER_LEN	PAGE
#define SCATTER_BLITS	640u

struct sweep {
	struct probe *p;
	struct work w;
	uint64_t root;
	volatile uint32_t *tune;
	uint32_t own[GEN9_PARAM_COUNT], base[GEN9_PARAM_COUNT];
	bool translated;
};

/* ---- parameters ----------------------------------------------------------- */

static uint32_t clamp(uint64_t v, uint32_t min, uint32_t max)
{
	return v < min ? min : v > max ? max : v;
}

static uint32_t scale(enum gen9_param i, uint32_t own, unsigned int pct)
{
	static const struct {
		uint32_t min, max;
	} range[] = {
#define P(name, unit, min, max, def) { min, max },
		GEN9_PARAMS(P)
#undef P
	};

	return clamp((uint64_t)own * pct / 100, range[i].min, range[i].max);
}

void sweep_params(const struct sweep_axis *a, unsigned int pct,
		  const uint32_t own[GEN9_PARAM_COUNT],
		  uint32_t out[GEN9_PARAM_COUNT])
{
	memcpy(out, own, GEN9_PARAM_COUNT * sizeof(*out));
	for (unsigned int i = 0; i < a->nparam; i++) {
		uint32_t v = scale(a->param[i], own[a->param[i]], pct);

		if (a->ways[i]) {
			uint32_t ways = own[a->ways[i]], sets = 1;

			/* whole sets, a power of two of them, not more */
			if (v && v < ways)
				ways = v;
			while (v && 2 * sets * ways <= v)
				sets *= 2;
			v = v ? sets * ways : 0;
			out[a->ways[i]] = ways;
		}
		out[a->param[i]] = v;
	}
}

void sweep_set_base(uint32_t v[GEN9_PARAM_COUNT])
{
	if (v[GEN9_PARAM_stream_lines])
		return;
	for (unsigned int i = 0; i < sweep_nbase; i++)
		v[sweep_base[i].param] = sweep_base[i].value;
}

static int tune_open(struct sweep *s)
{
	int fd = open(RESOURCE0, O_RDWR | O_SYNC | O_CLOEXEC);
	void *bar;

	if (fd < 0)
		return -errno;
	bar = mmap(NULL, TUNE_LEN, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   GEN9_TUNE_BASE);
	close(fd);
	if (bar == MAP_FAILED)
		return -errno;
	s->tune = bar;
	for (unsigned int i = 0; i < GEN9_PARAM_COUNT; i++)
		s->own[i] = s->tune[i];
	memcpy(s->base, s->own, sizeof(s->base));
	sweep_set_base(s->base);
	return 0;
}

static int tune(struct sweep *s, const uint32_t v[GEN9_PARAM_COUNT])
{
	volatile uint32_t *apply = s->tune +
				   (GEN9_TUNE_APPLY - GEN9_TUNE_BASE) / 4;

	for (unsigned int i = 0; i < GEN9_PARAM_COUNT; i++)
		s->tune[i] = v[i];
	*apply = 1;
	return *apply ? -EINVAL : 0;
}

/* ---- the loads ------------------------------------------------------------ */

static uint64_t range_va(unsigned int i)
{
	return i * RANGE_SIZE;
}

/* Each range of the lower half to its partner, whole. */
static uint64_t stream(struct sweep *s, uint32_t *batch)
{
	unsigned int half = s->p->backing.n / 2, i;

	for (i = 0; i < half; i++)
		batch += blt_copy(batch, BLT_SRC_COPY, range_va(half + i),
				  range_va(i), RANGE_SIZE);
	blt_end(batch);
	return half * RANGE_SIZE;
}

/* Pages from and to anywhere: source in the lower half. */
static uint64_t scatter(struct sweep *s, uint32_t *batch)
{
	unsigned int half = s->p->backing.n / 2, i;
	struct rng r;

	rng_seed(&r, s->p->seed);
	for (i = 0; i < SCATTER_BLITS; i++) {
		uint64_t from = rng_below(&r, half * RANGE_PAGES);
		uint64_t to = rng_below(&r, half * RANGE_PAGES);

		batch += blt_copy(batch, BLT_SRC_COPY,
				  range_va(half) + to * PAGE, from * PAGE,
				  SCATTER_LEN);
	}
	blt_end(batch);
	return SCATTER_BLITS * SCATTER_LEN;
}

static const struct {
	const char *name;
	uint64_t (*fill)(struct sweep *s, uint32_t *batch);
} patterns[] = { { "stream", stream }, { "scatter", scatter } };

_Static_assert(SCATTER_BLITS <= BLITS_MAX, "batch");

/* ---- one point ------------------------------------------------------------ */

static json_t *delta_json(const struct gen9_counters *before,
			  const struct gen9_counters *after)
{
	json_t *all = gpucount_record(before, after), *obj = json_object();
	json_t *page = json_object_get(all, "page");
	json_t *busy = json_object_get(json_object_get(
		json_object_get(all, "engine"), "bcs0"), "busy_ns");
	static const char *const sums[] = { "tlb_misses", "tlb_l2_hits",
					    "walk_steps" };
	static const char *const keep[] = { "iotlb_hits", "iotlb_misses",
					    "params_hash", "faults",
					    "not_executed", "not_executed_by",
					    "untimed" };
	const char *key;
	json_t *v;

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		json_int_t sum = 0;

		json_object_foreach(page, key, v)
			if (strcmp(key, "ggtt"))
				sum += json_integer_value(
					json_object_get(v, sums[i]));
		json_object_set_new(obj, sums[i], json_integer(sum));
	}
	for (size_t i = 0; i < sizeof(keep) / sizeof(keep[0]); i++)
		json_object_set(obj, keep[i], json_object_get(all, keep[i]));
	json_object_set(obj, "busy_ns", busy);
	json_decref(all);
	return obj;
}

static int run_pattern(struct sweep *s, const char *axis, unsigned int pct,
		       size_t k)
{
	static struct gen9_counters before, after;
	uint32_t *batch = (uint32_t *)(s->p->low + s->w.batch_gpa);
	uint64_t bytes = patterns[k].fill(s, batch), t;
	json_t *rec;
	int ret = gpucount_read(&before);

	if (ret)
		return ret;
	t = clock_ns();
	ret = work_run(s->p, &s->w, s->root);
	t = clock_ns() - t;
	if (!ret)
		ret = gpucount_read(&after);
	if (ret)
		return ret;
	rec = delta_json(&before, &after);
	json_object_set_new(rec, "type", json_string("sweep"));
	json_object_set_new(rec, "axis", json_string(axis));
	json_object_set_new(rec, "overlaps",
			    json_boolean(s->base[GEN9_PARAM_stream_lines]));
	json_object_set_new(rec, "pct", json_integer(pct));
	json_object_set_new(rec, "pattern", json_string(patterns[k].name));
	json_object_set_new(rec, "bytes", json_integer(bytes));
	json_object_set_new(rec, "virt_ns", json_integer(t));
	rec_emit(rec);
	return 0;
}

static int run_point(struct sweep *s, const struct sweep_axis *a,
		     unsigned int pct)
{
	uint32_t v[GEN9_PARAM_COUNT];
	int ret;

	sweep_params(a, pct, s->base, v);
	for (size_t k = 0; k < sizeof(patterns) / sizeof(patterns[0]); k++) {
		ret = tune(s, v);	/* each begins with empty TLBs */
		if (!ret)
			ret = run_pattern(s, a->name, pct, k);
		if (ret)
			return cell_fail(&s->p->res->cell, ret,
					 "%s at %u %%, %s", a->name, pct,
					 patterns[k].name);
	}
	return 0;
}

static int run_axes(struct sweep *s)
{
	int ret = 0;

	for (unsigned int i = 0; i < sweep_naxes && !ret; i++) {
		const struct sweep_axis *a = &sweep_axes[i];

		if (a->translated && !s->translated)
			continue;
		for (unsigned int k = 0; k < a->npct && !ret; k++)
			ret = run_point(s, a, a->pct[k]);
	}
	tune(s, s->own);
	return ret;
}

/* ---- the scenario --------------------------------------------------------- */

/* One tree: the ranges from GPU address 0, the batch's pages. */
static int make_tree(struct sweep *s)
{
	struct probe *p = s->p;
	uint64_t pt = ppgtt_page(&p->tables), *pde, page;

	s->root = ppgtt_page(&p->tables);
	for (unsigned int i = 0; s->root && i < p->backing.n; i++) {
		pde = ppgtt_pde(&p->tables, s->root, range_va(i));
		if (!pde)
			return -ENOSPC;
		*pde = ppgtt_2m(range_gpa(i));
	}
	pde = s->root ? ppgtt_pde(&p->tables, s->root, WORK_BATCH_VA) : NULL;
	if (!pt || !pde)
		return -ENOSPC;
	*pde = ppgtt_4k(pt);
	for (unsigned int i = 0; i < BATCH_PAGES; i++) {
		page = ppgtt_page(&p->tables);
		if (!page)
			return -ENOSPC;
		if (!i)
			s->w.batch_gpa = page;
		ppgtt_table(&p->tables, pt)[i] = ppgtt_4k(page);
	}
	return 0;
}

static int shadow(struct sweep *s)
{
	struct probe *p = s->p;
	struct pass *pass = &p->res->count;
	int ret = iommucount_start();

	if (!ret)
		ret = probe_notify(p, s->root,
				   VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	if (!ret)
		ret = dmacount_stop(&pass->dma);
	p->res->have_counters = !vgpu_counters(&p->vgpu, &pass->populated);
	p->res->counted = !ret;
	return ret;
}

/*
 * Scenario: all ranges in one tree, shadowed once and counted as in any
 * probe; then one "sweep" record a point and pattern (docs/records.md).
 */
static int sweep_run(struct probe *p)
{
	struct sweep s = { .p = p };
	struct cell *c = &p->res->cell;
	struct pass scratch = { 0 };
	char domain[32];
	int ret = probe_open(p);

	/* Before the ring is mapped: the kernel's counters have it too. */
	if (!ret)
		ret = dmacount_start();
	if (!ret)
		ret = work_open(p, &s.w);
	if (!ret)
		ret = make_tree(&s);
	if (ret)
		return cell_fail(c, ret, "set-up of the sweep");
	cell_phase(c, "populate");
	ret = shadow(&s);
	if (ret)
		return cell_fail(c, ret, "shadowing the ranges");
	/* The clock is read when the GPU is done, not 50 us later. */
	prctl(PR_SET_TIMERSLACK, 1);
	iommu_domain(domain, sizeof(domain));
	s.translated = !strncmp(domain, "DMA", 3);
	cell_phase(c, "sweep");
	ret = tune_open(&s);
	if (ret)
		return cell_fail(c, ret, "the model's parameters");
	ret = run_axes(&s);
	if (ret)
		return ret;
	probe_close(p, &scratch);
	ret = iommucount_stop(&p->res->count.iommu);
	return ret ? cell_fail(c, ret, "reading the IOMMU events") : 0;
}

static const struct scenario rows[] = {
	{
		.name = "sweep-1g", .ranges = 64, .curves = true,
		.desc = "throughput against the GPU's cost model, 1GiB page",
		.cmdline = "hugepagesz=1G hugepages=1",
		PREDICT(SPLIT, FIRST_2M, FIRST_2M, 2M, 2M),
		.why = "as hugetlb-1g",
		PLAN(.backing = BACKING_HUGETLB_1G, .special = sweep_run),
	},
};
const struct rowset sweep_rows = ROWSET(rows);
