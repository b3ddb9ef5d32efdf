// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A hostile guest: page tables of garbage, cycles and other sizes at the
 * same address, changed and torn down at any time, while its memory is
 * given back. Nothing of it may take the host down, reach a frame that is
 * not pinned, or leave pins behind after close. The seed is the reproducer.
 *
 * Left out is what is known to crash (repro-unmap, repro-late, repro-gfn0):
 * it would hide the rest.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/rows.h"
#include "lib/sizes.h"

#define STEPS	3000u
#define POOL	64u		/* pages that serve as tables of any level */
#define FILLED	6u		/* entries of a new table, at most */

#define STORE_S	1u		/* for a store, virtual seconds */
#define LEVELS	4u		/* 0: what a root is, 3: the last */

struct fuzz {
	struct probe *p;
	uint64_t page[POOL];	/* gpa */
	bool ordered;		/* page i is a table of level i % LEVELS */
	unsigned int level;	/* where the next entry goes, if ordered */
	unsigned int stuck;	/* stores whose vCPU had to be stopped */
};

/* A page for a table of that level. */
static uint64_t page_of(struct fuzz *f, unsigned int level)
{
	unsigned int i = rng_below(&f->p->rng, POOL);

	if (f->ordered)
		i = i / LEVELS * LEVELS + level;
	return f->page[i];
}

/* A page that will be written to. */
static uint64_t any_page(struct fuzz *f)
{
	f->level = f->ordered ? rng_below(&f->p->rng, LEVELS) : 0;
	return page_of(f, f->level);
}

static uint64_t any_root(struct fuzz *f)
{
	return page_of(f, 0);
}

/* What an entry may lead to: the next level, or the leaves' data. */
static uint64_t any_child(struct fuzz *f)
{
	struct probe *p = f->p;

	if (f->ordered && f->level + 1 == LEVELS)
		return range_gpa(rng_below(&p->rng, p->backing.n));
	return page_of(f, f->ordered ? f->level + 1 : 0);
}

/* No table at frame 0. */
static uint64_t not_gfn0(uint64_t entry)
{
	return entry & PPGTT_ADDR_MASK ? entry : entry | SZ_4K;
}

static uint64_t any_range(struct fuzz *f)
{
	return range_gpa(rng_below(&f->p->rng, f->p->backing.n));
}

/* An entry that may make sense at some level. */
static uint64_t some_entry(struct fuzz *f)
{
	struct rng *r = &f->p->rng;

	switch (rng_below(r, 10)) {
	case 0:
		return 0;
	case 1:
		return rng_u64(r);
	case 2:		/* 2MiB (or 1GiB) entry with a 4KiB offset */
		return ppgtt_2m(any_range(f) + rng_below(r, 512) * SZ_4K);
	case 3:		/* past the end of memory */
		return ppgtt_2m(range_gpa(f->p->backing.n));
	case 4:		/* a table inside the data */
		return ppgtt_4k(any_range(f) + rng_below(r, 512) * SZ_4K);
	case 5:
	case 6:
		return ppgtt_2m(any_range(f));
	default:
		return ppgtt_4k(any_child(f));
	}
}

/*
 * No table at frame 0; if ordered none in the data either, which would be
 * one of any level: garbage, or nothing, or what belongs there.
 */
static uint64_t any_entry(struct fuzz *f)
{
	uint64_t entry = some_entry(f);
	bool range = entry >= RANGE_GPA &&
		     entry < range_gpa(f->p->backing.n + 1);

	if (f->ordered && range && f->level < 2 + !(entry & GEN8_PDE_PS_2M))
		entry = ppgtt_4k(any_child(f));
	return not_gfn0(entry);
}

static int new_table(struct fuzz *f)
{
	uint64_t *t = ppgtt_table(&f->p->tables, any_page(f));
	unsigned int i, n = rng_below(&f->p->rng, FILLED);

	/* Behind the back of whoever tracks the page. */
	for (i = 0; i < n; i++)
		t[rng_below(&f->p->rng, 512)] = any_entry(f);
	return 0;
}

