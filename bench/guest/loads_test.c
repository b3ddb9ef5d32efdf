// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of loads, and what the blitter load would do with its rows. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load_blit.h"
#include "load_churn.h"
#include "load_igt.h"
#include "load_nested.h"
#include "lib/sizes.h"
#include "test.h"

TEST(names)
{
	for (size_t i = 0; load_at(i); i++) {
		assert_ptr_equal(load_find(load_at(i)->name), load_at(i));
		assert_true(strlen(load_at(i)->desc) <= 60);
		assert_null(strpbrk(load_at(i)->name, ", /"));
		assert_non_null(load_at(i)->run);
		assert_non_null(load_at(i)->params);
	}
	assert_null(load_find("blit"));
}

TEST(unknown_is_an_error)
{
	char why[64];

	assert_int_equal(loads_run("no-such-load", 1, why, sizeof(why)),
			 -ENOENT);
	assert_non_null(strstr(why, "no-such-load"));
	assert_int_equal(loads_run("", 1, why, sizeof(why)), 0);
}

/* Objects and batches lie above 4 GiB, apart, and as (mis)aligned as said. */
static void addresses(const struct blit_params *p)
{
	unsigned int i;

	for (i = 0; i < 2 * p->pairs; i++) {
		assert_true(blit_gtt(p, i) >> 32);
		assert_int_equal(blit_gtt(p, i) % SZ_2M, p->misalign);
		assert_true(blit_gtt(p, i + 1) >=
			    blit_gtt(p, i) + p->object_bytes);
	}
	assert_true(blit_gtt(p, 2 * p->pairs) < 1ull << 46);
}

/* Every destination chunk exactly once; the turns differ. */
static void maps(const struct blit_params *p)
{
	size_t n = blit_chunks(p), i, same = 0;
	unsigned int *a = calloc(n, sizeof(*a)), *b = calloc(n, sizeof(*b));
	uint8_t *seen = calloc(n, 1);
	struct rng r;

	assert_true(a && b && seen);
	rng_seed(&r, 7);
	blit_map(p, &r, 0, a);
	blit_map(p, &r, 1, b);
	for (i = 0; i < n; i++) {
		assert_true(a[i] < n && b[i] < n);
		assert_int_equal(seen[a[i]]++, 0);
		same += a[i] == b[i];
	}
	assert_true(n == 1 || same < n / 8 + 1);
	free(a);
	free(b);
	free(seen);
}

static uint64_t qword(const uint32_t *dw)
{
	return dw[0] | (uint64_t)dw[1] << 32;
}

/* The batch fits, ends, and writes exactly the destinations' bytes. */
static void batch(const struct blit_params *p)
{
	size_t n = blit_chunks(p), room = blit_batch_bytes(p);
	unsigned int *map = calloc(n, sizeof(*map));
	uint32_t *dw = malloc(room), len;
	uint64_t area = 0, lo = blit_gtt(p, p->pairs),
		 hi = blit_gtt(p, 2 * p->pairs - 1) + p->object_bytes;
	struct rng r;

	assert_true(map && dw);
	rng_seed(&r, 8);
	blit_map(p, &r, 0, map);
	len = blit_batch(p, map, 4ull << 30, dw);
	assert_true(len <= room && len % 8 == 0);
	if (p->render) {	/* executed: gpu/tests/draw_copy_test.c */
		free(map);
		free(dw);
		return;
	}
	assert_int_equal(dw[len / 4 - 2], 0x05000000);
	for (uint32_t i = 0; i + 2 < len / 4; i += BLT_DW) {
		uint64_t bytes = (uint64_t)(dw[i + 3] >> 16) *
				 (dw[i + 3] & 0xffff) * 4;

		assert_true(qword(&dw[i + 4]) >= lo);
		assert_true(qword(&dw[i + 4]) + bytes <= hi);
		assert_true(qword(&dw[i + 8]) >= BLIT_BASE);
		assert_true(qword(&dw[i + 8]) + bytes <= lo);
		area += bytes;
	}
	assert_int_equal(area, p->pairs * p->object_bytes);
	free(map);
	free(dw);
}

