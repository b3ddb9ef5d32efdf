// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Running a scenario: the ranges are arranged once, then shadowed and torn
 * down on a fresh vGPU, first counted (kprobes on), then timed (off).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "gpu/host/state.h"
#include "host/host.h"
#include "host/iommufd.h"
#include "host/land.h"
#include "host/layout.h"
#include "host/pagemap.h"
#include "host/probe.h"
#include "host/probe_record.h"
#include "host/scenario.h"
#include "host/work.h"
#include "lib/sys.h"

static void stat_add(struct range_stat *s, uint64_t ns)
{
	if (!s->total_ns || ns < s->min_ns)
		s->min_ns = ns;
	if (ns > s->max_ns)
		s->max_ns = ns;
	s->total_ns += ns;
}

/* The first 2MiB of a 1GiB page is a case of its own. */
static bool starts_1g(const struct probe *p, unsigned int i)
{
	return p->plan->backing == BACKING_HUGETLB_1G && i % 512 == 0;
}

/* So that two seeds can be told apart by one number. */
static uint64_t placement(const struct backing *b)
{
	uint64_t h = GEN9_STATE_HASH, pfn;
	unsigned int i;

	for (i = 0; i < b->n; i++)
		if (!pagemap_frames(b->va[i], 1, &pfn))
			h = gen9_state_hash(h, &pfn, sizeof(pfn));
	return h;
}

static uint64_t order(const struct probe *p)
{
	uint64_t h = GEN9_STATE_HASH, v;
	unsigned int i;

	for (i = 0; i < p->active; i++) {
		v = p->order[i];
		h = gen9_state_hash(h, &v, sizeof(v));
	}
	return h;
}

/* How often this process has gone to sleep: the clock then skips. */
static unsigned int sleeps(void)
{
	struct rusage u;

	return getrusage(RUSAGE_SELF, &u) ? 0 : u.ru_nvcsw;
}

static int populate(struct probe *p, struct pass *pass)
{
	unsigned int slept = sleeps();
	struct vgpu_counters before, after;
	unsigned int k, i;
	uint64_t ns;
	int ret = 0;

	rng_order(&p->rng, p->order, p->backing.n);
	if (!p->res->order)
		p->res->order = order(p);
	pass->ranges = p->active;
	for (k = 0; k < p->active && !ret; k++) {
		i = p->order[k];
		if (starts_1g(p, i))
			vgpu_counters(&p->vgpu, &before);
		ret = probe_populate(p, i, &ns);
		stat_add(&pass->populate, ns);
		if (!starts_1g(p, i) || vgpu_counters(&p->vgpu, &after))
			continue;
		pass->first_ranges++;
		pass->first_direct += vgpu_counter(&after, "direct") -
				      vgpu_counter(&before, "direct");
	}
	pass->slept += sleeps() - slept;
	vgpu_counters(&p->vgpu, &pass->populated);
	return ret;
}

static int tear_down(struct probe *p, struct pass *pass)
{
	unsigned int trees = p->plan->update == UPDATE_STORE ? 1 :
			     p->active, k, slept = sleeps();
	uint64_t t;
	int ret = 0;

	rng_shuffle(&p->rng, p->order, trees);
	for (k = 0; k < trees && !ret; k++) {
		ret = vfio_ppgtt_root(&p->vfio, p->roots[p->order[k]]);
		t = clock_ns();
		if (!ret)
			ret = vfio_ppgtt_notify(&p->vfio,
					VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY);
		stat_add(&pass->teardown, clock_ns() - t);
	}
	pass->slept += sleeps() - slept;
	vgpu_counters(&p->vgpu, &pass->torn_down);
	return ret;
}

/* All that comes before the first entry is shadowed. */
static int prepare(struct probe *p, struct pass *pass, struct work *w)
{
	struct cell *c = &p->res->cell;
	unsigned int i, trees = p->plan->update == UPDATE_STORE ? 1 :
				p->backing.n;
	uint64_t ns;
	int ret;

	cell_phase(c, "set-up");
	ret = probe_open(p);
	if (ret)
		return ret;
	p->res->have_counters = vgpu_counters(&p->vgpu, &pass->closed) == 0;
	ret = probe_trees(p);
	if (!ret && w)
		ret = work_open(p, w);
	for (i = 0; i < trees && w && !ret; i++)
		ret = work_map(p, w, p->roots[i]);
	if (!ret && p->plan->update == UPDATE_STORE)
		ret = probe_create(p, p->roots[0], &ns);
	if (!ret)
		ret = layout_track(p);
	return ret ? cell_fail(c, ret, "tables and tracking") : 0;
}

/* Said before the close, which the kernel may not survive. */
static void note_populated(const struct pass *pass)
{
	char text[96];

	snprintf(text, sizeof(text),
		 "before the close: %lld entries seen, %lld at 2MiB, %lld split",
		 (long long)vgpu_counter(&pass->populated, "seen"),
		 (long long)vgpu_counter(&pass->populated, "direct"),
		 (long long)vgpu_counter(&pass->populated, "split"));
	rec_emit(json_pack("{ss ss}", "type", "note", "text", text));
}

