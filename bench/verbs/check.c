// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - the verb check: can be measured on this machine? */
#include <stdio.h>
#include <string.h>

#include "gtt2m.h"
#include "metal/metal.h"
#include "verbs/verbs.h"

/* Before anything is built for it: QEMU itself is tried when it is there. */
static int check_kvm(void)
{
	char why[512];
	int ret = accel_kvm("/usr/bin/qemu-system-x86_64", why, sizeof(why));

	if (ret)
		fprintf(stderr, "gtt2m check: %s\n", why);
	return ret ? EXIT_HARNESS : EXIT_FINE;
}

int cmd_check(int argc, char **argv)
{
	bool next = argc == 2 && !strcmp(argv[1], "--next");

	if (argc == 2 && !strcmp(argv[1], "--kvm"))
		return check_kvm();
	if (argc > 2 || (argc == 2 && !next)) {
		fprintf(stderr, "usage: gtt2m check [--next | --kvm]\n");
		return EXIT_HARNESS;
	}
	return metal_check(stdout, next, false) ? EXIT_HARNESS : EXIT_FINE;
}