static int create_tree(struct fuzz *f)
{
	return probe_notify(f->p, any_root(f),
			    VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
}

static int destroy_tree(struct fuzz *f)
{
	return probe_notify(f->p, any_root(f),
			    VGT_G2V_PPGTT_L4_PAGE_TABLE_DESTROY);
}

static int store(struct fuzz *f)
{
	uint64_t gpa = any_page(f) + rng_below(&f->p->rng, 512) * 8;
	uint64_t entry = any_entry(f);
	int ret;

	kvm_limit(&f->p->kvm, STORE_S);
	ret = kvm_store64(&f->p->kvm, gpa, entry);
	kvm_limit(&f->p->kvm, 0);
	f->stuck += ret == -EINTR;
	return ret;
}

static int store_half(struct fuzz *f)
{
	uint64_t gpa = any_page(f) + rng_below(&f->p->rng, 1024) * 4;
	uint32_t entry = not_gfn0((uint32_t)any_entry(f));
	int ret;

	kvm_limit(&f->p->kvm, STORE_S);
	ret = kvm_store32(&f->p->kvm, gpa, entry);
	kvm_limit(&f->p->kvm, 0);
	f->stuck += ret == -EINTR;
	return ret;
}

static int give_back(struct fuzz *f)
{
	struct probe *p = f->p;
	uint8_t *va = p->backing.va[rng_below(&p->rng, p->backing.n)];

	if (rng_below(&p->rng, 4))
		va += rng_below(&p->rng, 512) * SZ_4K;
	return madvise(va, SZ_4K, MADV_DONTNEED) ? -errno : 0;
}

static int reset(struct fuzz *f)
{
	return vfio_reset(&f->p->vfio);
}

static int reopen(struct fuzz *f)
{
	return vfio_reopen(&f->p->vfio, f->p->vgpu.uuid);
}

static const struct {
	unsigned int weight;
	int (*fn)(struct fuzz *f);
	bool vcpu;		/* only in plans that have one */
} steps[] = {
	{ .weight = 200, .fn = new_table },
	{ .weight = 150, .fn = create_tree },
	{ .weight = 120, .fn = destroy_tree },
	{ .weight = 300, .fn = store, .vcpu = true },
	{ .weight = 60, .fn = store_half, .vcpu = true },
	{ .weight = 60, .fn = give_back },
	{ .weight = 6, .fn = reset },
	{ .weight = 2, .fn = reopen },
};

static unsigned int weight_of(const struct fuzz *f, size_t i)
{
	if (steps[i].vcpu && f->p->plan->update != UPDATE_STORE)
		return 0;
	return steps[i].weight;
}

static int step(struct fuzz *f)
{
	unsigned int sum = 0, pick;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		sum += weight_of(f, i);
	pick = rng_below(&f->p->rng, sum);
	for (i = 0; pick >= weight_of(f, i); i++)
		pick -= weight_of(f, i);
	return steps[i].fn(f);
}

/*
 * Data may be taken for tables: what touched the pages left a 1 in each,
 * which is a present entry that names frame 0.
 */
static void clear_data(struct probe *p)
{
	unsigned int i, k;

	for (i = 0; i < p->backing.n; i++)
		for (k = 0; k < RANGE_PAGES; k++)
			*(uint64_t *)(p->backing.va[i] + k * SZ_4K) = 0;
}

static int fuzz(struct probe *p, bool ordered)
{
	static const char * const told[] = {
		"seen", "direct", "split", "failed", "unsafe",
		"base_misaligned", "lost_refs", "write_errors",
	};
	struct fuzz f = { .p = p, .ordered = ordered };
	struct vgpu_counters c;
	struct pass pass = { 0 };
	unsigned int i, n, refused = 0;
	int ret = probe_open(p);

	for (i = 0; i < POOL && !ret; i++) {
		f.page[i] = ppgtt_page(&p->tables);
		ret = f.page[i] ? 0 : -ENOSPC;
	}
	if (ret)
		return cell_fail(&p->res->cell, ret, "set-up");
	p->res->have_counters = vgpu_counters(&p->vgpu, &c) == 0;
	clear_data(p);
	cell_phase(&p->res->cell, "fuzzing");
	/* A step may be refused; the machine must go on. */
	for (n = 0; n < STEPS; n++)
		refused += step(&f) != 0;
	probe_found(p, "steps", n);
	probe_found(p, "refused", refused);
	probe_found(p, "vcpu_stuck", f.stuck);
	vgpu_counters(&p->vgpu, &c);
	for (i = 0; p->res->have_counters &&
	     i < sizeof(told) / sizeof(told[0]); i++)
		probe_found(p, told[i], vgpu_counter(&c, told[i]));
	probe_close(p, &pass);
	if (!p->res->have_counters)
		return 0;
	probe_found(p, "pins_after_close",
		    vgpu_counter(&pass.closed, "pins_outstanding"));
	probe_found(p, "spt_after_close",
		    vgpu_counter(&pass.closed, "spt_live"));
	return 0;
}

static int fuzz_tables(struct probe *p)
{
	return fuzz(p, false);
}

/* What is left without cycles and without tables at two levels. */
static int fuzz_ordered(struct probe *p)
{
	return fuzz(p, true);
}

static const struct scenario rows[] = {
	{
		.name = "fuzz-tables", .ranges = 32, .crash = true,
		.desc = "random page tables of a hostile guest, by seed",
		.why = "nothing a guest writes may harm the host",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = fuzz_tables),
	}, {
		.name = "fuzz-trees", .ranges = 32, .crash = true,
		.desc = "as fuzz-tables, without stores by a vCPU",
		.why = "nothing a guest writes may harm the host",
		PLAN(.backing = BACKING_THP, .special = fuzz_tables),
	}, {
		.name = "fuzz-ordered", .ranges = 32, .crash = true,
		.desc = "as fuzz-tables, each table at one level only",
		.why = "without cycles and levels mixed: is there anything else",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = fuzz_ordered),
	},
};
const struct rowset fuzz_rows = ROWSET(rows);
