// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Debian's iris submits (Mesa 22.3.6), run again: state, shaders and
 * rectangles of gl_blit's 132 pictures, recorded when none of them differed from
 * llvmpipe's (make iris-tapes). After each submission the pages that the GPU has
 * changed are as they were then, at the end all memory is. Needs no Mesa.
 */
#include "iris/play.h"
#include "bench/lib/test.h"

#define CALLS		100000u		/* of 10 us */

static bool run(struct play *p, unsigned int ctx, uint64_t va)
{
	unsigned int calls = 0;

	play_submit(p, ctx, va);
	while (p->b.deadline != UINT64_MAX && calls++ < CALLS)
		bed_run(&p->b, 10000);
	assert_true(calls <= CALLS);
	return true;
}

static void replay(const char *layout, uint64_t submissions)
{
	struct play p = { .run = run };
	size_t len;
	uint8_t *tape = play_load(layout, &len);

	p.at = tape;
	p.end = tape + len;
	bed_init(&p.b);
	play(&p);
	if (p.why)
		fail_msg("%s: %s", layout, p.why);
	assert_ptr_equal(p.at, p.end);
	assert_int_equal(gen9_get_counters(p.b.g)->engine[0].not_executed, 0);
	assert_int_equal(p.submissions, submissions);
	assert_true(p.changed > submissions);
	bed_free(&p.b);
	free(tape);
}

TEST(own_layout)
{
	replay("own", 58);
}

TEST(linear_buffers)
{
	replay("linear", 26);
}

TEST(x_tiles)
{
	replay("x", 26);
}

TEST(y_tiles)
{
	replay("y", 26);
}
