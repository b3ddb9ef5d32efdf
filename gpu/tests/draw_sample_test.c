// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rectangles with textures and with blending, against references that are
 * written anew here: scaling by nearest and linear filters in formats and
 * tilings, what is beyond the edge, factors and functions.
 */
#include <math.h>
#include "draw_bed.h"
#include "draw_kernels.h"
#include "each_bed.h"
#include "gpu/memory/surface.h"

#define W	20u		/* of the texture */
#define H	12u

enum { WRAP, MIRROR, CLAMP, BORDER = 4 };

EACH_BED(d_begin);

static uint8_t *texel(struct bed *b, const struct d_surface *s, int x, int y,
		      unsigned int bytes)
{
	struct gen9_surf g = { .pitch = s->pitch, .tiling = s->tiling };
	int64_t run;

	return d_at(b, s->at) + gen9_surf_offset(&g, (int64_t)x * bytes, y, &run);
}

/* Formats of a word, 'r' to 'a' from bit 0 on; '-': nobody's. */
static const struct {
	uint16_t code;
	uint8_t bytes;
	const char *order;
	uint8_t bits[4];
	char kind;		/* n normalized, s sRGB, f float */
} formats[] = {
	{ 0x000, 16, "rgba", { 32, 32, 32, 32 }, 'f' },
	{ 0x080, 8, "rgba", { 16, 16, 16, 16 }, 'n' },
	{ 0x0c0, 4, "bgra", { 8, 8, 8, 8 }, 'n' },
	{ 0x0c2, 4, "rgba", { 10, 10, 10, 2 }, 'n' },
	{ 0x0c7, 4, "rgba", { 8, 8, 8, 8 }, 'n' },
	{ 0x0c8, 4, "rgba", { 8, 8, 8, 8 }, 's' },
	{ 0x0d8, 4, "r", { 32 }, 'f' },
	{ 0x0e9, 4, "bgr-", { 8, 8, 8, 8 }, 'n' },
	{ 0x100, 2, "bgr", { 5, 6, 5 }, 'n' },
	{ 0x106, 2, "rg", { 8, 8 }, 'n' },
	{ 0x10a, 2, "r", { 16 }, 'n' },
	{ 0x140, 1, "r", { 8 }, 'n' },
};
#define FORMATS (sizeof(formats) / sizeof(*formats))

static double decoded(unsigned int f, unsigned int i, uint64_t v)
{
	float real;

	if (formats[f].kind == 'f') {
		memcpy(&real, &v, 4);
		return real;
	}
	real = (float)((double)v / (double)((1ull << formats[f].bits[i]) - 1));
	if (formats[f].kind == 's' && formats[f].order[i] != 'a')
		return real <= 0.04045 ? real / 12.92 :
		       pow((real + 0.055) / 1.055, 2.4);
	return real;
}

static void decode(unsigned int f, const uint8_t *from, double *rgba)
{
	uint64_t raw[2] = { 0, 0 };
	unsigned int at = 0;

	memcpy(raw, from, formats[f].bytes);
	rgba[0] = rgba[1] = rgba[2] = 0;
	rgba[3] = 1;
	for (unsigned int i = 0; formats[f].order[i]; at += formats[f].bits[i], i++) {
		uint64_t v = raw[at / 64] >> at % 64 &
			     ((1ull << formats[f].bits[i]) - 1);

		if (formats[f].order[i] != '-')
			rgba[strchr("rgba", formats[f].order[i]) - "rgba"] =
				decoded(f, i, v);
	}
}

/* Floats that are floats. */
static void randomize(struct bed *b, uint64_t seed, bool floats)
{
	for (unsigned int i = 0; i < 0x10000; i += 4) {
		float v = (float)t_range(&seed, 0, 4096) / 4096;
		uint32_t u = (uint32_t)t_rand(&seed);

		memcpy(d_at(b, D_TEXTURE + i), floats ? (void *)&v : (void *)&u, 4);
	}
}

static int edge(unsigned int mode, int i, int n)
{
	int twice = ((i % (2 * n)) + 2 * n) % (2 * n);

	switch (mode) {
	case WRAP:
		return twice % n;
	case MIRROR:
		return twice < n ? twice : 2 * n - 1 - twice;
	case BORDER:
		return i < 0 || i >= n ? -1 : i;
	}
	return i < 0 ? 0 : i >= n ? n - 1 : i;
}

