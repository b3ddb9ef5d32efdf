// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames that the GPU reaches after their pins are gone. In each case the
 * VMM gives guest memory back (as a balloon does), somebody else gets the
 * frame, and the guest lets the GPU write: nothing of this is unusual, and
 * with the pin in place the frame would not have been free.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "host/land.h"
#include "host/pagemap.h"
#include "host/probe.h"
#include "host/repro.h"
#include "host/work.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY
#define SZ_4K	4096u

struct reach {
	unsigned int freed;		/* frames that others could get */
	unsigned int overwritten;	/* of these, changed by the GPU */
	unsigned int refused;		/* trees that could not be shadowed */
};

/*
 * Give range i (or its first page) back, let somebody else have the frame,
 * let the GPU write to that address by the tree at root.
 */
static int reach_freed(struct probe *p, struct work *w, uint64_t root,
		       unsigned int i, struct land_area *other,
		       struct reach *r)
{
	uint64_t pfn, tag = rng_u64(&p->rng) | 1;
	uint8_t *theirs;
	int ret = pagemap_frames(p->backing.va[i], 1, &pfn);

	if (ret)
		return ret;
	if (madvise(p->backing.va[i], other->huge ? RANGE_SIZE : SZ_4K,
		    MADV_DONTNEED))
		return -errno;
	theirs = land_take_frame(other, pfn);
	if (!theirs)
		return 0;
	r->freed++;
	land_tag(theirs, 0);
	land_tag(work_src(p, w), tag);
	ret = work_copy(p, w, root, i * RANGE_SIZE, SZ_4K);
	r->overwritten += land_has_tag(theirs, tag);
	return ret;
}

static int open_with_work(struct probe *p, struct work *w)
{
	struct vgpu_counters c;
	int ret = probe_open(p);

	p->res->have_counters = !ret && !vgpu_counters(&p->vgpu, &c);
	if (!ret)
		ret = work_open(p, w);
	return ret;
}

static int64_t counter_now(struct probe *p, const char *name)
{
	struct vgpu_counters c;

	return vgpu_counters(&p->vgpu, &c) ? 0 : vgpu_counter(&c, name);
}

static void found_counter(struct probe *p, const char *as, const char *name)
{
	if (p->res->have_counters)
		probe_found(p, as, counter_now(p, name));
}

static int finish(struct probe *p, const struct reach *r, int ret)
{
	struct pass pass = { 0 };

	probe_found(p, "ranges", p->backing.n);
	probe_found(p, "frames_freed", r->freed);
	probe_found(p, "overwritten", r->overwritten);
	probe_found(p, "refused", r->refused);
	if (ret)
		return cell_fail(&p->res->cell, ret, "%s", p->res->cell.phase);
	probe_close(p, &pass);
	return 0;
}

/* A tree with one 2MiB entry for range i, and the GPU's own pages. */
static uint64_t tree_2m(struct probe *p, struct work *w, unsigned int i)
{
	uint64_t root = ppgtt_page(&p->tables);
	uint64_t *pde = root ? ppgtt_pde(&p->tables, root, i * RANGE_SIZE) :
			       NULL;

	if (!pde || work_map(p, w, root))
		return 0;
	*pde = ppgtt_2m(range_gpa(i));
	return root;
}

