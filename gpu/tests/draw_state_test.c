// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rectangles: what is refused, and then nothing is drawn; state of contexts;
 * fast clears; shaders that do not end; work of a call.
 */
#include "draw_bed.h"
#include "draw_kernels.h"
#include "each_bed.h"
#include "gpu/blocks/blocks.h"
#include "gpu/host/work.h"
#include "gpu/memory/surface.h"

#define COLOUR		0xffbf8040u
#define GDRST		0x941cu
#define TARGET_BYTES	0x10000u

EACH_BED(d_begin);

static uint64_t not_executed(struct bed *b)
{
	return gen9_get_counters(b->g)->engine[0].not_executed;
}

static uint32_t *target(struct bed *b)
{
	return (uint32_t *)d_at(b, D_TARGET);
}

static void filler(struct bed *b)
{
	struct iga k = { 0 };

	k_constant(&k, 16, true);
	d_kernel(b, &k);
	memset(target(b), 0, TARGET_BYTES);
}

static bool untouched(struct bed *b)
{
	for (unsigned int i = 0; i < TARGET_BYTES / 4; i++)
		if (target(b)[i])
			return false;
	return true;
}

/* A dword of the state, and a word of what the log then says. */
static const struct {
	uint32_t op, dw, value;
	const char *why;
} refused[] = {
	{ 0x7b000000, 1, 4, "topology" },
	{ 0x7b000000, 1, 15 | 1u << 8, "indexed" },
	{ 0x7b000000, 4, 5000, "many" },
	{ 0x78100000, 7, 1, "vertex, hull" },
	{ 0x78110000, 7, 1, "vertex, hull" },
	{ 0x781b0000, 2, 1u << 31, "vertex, hull" },
	{ 0x781c0000, 1, 1, "vertex, hull" },
	{ 0x781d0000, 7, 1, "vertex, hull" },
	{ 0x781e0000, 1, 1u << 31, "stream output" },
	{ 0x784f0000, 1, 0, "no pixel shader" },
	{ 0x784f0000, 1, 1u << 31 | 1u << 8 | 1u << 29, "coverage" },
	{ 0x784f0000, 1, 1u << 31 | 1u << 8 | 1u << 6, "samples" },
	{ 0x78140000, 1, 1u << 4, "stipple" },
	{ 0x78140000, 1, 1u << 30, "depth" },
	{ 0x780d0000, 1, 2u << 1, "sample" },
	{ 0x78500000, 1, 0, "culling" },
	{ 0x78500000, 1, 1u << 16 | 1u << 5, "fill modes" },
	{ 0x784d0000, 1, 1u << 30 | 1u << 8, "alpha tests" },
	{ 0x78200000, 6, 4, "32 channels" },
	{ 0x78200000, 6, 2 | 1u << 8, "fast clear" },
	{ 0x78200000, 7, 1u << 16, "payload" },
	{ 0x781f0000, 1, 3u << 28 | 63u << 22 | 1u << 5, "attributes" },
	{ 0x781f0000, 1, 3u << 28 | 1u << 22 | 1u << 5 | 1u << 16, "attributes" },
	{ 0x78090000, 3, 1u << 25 | 0x1ffu << 16, "vertex elements" },
	{ 0x78090000, 4, 0x71130000, "vertex elements" },
	/* positions that are all the same: the buffer's first twelve bytes */
	{ 0x78080000, 1, 1u << 14 | 8, "upright" },
};

TEST(what_is_refused)
{
	struct bed *b = *state;

	filler(b);
	for (unsigned int i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct draw d = d_default();

		b->g->host.refused = 0;
		d.odd_op = refused[i].op;
		d.odd_dw = refused[i].dw;
		d.odd_value = refused[i].value;
		assert_true(d_go(b, &d));
		if (not_executed(b) != i + 1 || !untouched(b) ||
		    !strstr(b->log, refused[i].why))
			fail_msg("%u: %08x, dword %u: %s", i, refused[i].op,
				 refused[i].dw, b->log);
	}
}

TEST(surfaces_refused)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	d.target.format = 0x180;		/* a compressed one */
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 1);
	assert_non_null(strstr(b->log, "surface"));
	d.target.format = 0xc7;
	d.target.aux = 3;			/* HiZ */
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 2);
	d.target.aux = 0;
	d.blend_head = 1u << 31;		/* alpha to coverage */
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 3);
	assert_non_null(strstr(b->log, "alpha to coverage"));
	d.blend_head = 0;
	d.blend[1] = 1u << 31;			/* a logic operation */
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 4);
	assert_true(untouched(b));
}

