/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe: a micro-VMM without a guest OS that owns one vGPU. A plan says
 * how the 2MiB ranges are backed and described to KVM and to VFIO (the two
 * need not agree) and how the guest's tables reach the shadow.
 */
#ifndef GTT2M_PROBE_H
#define GTT2M_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/backing.h"
#include "host/dmacount.h"
#include "host/iommucount.h"
#include "host/kvm.h"
#include "host/ppgtt.h"
#include "host/vfio.h"
#include "host/vgpu.h"
#include "lib/cell.h"
#include "lib/rng.h"

/* Guest-physical layout: tables and payloads low, the ranges at 4 GiB. */
#define LOW_GPA		0ull
#define LOW_SIZE	(32ull << 20)
#define TABLE_GPA	(2ull << 20)	/* page tables from here up */
#define RANGE_GPA	(4ull << 30)
#define RANGE_SIZE	(2ull << 20)
#define RANGE_PAGES	512u
/* Times are taken from so many ranges at most. */
#define TIMED_RANGES	64u

/* How KVM's memslots describe the ranges. */
enum slot_mode {
	SLOT_WHOLE,
	SLOT_SPLIT,		/* a boundary inside each range */
	SLOT_NONE,
	SLOT_READONLY,
	SLOT_OTHER,		/* another memory than VFIO's: 4K pages */
	SLOT_DIRTY_LOG,
	SLOT_HOLE,		/* the last page of each range is missing */
};

/* How VFIO's DMA mappings describe them. */
enum map_mode {
	MAP_WHOLE,
	MAP_SPLIT,
	MAP_NONE,
	MAP_HOLE,
};

/* How an entry reaches the shadow. */
enum update_mode {
	UPDATE_CREATE,		/* a table tree per range, PVINFO create */
	UPDATE_STORE,		/* an 8-byte store of a vCPU, tracked */
};

/* What KVM tracks inside each range before its entry is shadowed. */
enum track_mode {
	TRACK_NONE,
	TRACK_LIVE,		/* a live guest page table */
	TRACK_STALE,		/* one the guest has freed, shadow alive */
	TRACK_NESTED,		/* a nested page table of the vCPU */
	TRACK_NESTED_STALE,	/* one that the guest has overwritten */
};

struct probe;

struct probe_plan {
	enum backing_kind backing;
	enum slot_mode slots;
	enum map_mode maps;
	enum update_mode update;
	enum track_mode track;
	bool iommufd;		/* the vGPU's own file, not its group */
	uint64_t memlock;	/* RLIMIT_MEMLOCK in bytes; 0: as it is */
	bool counted_only;	/* no more passes, for times and landings */
	/* Instead of populating each range once: 0, or -errno and why. */
	int (*special)(struct probe *p);
};

struct range_stat {
	uint64_t total_ns, min_ns, max_ns;
};

/* What one pass over the ranges found. */
struct pass {
	struct vgpu_counters populated, torn_down, closed;
	struct dmacount dma;
	struct iommucount iommu;	/* populate to close */
	unsigned int ranges;
	struct range_stat populate, teardown;
	uint64_t close_ns;
	unsigned int slept;	/* while populating and tearing down */
	/* Outcome of single ranges; only with the kernel's counters. */
	unsigned int first_ranges, first_direct;
};

/*
 * Where the GPU's writes went, by the tags they carry: into the page meant,
 * into another page of the range, into the page below it, or nowhere that
 * we can see. A tree that is not shadowed refuses the work.
 */
struct landing {
	unsigned int right, other, below, lost, refused;
};

/* Shared with the parent, which writes the record. */
struct probe_result {
	struct cell cell;
	bool set_up;		/* the backing is what the row says */
	char not_set_up[160];	/* else why */
	unsigned int ranges;	/* written to */
	struct pass count, time;
	struct landing landing;
	bool counted, timed, landed;
	bool have_counters;	/* the kernel has gtt_2m */
	/* What the seed changed: the ranges' frames, the order of entries. */
	uint64_t placement, order;
	/* What a special scenario found: name, value. */
	struct {
		char name[32];
		int64_t value;
	} found[24];
	unsigned int nfound;
};

struct scenario;

struct probe {
	const struct scenario *scenario;
	const struct probe_plan *plan;
	uint64_t seed;
	struct rng rng;
	struct probe_result *res;
	struct backing backing;
	uint8_t *low;		/* LOW_SIZE bytes at LOW_GPA */
	struct vgpu vgpu;
	struct kvm kvm;
	struct vfio vfio;
	struct ppgtt_mem tables;
	uint64_t roots[BACKING_MAX];	/* gpa of each range's PML4 */
	unsigned int order[BACKING_MAX];
	unsigned int active;	/* ranges that this pass uses */
};

static inline uint64_t range_gpa(unsigned int i)
{
	return RANGE_GPA + i * RANGE_SIZE;
}

/* Fresh mdev, VM, memslots and DMA mappings as the plan says; 0 or -errno. */
int probe_open(struct probe *p);
/* Close the device, the group, the VM; read what is left; remove the mdev. */
void probe_close(struct probe *p, struct pass *pass);
/*
 * Tables for all ranges, GVT-g not told yet: a tree for each range, or one
 * for all when entries are stored by the vCPU.
 */
int probe_trees(struct probe *p);
/* A 4-level tree appears (or goes, VGT_G2V_..._DESTROY). */
int probe_notify(struct probe *p, uint64_t root, uint32_t what);
/* The same, with what the notification took. */
int probe_create(struct probe *p, uint64_t root, uint64_t *ns);
/* Shadow range i; ns is what that took. Its outcome is in the counters. */
int probe_populate(struct probe *p, unsigned int i, uint64_t *ns);
/* Note what a special scenario found. */
void probe_found(struct probe *p, const char *name, int64_t value);

#endif
