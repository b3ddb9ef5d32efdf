// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The scenario matrix as data. Predictions come from reading the kernel
 * source; a measurement that contradicts one is news. `stock` never shadows
 * 2MiB: its page-size gate is closed, so it splits whatever it can pin.
 */
#include <errno.h>
#include <string.h>

#include "host/perftool.h"
#include "host/probe.h"
#include "host/repro.h"
#include "host/whole.h"
#include "host/scenario.h"
#include "host/sweep.h"

#define PLAN(...) .plan = &(const struct probe_plan) { __VA_ARGS__ }
/* stock, baseline, kvm-memslot, vfio-only, no-check */
#define PREDICT(s, b, k, v, n) \
	.pred = { PRED_##s, PRED_##b, PRED_##k, PRED_##v, PRED_##n }

static const struct scenario scenarios[] = {
	{
		.name = "thp-aligned", .primary = true, .ranges = 512,
		.desc = "transparent huge pages, aligned",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "one compound page, one memslot, one DMA mapping: every policy agrees",
		PLAN(.backing = BACKING_THP),
	}, {
		.name = "hugetlb-1g", .primary = true, .ranges = 512,
		.desc = "hugetlbfs, one page of 1GiB",
		.cmdline = "hugepagesz=1G hugepages=1",
		PREDICT(SPLIT, FIRST_2M, FIRST_2M, 2M, 2M),
		.why = "PageTransHuge is true for the head page only, which is in the first 2MiB",
		PLAN(.backing = BACKING_HUGETLB_1G),
	}, {
		.name = "small-scattered", .primary = true, .ranges = 512,
		.desc = "4KiB pages, not contiguous",
		PREDICT(SPLIT, SPLIT, SPLIT, SPLIT, ERR),
		.why = "no compound page; vfio-only pins until it meets the gap, then splits; no-check gives up",
		PLAN(.backing = BACKING_SCATTERED),
	}, {
		.name = "hugetlb-2m", .ranges = 512,
		.desc = "hugetlbfs, pages of 2MiB",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "each range is one compound page",
		PLAN(.backing = BACKING_HUGETLB_2M),
	}, {
		.name = "small-contiguous", .ranges = 512,
		.desc = "4KiB pages, contiguous and aligned",
		PREDICT(SPLIT, SPLIT, SPLIT, 2M, 2M),
		.why = "no compound page, but VFIO pins 512 neighbours",
		PLAN(.backing = BACKING_CONTIG),
	}, {
		.name = "small-misaligned", .ranges = 512,
		.desc = "4KiB pages, contiguous, one page off alignment",
		PREDICT(SPLIT, SPLIT, SPLIT, UNSAFE, UNSAFE),
		.why = "gvt_pin_guest_page tests contiguity only; gen8_gtt_set_pfn cuts the frame down to 2MiB",
		PLAN(.backing = BACKING_CONTIG_OFF),
	}, {
		.name = "thp-pmd-split", .ranges = 512,
		.desc = "huge pages mapped by 4KiB entries",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "the mapping is split, the page is not",
		PLAN(.backing = BACKING_THP_PMD_SPLIT),
	}, {
		.name = "thp-hole", .ranges = 512,
		.desc = "huge pages, one page refaulted elsewhere",
		PREDICT(SPLIT, ERR, ERR, SPLIT, ERR),
		.why = "the head page says yes, the pin finds the gap; only vfio-only falls back",
		PLAN(.backing = BACKING_THP_HOLE),
	}, {
		.name = "thp-head", .ranges = 512,
		.desc = "huge pages, the first page refaulted elsewhere",
		PREDICT(SPLIT, SPLIT, SPLIT, SPLIT, ERR),
		.why = "the first page is no longer a head page",
		PLAN(.backing = BACKING_THP_HEAD),
	}, {
		.name = "ksm", .ranges = 512,
		.desc = "a page in the middle was merged by KSM",
		PREDICT(SPLIT, SPLIT, SPLIT, SPLIT, ERR),
		.why = "KSM split the huge page before it merged the small one",
		PLAN(.backing = BACKING_KSM, .counted_only = true),
	}, {
		.name = "shifted", .ranges = 512,
		.desc = "guest frame and host address differ modulo 2MiB",
		PREDICT(SPLIT, SPLIT, SPLIT, UNSAFE, UNSAFE),
		.why = "contiguous across two neighbouring huge pages, but the base is one page off",
		PLAN(.backing = BACKING_THP_SHIFT),
	}, {
		.name = "shifted-apart", .ranges = 512,
		.desc = "the same across two huge pages that lie apart",
		PREDICT(SPLIT, SPLIT, SPLIT, SPLIT, ERR),
		.why = "the base is a tail page, and the last page is elsewhere",
		PLAN(.backing = BACKING_THP_SHIFT_APART),
	}, {
		.name = "hole", .ranges = 512,
		.desc = "the last page is neither in KVM nor in VFIO",
		PREDICT(ERR, ERR, ERR, ERR, ERR),
		.why = "no policy can pin what is not there; kvm-memslot fails in the split",
		PLAN(.backing = BACKING_THP, .slots = SLOT_HOLE,
		     .maps = MAP_HOLE),
	}, {
		.name = "slot-split", .ranges = 512,
		.desc = "a memslot boundary inside, one DMA mapping",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "KVM cannot map 2MiB across slots; nobody else asks",
		PLAN(.backing = BACKING_THP, .slots = SLOT_SPLIT),
	}, {
		.name = "vfio-split", .ranges = 512,
		.desc = "a DMA mapping boundary inside, one memslot",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "pinning works page by page, so nobody sees the boundary",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT),
	}, {
		.name = "both-split", .ranges = 512,
		.desc = "both boundaries inside",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "as slot-split and vfio-split",
		PLAN(.backing = BACKING_THP, .slots = SLOT_SPLIT,
		     .maps = MAP_SPLIT),
	}, {
		.name = "vfio-only-mapped", .ranges = 512,
		.desc = "a DMA mapping, no memslot",
		PREDICT(SKIP, ERR, SPLIT, 2M, 2M),
		.why = "baseline asks KVM for the frame and fails; kvm-memslot splits what has no slot",
		PLAN(.backing = BACKING_THP, .slots = SLOT_NONE),
	}, {
		.name = "kvm-only-mapped", .ranges = 512,
		.desc = "a memslot, no DMA mapping",
		PREDICT(ERR, ERR, ERR, ERR, ERR),
		.why = "nothing can be pinned",
		PLAN(.backing = BACKING_THP, .maps = MAP_NONE),
	}, {
		.name = "hva-differs", .ranges = 512,
		.desc = "KVM has 4KiB pages where VFIO has huge ones",
		PREDICT(SPLIT, SPLIT, SPLIT, 2M, 2M),
		.why = "whoever asks KVM judges a page that DMA does not use",
		PLAN(.backing = BACKING_THP, .slots = SLOT_OTHER),
	}, {
		.name = "slot-readonly", .ranges = 512,
		.desc = "a read-only memslot, a writable DMA mapping",
		PREDICT(SPLIT, ERR, ERR, 2M, 2M),
		.why = "gfn_to_pfn asks for a writable page",
		PLAN(.backing = BACKING_THP, .slots = SLOT_READONLY),
	}, {
		.name = "tracked", .ranges = 512,
		.desc = "a live GPU page table inside the range",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "write tracking sets disallow_lpage for the range",
		PLAN(.backing = BACKING_THP, .track = TRACK_LIVE),
	}, {
		.name = "tracked-stale", .ranges = 512,
		.desc = "a GPU page table the guest has freed",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "the tracking lives as long as the shadow",
		PLAN(.backing = BACKING_THP, .track = TRACK_STALE),
	}, {
		.name = "tracked-nested", .ranges = 512,
		.desc = "a nested guest's page tables inside the range",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "KVM tracks the nested tables, KVMGT has nothing to do with them",
		PLAN(.backing = BACKING_THP, .track = TRACK_NESTED),
	}, {
		.name = "dirty-log", .ranges = 512,
		.desc = "dirty logging on",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "dirty logging does not reach lpage_info",
		PLAN(.backing = BACKING_THP, .slots = SLOT_DIRTY_LOG),
	}, {
		.name = "memlock", .ranges = 512,
		.desc = "memory lock limit of 1MiB",
		PREDICT(ERR, ERR, ERR, ERR, ERR),
		.why = "neither one 2MiB mapping nor its 512 pieces can be pinned",
		PLAN(.backing = BACKING_THP, .memlock = 1 << 20),
	}, {
		.name = "nx-huge-pages", .ranges = 512,
		.desc = "kvm.nx_huge_pages=force",
		.cmdline = "kvm.nx_huge_pages=force",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "the mitigation does not reach lpage_info",
		PLAN(.backing = BACKING_THP),
	}, {
		.name = "vcpu-store", .ranges = 512,
		.desc = "entries written by a vCPU into tracked tables",
		PREDICT(SPLIT, 2M, 2M, 2M, 2M),
		.why = "the decision does not depend on how the entry came",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE),
	}, {
		.name = "tracked-nested-stale", .ranges = 512,
		.desc = "the same, overwritten by the guest since",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "KVM's disallow_lpage count stays up while the shadow of the nested table lives",
		PLAN(.backing = BACKING_THP, .track = TRACK_NESTED_STALE),
	}, {
		.name = "perf-thp", .ranges = 256,
		.desc = "thp-aligned under perf stat and perf record",
		.why = "perf counts the same entries; the profile says where time goes",
		PLAN(.backing = BACKING_THP, .special = perf_populate),
	}, {
		.name = "perf-scattered", .ranges = 64,
		.desc = "small-scattered under perf stat and perf record",
		.why = "perf counts the same entries; the profile says where time goes",
		PLAN(.backing = BACKING_SCATTERED, .special = perf_populate),
	}, {
		.name = "perf-whole", .ranges = 1,
		.desc = "whole probe commands in L1, timed by hyperfine",
		.why = "what a command costs from start to exit; its clock is L1's",
		PLAN(.backing = BACKING_THP, .special = whole_commands),
	}, {
		.name = "repro-remap", .ranges = 8,
		.desc = "two contexts share 4KiB pages, the first goes",
		.why = "vfio-only retries 2MiB and restarts the first page's count: freed while in use",
		PLAN(.backing = BACKING_SCATTERED, .special = repro_remap),
	}, {
		.name = "repro-shared", .ranges = 4,
		.desc = "eight contexts share 4KiB pages, the first goes",
		.why = "each retry at 2MiB restarts the first page's count",
		PLAN(.backing = BACKING_SCATTERED, .special = repro_shared),
	}, {
		.name = "repro-mixed", .ranges = 8,
		.desc = "two contexts, 4KiB and 2MiB entries, the first goes",
		.why = "the second's 2MiB mapping replaces the first's; its only reference goes with the first",
		PLAN(.backing = BACKING_THP, .special = repro_mixed),
	}, {
		.name = "repro-reopen", .ranges = 8,
		.desc = "vGPU closed and opened again without a reset",
		.why = "close unpins all pages but keeps the shadow tables, which a known pdp finds again",
		PLAN(.backing = BACKING_THP, .special = repro_reopen),
	}, {
		.name = "repro-siblings", .ranges = 2,
		.desc = "a tree fails half-way: who unpins the first half",
		.why = "a failed populate leaves the entries before it in place",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_siblings),
	}, {
		.name = "repro-aperture", .ranges = 8,
		.desc = "the same by the GGTT and the CPU",
		.why = "close unpins all pages but keeps the GGTT's entries",
		PLAN(.backing = BACKING_THP, .special = repro_aperture),
	}, {
		.name = "repro-lock", .ranges = 64, .crash = true,
		.desc = "two tasks unmap at a time",
		.why = "vfio_notify_dma_unmap holds device_list_lock and wants iommu->lock, the other task the other way round",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_lock),
	}, {
		.name = "repro-destroy", .ranges = 1, .crash = true,
		.desc = "a GPU page table root destroyed twice, at work",
		.why = "intel_vgpu_put_ppgtt_mm drops the reference of the workload",
		PLAN(.backing = BACKING_THP, .special = repro_destroy),
	}, {
		.name = "repro-flush", .ranges = 1, .crash = true, .spins = true,
		.desc = "tables written by halves, one freed meanwhile",
		.why = "intel_vgpu_flush_post_shadow goes on with the next table, which it has freed",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_flush),
	}, {
		.name = "repro-pincount", .ranges = 1,
		.desc = "work whose tree cannot be shadowed",
		.why = "complete_current_workload gives back pins that the workload never had",
		PLAN(.backing = BACKING_THP, .special = repro_pincount),
	}, {
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
	}, {
		.name = "repro-unmap", .ranges = 1, .crash = true,
		.desc = "2MiB over two DMA mappings, the second unmapped",
		.why = "vfio_dma_do_unmap: BUG_ON(++retries > 10), on all that map 2MiB",
		PLAN(.backing = BACKING_THP, .maps = MAP_SPLIT,
		     .special = repro_unmap),
	}, {
		.name = "iommufd-close", .ranges = 1, .crash = true,
		.on_request = true, .spins = true,
		.desc = "opened through iommufd, closed (KERNEL=6.12)",
		.why = "iommufd unmaps 0 to ULONG_MAX at close; intel_vgpu_dma_unmap goes through it frame by frame",
		PLAN(.backing = BACKING_THP, .iommufd = true),
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
	}, {
		.name = "sweep-1g", .ranges = 64,
		.desc = "throughput against the GPU's cost model, 1GiB page",
		.cmdline = "hugepagesz=1G hugepages=1",
		PREDICT(SPLIT, FIRST_2M, FIRST_2M, 2M, 2M),
		.why = "as hugetlb-1g",
		PLAN(.backing = BACKING_HUGETLB_1G, .special = sweep_run),
	}, {
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
	}, {
		.name = "repro-own-table", .ranges = 1,
		.desc = "a page table of the vCPU as one of the GPU",
		.why = "kvm_mmu_page_fault resumes the guest, but the page stays tracked: it faults for ever (mended in 6.12)",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = repro_own_table),
	}, {
		.name = "fuzz-tables", .ranges = 32, .crash = true,
		.desc = "a hostile guest's page tables, by seed",
		.why = "nothing a guest writes may harm the host",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = fuzz_tables),
	}, {
		.name = "fuzz-trees", .ranges = 32, .crash = true,
		.desc = "the same without stores by a vCPU",
		.why = "nothing a guest writes may harm the host",
		PLAN(.backing = BACKING_THP, .special = fuzz_tables),
	}, {
		.name = "fuzz-ordered", .ranges = 32, .crash = true,
		.desc = "the same, each table at one level only",
		.why = "without cycles and levels mixed: is there anything else",
		PLAN(.backing = BACKING_THP, .update = UPDATE_STORE,
		     .special = fuzz_ordered),
	},
};

