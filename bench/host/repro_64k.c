// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables of 64KiB entries: a guest's entry has sixteen in the shadow. Linux
 * guests write them for all that is contiguous. Nothing here depends on 2MiB
 * entries.
 */
#include <errno.h>
#include <stddef.h>

#include "host/rows.h"
#include "host/repro_int.h"
#include "lib/sizes.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY

/* i915_reg.h; the bit of a page directory entry: gt/intel_gtt.h. */
#define GEN8_GAMW_ECO_DEV_RW_IA		0x4080
#define GAMW_ECO_ENABLE_64K_IPS_FIELD	0xfu
#define GEN8_PDE_IPS_64K		(1ull << 11)

#define SZ_64K	(16 * SZ_4K)

/* A tree whose page directory has one entry, for this table. 0: no room. */
static uint64_t tree(struct probe *p, uint64_t table, uint64_t ips)
{
	uint64_t root = ppgtt_page(&p->tables);
	uint64_t *pde = root ? ppgtt_pde(&p->tables, root, 0) : NULL;

	if (!pde)
		return 0;
	*pde = ppgtt_4k(table) | ips;
	return root;
}

static int set_up(struct probe *p, uint64_t *table)
{
	int ret = repro_open(p);

	if (!ret)
		ret = vfio_write32(&p->vfio, GEN8_GAMW_ECO_DEV_RW_IA,
				   GAMW_ECO_ENABLE_64K_IPS_FIELD);
	*table = ret ? 0 : ppgtt_page(&p->tables);
	if (!ret && !*table)
		ret = -ENOSPC;
	return ret ? cell_fail(&p->res->cell, ret, "set-up") : 0;
}

/* One entry that the guest points at another 64KiB each time. */
static int repro_64k(struct probe *p)
{
	uint64_t table, root;
	int64_t one, all, left;
	unsigned int i, n = 0;
	int ret = set_up(p, &table);

	root = ret ? 0 : tree(p, table, GEN8_PDE_IPS_64K);
	if (!root)
		return ret ? ret : cell_fail(&p->res->cell, -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "64KiB entries");
	ppgtt_table(&p->tables, table)[0] = ppgtt_4k(range_gpa(0));
	ret = probe_notify(p, root, CREATE);
	one = repro_mappings(p);
	for (i = 1; i < RANGE_SIZE / SZ_64K && !ret; i++, n++)
		ret = kvm_store64(&p->kvm, table,
				  ppgtt_4k(range_gpa(0) + i * SZ_64K));
	all = repro_mappings(p);
	if (!ret)
		ret = probe_notify(p, root, DESTROY);
	left = repro_mappings(p);
	probe_found(p, "mappings_of_one", one);
	probe_found(p, "times_replaced", n);
	probe_found(p, "mappings_then", all);
	probe_found(p, "mappings_after_destroy", left);
	repro_shown(p, left);
	return repro_end(p, ret);
}

/*
 * One table in two trees, first of 4KiB entries, then of 64KiB ones: its
 * shadow is made anew.
 */
static int repro_ips(struct probe *p)
{
	uint64_t table, small, large;
	int64_t before, then, left;
	unsigned int i;
	int ret = set_up(p, &table);

	small = ret ? 0 : tree(p, table, 0);
	large = small ? tree(p, table, GEN8_PDE_IPS_64K) : 0;
	if (!large)
		return ret ? ret : cell_fail(&p->res->cell, -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "IPS");
	for (i = 0; i < RANGE_PAGES; i++)
		ppgtt_table(&p->tables, table)[i] =
			ppgtt_4k(range_gpa(0) + i * SZ_4K);
	ret = probe_notify(p, small, CREATE);
	before = repro_mappings(p);
	if (!ret)
		ret = probe_notify(p, large, CREATE);
	then = repro_mappings(p);
	if (!ret)
		ret = probe_notify(p, small, DESTROY);
	if (!ret)
		ret = probe_notify(p, large, DESTROY);
	left = repro_mappings(p);
	probe_found(p, "mappings_of_4k", before);
	probe_found(p, "mappings_of_64k", then);
	probe_found(p, "mappings_after_destroy", left);
	repro_shown(p, left);
	return repro_end(p, ret);
}

static const struct scenario rows[] = {
	{
		.name = "repro-64k", .ranges = 1,
		.desc = "a 64KiB entry that is replaced",
		.why = "of its sixteen shadow entries one is released",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_64k),
	}, {
		.name = "repro-ips", .ranges = 1,
		.desc = "a table of 4KiB entries becomes one of 64KiB",
		.why = "its shadow is cleared, what it mapped is not released",
		PLAN(.backing = BACKING_THP, .special = repro_ips),
	},
};
const struct rowset repro_64k_rows = ROWSET(rows);
