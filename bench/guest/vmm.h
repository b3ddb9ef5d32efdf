/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting a Linux guest in L1 under the distribution's QEMU.
 */
#ifndef GTT2M_VMM_H
#define GTT2M_VMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/scenarios.h"

/* Where guest.cpio puts things (scripts/images.sh), and the run's files. */
#define GUEST_KERNEL	"/guest/bzImage"
#define GUEST_INITRD	"/guest/initrd.cpio"
#define GUEST_QEMU	"/usr/bin/qemu-system-x86_64"
#define GUEST_RUN	"/run/guest"
#define GUEST_CONSOLE	GUEST_RUN "/console"
#define GUEST_RECORDS	GUEST_RUN "/records"
#define GUEST_LOG	GUEST_RUN "/qemu.log"

struct vmm {
	const struct guest_scenario *s;
	const char *vgpu;	/* sysfs folder of the mdev; NULL: no vGPU */
	uint64_t seed;
	uint64_t limit_ns;	/* virtual, for the whole run */
	/* Out: virtual ns from the start of QEMU. */
	uint64_t first_ns;	/* to the first record, to 10 ms; 0: none */
	uint64_t end_ns;	/* to the end of QEMU */
	char why[256];		/* if it failed */
};

#define VMM_ARGS 64
struct vmm_args {
	char *argv[VMM_ARGS];	/* ends with NULL */
	char text[2048];	/* what argv points into */
	size_t used;
	unsigned int n;
};
/* The command line; -E2BIG when it does not fit. */
int vmm_args(const struct vmm *v, struct vmm_args *a);

/* Set THP and hugetlb pools as the scenario wants. 0 or -errno. */
int vmm_backing(const struct guest_scenario *s, char *why, size_t len);

/*
 * Run QEMU until it ends by itself. 0, or -errno and v->why. The guest's
 * console and records are in files of GUEST_RUN either way.
 */
int vmm_run(struct vmm *v);

#endif
