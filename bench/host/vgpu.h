/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A vGPU as a mediated device, and what the kernel counts about it.
 */
#ifndef GTT2M_VGPU_H
#define GTT2M_VGPU_H

#include <stddef.h>
#include <stdint.h>

#define GPU_BDF "0000:00:02.0"
#define VGPU_COUNTERS_MAX 96

struct vgpu {
	char uuid[40];
	char sysfs[128];	/* /sys/bus/mdev/devices/UUID; empty: none */
	char debugfs[128];	/* .../dri/0/gvt/vgpuN */
};

/* The file gtt_2m as it stands, in the kernel's order. */
struct vgpu_counters {
	unsigned int n;
	struct {
		char name[24];
		int64_t value;	/* pins_outstanding can be below 0 */
	} c[VGPU_COUNTERS_MAX];
};

/*
 * Create one of the smallest type (i915-GVTg_V5_8 first); the UUID comes
 * from the seed. A leftover of the same UUID is removed first.
 */
int vgpu_create(struct vgpu *v, uint64_t seed);
int vgpu_remove(struct vgpu *v);
/* Remove what a run with this seed has left, if anything. */
void vgpu_discard(uint64_t seed);
/* -ENOENT on a kernel without the instrumentation (stock). */
int vgpu_counters(const struct vgpu *v, struct vgpu_counters *c);
/* Parse the file's text; -EINVAL when a line is not "name value". */
int vgpu_parse(const char *text, struct vgpu_counters *c);
/* 0 when there is none of that name. */
int64_t vgpu_counter(const struct vgpu_counters *c, const char *name);

#endif
