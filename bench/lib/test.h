/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TEST_H
#define TEST_H
/*
 * test.h - a test is a function that puts itself on the list, as in the
 * kernel's kselftest_harness.h:
 *
 *	TEST(what_holds)
 *	{
 *		assert_int_equal(...);
 *	}
 *
 * The file that includes this is a test program: main() is here and runs its
 * tests by cmocka, in the order of the file. Which functions come before and
 * after a test is said behind them:
 *
 *	AROUND_EACH(set_up, tear_down);	of every test
 *	AROUND_ALL(set_up, tear_down);	once, of all together
 *
 * Either may be NULL. A program that needs a main() of its own defines
 * TEST_OWN_MAIN before it includes this, and calls tests_run().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

enum { TESTS_MAX = 64 };	/* of a file */

static struct tests {
	struct CMUnitTest test[TESTS_MAX];
	size_t n;
	CMFixtureFunction each_set_up, each_tear_down, all_set_up, all_tear_down;
} tests;

static inline void tests_add(const char *name, CMUnitTestFunction f)
{
	if (tests.n == TESTS_MAX)
		abort();
	tests.test[tests.n++] = (struct CMUnitTest){ .name = name, .test_func = f };
}

/* What runs before main(), in the order of the lines. */
#define TEST_BEFORE_MAIN(name) \
	__attribute__((constructor(1000 + __LINE__))) static void name(void)

#define TEST(name) \
	static void name(void **state); \
	TEST_BEFORE_MAIN(add_##name) \
	{ \
		tests_add(#name, name); \
	} \
	static void name(__attribute__((unused)) void **state)

#define AROUND_EACH(set_up, tear_down) \
	TEST_BEFORE_MAIN(around_each) \
	{ \
		tests.each_set_up = set_up; \
		tests.each_tear_down = tear_down; \
	} \
	struct tests

#define AROUND_ALL(set_up, tear_down) \
	TEST_BEFORE_MAIN(around_all) \
	{ \
		tests.all_set_up = set_up; \
		tests.all_tear_down = tear_down; \
	} \
	struct tests

/* How many have failed. */
static inline int tests_run(void)
{
	for (size_t i = 0; i < tests.n; i++) {
		tests.test[i].setup_func = tests.each_set_up;
		tests.test[i].teardown_func = tests.each_tear_down;
	}
	return _cmocka_run_group_tests("tests", tests.test, tests.n,
				       tests.all_set_up, tests.all_tear_down);
}

#ifndef TEST_OWN_MAIN
int main(void)
{
	return tests_run();
}
#endif

#endif
