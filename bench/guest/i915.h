/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of i915's uAPI (libdrm's i915_drm.h) that the loads use.
 * Functions return 0 or -errno and retry EINTR and EAGAIN.
 */
#ifndef GTT2M_I915_H
#define GTT2M_I915_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Open the first render node whose driver is i915. fd or -errno. */
int i915_open(void);

struct i915_bo {
	uint32_t handle;
	size_t size;
	uint64_t gtt;		/* softpin address, PPGTT */
	void *map;		/* CPU mapping, cached */
};

/* Create size bytes (page multiple) and map them. */
int i915_bo_new(int fd, size_t size, uint64_t gtt, struct i915_bo *bo);
/* The same of memory of ours (page multiples), which stays ours to map. */
int i915_bo_user(int fd, void *mem, size_t size, uint64_t gtt,
		 struct i915_bo *bo);
void i915_bo_free(int fd, struct i915_bo *bo);
/* Wait for the GPU and own the pages for reading, or writing too. */
int i915_bo_cpu(int fd, const struct i915_bo *bo, bool write);
/* Wait until the GPU is done with bo; -ETIME at the limit. */
int i915_bo_wait(int fd, const struct i915_bo *bo, int64_t limit_ns);

/* A context has a PPGTT of its own. */
int i915_ctx_new(int fd, uint32_t *ctx);
void i915_ctx_free(int fd, uint32_t ctx);

struct i915_resets {
	uint32_t resets;	/* of the device, all contexts */
	uint32_t active;	/* batches of this context lost while running */
	uint32_t pending;	/* and while waiting */
};
int i915_resets(int fd, uint32_t ctx, struct i915_resets *r);

struct drm_i915_gem_exec_object2;
/* A row of a submission: softpinned, 48 bit. */
void i915_exec_obj(struct drm_i915_gem_exec_object2 *o,
		   const struct i915_bo *bo, bool write);
/* Run the batch in the last of n objects on the blitter, or the render engine. */
int i915_exec_blt(int fd, uint32_t ctx, struct drm_i915_gem_exec_object2 *obj,
		  unsigned int n, uint32_t batch_bytes);
int i915_exec_render(int fd, uint32_t ctx, struct drm_i915_gem_exec_object2 *obj,
		     unsigned int n, uint32_t batch_bytes);

#endif
