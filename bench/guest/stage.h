/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What L1 does while guests wait at a mark (mark.h): arrange their memory,
 * look at it, and read the counters of GPU and vGPUs around each phase.
 */
#ifndef GTT2M_STAGE_H
#define GTT2M_STAGE_H

#include <stdbool.h>

#include "guest/span.h"
#include "guest/vmm.h"

struct stage {
	const struct guest_scenario *s;	/* from MARK_READY on the cell's own */
	struct vmm *v;			/* s->guests of them */
	unsigned int n;
	int balloon[GUESTS_MAX];	/* monitors, or -1 */
	unsigned int boots;		/* that the guests have reported */
	char loads[SCENARIO_LOADS + 1];	/* s->loads, as the guests are told */
	struct span span;
};

void stage_init(struct stage *st, struct vmm *v, const struct vgpu *vgpu,
		unsigned int n);
/* Just before the guests are started. 0 or -errno and why. */
int stage_begin(struct stage *st, char *why, size_t len);
/* For vmm_watch(); arg is a struct stage. */
int stage_at_mark(void *arg, char *why, size_t len);
void stage_fini(struct stage *st);

#endif
