// SPDX-License-Identifier: GPL-2.0-or-later
/* Output of IGT's benchmarks: as captured, cut short, and worse. */
#include <errno.h>

#include "load_igt.h"
#include "test.h"

/* gem_blt 1.27.1 prints "%7.3f\n" for each repetition. */
static const char captured[] = "6123.456\n6130.001\n6098.750\n";

static const char no_gpu[] =
	"(gem_blt:6087) igt_kmod-WARNING: Could not load i915\n"
	"Test requirement not met in function drm_open_driver, "
	"file ../lib/drmtest.c:572:\n"
	"Test requirement: !(fd<0)\n"
	"No known gpu found for chipset flags 0x1 (intel)\n"
	"Last errno: 2, No such file or directory\n"
	"SKIP (-1.000s)\n";

static const struct {
	const char *text;
	unsigned int want;
	int ret;
} cases[] = {
	{ captured, 3, 0 },
	{ captured, 2, -E2BIG },
	{ captured, 4, -ENODATA },
	{ no_gpu, 1, -ENODATA },
	{ "", 1, -ENODATA },
	{ "  12.500\n", 1, 0 },
	{ "warning: something\n 12.500\n\n", 1, 0 },
	{ "12.500", 1, -EBADMSG },		/* cut short */
	{ "612", 1, -EBADMSG },
	{ "    inf\n", 1, -EBADMSG },		/* a pass of 0 s */
	{ "   -nan\n", 1, -EBADMSG },
	{ "  0.000\n", 1, -EBADMSG },
	{ "-12.500\n", 1, -EBADMSG },
	{ "12.500 MiB/s\n", 1, -ENODATA },	/* another program */
	{ "12.500[  3.141] i915: GPU HANG\n", 1, -ENODATA },	/* interleaved */
	{ "1e99999\n", 1, -EBADMSG },
	{ "1000000000000000000000000000000000000000000000000000000000000000\n",
	  1, -ENODATA },
};

TEST(parses)
{
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double v[IGT_REPS_MAX] = { 0 };
		int ret = igt_parse(cases[i].text, NULL, v,
				    cases[i].want);

		if (ret != cases[i].ret)
			fail_msg("case %u: %d, want %d", i, ret, cases[i].ret);
	}
}

TEST(values)
{
	double v[IGT_REPS_MAX];

	assert_int_equal(igt_parse(captured, NULL, v, 3), 0);
	assert_float_equal(v[0], 6123.456, 0);
	assert_float_equal(v[2], 6098.750, 0);
	assert_float_equal(igt_median(v, 3), 6123.456, 0);
	assert_float_equal(igt_median((double[]){ 4, 1, 3, 2 }, 4), 2, 0);
	/* 4 MiB at 4096 MiB/s: 1/1024 s; 75.25 us. */
	assert_int_equal(igt_ns(4096, IGT_MIB_PER_S, 4 << 20), 976563);
	assert_int_equal(igt_ns(75.25, IGT_US, 0), 75250);
	assert_int_equal(igt_ns(500, IGT_PER_S, 0), 2000000);
}

/* A crash, a time-out, garbage: the median of nothing is never taken. */
TEST(every_truncation)
{
	char text[sizeof(captured)];
	double v[IGT_REPS_MAX];

	for (size_t n = 0; n + 1 < sizeof(captured); n++) {
		for (size_t i = 0; i < n; i++)
			text[i] = captured[i];
		text[n] = 0;
		assert_true(igt_parse(text, NULL, v, 3) < 0);
	}
}

/* gem_wsim 1.27.1, as captured in a guest. */
TEST(wsim)
{
	static const char good[] = "0.010s elapsed (503.081 workloads/s)\n";
	static const char * const bad[] = {
		"0.010s elapsed (503.081 workloads/s\n",
		"0.010s elapsed (503.081 workloads/s) and more\n",
		"0.010s elapsed\n", "503.081\n",
		"Failed to create context (-5)\n", "",
	};
	double v;

	assert_int_equal(igt_parse(good, IGT_WSIM_LINE, &v, 1), 0);
	assert_float_equal(v, 503.081, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(igt_parse(bad[i], IGT_WSIM_LINE, &v, 1),
				 -ENODATA);
	assert_int_equal(igt_parse("0.000s elapsed (inf workloads/s)\n",
				   IGT_WSIM_LINE, &v, 1), -EBADMSG);
	assert_int_equal(igt_parse("0.010s elapsed (503.081 workloads/s)",
				   IGT_WSIM_LINE, &v, 1), -EBADMSG);
}
