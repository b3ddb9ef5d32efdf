// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * MEDIA_OBJECT and MEDIA_OBJECT_WALKER: which threads start, in which order,
 * with which registers; what is refused; bounds.
 */

#include "bench/lib/test.h"
#include "gpgpu_kernels.h"
#include "gpu/blocks/blocks.h"
#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define RECORD		32u		/* dwords of a thread: 4 registers */
#define MOST		4096u		/* threads that are noted */
#define OBJECT		0x71000000u
#define WALKER		0x71030000u

/*
 * The next number n by an atomic at OUT; r0, r1, r2 and the dispatch mask at
 * OUT + (n + 1 << 7).
 *
 *	mov (8|M0) r10.0<1>:ud r0.0<8;8,1>:ud
 *	mov (8|M0) r11.0<1>:ud r1.0<8;8,1>:ud
 *	mov (8|M0) r12.0<1>:ud r2.0<8;8,1>:ud
 *	mov (8|M0) r13.0<1>:ud 0x0:ud
 *	mov (1|M0) r13.0<1>:ud sr0.2<0;1,0>:ud
 *	mov (4|M0) r21.0<1>:uq 0x0:uq
 *	mov (1|M0) r21.0<1>:uq 0x180600000:uq
 *	mov (1|M0) r24.0<1>:ud 0x1:ud
 *	sends (1|M0) r25:ud r21 r24 0x4C 0x0414A7FF
 *	add (1|M0) r25.0<1>:ud r25.0<0;1,0>:ud 0x1:ud
 *	shl (1|M0) r20.0<1>:ud r25.0<0;1,0>:ud 0x7:ud
 *	mov (8|M0) r21.0<1>:ud 0x0:ud
 *	mov (1|M0) r21.1<1>:ud 0x1:ud
 *	add (1|M0) r21.0<1>:ud r20.0<0;1,0>:ud 0x80600000:ud
 *	sends (8|M0) null:ud r21 r10 0x10C 0x020D5AFF
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT note[] = {
	0x00600001, 0x2140020c, 0x008d0000, 0x00000000,
	0x00600001, 0x2160020c, 0x008d0020, 0x00000000,
	0x00600001, 0x2180020c, 0x008d0040, 0x00000000,
	0x00600001, 0x21a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x21a0000c, 0x00000e08, 0x00000000,
	0x00400001, 0x22a0470c, 0x00000000, 0x00000000,
	0x00000001, 0x22a0470c, 0x80600000, 0x00000001,
	0x00000001, 0x2300060c, 0x00000000, 0x00000001,
	0x0c000033, 0x0321801c, 0x000002a1, 0x0414a7ff,
	0x00000040, 0x2320020c, 0x06000320, 0x00000001,
	0x00000009, 0x2280020c, 0x06000320, 0x00000007,
	0x00600001, 0x22a0060c, 0x00000000, 0x00000000,
	0x00000001, 0x22a4060c, 0x00000000, 0x00000001,
	0x00000040, 0x22a0020c, 0x06000280, 0x80600000,
	0x0c600033, 0x0000a014, 0x000002a4, 0x020d5aff,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};

/*
 * A square of 16 bytes at the place in the inline data, of the constant.
 *
 *	mov (8|M0) r4.0<1>:ud r0.0<8;8,1>:ud
 *	mov (2|M0) r4.0<1>:ud r2.0<2;2,1>:ud
 *	mov (1|M0) r4.2<1>:ud 0xF000F:ud
 *	mov (16|M0) r5.0<1>:ud r1.0<0;1,0>:ud
 *	mov (16|M0) r7.0<1>:ud r1.0<0;1,0>:ud
 *	mov (16|M0) r9.0<1>:ud r1.0<0;1,0>:ud
 *	mov (16|M0) r11.0<1>:ud r1.0<0;1,0>:ud
 *	send (16|M0) null r4 0xC 0x120A8000
 *	mov (8|M0) r127.0<1>:ud r0.0<8;8,1>:ud
 *	send (8|M0) null r127 0x27 0x02000010 {EOT}
 */
KERNEL_TEXT fill[] = {
	0x00600001, 0x2080020c, 0x008d0000, 0x00000000,
	0x00200001, 0x2080020c, 0x00450040, 0x00000000,
	0x00000001, 0x2088060c, 0x00000000, 0x000f000f,
	0x00800001, 0x20a0020c, 0x00000020, 0x00000000,
	0x00800001, 0x20e0020c, 0x00000020, 0x00000000,
	0x00800001, 0x2120020c, 0x00000020, 0x00000000,
	0x00800001, 0x2160020c, 0x00000020, 0x00000000,
	0x0c800031, 0x20000204, 0x06000080, 0x120a8000,
	0x00600001, 0x2fe0020c, 0x008d0000, 0x00000000,
	0x07600031, 0x20000204, 0x06000fe0, 0x82000010,
};

