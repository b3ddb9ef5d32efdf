// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * In the Linux L2: load i915, run the loads. Init
 * (bench/host/init.c) has mounted everything and ends the machine.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest/i915.h"
#include "guest/load.h"
#include "host/host.h"
#include "lib/cell.h"
#include "lib/rec.h"
#include "lib/sys.h"

/* The module's parameters on the kernel command line, as modprobe does. */
static int module_params(const char *module, char *out, size_t len)
{
	char line[4096], *word, *save;
	size_t n = strlen(module), used = 0;
	ssize_t got = sys_read("/proc/cmdline", line, sizeof(line));

	out[0] = 0;
	if (got < 0)
		return got;
	for (word = strtok_r(line, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save)) {
		if (strncmp(word, module, n) || word[n] != '.')
			continue;
		used += snprintf(out + used, len - used, "%s%s",
				 used ? " " : "", word + n + 1);
		if (used >= len)
			return -E2BIG;
	}
	return 0;
}

static int start_i915(struct cell *c)
{
	char params[512];
	int ret = module_params("i915", params, sizeof(params));

	if (!ret)
		ret = mod_load("i915", params);
	if (ret)
		return cell_fail(c, ret, "module i915");
	ret = i915_open();
	if (ret < 0)
		return cell_fail(c, ret, "no render node of i915");
	close(ret);
	rec_time("i915-ready", clock_ns());
	return 0;
}

int guest_main(struct cell *c)
{
	const char *list = cmdline_get("gtt2m.loads", "");
	char why[256];
	int ret;

	rec_time("guest-init", clock_ns());
	cell_phase(c, "i915");
	ret = start_i915(c);
	if (ret)
		return ret;
	cell_phase(c, "loads");
	ret = loads_run(list, cmdline_u64("gtt2m.seed", 1), why, sizeof(why));
	return ret ? cell_fail(c, ret, "%s", why) : 0;
}
