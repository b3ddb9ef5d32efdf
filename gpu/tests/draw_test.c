// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rectangles: what is covered and with what, for clears, copies, scaling,
 * blending, in formats and tilings; what is refused.
 */
#include "draw_bed.h"
#include "draw_kernels.h"
#include "each_bed.h"
#include "gpu/blocks/blocks.h"
#include "gpu/memory/surface.h"

EACH_BED(d_begin);

/* Texel x, y of layer z. */
static uint8_t *texel(struct bed *b, const struct d_surface *s, unsigned int x,
		      unsigned int y, unsigned int z, unsigned int bytes)
{
	struct gen9_surf g = { .pitch = s->pitch, .tiling = s->tiling };
	int64_t run;

	return d_at(b, s->at) + gen9_surf_offset(&g, (int64_t)x * bytes,
						 y + z * s->qpitch, &run);
}

static uint64_t not_executed(struct bed *b)
{
	return gen9_get_counters(b->g)->engine[0].not_executed;
}

/* Where is what: inside value, outside 0. */
static void check_box(struct bed *b, const struct draw *d, int x0, int y0,
		      int x1, int y1, uint32_t value)
{
	for (int y = 0; y < (int)d->target.height; y++)
		for (int x = 0; x < (int)d->target.width; x++) {
			bool in = x >= x0 && x < x1 && y >= y0 && y < y1;
			uint32_t is;

			memcpy(&is, texel(b, &d->target, x, y, 0, 4), 4);
			if (is != (in ? value : 0))
				fail_msg("%d, %d is %08x", x, y, is);
		}
}

static void clear_of(struct bed *b, struct draw *d, bool replicated)
{
	struct iga k = { 0 };

	k_constant(&k, d->simd, replicated);
	d_kernel(b, &k);
	memset(d_at(b, d->target.at), 0, 0x40000);
	if (!d_go(b, d))
		fail_msg("%s", b->log);
	assert_int_equal(not_executed(b), 0);
}

/* 0.25, 0.5, 0.75, 1 as bytes, to nearest even */
#define COLOUR 0xffbf8040u

TEST(fill)
{
	static const unsigned int simd[] = { 16, 16, 8 };

	for (unsigned int i = 0; i < 3; i++) {
		struct draw d = d_default();

		d.simd = simd[i];
		d.x0 = 3;
		d.y0 = 5;
		d.x1 = 50.5f;		/* the edge is no longer in it */
		d.y1 = 30.75f;
		clear_of(*state, &d, i == 0);
		check_box(*state, &d, 3, 5, 50, 31, COLOUR);
	}
}

TEST(a_payload_of_two_parts)
{
	struct draw d = d_default();
	struct bed *b = *state;
	struct iga k = { 0 };

	for (unsigned int c = 0; c < 4; c++)
		iga_line(&k, "(W) mov (16|M0) r%u.0<1>:ud r%u.%u<0;1,0>:ud",
			 112 + c * 2, 2 + c / 2, c % 2 * 4 + 3);
	k_write_split(&k);
	d_kernel(b, &k);
	assert_true(d_go(b, &d));
	assert_int_equal(not_executed(b), 0);
	check_box(b, &d, 0, 0, 64, 48, COLOUR);
}

TEST(both_widths)
{
	struct draw d = d_default();

	/* the third start pointer, and its register */
	d.both = true;
	clear_of(*state, &d, false);
	check_box(*state, &d, 0, 0, 64, 48, COLOUR);
}

TEST(scissor)
{
	struct draw d = d_default();

	d.scissor = true;
	d.scissor_rect[0] = 7 | 9 << 16;
	d.scissor_rect[1] = 20 | 11 << 16;
	clear_of(*state, &d, true);
	check_box(*state, &d, 7, 9, 21, 12, COLOUR);
}

TEST(drawing_rectangle)
{
	struct draw d = d_default();

	d.drawing_rect[0] = 4 | 8 << 16;
	d.drawing_rect[1] = 40 | 20 << 16;
	d.drawing_rect[2] = 2 | 3 << 16;	/* origin */
	d.x0 = 10;
	clear_of(*state, &d, true);
	check_box(*state, &d, 12, 8, 41, 21, COLOUR);
}