/* The same with a 4KiB entry for its first page. */
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
	int64_t failed = counter_now(p, "failed");
	int ret = a && b ? probe_notify(p, a, CREATE) : -ENOSPC;

	if (!ret)
		ret = probe_notify(p, b, CREATE);
	if (!ret)
		ret = probe_notify(p, a, DESTROY);
	if (!ret && counter_now(p, "failed") != failed) {
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
int repro_remap(struct probe *p)
{
	struct reach r = { 0 };
	struct land_area other;
	unsigned int i;
	struct work w;
	int ret = land_area(&other, 4096, false);

	if (!ret)
		ret = open_with_work(p, &w);
	cell_phase(&p->res->cell, "remap");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = first_goes(p, &w, tree_2m(p, &w, i), tree_2m(p, &w, i),
				 i, &other, &r);
	found_counter(p, "lost_refs", "lost_refs");
	return finish(p, &r, ret);
}

/* The same with many: the first of them goes, the last is used. */
int repro_shared(struct probe *p)
{
	enum { CONTEXTS = 8 };
	struct reach r = { 0 };
	struct land_area other;
	uint64_t root[CONTEXTS];
	unsigned int i, k;
	struct work w;
	int ret = land_area(&other, 4096, false);

	if (!ret)
		ret = open_with_work(p, &w);
	cell_phase(&p->res->cell, "shared");
	for (i = 0; i < p->backing.n && !ret; i++) {
		for (k = 0; k < CONTEXTS && !ret; k++) {
			root[k] = tree_2m(p, &w, i);
			ret = root[k] ? 0 : -ENOSPC;
			if (!ret && k && k + 1 < CONTEXTS)
				ret = probe_notify(p, root[k], CREATE);
		}
		if (!ret)
			ret = first_goes(p, &w, root[0], root[CONTEXTS - 1],
					 i, &other, &r);
	}
	probe_found(p, "contexts", CONTEXTS);
	found_counter(p, "lost_refs", "lost_refs");
	return finish(p, &r, ret);
}

/* The first context has 4KiB entries, the second a 2MiB one. */
int repro_mixed(struct probe *p)
{
	struct reach r = { 0 };
	struct land_area other;
	unsigned int i;
	struct work w;
	int ret = land_area(&other, 64, true);

	if (!ret)
		ret = open_with_work(p, &w);
	cell_phase(&p->res->cell, "mixed sizes");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = first_goes(p, &w, tree_4k(p, i), tree_2m(p, &w, i), i,
				 &other, &r);
	found_counter(p, "lost_refs", "lost_refs");
	return finish(p, &r, ret);
}

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
		ret = open_with_work(p, &w);
	cell_phase(&p->res->cell, "reopen");
	for (i = 0; i < p->backing.n && i < 16 && !ret; i++) {
		roots[i] = tree_2m(p, &w, i);
		ret = roots[i] ? probe_notify(p, roots[i], CREATE) : -ENOSPC;
	}
	found_counter(p, "seen_before", "seen");
	if (!ret)
		ret = vfio_reopen(&p->vfio, p->vgpu.uuid);
	found_counter(p, "pins_while_closed", "pins_outstanding");
	if (!ret)
		ret = work_start(p, &w);
	for (i = 0; i < p->backing.n && i < 16 && !ret; i++) {
		ret = probe_notify(p, roots[i], CREATE);
		if (!ret)
			ret = reach_freed(p, &w, roots[i], i, &other, &r);
	}
	found_counter(p, "seen_after", "seen");
	return finish(p, &r, ret);
}

/* One tree of two entries, the second of which names no memory. */
int repro_siblings(struct probe *p)
{
	struct pass pass = { 0 };
	struct work w;
	uint64_t root;
	int ret = open_with_work(p, &w);

	cell_phase(&p->res->cell, "siblings");
	root = ret ? 0 : tree_2m(p, &w, 0);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	*ppgtt_pde(&p->tables, root, RANGE_SIZE) =
		ppgtt_2m(range_gpa(p->backing.n + 1));
	found_counter(p, "pins_before", "pins_outstanding");
	ret = probe_notify(p, root, CREATE);
	found_counter(p, "failed", "failed");
	found_counter(p, "pins_after_failure", "pins_outstanding");
	if (!ret)
		ret = vfio_reset(&p->vfio);
	found_counter(p, "pins_after_reset", "pins_outstanding");
	if (ret)
		return cell_fail(&p->res->cell, ret, "siblings");
	probe_close(p, &pass);
	probe_found(p, "pins_after_close",
		    vgpu_counter(&pass.closed, "pins_outstanding"));
	return 0;
}
