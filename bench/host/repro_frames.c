// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same memory in two contexts: the first one goes and takes along the
 * pin of the second, whose GPU then reaches a frame of somebody else.
 */
#include <errno.h>
#include <stddef.h>

#include "host/land.h"
#include "host/reach.h"
#include "host/rows.h"
#include "host/work.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY

/* A tree with a 4KiB entry for the first page of range i. */
static uint64_t tree_4k(struct probe *p, unsigned int i)
{
	uint64_t root = ppgtt_page(&p->tables), pt = ppgtt_page(&p->tables);
	uint64_t *pde = root && pt ? ppgtt_pde(&p->tables, root,
					       i * RANGE_SIZE) : NULL;

	if (!pde)
		return 0;
	*pde = ppgtt_4k(pt);
	ppgtt_table(&p->tables, pt)[0] = ppgtt_4k(range_gpa(i));
	return root;
}

/* Trees a and b appear, a goes; the range is given back; b is used. */
static int first_goes(struct probe *p, struct work *w, uint64_t a,
		      uint64_t b, unsigned int i, struct land_area *other,
		      struct reach *r)
{
	int64_t failed = reach_counter(p, "failed");
	int ret = a && b ? probe_notify(p, a, CREATE) : -ENOSPC;

	if (!ret)
		ret = probe_notify(p, b, CREATE);
	if (!ret)
		ret = probe_notify(p, a, DESTROY);
	if (!ret && reach_counter(p, "failed") != failed) {
		r->refused++;	/* the GPU cannot reach it at all */
		return 0;
	}
	return ret ? ret : reach_freed(p, w, b, i, other, r);
}

/*
 * One scattered range in two contexts. A policy that tries 2MiB again for
 * the second drops the first page's mapping, whatever its references:
 * intel_gvt_dma_map_guest_page(), "the same gfn with different size".
 */
static int repro_remap(struct probe *p)
{
	struct reach r = { 0 };
	struct land_area other;
	unsigned int i;
	struct work w;
	int ret = land_area(&other, 4096, false);

	if (!ret)
		ret = reach_open(p, &w);
	cell_phase(&p->res->cell, "remap");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = first_goes(p, &w, reach_tree(p, &w, i),
				 reach_tree(p, &w, i), i, &other, &r);
	reach_found(p, "lost_refs", "lost_refs");
	return reach_finish(p, &r, ret);
}

/* The same with many: the first of them goes, the last is used. */
static int repro_shared(struct probe *p)
{
	enum { CONTEXTS = 8 };
	struct reach r = { 0 };
	struct land_area other;
	uint64_t root[CONTEXTS];
	unsigned int i, k;
	struct work w;
	int ret = land_area(&other, 4096, false);

	if (!ret)
		ret = reach_open(p, &w);
	cell_phase(&p->res->cell, "shared");
	for (i = 0; i < p->backing.n && !ret; i++) {
		for (k = 0; k < CONTEXTS && !ret; k++) {
			root[k] = reach_tree(p, &w, i);
			ret = root[k] ? 0 : -ENOSPC;
			if (!ret && k && k + 1 < CONTEXTS)
				ret = probe_notify(p, root[k], CREATE);
		}
		if (!ret)
			ret = first_goes(p, &w, root[0], root[CONTEXTS - 1],
					 i, &other, &r);
	}
	probe_found(p, "contexts", CONTEXTS);
	reach_found(p, "lost_refs", "lost_refs");
	return reach_finish(p, &r, ret);
}

/* The first context has 4KiB entries, the second a 2MiB one. */
static int repro_mixed(struct probe *p)
{
	struct reach r = { 0 };
	struct land_area other;
	unsigned int i;
	struct work w;
	int ret = land_area(&other, 64, true);

	if (!ret)
		ret = reach_open(p, &w);
	cell_phase(&p->res->cell, "mixed sizes");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = first_goes(p, &w, tree_4k(p, i), reach_tree(p, &w, i), i,
				 &other, &r);
	reach_found(p, "lost_refs", "lost_refs");
	return reach_finish(p, &r, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-remap", .ranges = 8,
		.desc = "two contexts share 4KiB pages, the first is destroyed",
		.why = "vfio-only retries 2MiB and restarts the first page's count: freed while in use",
		PLAN(.backing = BACKING_SCATTERED, .special = repro_remap),
	}, {
		.name = "repro-shared", .ranges = 4,
		.desc = "eight contexts share 4KiB pages, the first is destroyed",
		.why = "each retry at 2MiB restarts the first page's count",
		PLAN(.backing = BACKING_SCATTERED, .special = repro_shared),
	}, {
		.name = "repro-mixed", .ranges = 8,
		.desc = "two contexts, 4KiB and 2MiB entries, one is destroyed",
		.why = "the second's 2MiB mapping replaces the first's; its only reference goes with the first",
		PLAN(.backing = BACKING_THP, .special = repro_mixed),
	},
};
const struct rowset repro_frames_rows = ROWSET(rows);
