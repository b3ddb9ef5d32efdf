// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What users of GVT-g have reported (issues of github.com/intel/gvt-linux),
 * as far as a guest's page tables and its VMM's limits make it: arranged from
 * the symptoms, not from the reporters' machines. docs/defects.md says what
 * comes of each.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/land.h"
#include "host/probe.h"
#include "host/repro_int.h"
#include "host/rows.h"
#include "host/work.h"
#include "lib/sys.h"

#define CREATE	VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE
#define DESTROY	VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY
#define SZ_4K	4096ull

/* A tree with the work's pages and a table of n entries for range i. */
static uint64_t tree(struct probe *p, struct work *w, unsigned int i,
		     unsigned int n, uint64_t *table)
{
	uint64_t root = ppgtt_page(&p->tables), t = ppgtt_page(&p->tables);
	uint64_t *pde = root && t ? ppgtt_pde(&p->tables, root, 0) : NULL;

	if (!pde || work_map(p, w, root))
		return 0;
	*pde = ppgtt_4k(t);
	for (unsigned int k = 0; k < n; k++)
		ppgtt_table(&p->tables, t)[k] =
			ppgtt_4k(range_gpa(i) + k * SZ_4K);
	if (table)
		*table = t;
	return root;
}

/*
 * #60, #67: the limit of locked memory is met while a guest works, "Bad
 * address" at the ELSP. The guest resets the GPU and goes on with less: is
 * there room for it again?
 */
static int report_memlock(struct probe *p)
{
	int64_t before, left;
	uint64_t large, small;
	struct work w;
	int ret = repro_open(p), work, again;

	if (!ret)
		ret = work_open(p, &w);
	large = ret ? 0 : tree(p, &w, 0, RANGE_PAGES, NULL);
	small = large ? tree(p, &w, 1, 64, NULL) : 0;
	if (!small)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "memlock");
	before = repro_mappings(p);
	work = work_idle(p, &w, large);
	left = repro_mappings(p);
	ret = work_restart(p, &w);
	again = ret ? ret : work_idle(p, &w, small);
	probe_found(p, "work_bad_address", work == -EFAULT);
	probe_found(p, "mappings_left", left - before);
	probe_found(p, "recovered", !again);
	repro_shown(p, again != 0);
	return repro_end(p, ret);
}

/*
 * #106: the limit is too small already when the guest's driver maps its
 * rings. A GGTT entry that cannot be mapped leads to a scratch page and the
 * guest is not told: its work never ends. Then the limit is raised.
 */
static int report_start(struct probe *p)
{
	struct rlimit more = { RLIM_INFINITY, RLIM_INFINITY };
	uint64_t root;
	struct work w;
	int ret = repro_open(p), small, large;

	if (!ret)
		ret = work_open(p, &w);
	root = ret ? 0 : tree(p, &w, 0, 1, NULL);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "limit at start");
	small = work_idle(p, &w, root);
	if (setrlimit(RLIMIT_MEMLOCK, &more))
		return cell_fail(&p->res->cell, -errno, "setrlimit");
	ret = vfio_reset(&p->vfio);
	if (!ret)
		ret = work_start(p, &w);
	large = ret ? ret : work_idle(p, &w, root);
	probe_found(p, "work_refused", small != 0 && small != -ETIME);
	probe_found(p, "work_hangs", small == -ETIME);
	probe_found(p, "works_with_room", !large);
	repro_shown(p, large != 0);
	return repro_end(p, ret);
}

/*
 * #120: the guest frees a table without a word and uses its page for data.
 * The page is tracked, so the data are taken for entries: are they what the
 * guest has stored, and what is left pinned when the tree goes at last?
 */
