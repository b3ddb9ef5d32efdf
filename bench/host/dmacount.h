/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An independent count of GVT-g's DMA mappings by size, and of what KVM's
 * memslot answers where it is asked: kprobe events with perf's counters, which
 * need no change of the kernel and work on the untouched module. Each hit
 * costs time, so timed passes run without.
 */
#ifndef GTT2M_DMACOUNT_H
#define GTT2M_DMACOUNT_H

#include <stdbool.h>
#include <stdint.h>

struct dmacount {
	bool on;
	uint64_t asked_2m, asked_4k;	/* intel_gvt_dma_map_guest_page */
	uint64_t mapped_2m;		/* of asked_2m, pinned and mapped */
	uint64_t refused;		/* of both, ended with an error */
	/* kvm_page_track_max_mapping_level(): a kernel that asks the memslot */
	bool asks;
	uint64_t slot_asked, slot_no;	/* times; answers below 2MiB */
};

/* Put the events in and start counting from 0; 0 or -errno. */
int dmacount_start(void);
/* Read and take the events out. */
int dmacount_stop(struct dmacount *d);

#endif