TEST(viewport)
{
	struct draw d = d_default();

	/* from -1..1, y downwards */
	d.viewport = true;
	d.matrix[0] = 32;
	d.matrix[1] = -24;
	d.matrix[3] = 32;
	d.matrix[4] = 24;
	d.x0 = -1;
	d.x1 = 0;
	d.y0 = 1;
	d.y1 = 0.5f;
	clear_of(*state, &d, true);
	check_box(*state, &d, 0, 0, 32, 12, COLOUR);
}

TEST(layers)
{
	struct bed *b = *state;
	struct draw d = d_default();

	d.target.layers = 3;
	d.target.qpitch = 64;
	d.instances = 3;
	clear_of(b, &d, true);
	for (unsigned int z = 0; z < 3; z++)
		assert_int_equal(*(uint32_t *)texel(b, &d.target, 63, 47, z, 4),
				 COLOUR);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 0, 48, 0, 4), 0);
}

TEST(level_of_a_target)
{
	struct bed *b = *state;
	struct draw d = d_default();

	/* 16 x 12 beside level 1, below level 0: at 32, 48 */
	d.target.lod = 2;
	clear_of(b, &d, true);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 32, 48, 0, 4), COLOUR);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 47, 59, 0, 4), COLOUR);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 48, 59, 0, 4), 0);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 31, 48, 0, 4), 0);
	assert_int_equal(*(uint32_t *)texel(b, &d.target, 0, 0, 0, 4), 0);
}

TEST(push_constants)
{
	static const float colour[8] = { 1, 0.5f, 0, 0.25f };
	struct bed *b = *state;

	for (unsigned int simd = 8; simd <= 16; simd += 8) {
		struct draw d = d_default();
		struct iga k = { 0 };

		d.simd = simd;
		d.attributes = 0;
		d.push = 1;
		memcpy(d_at(b, D_DYNAMIC + D_CONSTANTS), colour, 32);
		k_pushed(&k, simd);
		d_kernel(b, &k);
		memset(d_at(b, D_TARGET), 0, 0x10000);
		assert_true(d_go(b, &d));
		check_box(b, &d, 0, 0, 64, 48, 0x400080ff);
	}
}

TEST(linear_attributes)
{
	struct bed *b = *state;

	for (unsigned int simd = 8; simd <= 16; simd += 8) {
		/* v0 is lower right, v1 lower left, v2 upper left */
		static const float at[3][4] = {
			{ 1, 1, 0, 1 }, { 0, 1, 0, 1 }, { 0, 0, 0, 1 },
		};
		struct draw d = d_default();
		struct iga k = { 0 };

		d.target.format = 0x000;
		d.target.pitch = 1024;
		d.simd = simd;
		d.start = 2 + simd / 4;
		d.barycentric = true;
		d.constant = false;
		memcpy(d.attribute, at, sizeof(at));
		k_linear(&k, simd);
		d_kernel(b, &k);
		assert_true(d_go(b, &d));
		assert_int_equal(not_executed(b), 0);
		for (unsigned int y = 0; y < 48; y++)
			for (unsigned int x = 0; x < 64; x++) {
				float v[4];

				memcpy(v, texel(b, &d.target, x, y, 0, 16), 16);
				assert_float_equal(v[0], (x + 0.5) / 64, 1e-6);
				assert_float_equal(v[1], (y + 0.5) / 48, 1e-6);
				assert_float_equal(v[3], 1, 0);
			}
	}
}

/* ---- formats and tilings -------------------------------------------------- */