/* Fields of a walker, and of its places what they say. */
struct shape {
	int32_t block[2], whole[2], local[2], global[2];
	int32_t outer[2], inner[2], mid[2], gouter[2], ginner[2];
	uint32_t outers, mids, gouters;		/* turns, less one */
};

struct media {
	struct bed *b;
	struct kernel k;
	uint32_t dw[2048];		/* the batch's commands */
};

static int setup(void **state)
{
	struct media *m = calloc(1, sizeof(*m));

	m->b = calloc(1, sizeof(*m->b));
	cl_init(m->b);
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct media *m = *state;

	assert_int_equal(m->b->m.maps_out, 0);
	bed_free(m->b);
	free(m->b);
	free(m);
	return 0;
}
AROUND_EACH(setup, teardown);

static void put(struct media *m, const uint32_t *dw, unsigned int n)
{
	memcpy(m->dw + m->k.r.media_dwords, dw, n * 4);
	m->k.r.media_dwords += n;
}
#define PUT(m, ...) put(m, (const uint32_t[]){ __VA_ARGS__ }, \
			sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* Commands for this kernel follow; its constants are in the CURBE. */
#define BEGIN(m, text) do { \
	KERNEL(&(m)->k, text); \
	(m)->k.r.curbe = true; \
	(m)->k.r.media = (m)->dw; \
} while (0)

static void prepare(struct media *m)
{
	memset(cl_at(m->b, OUT), 0, (MOST + 1) * RECORD * 4);
	cl_prepare(m->b, &m->k.r);
}

static void submit(struct media *m)
{
	bed_submit(m->b, RCS_BASE, bed_desc(0), 0);
}

static void run(struct media *m)
{
	memset(cl_at(m->b, OUT), 0, (MOST + 1) * RECORD * 4);
	assert_true(cl_go(m->b, &m->k.r));
}

static uint32_t noted(struct media *m)
{
	return *(uint32_t *)cl_at(m->b, OUT);
}

static const uint32_t *record(struct media *m, unsigned int n)
{
	return (uint32_t *)cl_at(m->b, OUT) + (n + 1) * RECORD;
}

static const struct gen9_counters *counters(struct media *m)
{
	return gen9_get_counters(m->b->g);
}

TEST(objects)
{
	struct media *m = *state;
	const uint32_t *r;

	BEGIN(m, note);
	PUT(m, OBJECT | 4, 0, 0, 0, 3 | 7 << 16, 0);
	PUT(m, OBJECT | 6, 0, 0, 0, 511 | 511 << 16, 0, 0xaa, 0xbb);
	run(m);
	assert_int_equal(noted(m), 2);
	r = record(m, 0);
	assert_int_equal(r[1], 3 | 7 << 16);
	assert_int_equal(r[3], CL_SAMPLER | 1);
	assert_int_equal(r[5], CL_SCRATCH);
	assert_int_equal(r[8], 0xc0de0000);	/* the CURBE */
	assert_int_equal(r[15], 0xc0de0007);
	assert_int_equal(r[24], ~0u);
	r = record(m, 1);
	assert_int_equal(r[1], 511 | 511 << 16);
	assert_int_equal(r[16], 0xaa);		/* behind it, inline data */
	assert_int_equal(r[17], 0xbb);
	assert_int_equal(r[18], 0);
	assert_int_equal(counters(m)->engine[0].not_executed, 0);
	/* threads of two objects are not side by side here: no figure of time */
	assert_int_equal(counters(m)->untimed, 2);
}

/* As IGT's media_fill does it: an object for each square of 16 bytes. */
TEST(squares)
{
	static uint8_t picture[64 * 64];
	struct media *m = *state;
	struct cl_arg args[2];

	BEGIN(m, fill);
	memset(m->k.value, 0x5c, sizeof(m->k.value));
	args[0] = m->k.arg;
	args[1] = (struct cl_arg){
		.kind = CL_IMAGE, .data = picture, .bytes = sizeof(picture),
		.format = 0x140, .width = 64, .height = 64, .pitch = 64,
	};
	m->k.r.arg = args;
	m->k.r.args = 2;
	m->k.k.btis = 1;
	m->k.k.bti[0].bti = 0;
	m->k.k.bti[0].index = 1;
	memset(picture, 0x11, sizeof(picture));
	for (unsigned int i = 0; i < 6; i++)
		PUT(m, OBJECT | 6, 0, 0, 0, 0, 0, 16 + i % 2 * 16, i / 2 * 16);
	run(m);
	for (unsigned int y = 0; y < 64; y++)
		for (unsigned int x = 0; x < 64; x++)
			assert_int_equal(picture[y * 64 + x],
					 x >= 16 && x < 48 && y < 48 ? 0x5c : 0x11);
}

