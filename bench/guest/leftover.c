// SPDX-License-Identifier: GPL-2.0-or-later
/* Shadow tables freed late; contract in leftover.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/leftover.h"
#include "lib/sys.h"
#include "lib/tracefs.h"

#define EVENT "free_spt"
#define ENABLE TRACEFS "/events/gtt2m/" EVENT "/enable"

int leftover_start(void)
{
	int ret = tracefs_probe("p:gtt2m/" EVENT " kvmgt:ppgtt_free_spt\n");

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
	ssize_t n = sys_read(TRACEFS "/kprobe_profile", text, sizeof(text));
	int ret = n < 0 ? n : leftover_hits(text, EVENT, freed);

	sys_write(ENABLE, "0");
	tracefs_probe("-:gtt2m/" EVENT "\n");
	return ret;
}
