// SPDX-License-Identifier: GPL-2.0-or-later
/* i915 through its ioctls; contract in i915.h. */
#include <errno.h>
#include <fcntl.h>
#include <i915_drm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "i915.h"

#define RENDER_FIRST 128	/* minors of render nodes, drm_drv.c */
#define RENDER_COUNT 4

static int drm_call(int fd, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(fd, request, arg);
	while (ret && (errno == EINTR || errno == EAGAIN));
	return ret ? -errno : 0;
}

static bool driver_is(int fd, const char *want)
{
	char name[32] = "";
	struct drm_version v = {
		.name = name,
		.name_len = sizeof(name) - 1,
	};

	return !drm_call(fd, DRM_IOCTL_VERSION, &v) && !strcmp(name, want);
}

int i915_open(void)
{
	char path[40];
	int fd, i;

	for (i = 0; i < RENDER_COUNT; i++) {
		snprintf(path, sizeof(path), "/dev/dri/renderD%d",
			 RENDER_FIRST + i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (driver_is(fd, "i915"))
			return fd;
		close(fd);
	}
	return -ENODEV;
}

int i915_bo_new(int fd, size_t size, uint64_t gtt, struct i915_bo *bo)
{
	struct drm_i915_gem_create create = { .size = size };
	struct drm_i915_gem_mmap map = { .size = size };
	int ret;

	memset(bo, 0, sizeof(*bo));
	ret = drm_call(fd, DRM_IOCTL_I915_GEM_CREATE, &create);
	if (ret)
		return ret;
	bo->handle = create.handle;
	bo->size = size;
	bo->gtt = gtt;
	map.handle = create.handle;
	ret = drm_call(fd, DRM_IOCTL_I915_GEM_MMAP, &map);
	if (ret) {
		i915_bo_free(fd, bo);
		return ret;
	}
	bo->map = (void *)(uintptr_t)map.addr_ptr;
	return 0;
}

int i915_bo_user(int fd, void *mem, size_t size, uint64_t gtt,
		 struct i915_bo *bo)
{
	struct drm_i915_gem_userptr arg = {
		.user_ptr = (uintptr_t)mem,
		.user_size = size,
	};
	int ret = drm_call(fd, DRM_IOCTL_I915_GEM_USERPTR, &arg);

	*bo = (struct i915_bo){ .handle = ret ? 0 : arg.handle, .size = size,
				.gtt = gtt };
	return ret;
}

void i915_bo_free(int fd, struct i915_bo *bo)
{
	struct drm_gem_close close_arg = { .handle = bo->handle };

	if (bo->map)
		munmap(bo->map, bo->size);
	if (bo->handle)
		drm_call(fd, DRM_IOCTL_GEM_CLOSE, &close_arg);
	memset(bo, 0, sizeof(*bo));
}

int i915_bo_cpu(int fd, const struct i915_bo *bo, bool write)
{
	struct drm_i915_gem_set_domain arg = {
		.handle = bo->handle,
		.read_domains = I915_GEM_DOMAIN_CPU,
		.write_domain = write ? I915_GEM_DOMAIN_CPU : 0,
	};

	return drm_call(fd, DRM_IOCTL_I915_GEM_SET_DOMAIN, &arg);
}

int i915_bo_wait(int fd, const struct i915_bo *bo, int64_t limit_ns)
{
	struct drm_i915_gem_wait arg = {
		.bo_handle = bo->handle,
		.timeout_ns = limit_ns,
	};

	return drm_call(fd, DRM_IOCTL_I915_GEM_WAIT, &arg);
}

int i915_ctx_new(int fd, uint32_t *ctx)
{
	struct drm_i915_gem_context_create arg = { .ctx_id = 0 };
	int ret = drm_call(fd, DRM_IOCTL_I915_GEM_CONTEXT_CREATE, &arg);

	*ctx = arg.ctx_id;
	return ret;
}

void i915_ctx_free(int fd, uint32_t ctx)
{
	struct drm_i915_gem_context_destroy arg = { .ctx_id = ctx };

	drm_call(fd, DRM_IOCTL_I915_GEM_CONTEXT_DESTROY, &arg);
}

int i915_resets(int fd, uint32_t ctx, struct i915_resets *r)
{
	struct drm_i915_reset_stats arg = { .ctx_id = ctx };
	int ret = drm_call(fd, DRM_IOCTL_I915_GET_RESET_STATS, &arg);

	r->resets = arg.reset_count;
	r->active = arg.batch_active;
	r->pending = arg.batch_pending;
	return ret;
}

void i915_exec_obj(struct drm_i915_gem_exec_object2 *o,
		   const struct i915_bo *bo, bool write)
{
	memset(o, 0, sizeof(*o));
	o->handle = bo->handle;
	o->offset = bo->gtt;
	o->flags = EXEC_OBJECT_PINNED | EXEC_OBJECT_SUPPORTS_48B_ADDRESS;
	if (write)
		o->flags |= EXEC_OBJECT_WRITE;
}

static int exec_on(int fd, uint64_t engine, uint32_t ctx,
		   struct drm_i915_gem_exec_object2 *obj, unsigned int n,
		   uint32_t batch_bytes)
{
	struct drm_i915_gem_execbuffer2 eb = {
		.buffers_ptr = (uintptr_t)obj,
		.buffer_count = n,
		.batch_len = batch_bytes,
		.flags = engine | I915_EXEC_NO_RELOC,
	};

	i915_execbuffer2_set_context_id(eb, ctx);
	return drm_call(fd, DRM_IOCTL_I915_GEM_EXECBUFFER2, &eb);
}

int i915_exec_blt(int fd, uint32_t ctx, struct drm_i915_gem_exec_object2 *obj,
		  unsigned int n, uint32_t batch_bytes)
{
	return exec_on(fd, I915_EXEC_BLT, ctx, obj, n, batch_bytes);
}

int i915_exec_render(int fd, uint32_t ctx, struct drm_i915_gem_exec_object2 *obj,
		     unsigned int n, uint32_t batch_bytes)
{
	return exec_on(fd, I915_EXEC_RENDER, ctx, obj, n, batch_bytes);
}