TEST(blit_rows)
{
	unsigned int rows = 0;

	for (size_t i = 0; load_at(i); i++) {
		const struct blit_params *p = load_at(i)->params;

		if (load_at(i)->run != load_blit)
			continue;
		assert_null(blit_check(p));
		addresses(p);
		maps(p);
		batch(p);
		rows++;
	}
	assert_true(rows > 0);
}

/* A VM of whole 2 MiB ranges, more than one, below the vCPU's 512 GiB. */
TEST(nested_rows)
{
	unsigned int rows = 0;

	for (size_t i = 0; load_at(i); i++) {
		const struct nested_params *p = load_at(i)->params;

		if (load_at(i)->run != load_nested)
			continue;
		assert_true(p->vm_mib >= 4 && p->vm_mib % 2 == 0);
		assert_true(p->vm_mib <= 512u << 10);
		assert_null(blit_check(&p->blit));
		addresses(&p->blit);
		rows++;
	}
	assert_true(rows > 0);
}

TEST(odd_sizes)
{
	struct blit_params p = {
		.pairs = 3, .object_bytes = 2 * SZ_2M + 4096,
		.chunk_bytes = 2 * SZ_2M + 4096, .misalign = 65536,
		.op = BLT_SRC_COPY, .contexts = 1, .rounds = 1,
	};

	assert_null(blit_check(&p));
	addresses(&p);
	maps(&p);
	batch(&p);
	p.chunk_bytes = SZ_2M;
	assert_non_null(blit_check(&p));
	p.chunk_bytes = 4096;
	p.order = BLIT_RANDOM;
	assert_null(blit_check(&p));
	maps(&p);
	batch(&p);
	p.misalign = SZ_2M;
	assert_non_null(blit_check(&p));
}

/* Sources and destinations of all places lie apart, above 4 GiB. */
TEST(churn_rows)
{
	for (size_t i = 0; load_at(i); i++) {
		const struct churn_params *p = load_at(i)->params;

		if (load_at(i)->run != load_churn)
			continue;
		assert_true(p->turns && p->places && p->object_bytes);
		assert_int_equal(p->object_bytes % 4096, 0);
		assert_true(churn_stride(p) >= p->object_bytes);
		for (unsigned int t = 0; t < p->turns; t++) {
			assert_true(churn_gtt(p, t) >> 32);
			assert_int_equal(churn_gtt(p, t) % SZ_2M, p->misalign);
			assert_int_equal(churn_gtt(p, t + p->places),
					 churn_gtt(p, t));
		}
		/* A kept pair comes back to another place: each turn evicts. */
		for (unsigned int t = 0; p->kept && t < p->turns; t++) {
			assert_true(p->kept > p->places);
			assert_int_equal(churn_pair(p, t),
					 churn_pair(p, t + p->kept));
			assert_int_not_equal(churn_gtt(p, t),
					     churn_gtt(p, t + p->kept));
		}
		for (unsigned int t = 1; t < p->places; t++)
			assert_true(churn_gtt(p, t) >= churn_gtt(p, t - 1) +
				    churn_stride(p) + p->object_bytes);
	}
}

TEST(igt_rows)
{
	for (size_t i = 0; load_at(i); i++) {
		const struct igt_params *p = load_at(i)->params;

		if (load_at(i)->run != load_igt)
			continue;
		assert_non_null(p->argv[0]);
		assert_null(p->argv[sizeof(p->argv) / sizeof(p->argv[0]) - 1]);
		assert_true(p->reps >= 1 && p->reps <= IGT_REPS_MAX);
		assert_true(p->limit_s > 0);
		assert_true((p->unit == IGT_MIB_PER_S) == (p->bytes > 0));
	}
}