struct look {
	unsigned int f, mode;
	bool linear;
	double u, v;		/* in texels */
	double border[4];
};

static void one(struct bed *b, const struct d_surface *s, const struct look *l,
		int x, int y, double *rgba)
{
	x = edge(l->mode, x, (int)s->width);
	y = edge(l->mode, y, (int)s->height);
	if (x < 0 || y < 0)
		memcpy(rgba, l->border, sizeof(l->border));
	else
		decode(l->f, texel(b, s, x, y, formats[l->f].bytes), rgba);
}

static void expected(struct bed *b, const struct d_surface *s,
		     const struct look *l, double *rgba)
{
	double u = l->u - 0.5, v = l->v - 0.5, fu = u - floor(u),
	       fv = v - floor(v), p[4][4];
	int x = (int)floor(u), y = (int)floor(v);

	if (!l->linear) {
		one(b, s, l, (int)floor(l->u), (int)floor(l->v), rgba);
		return;
	}
	for (int n = 0; n < 4; n++)
		one(b, s, l, x + n % 2, y + n / 2, p[n]);
	for (int c = 0; c < 4; c++)
		rgba[c] = (1 - fv) * ((1 - fu) * p[0][c] + fu * p[1][c]) +
			  fv * ((1 - fu) * p[2][c] + fu * p[3][c]);
}

/* The texture from u0, v0 to u1, v1 (texels) over a target of floats. */
static struct draw scaled(unsigned int f, unsigned int tiling, unsigned int simd,
			  const double *uv)
{
	struct draw d = d_default();
	const float at[3][2] = { { (float)uv[2], (float)uv[3] },
				 { (float)uv[0], (float)uv[3] },
				 { (float)uv[0], (float)uv[1] } };

	d.target.format = 0x000;
	d.target.pitch = 1024;
	d.texture = (struct d_surface){
		.at = D_TEXTURE, .format = formats[f].code, .tiling = tiling,
		.width = W, .height = H, .pitch = 512, .layers = 1,
	};
	d.simd = simd;
	d.start = 2 + simd / 4;
	d.barycentric = true;
	d.constant = false;
	for (unsigned int n = 0; n < 3; n++)
		memcpy(d.attribute[n], at[n], 8);
	return d;
}

static void sampler(struct draw *d, const struct look *l, bool normalized)
{
	d->sampler[0] = l->linear ? 1u << 17 | 1u << 14 : 0;
	d->sampler[2] = D_BORDER;
	d->sampler[3] = (normalized ? 0 : 1u << 10) | l->mode << 6 |
			l->mode << 3 | l->mode;
	for (unsigned int c = 0; c < 4; c++)
		d->border[c] = (float)l->border[c];
}

static void go(struct bed *b, const struct draw *d)
{
	struct iga k = { 0 };

	k_sample(&k, d->simd);
	d_kernel(b, &k);
	if (!d_go(b, d))
		fail_msg("%s", b->log);
	if (gen9_get_counters(b->g)->engine[0].not_executed)
		fail_msg("%s", b->log);
}

static void compare(struct bed *b, const struct draw *d, struct look *l,
		    const double *uv)
{
	for (unsigned int y = 0; y < d->target.height; y++)
		for (unsigned int x = 0; x < d->target.width; x++) {
			double want[4];
			float is[4];

			l->u = uv[0] + (x + 0.5) / 64 * (uv[2] - uv[0]);
			l->v = uv[1] + (y + 0.5) / 48 * (uv[3] - uv[1]);
			expected(b, &d->texture, l, want);
			memcpy(is, texel(b, &d->target, (int)x, (int)y, 16), 16);
			for (unsigned int c = 0; c < 4; c++)
				if (!(fabs(is[c] - want[c]) < 2e-5))
					fail_msg("format %03x tiling %u mode %u: %u, %u channel %u is %g, not %g",
						 formats[l->f].code,
						 d->texture.tiling, l->mode, x, y,
						 c, is[c], want[c]);
		}
}

