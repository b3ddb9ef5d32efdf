// SPDX-License-Identifier: GPL-2.0-or-later
/* GPU writes and where they went; contract in land.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "host/land.h"
#include "host/pagemap.h"
#include "host/probe.h"
#include "host/work.h"
#include "lib/sizes.h"

void land_tag(void *page, uint64_t tag)
{
	uint64_t *v = page;
	unsigned int i;

	for (i = 0; i < SZ_4K / sizeof(*v); i++)
		v[i] = tag;
}

bool land_has_tag(const void *page, uint64_t tag)
{
	const volatile uint64_t *v = page;
	unsigned int i;

	for (i = 0; i < SZ_4K / sizeof(*v); i++)
		if (v[i] != tag)
			return false;
	return true;
}

static void find_tag(struct probe *p, unsigned int range, unsigned int page,
		     uint64_t tag, struct landing *l)
{
	const uint8_t *va = p->backing.va[range];
	unsigned int i;

	if (land_has_tag(va + page * SZ_4K, tag)) {
		l->right++;
		return;
	}
	if (p->backing.below[range] &&
	    land_has_tag(p->backing.below[range], tag)) {
		l->below++;
		return;
	}
	for (i = 0; i < RANGE_PAGES; i++) {
		if (land_has_tag(va + i * SZ_4K, tag)) {
			l->other++;
			return;
		}
	}
	l->lost++;
}

static int land_page(struct probe *p, struct work *w, unsigned int range,
		     unsigned int page, struct landing *l)
{
	uint64_t tag = rng_u64(&p->rng) | 1;
	uint64_t dst = range * RANGE_SIZE + page * SZ_4K;
	int ret;

	land_tag(work_src(p, w), tag);
	ret = work_copy(p, w, p->roots[range], dst, SZ_4K);
	if (!ret)
		find_tag(p, range, page, tag, l);
	return ret;
}

/* A range that could not be shadowed is not asked for. */
static int land_range(struct probe *p, struct work *w, unsigned int range,
		      struct landing *l)
{
	struct vgpu_counters before, after;
	uint64_t ns;
	int ret;

	vgpu_counters(&p->vgpu, &before);
	ret = probe_populate(p, range, &ns);
	vgpu_counters(&p->vgpu, &after);
	if (ret)
		return ret;
	if (vgpu_counter(&after, "failed") != vgpu_counter(&before,
							   "failed")) {
		l->refused++;
		return 0;
	}
	ret = land_page(p, w, range, 0, l);
	if (!ret)
		ret = land_page(p, w, range,
				1 + rng_below(&p->rng, RANGE_PAGES - 1), l);
	return ret;
}

int land_ranges(struct probe *p, struct work *w, struct landing *l)
{
	unsigned int n = p->backing.n, i;
	int ret = 0;

	rng_order(&p->rng, p->order, n);
	for (i = 0; i < n && i < LAND_RANGES && !ret; i++)
		ret = land_range(p, w, p->order[i], l);
	/* Without counters a refusal shows in the submission only. */
	if (ret && !p->res->have_counters) {
		l->refused++;
		ret = 0;
	}
	return ret;
}

int land_area(struct land_area *a, unsigned int units, bool huge)
{
	size_t unit = huge ? SZ_2M : SZ_4K, len = units * unit + SZ_2M;
	uint8_t *va = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			   MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned int i;

	if (va == MAP_FAILED ||
	    madvise(va, len, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
		return -errno;
	va += -(uintptr_t)va & (SZ_2M - 1);
	*a = (struct land_area) { .va = va, .units = units, .huge = huge };
	for (i = 0; i < units; i++)
		*(volatile uint8_t *)(va + i * unit) = 1;
	return madvise(va, units * unit, MADV_DONTNEED) ? -errno : 0;
}

uint8_t *land_take_frame(struct land_area *a, uint64_t pfn)
{
	size_t unit = a->huge ? SZ_2M : SZ_4K;
	uint64_t got;
	uint8_t *va;

	while (a->used < a->units) {
		va = a->va + a->used++ * unit;
		*(volatile uint8_t *)va = 1;
		if (!pagemap_frames(va, 1, &got) && got == pfn)
			return va;
	}
	return NULL;
}