static int run_pass(struct probe *p, struct pass *pass, bool count)
{
	struct cell *c = &p->res->cell;
	int ret = prepare(p, pass, NULL);

	if (ret)
		return ret;
	ret = count ? dmacount_start() : 0;
	if (!ret && count)
		ret = iommucount_start();
	if (ret)
		return cell_fail(c, ret, "kprobe and IOMMU events");
	cell_phase(c, "populate");
	ret = populate(p, pass);
	if (ret)
		return cell_fail(c, ret, "writing the entries");
	ret = count ? dmacount_stop(&pass->dma) : 0;
	if (ret)
		return cell_fail(c, ret, "reading the kprobe events");
	cell_phase(c, "teardown");
	ret = tear_down(p, pass);
	if (ret)
		return cell_fail(c, ret, "teardown");
	cell_phase(c, "close");
	if (p->plan->iommufd)
		note_populated(pass);
	probe_close(p, pass);
	ret = count ? iommucount_stop(&pass->iommu) : 0;
	return ret ? cell_fail(c, ret, "reading the IOMMU events") : 0;
}

static int land_pass(struct probe *p)
{
	struct cell *c = &p->res->cell;
	struct pass scratch = { 0 };
	struct work w;
	int ret = prepare(p, &scratch, &w);

	if (ret)
		return ret;
	cell_phase(c, "GPU writes");
	ret = land_ranges(p, &w, &p->res->landing);
	if (ret)
		return cell_fail(c, ret, "GPU writes");
	probe_close(p, &scratch);
	p->res->landed = true;
	return 0;
}

static int set_up(struct probe *p)
{
	struct probe_result *res = p->res;
	/* A debug kernel takes minutes for hundreds of ranges. */
	unsigned int n = p->scenario->ranges;
	uint64_t most = cmdline_u64("gtt2m.ranges", n);
	int ret;

	if (most && most < n)
		n = most;

	if (p->plan->iommufd && !iommufd_there()) {
		snprintf(res->not_set_up, sizeof(res->not_set_up),
			 "this kernel has no iommufd");
		return 0;
	}
	cell_phase(&res->cell, "backing");
	p->low = mmap(NULL, LOW_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE |
		      MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (p->low == MAP_FAILED)
		return cell_fail(&res->cell, -errno, "memory for tables");
	rng_seed(&p->rng, p->seed);
	ret = backing_make(&p->backing, p->plan->backing, n, &p->rng,
			   res->not_set_up, sizeof(res->not_set_up));
	res->set_up = !ret;
	res->ranges = n;
	if (!ret)
		res->placement = placement(&p->backing);
	return 0;
}

static int probe_child(void *arg)
{
	struct probe *p = arg;
	struct probe_result *res = p->res;
	int ret = set_up(p);

	if (ret || !res->set_up)
		return ret;
	if (p->plan->special)
		return p->plan->special(p);
	p->active = p->backing.n;
	ret = run_pass(p, &res->count, true);
	if (ret)
		return ret;
	/* Nobody (khugepaged, compaction) made it something else meanwhile. */
	res->set_up = !backing_check(&p->backing, res->not_set_up,
				     sizeof(res->not_set_up));
	if (!res->set_up)
		return 0;
	res->counted = true;
	if (p->plan->counted_only)
		return 0;
	if (p->active > TIMED_RANGES)
		p->active = TIMED_RANGES;
	ret = run_pass(p, &res->time, false);
	if (ret)
		return ret;
	res->timed = true;
	return land_pass(p);
}

int probe_cell(struct cell *c, const char *scenario, uint64_t seed, bool *ill)
{
	const struct scenario *s = scenario_find(scenario);
	struct probe_result *res = cell_shared(sizeof(*res));
	struct probe *p;
	struct cell_end end;
	int ret;

	if (!s)
		return cell_fail(c, -EINVAL, "no probe scenario '%s'",
				 scenario);
	p = res ? calloc(1, sizeof(*p)) : NULL;
	if (!p)
		return cell_fail(c, -ENOMEM, "the probe");
	*p = (struct probe) {
		.scenario = s, .plan = s->plan, .seed = seed, .res = res,
		.kvm = { .dev = -1, .vm = -1, .vcpu = -1, .vfio = -1 },
		.vfio = { .container = -1, .group = -1, .device = -1 },
	};
	cell_run(&res->cell, probe_child, p, PROBE_LIMIT_NS,
		 NSEC_PER_SEC, &end);
	*ill = end.ill || end.stuck;
	if (end.status && !*ill) {	/* nothing may stay behind */
		vgpu_discard(seed);
		dmacount_stop(&res->count.dma);
	}
	rec_emit(probe_record(p, &end));
	ret = end.status && !end.ill && !end.stuck ? -EIO : 0;
	if (ret)
		cell_fail(c, 0, "%s", res->cell.why);
	free(p);
	return ret;
}
