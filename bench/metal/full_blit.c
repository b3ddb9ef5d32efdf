// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * full_blit.c - the blitter's rate from and to memory of ours: in single pages
 * that lie anywhere, and in huge pages. That is what the model's streams are.
 */
#include <errno.h>
#include <i915_drm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/i915.h"
#include "host/blt.h"
#include "lib/rng.h"
#include "lib/sys.h"
#include "metal/full.h"

#define SIZE	(64ul << 20)	/* of a surface: beyond every cache */
#define HUGE	(2ul << 20)
#define CHUNK	(2ul << 20)	/* of a command */
#define BATCH	(128ul << 10)
#define SRC_AT	(8ull << 30)
#define DST_AT	(9ull << 30)
#define BATCH_AT (10ull << 30)
#define VALUE	0x5a17c3e9u
#define PASSES	60u		/* most that a batch has */
#define REPS	5u
#define BUSY_NS	(100 * 1000000ull)	/* of a batch; i915's patience is 640 ms */
#define LIMIT_NS (20 * (int64_t)NSEC_PER_SEC)
#define NOPS	200u

struct bed {
	int fd;
	uint32_t ctx;
	void *map[2];
	uint32_t *mem[2];		/* source, destination */
	struct i915_bo bo[2], batch;
	unsigned int huge_pct;
};

enum op { COPY, FILL };

/* Of all our memory, in huge pages: KiB. */
static uint64_t huge_kib(void)
{
	static char text[4096];
	const char *p;

	if (sys_read("/proc/self/smaps_rollup", text, sizeof(text)) <= 0)
		return 0;
	p = strstr(text, "AnonHugePages:");
	return p ? strtoull(p + 14, NULL, 10) : 0;
}

/* Single pages are touched in no order, so that neighbours are seldom such. */
static void touch(uint32_t *mem, bool huge)
{
	static unsigned int order[SIZE / 4096];
	size_t n = SIZE / 4096;
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (!huge)
		rng_shuffle(&r, order, n);
	for (size_t i = 0; i < n; i++)
		mem[order[i] * 1024ul] = 1;
	for (size_t i = 0; i < SIZE / 4; i++)
		mem[i] = i * 2654435761u;
}

