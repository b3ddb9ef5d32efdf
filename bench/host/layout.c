// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How KVM and VFIO are told about the ranges; contract in layout.h. What
 * is contiguous in our address space is one slot or mapping, as a VMM
 * would have it, unless the plan cuts each range.
 */
#include <errno.h>
#include <linux/capability.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/layout.h"
#include "host/probe.h"
#include "lib/sizes.h"

/* Where a cut range is cut, and where its tracked page lies. */
#define CUT	(256 * SZ_4K)
#define TRACKED	(100 * SZ_4K)

typedef int (*tell_fn)(struct probe *p, uint64_t gpa, void *va,
		       uint64_t size);

/* Calls tell once for each run of ranges, or as pieces for each range. */
static int for_runs(struct probe *p, uint8_t *const *va, tell_fn tell)
{
	unsigned int i, j;
	int ret = 0;

	for (i = 0; i < p->backing.n && !ret; i = j) {
		for (j = i + 1; j < p->backing.n &&
		     va[j] == va[i] + (j - i) * RANGE_SIZE; j++)
			;
		ret = tell(p, range_gpa(i), va[i], (j - i) * RANGE_SIZE);
	}
	return ret;
}

static int for_cuts(struct probe *p, tell_fn tell)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < p->backing.n && !ret; i++) {
		ret = tell(p, range_gpa(i), p->backing.va[i], CUT);
		if (!ret)
			ret = tell(p, range_gpa(i) + CUT,
				   p->backing.va[i] + CUT, RANGE_SIZE - CUT);
	}
	return ret;
}

static int for_holes(struct probe *p, tell_fn tell)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < p->backing.n && !ret; i++)
		ret = tell(p, range_gpa(i), p->backing.va[i],
			   RANGE_SIZE - SZ_4K);
	return ret;
}

static int tell_kvm(struct probe *p, uint64_t gpa, void *va, uint64_t size)
{
	uint32_t flags = p->plan->slots == SLOT_READONLY ? KVM_MEM_READONLY :
			 p->plan->slots == SLOT_DIRTY_LOG ?
			 KVM_MEM_LOG_DIRTY_PAGES : 0;

	return kvm_slot(&p->kvm, gpa, va, size, flags);
}

static int tell_vfio(struct probe *p, uint64_t gpa, void *va, uint64_t size)
{
	return vfio_map(&p->vfio, gpa, va, size);
}

/* 4K pages of its own behind KVM's slot, while VFIO has the backing. */
static int other_slot(struct probe *p)
{
	uint64_t size = p->backing.n * RANGE_SIZE;
	uint8_t *va = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			   MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (va == MAP_FAILED || madvise(va, size, MADV_NOHUGEPAGE))
		return -errno;
	return kvm_slot(&p->kvm, RANGE_GPA, va, size, 0);
}

int layout_slots(struct probe *p)
{
	int ret = kvm_slot(&p->kvm, LOW_GPA, p->low, LOW_SIZE, 0);

	if (ret)
		return ret;
	switch (p->plan->slots) {
	case SLOT_NONE:
		return 0;
	case SLOT_SPLIT:
		return for_cuts(p, tell_kvm);
	case SLOT_HOLE:
		return for_holes(p, tell_kvm);
	case SLOT_OTHER:
		return other_slot(p);
	default:
		return for_runs(p, p->backing.va, tell_kvm);
	}
}

/* VFIO looks at the limit of whoever lacks CAP_IPC_LOCK when he maps. */
static int limit_memlock(uint64_t bytes)
{
	struct __user_cap_header_struct hdr = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct cap[2];
	struct rlimit limit = { bytes, bytes };

	if (!bytes)
		return 0;
	if (setrlimit(RLIMIT_MEMLOCK, &limit) ||
	    syscall(SYS_capget, &hdr, cap))
		return -errno;
	cap[0].effective &= ~(1u << CAP_IPC_LOCK);
	return syscall(SYS_capset, &hdr, cap) ? -errno : 0;
}

int layout_maps(struct probe *p)
{
	int ret = limit_memlock(p->plan->memlock);

	if (!ret)
		ret = vfio_map(&p->vfio, LOW_GPA, p->low, LOW_SIZE);
	if (ret)
		return ret;
	switch (p->plan->maps) {
	case MAP_NONE:
		return 0;
	case MAP_SPLIT:
		return for_cuts(p, tell_vfio);
	case MAP_HOLE:
		return for_holes(p, tell_vfio);
	default:
		return for_runs(p, p->backing.va, tell_vfio);
	}
}

/* A tree of its own whose page directory is a page of range i. */
static int track_table(struct probe *p, unsigned int i)
{
	uint64_t root = ppgtt_page(&p->tables), pdp = ppgtt_page(&p->tables);
	uint8_t *pd = p->backing.va[i] + TRACKED;
	int ret;

	if (!root || !pdp)
		return -ENOSPC;
	memset(pd, 0, SZ_4K);
	ppgtt_table(&p->tables, root)[0] = ppgtt_4k(pdp);
	ppgtt_table(&p->tables, pdp)[0] = ppgtt_4k(range_gpa(i) + TRACKED);
	ret = vfio_ppgtt_root(&p->vfio, root);
	if (!ret)
		ret = vfio_ppgtt_notify(&p->vfio,
					VGT_G2V_PPGTT_L4_PAGE_TABLE_CREATE);
	/* Freed and used for something else, the shadow not told. */
	if (!ret && p->plan->track == TRACK_STALE)
		memset(pd, 0x5a, SZ_4K);
	return ret;
}

/*
 * A nested guest's tables in range i. When stale, the guest has given them
 * up: it has overwritten the entries with its own stores.
 */
static int track_nested(struct probe *p, unsigned int i)
{
	uint64_t table = range_gpa(i) + TRACKED;
	int level, ret;

	ret = kvm_nested(&p->kvm, table, p->backing.va[i] + TRACKED);
	if (p->plan->track != TRACK_NESTED_STALE)
		return ret;
	for (level = 2; level >= 0 && !ret; level--)
		ret = kvm_store64(&p->kvm, table + level * SZ_4K, 0);
	return ret;
}

int layout_track(struct probe *p)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < p->backing.n && !ret; i++) {
		switch (p->plan->track) {
		case TRACK_NONE:
			return 0;
		case TRACK_NESTED:
		case TRACK_NESTED_STALE:
			ret = track_nested(p, i);
			break;
		default:
			ret = track_table(p, i);
		}
	}
	return ret;
}
