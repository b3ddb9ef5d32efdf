// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whose reference is it: a guest that gives back what a workload holds, a
 * workload that gives back what it never had, a table that is freed while
 * it is next in a list. Nothing here depends on 2MiB entries.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "host/blt.h"
#include "host/rows.h"
#include "host/repro_int.h"
#include "host/tracehist.h"
#include "host/work.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY

/*
 * A root is created once and destroyed twice while the GPU is at work in
 * its tree: the second time drops the workload's reference.
 */
static int repro_destroy(struct probe *p)
{
	volatile uint32_t *flag;
	int64_t busy, left;
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);

	if (ret)
		return ret;
	cell_phase(&p->res->cell, "destroy twice");
	flag = work_src(p, &w);
	*flag = 0;
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = work_hold(p, &w, root);
	usleep(1000);		/* it is on the GPU */
	busy = repro_tables(p);
	if (!ret)
		ret = probe_notify(p, root, DESTROY);
	if (!ret)
		ret = probe_notify(p, root, DESTROY);
	left = repro_tables(p);
	probe_found(p, "tables_at_work", busy);
	probe_found(p, "tables_destroyed_twice", left);
	repro_shown(p, busy - left);
	*flag = 1;
	if (!ret)
		ret = work_wait(p, &w);
	probe_found(p, "work_done", !ret);
	return repro_end(p, ret);
}

/*
 * A table and the next lower one are each written by halves, so both are on
 * the list of what is shadowed late. By then the upper one's entry is gone
 * (a DMA write, which nobody traps): the lower one is freed, and is next.
 */
static int repro_flush(struct probe *p)
{
	uint64_t root, child, *pde, gpa;
	struct work w;
	int ret = repro_work(p, &w, &root);

	child = ret ? 0 : ppgtt_page(&p->tables);
	pde = child ? ppgtt_pde(&p->tables, root, 0) : NULL;
	if (!pde)
		return ret ? ret : cell_fail(&p->res->cell, -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "flush");
	*pde = ppgtt_4k(child);
	ppgtt_table(&p->tables, child)[0] = ppgtt_4k(range_gpa(0));
	gpa = ppgtt_pde_gpa(&p->tables, pde);
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = kvm_store32(&p->kvm, gpa, *pde);
	if (!ret)
		ret = kvm_store64(&p->kvm, gpa, *pde);
	if (!ret)
		ret = kvm_store32(&p->kvm, child, ppgtt_4k(range_gpa(0)));
	*pde = 0;
	if (!ret)
		ret = work_idle(p, &w, root);
	repro_shown(p, 0);
	return repro_end(p, ret);
}

static const struct tracehist pinned = {
	"gtt2m/pin_mm", "r:gtt2m/pin_mm kvmgt:intel_vgpu_pin_mm "
	"ret=$retval:s32", "hist:keys=ret if ret == 0"
};
static const struct tracehist unpinned = {
	"gtt2m/unpin_mm", "p:gtt2m/unpin_mm kvmgt:intel_vgpu_unpin_mm "
	"mm=%di:u64", "hist:keys=common_pid"
};

/*
 * A reset of all engines drops the shadow but keeps the root; the guest has
 * spoilt its tree meanwhile, so the workload cannot pin it. How many pins
 * does its end give back?
 */
static int repro_pincount(struct probe *p)
{
	int64_t took, gave;
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root), bad;

	if (ret)
		return ret;
	cell_phase(&p->res->cell, "pin count");
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = work_restart(p, &w);
	if (!ret)
		ret = tracehist_on(&pinned);
	if (!ret)
		ret = tracehist_on(&unpinned);
	ppgtt_table(&p->tables, root)[1] =
		ppgtt_4k(range_gpa(p->backing.n + 1));
	bad = ret ? ret : work_idle(p, &w, root);
	took = tracehist_count(&pinned);
	gave = tracehist_count(&unpinned);
	tracehist_off(&pinned);
	tracehist_off(&unpinned);
	probe_found(p, "work_refused", bad != 0);
	probe_found(p, "pins_taken", took);
	probe_found(p, "pins_given_back", gave);
	repro_shown(p, gave - took);
	return repro_end(p, ret);
}

/*
 * The same, then the guest mends its tree and gives the GPU the next work. If
 * the work that failed has left its timeline locked, that is not done, and the
 * vGPU cannot be closed.
 */
static int repro_failed(struct probe *p)
{
	int ret, bad, again;
	uint64_t root;
	struct work w;

	ret = repro_work(p, &w, &root);
	if (ret)
		return ret;
	cell_phase(&p->res->cell, "work that fails");
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = work_restart(p, &w);
	if (ret)
		return repro_end(p, ret);
	ppgtt_table(&p->tables, root)[1] =
		ppgtt_4k(range_gpa(p->backing.n + 1));
	bad = work_idle(p, &w, root);
	ppgtt_table(&p->tables, root)[1] = 0;
	cell_phase(&p->res->cell, "the next work");
	again = work_idle(p, &w, root);
	probe_found(p, "first_failed", bad != 0);
	probe_found(p, "next_done", !again);
	repro_shown(p, again != 0);
	return repro_end(p, 0);
}

static const struct scenario rows[] = {
	{
		.name = "repro-destroy", .ranges = 1, .crash = true,
		.desc = "a GPU page table root destroyed twice, at work",
		.why = "intel_vgpu_put_ppgtt_mm drops the reference of the workload",
		PLAN(.backing = BACKING_THP, .special = repro_destroy),
	}, {
		.name = "repro-flush", .ranges = 1, .crash = true, .spins = true,
		.desc = "tables written by halves, one freed meanwhile",
		.why = "intel_vgpu_flush_post_shadow goes on with the next table, which it has freed",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_flush),
	}, {
		.name = "repro-pincount", .ranges = 1,
		.desc = "work whose tree cannot be shadowed",
		.why = "complete_current_workload gives back pins that the workload never had",
		PLAN(.backing = BACKING_THP, .special = repro_pincount),
	}, {
		.name = "repro-failed", .ranges = 1,
		.crash = true,
		.desc = "work after work whose tree cannot be shadowed",
		.why = "dispatch_workload drops a request that was not added: its timeline stays locked",
		PLAN(.backing = BACKING_THP, .special = repro_failed),
	},
};
const struct rowset repro_refs_rows = ROWSET(rows);
