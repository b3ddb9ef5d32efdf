// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Submission as i915's execlists backend does it, at random: two elements,
 * lite restores, preemptions, contexts that go idle. It understands events
 * by the driver's rule only (gt/intel_execlists_submission.c, process_csb():
 * IDLE_ACTIVE or PREEMPTED acknowledge the last submission, all others
 * complete the first element); each command must run once, in order.
 */

#include "bed.h"
#include "bench/lib/test.h"

#define CONTEXTS	4
#define SLOTS		0x2000u		/* of a context */
#define DATA		0x400000u
#define ATOMIC_INC	(0x2fu << 23 | MI_USE_GGTT | 1u << 18 | 5u << 8 | 9)
#define NOBODY		-1

struct driver {
	struct bed b;
	uint64_t seed;
	unsigned int emitted[CONTEXTS];		/* commands in the ring */
	unsigned int submitted[CONTEXTS];	/* seen by the engine */
	int active[3], pending[3];		/* contexts, then NOBODY */
	unsigned int read;			/* event looked at last */
	unsigned int lite, preempted, switched, idle;
};

static uint32_t *slot(struct driver *d, unsigned int c, unsigned int i)
{
	return bed_mem(&d->b, DATA + (c * SLOTS + i) * 4);
}

/* Commands done of c: each once, none before the one in front of it. */
static unsigned int done(struct driver *d, unsigned int c)
{
	unsigned int n = 0;

	while (n < d->emitted[c] && *slot(d, c, n) == 1)
		n++;
	for (unsigned int i = n; i < d->emitted[c]; i++)
		assert_int_equal(*slot(d, c, i), 0);
	return n;
}

static void emit(struct driver *d, unsigned int c, unsigned int n)
{
	/* a ring holds 256 of them, the driver waits before it is full */
	if (d->emitted[c] + n > SLOTS || d->emitted[c] + n - done(d, c) > 200)
		return;
	for (; n; n--) {
		uint32_t at = DATA + (c * SLOTS + d->emitted[c]++) * 4;

		BED_EMIT(&d->b, c, RCS_BASE, ATOMIC_INC, at, 0, 0, 0, 0, 0, 0,
			 0, 0, 0, MI_ARB_CHECK);
	}
}

static void submit(struct driver *d, int c0, int c1)
{
	d->pending[0] = c0;
	d->pending[1] = c1;
	for (int i = 0; i < 2; i++)
		if (d->pending[i] != NOBODY)
			d->submitted[d->pending[i]] = d->emitted[d->pending[i]];
	bed_submit(&d->b, RCS_BASE, bed_desc(c0),
		   c1 == NOBODY ? 0 : bed_desc(c1));
}

/* Two contexts with work, one, or none; the first of them anywhere. */
static void dequeue(struct driver *d)
{
	unsigned int at = t_rand(&d->seed) % CONTEXTS;
	int c[2] = { NOBODY, NOBODY }, n = 0;

	for (unsigned int i = 0; i < CONTEXTS && n < 2; i++) {
		unsigned int k = (at + i) % CONTEXTS;

		if (done(d, k) < d->emitted[k])
			c[n++] = k;
	}
	if (n == 2 && t_rand(&d->seed) % 4 == 0)
		c[1] = NOBODY;
	if (n)
		submit(d, c[0], c[1]);
}

static void promote(struct driver *d, uint32_t status, uint32_t ctx)
{
	assert_int_not_equal(d->pending[0], NOBODY);
	if (status & IDLE_ACTIVE)
		assert_int_equal(d->active[0], NOBODY);
	else
		assert_int_equal(ctx, bed_desc(d->active[0]) >> 32);
	d->lite += !!(status & LITE_RESTORE);
	d->preempted += status == PREEMPTED;
	memcpy(d->active, d->pending, sizeof(d->active));
	d->pending[0] = d->pending[1] = NOBODY;
}

static void complete(struct driver *d, uint32_t status, uint32_t ctx)
{
	int c = d->active[0];

	assert_true(status & COMPLETE);
	assert_int_not_equal(c, NOBODY);
	assert_int_equal(ctx, bed_desc(c) >> 32);
	assert_true(done(d, c) >= d->submitted[c]);
	d->active[0] = d->active[1];
	d->active[1] = NOBODY;
	if (status & ACTIVE_IDLE)
		assert_int_equal(d->active[0], NOBODY);
	else
		assert_int_not_equal(d->active[0], NOBODY);
	d->idle += !!(status & ACTIVE_IDLE);
	d->switched += !!(status & ELEMENT_SWITCH);
}

