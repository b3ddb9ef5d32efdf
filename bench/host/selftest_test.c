// SPDX-License-Identifier: GPL-2.0-or-later
/* What a group of i915's selftests printed, and what is made of it. */
#include <errno.h>

#include "host/selftest.h"
#include "test.h"

static struct selftest *fresh(void)
{
	static struct selftest s;

	s = (struct selftest){
		.error = -ENOTTY, .subtests = json_array(),
		.us = json_array(), .skips = json_array(),
		.errors = json_array(),
	};
	return &s;
}

static void drop(struct selftest *s)
{
	json_decref(s->subtests);
	json_decref(s->us);
	json_decref(s->skips);
	json_decref(s->errors);
}

static const char *text(const json_t *list, size_t i)
{
	return json_string_value(json_array_get(list, i));
}

static long long number(const json_t *list, size_t i)
{
	return json_integer_value(json_array_get(list, i));
}

TEST(subtests_have_names_and_times)
{
	struct selftest *s = fresh();

	selftest_line(s, "6,700,1000000,-;i915: Performing live selftests with st_random_seed=0x1 st_timeout=500\n");
	selftest_line(s, "6,701,1000010,-;i915: Running gt_pm\n");
	selftest_line(s, "6,702,1000020,-;i915: Running intel_gt_pm_live_selftests/live_gt_clocks\n");
	selftest_line(s, "6,703,1300020,-;rcs0: TIMESTAMP 12000 cycles\n");
	selftest_line(s, "6,704,1400020,-;i915: Running intel_gt_pm_live_selftests/live_rps_power\n");
	selftest_line(s, "4,705,1400050,-;[drm] skipping it: no energy counter\n");
	selftest_line(s, "12,706,1400095,-;gtt2m: end of the group\n");
	assert_int_equal(json_array_size(s->subtests), 2);
	assert_string_equal(text(s->subtests, 0), "live_gt_clocks");
	assert_string_equal(text(s->subtests, 1), "live_rps_power");
	assert_int_equal(json_array_size(s->us), 2);
	assert_int_equal(number(s->us, 0), 400000);
	assert_int_equal(number(s->us, 1), 75);
	assert_false(selftest_idle(number(s->us, 0)));
	assert_true(selftest_idle(number(s->us, 1)));
	assert_int_equal(json_array_size(s->skips), 1);
	assert_int_equal(json_array_size(s->errors), 0);
	assert_string_equal(selftest_status(s), "passed");
	s->error = -EINVAL;
	assert_string_equal(selftest_status(s), "failed");
	drop(s);
}

/* All subtests return at once: that is no pass. */
TEST(what_only_skips_has_not_passed)
{
	struct selftest *s = fresh();

	selftest_line(s, "6,701,1000010,-;i915: Running guc\n");
	assert_string_equal(selftest_status(s), "skipped");
	selftest_line(s, "6,702,1000020,-;i915: Running intel_guc_live_selftests/intel_guc_scrub_ctbs\n");
	selftest_line(s, "12,703,1000060,-;gtt2m: end of the group\n");
	assert_string_equal(selftest_status(s), "skipped");
	drop(s);
}

TEST(a_group_of_one_line)
{
	struct selftest *s = fresh();

	selftest_line(s, "6,701,1000010,-;i915: Running sanitycheck\n");
	selftest_line(s, "6,702,1000015,-;i915: i915_live_sanitycheck() - ok!\n");
	selftest_line(s, "12,703,1000060,-;gtt2m: end of the group\n");
	assert_string_equal(selftest_status(s), "passed");
	drop(s);
}

TEST(errors_are_kept)
{
	struct selftest *s = fresh();

	selftest_line(s, "6,701,1000010,-;i915: Running gt_pm\n");
	selftest_line(s, "3,702,1000015,-;rc6 still enabled after suspend!\n");
	selftest_line(s, "a line that is none\n");
	selftest_line(s, "");
	assert_int_equal(json_array_size(s->errors), 1);
	assert_string_equal(text(s->errors, 0),
			    "rc6 still enabled after suspend!");
	drop(s);
}

/* What the performance tests measure, and nothing else of what is said. */
TEST(figures_are_kept)
{
	struct selftest *s = fresh();

	selftest_line(s, "6,701,1000010,-;bcs0: 4 KiB copy: 18 MiB/s\n");
	s->figures = json_array();
	selftest_line(s, "6,702,1000020,-;i915: Running x/perf_copy_blt\n");
	selftest_line(s, "6,703,1000030,-;bcs0: 4 KiB copy: 19 MiB/s\n");
	selftest_line(s, "6,704,1000040,-;bcs0: semaphore response 17 cycles, 873ns\n");
	selftest_line(s, "6,705,1000050,-;i915: something\n");
	assert_int_equal(json_array_size(s->figures), 2);
	assert_string_equal(text(s->figures, 0), "bcs0: 4 KiB copy: 19 MiB/s");
	assert_string_equal(text(s->figures, 1),
			    "bcs0: semaphore response 17 cycles, 873ns");
	json_decref(s->figures);
	drop(s);
}
