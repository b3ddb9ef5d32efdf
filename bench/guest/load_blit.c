// SPDX-License-Identifier: GPL-2.0-or-later
/* The blitter load on a GPU; contract in load_blit.h. */
#include <errno.h>
#include <i915_drm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i915.h"
#include "load_blit.h"
#include "lib/sys.h"
#include "lib/sizes.h"

#define WAIT_NS		(20 * (int64_t)NSEC_PER_SEC)
#define POISON		0xa5	/* in the destinations before a phase */
#define TURNS		2	/* two different maps, taken in turn */

struct blit_run {
	const struct load *load;
	const struct blit_params *p;
	int fd;
	unsigned int nbo;		/* sources, then destinations */
	struct i915_bo *bo;
	struct i915_bo batch[TURNS];
	uint32_t batch_len[TURNS];
	unsigned int *map[TURNS];
	struct drm_i915_gem_exec_object2 *obj;	/* nbo + the batch */
	uint32_t *ctx;
	uint8_t *pattern;		/* what the sources were filled with */
};

static int make_objects(struct blit_run *b)
{
	const struct blit_params *p = b->p;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < b->nbo && !ret; i++)
		ret = i915_bo_new(b->fd, p->object_bytes, blit_gtt(p, i),
				  &b->bo[i]);
	for (i = 0; i < TURNS && !ret; i++)
		ret = i915_bo_new(b->fd, blit_batch_bytes(p),
				  blit_gtt(p, b->nbo) + i * (64ull << 20),
				  &b->batch[i]);
	for (i = 0; i < p->contexts && !ret; i++)
		ret = i915_ctx_new(b->fd, &b->ctx[i]);
	return ret;
}

static int fill_sources(struct blit_run *b, struct rng *r)
{
	size_t size = b->p->object_bytes;
	unsigned int i;
	int ret = 0;

	rng_fill(r, b->pattern, b->p->pairs * size);
	for (i = 0; i < b->p->pairs && !ret; i++) {
		ret = i915_bo_cpu(b->fd, &b->bo[i], true);
		if (!ret)
			memcpy(b->bo[i].map, b->pattern + i * size, size);
	}
	return ret;
}

static int poison_destinations(struct blit_run *b)
{
	unsigned int i;
	int ret = 0;

	for (i = b->p->pairs; i < b->nbo && !ret; i++) {
		ret = i915_bo_cpu(b->fd, &b->bo[i], true);
		if (!ret)
			memset(b->bo[i].map, POISON, b->bo[i].size);
	}
	return ret;
}

static int make_batches(struct blit_run *b, struct rng *r)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < TURNS && !ret; i++) {
		blit_map(b->p, r, i, b->map[i]);
		ret = i915_bo_cpu(b->fd, &b->batch[i], true);
		if (!ret)
			b->batch_len[i] = blit_batch(b->p, b->map[i],
						     b->batch[i].gtt,
						     b->batch[i].map);
	}
	for (i = 0; i < b->nbo; i++)
		i915_exec_obj(&b->obj[i], &b->bo[i], i >= b->p->pairs);
	return ret;
}

static void teardown(struct blit_run *b)
{
	unsigned int i;

	for (i = 0; b->bo && i < b->nbo; i++)
		i915_bo_free(b->fd, &b->bo[i]);
	for (i = 0; i < TURNS; i++) {
		i915_bo_free(b->fd, &b->batch[i]);
		free(b->map[i]);
	}
	for (i = 0; b->ctx && i < b->p->contexts; i++)
		if (b->ctx[i])
			i915_ctx_free(b->fd, b->ctx[i]);
	free(b->bo);
	free(b->obj);
	free(b->ctx);
	free(b->pattern);
	if (b->fd >= 0)
		close(b->fd);
}

static int setup(struct blit_run *b, uint64_t seed)
{
	const struct blit_params *p = b->p;
	size_t n = blit_chunks(p);
	struct rng r;
	int ret;

	rng_seed(&r, seed);
	b->nbo = 2 * p->pairs;
	b->bo = calloc(b->nbo, sizeof(*b->bo));
	b->obj = calloc(b->nbo + 1, sizeof(*b->obj));
	b->ctx = calloc(p->contexts, sizeof(*b->ctx));
	b->pattern = malloc(p->pairs * p->object_bytes);
	b->map[0] = calloc(n, sizeof(*b->map[0]));
	b->map[1] = calloc(n, sizeof(*b->map[1]));
	if (!b->bo || !b->obj || !b->ctx || !b->pattern || !b->map[0] ||
	    !b->map[1])
		return -ENOMEM;
	b->fd = i915_open();
	if (b->fd < 0)
		return b->fd;
	ret = make_objects(b);
	if (!ret)
		ret = fill_sources(b, &r);
	if (!ret)
		ret = make_batches(b, &r);
	return ret;
}

