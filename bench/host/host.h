/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What init and the parts it starts agree on.
 */
#ifndef GTT2M_HOST_H
#define GTT2M_HOST_H

#include <stdbool.h>
#include <stdint.h>

struct cell;

/*
 * Load KVM, VFIO, i915 with GVT-g and kvmgt, with the parameters the suite
 * needs and those the kernel command line gives as MODULE.NAME=VALUE. On a
 * running system (metal) what is loaded stays as it is. 0 or -errno; the
 * reason is noted in c.
 */
int gvt_load(struct cell *c);

/*
 * Run one scenario as a probe: one `probe` record. The result is 0 when
 * the record says what happened, whatever that was; *ill tells that the
 * kernel is not to be trusted any more. -errno: the harness failed; c says why.
 */
int probe_cell(struct cell *c, const char *scenario, uint64_t seed, bool *ill);

#endif