static const char *const policies[POLICIES] = {
	[POLICY_STOCK] = "stock",
	[POLICY_BASELINE] = "baseline",
	[POLICY_KVM_MEMSLOT] = "kvm-memslot",
	[POLICY_VFIO_ONLY] = "vfio-only",
	[POLICY_NO_CHECK] = "no-check",
};

int policy_from_text(const char *text, struct policy *p)
{
	size_t n = strcspn(text, " ");
	const char *but = text + n + (text[n] == ' ');

	*p = (struct policy){ .as = POLICY_NONE };
	if (!strcmp(text, "nothing"))
		return 0;
	for (unsigned int i = 0; i < POLICIES; i++)
		if (strlen(policies[i]) == n && !strncmp(policies[i], text, n))
			p->as = i;
	p->aligned = !strcmp(but, "aligned");
	p->never_2m = !strcmp(but, "never-2m");
	return p->as == POLICY_NONE ||
	       (text[n] && !p->aligned && !p->never_2m) ? -EINVAL : 0;
}

const struct scenario *scenario_list(size_t *n)
{
	*n = sizeof(scenarios) / sizeof(scenarios[0]);
	return scenarios;
}

const struct scenario *scenario_find(const char *name)
{
	size_t n, i;
	const struct scenario *s = scenario_list(&n);

	for (i = 0; i < n; i++)
		if (!strcmp(s[i].name, name))
			return &s[i];
	return NULL;
}

