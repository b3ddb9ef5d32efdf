// SPDX-License-Identifier: GPL-2.0-or-later
/* perf's counters of trace events; contract in tracecount.h. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/tracecount.h"
#include "lib/sys.h"
#include "lib/tracefs.h"

static int open_one(const struct tracecount *c, uint64_t id, int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr),
		.config = id, .disabled = 1,
	};
	int fd = syscall(SYS_perf_event_open, &attr, -1, cpu, -1,
			 PERF_FLAG_FD_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (c->filter && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, c->filter))
		ret = -errno;
	if (!ret && ioctl(fd, PERF_EVENT_IOC_ENABLE, 0))
		ret = -errno;
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

int tracecount_on(struct tracecount *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	char path[160];
	uint64_t id;
	int ret;

	tracecount_off(c);
	if (cpus > TRACECOUNT_CPUS)
		return -E2BIG;
	snprintf(path, sizeof(path), TRACEFS "/events/%s/id", c->event);
	ret = sys_read_u64(path, &id);
	while (!ret && c->n < cpus) {
		ret = open_one(c, id, c->n);
		if (ret < 0)
			break;
		c->fd[c->n++] = ret;
		ret = 0;
	}
	if (ret)
		tracecount_off(c);
	return ret;
}

int64_t tracecount_read(const struct tracecount *c)
{
	uint64_t v, sum = 0;
	unsigned int i;

	for (i = 0; i < c->n; i++) {
		if (read(c->fd[i], &v, sizeof(v)) != sizeof(v))
			return -EIO;
		sum += v;
	}
	return c->n ? (int64_t)sum : -ENODATA;
}

void tracecount_off(struct tracecount *c)
{
	while (c->n)
		close(c->fd[--c->n]);
}