static uint32_t two(const int32_t v[2], unsigned int bits)
{
	uint32_t mask = (1u << bits) - 1;

	return ((uint32_t)v[0] & mask) | ((uint32_t)v[1] & mask) << 16;
}

static void put_walker(struct media *m, const struct shape *s)
{
	PUT(m, WALKER | 15, 0, 0, 0, 0, 0,
	    s->mids << 16 | ((uint32_t)s->mid[0] & 3) << 8 |
	    ((uint32_t)s->mid[1] & 3) << 12,
	    s->outers | s->gouters << 16, two(s->block, 11), two(s->local, 11),
	    0, two(s->outer, 12), two(s->inner, 12), two(s->whole, 11),
	    two(s->global, 12), two(s->gouter, 12), two(s->ginner, 12));
}

static bool inside(const int32_t at[2], const int32_t size[2])
{
	return at[0] >= 0 && at[1] >= 0 && at[0] < size[0] && at[1] < size[1];
}

static bool moves(const int32_t step[2])
{
	return step[0] || step[1];
}

static void add(int32_t to[2], const int32_t from[2], const int32_t step[2], int32_t n)
{
	for (unsigned int i = 0; i < 2; i++)
		to[i] = from[i] + n * step[i];
}

/* The reference looks at each place of a line, far beyond both ends. */
#define FAR 200

static unsigned int block_of(const struct shape *s, const int32_t g[2],
			     uint32_t *to, unsigned int n)
{
	int32_t size[2], line[2], at[2];

	for (unsigned int i = 0; i < 2; i++)
		size[i] = s->whole[i] - g[i] < s->block[i] ?
			  s->whole[i] - g[i] : s->block[i];
	for (int32_t o = 0; o <= (int32_t)s->outers; o++)
		for (int32_t k = 0; k <= (int32_t)s->mids; k++) {
			add(line, s->local, s->outer, o);
			add(line, line, s->mid, k);
			for (int32_t i = 0; i <= (moves(s->inner) ? FAR : 0); i++) {
				add(at, line, s->inner, i);
				if (inside(at, size) && n < MOST)
					to[n++] = (uint32_t)(g[0] + at[0]) |
						  (uint32_t)(g[1] + at[1]) << 16;
			}
		}
	return n;
}

static unsigned int reference(const struct shape *s, uint32_t *to)
{
	unsigned int n = 0;
	int32_t line[2], g[2];

	for (int32_t o = 0; o <= (int32_t)s->gouters; o++) {
		add(line, s->global, s->gouter, o);
		for (int32_t i = 0; i <= (moves(s->ginner) ? FAR : 0); i++) {
			add(g, line, s->ginner, i);
			if (inside(g, s->whole))
				n = block_of(s, g, to, n);
		}
	}
	return n;
}

static void same_places(struct media *m, const struct shape *s)
{
	static uint32_t want[MOST];
	unsigned int n = reference(s, want);

	BEGIN(m, note);
	put_walker(m, s);
	run(m);
	assert_int_equal(noted(m), n);
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(record(m, i)[1], want[i]);
}

/* Line by line: a frame of 5 by 3, as media drivers walk by default. */
TEST(lines)
{
	const struct shape s = {
		.block = { 5, 3 }, .whole = { 5, 3 }, .outer = { 0, 1 },
		.inner = { 1, 0 }, .outers = 2, .gouter = { 0, 3 },
		.ginner = { 5, 0 },
	};
	struct media *m = *state;

	same_places(m, &s);
	assert_int_equal(noted(m), 15);
	assert_int_equal(record(m, 1)[1], 1);
	assert_int_equal(record(m, 5)[1], 1 << 16);
	assert_int_equal(counters(m)->untimed, 1);
}

/* Lines of 45 degrees begin outside the block from its right edge on. */
TEST(diagonals)
{
	const struct shape s = {
		.block = { 4, 3 }, .whole = { 4, 3 }, .outer = { 1, 0 },
		.inner = { -1, 1 }, .outers = 5, .gouter = { 0, 3 },
		.ginner = { 4, 0 },
	};
	struct media *m = *state;

	same_places(m, &s);
	assert_int_equal(noted(m), 12);
	assert_int_equal(record(m, 11)[1], 3 | 2 << 16);
}

