// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What outlives its owner: shadow tables of a device that was closed, pins
 * of a tree that failed.
 */
#include <errno.h>
#include <stddef.h>

#include "host/land.h"
#include "host/probe.h"
#include "host/reach.h"
#include "host/repro.h"
#include "host/work.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE

/*
 * The device is closed, which unpins all, and opened again without a
 * reset: a create for a known pdp finds the old shadow.
 */
int repro_reopen(struct probe *p)
{
	uint64_t roots[16];
	struct reach r = { 0 };
	struct land_area other;
	unsigned int i;
	struct work w;
	int ret = land_area(&other, 64, true);

	if (!ret)
		ret = reach_open(p, &w);
	cell_phase(&p->res->cell, "reopen");
	for (i = 0; i < p->backing.n && i < 16 && !ret; i++) {
		roots[i] = reach_tree(p, &w, i);
		ret = roots[i] ? probe_notify(p, roots[i], CREATE) : -ENOSPC;
	}
	reach_found(p, "seen_before", "seen");
	if (!ret)
		ret = vfio_reopen(&p->vfio, p->vgpu.uuid);
	reach_found(p, "pins_while_closed", "pins_outstanding");
	if (!ret)
		ret = work_start(p, &w);
	for (i = 0; i < p->backing.n && i < 16 && !ret; i++) {
		ret = probe_notify(p, roots[i], CREATE);
		if (!ret)
			ret = reach_freed(p, &w, roots[i], i, &other, &r);
	}
	reach_found(p, "seen_after", "seen");
	return reach_finish(p, &r, ret);
}

/* One tree of two entries, the second of which names no memory. */
int repro_siblings(struct probe *p)
{
	struct pass pass = { 0 };
	struct work w;
	uint64_t root;
	int ret = reach_open(p, &w);

	cell_phase(&p->res->cell, "siblings");
	root = ret ? 0 : reach_tree(p, &w, 0);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	*ppgtt_pde(&p->tables, root, RANGE_SIZE) =
		ppgtt_2m(range_gpa(p->backing.n + 1));
	reach_found(p, "pins_before", "pins_outstanding");
	ret = probe_notify(p, root, CREATE);
	reach_found(p, "failed", "failed");
	reach_found(p, "pins_after_failure", "pins_outstanding");
	if (!ret)
		ret = vfio_reset(&p->vfio);
	reach_found(p, "pins_after_reset", "pins_outstanding");
	if (ret)
		return cell_fail(&p->res->cell, ret, "siblings");
	probe_close(p, &pass);
	probe_found(p, "pins_after_close",
		    vgpu_counter(&pass.closed, "pins_outstanding"));
	return 0;
}
