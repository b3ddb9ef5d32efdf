// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What outlives its owner: shadow tables of a device that was closed, pins
 * of a tree that failed.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "host/land.h"
#include "host/pagemap.h"
#include "host/reach.h"
#include "host/rows.h"
#include "host/repro_int.h"
#include "host/work.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE

/*
 * The device is closed, which unpins all, and opened again without a
 * reset: a create for a known pdp finds the old shadow.
 */
static int repro_reopen(struct probe *p)
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

/*
 * The same for the GGTT: a page of the guest's is in the aperture when the
 * device is closed. Opened again without a reset, the aperture still leads
 * to the frame. The CPU writes to it; no GPU is needed.
 */
static int repro_aperture(struct probe *p)
{
	unsigned int i, freed = 0, overwritten = 0;
	uint64_t pfn[8];
	struct land_area other;
	struct work w;
	int ret = land_area(&other, 64, true);

	if (!ret)
		ret = reach_open(p, &w);
	cell_phase(&p->res->cell, "aperture");
	for (i = 0; i < p->backing.n && i < 8 && !ret; i++) {
		ret = pagemap_frames(p->backing.va[i], 1, &pfn[i]);
		if (!ret)
			ret = work_ggtt(p, &w, WORK_GGTT_PAGES + i,
					range_gpa(i));
	}
	if (!ret)
		ret = vfio_reopen(&p->vfio, p->vgpu.uuid);
	for (i = 0; i < p->backing.n && i < 8 && !ret; i++) {
		uint32_t *theirs;

		if (madvise(p->backing.va[i], RANGE_SIZE, MADV_DONTNEED))
			return cell_fail(&p->res->cell, -errno, "madvise");
		theirs = (void *)land_take_frame(&other, pfn[i]);
		if (!theirs)
			continue;
		freed++;
		*theirs = 0;
		ret = vfio_poke(&p->vfio, w.gma + (WORK_GGTT_PAGES + i) * 4096,
				0x0bad0bad);
		overwritten += *(volatile uint32_t *)theirs != 0;
	}
	probe_found(p, "frames_freed", freed);
	probe_found(p, "overwritten", overwritten);
	repro_shown(p, overwritten);
	return repro_end(p, ret);
}

/* One tree of two entries, the second of which cannot be pinned. */
static int repro_siblings(struct probe *p)
{
	struct pass pass = { 0 };
	int64_t before, after;
	struct work w;
	uint64_t root;
	int ret = reach_open(p, &w);

	cell_phase(&p->res->cell, "siblings");
	root = ret ? 0 : reach_tree(p, &w, 0);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	*ppgtt_pde(&p->tables, root, RANGE_SIZE) = ppgtt_2m(range_gpa(1));
	/* A frame that KVM knows and VFIO does not. */
	ret = vfio_unmap(&p->vfio, range_gpa(1), RANGE_SIZE);
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	before = repro_mappings(p);
	reach_found(p, "pins_before", "pins_outstanding");
	ret = probe_notify(p, root, CREATE);
	reach_found(p, "failed", "failed");
	after = repro_mappings(p);
	reach_found(p, "pins_after_failure", "pins_outstanding");
	if (!ret)
		ret = vfio_reset(&p->vfio);
	reach_found(p, "pins_after_reset", "pins_outstanding");
	probe_found(p, "mappings_left", after - before);
	probe_found(p, "mappings_after_reset", repro_mappings(p));
	repro_shown(p, after - before);
	if (ret)
		return cell_fail(&p->res->cell, ret, "siblings");
	probe_close(p, &pass);
	if (p->res->have_counters)
		probe_found(p, "pins_after_close",
			    vgpu_counter(&pass.closed, "pins_outstanding"));
	return 0;
}

static const struct scenario rows[] = {
	{
		.name = "repro-reopen", .ranges = 8,
		.desc = "vGPU closed and opened again without a reset",
		.why = "close unpins all pages but keeps the shadow tables, which a known pdp finds again",
		PLAN(.backing = BACKING_THP, .special = repro_reopen),
	}, {
		.name = "repro-siblings", .ranges = 2,
		.desc = "a tree fails half-way: is its first half unpinned?",
		.why = "a failed populate leaves the entries before it in place",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_siblings),
	}, {
		.name = "repro-aperture", .ranges = 8,
		.desc = "as repro-reopen, by the GGTT and the CPU",
		.why = "close unpins all pages but keeps the GGTT's entries",
		PLAN(.backing = BACKING_THP, .special = repro_aperture),
	},
};
const struct rowset repro_close_rows = ROWSET(rows);