static const struct {
	uint16_t code;
	uint8_t bytes;
	bool integer;
	uint8_t clear[16];	/* of 0.25, 0.5, 0.75, 1, or 1, 2, 3, 300 */
} formats[] = {
	{ 0x000, 16, 0, { 0, 0, 0x80, 0x3e, 0, 0, 0, 0x3f, 0, 0, 0x40, 0x3f, 0, 0, 0x80, 0x3f } },
	{ 0x002, 16, 1, { 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0x2c, 1, 0, 0 } },
	{ 0x080, 8, 0, { 0, 0x40, 0, 0x80, 0xff, 0xbf, 0xff, 0xff } },
	{ 0x083, 8, 1, { 1, 0, 2, 0, 3, 0, 0x2c, 1 } },
	{ 0x084, 8, 0, { 0, 0x34, 0, 0x38, 0, 0x3a, 0, 0x3c } },
	{ 0x087, 8, 1, { 1, 0, 0, 0, 2, 0, 0, 0 } },
	{ 0x0c0, 4, 0, { 0xbf, 0x80, 0x40, 0xff } },
	{ 0x0c1, 4, 0, { 0xe1, 0xbc, 0x89, 0xff } },
	{ 0x0c2, 4, 0, { 0x00, 0x01, 0xf8, 0xef } },
	{ 0x0c7, 4, 0, { 0x40, 0x80, 0xbf, 0xff } },
	{ 0x0c8, 4, 0, { 0x89, 0xbc, 0xe1, 0xff } },
	{ 0x0ca, 4, 1, { 1, 2, 3, 0x7f } },
	{ 0x0cb, 4, 1, { 1, 2, 3, 0xff } },
	{ 0x0cf, 4, 1, { 1, 0, 2, 0 } },
	{ 0x0d3, 4, 0, { 0x40, 0x03, 0x1c, 0x74 } },
	{ 0x0d7, 4, 1, { 1, 0, 0, 0 } },
	{ 0x0d8, 4, 0, { 0, 0, 0x80, 0x3e } },
	{ 0x100, 2, 0, { 0x17, 0x44 } },
	{ 0x102, 2, 0, { 0x17, 0xa2 } },
	{ 0x106, 2, 0, { 0x40, 0x80 } },
	{ 0x10a, 2, 0, { 0, 0x40 } },
	{ 0x10d, 2, 1, { 1, 0 } },
	{ 0x140, 1, 0, { 0x40 } },
	{ 0x143, 1, 1, { 1 } },
	{ 0x144, 1, 0, { 0xff } },
};
#define FORMATS (sizeof(formats) / sizeof(*formats))

TEST(fill_formats)
{
	static const uint32_t integers[4] = { 1, 2, 3, 300 };
	struct bed *b = *state;

	for (unsigned int f = 0; f < FORMATS; f++)
		for (unsigned int t = GEN9_LINEAR; t <= GEN9_TILE_Y; t++) {
			struct draw d = d_default();

			d.target.format = formats[f].code;
			d.target.tiling = t;
			d.target.pitch = 1024;
			for (unsigned int n = 0; n < 3 && formats[f].integer; n++)
				memcpy(d.attribute[n], integers, 16);
			clear_of(b, &d, false);
			for (unsigned int y = 0; y < 48; y++)
				for (unsigned int x = 0; x < 64; x++)
					if (memcmp(texel(b, &d.target, x, y, 0,
							 formats[f].bytes),
						   formats[f].clear,
						   formats[f].bytes))
						fail_msg("format %03x, tiling %u: %u, %u",
							 formats[f].code, t, x, y);
		}
}

static void randomize(struct bed *b, uint32_t at, uint64_t seed)
{
	for (unsigned int i = 0; i < 0x20000; i += 8)
		*(uint64_t *)d_at(b, at + i) = t_rand(&seed);
}

/* Bytes of one tiling arrive as they are in another, as blorp copies them. */
TEST(copies)
{
	static const struct { uint16_t code; uint8_t bytes; } by[] = {
		{ 0x143, 1 }, { 0x10d, 2 }, { 0x0d7, 4 }, { 0x087, 8 }, { 0x002, 16 },
	};
	struct bed *b = *state;

	for (unsigned int n = 0; n < 5 * 9 * 2; n++) {
		struct draw d = d_default();
		unsigned int bytes = by[n % 5].bytes;
		struct iga k = { 0 };

		d.simd = n & 1 ? 8 : 16;
		d.attributes = 0;
		d.target.format = by[n % 5].code;
		d.target.pitch = 1024;
		d.target.tiling = n / 10 % 3;
		d.texture = d.target;
		d.texture.at = D_TEXTURE;
		d.texture.tiling = n / 30;
		k_copy(&k, d.simd);
		d_kernel(b, &k);
		randomize(b, D_TEXTURE, n);
		if (!d_go(b, &d))
			fail_msg("%s", b->log);
		for (unsigned int y = 0; y < 48; y++)
			for (unsigned int x = 0; x < 64; x++)
				assert_memory_equal(
					texel(b, &d.target, x, y, 0, bytes),
					texel(b, &d.texture, x, y, 0, bytes),
					bytes);
	}
	assert_int_equal(not_executed(b), 0);
}
