// SPDX-License-Identifier: GPL-2.0-or-later
/* Mediated devices and their counters; contract in vgpu.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/vgpu.h"
#include "lib/rng.h"
#include "lib/sys.h"

#define TYPES "/sys/class/mdev_bus/" GPU_BDF "/mdev_supported_types"
#define GVT_DEBUGFS "/sys/kernel/debug/dri/0/gvt"

static const char * const types[] = {
	"i915-GVTg_V5_8", "i915-GVTg_V5_4", "i915-GVTg_V5_2", "i915-GVTg_V5_1",
};

static void make_uuid(struct vgpu *v, uint64_t seed)
{
	uint64_t a, b;
	struct rng r;

	rng_seed(&r, seed ^ 0x76677075);	/* its own stream: "vgpu" */
	a = rng_u64(&r);
	b = rng_u64(&r);
	/* Version 4, variant 1 (RFC 4122). */
	snprintf(v->uuid, sizeof(v->uuid),
		 "%08x-%04x-4%03x-%04x-%012llx", (unsigned int)(a >> 32),
		 (unsigned int)(a >> 16 & 0xffff), (unsigned int)(a & 0xfff),
		 (unsigned int)(0x8000 | (b >> 48 & 0x3fff)),
		 (unsigned long long)(b & 0xffffffffffffull));
}

void vgpu_discard(uint64_t seed)
{
	char path[256];
	struct vgpu v;

	make_uuid(&v, seed);
	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove",
		 v.uuid);
	if (sys_exists(path))
		sys_write(path, "1");
}

int vgpu_create(struct vgpu *v, uint64_t seed)
{
	char path[256];
	uint64_t free_ones, id;
	size_t i;
	int ret = -ENODEV;

	vgpu_discard(seed);
	memset(v, 0, sizeof(*v));
	make_uuid(v, seed);
	for (i = 0; i < sizeof(types) / sizeof(types[0]) && ret; i++) {
		snprintf(path, sizeof(path), TYPES "/%s/available_instances",
			 types[i]);
		if (sys_read_u64(path, &free_ones) || !free_ones)
			continue;
		snprintf(path, sizeof(path), TYPES "/%s/create", types[i]);
		ret = sys_write(path, v->uuid);
	}
	if (ret)
		return ret;
	snprintf(v->sysfs, sizeof(v->sysfs), "/sys/bus/mdev/devices/%s",
		 v->uuid);
	snprintf(path, sizeof(path), "%s/intel_vgpu/vgpu_id", v->sysfs);
	ret = sys_read_u64(path, &id);
	if (ret) {
		vgpu_remove(v);
		return ret;
	}
	snprintf(v->debugfs, sizeof(v->debugfs), GVT_DEBUGFS "/vgpu%llu",
		 (unsigned long long)id);
	return 0;
}

int vgpu_remove(struct vgpu *v)
{
	char path[256];
	int ret;

	if (!v->sysfs[0])
		return 0;
	snprintf(path, sizeof(path), "%s/remove", v->sysfs);
	ret = sys_write(path, "1");
	if (!ret)
		v->sysfs[0] = 0;
	return ret;
}

int vgpu_parse(const char *text, struct vgpu_counters *c)
{
	long long value;
	int used;

	c->n = 0;
	while (*text && c->n < VGPU_COUNTERS_MAX) {
		if (sscanf(text, "%23s %lld%n", c->c[c->n].name, &value,
			   &used) != 2)
			return -EINVAL;
		c->c[c->n++].value = value;
		text += used;
		text += strspn(text, " \n");
	}
	return *text ? -E2BIG : 0;
}

int vgpu_counters(const struct vgpu *v, struct vgpu_counters *c)
{
	char path[256], text[8192];
	ssize_t n;

	c->n = 0;
	snprintf(path, sizeof(path), "%s/gtt_2m", v->debugfs);
	n = sys_read(path, text, sizeof(text));
	return n < 0 ? n : vgpu_parse(text, c);
}

int64_t vgpu_counter(const struct vgpu_counters *c, const char *name)
{
	unsigned int i;

	for (i = 0; i < c->n; i++)
		if (!strcmp(c->c[i].name, name))
			return c->c[i].value;
	return 0;
}
