// SPDX-License-Identifier: GPL-2.0-or-later
/* Does the GPU reach a frame that was given back? Contract in reach.h. */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "host/land.h"
#include "host/pagemap.h"
#include "host/probe.h"
#include "host/reach.h"
#include "host/repro_int.h"
#include "host/work.h"
#include "lib/sizes.h"

int reach_freed(struct probe *p, struct work *w, uint64_t root,
		unsigned int i, struct land_area *other, struct reach *r)
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

int reach_open(struct probe *p, struct work *w)
{
	struct vgpu_counters c;
	int ret = probe_open(p);

	p->res->have_counters = !ret && !vgpu_counters(&p->vgpu, &c);
	if (!ret)
		ret = work_open(p, w);
	return ret;
}

int64_t reach_counter(struct probe *p, const char *name)
{
	struct vgpu_counters c;

	return vgpu_counters(&p->vgpu, &c) ? 0 : vgpu_counter(&c, name);
}

void reach_found(struct probe *p, const char *as, const char *name)
{
	if (p->res->have_counters)
		probe_found(p, as, reach_counter(p, name));
}

int reach_finish(struct probe *p, const struct reach *r, int ret)
{
	struct pass pass = { 0 };

	probe_found(p, "ranges", p->backing.n);
	probe_found(p, "frames_freed", r->freed);
	probe_found(p, "overwritten", r->overwritten);
	probe_found(p, "refused", r->refused);
	repro_shown(p, r->overwritten);
	if (ret)
		return cell_fail(&p->res->cell, ret, "%s", p->res->cell.phase);
	probe_close(p, &pass);
	return 0;
}

uint64_t reach_tree(struct probe *p, struct work *w, unsigned int i)
{
	uint64_t root = ppgtt_page(&p->tables);
	uint64_t *pde = root ? ppgtt_pde(&p->tables, root, i * RANGE_SIZE) :
			       NULL;

	if (!pde || work_map(p, w, root))
		return 0;
	*pde = ppgtt_2m(range_gpa(i));
	return root;
}
