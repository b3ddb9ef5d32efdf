// SPDX-License-Identifier: GPL-2.0-or-later
/* kprobe histograms; contract in dmacount.h. */
#include <errno.h>
#include <string.h>

#include "host/dmacount.h"
#include "host/tracehist.h"

#define SIZE_2M 2097152u
#define SIZE_4K 4096u

/*
 * intel_gvt_dma_map_guest_page(vgpu, gfn, size, dma_addr) is asked for
 * each mapping; dma_map_page_attrs(dev, page, offset, size, ...) is
 * reached after its pages are pinned and found contiguous. Nobody else
 * maps 2MiB by the latter while a cell runs.
 */
enum { EV_ASK, EV_MAP, EV_END, EV_SLOT, N_EVENTS };

#define LEVEL_2M 2	/* PG_LEVEL_2M, arch/x86/include/asm/pgtable_types.h */

static const struct tracehist events[N_EVENTS] = {
	[EV_ASK] = { "gtt2m/ask",
		"p:gtt2m/ask kvmgt:intel_gvt_dma_map_guest_page "
		"gfn=%si:u64 size=%dx:u64", "hist:keys=size" },
	[EV_MAP] = { "gtt2m/map",
		"p:gtt2m/map dma_map_page_attrs size=%cx:u64",
		"hist:keys=size if size == 2097152" },
	[EV_END] = { "gtt2m/end",
		"r:gtt2m/end kvmgt:intel_gvt_dma_map_guest_page "
		"ret=$retval:s32", "hist:keys=ret if ret != 0" },
	[EV_SLOT] = { "gtt2m/slot",
		"r:gtt2m/slot kvm:kvm_page_track_max_mapping_level "
		"level=$retval:s32", "hist:keys=level" },
};

static void remove_events(void)
{
	size_t i;

	for (i = 0; i < N_EVENTS; i++)
		tracehist_off(&events[i]);
}

int dmacount_start(void)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < N_EVENTS && !ret; i++) {
		ret = tracehist_on(&events[i]);
		/* a variant that does not ask: 6.1 and 6.12 say so */
		if (i == EV_SLOT && (ret == -ENOENT || ret == -EINVAL))
			ret = 0;
	}
	if (ret)
		remove_events();
	return ret;
}

static void read_slot(struct dmacount *d)
{
	char text[4096];

	if (tracehist_read(&events[EV_SLOT], text, sizeof(text)))
		return;
	d->asks = true;
	d->slot_asked = tracehist_total(text);
	d->slot_no = d->slot_asked - tracehist_hits(text, "level", LEVEL_2M);
}

int dmacount_stop(struct dmacount *d)
{
	char text[4096];
	int ret;

	memset(d, 0, sizeof(*d));
	ret = tracehist_read(&events[EV_ASK], text, sizeof(text));
	if (!ret) {
		d->asked_2m = tracehist_hits(text, "size", SIZE_2M);
		d->asked_4k = tracehist_hits(text, "size", SIZE_4K);
		ret = tracehist_read(&events[EV_MAP], text, sizeof(text));
	}
	if (!ret) {
		d->mapped_2m = tracehist_hits(text, "size", SIZE_2M);
		ret = tracehist_read(&events[EV_END], text, sizeof(text));
	}
	if (!ret) {
		d->refused = tracehist_total(text);
		d->on = true;
	}
	if (!ret)
		read_slot(d);
	remove_events();
	return ret;
}
