// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Debian's iris submitted (iris/play.h), with some dwords something else:
 * commands, state, surfaces, vertices, shaders of whole clears, uploads and
 * blits. Built with -fsanitize=fuzzer it is a libFuzzer target (-DLIBFUZZER); on
 * its own it replays the files given, or else gpu/tests/corpus/iris-* and random
 * inputs (SEED=, CASES=).
 *
 * Checked as fuzz_3d does: bytes move only in the memory of objects and of the
 * engine, a call is bounded, the clock goes on, after a reset another context
 * works, and an input ends in the same memory at the same time, twice.
 */
#include "iris/play.h"
#include "check.h"
#include "gpu/blocks/blocks.h"
#include "gpu/engine/engine.h"
#include "gpu/host/work.h"

#define CHANGES		24u
#define PAGES		256u		/* written before a submission, of which some */
#define CALLS		40u		/* of the timer, for a submission */
#define BEHIND		3u		/* submissions after the last change */
#define MOST_WORK	(GEN9_WORK_RUN + 6ull * GEN9_BLT_BUDGET)
#define GDRST		0x941cu
#define LAST		(PLAY_CONTEXTS - 1)	/* a context that iris has not */
#define DONE		0x80000u	/* of the bed's own memory */

/* What an input is. */
struct input {
	uint32_t layout;
	struct change {
		uint16_t submission, page, dword, kind;
		uint32_t value;
	} change[CHANGES];
};

static struct {
	const char *name;
	uint8_t *tape;
	size_t len;
	unsigned int submissions;
} layouts[] = {
	{ .name = "own", .submissions = 58 }, { .name = "linear", .submissions = 26 },
	{ .name = "x", .submissions = 26 }, { .name = "y", .submissions = 26 },
};
#define LAYOUTS (sizeof(layouts) / sizeof(*layouts))

static struct play p;
static const struct input *input;
static uint8_t *written[PAGES];
static unsigned int pages;
static unsigned long long refused, changed, hung, submitted;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- memory that says where it is touched ----------------------------------- */

static bool may_touch(uint64_t pa, size_t n, bool write)
{
	for (uint64_t a = pa & ~4095ull; a < pa + n; a += 4096) {
		bool tables = a >= BED_TABLES && a < BED_RAM && !write;
		bool engines = a < BED_CTX(PLAY_CONTEXTS);

		if (!tables && !engines && !(a < BED_TABLES && p.mapped[a / 4096]))
			return false;
	}
	return true;
}

static int see_write(void *o, uint64_t pa, const void *buf, size_t n)
{
	CHECK(may_touch(pa, n, true));
	return t_dma_write(o, pa, buf, n);
}

static int see_read(void *o, uint64_t pa, void *buf, size_t n)
{
	CHECK(may_touch(pa, n, false));
	return t_dma_read(o, pa, buf, n);
}

static void *see_map(void *o, uint64_t pa, size_t *n, bool write)
{
	CHECK(may_touch(pa, 1, write));
	return t_dma_map(o, pa, n, write);
}

/* ---- a run -------------------------------------------------------------- */

static struct gen9_engine *render(void)
{
	return &p.b.g->engine[GEN9_CTR_RCS0];
}

/* A call of the timer: bounded. false: nothing is left to do. */
static bool call(void)
{
	struct bed *b = &p.b;
	uint64_t t = render()->t;

	if (b->deadline == UINT64_MAX)
		return false;
	bed_timer(b);
	CHECK(b->g->work <= MOST_WORK);
	CHECK(render()->t >= t);
	CHECK(!b->m.maps_out);
	return true;
}

static void wrote(struct play *play, uint8_t *page)
{
	written[pages++ % PAGES] = page;
}

static uint32_t *place(const struct change *c)
{
	unsigned int n = pages < PAGES ? pages : PAGES;
	uint32_t *dw = (uint32_t *)written[c->page % n];

	/* one that is something, if there is one */
	for (unsigned int i = 0; i < 1024; i++)
		if (dw[(c->dword + i) % 1024])
			return &dw[(c->dword + i) % 1024];
	return dw;
}

