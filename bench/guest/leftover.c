// SPDX-License-Identifier: GPL-2.0-or-later
/* Shadow tables freed late; contract in leftover.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest/leftover.h"
#include "lib/sys.h"

#define TRACING "/sys/kernel/tracing"
#define EVENT "free_spt"
#define ENABLE TRACING "/events/gtt2m/" EVENT "/enable"

/* O_TRUNC would take the events of others out. */
static int event(const char *text)
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

int leftover_start(void)
{
	int ret = event("p:gtt2m/" EVENT " kvmgt:ppgtt_free_spt\n");

	return ret ? ret : sys_write(ENABLE, "1");
}

int leftover_hits(const char *profile, const char *name, uint64_t *hits)
{
	unsigned long long n;
	char word[64];
	int used;

	while (sscanf(profile, "%63s %llu %*u%n", word, &n, &used) == 2) {
		*hits = n;
		if (!strcmp(word, name))
			return 0;
		profile += used;
	}
	return -ENOENT;
}

int leftover_stop(uint64_t *freed)
{
	char text[4096];
	ssize_t n = sys_read(TRACING "/kprobe_profile", text, sizeof(text));
	int ret = n < 0 ? n : leftover_hits(text, EVENT, freed);

	sys_write(ENABLE, "0");
	event("-:gtt2m/" EVENT "\n");
	return ret;
}