/* Blocks of 3 by 2 over 7 by 3: the last ones are cut. */
TEST(blocks)
{
	const struct shape s = {
		.block = { 3, 2 }, .whole = { 7, 3 }, .outer = { 0, 1 },
		.inner = { 1, 0 }, .outers = 1, .gouters = 1,
		.gouter = { 0, 2 }, .ginner = { 3, 0 },
	};
	struct media *m = *state;

	same_places(m, &s);
	assert_int_equal(noted(m), 21);
}

static void random_pair(int32_t v[2], uint64_t *x, int32_t from, int32_t to)
{
	for (unsigned int i = 0; i < 2; i++)
		v[i] = from + (int32_t)(t_rand(x) % (uint64_t)(to - from + 1));
}

static void random_shape(struct shape *s, uint64_t *x)
{
	random_pair(s->block, x, 0, 8);
	random_pair(s->whole, x, 1, 20);
	random_pair(s->local, x, 0, 2);
	random_pair(s->global, x, -2, 4);
	random_pair(s->outer, x, -1, 3);
	random_pair(s->inner, x, -2, 3);
	random_pair(s->mid, x, -2, 1);
	random_pair(s->gouter, x, -3, 6);
	random_pair(s->ginner, x, -3, 8);
	s->outers = t_rand(x) % 8;
	s->mids = t_rand(x) % 3;
	s->gouters = t_rand(x) % 4;
}

TEST(random_walkers)
{
	struct media *m = *state;
	uint64_t x = 17, all = 0;
	struct shape s;

	for (unsigned int i = 0; i < 200; i++) {
		random_shape(&s, &x);
		same_places(m, &s);
		all += noted(m);
	}
	assert_true(all > 1000);
}

/* Counted as not executed, each, and no thread starts. */
TEST(refused)
{
	struct media *m = *state;

	BEGIN(m, note);
	PUT(m, OBJECT | 4, 0, 4, 0, 0, 0);		/* indirect data */
	PUT(m, OBJECT | 4, 0, 1u << 31, 0, 0, 0);	/* children */
	PUT(m, OBJECT | 4, 0, 1u << 24, 0, 0, 0);	/* synchronized */
	PUT(m, WALKER | 15, 0, 1u << 22, 0, 0, 0, 0, 0, 0x10001, 0, 0, 0, 0,
	    0x10001, 0, 0, 0);				/* masked */
	PUT(m, WALKER | 15, 0, 0, 0, 0, 1u << 8, 0, 0, 0x10001, 0, 0, 0, 0,
	    0x10001, 0, 0, 0);				/* groups */
	PUT(m, WALKER | 15, 0, 0, 0, 0, 0, 1u << 24, 0, 0x10001, 0, 0, 0, 0,
	    0x10001, 0, 0, 0);				/* colors */
	PUT(m, 0x69040302);				/* the GPGPU pipeline */
	PUT(m, OBJECT | 4, 0, 0, 0, 0, 0);
	run(m);
	assert_int_equal(noted(m), 0);
	assert_int_equal(counters(m)->engine[0].not_executed, 7);
	assert_int_equal(counters(m)->untimed, 0);
}

/* More than the registers hold hangs the engine. */
TEST(too_much_inline)
{
	struct media *m = *state;

	BEGIN(m, note);
	PUT(m, OBJECT | (1014 - 2), 0, 0, 0, 0, 0);
	m->k.r.media_dwords += 1008;
	prepare(m);
	/* two registers of the CURBE and 126 */
	((uint32_t *)cl_at(m->b, CL_DYNAMIC))[5] = 2 << 16;
	submit(m);
	bed_run(m->b, 1000000);
	assert_false(cl_done(m->b));
	assert_true(m->b->g->engine[GEN9_CTR_RCS0].hung);
}

/*
 * 4096 lines over 32 x 4096 more, of which none has a place: the clock goes on,
 * and no call does more than its share.
 */
TEST(a_walker_of_nothing)
{
	const uint64_t most = (GEN9_WORK_RUN + (4u << 20)) / GEN9_WORK_STEP;
	const struct shape s = {
		.block = { 1, 1 }, .whole = { 1, 1 }, .local = { 1, 1 },
		.inner = { 1, 1 }, .outers = 4095, .mids = 31, .gouters = 4095,
	};
	struct media *m = *state;
	struct gen9_engine *e = &m->b->g->engine[GEN9_CTR_RCS0];
	uint64_t work, t;

	BEGIN(m, note);
	put_walker(m, &s);
	prepare(m);
	submit(m);
	for (unsigned int i = 0; i < 20; i++) {
		work = e->ppgtt.work;
		t = e->t;
		bed_timer(m->b);
		assert_true((e->ppgtt.work - work) / GEN9_WORK_STEP <= most);
	}
	assert_true(e->t > t);
	assert_int_equal(e->walk, GEN9_WALK_IN_GROUP);
	assert_false(cl_done(m->b));
}