static int report_reuse(struct probe *p)
{
	uint64_t root, table, value;
	int64_t before, while_used;
	unsigned int i, wrong = 0;
	struct work w;
	int ret = repro_open(p);

	if (!ret)
		ret = work_open(p, &w);
	before = repro_mappings(p);
	root = ret ? 0 : tree(p, &w, 0, 16, &table);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "page used again");
	ret = probe_notify(p, root, CREATE);
	for (i = 0; i < RANGE_PAGES && !ret; i++) {
		value = rng_u64(&p->rng);
		if (i % 4 == 0)		/* what looks like an entry */
			value = ppgtt_4k(range_gpa(0) + i * SZ_4K);
		ret = kvm_store64(&p->kvm, table + i * 8, value);
		wrong += ppgtt_table(&p->tables, table)[i] != value;
	}
	while_used = repro_mappings(p);
	if (!ret)
		ret = probe_notify(p, root, DESTROY);
	probe_found(p, "values_wrong", wrong);
	probe_found(p, "mappings_while_used", while_used - before);
	probe_found(p, "mappings_left", repro_mappings(p) - before);
	repro_shown(p, wrong + repro_mappings(p) - before);
	return repro_end(p, ret);
}

/*
 * #112: the entry of page v, stored by 1, 2, 4, 8 or 16 bytes, or by 8 that
 * reach into the entry before, leads to a page of its own: does the GPU go
 * there, or still to the page before?
 */
static const struct store {
	const char *found;
	unsigned int page, bytes, back;	/* the store begins so much before it */
} stores[] = {
	{ "stale_1", 0, 1, 0 }, { "stale_2", 0, 2, 0 }, { "stale_4", 0, 4, 0 },
	{ "stale_8", 0, 8, 0 }, { "stale_16", 0, 16, 0 },
	{ "stale_across", 1, 8, 4 },
};
#define NSTORES (sizeof(stores) / sizeof(stores[0]))

/* Of one byte the one that differs; across, what was there before it stays. */
static int store_entry(struct probe *p, const struct store *s, uint64_t table,
		       uint64_t entry)
{
	uint64_t at = table + s->page * 8;

	if (s->bytes == 1)
		return kvm_store(&p->kvm, at + 1, entry >> 8, 1);
	if (s->back)
		entry = entry << 32 |
			ppgtt_table(&p->tables, table)[s->page - 1] >> 32;
	return kvm_store(&p->kvm, at - s->back, entry, s->bytes);
}

static int report_stores(struct probe *p)
{
	uint64_t root, table, tag, *page;
	unsigned int i, stale, n = 0;
	struct work w;
	int ret = repro_open(p);

	if (!ret)
		ret = work_open(p, &w);
	root = ret ? 0 : tree(p, &w, 0, 2, &table);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "stores");
	ret = probe_notify(p, root, CREATE);
	for (i = 0; i < NSTORES && !ret; i++) {
		page = (uint64_t *)(p->backing.va[0] + (i + 2) * SZ_4K);
		tag = rng_u64(&p->rng) | 1;
		*page = 0;
		ret = store_entry(p, &stores[i], table,
				  ppgtt_4k(range_gpa(0) + (i + 2) * SZ_4K));
		land_tag(work_src(p, &w), tag);
		if (!ret)
			ret = work_copy(p, &w, root, stores[i].page * SZ_4K,
					SZ_4K);
		stale = !ret && *(volatile uint64_t *)page != tag;
		n += stale;
		probe_found(p, stores[i].found, stale);
	}
	repro_shown(p, n);
	return repro_end(p, ret);
}

/*
 * #163: hours of use. Trees of every size of entry come and go, entries are
 * replaced meanwhile: do tables and mappings grow?
 */
static int report_churn(struct probe *p)
{
	enum { ROUNDS = 300 };
	uint64_t root, table, used;
	int64_t tables, mappings;
	struct work w;
	int ret = repro_open(p), n;

	if (!ret)
		ret = vfio_write32(&p->vfio, 0x4080, 0xf); /* 64KiB pages */
	if (!ret)
		ret = work_open(p, &w);
	tables = repro_tables(p);
	mappings = repro_mappings(p);
	used = p->tables.used;
	cell_phase(&p->res->cell, "churn");
	for (n = 0; n < ROUNDS && !ret; n++) {
		p->tables.used = used;	/* the guest's pages, again */
		root = tree(p, &w, n % 2, 64, &table);
		if (!root)
			return cell_fail(&p->res->cell, -ENOSPC, "a tree");
		if (n % 3 == 0)		/* a table of 64KiB entries */
			*ppgtt_pde(&p->tables, root, 0) |= 1 << 11;
		if (p->res->have_counters)
			*ppgtt_pde(&p->tables, root, RANGE_SIZE) =
				ppgtt_2m(range_gpa(2 + n % 2));
		ret = probe_notify(p, root, CREATE);
		if (!ret)
			ret = kvm_store64(&p->kvm, table,
					  ppgtt_4k(range_gpa(1) + 0x10000));
		if (!ret)
			ret = probe_notify(p, root, DESTROY);
	}
	probe_found(p, "rounds", n);
	probe_found(p, "tables_more", repro_tables(p) - tables);
	probe_found(p, "mappings_more", repro_mappings(p) - mappings);
	repro_shown(p, repro_tables(p) - tables + repro_mappings(p) - mappings);
	return repro_end(p, ret);
}

