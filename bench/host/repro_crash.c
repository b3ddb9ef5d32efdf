// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sequences that take the host kernel down where it is affected: the cell
 * then ends with what the kernel printed.
 */
#include <errno.h>

#include "host/land.h"
#include "host/rows.h"
#include "host/repro_int.h"
#include "host/work.h"

/*
 * A 2MiB mapping over two of VFIO's: unmapping the second finds no cache
 * entry for its pages, which stay pinned, and vfio_dma_do_unmap() gives up
 * with BUG_ON(++retries > 10).
 */
static int repro_unmap(struct probe *p)
{
	unsigned int i;
	uint64_t ns;
	int ret = repro_open(p);

	if (!ret)
		ret = probe_trees(p);
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = probe_populate(p, i, &ns);
	cell_phase(&p->res->cell, "unmap");
	for (i = 0; i < p->backing.n && !ret; i++)
		ret = vfio_unmap(&p->vfio, range_gpa(i) + RANGE_SIZE / 2,
				 RANGE_SIZE / 2);
	if (ret)
		return cell_fail(&p->res->cell, ret, "unmap");
	probe_found(p, "unmapped", i);
	repro_shown(p, 0);
	return repro_end(p, 0);
}

/*
 * A 2MiB entry stored as two words is shadowed late, when work is
 * submitted, by a kernel thread that has no mm: whoever asks KVM for the
 * frame there dereferences NULL.
 */
static int repro_late(struct probe *p)
{
	uint64_t root, gpa, entry = ppgtt_2m(range_gpa(0)), tag = 0x1a7e;
	struct work w;
	int ret = repro_open(p);

	if (!ret)
		ret = work_open(p, &w);
	root = ret ? 0 : ppgtt_page(&p->tables);
	if (!root || !ppgtt_pde(&p->tables, root, 0) || work_map(p, &w, root))
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	gpa = ppgtt_pde_gpa(&p->tables, ppgtt_pde(&p->tables, root, 0));
	ret = probe_notify(p, root, VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	if (!ret)
		ret = kvm_store32(&p->kvm, gpa, entry);
	if (!ret)
		ret = kvm_store32(&p->kvm, gpa + 4, entry >> 32);
	cell_phase(&p->res->cell, "late shadowing");
	land_tag(work_src(p, &w), tag);
	if (!ret)
		ret = work_copy(p, &w, root, 0, 4096);
	probe_found(p, "landed", land_has_tag(p->backing.va[0], tag));
	repro_shown(p, 0);
	return repro_end(p, ret);
}

/*
 * A page table at guest frame 0. ppgtt_free_spt() takes "gfn" for "has a
 * guest page", so frame 0 stays registered to a shadow table that is
 * freed. The next tree that names frame 0 uses that one: it lives with a
 * shadow table less than the first tree had.
 */
static int repro_gfn0(struct probe *p)
{
	static const char * const found[] = {
		"tables_first_tree", "tables_after_destroy",
		"tables_second_tree", "tables_after_destroy_2",
	};
	int64_t tables[4] = { 0 };
	uint64_t root;
	size_t i;
	int ret = repro_open(p);

	root = ret ? 0 : ppgtt_page(&p->tables);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	ppgtt_table(&p->tables, root)[0] = ppgtt_4k(0);
	cell_phase(&p->res->cell, "frame 0");
	for (i = 0; i < sizeof(found) / sizeof(found[0]) && !ret; i++) {
		ret = probe_notify(p, root, i % 2 ?
				   VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY :
				   VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
		tables[i] = repro_tables(p);
		probe_found(p, found[i], tables[i]);
	}
	repro_shown(p, tables[0] - tables[2]);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-unmap", .ranges = 1, .crash = true,
		.desc = "2MiB over two DMA mappings, the second unmapped",
		.why = "vfio_dma_do_unmap: BUG_ON(++retries > 10), on all that map 2MiB",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_unmap),
	}, {
		.name = "repro-late", .ranges = 1, .crash = true,
		.desc = "an entry stored as two words, then work",
		.why = "shadowed by a thread without an mm: gfn_to_pfn dereferences NULL on baseline and kvm-memslot",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_late),
	}, {
		.name = "repro-gfn0", .ranges = 1, .crash = true,
		.desc = "a GPU page table at guest frame 0, freed, used again",
		.why = "ppgtt_free_spt takes gfn 0 for none and leaves the freed shadow registered",
		PLAN(.backing = BACKING_THP, .special = repro_gfn0),
	},
};
const struct rowset repro_crash_rows = ROWSET(rows);
