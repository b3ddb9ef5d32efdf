// SPDX-License-Identifier: GPL-2.0-or-later
/* kprobes and their counters; contract in dmacount.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host/dmacount.h"
#include "host/tracecount.h"
#include "host/tracehist.h"
#include "lib/sys.h"
#include "lib/tracefs.h"

/*
 * intel_gvt_dma_map_guest_page(vgpu, gfn, size, dma_addr) is asked for each
 * mapping; __gvt_cache_add(vgpu, gfn, dma_addr, size) is reached after its
 * pages are pinned, found contiguous and mapped. Where that was changed:
 * dma_map_page_attrs(dev, page, offset, size, ...), by which nobody else maps
 * 2MiB while a cell runs. It ends with an indirect jump, so that its kprobe
 * is an exception.
 */
static const struct {
	const char *name, *text, *or_else;
} probes[] = {
	{ "gtt2m/ask", "p:gtt2m/ask kvmgt:intel_gvt_dma_map_guest_page "
		       "size=%dx:u64", NULL },
	{ "gtt2m/map", "p:gtt2m/map kvmgt:__gvt_cache_add size=%cx:u64",
		       "p:gtt2m/map dma_map_page_attrs size=%cx:u64" },
	{ "gtt2m/end", "r:gtt2m/end kvmgt:intel_gvt_dma_map_guest_page "
		       "ret=$retval:s32", NULL },
};
#define N_PROBES (sizeof(probes) / sizeof(probes[0]))

enum { ASKED_2M, ASKED_4K, MAPPED_2M, REFUSED, N_COUNTS };

static struct tracecount counts[N_COUNTS] = {
	[ASKED_2M] = { .event = "gtt2m/ask", .filter = "size == 2097152" },
	[ASKED_4K] = { .event = "gtt2m/ask", .filter = "size == 4096" },
	[MAPPED_2M] = { .event = "gtt2m/map", .filter = "size == 2097152" },
	[REFUSED] = { .event = "gtt2m/end", .filter = "ret != 0" },
};

#define LEVEL_2M 2	/* PG_LEVEL_2M, arch/x86/include/asm/pgtable_types.h */

/* Of kernels that ask the memslot, once for each 2MiB. */
static const struct tracehist slot = {
	"gtt2m/slot", "r:gtt2m/slot kvm:kvm_page_track_max_mapping_level "
	"level=$retval:s32", "hist:keys=level",
};

static void remove_events(void)
{
	char text[96];
	size_t i;

	for (i = 0; i < N_COUNTS; i++)
		tracecount_off(&counts[i]);
	for (i = 0; i < N_PROBES; i++) {
		snprintf(text, sizeof(text), TRACEFS "/events/%s",
			 probes[i].name);
		if (!sys_exists(text))
			continue;
		snprintf(text, sizeof(text), "-:%s\n", probes[i].name);
		tracefs_probe(text);
	}
	tracehist_off(&slot);
}

/* 6.1 and 6.12 differ in what they call a function that is not there. */
static bool absent(int ret)
{
	return ret == -ENOENT || ret == -EINVAL;
}

static int put_probes(void)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < N_PROBES && !ret; i++) {
		ret = tracefs_probe(probes[i].text);
		if (absent(ret) && probes[i].or_else)
			ret = tracefs_probe(probes[i].or_else);
	}
	if (ret)
		tracefs_complain();
	return ret;
}

int dmacount_start(void)
{
	size_t i;
	int ret;

	remove_events();
	ret = put_probes();
	for (i = 0; i < N_COUNTS && !ret; i++)
		ret = tracecount_on(&counts[i]);
	if (!ret) {
		ret = tracehist_on(&slot);
		if (absent(ret))
			ret = 0;
	}
	if (ret)
		remove_events();
	return ret;
}

static void read_slot(struct dmacount *d)
{
	char text[4096];

	if (tracehist_read(&slot, text, sizeof(text)))
		return;
	d->asks = true;
	d->slot_asked = tracehist_total(text);
	d->slot_no = d->slot_asked - tracehist_hits(text, "level", LEVEL_2M);
}

int dmacount_stop(struct dmacount *d)
{
	int64_t n[N_COUNTS];
	size_t i;
	int ret = 0;

	memset(d, 0, sizeof(*d));
	for (i = 0; i < N_COUNTS && !ret; i++) {
		n[i] = tracecount_read(&counts[i]);
		ret = n[i] < 0 ? n[i] : 0;
	}
	if (!ret) {
		d->asked_2m = n[ASKED_2M];
		d->asked_4k = n[ASKED_4K];
		d->mapped_2m = n[MAPPED_2M];
		d->refused = n[REFUSED];
		d->on = true;
		read_slot(d);
	}
	remove_events();
	return ret;
}
