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
enum { EV_ASK, EV_MAP, EV_END, N_EVENTS };

static const struct {
	const char *name, *probe, *trigger;
} events[N_EVENTS] = {
	[EV_ASK] = { "ask", "p:gtt2m/ask kvmgt:intel_gvt_dma_map_guest_page "
		 "gfn=%si:u64 size=%dx:u64", "hist:keys=size" },
	[EV_MAP] = { "map", "p:gtt2m/map dma_map_page_attrs size=%cx:u64",
	  "hist:keys=size if size == 2097152" },
	[EV_END] = { "end", "r:gtt2m/end kvmgt:intel_gvt_dma_map_guest_page "
		 "ret=$retval:s32", "hist:keys=ret if ret != 0" },
};

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

/* { size:    2097152 } hitcount:        512 */
static uint64_t sum_hits(const char *hist, const char *field,
			 const int64_t *key)
{
	const char *p = hist, *hits, *end;
	size_t flen = field ? strlen(field) : 0;
	uint64_t sum = 0;

	for (; (p = strchr(p, '{')); p++) {
		const char *f = p + 1 + strspn(p + 1, " ");

		end = strchr(p, '\n');
		if (field && (strncmp(f, field, flen) || f[flen] != ':' ||
			      strtoll(f + flen + 1, NULL, 10) != *key))
			continue;
		hits = strstr(p, "hitcount:");
		if (hits && (!end || hits < end))
			sum += strtoull(hits + strlen("hitcount:"), NULL, 10);
	}
	return sum;
}

uint64_t dmacount_hits(const char *hist, const char *field, int64_t key)
{
	return sum_hits(hist, field, &key);
}

uint64_t dmacount_total(const char *hist)
{
	return sum_hits(hist, NULL, NULL);
}

/* The histogram of event i; 0 or -errno. */
static int read_hist(size_t i, char *text, size_t len)
{
	char path[128];
	ssize_t n;

	snprintf(path, sizeof(path), EVENTS "/%s/hist", events[i].name);
	n = sys_read(path, text, len);
	return n < 0 ? n : n == 0 ? -ENODATA : 0;
}

int dmacount_stop(struct dmacount *d)
{
	char text[4096];
	int ret;

	memset(d, 0, sizeof(*d));
	ret = read_hist(EV_ASK, text, sizeof(text));
	if (!ret) {
		d->asked_2m = dmacount_hits(text, "size", SIZE_2M);
		d->asked_4k = dmacount_hits(text, "size", SIZE_4K);
		ret = read_hist(EV_MAP, text, sizeof(text));
	}
	if (!ret) {
		d->mapped_2m = dmacount_hits(text, "size", SIZE_2M);
		ret = read_hist(EV_END, text, sizeof(text));
	}
	if (!ret) {
		d->refused = dmacount_total(text);
		d->on = true;
	}
	remove_events();
	return ret;
}