/* All formats, all tilings, both filters; enlarged by 3.3 and 4.1. */
TEST(scaling)
{
	static const double uv[4] = { 0.3, 0.2, 19.7, 11.9 };
	struct bed *b = *state;

	for (unsigned int n = 0; n < FORMATS * 3 * 2; n++) {
		struct look l = { .f = n % FORMATS, .mode = CLAMP,
				  .linear = n / FORMATS & 1 };
		struct draw d = scaled(l.f, n / FORMATS / 2, n & 1 ? 8 : 16, uv);

		sampler(&d, &l, false);
		randomize(b, n + 1, formats[l.f].kind == 'f');
		go(b, &d);
		compare(b, &d, &l, uv);
	}
}

/* Beyond the edges on all sides, coordinates in texels. */
TEST(edges)
{
	static const double uv[4] = { -11.2, -7.3, 30.6, 17.1 };
	static const unsigned int modes[] = { WRAP, MIRROR, CLAMP, BORDER };
	struct bed *b = *state;

	for (unsigned int n = 0; n < 8; n++) {
		struct look l = { .f = 4, .mode = modes[n / 2], .linear = n & 1,
				  .border = { 0.25, 0.5, 0.75, 0.125 } };
		struct draw d = scaled(l.f, GEN9_LINEAR, 16, uv);

		sampler(&d, &l, false);
		randomize(b, n + 1, false);
		go(b, &d);
		compare(b, &d, &l, uv);
	}
}

TEST(normalized_coordinates)
{
	static const double uv[4] = { 0.1, 0.1, 0.9, 0.7 };
	const double texels[4] = { 0.1 * W, 0.1 * H, 0.9 * W, 0.7 * H };
	struct look l = { .f = 4, .mode = CLAMP, .linear = true };
	struct draw d = scaled(l.f, GEN9_TILE_Y, 16, uv);
	struct bed *b = *state;

	sampler(&d, &l, true);
	randomize(b, 3, false);
	go(b, &d);
	compare(b, &d, &l, texels);
}

/* Levels as Mesa lays them out: 1 below 0, 2 beside 1. */
static const struct level {
	unsigned int x, y, width, height;
} levels[] = { { 0, 0, 2 * W, 2 * H }, { 0, 2 * H, W, H }, { W, 2 * H, W / 2, H / 2 } };

static struct draw of_levels(unsigned int first, unsigned int last,
			     const double *uv)
{
	struct draw d = scaled(4, GEN9_LINEAR, 16, uv);

	d.texture.width = 2 * W;
	d.texture.height = 2 * H;
	d.texture.lod = first << 4 | (last - first);
	return d;
}

/* A surface's first level is what is sampled. */
TEST(first_level_of_a_texture)
{
	static const double uv[4] = { 0.3, 0.2, 9.7, 5.9 };
	struct bed *b = *state;

	for (unsigned int n = 0; n < 6; n++) {
		const struct level *at = &levels[n / 2];
		struct look l = { .f = 4, .mode = CLAMP, .linear = n & 1 };
		struct draw d = of_levels(n / 2, 2, uv);

		sampler(&d, &l, false);
		randomize(b, n + 1, false);
		go(b, &d);
		d.texture.at += at->y * d.texture.pitch + at->x * 4;
		d.texture.width = at->width;
		d.texture.height = at->height;
		compare(b, &d, &l, uv);
	}
}

/* ld has a level, from the first on; of those that are not it gives zeros. */
TEST(levels_by_ld)
{
	struct bed *b = *state;

	for (unsigned int n = 0; n < 6; n++) {
		const unsigned int first = n / 3, level = n % 3;
		const bool there = first + level <= 2;
		const struct level *at = &levels[there ? first + level : 0];
		struct draw d = of_levels(first, 2, (double[4]){ 0 });
		struct iga k = { 0 };

		d.target.format = 0xc7;
		randomize(b, n + 1, false);
		k_copy_level(&k, 16, level);
		d_kernel(b, &k);
		assert_true(d_go(b, &d));
		for (unsigned int y = 0; y < H / 2; y++)
			for (unsigned int x = 0; x < W / 2; x++) {
				uint32_t is, want = 0;

				memcpy(&is, texel(b, &d.target, (int)x, (int)y, 4), 4);
				if (there)
					memcpy(&want, texel(b, &d.texture, (int)(at->x + x),
							    (int)(at->y + y), 4), 4);
				assert_int_equal(is, want);
			}
	}
}

/* ---- blending -------------------------------------------------------------- */

static const double source[4] = { 0.8, 0.2, 0.5, 0.25 };
static const double colour[4] = { 0.1, 0.6, 0.3, 0.9 };

