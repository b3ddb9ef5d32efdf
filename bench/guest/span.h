/* SPDX-License-Identifier: GPL-2.0-or-later */
/* L1's counters of GPU, vGPUs and KVM around a phase of the guests. */
#ifndef GTT2M_SPAN_H
#define GTT2M_SPAN_H

#include <stdbool.h>

#include "guest/scenarios.h"
#include "host/gpucount.h"
#include "host/kvmstat.h"
#include "host/vgpu.h"

struct span {
	const struct vgpu *vgpu;
	unsigned int n;			/* of them */
	bool accesses;			/* to guest memory are counted, too */
	/* at the beginning of the phase */
	bool model;			/* the GPU is the model */
	unsigned int trace;		/* of the GPU's work, its number; 0: none */
	struct gen9_counters gpu;
	struct vgpu_counters entries[GUESTS_MAX];
	struct kvmstat kvm;
};

/* 0 or -errno: accesses cannot be counted. */
int span_begin(struct span *sp);
/* Emits the record "span". */
void span_end(struct span *sp, const char *load);

#endif
