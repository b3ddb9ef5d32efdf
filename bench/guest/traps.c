// SPDX-License-Identifier: GPL-2.0-or-later
/* Exits of guests by perf events; contract in traps.h. */
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/guest.h"
#include "guest/traps.h"
#include "host/host.h"
#include "lib/cell.h"
#include "lib/rec.h"
#include "lib/sys.h"

#define EVENTS "/sys/kernel/tracing/events/kvm/"

static const char *const events[] = { "kvm_exit", "kvm_userspace_exit" };
static const char *const names[] = { "exits", "user_exits" };

/* Counts for what is forked from now on; -1: it cannot. */
static int open_event(const char *name)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr),
		.inherit = 1,
	};
	char path[128];
	uint64_t id;

	snprintf(path, sizeof(path), EVENTS "%s/id", name);
	if (sys_read_u64(path, &id))
		return -1;
	attr.config = id;
	return syscall(SYS_perf_event_open, &attr, 0, -1, -1,
		       PERF_FLAG_FD_CLOEXEC);
}

int guest_cell_counted(struct cell *c, const char *scenario, uint64_t seed)
{
	json_t *j = json_pack("{s:s}", "type", "traps");
	int fd[2], ret;

	for (size_t i = 0; i < 2; i++)
		fd[i] = open_event(events[i]);
	ret = guest_cell(c, scenario, seed);
	for (size_t i = 0; i < 2; i++) {
		uint64_t n;
		bool ok = fd[i] >= 0 && read(fd[i], &n, sizeof(n)) == sizeof(n);

		json_object_set_new(j, names[i], ok ? json_integer(n) :
						      json_null());
		if (fd[i] >= 0)
			close(fd[i]);
	}
	rec_emit(j);
	return ret;
}

int scenario_cell(struct cell *c, const char *name, uint64_t seed, bool *ill)
{
	const char *guest = cell_guest(name);

	return guest ? guest_cell_counted(c, guest, seed) :
		       probe_cell(c, name, seed, ill);
}