static int open_bed(struct bed *b, bool huge)
{
	uint64_t before = huge_kib();
	int ret = 0;

	*b = (struct bed){ .fd = i915_open() };
	if (b->fd < 0)
		return b->fd;
	for (unsigned int i = 0; i < 2 && !ret; i++) {
		b->map[i] = mmap(NULL, SIZE + HUGE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (b->map[i] == MAP_FAILED)
			return -ENOMEM;
		b->mem[i] = (void *)(((uintptr_t)b->map[i] + HUGE - 1) & -HUGE);
		madvise(b->mem[i], SIZE, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
		touch(b->mem[i], huge);
		ret = i915_bo_user(b->fd, b->mem[i], SIZE,
				   i ? DST_AT : SRC_AT, &b->bo[i]);
	}
	b->huge_pct = (huge_kib() - before) * 100 / (2 * SIZE >> 10);
	if (!ret)
		ret = i915_bo_new(b->fd, BATCH, BATCH_AT, &b->batch);
	return ret ? ret : i915_ctx_new(b->fd, &b->ctx);
}

static void close_bed(struct bed *b)
{
	if (b->fd < 0)
		return;
	for (unsigned int i = 0; i < 2; i++)
		i915_bo_free(b->fd, &b->bo[i]);
	i915_bo_free(b->fd, &b->batch);
	close(b->fd);
	for (unsigned int i = 0; i < 2; i++)
		if (b->map[i] && b->map[i] != MAP_FAILED)
			munmap(b->map[i], SIZE + HUGE);
}

/* A batch that works on all of the destination so many times; bytes of it. */
static uint32_t write_batch(struct bed *b, enum op op, unsigned int passes)
{
	uint32_t *dw = b->batch.map;
	unsigned int n = 0;

	while (passes--)
		for (uint64_t at = 0; at < SIZE; at += CHUNK)
			n += op == COPY ? blt_copy(dw + n, BLT_FAST_COPY,
						   DST_AT + at, SRC_AT + at,
						   CHUNK) :
					  blt_fill(dw + n, DST_AT + at, VALUE,
						   CHUNK);
	n += blt_end(dw + n);
	return n * 4;
}

/* From the submission until all is done: ns, or -errno. */
static int64_t run(struct bed *b, uint32_t len)
{
	struct drm_i915_gem_exec_object2 obj[3];
	uint64_t t;
	int ret;

	i915_exec_obj(&obj[0], &b->bo[0], false);
	i915_exec_obj(&obj[1], &b->bo[1], true);
	i915_exec_obj(&obj[2], &b->batch, false);
	t = clock_ns();
	ret = i915_exec_blt(b->fd, b->ctx, obj, 3, len);
	if (!ret)
		ret = i915_bo_wait(b->fd, &b->batch, LIMIT_NS);
	return ret ? ret : (int64_t)(clock_ns() - t);
}

static bool right(const struct bed *b, enum op op)
{
	if (op == COPY)
		return !memcmp(b->mem[0], b->mem[1], SIZE);
	for (size_t i = 0; i < SIZE / 4; i++)
		if (b->mem[1][i] != VALUE)
			return false;
	return true;
}

/* Binding is in the first, which is not counted. */
static int measure(struct full_job *job, struct bed *b, enum op op,
		   const char *pages)
{
	double v[REPS], want = BUSY_NS * job->share;
	unsigned int passes = 1;
	int64_t t;
	char name[40];

	memset(b->mem[1], 0, SIZE);
	for (unsigned int i = 0; i < 2; i++) {
		t = run(b, write_batch(b, op, 1));
		if (t < 0)
			return t;
	}
	if (want > t)
		passes = want / (t ? t : 1) < PASSES ? want / (t ? t : 1) : PASSES;
	for (unsigned int i = 0; i < REPS; i++) {
		t = run(b, write_batch(b, op, passes));
		if (t <= 0)
			return t ? t : -ERANGE;
		v[i] = (double)SIZE * passes / t;
	}
	if (!right(b, op))
		return -EILSEQ;
	snprintf(name, sizeof(name), "blit-%s/%s", op == COPY ? "copy" : "fill",
		 pages);
	full_row(job, name, "GB/s", v, REPS,
		 json_pack("{si si si}", "mib", (int)(SIZE >> 20), "passes",
			   passes, "huge_pct", b->huge_pct));
	return 0;
}

/* Empty batches, each waited for: the driver's time most of all. */
static int empty(struct full_job *job, struct bed *b)
{
	double v[REPS];
	uint32_t len = blt_end(b->batch.map) * 4;

	for (unsigned int i = 0; i < REPS; i++) {
		int64_t sum = 0, t;

		for (unsigned int k = 0; k < NOPS; k++) {
			t = run(b, len);
			if (t < 0)
				return t;
			sum += t;
		}
		v[i] = sum / 1000.0 / NOPS;
	}
	full_row(job, "submit/empty-waited", "us", v, REPS, NULL);
	return 0;
}

static int one(struct full_job *job, bool huge)
{
	const char *pages = huge ? "thp" : "4k";
	struct bed b;
	int ret = open_bed(&b, huge);

	if (!ret)
		ret = measure(job, &b, COPY, pages);
	if (!ret)
		ret = measure(job, &b, FILL, pages);
	if (!ret && !huge)
		ret = empty(job, &b);
	close_bed(&b);
	return ret;
}

enum contact_status full_blit(struct full_job *job)
{
	int ret = one(job, false);

	if (!ret)
		ret = one(job, true);
	if (ret == -EACCES || (ret == -ENODEV && geteuid()))
		return full_why(job, CONTACT_ROOT, "cannot open i915's render "
			"node: join the group render, or use sudo");
	if (ret == -ENODEV)
		return full_why(job, CONTACT_MISSING, "i915 has no render "
			"node, or does not take memory of a program "
			"(CONFIG_DRM_I915_USERPTR)");
	if (ret == -EILSEQ)
		return full_why(job, CONTACT_FAILED, "the destination is not what "
				"the blitter was told to write");
	return ret ? full_why(job, CONTACT_FAILED, "%s", strerror(-ret)) :
		     CONTACT_OK;
}