/* Does the GPU's copy to the tree's first page land there, or where? */
static int lands(struct probe *p, struct work *w, uint64_t root,
		 uint64_t *there, uint64_t *before, const char *found)
{
	uint64_t tag = rng_u64(&p->rng) | 1;
	int ret;

	*there = 0;
	*before = 0;
	land_tag(work_src(p, w), tag);
	ret = work_copy(p, w, root, 0, SZ_4K);
	probe_found(p, found, *(volatile uint64_t *)there == tag ? 1 :
			      *(volatile uint64_t *)before == tag ? -1 : 0);
	return ret;
}

/* The CPU stores by the aperture, whose entry was made for page 1. */
static int pokes(struct probe *p, const struct work *w,
		 volatile uint32_t *before)
{
	int ret;

	*before = 0;
	ret = vfio_poke(&p->vfio, w->gma + WORK_GGTT_PAGES * SZ_4K, 0x0bad0bad);
	probe_found(p, "aperture_lands_before", *before != 0);
	return ret;
}

/* Other memory in the place of range 0; what was there is nobody's now. */
static uint64_t *moved(struct probe *p, int *ret)
{
	uint64_t *there = mmap(NULL, RANGE_SIZE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	*ret = there == MAP_FAILED ? -ENOMEM :
	       vfio_unmap(&p->vfio, range_gpa(0), RANGE_SIZE);
	if (!*ret)
		*ret = vfio_map(&p->vfio, range_gpa(0), there, RANGE_SIZE);
	return there;
}

/*
 * #66, #85: "DMAR: [DMA Write]", then hangs, when a guest changes its screen:
 * the VMM moves memory, of a BAR or of a framebuffer. It unmaps it from VFIO
 * and maps other memory there; the guest's tables are as before. The GPU's
 * next work lands there (1), in the page before, which is nobody's now (-1),
 * or, where an IOMMU refuses it, nowhere (0).
 */
static int report_moved(struct probe *p)
{
	uint64_t root, *before = (uint64_t *)p->backing.va[0], *there = NULL;
	struct work w;
	int ret = repro_open(p), done;

	if (!ret)
		ret = work_open(p, &w);
	root = ret ? 0 : tree(p, &w, 0, 1, NULL);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	cell_phase(&p->res->cell, "memory moved");
	ret = probe_notify(p, root, CREATE);
	if (!ret)
		ret = work_ggtt(p, &w, WORK_GGTT_PAGES, range_gpa(0) + SZ_4K);
	if (!ret)
		ret = lands(p, &w, root, before, before + 1, "lands_at_first");
	if (!ret)
		there = moved(p, &ret);
	if (!ret)
		ret = pokes(p, &w, (uint32_t *)(before + SZ_4K / 8));
	if (ret)
		return cell_fail(&p->res->cell, ret, "unmap and map");
	done = lands(p, &w, root, there, before, "lands_when_moved");
	probe_found(p, "work_done", !done);
	repro_shown(p, (*(volatile uint64_t *)there == 0) +
		       (*(volatile uint32_t *)(before + SZ_4K / 8) != 0));
	if (done)
		ret = work_restart(p, &w);
	if (!ret)	/* a reset has ended it, a destroy does */
		ret = done ? 0 : probe_notify(p, root, DESTROY);
	if (!ret)
		ret = lands(p, &w, root, there, before, "lands_shadowed_anew");
	return repro_end(p, ret);
}

/* Work whose tree names no memory; the next tree is whole again. */
static int work_that_fails(struct probe *p, struct work *w, uint64_t root)
{
	int ret = work_restart(p, w);

	if (ret)
		return ret;
	ppgtt_table(&p->tables, root)[1] =
		ppgtt_4k(range_gpa(p->backing.n + 1));
	ret = work_idle(p, w, root);
	ppgtt_table(&p->tables, root)[1] = 0;
	return ret ? 0 : -EINVAL;
}

/* i915 leaves the GPU while a VM has a vGPU of it open, at work before. */
static int unbind(struct probe *p, bool fails)
{
	uint64_t root;
	struct work w;
	int ret = repro_open(p);
	pid_t pid;

	if (!ret)
		ret = work_open(p, &w);
	root = ret ? 0 : tree(p, &w, 0, 16, NULL);
	if (!root)
		return cell_fail(&p->res->cell, ret ? ret : -ENOSPC, "set-up");
	ret = work_idle(p, &w, root);
	if (!ret && fails)
		ret = work_that_fails(p, &w, root);
	if (ret)
		return cell_fail(&p->res->cell, ret, "work before");
	cell_phase(&p->res->cell, "unbind");
	pid = fork();
	if (!pid) {
		close_range(3, ~0u, 0);	/* or it waits for itself */
		_exit(sys_write("/sys/bus/pci/drivers/i915/unbind", GPU_BDF) != 0);
	}
	ret = pid < 0 ? -errno : sys_wait(pid, 5 * NSEC_PER_SEC);
	probe_found(p, "unbound", ret == 0);
	probe_found(p, "waits", ret == -ETIME);
	/* waiting for who has it open is right; then it must go on */
	vfio_close(&p->vfio);
	kvm_close(&p->kvm);
	if (ret == -ETIME)
		ret = sys_wait(pid, 5 * NSEC_PER_SEC);
	probe_found(p, "unbound_after_close", ret == 0);
	repro_shown(p, ret != 0);
	return 0;
}

static int report_unbind(struct probe *p)
{
	return unbind(p, false);
}

/* A request that was never added keeps its engine's timeline. */
static int report_unbind_failed(struct probe *p)
{
	return unbind(p, true);
}

static const struct scenario rows[] = {
	{
		.name = "report-memlock", .ranges = 2, .on_request = true,
		.desc = "work over the memory lock limit, then less work (#60)",
		.why = "what a failed tree leaves pinned counts against the limit",
		PLAN(.backing = BACKING_THP, .memlock = 1 << 20,
		     .special = report_memlock),
	}, {
		.name = "report-start", .ranges = 1, .on_request = true,
		.desc = "the limit is too small for the driver's start (#106)",
		.why = "a GGTT entry that cannot be pinned leads to a scratch page",
		PLAN(.backing = BACKING_THP, .memlock = 8192,
		     .special = report_start),
	}, {
		.name = "report-reuse", .ranges = 1, .on_request = true,
		.desc = "a freed table's page used for data (#120)",
		.why = "the page stays tracked until its tree is destroyed",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = report_reuse),
	}, {
		.name = "report-stores", .ranges = 1, .on_request = true,
		.desc = "entries stored by 1 to 16 bytes, and across two (#112)",
		.why = "GVT-g takes aligned stores of 4 and 8 bytes only",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = report_stores),
	}, {
		.name = "report-churn", .ranges = 4, .on_request = true,
		.desc = "300 trees of all sizes, created and destroyed (#163)",
		.why = "tables and mappings must not grow",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = report_churn),
	}, {
		.name = "report-moved", .ranges = 1, .on_request = true,
		.desc = "the VMM moves memory that the GPU works on (#66, #85)",
		.why = "GVT-g unpins what VFIO unmaps, and leaves its entries",
		PLAN(.backing = BACKING_THP, .special = report_moved),
	}, {
		.name = "report-unbind", .ranges = 1, .on_request = true,
		.crash = true,
		.desc = "i915 is unbound from the GPU while a vGPU is open",
		.why = "whoever has it open has to be waited for or cut off",
		PLAN(.backing = BACKING_THP, .special = report_unbind),
	}, {
		.name = "report-unbind-failed", .ranges = 1, .on_request = true,
		.crash = true,
		.desc = "the same after work that failed",
		.why = "i915 waits for the request of the work that failed",
		PLAN(.backing = BACKING_THP, .special = report_unbind_failed),
	},
};
const struct rowset repro_reports_rows = ROWSET(rows);
