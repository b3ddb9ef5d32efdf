// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Formats of texels: those that OpenCL has images of, and those that Mesa's
 * blorp draws and samples. Numbers and layouts: Mesa's
 * src/intel/genxml/gen9.xml and NEO's surface_format_info.h, which agree.
 */
#include <math.h>

#include "gpu/eu/fp.h"
#include "gpu/host/float.h"
#include "gpu/message/texel.h"

enum kind { NONE, UNORM, SNORM, UINT, SINT, FLOAT, SRGB };
enum { R, G, B, A, X };			/* X: there, and nobody's */

static const struct format {
	uint8_t kind, channels;
	uint8_t bits[4], place[4];	/* in memory, from bit 0 on */
} formats[] = {
#define C4(k, b, ...) { k, 4, { b, b, b, b }, { __VA_ARGS__ } }
#define C3(k, b) { k, 3, { b, b, b }, { R, G, B } }
#define C2(k, b) { k, 2, { b, b }, { R, G } }
#define C1(k, b, p) { k, 1, { b }, { p } }
#define RGBA R, G, B, A
#define BGRA B, G, R, A
	[0x000] = C4(FLOAT, 32, RGBA), [0x001] = C4(SINT, 32, RGBA),
	[0x002] = C4(UINT, 32, RGBA), [0x006] = C4(FLOAT, 32, R, G, B, X),
	[0x040] = C3(FLOAT, 32), [0x041] = C3(SINT, 32), [0x042] = C3(UINT, 32),
	[0x080] = C4(UNORM, 16, RGBA), [0x081] = C4(SNORM, 16, RGBA),
	[0x082] = C4(SINT, 16, RGBA), [0x083] = C4(UINT, 16, RGBA),
	[0x084] = C4(FLOAT, 16, RGBA), [0x085] = C2(FLOAT, 32),
	[0x086] = C2(SINT, 32), [0x087] = C2(UINT, 32),
	[0x08e] = C4(UNORM, 16, R, G, B, X), [0x08f] = C4(FLOAT, 16, R, G, B, X),
	[0x0c0] = C4(UNORM, 8, BGRA), [0x0c1] = C4(SRGB, 8, BGRA),
	[0x0c2] = { UNORM, 4, { 10, 10, 10, 2 }, { RGBA } },
	[0x0c4] = { UINT, 4, { 10, 10, 10, 2 }, { RGBA } },
	[0x0c7] = C4(UNORM, 8, RGBA), [0x0c8] = C4(SRGB, 8, RGBA),
	[0x0c9] = C4(SNORM, 8, RGBA), [0x0ca] = C4(SINT, 8, RGBA),
	[0x0cb] = C4(UINT, 8, RGBA), [0x0cc] = C2(UNORM, 16),
	[0x0cd] = C2(SNORM, 16), [0x0ce] = C2(SINT, 16), [0x0cf] = C2(UINT, 16),
	[0x0d0] = C2(FLOAT, 16),
	[0x0d1] = { UNORM, 4, { 10, 10, 10, 2 }, { BGRA } },
	[0x0d3] = { FLOAT, 3, { 11, 11, 10 }, { R, G, B } },
	[0x0d6] = C1(SINT, 32, R), [0x0d7] = C1(UINT, 32, R),
	[0x0d8] = C1(FLOAT, 32, R),
	[0x0e9] = C4(UNORM, 8, B, G, R, X), [0x0ea] = C4(SRGB, 8, B, G, R, X),
	[0x0eb] = C4(UNORM, 8, R, G, B, X), [0x0ec] = C4(SRGB, 8, R, G, B, X),
	[0x0ee] = { UNORM, 4, { 10, 10, 10, 2 }, { B, G, R, X } },
	[0x100] = { UNORM, 3, { 5, 6, 5 }, { B, G, R } },
	[0x101] = { SRGB, 3, { 5, 6, 5 }, { B, G, R } },
	[0x102] = { UNORM, 4, { 5, 5, 5, 1 }, { BGRA } },
	[0x103] = { SRGB, 4, { 5, 5, 5, 1 }, { BGRA } },
	[0x104] = C4(UNORM, 4, BGRA), [0x105] = C4(SRGB, 4, BGRA),
	[0x106] = C2(UNORM, 8), [0x107] = C2(SNORM, 8), [0x108] = C2(SINT, 8),
	[0x109] = C2(UINT, 8), [0x10a] = C1(UNORM, 16, R),
	[0x10b] = C1(SNORM, 16, R), [0x10c] = C1(SINT, 16, R),
	[0x10d] = C1(UINT, 16, R), [0x10e] = C1(FLOAT, 16, R),
	[0x11a] = { UNORM, 4, { 5, 5, 5, 1 }, { B, G, R, X } },
	[0x11b] = { SRGB, 4, { 5, 5, 5, 1 }, { B, G, R, X } },
	[0x140] = C1(UNORM, 8, R), [0x141] = C1(SNORM, 8, R),
	[0x142] = C1(SINT, 8, R), [0x143] = C1(UINT, 8, R),
	[0x144] = C1(UNORM, 8, A),
};

static const struct format *find(unsigned int code)
{
	if (code >= sizeof(formats) / sizeof(*formats) || !formats[code].kind)
		return NULL;
	return &formats[code];
}