static int submit(struct blit_run *b, unsigned int ctx, unsigned int turn)
{
	i915_exec_obj(&b->obj[b->nbo], &b->batch[turn], false);
	return (b->p->render ? i915_exec_render : i915_exec_blt)
		(b->fd, b->ctx[ctx], b->obj, b->nbo + 1, b->batch_len[turn]);
}

/* Everything submitted last is ordered after the rest of its context. */
static int drain(struct blit_run *b)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < TURNS && !ret; i++)
		ret = i915_bo_wait(b->fd, &b->batch[i], WAIT_NS);
	return ret;
}

/* Rounds of all contexts, beginning with turn; *last: the turn it ended on. */
static int work(struct blit_run *b, unsigned int rounds, unsigned int turn,
		unsigned int *last)
{
	unsigned int i, c;
	int ret = 0;

	for (i = 0; i < rounds && !ret; i++)
		for (c = 0; c < b->p->contexts && !ret; c++) {
			*last = (turn + i) % TURNS;
			ret = submit(b, c, *last);
		}
	return ret ? ret : drain(b);
}

static uint64_t differing(const uint8_t *a, const uint8_t *b, size_t n)
{
	uint64_t bad = 0;
	size_t i;

	if (!memcmp(a, b, n))
		return 0;
	for (i = 0; i < n; i++)
		bad += a[i] != b[i];
	return bad;
}

/* Bytes that are not what turn's map makes of the pattern; sources too. */
static int compare(struct blit_run *b, unsigned int turn, uint64_t *bad)
{
	const struct blit_params *p = b->p;
	size_t per = p->object_bytes / p->chunk_bytes, i;
	unsigned int o;
	int ret;

	*bad = 0;
	for (o = 0; o < b->nbo; o++) {
		ret = i915_bo_cpu(b->fd, &b->bo[o], false);
		if (ret)
			return ret;
	}
	for (o = 0; o < p->pairs; o++)
		*bad += differing(b->bo[o].map, b->pattern +
				  o * p->object_bytes, p->object_bytes);
	for (i = 0; i < blit_chunks(p); i++)
		*bad += differing((uint8_t *)b->bo[p->pairs + i / per].map +
				  i % per * p->chunk_bytes,
				  b->pattern + b->map[turn][i] * p->chunk_bytes,
				  p->chunk_bytes);
	return 0;
}

static int reset_sum(struct blit_run *b, struct i915_resets *sum)
{
	struct i915_resets r;
	unsigned int c;
	int ret;

	memset(sum, 0, sizeof(*sum));
	for (c = 0; c < b->p->contexts; c++) {
		ret = i915_resets(b->fd, b->ctx[c], &r);
		if (ret)
			return ret;
		sum->resets = r.resets;
		sum->active += r.active;
		sum->pending += r.pending;
	}
	return 0;
}

/*
 * One phase: poison, time, compare. A submission or wait that fails is a
 * result: it is what a guest sees when the host could not shadow its tables.
 */
static int phase(struct blit_run *b, const char *name, unsigned int rounds,
		 unsigned int turn)
{
	const struct blit_params *p = b->p;
	struct rate rate = { .load = b->load->name, .phase = name };
	struct i915_resets before, after;
	unsigned int last = turn;
	char why[96];
	int ret, went;

	ret = reset_sum(b, &before);
	if (!ret)
		ret = poison_destinations(b);
	if (!ret)
		ret = rate_begin(&rate);
	if (ret)
		return ret;
	rate.virt_ns = clock_ns();
	went = work(b, rounds, turn, &last);
	rate.virt_ns = clock_ns() - rate.virt_ns;
	ret = rate_end(&rate);
	rate.huge_kib = meminfo_kib("ShmemHugePages:");
	if (!ret)
		ret = reset_sum(b, &after);
	if (ret)
		return ret;
	rate.resets = after.resets - before.resets;
	rate.hangs = after.active + after.pending - before.active -
		     before.pending;
	if (!went)
		went = compare(b, last, &rate.bad_bytes);
	rate.checksum_ok = !went && !rate.bad_bytes;
	if (went) {
		snprintf(why, sizeof(why), "submission failed: %s",
			 strerror(-went));
		rate.why = why;
		rate.virt_ns = 0;
	} else {
		rate.bytes = (uint64_t)p->pairs * p->object_bytes * rounds *
			     p->contexts;
	}
	rate_emit(&rate);
	return 0;
}

