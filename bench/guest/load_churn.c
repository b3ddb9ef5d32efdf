// SPDX-License-Identifier: GPL-2.0-or-later
/* Short-lived objects; contract in load_churn.h. */
#include <errno.h>
#include <i915_drm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/blt.h"
#include "i915.h"
#include "lib/rng.h"
#include "lib/sys.h"
#include "load_churn.h"
#include "lib/sizes.h"

#define CHURN_BASE	(16ull << 30)	/* apart from load_blit's */
#define BATCH_GTT	(CHURN_BASE - (64ull << 20))
#define PAIR_BOS	3		/* source, destination, batch */
#define BATCH_BYTES	4096
#define WAIT_NS		(20 * (int64_t)NSEC_PER_SEC)

struct churn {
	const struct churn_params *p;
	int fd;
	uint32_t ctx;
	uint8_t *pattern;
	struct i915_bo *bo;	/* PAIR_BOS a pair */
	struct rate rate;
};

uint64_t churn_stride(const struct churn_params *p)
{
	return (p->object_bytes + p->misalign + SZ_2M - 1) / SZ_2M * SZ_2M;
}

uint64_t churn_gtt(const struct churn_params *p, unsigned int turn)
{
	return CHURN_BASE + p->misalign +
	       turn % p->places * 2 * churn_stride(p);
}

/* The timed part: bind, copy, wait. */
static int copy(struct churn *c, const struct i915_bo *bo)
{
	struct drm_i915_gem_exec_object2 obj[3];
	unsigned int n;
	uint32_t *dw = bo[2].map;
	int ret = i915_bo_cpu(c->fd, &bo[2], true);

	if (ret)
		return ret;
	n = blt_copy(dw, BLT_FAST_COPY, bo[1].gtt, bo[0].gtt, bo[0].size);
	n += blt_end(dw + n);
	i915_exec_obj(&obj[0], &bo[0], false);
	i915_exec_obj(&obj[1], &bo[1], true);
	i915_exec_obj(&obj[2], &bo[2], false);
	ret = i915_exec_blt(c->fd, c->ctx, obj, 3, n * sizeof(*dw));
	return ret ? ret : i915_bo_wait(c->fd, &bo[2], WAIT_NS);
}

static int check(struct churn *c, const struct i915_bo *bo)
{
	const uint8_t *got = bo->map;
	size_t i;
	int ret = i915_bo_cpu(c->fd, bo, false);

	if (ret || !memcmp(got, c->pattern, bo->size))
		return ret;
	for (i = 0; i < bo->size; i++)
		c->rate.bad_bytes += got[i] != c->pattern[i];
	return 0;
}

unsigned int churn_pair(const struct churn_params *p, unsigned int turn)
{
	return p->kept ? turn % p->kept : 0;
}

/* Source, destination and batch, if they are not there yet. */
static int make_pair(struct churn *c, struct i915_bo *bo)
{
	int ret = 0;
	unsigned int i;

	for (i = 0; i < PAIR_BOS && !ret; i++)
		if (!bo[i].handle)
			ret = i915_bo_new(c->fd, i < 2 ? c->p->object_bytes :
					  BATCH_BYTES, 0, &bo[i]);
	return ret;
}

static void free_pair(struct churn *c, struct i915_bo *bo)
{
	unsigned int i;

	for (i = 0; i < PAIR_BOS; i++)
		i915_bo_free(c->fd, &bo[i]);
}

/* *went: how the copy ended, which is a result; else 0 or -errno. */
static int turn(struct churn *c, unsigned int i, int *went)
{
	const struct churn_params *p = c->p;
	struct i915_bo *bo = c->bo + PAIR_BOS * churn_pair(p, i);
	uint64_t start;
	int ret = make_pair(c, bo);

	bo[0].gtt = churn_gtt(p, i);
	bo[1].gtt = churn_gtt(p, i) + churn_stride(p);
	bo[2].gtt = BATCH_GTT;
	if (!ret)
		ret = i915_bo_cpu(c->fd, &bo[0], true);
	if (!ret) {
		memcpy(bo[0].map, c->pattern, p->object_bytes);
		start = clock_ns();
		*went = copy(c, bo);
		c->rate.virt_ns += clock_ns() - start;
		if (!*went)
			*went = check(c, &bo[1]);
	}
	start = clock_ns();
	if (!p->kept)
		free_pair(c, bo);
	c->rate.virt_ns += clock_ns() - start;
	return ret;
}

static int run(struct churn *c, uint64_t seed)
{
	struct i915_resets before, after;
	int went = 0, ret = i915_resets(c->fd, c->ctx, &before);
	struct rng r;
	unsigned int i;
	char why[96];

	if (!ret)
		ret = rate_begin(&c->rate);
	rng_seed(&r, seed);
	for (i = 0; i < c->p->turns && !ret && !went; i++) {
		rng_fill(&r, c->pattern, c->p->object_bytes);
		ret = turn(c, i, &went);
		c->rate.bytes += c->p->object_bytes;
	}
	if (!ret)
		ret = rate_end(&c->rate);
	if (!ret)
		ret = i915_resets(c->fd, c->ctx, &after);
	if (ret)
		return ret;
	c->rate.resets = after.resets - before.resets;
	c->rate.hangs = after.active + after.pending - before.active -
			before.pending;
	c->rate.checksum_ok = !went && !c->rate.bad_bytes;
	c->rate.huge_kib = meminfo_kib("ShmemHugePages:");
	if (went) {
		snprintf(why, sizeof(why), "turn %u failed: %s", i,
			 strerror(-went));
		c->rate.why = why;
		c->rate.bytes = 0;
		c->rate.virt_ns = 0;
	}
	rate_emit(&c->rate);
	return 0;
}

int load_churn(const struct load *l, uint64_t seed)
{
	struct churn c = {
		.p = l->params, .fd = i915_open(),
		.rate = { .load = l->name, .phase = "turns" },
	};
	unsigned int pairs = c.p->kept ?: 1, i;
	int ret = c.fd < 0 ? c.fd : i915_ctx_new(c.fd, &c.ctx);

	c.pattern = malloc(c.p->object_bytes);
	c.bo = calloc(pairs * PAIR_BOS, sizeof(*c.bo));
	if (!ret && (!c.pattern || !c.bo))
		ret = -ENOMEM;
	if (!ret)
		ret = run(&c, seed);
	for (i = 0; c.bo && i < pairs; i++)
		free_pair(&c, c.bo + i * PAIR_BOS);
	if (c.ctx)
		i915_ctx_free(c.fd, c.ctx);
	if (c.fd >= 0)
		close(c.fd);
	free(c.bo);
	free(c.pattern);
	return ret;
}

#define CHURN(...) .run = load_churn, .params = &(struct churn_params){ __VA_ARGS__ }

static const struct load rows[] = {
	{ .name = "churn", .desc = "create, copy, destroy objects of 4 MiB, 2 MiB aligned",
	  CHURN(.turns = 16, .object_bytes = 4 * MIB, .places = 4) },
	{ .name = "evict", .desc = "5 pairs of 4 MiB objects share 3 places in the GTT",
	  CHURN(.turns = 20, .object_bytes = 4 * MIB, .places = 3,
		.kept = 5) },
};
const struct rowset load_churn_rows = ROWSET(rows);