/* Depth and stencil count only where there is a buffer. */
TEST(depth)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	d.odd_op = 0x784e0000;
	d.odd_dw = 1;
	d.odd_value = 0xf;
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 0);
	assert_int_equal(target(b)[0], COLOUR);

	memset(target(b), 0, TARGET_BYTES);
	d.odd_op = 0x78050000;
	d.odd_value = 1u << 29;
	d_heaps(b, &d);
	d_batch(b, &d);
	/* the tests as well */
	for (uint32_t *p = (uint32_t *)d_at(b, D_BATCH); ; p++)
		if (*p == 0x784e0002) {
			p[1] = 1;
			break;
		}
	BED_EMIT(b, 0, RCS_BASE, MI_BATCH_BUFFER_START | MI_BATCH_PPGTT,
		 (uint32_t)D_VA, D_VA >> 32, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_true(d_done(b));
	assert_int_equal(not_executed(b), 1);
	assert_true(untouched(b));
}

#define PRIMITIVE 0x7b000005, 15, 3, 0, 1, 0, 0

/* What another context left is not there; what this one left is. */
TEST(state_of_a_context)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	assert_true(d_go(b, &d));
	memset(target(b), 0, TARGET_BYTES);
	BED_EMIT(b, 1, RCS_BASE, PRIMITIVE, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(1), 0);
	bed_run(b, 1000000);
	assert_int_equal(not_executed(b), 1);
	assert_true(untouched(b));
	BED_EMIT(b, 0, RCS_BASE, PRIMITIVE, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_int_equal(not_executed(b), 1);
	assert_int_equal(target(b)[0], COLOUR);
}

/* Counts from registers. */
TEST(indirect)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	assert_true(d_go(b, &d));
	memset(target(b), 0, TARGET_BYTES);
	BED_EMIT(b, 0, RCS_BASE, MI_LRI(4), 0x2430, 0, 0x2434, 3, 0x2438, 1,
		 0x243c, 0);
	BED_EMIT(b, 0, RCS_BASE, 0x7b000405, 15, 0, 0, 0, 0, 0, MI_NOOP);
	bed_submit(b, RCS_BASE, bed_desc(0), 0);
	bed_run(b, 1000000);
	assert_int_equal(not_executed(b), 0);
	assert_int_equal(target(b)[0], COLOUR);
}

/* 100 x 70 texels of 4 bytes: a rectangle of 2 x 3, 64 and 32 times as large. */
TEST(fast_clear)
{
	struct gen9_surf g = { .pitch = 512, .tiling = GEN9_TILE_Y };
	struct draw d = d_default();
	struct bed *b = *state;
	int64_t run;

	filler(b);
	d.target = (struct d_surface){
		.at = D_TARGET, .format = 0xc7, .tiling = GEN9_TILE_Y, .aux = 5,
		.width = 100, .height = 70, .pitch = 512, .layers = 1,
		.clear = { 0x3f800000, 0, 0x3f000000, 0x3f800000 },
	};
	d.x1 = 2;
	d.y1 = 3;
	d.ps_dw6 = 1u << 8;
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 0);
	for (unsigned int y = 0; y < 80; y++)
		for (unsigned int x = 0; x < 120; x++)
			assert_int_equal(*(uint32_t *)(d_at(b, D_TARGET) +
				gen9_surf_offset(&g, x * 4, y, &run)),
				x < 100 && y < 70 ? 0xff8000ff : 0);
	d.ps_dw6 = 3u << 6;			/* a resolve */
	d.target.clear[0] = 0;
	assert_true(d_go(b, &d));
	assert_int_equal(target(b)[0], 0xff8000ff);
	assert_int_equal(not_executed(b), 0);
	/* a surface with a CCS is drawn to and sampled as any other */
	d.ps_dw6 = 0;
	assert_true(d_go(b, &d));
	assert_int_equal(target(b)[0], COLOUR);
}

/* Until a reset; then the next one draws. */
TEST(hangs)
{
	static const char *const text[] = { "L0:\n\t(W) jmpi L0", "illegal" };
	struct bed *b = *state;

	for (unsigned int i = 0; i < 2; i++) {
		struct draw d = d_default();
		struct iga k = { 0 };

		iga_line(&k, "%s", text[i]);
		d_kernel(b, &k);
		memset(target(b), 0, TARGET_BYTES);
		d_submit(b, &d);
		bed_run(b, 200000);
		assert_false(d_done(b));
		bed_wr(b, GDRST, 2);
		bed_context(b, 0, RCS_BASE);
		bed_start(b, RCS_BASE);
		filler(b);
		assert_true(d_go(b, &d));
		assert_int_equal(target(b)[0], COLOUR);
	}
}

