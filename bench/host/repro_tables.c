// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest can do with the shape of its page tables alone. GVT-g finds
 * a table that it has shadowed already by its guest frame, and takes it
 * whatever its level and whoever holds it: ppgtt_populate_spt_by_guest_entry().
 * Nothing here depends on 2MiB entries or on the variant.
 */
#include <errno.h>
#include <stddef.h>

#include "host/land.h"
#include "host/pagemap.h"
#include "host/rows.h"
#include "host/repro_int.h"
#include "host/work.h"
#include "lib/sizes.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY

static int64_t found_tables(struct probe *p, const char *as)
{
	int64_t n = repro_tables(p);

	probe_found(p, as, n);
	return n;
}

/*
 * A top table whose first entry is itself. The tree's end leaves the
 * reference that the table holds on itself. When the guest clears the
 * entry, ppgtt_invalidate_spt() counts down to 0, walks the table, finds
 * the entry (it is still there), counts down to -1, which is not above 0
 * either, walks the table ... until the kernel's stack ends.
 */
static int repro_cycle(struct probe *p)
{
	uint64_t top;
	int ret = repro_open(p);

	top = ret ? 0 : ppgtt_page(&p->tables);
	if (!top)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	ppgtt_table(&p->tables, top)[0] = ppgtt_4k(top);
	cell_phase(&p->res->cell, "cycle");
	ret = probe_notify(p, top, CREATE);
	found_tables(p, "tables_created");
	if (!ret)
		ret = probe_notify(p, top, DESTROY);
	found_tables(p, "tables_after_destroy");
	if (!ret)
		ret = kvm_store64(&p->kvm, top, 0);
	found_tables(p, "tables_after_store");
	repro_shown(p, 0);
	return repro_end(p, ret);
}

/*
 * Tree A: its first entry leads to B, whose first entry is A again; its
 * second entry names no memory, so A fails and is freed. B stays, with an
 * entry that points at A's frame. Tree C is given that frame; when the
 * guest clears B's entry, C is taken down under its own root.
 */
static int repro_orphan(struct probe *p)
{
	uint64_t a, b, c, leaf, *pde;
	int64_t before, after;
	int ret = repro_open(p);

	a = ret ? 0 : ppgtt_page(&p->tables);
	b = a ? ppgtt_page(&p->tables) : 0;
	c = b ? ppgtt_page(&p->tables) : 0;
	leaf = c ? ppgtt_page(&p->tables) : 0;
	pde = leaf ? ppgtt_pde(&p->tables, c, 0) : NULL;
	if (!pde)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	ppgtt_table(&p->tables, a)[0] = ppgtt_4k(b);
	ppgtt_table(&p->tables, b)[0] = ppgtt_4k(a);
	ppgtt_table(&p->tables, a)[1] = ppgtt_4k(range_gpa(p->backing.n + 1));
	*pde = ppgtt_4k(leaf);
	ppgtt_table(&p->tables, leaf)[0] = ppgtt_4k(range_gpa(0));
	cell_phase(&p->res->cell, "orphan");
	ret = probe_notify(p, a, CREATE);
	found_tables(p, "tables_after_failure");
	if (!ret)
		ret = probe_notify(p, c, CREATE);
	before = found_tables(p, "tables_before_store");
	if (!ret)
		ret = kvm_store64(&p->kvm, b, 0);
	after = found_tables(p, "tables_after_store");
	repro_shown(p, before - after);
	return repro_end(p, ret);
}

/*
 * A last-level table of one tree as a page directory of another. The
 * shadow's entries are the frames of guest data pages, which the GPU then
 * takes for page tables: the guest writes host addresses into them itself.
 * data is a guest page, theirs one that was never the guest's.
 */
static int write_by_level(struct probe *p, struct work *w, uint64_t data_gpa,
			  void *data, uint8_t *theirs, bool *overwritten)
{
	uint64_t first = ppgtt_page(&p->tables), top = ppgtt_page(&p->tables);
	uint64_t leaf = ppgtt_page(&p->tables), pfn, *pde, *pdp;
	uint64_t tag = rng_u64(&p->rng) | 1;
	int ret = pagemap_frames(theirs, 1, &pfn);

	pde = first && top && leaf ? ppgtt_pde(&p->tables, first, 0) : NULL;
	if (ret || !pde || work_map(p, w, top))
		return ret ? ret : -ENOSPC;
	/* One tree uses the leaf as what it is. */
	*pde = ppgtt_4k(leaf);
	ppgtt_table(&p->tables, leaf)[0] = ppgtt_4k(data_gpa);
	/* In the other it stands one level up. */
	pdp = ppgtt_table(&p->tables,
			  ppgtt_table(&p->tables, top)[0] & PPGTT_ADDR_MASK);
	pdp[0] = ppgtt_4k(leaf);
	ret = probe_notify(p, first, CREATE);
	if (!ret)
		ret = probe_notify(p, top, CREATE);
	((uint64_t *)data)[0] = ppgtt_4k(pfn << 12);
	land_tag(theirs, 0);
	land_tag(work_src(p, w), tag);
	if (!ret)
		ret = work_copy(p, w, top, 0, SZ_4K);
	*overwritten = land_has_tag(theirs, tag);
	return ret;
}

static int repro_level(struct probe *p)
{
	unsigned int i, overwritten = 0, refused = 0;
	struct land_area other;
	struct work w;
	bool hit;
	int ret = land_area(&other, BACKING_MAX, false);

	if (!ret)
		ret = repro_open(p);
	if (!ret)
		ret = work_open(p, &w);
	cell_phase(&p->res->cell, "levels");
	for (i = 0; i < p->backing.n && !ret; i++) {
		uint8_t *theirs = other.va + i * SZ_4K;

		*(volatile uint8_t *)theirs = 1;
		ret = write_by_level(p, &w, range_gpa(i), p->backing.va[i],
				     theirs, &hit);
		overwritten += !ret && hit;
		if (ret == -EFAULT) {	/* a tree with no shadow has no work */
			refused++;
			ret = 0;
		}
	}
	probe_found(p, "pages_of_others", p->backing.n);
	probe_found(p, "overwritten", overwritten);
	probe_found(p, "refused", refused);
	repro_shown(p, overwritten);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-level", .ranges = 8,
		.desc = "a last-level table used as a page directory",
		.why = "a shadow is found by its guest frame alone: the GPU takes guest data for page tables",
		PLAN(.backing = BACKING_THP, .special = repro_level),
	}, {
		.name = "repro-orphan", .ranges = 1, .crash = true,
		.desc = "a failed tree leaves a table that points at it",
		.why = "the frame is another tree's by the time the entry is cleared",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_orphan),
	}, {
		.name = "repro-cycle", .ranges = 1, .crash = true,
		.desc = "a table that contains itself, freed, then cleared",
		.why = "ppgtt_invalidate_spt calls itself for a count of -1 as for 0",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_cycle),
	},
};
const struct rowset repro_tables_rows = ROWSET(rows);