enum pred scenario_pred(const struct scenario *s, const struct policy *p)
{
	enum pred pred;

	if (p->as >= POLICIES)
		return PRED_NONE;
	pred = s->pred[p->as];
	if (p->aligned && pred == PRED_UNSAFE)
		return PRED_SPLIT;
	/* without 2MiB entries all is split that can be pinned */
	if (p->never_2m && pred != PRED_NONE && pred != PRED_ERR)
		return PRED_SPLIT;
	return pred;
}

static const char *const pred_names[] = {
	[PRED_NONE] = "-", [PRED_2M] = "2M", [PRED_SPLIT] = "split",
	[PRED_FIRST_2M] = "first 2M", [PRED_ERR] = "ERR",
	[PRED_UNSAFE] = "UNSAFE", [PRED_SKIP] = "skipped",
};

const char *pred_name(enum pred p)
{
	return pred_names[p];
}

int pred_from_name(const char *name, enum pred *p)
{
	for (size_t i = 0; i < sizeof(pred_names) / sizeof(pred_names[0]); i++)
		if (!strcmp(pred_names[i], name)) {
			*p = i;
			return 0;
		}
	return -EINVAL;
}

bool pred_holds(enum pred p, const struct outcome *o)
{
	/* A page of 1GiB holds 512 ranges, of which one is the first. */
	uint64_t first = (o->ranges + 511) / 512;

	switch (p) {
	case PRED_2M:
		return o->direct == o->ranges && !o->unsafe;
	case PRED_SPLIT:
		return o->split == o->ranges;
	case PRED_FIRST_2M:
		return o->direct == first && !o->unsafe &&
		       o->split == o->ranges - first;
	case PRED_ERR:
		return o->failed == o->ranges;
	case PRED_UNSAFE:
		return o->unsafe == o->ranges;
	case PRED_SKIP:
		return !o->direct && !o->split;
	default:
		return true;
	}
}
