// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The scenario matrix as data. Predictions come from reading the kernel
 * source; a measurement that contradicts one is news. `stock` never shadows
 * 2MiB: its page-size gate is closed, so it splits whatever it can pin.
 */
#include "host/rows.h"

static const struct scenario rows[] = {
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
		.desc = "as shifted, across two huge pages that lie apart",
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
		.desc = "as tracked-nested, overwritten by the guest since",
		PREDICT(SPLIT, 2M, SPLIT, 2M, 2M),
		.why = "KVM's disallow_lpage count stays up while the shadow of the nested table lives",
		PLAN(.backing = BACKING_THP, .track = TRACK_NESTED_STALE),
	}, {
		.name = "iommufd-close", .ranges = 1, .crash = true,
		.on_request = true, .spins = true,
		.desc = "opened through iommufd, closed (KERNEL=6.12)",
		.why = "iommufd unmaps 0 to ULONG_MAX at close; intel_vgpu_dma_unmap goes through it frame by frame",
		PLAN(.backing = BACKING_THP, .iommufd = true),
	},
};
const struct rowset matrix_rows = ROWSET(rows);
