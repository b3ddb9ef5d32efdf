// SPDX-License-Identifier: GPL-2.0-or-later
/* accel.c - does this host's KVM run a machine that runs machines? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/sys.h"
#include "metal.h"

const struct accel_host accel_this_host = {
	.dev = "/dev/kvm",
	.nested = { "/sys/module/kvm_intel/parameters/nested",
		    "/sys/module/kvm_amd/parameters/nested" },
	.qemu = "/usr/bin/qemu-system-x86_64",
};

static bool is_nested(const struct accel_host *h)
{
	char text[8];

	for (size_t i = 0; i < sizeof(h->nested) / sizeof(h->nested[0]); i++)
		if (sys_read(h->nested[i], text, sizeof(text)) > 0 &&
		    strchr("Yy1", text[0]))
			return true;
	return false;
}

/* A machine of this QEMU that stops at once; some hosts' KVM cannot even that. */
static int starts(const char *qemu, char *out, size_t len)
{
	char *argv[] = { (char *)qemu, "-accel", "kvm", "-cpu", "host", "-M",
			 "q35", "-m", "64", "-nodefaults", "-display", "none",
			 "-S", NULL };
	int ret;

	if (access(qemu, X_OK)) {
		snprintf(out, len, "%s is not built", qemu);
		return -ENOENT;
	}
	ret = sys_run(argv, 2 * NSEC_PER_SEC, out, len);
	return ret == -ETIME ? 0 : ret ? ret : -EIO;
}

int accel_kvm(const struct accel_host *h, char *why, size_t len)
{
	int fd = open(h->dev, O_RDWR | O_CLOEXEC), ret = 0;
	char out[300] = "";

	if (fd < 0) {
		ret = -errno;
		snprintf(why, len, "ACCEL=kvm: /dev/kvm: %s; without ACCEL "
			"the CPU is emulated", strerror(-ret));
		return ret;
	}
	close(fd);
	if (!is_nested(h)) {
		snprintf(why, len, "ACCEL=kvm: /dev/kvm is there, but KVM "
			"does not nest (kvm_intel.nested or kvm_amd.nested is "
			"not on), and the machine under test runs guests; "
			"without ACCEL the CPU is emulated");
		return -ENODEV;
	}
	ret = starts(h->qemu, out, sizeof(out));
	out[strcspn(out, "\n")] = 0;
	if (ret)
		snprintf(why, len, "ACCEL=kvm: QEMU on KVM does not start "
			"(%d): %.200s; without ACCEL the CPU is emulated", ret, out);
	return ret;
}
