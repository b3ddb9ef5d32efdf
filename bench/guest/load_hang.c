// SPDX-License-Identifier: GPL-2.0-or-later
/* A batch that never ends; contract in load_hang.h. */
#include <errno.h>
#include <i915_drm.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/blt.h"
#include "i915.h"
#include "lib/rng.h"
#include "lib/sizes.h"
#include "lib/sys.h"
#include "load_hang.h"

#define HANG_BASE	(24ull << 30)	/* apart from the other loads' */
#define COPY_BYTES	(1 * MIB)
#define WAIT_NS		(60 * (int64_t)NSEC_PER_SEC)

/* i915's intel_gpu_commands.h: MI_BATCH_BUFFER_START_GEN8, by the PPGTT. */
#define MI_BATCH_BUFFER_START	(0x31u << 23 | 1 << 8 | 1)
#define MI_FLUSH_DW		(0x26u << 23 | 2)

/*
 * i915 waits ten seconds before it blames. A jump alone takes 7 ns of the
 * model's time and more of the machine that executes it: half an hour in all.
 * A flush takes 350 ns.
 */
#define FLUSHES			64

enum { SRC, DST, BATCH, SPIN, NBO };

struct hang {
	int fd;
	uint32_t ctx;		/* whose work is innocent */
	struct i915_bo bo[NBO];
	struct rng rng;
	const char *load;
};

static int setup(struct hang *h)
{
	int ret = h->fd < 0 ? h->fd : i915_ctx_new(h->fd, &h->ctx);

	for (unsigned int i = 0; i < NBO && !ret; i++)
		ret = i915_bo_new(h->fd, i < BATCH ? COPY_BYTES : 4096,
				  HANG_BASE + i * 2 * MIB, &h->bo[i]);
	return ret;
}

static void teardown(struct hang *h)
{
	for (unsigned int i = 0; i < NBO; i++)
		if (h->bo[i].handle)
			i915_bo_free(h->fd, &h->bo[i]);
	if (h->ctx)
		i915_ctx_free(h->fd, h->ctx);
	if (h->fd >= 0)
		close(h->fd);
}

static int copy(struct hang *h)
{
	struct drm_i915_gem_exec_object2 obj[3];
	uint32_t *dw = h->bo[BATCH].map;
	unsigned int n;
	int ret = i915_bo_cpu(h->fd, &h->bo[BATCH], true);

	if (ret)
		return ret;
	n = blt_copy(dw, BLT_FAST_COPY, h->bo[DST].gtt, h->bo[SRC].gtt,
		     COPY_BYTES);
	n += blt_end(dw + n);
	i915_exec_obj(&obj[0], &h->bo[SRC], false);
	i915_exec_obj(&obj[1], &h->bo[DST], true);
	i915_exec_obj(&obj[2], &h->bo[BATCH], false);
	ret = i915_exec_blt(h->fd, h->ctx, obj, 3, n * sizeof(*dw));
	return ret ? ret : i915_bo_wait(h->fd, &h->bo[BATCH], WAIT_NS);
}

/* How work that is not to blame fares: a result, not the harness's. */
static int innocent(struct hang *h, const char *phase)
{
	struct rate rate = { .load = h->load, .phase = phase };
	const uint8_t *src = h->bo[SRC].map, *dst = h->bo[DST].map;
	int went, ret = i915_bo_cpu(h->fd, &h->bo[SRC], true);

	if (!ret)
		ret = i915_bo_cpu(h->fd, &h->bo[DST], true);
	if (ret)
		return ret;
	rng_fill(&h->rng, h->bo[SRC].map, COPY_BYTES);
	memset(h->bo[DST].map, 0, COPY_BYTES);
	ret = rate_begin(&rate);
	if (ret)
		return ret;
	rate.virt_ns = clock_ns();
	went = copy(h);
	rate.virt_ns = went ? 0 : clock_ns() - rate.virt_ns;
	ret = rate_end(&rate);
	if (ret)
		return ret;
	if (!went)
		went = i915_bo_cpu(h->fd, &h->bo[DST], false);
	for (size_t i = 0; i < COPY_BYTES && !went; i++)
		rate.bad_bytes += dst[i] != src[i];
	rate.checksum_ok = !went && !rate.bad_bytes;
	rate.bytes = went ? 0 : COPY_BYTES;
	rate.why = went ? strerror(-went) : NULL;
	rate_emit(&rate);
	return 0;
}

/* Submit the loop, wait for i915 to end it. */
static int spin(struct hang *h, uint32_t ctx)
{
	struct drm_i915_gem_exec_object2 obj;
	uint32_t *dw = h->bo[SPIN].map;
	int ret = i915_bo_cpu(h->fd, &h->bo[SPIN], true);

	if (ret)
		return ret;
	for (unsigned int i = 0; i < FLUSHES; i++, dw += 4) {
		memset(dw, 0, 16);
		dw[0] = MI_FLUSH_DW;
	}
	dw[0] = MI_BATCH_BUFFER_START;
	dw[1] = h->bo[SPIN].gtt;
	dw[2] = h->bo[SPIN].gtt >> 32;
	dw[3] = 0;
	i915_exec_obj(&obj, &h->bo[SPIN], false);
	ret = i915_exec_blt(h->fd, ctx, &obj, 1,
			    (FLUSHES + 1) * 4 * sizeof(*dw));
	return ret ? ret : i915_bo_wait(h->fd, &h->bo[SPIN], WAIT_NS);
}

/* checksum_ok: the context that hung, and nothing else, was blamed. */
static int hang(struct hang *h)
{
	struct rate rate = { .load = h->load, .phase = "hang" };
	struct i915_resets own, other, was;
	uint32_t ctx;
	int went, ret = i915_ctx_new(h->fd, &ctx);

	if (ret)
		return ret;
	ret = i915_resets(h->fd, h->ctx, &was);
	if (!ret)
		ret = rate_begin(&rate);
	if (!ret) {
		went = spin(h, ctx);
		ret = rate_end(&rate);
	}
	if (!ret)
		ret = i915_resets(h->fd, ctx, &own);
	if (!ret)
		ret = i915_resets(h->fd, h->ctx, &other);
	i915_ctx_free(h->fd, ctx);
	if (ret)
		return ret;
	rate.resets = other.resets - was.resets;
	rate.hangs = own.active + own.pending;
	rate.checksum_ok = !went && own.active == 1 &&
			   other.active == was.active;
	rate.why = went ? strerror(-went) : NULL;
	rate_emit(&rate);
	return 0;
}

int load_hang(const struct load *l, uint64_t seed)
{
	const struct hang_params *p = l->params;
	struct hang h = { .fd = i915_open(), .load = l->name };
	int ret = setup(&h);

	rng_seed(&h.rng, seed);
	if (!ret)
		ret = innocent(&h, "before");
	for (unsigned int i = 0; i < p->hangs && !ret; i++) {
		ret = hang(&h);
		if (!ret)
			ret = innocent(&h, "after");
	}
	teardown(&h);
	return ret;
}

static const struct load rows[] = {
	{ .name = "hang", .desc = "a batch that never ends, work before and after",
	  .run = load_hang, .params = &(struct hang_params){ .hangs = 1 } },
};
const struct rowset load_hang_rows = ROWSET(rows);
