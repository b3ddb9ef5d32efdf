// SPDX-License-Identifier: GPL-2.0-or-later
/* kprobe histograms; contract in dmacount.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/dmacount.h"
#include "lib/sys.h"

#define TRACING "/sys/kernel/tracing"
#define EVENTS TRACING "/events/gtt2m"
#define SIZE_2M 2097152u
#define SIZE_4K 4096u

/*
 * intel_gvt_dma_map_guest_page(vgpu, gfn, size, dma_addr) is asked for
 * each mapping; dma_map_page_attrs(dev, page, offset, size, ...) is
 * reached after its pages are pinned and found contiguous. Nobody else
 * maps 2MiB by the latter while a cell runs.
 */
static const struct {
	const char *name, *probe, *trigger;
} events[] = {
	{ "ask", "p:gtt2m/ask kvmgt:intel_gvt_dma_map_guest_page "
		 "gfn=%si:u64 size=%dx:u64", "hist:keys=size" },
	{ "map", "p:gtt2m/map dma_map_page_attrs size=%cx:u64",
	  "hist:keys=size if size == 2097152" },
};
#define N_EVENTS (sizeof(events) / sizeof(events[0]))

/* O_TRUNC would take all events out; stdio would seek, which is refused. */
static int append_event(const char *text)
{
	int fd = open(TRACING "/kprobe_events", O_WRONLY | O_APPEND |
		      O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

static void remove_events(void)
{
	char path[128], text[64];
	size_t i;

	for (i = 0; i < N_EVENTS; i++) {
		snprintf(path, sizeof(path), EVENTS "/%s/trigger",
			 events[i].name);
		if (!sys_exists(path))
			continue;
		sys_writef(path, "!%s", events[i].trigger);
		snprintf(text, sizeof(text), "-:gtt2m/%s\n", events[i].name);
		append_event(text);
	}
}

int dmacount_start(void)
{
	char path[128];
	size_t i;
	int ret = 0;

	remove_events();
	for (i = 0; i < N_EVENTS && !ret; i++) {
		ret = append_event(events[i].probe);
		snprintf(path, sizeof(path), EVENTS "/%s/trigger",
			 events[i].name);
		if (!ret)
			ret = sys_write(path, events[i].trigger);
	}
	if (ret) {
		char text[1024];

		if (sys_read(TRACING "/error_log", text, sizeof(text)) > 0)
			fprintf(stderr, "%s", text);
		remove_events();
	}
	return ret;
}

uint64_t dmacount_hits(const char *hist, const char *field, uint64_t key)
{
	const char *p = hist, *hits, *end;
	size_t flen = strlen(field);
	uint64_t sum = 0;

	/* { size:    2097152 } hitcount:        512 */
	for (; (p = strchr(p, '{')); p++) {
		const char *f = p + 1 + strspn(p + 1, " ");

		end = strchr(p, '\n');
		if (strncmp(f, field, flen) || f[flen] != ':' ||
		    strtoull(f + flen + 1, NULL, 10) != key)
			continue;
		hits = strstr(p, "hitcount:");
		if (hits && (!end || hits < end))
			sum += strtoull(hits + strlen("hitcount:"), NULL, 10);
	}
	return sum;
}

int dmacount_stop(struct dmacount *d)
{
	char text[4096];
	int ret = -ENOENT;

	memset(d, 0, sizeof(*d));
	if (sys_read(EVENTS "/ask/hist", text, sizeof(text)) > 0) {
		d->asked_2m = dmacount_hits(text, "size", SIZE_2M);
		d->asked_4k = dmacount_hits(text, "size", SIZE_4K);
		ret = 0;
	}
	if (!ret && sys_read(EVENTS "/map/hist", text, sizeof(text)) > 0) {
		d->mapped_2m = dmacount_hits(text, "size", SIZE_2M);
		d->on = true;
	}
	remove_events();
	return d->on ? 0 : -ENOENT;
}