static double factor(unsigned int f, unsigned int c, const double *dst)
{
	const double of[] = {
		[1] = 1, [2] = source[c], [3] = source[3], [4] = dst[3],
		[5] = dst[c], [6] = c == 3 ? 1 : fmin(source[3], 1 - dst[3]),
		[7] = colour[c], [8] = colour[3],
	};

	return f >= 16 ? 1 - of[f - 16] : of[f];
}

static double blended(unsigned int func, unsigned int fs, unsigned int fd,
		      unsigned int c, const double *dst)
{
	double s = source[c] * factor(fs, c, dst), d = dst[c] * factor(fd, c, dst);

	switch (func) {
	case 0:
		return s + d;
	case 1:
		return s - d;
	case 2:
		return d - s;
	case 3:
		return fmin(source[c], dst[c]);
	}
	return fmax(source[c], dst[c]);
}

static void draw_blended(struct bed *b, struct draw *d)
{
	struct iga k = { 0 };

	d->simd = 8;
	for (unsigned int n = 0; n < 3; n++)
		for (unsigned int c = 0; c < 4; c++)
			d->attribute[n][c] = (float)source[c];
	for (unsigned int c = 0; c < 4; c++)
		d->constant_colour[c] = (float)colour[c];
	k_constant(&k, 8, false);
	d_kernel(b, &k);
	for (unsigned int i = 0; i < 64 * 48 * 4; i++)
		d_at(b, D_TARGET)[i] = (uint8_t)(i * 37);
	d->target.pitch = 256;
	assert_true(d_go(b, d));
	assert_int_equal(gen9_get_counters(b->g)->engine[0].not_executed, 0);
}

static void check_blended(struct bed *b, const unsigned int *rgb,
			  const unsigned int *alpha)
{
	for (unsigned int i = 0; i < 64 * 48; i++) {
		double dst[4], v;

		for (unsigned int c = 0; c < 4; c++)
			dst[c] = (uint8_t)((4 * i + c) * 37) / 255.0;
		for (unsigned int c = 0; c < 4; c++) {
			const unsigned int *how = c < 3 ? rgb : alpha;

			v = blended(how[0], how[1], how[2], c, dst);
			v = fmin(fmax(v, 0), 1) * 255;
			if (fabs(d_at(b, D_TARGET)[4 * i + c] - v) > 0.501)
				fail_msg("%u %u %u: pixel %u channel %u is %u, not %g",
					 how[0], how[1], how[2], i, c,
					 d_at(b, D_TARGET)[4 * i + c], v);
		}
	}
}

TEST(blending)
{
	static const uint8_t f[] = { 1, 2, 3, 4, 5, 6, 7, 8, 17, 18, 19, 20, 21,
				     23, 24 };
	struct bed *b = *state;

	for (unsigned int n = 0; n < 60; n++) {
		const unsigned int rgb[] = { n % 5, f[n % 15], f[(n * 7 + 3) % 15] };
		const unsigned int a[] = { (n + 1) % 5, f[(n + 4) % 15],
					   f[(n * 2 + 1) % 15] };
		struct draw d = d_default();

		d.blend_head = 1u << 30;	/* alpha on its own */
		d.blend[0] = 1u << 31 | rgb[1] << 26 | rgb[2] << 21 | rgb[0] << 18 |
			     a[1] << 13 | a[2] << 8 | a[0] << 5;
		d.blend[1] = 3 | 2 << 2;
		draw_blended(b, &d);
		check_blended(b, rgb, a);
	}
}

/* Alpha as the colours; and channels that are not written. */
TEST(parts_of_blending)
{
	static const unsigned int over[] = { 0, 3, 19 };
	struct draw d = d_default();
	struct bed *b = *state;

	d.blend[0] = 1u << 31 | 3u << 26 | 19u << 21;
	draw_blended(b, &d);
	check_blended(b, over, over);

	d.blend[0] = 1u << 2 | 1u << 3;		/* red, alpha */
	draw_blended(b, &d);
	for (unsigned int i = 0; i < 64 * 48; i++) {
		const uint8_t *p = d_at(b, D_TARGET) + 4 * i;

		assert_int_equal(p[0], (uint8_t)(4 * i * 37));
		assert_int_equal(p[1], 51);
		assert_int_equal(p[2], 128);
		assert_int_equal(p[3], (uint8_t)((4 * i + 3) * 37));
	}
}
