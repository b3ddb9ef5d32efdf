// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring loads the root of its context's page tables, as a driver may that
 * changes them, with MI_LOAD_REGISTER_IMM: both halves of PDP0. GVT-g keeps a
 * list of the roots that a workload loads, by a list head in the root itself.
 * The second load adds what is on the list already, and the list has no end any
 * more: the thread that submits the workload walks it with the vGPU's lock held.
 *
 * Two workloads that load one root, each on its engine, would spoil their lists
 * in the same way.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "host/blt.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"

#define CREATE		VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define BLT_PDP0_LDW	(BLT_RING_BASE + 0x270)
#define MI_LRI_2	(0x22u << 23 | 3)

/* The upper half first, or GVT-g does not look at it. Dwords written. */
static unsigned int load_root(uint32_t *ring, uint64_t root)
{
	const uint32_t load[] = { MI_LRI_2, BLT_PDP0_LDW + 4, root >> 32,
				  BLT_PDP0_LDW, (uint32_t)root };

	memcpy(ring, load, sizeof(load));
	return sizeof(load) / sizeof(*load);
}

/* Is a batch done that follows so many loads? */
static bool done_after(struct probe *p, struct work *w, uint64_t root,
		       unsigned int loads)
{
	uint32_t ring[WORK_BEFORE_MAX];
	unsigned int n = 0;

	while (loads--)
		n += load_root(ring + n, root);
	blt_end((uint32_t *)(p->low + w->batch_gpa));
	return !work_run_after(p, w, root, ring, n);
}

static int repro_reload(struct probe *p)
{
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);
	bool twice;

	if (ret)
		return ret;
	cell_phase(&p->res->cell, "reload");
	ret = probe_notify(p, root, CREATE);
	if (ret || !done_after(p, &w, root, 1))
		return repro_end(p, ret ? ret : -EIO);
	twice = done_after(p, &w, root, 2);
	probe_found(p, "done_after_two_loads", twice);
	repro_shown(p, !twice);
	return repro_end(p, 0);
}

static const struct scenario rows[] = {
	{
		/* a kernel that spins takes a minute to be sure of */
		.name = "repro-reload", .ranges = 1, .on_request = true,
		.crash = true, .spins = true,
		.desc = "a page table root loaded twice in a ring",
		.why = "cmd_pdp_mmio_update_handler adds it to a list that it is on: intel_vgpu_shadow_mm_pin finds no end",
		PLAN(.backing = BACKING_THP, .special = repro_reload),
	},
};
const struct rowset repro_reload_rows = ROWSET(rows);
