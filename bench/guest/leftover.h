/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow tables that a guest leaves behind. GVT-g keeps those of a guest
 * that is switched off until the vGPU is reset or removed, where no
 * counter of the vGPU can be read any more: so a kprobe counts how many
 * its removal frees.
 */
#ifndef GTT2M_LEFTOVER_H
#define GTT2M_LEFTOVER_H

#include <stdint.h>

/* Count ppgtt_free_spt() from now on; 0 or -errno. */
int leftover_start(void);
/* How often it was called. 0 or -errno. */
int leftover_stop(uint64_t *freed);
/* The hits of an event in the text of kprobe_profile. 0 or -ENOENT. */
int leftover_hits(const char *profile, const char *event, uint64_t *hits);

#endif
