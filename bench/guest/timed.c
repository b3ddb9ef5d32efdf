// SPDX-License-Identifier: GPL-2.0-or-later
/* Conditions of a timed cell; contract in timed.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "guest/timed.h"
#include "lib/sys.h"

/* File systems that wait for nothing outside. */
static const char * const in_memory[] = {
	"rootfs", "ramfs", "tmpfs", "devtmpfs", "proc", "sysfs", "debugfs",
	"tracefs", "hugetlbfs", "securityfs", "cgroup", "cgroup2", "bpf",
	"devpts", "mqueue", "configfs", "pstore",
};

static bool is_in_memory(const char *fs)
{
	size_t i;

	for (i = 0; i < sizeof(in_memory) / sizeof(in_memory[0]); i++)
		if (!strcmp(in_memory[i], fs))
			return true;
	return false;
}

/* A file below root, or an empty text. */
static void read_below(const char *root, const char *path, char *text,
		       size_t len)
{
	char full[512];

	snprintf(full, sizeof(full), "%s%s", root, path);
	if (sys_read(full, text, len) < 0)
		text[0] = 0;
}

static int one_cpu(const char *root, char *why, size_t len)
{
	char text[64];

	read_below(root, "/sys/devices/system/cpu/online", text, sizeof(text));
	text[strcspn(text, "\n")] = 0;
	if (!strcmp(text, "0"))
		return 0;
	snprintf(why, len, "not a timed cell: CPUs %s are online; virtual "
		 "time repeats with one (-smp 1)", *text ? text : "(unknown)");
	return -EPERM;
}

static int no_host_files(const char *root, char *why, size_t len)
{
	char text[8192], fs[64], dir[256];
	const char *p;
	int used;

	read_below(root, "/proc/mounts", text, sizeof(text));
	for (p = text; sscanf(p, "%*s %255s %63s %*s %*d %*d%n", dir, fs,
			      &used) == 2; p += used) {
		if (is_in_memory(fs))
			continue;
		snprintf(why, len, "not a timed cell: %s is a %s file system; "
			 "I/O of the host is not in virtual time", dir, fs);
		return -EPERM;
	}
	return 0;
}

static int no_swap(const char *root, char *why, size_t len)
{
	char text[1024];
	const char *nl;

	read_below(root, "/proc/swaps", text, sizeof(text));
	nl = strchr(text, '\n');
	if (!nl || !nl[1])
		return 0;
	snprintf(why, len, "not a timed cell: it swaps (%.*s)",
		 (int)strcspn(nl + 1, " \t"), nl + 1);
	return -EPERM;
}

int timed_check(const char *root, char *why, size_t len)
{
	static int (* const checks[])(const char *, char *, size_t) = {
		one_cpu, no_host_files, no_swap,
	};
	char line[4096], value[16];
	size_t i;
	int ret = 0;

	read_below(root, "/proc/cmdline", line, sizeof(line));
	if (!cmdline_find(line, "gtt2m.role", value, sizeof(value)) ||
	    !strcmp(value, "metal"))
		return 0;	/* its clock is real */
	if (cmdline_find(line, "gtt2m.timed", value, sizeof(value)) &&
	    !strcmp(value, "0"))
		return 0;
	for (i = 0; i < sizeof(checks) / sizeof(checks[0]) && !ret; i++)
		ret = checks[i](root, why, len);
	return ret;
}
