// SPDX-License-Identifier: GPL-2.0-or-later
/* accel_test.c - ACCEL=kvm: who is refused, and what is started. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "metal.h"
#include "plan/machine.h"
#include "test.h"

static char dir[] = "/tmp/gtt2m-accel-XXXXXX";
static char dev[60], intel[60], amd[60], qemu[60], why[512];

static void put(const char *path, const char *text, mode_t mode)
{
	assert_int_equal(file_write(path, text, strlen(text)), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int set_up(void **state)
{
	if (!mkdtemp(dir))
		return -1;
	snprintf(dev, sizeof(dev), "%s/kvm", dir);
	snprintf(intel, sizeof(intel), "%s/intel", dir);
	snprintf(amd, sizeof(amd), "%s/amd", dir);
	snprintf(qemu, sizeof(qemu), "%s/qemu", dir);
	return 0;
}

static int tear_down(void **state)
{
	unlink(dev);
	unlink(intel);
	unlink(amd);
	unlink(qemu);
	return rmdir(dir);
}

AROUND_ALL(set_up, tear_down);

static int ask(void)
{
	struct accel_host h = { dev, { intel, amd }, qemu };

	why[0] = 0;
	return accel_kvm(&h, why, sizeof(why));
}

/* Each thing that is missing has its sentence; the last one is accepted. */
TEST(hosts_are_judged)
{
	assert_int_equal(ask(), -ENOENT);
	assert_non_null(strstr(why, "ACCEL=kvm: /dev/kvm: No such file"));
	put(dev, "", 0600);
	assert_int_equal(ask(), -ENODEV);
	assert_non_null(strstr(why, "KVM does not nest"));
	put(intel, "N\n", 0600);
	assert_int_equal(ask(), -ENODEV);
	put(intel, "Y\n", 0600);
	assert_int_equal(ask(), -ENOENT);
	assert_non_null(strstr(why, "is not built"));
	put(qemu, "#!/bin/sh\necho KVM: Permission denied\nexit 1\n", 0700);
	assert_int_equal(ask(), 1);
	assert_non_null(strstr(why, "QEMU on KVM does not start (1): KVM: "
				    "Permission denied; without ACCEL"));
	/* it was to stop at once and wait: nothing is wrong */
	put(intel, "0\n", 0600);
	put(amd, "1\n", 0600);
	put(qemu, "#!/bin/sh\nexec sleep 60\n", 0700);
	assert_int_equal(ask(), 0);
	assert_string_equal(why, "");
}

static const char *after(char **argv, const char *word)
{
	for (; *argv; argv++)
		if (!strcmp(*argv, word))
			return argv[1] ?: "";
	return NULL;
}

/* The emulated machine but for the CPU and the clock. */
TEST(command_line)
{
	static const struct machine_fill f = {
		.qemu = "Q", .kernel = "K", .initrd = "I", .append = "A",
		.seed = "7", .console = "C", .records = "R", .gpu = "",
	};
	const struct machine *m = machine_find("emulated-kvm");
	char **argv = machine_argv(m, &f);
	char **other = machine_argv(machine_find("emulated"), &f);

	assert_non_null(argv);
	assert_string_equal(argv[0], "Q");
	assert_string_equal(after(argv, "-accel"), "kvm");
	assert_string_equal(after(argv, "-cpu"), "host");
	assert_null(after(argv, "-icount"));
	assert_string_equal(after(argv, "-device"), after(other, "-device"));
	assert_string_equal(after(argv, "-m"), after(other, "-m"));
	assert_string_equal(after(other, "-icount"), "shift=1,sleep=off");
	assert_true(m->kvm && m->untimed && !m->exact);
	assert_string_equal(m->program, "qemu-kvm/qemu-system-x86_64");
	machine_argv_free(argv);
	machine_argv_free(other);
}