static void change(const struct change *c)
{
	uint32_t *dw = place(c);

	if (c->kind % 4 < 2)
		*dw ^= 1u << c->value % 32;
	else if (c->kind % 4 == 2)
		*dw = c->value;
	else
		*dw = *((uint32_t *)((uintptr_t)dw & ~4095ull) + c->value % 1024);
	changed++;
}

static bool run(struct play *play, unsigned int ctx, uint64_t va)
{
	unsigned int n = 0, last = 0;

	for (unsigned int i = 0; i < CHANGES; i++) {
		const struct change *c = &input->change[i];

		if (c->submission > last)
			last = c->submission;
		if (pages && c->submission == play->submissions)
			change(c);
	}
	pages = 0;
	submitted++;
	play_submit(play, ctx, va);
	while (n < CALLS && call())
		n++;
	hung += render()->hung;
	return n < CALLS && !render()->hung &&
	       play->submissions < last + BEHIND;
}

/* After a reset another context stores a dword. */
static void works_still(void)
{
	uint32_t *dw = bed_mem(&p.b, DONE);

	*dw = 0;
	bed_wr(&p.b, GDRST, 2);
	bed_context(&p.b, LAST, RCS_BASE);
	bed_start(&p.b, RCS_BASE);
	BED_EMIT(&p.b, LAST, RCS_BASE, MI_STORE_DWORD_IMM | MI_USE_GGTT, DONE, 0,
		 0x600d);
	bed_submit(&p.b, RCS_BASE, bed_desc(LAST), 0);
	for (unsigned int i = 0; i < CALLS && *dw != 0x600d; i++)
		if (!call())
			break;
	CHECK(*dw == 0x600d);
}

struct end {
	uint64_t hash, t, now, submissions;
};

static struct end end_of(const struct input *in)
{
	unsigned int n = in->layout % LAYOUTS;
	struct end e;

	if (!layouts[n].tape)
		layouts[n].tape = play_load(layouts[n].name, &layouts[n].len);
	p = (struct play){
		.at = layouts[n].tape, .end = layouts[n].tape + layouts[n].len,
		.run = run, .wrote = wrote,
	};
	input = in;
	pages = 0;
	bed_init(&p.b);
	p.b.m.bus.dma_read = see_read;
	p.b.m.bus.dma_write = see_write;
	p.b.m.bus.dma_map = see_map;
	play(&p);
	e = (struct end){
		.hash = iris_hash(0, p.b.m.ram + IRIS_FIRST,
				  BED_TABLES - IRIS_FIRST),
		.t = render()->t, .now = p.b.now, .submissions = p.submissions,
	};
	refused += gen9_get_counters(p.b.g)->engine[0].not_executed;
	works_still();
	bed_free(&p.b);
	return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct input in;
	struct end a, b;

	memset(&in, 0, sizeof(in));
	memcpy(&in, data, size < sizeof(in) ? size : sizeof(in));
	a = end_of(&in);
	b = end_of(&in);
	CHECK(!memcmp(&a, &b, sizeof(a)));
	return 0;
}

#ifndef LIBFUZZER

#define FUZZ_MOST sizeof(struct input)
#include "fuzz_main.h"

static void random_input(struct input *in, uint64_t *x)
{
	unsigned int n = 1 + t_rand(x) % CHANGES, first;

	*in = (struct input){ .layout = (uint32_t)t_rand(x) % LAYOUTS };
	first = 1 + t_rand(x) % layouts[in->layout].submissions;
	for (unsigned int i = 0; i < n; i++)
		in->change[i] = (struct change){
			.submission = (uint16_t)(first + t_rand(x) % 8),
			.page = (uint16_t)t_rand(x), .dword = (uint16_t)t_rand(x),
			.kind = (uint16_t)t_rand(x), .value = (uint32_t)t_rand(x),
		};
}

static void random_inputs(long cases)
{
	static struct input in;
	uint64_t x = t_seed();

	for (long i = 0; i < cases; i++) {
		random_input(&in, &x);
		fuzz_one(&in, sizeof(in));
	}
	printf("%ld random inputs, twice each: %llu submissions, %llu dwords changed, %llu commands refused, %llu hung\n",
	       cases, submitted, changed, refused, hung);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "iris-", random_inputs, 10);
}

#endif