int load_blit(const struct load *l, uint64_t seed)
{
	struct blit_run b = { .load = l, .p = l->params, .fd = -1 };
	int ret = blit_check(b.p) ? -EINVAL : setup(&b, seed);

	if (!ret)
		ret = phase(&b, "first", 1, 0);
	if (!ret)
		ret = phase(&b, "steady", b.p->rounds, 1);
	teardown(&b);
	return ret;
}

#define BLIT(...) .run = load_blit, .params = &(struct blit_params){ __VA_ARGS__ }

/*
 * Random 4 KiB copies over a working set: the model's second-level TLB
 * reaches 640 x 4 KiB or 32 x 2 MiB (gpu/host/params.h).
 */
#define SET_DESC(mib) .desc = "random 4 KiB copies, all over " mib " MiB"
#define SET(n, mib, turns) \
	BLIT(.pairs = n, .object_bytes = mib * MIB, .chunk_bytes = 4 * KIB, \
	     .order = BLIT_RANDOM, .op = BLT_SRC_COPY, .contexts = 1, \
	     .rounds = turns)

/*
 * blit-*: 2 x 16 MiB. The 2MiB-aligned ones can be mapped by 16 entries of
 * 2 MiB; blit-4k is the same work at addresses where none is possible.
 */
static const struct load rows[] = {
	{ .name = "blit-stream", .desc = "2 MiB copies in order, 2 MiB aligned",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 32) },
	{ .name = "blit-random", .desc = "4 KiB copies in random order, 2 MiB aligned",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 4 * KIB,
	       .order = BLIT_RANDOM, .op = BLT_SRC_COPY, .contexts = 1,
	       .rounds = 16) },
	{ .name = "blit-4k", .desc = "blit-stream at addresses 4 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .misalign = 4 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-odd", .desc = "blit-stream, objects of 4 MiB + 4 KiB",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB + 4 * KIB,
	       .chunk_bytes = 4 * MIB + 4 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-64k", .desc = "blit-stream at addresses 64 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .misalign = 64 * KIB, .order = BLIT_STREAM,
	       .op = BLT_FAST_COPY, .contexts = 1, .rounds = 32) },
	{ .name = "blit-odd-64k",
	  .desc = "objects of 4 MiB + 4 KiB at addresses 64 KiB off",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB + 4 * KIB,
	       .chunk_bytes = 4 * MIB + 4 * KIB, .misalign = 64 * KIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 32) },
	{ .name = "ws-2m", SET_DESC("2"), SET(1, 1, 64) },
	{ .name = "ws-4m", SET_DESC("4"), SET(1, 2, 64) },
	{ .name = "ws-32m", SET_DESC("32"), SET(4, 4, 8) },
	{ .name = "ws-128m", SET_DESC("128"), SET(8, 8, 2) },
	{ .name = "ws-256m", SET_DESC("256"), SET(16, 8, 2) },
	{ .name = "blit-shared", .desc = "blit-stream, every object in 4 contexts",
	  BLIT(.pairs = 2, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 4,
	       .rounds = 8) },
	{ .name = "blit-render",
	  .desc = "blit-stream by rectangles and a pixel shader",
	  BLIT(.pairs = 4, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .render = true, .contexts = 1,
	       .rounds = 4) },
	{ .name = "blit-320m", .desc = "blit-stream over 320 MiB of objects",
	  BLIT(.pairs = 40, .object_bytes = 4 * MIB, .chunk_bytes = 2 * MIB,
	       .order = BLIT_STREAM, .op = BLT_FAST_COPY, .contexts = 1,
	       .rounds = 2) },
};
const struct rowset load_blit_rows = ROWSET(rows);