static void process_csb(struct driver *d)
{
	unsigned int events = 0;

	while (d->read != bed_csb_wp(&d->b, RCS_BASE)) {
		uint32_t status, ctx;

		d->read = (d->read + 1) % 6;
		status = bed_csb(&d->b, RCS_BASE, d->read, &ctx);
		if (status & (IDLE_ACTIVE | PREEMPTED))
			promote(d, status, ctx);
		else
			complete(d, status, ctx);
		assert_true(++events < 6);
	}
}

static void start(struct driver *d)
{
	bed_init(&d->b);
	for (unsigned int i = 0; i < CONTEXTS; i++)
		bed_context(&d->b, i, RCS_BASE);
	bed_start(&d->b, RCS_BASE);
	*bed_mem(&d->b, BED_HWSP + 0x7c) = d->read = 5;
	for (unsigned int i = 0; i < 3; i++)
		d->active[i] = d->pending[i] = NOBODY;
}

/* All that was emitted is done in the end. */
static void drain(struct driver *d)
{
	for (unsigned int i = 0; i < 100; i++) {
		bed_run(&d->b, 1000000);
		process_csb(d);
		if (d->pending[0] == NOBODY)
			dequeue(d);
		if (d->pending[0] == NOBODY)
			break;
	}
	assert_int_equal(d->active[0], NOBODY);
	for (unsigned int c = 0; c < CONTEXTS; c++)
		assert_int_equal(done(d, c), d->emitted[c]);
}

TEST(random_submissions)
{
	struct driver d = { .seed = t_seed() };
	unsigned int total = 0;

	start(&d);
	for (unsigned int i = 0; i < 20000; i++) {
		if (t_rand(&d.seed) % 3)
			emit(&d, t_rand(&d.seed) % CONTEXTS,
			     1 + t_rand(&d.seed) % 12);
		if (d.pending[0] == NOBODY && t_rand(&d.seed) % 2)
			dequeue(&d);
		bed_run(&d.b, t_rand(&d.seed) % 5 ?
			t_rand(&d.seed) % 2000 : t_rand(&d.seed) % 20000);
		process_csb(&d);
	}
	drain(&d);
	for (unsigned int c = 0; c < CONTEXTS; c++)
		total += d.emitted[c];
	assert_true(total > 10000);
	/* all of it has happened, often */
	assert_true(d.lite > 100);
	assert_true(d.preempted > 100);
	assert_true(d.switched > 100);
	assert_true(d.idle > 20);
	bed_free(&d.b);
}

/* A lite restore of both elements: the second one's new tail counts, too. */
TEST(lite_restore_takes_both)
{
	struct driver d = { .seed = 1 };

	start(&d);
	emit(&d, 0, 100);
	emit(&d, 1, 1);
	submit(&d, 0, 1);
	bed_run(&d.b, d.b.params.ctx_switch_ns + 500);
	process_csb(&d);
	emit(&d, 1, 5);
	submit(&d, 0, 1);
	bed_run(&d.b, 1000000);
	process_csb(&d);
	assert_int_equal(d.lite, 1);
	assert_int_equal(done(&d, 0), 100);
	assert_int_equal(done(&d, 1), 6);
	bed_free(&d.b);
}

/* The second element is replaced while the first one runs on. */
TEST(second_element_is_replaced)
{
	struct driver d = { .seed = 1 };

	start(&d);
	emit(&d, 0, 100);
	emit(&d, 1, 3);
	emit(&d, 2, 4);
	submit(&d, 0, 1);
	bed_run(&d.b, d.b.params.ctx_switch_ns + 500);
	process_csb(&d);
	submit(&d, 0, 2);
	bed_run(&d.b, 1000000);
	process_csb(&d);
	assert_int_equal(done(&d, 0), 100);
	assert_int_equal(done(&d, 1), 0);
	assert_int_equal(done(&d, 2), 4);
	assert_int_equal(d.active[0], NOBODY);
	bed_free(&d.b);
}
