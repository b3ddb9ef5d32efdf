// SPDX-License-Identifier: GPL-2.0-or-later
/* Differences of counter readings: eviction must not lose or double them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guest/gpu_counters.h"

static json_int_t at(const json_t *o, const char *a, const char *b,
		     const char *c)
{
	o = json_object_get(o, a);
	if (b)
		o = json_object_get(o, b);
	if (c)
		o = json_object_get(o, c);
	return json_is_integer(o) ? json_integer_value(o) : -1;
}

static void differences(void **state)
{
	struct gen9_counters *a = calloc(1, sizeof(*a));
	struct gen9_counters *b = calloc(1, sizeof(*b));
	json_t *r;

	(void)state;
	assert_true(a && b);
	a->ctx[3].id = 7;
	a->ctx[3].blits = 10;
	a->ctx[3].page[GEN9_CTR_2M].bytes_written = 1000;
	a->engine[GEN9_CTR_BCS0].submissions = 5;
	a->mmio_reads = 100;
	/* Context 7 was evicted: what it had is in other now, and more. */
	*b = *a;
	memset(&b->ctx[3], 0, sizeof(b->ctx[3]));
	b->other.blits = 12;
	b->other.page[GEN9_CTR_2M].bytes_written = 1500;
	b->ctx[0].id = 8;
	b->ctx[0].blits = 4;
	b->ctx[0].page[GEN9_CTR_4K].walk_steps = 9;
	b->engine[GEN9_CTR_BCS0].submissions = 8;
	b->mmio_reads = 130;
	b->params_hash = 0xabcdef0123456789ull;

	r = gpu_counters_record(a, b);
	assert_int_equal(at(r, "blits", NULL, NULL), 6);
	assert_int_equal(at(r, "mmio_reads", NULL, NULL), 30);
	assert_int_equal(at(r, "pages", "2m", "bytes_written"), 500);
	assert_int_equal(at(r, "pages", "4k", "walk_steps"), 9);
	assert_int_equal(at(r, "engines", "bcs0", "submissions"), 3);
	/* What did nothing is not there. */
	assert_null(json_object_get(json_object_get(r, "pages"), "64k"));
	assert_null(json_object_get(json_object_get(r, "engines"), "rcs0"));
	assert_string_equal(json_string_value(json_object_get(r,
			    "params_hash")), "abcdef0123456789");
	json_decref(r);
	free(a);
	free(b);
}

/* Every context slot and page kind counts once. */
static void every_slot(void **state)
{
	struct gen9_counters *a = calloc(1, sizeof(*a));
	struct gen9_counters *b = calloc(1, sizeof(*b));
	json_t *r;

	(void)state;
	assert_true(a && b);
	for (unsigned int i = 0; i < GEN9_CTR_SLOTS; i++)
		b->ctx[i].page[GEN9_CTR_4K].bytes_read = i + 1;
	b->other.page[GEN9_CTR_4K].bytes_read = 1000;
	r = gpu_counters_record(a, b);
	assert_int_equal(at(r, "pages", "4k", "bytes_read"),
			 1000 + GEN9_CTR_SLOTS * (GEN9_CTR_SLOTS + 1) / 2);
	json_decref(r);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences),
		cmocka_unit_test(every_slot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