unsigned int texel_bytes(unsigned int code)
{
	const struct format *f = find(code);

	return f ? (f->bits[0] + f->bits[1] + f->bits[2] + f->bits[3]) / 8u : 0;
}

bool texel_is_integer(unsigned int code)
{
	const struct format *f = find(code);

	return f && (f->kind == UINT || f->kind == SINT);
}

/* What blending clamps a colour to before and after: RTFORMAT. */
bool texel_range(unsigned int code, float *least, float *most)
{
	const struct format *f = find(code);

	*least = f && f->kind == SNORM ? -1.0f : 0.0f;
	*most = 1.0f;
	return f && (f->kind == UNORM || f->kind == SNORM || f->kind == SRGB);
}

static uint32_t from_half(uint32_t h)
{
	return gen9_float_word((float)eu_fp_value(EU_HF, h & 0xffff));
}

static uint32_t to_half(uint32_t u)
{
	static const struct eu_fp half = { .type = EU_HF, .keep = true };

	return (uint32_t)eu_fp_bits(EU_HF, eu_fp_round(&half, gen9_float(u)));
}

/* 10 and 11 bits are a half's without its sign and its last bits. */
static uint32_t from_small(uint32_t v, unsigned int bits)
{
	return bits == 32 ? v : from_half(v << (bits == 16 ? 0 : 15 - bits));
}

static uint32_t to_small(uint32_t u, unsigned int bits)
{
	if (bits == 32)
		return u;
	if (bits < 16 && gen9_float(u) < 0)
		return 0;
	return to_half(u) >> (bits == 16 ? 0 : 15 - bits);
}

static int32_t extend(uint32_t v, unsigned int bits)
{
	return (int32_t)(v << (32 - bits)) >> (32 - bits);
}

static uint64_t most(const struct format *f, unsigned int bits)
{
	return (1ull << (bits - (f->kind == SNORM || f->kind == SINT))) - 1;
}

/* IEC 61966-2-1; alpha is linear. */
static float linear_of(float v)
{
	return (float)(v <= 0.04045f ? v / 12.92 :
		       eu_fm_pow((v + 0.055) / 1.055, 2.4));
}

static float srgb_of(float v)
{
	return (float)(v <= 0.0031308f ? v * 12.92 :
		       1.055 * eu_fm_pow(v, 1 / 2.4) - 0.055);
}

static uint32_t load(const struct format *f, unsigned int i, uint32_t v)
{
	unsigned int bits = f->bits[i];
	float r;

	switch (f->kind) {
	case UNORM:
		return gen9_float_word((float)v / (float)most(f, bits));
	case SRGB:
		r = (float)v / (float)most(f, bits);
		return gen9_float_word(f->place[i] < A ? linear_of(r) : r);
	case SNORM:
		r = (float)extend(v, bits) / (float)most(f, bits);
		return gen9_float_word(r < -1.0f ? -1.0f : r);
	case SINT:
		return (uint32_t)extend(v, bits);
	case FLOAT:
		return from_small(v, bits);
	default:
		return v;
	}
}

/* Within the range of the format; a NaN becomes 0. */
static uint32_t store_normal(const struct format *f, unsigned int i, float x)
{
	float least = f->kind == SNORM ? -1.0f : 0.0f;

	if (!(x > least))
		x = x == x ? least : 0.0f;
	if (x > 1.0f)
		x = 1.0f;
	if (f->kind == SRGB && f->place[i] < A)
		x = srgb_of(x);
	return (uint32_t)(int32_t)rintf(x * (float)most(f, f->bits[i]));
}

static uint32_t store(const struct format *f, unsigned int i, uint32_t v)
{
	int64_t end = (int64_t)most(f, f->bits[i]);

	switch (f->kind) {
	case UNORM:
	case SRGB:
	case SNORM:
		return store_normal(f, i, gen9_float(v));
	case SINT:
		if ((int32_t)v > end)
			return (uint32_t)end;
		return (int32_t)v < -end - 1 ? (uint32_t)(-end - 1) : v;
	case UINT:
		return v > end ? (uint32_t)end : v;
	default:
		return to_small(v, f->bits[i]);
	}
}

void texel_unpack(unsigned int code, const uint8_t *from, uint32_t *rgba)
{
	const struct format *f = find(code);
	unsigned int bytes = texel_bytes(code), at = 0;
	uint64_t raw[2] = { 0, 0 };

	memcpy(raw, from, bytes);
	rgba[0] = rgba[1] = rgba[2] = 0;
	rgba[3] = texel_is_integer(code) ? 1 : gen9_float_word(1.0f);
	for (unsigned int i = 0; i < f->channels; at += f->bits[i], i++)
		if (f->place[i] != X)
			rgba[f->place[i]] = load(f, i, (uint32_t)
				(raw[at / 64] >> at % 64 &
				 ((1ull << f->bits[i]) - 1)));
}

void texel_pack(unsigned int code, const uint32_t *rgba, uint8_t *to)
{
	const struct format *f = find(code);
	uint64_t raw[2] = { 0, 0 };
	unsigned int at = 0;

	for (unsigned int i = 0; i < f->channels; at += f->bits[i], i++)
		if (f->place[i] != X)
			raw[at / 64] |= (store(f, i, rgba[f->place[i]]) &
					 ((1ull << f->bits[i]) - 1)) << at % 64;
	memcpy(to, raw, texel_bytes(code));
}
