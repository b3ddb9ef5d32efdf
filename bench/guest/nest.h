/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM that the guest runs by a KVM of its own, with nested paging: L1's
 * KVM then shadows the tables that the guest's KVM makes for it, and tracks
 * the pages of the guest that hold them.
 *
 * The VM's memory is 4 KiB pages of the guest, each 2 MiB of it touched in
 * one place: so it has a last-level table for each 2 MiB, as many as if all
 * of it were in use, and the guest spends 4 KiB and not 2 MiB on it.
 */
#ifndef GTT2M_NEST_H
#define GTT2M_NEST_H

#include <stdint.h>
#include <sys/types.h>

/* What the process that runs the VM found; it goes on until nest_stop(). */
struct nest_seen {
	uint32_t touched;	/* 2 MiB of the VM whose store was found */
	uint32_t runs;		/* of the vCPU over all of its memory */
};

struct nest {
	pid_t pid;
	int stop;		/* closed: the VM ends */
	struct nest_seen *seen;	/* shared with it */
};

/*
 * Load KVM if need be, start a VM of mib MiB, return when it has touched
 * its memory; it does so again every few ms. -errno: there is none.
 */
int nest_start(struct nest *n, unsigned int mib);
/* End it and wait for that. 0, or -errno: it had failed. */
int nest_stop(struct nest *n);

#endif