/*
 * What the shader sends is not modelled: counted, nothing is drawn, and the
 * engine goes on. What it sent before that is modelled; what comes behind its end
 * is not its.
 */
TEST(unknown_message)
{
	static const uint32_t unknown[] = {
		RT_WRITE(8u, 2u),		/* dual source */
		RT_WRITE(8u, 0u) | 1u << 30,	/* halves */
		RT_WRITE(7u, 0u),		/* another length */
		8u << 25 | 13u << 14,		/* a read of the target */
	};
	struct draw d = d_default();
	struct bed *b = *state;

	for (unsigned int i = 0; i < 4; i++) {
		struct iga k = { 0 };

		iga_line(&k, "sendc (16|M0) null r112 0x5 0x%x",
			 RT_WRITE(8u, RT_SIMD16));
		iga_line(&k, "sendc (8|M0) null r112 0x25 0x%x {EOT}", unknown[i]);
		d_kernel(b, &k);
		memset(target(b), 0, TARGET_BYTES);
		b->g->host.refused = 0;
		assert_true(d_go(b, &d));
		assert_int_equal(not_executed(b), i + 1);
		assert_non_null(strstr(b->log, "message of the shader"));
		assert_true(untouched(b));
	}
}

TEST(unknown_behind_the_end)
{
	struct draw d = d_default();
	struct bed *b = *state;
	struct iga k = { 0 };

	k_constant(&k, 16, true);
	iga_line(&k, "sendc (8|M0) null r112 0x25 0x%x {EOT}", RT_WRITE(8u, 2u));
	d_kernel(b, &k);
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 0);
	assert_int_equal(target(b)[0], COLOUR);
}

/* The code does not say what it will be: some is drawn, and counted. */
TEST(unknown_when_sent)
{
	struct draw d = d_default();
	struct bed *b = *state;
	struct iga k = { 0 };

	for (unsigned int c = 0; c < 8; c++)
		iga_line(&k, "(W) mov (8|M0) r%u.0<1>:f 1.0:f", 112 + c);
	iga_line(&k, "(W) mov (1|M0) a0.0<1>:ud 0x%x:ud", RT_WRITE(8u, 2u));
	iga_line(&k, "sendc (16|M0) null r112 0x5 0x%x",
		 RT_WRITE(8u, RT_SIMD16));
	iga_line(&k, "sendc (8|M0) null r112 0x25 a0.0 {EOT}");
	d_kernel(b, &k);
	memset(target(b), 0, TARGET_BYTES);
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 1);
	assert_non_null(strstr(b->log, "that was sent"));
	assert_false(untouched(b));
}

/* Calls until it is done, each bounded, and time passes. */
static unsigned int calls_of(struct bed *b, struct draw *d)
{
	const uint64_t most = GEN9_WORK_RUN + (8u << 20);
	unsigned int n = 0;
	uint64_t t = 0;

	d_submit(b, d);
	for (; !d_done(b) && n < 10000; n++) {
		b->g->work = 0;
		bed_timer(b);
		assert_true(b->g->work <= most);
		assert_true(b->g->engine[0].t >= t);
		t = b->g->engine[0].t;
	}
	assert_true(d_done(b));
	return n;
}

TEST(calls)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	d.target.width = d.target.height = 2048;
	d.target.pitch = 8192;
	d.x1 = d.y1 = 2048;
	d.target.layers = 1;
	calls_of(b, &d);
	assert_int_equal(gen9_get_counters(b->g)->primitives, 1);
}

/*
 * The level has a texel of the 16384 x 16384 that are to be cleared, and the
 * last of eight layers is not there: what is not there costs the host nothing.
 */
TEST(clears_of_what_is_not_there)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	d.target = (struct d_surface){
		.at = D_TARGET, .format = 0xc7, .tiling = GEN9_TILE_Y, .aux = 5,
		.width = 16384, .height = 16384, .pitch = 65536, .layers = 7,
		.qpitch = 64, .lod = 14,
	};
	d.x1 = d.y1 = 512;
	d.ps_dw6 = 1u << 8;
	d.instances = 8;
	assert_in_range(calls_of(b, &d), 1, 20);
	assert_int_equal(not_executed(b), 0);
}

/* All vertices are fetched in one call: 1366 rectangles of three elements. */
TEST(many_vertices)
{
	struct draw d = d_default();
	struct bed *b = *state;

	filler(b);
	d.instances = 1366;
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 1);
	assert_non_null(strstr(b->log, "too many"));
	assert_true(untouched(b));
}
