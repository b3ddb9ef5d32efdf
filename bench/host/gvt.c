// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading the kernel's side of GVT-g. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "host/host.h"
#include "sys.h"

static const struct {
	const char *name, *params;
	bool may_lack;		/* of the other vendor, or of later kernels */
	const char *unless;	/* what makes it needless */
} modules[] = {
	/* MSRs that i915's guests and hosts of other CPUs do not know. */
	{ .name = "kvm", .params = "ignore_msrs=1" },
	{ .name = "kvm_amd", .params = "nested=1", .may_lack = true },
	{ .name = "kvm_intel", .params = "nested=1", .may_lack = true,
	  .unless = "/dev/kvm" },
	{ .name = "vfio", .params = "" },
	{ .name = "vfio_iommu_type1", .params = "" },
	{ .name = "iommufd", .params = "", .may_lack = true },
	{ .name = "i915",
	  .params = "enable_gvt=1 enable_guc=0 disable_display=1" },
	{ .name = "kvmgt", .params = "" },
};

/* MODULE.NAME=VALUE of the kernel command line, as modprobe does it. */
static void add_cmdline(const char *module, char *params, size_t len)
{
	size_t mlen = strlen(module), used = strlen(params);
	char line[4096], *word, *save;

	if (sys_read("/proc/cmdline", line, sizeof(line)) < 0)
		return;
	for (word = strtok_r(line, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save))
		if (!strncmp(word, module, mlen) && word[mlen] == '.' &&
		    used + strlen(word) - mlen + 1 < len)
			used += sprintf(params + used, " %s",
					word + mlen + 1);
}

int gvt_load(struct cell *c)
{
	char params[512];
	size_t i;
	int ret;

	if (!sys_exists("/modules"))
		goto check;
	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		if (modules[i].unless && sys_exists(modules[i].unless))
			continue;
		snprintf(params, sizeof(params), "%s", modules[i].params);
		add_cmdline(modules[i].name, params, sizeof(params));
		ret = mod_load(modules[i].name, params);
		if (ret && !modules[i].may_lack)
			return cell_fail(c, ret, "module %s",
					 modules[i].name);
	}
check:
	if (!sys_exists("/dev/kvm"))
		return cell_fail(c, -ENODEV, "/dev/kvm");
	if (!sys_exists("/dev/vfio/vfio"))
		return cell_fail(c, -ENODEV, "/dev/vfio/vfio");
	if (!sys_exists("/sys/class/mdev_bus/0000:00:02.0"))
		return cell_fail(c, -ENODEV, "GVT-g offers no vGPU types");
	return 0;
}
