/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux guests in L1 under the distribution's QEMU: starting one, and
 * watching one or two until they end.
 */
#ifndef GTT2M_VMM_H
#define GTT2M_VMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "guest/scenarios.h"

/* Where guest.cpio puts things (scripts/images.sh), and the run's files. */
#define GUEST_KERNEL	"/guest/bzImage"
#define GUEST_INITRD	"/guest/initrd.cpio"
#define GUEST_USER	"/guest/user.cpio"
#define GUEST_QEMU	"/usr/bin/qemu-system-x86_64"
#define GUEST_RUN	"/run/guest"	/* a number follows */

struct vmm {
	const struct guest_scenario *s;
	unsigned int id;	/* 1, 2: names its folder GUEST_RUN<id> */
	const char *vgpu;	/* sysfs folder of the mdev; NULL: no vGPU */
	uint64_t seed;
	/* While it runs. */
	pid_t pid;
	int end_fd;		/* a pidfd */
	int from, to;		/* its record port */
	bool alive, marked;
	uint64_t start_ns;
	char load[64], at[16];	/* of the mark it waits at */
	const char *reply;	/* to that; NULL: a dot */
	/* Out: records as text, to be freed. */
	char *text;
	size_t len;
	/* Virtual ns from the start of QEMU: first record (0: none), end. */
	uint64_t first_ns, end_ns;
	char why[256];		/* if it failed */
};

#define VMM_ARGS 72
struct vmm_args {
	char *argv[VMM_ARGS];	/* ends with NULL */
	char text[3072];	/* what argv points into */
	size_t used;
	unsigned int n;
};
/* The command line; -E2BIG when it does not fit. */
int vmm_args(const struct vmm *v, struct vmm_args *a);

/* Path of a file ("console", "qemu.log", "qmp") of the guest's folder. */
void vmm_path(const struct vmm *v, const char *file, char *out, size_t len);

/*
 * Move the image of user space to the end of the guests' initramfs: one
 * copy of it is kept. 0 or -errno.
 */
int vmm_add_user(void);

/* Start QEMU. 0, or -errno and v->why. */
int vmm_start(struct vmm *v);

/*
 * Called when every guest that still runs waits at a mark; they go on
 * when it returns 0. -errno: all are killed, and why says what was wrong.
 */
typedef int (*vmm_at_mark)(void *arg, char *why, size_t len);

/*
 * Watch n guests until all have ended, at most limit_ns virtual. 0, or
 * -errno and the why of the guests concerned. Their consoles stay in their
 * folders, their records in text.
 */
int vmm_watch(struct vmm *v, unsigned int n, uint64_t limit_ns,
	      vmm_at_mark at_mark, void *arg);

#endif
