// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Formats of texels: those that OpenCL has images of. Numbers: Mesa's
 * src/intel/genxml/gen9.xml and NEO's surface_format_info.h, which agree.
 */
#include <math.h>

#include "gpu/eu/fp.h"
#include "gpu/message/texel.h"

enum kind { UNORM, SNORM, UINT, SINT, FLOAT };

static const struct format {
	uint16_t code;
	uint8_t kind, channels, bits;
	bool bgr;		/* blue is first */
	bool alpha;		/* the only channel is alpha */
} formats[] = {
	{ 0x000, FLOAT, 4, 32, 0, 0 }, { 0x001, SINT, 4, 32, 0, 0 },
	{ 0x002, UINT, 4, 32, 0, 0 }, { 0x080, UNORM, 4, 16, 0, 0 },
	{ 0x081, SNORM, 4, 16, 0, 0 }, { 0x082, SINT, 4, 16, 0, 0 },
	{ 0x083, UINT, 4, 16, 0, 0 }, { 0x084, FLOAT, 4, 16, 0, 0 },
	{ 0x085, FLOAT, 2, 32, 0, 0 }, { 0x086, SINT, 2, 32, 0, 0 },
	{ 0x087, UINT, 2, 32, 0, 0 }, { 0x0c0, UNORM, 4, 8, 1, 0 },
	{ 0x0c7, UNORM, 4, 8, 0, 0 }, { 0x0c9, SNORM, 4, 8, 0, 0 },
	{ 0x0ca, SINT, 4, 8, 0, 0 }, { 0x0cb, UINT, 4, 8, 0, 0 },
	{ 0x0cc, UNORM, 2, 16, 0, 0 }, { 0x0cd, SNORM, 2, 16, 0, 0 },
	{ 0x0ce, SINT, 2, 16, 0, 0 }, { 0x0cf, UINT, 2, 16, 0, 0 },
	{ 0x0d0, FLOAT, 2, 16, 0, 0 }, { 0x0d6, SINT, 1, 32, 0, 0 },
	{ 0x0d7, UINT, 1, 32, 0, 0 }, { 0x0d8, FLOAT, 1, 32, 0, 0 },
	{ 0x106, UNORM, 2, 8, 0, 0 }, { 0x107, SNORM, 2, 8, 0, 0 },
	{ 0x108, SINT, 2, 8, 0, 0 }, { 0x109, UINT, 2, 8, 0, 0 },
	{ 0x10a, UNORM, 1, 16, 0, 0 }, { 0x10b, SNORM, 1, 16, 0, 0 },
	{ 0x10c, SINT, 1, 16, 0, 0 }, { 0x10d, UINT, 1, 16, 0, 0 },
	{ 0x10e, FLOAT, 1, 16, 0, 0 }, { 0x140, UNORM, 1, 8, 0, 0 },
	{ 0x141, SNORM, 1, 8, 0, 0 }, { 0x142, SINT, 1, 8, 0, 0 },
	{ 0x143, UINT, 1, 8, 0, 0 }, { 0x144, UNORM, 1, 8, 0, 1 },
};

static const struct format *find(unsigned int code)
{
	for (unsigned int i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (formats[i].code == code)
			return &formats[i];
	return NULL;
}

unsigned int texel_bytes(unsigned int code)
{
	const struct format *f = find(code);

	return f ? f->channels * f->bits / 8u : 0;
}

bool texel_is_integer(unsigned int code)
{
	const struct format *f = find(code);

	return f && (f->kind == UINT || f->kind == SINT);
}

static uint32_t of_float(float v)
{
	uint32_t u;

	memcpy(&u, &v, 4);
	return u;
}

static float to_float(uint32_t u)
{
	float v;

	memcpy(&v, &u, 4);
	return v;
}

static uint32_t from_half(uint32_t h)
{
	return of_float((float)eu_fp_value(EU_HF, h & 0xffff));
}

static uint32_t to_half(uint32_t u)
{
	static const struct eu_fp half = { .type = EU_HF, .keep = true };

	return (uint32_t)eu_fp_bits(EU_HF, eu_fp_round(&half, to_float(u)));
}

static int32_t extend(uint32_t v, unsigned int bits)
{
	return (int32_t)(v << (32 - bits)) >> (32 - bits);
}

static uint64_t most(const struct format *f)
{
	return (1ull << (f->bits - (f->kind == SNORM || f->kind == SINT))) - 1;
}

static uint32_t load(const struct format *f, uint32_t v)
{
	float r;

	switch (f->kind) {
	case UNORM:
		return of_float((float)v / (float)most(f));
	case SNORM:
		r = (float)extend(v, f->bits) / (float)most(f);
		return of_float(r < -1.0f ? -1.0f : r);
	case SINT:
		return (uint32_t)extend(v, f->bits);
	case FLOAT:
		return f->bits == 16 ? from_half(v) : v;
	default:
		return v;
	}
}

/* Within the range of the format; a NaN becomes 0. */
static uint32_t store_normal(const struct format *f, float x)
{
	float least = f->kind == SNORM ? -1.0f : 0.0f;

	if (!(x > least))
		x = x == x ? least : 0.0f;
	if (x > 1.0f)
		x = 1.0f;
	return (uint32_t)(int32_t)rintf(x * (float)most(f));
}

static uint32_t store(const struct format *f, uint32_t v)
{
	int64_t end = (int64_t)most(f);

	switch (f->kind) {
	case UNORM:
	case SNORM:
		return store_normal(f, to_float(v));
	case SINT:
		if ((int32_t)v > end)
			return (uint32_t)end;
		return (int32_t)v < -end - 1 ? (uint32_t)(-end - 1) : v;
	case UINT:
		return v > end ? (uint32_t)end : v;
	default:
		return f->bits == 16 ? to_half(v) : v;
	}
}

/* Which of red to alpha channel i of memory is. */
static unsigned int place(const struct format *f, unsigned int i)
{
	if (f->alpha)
		return 3;
	return f->bgr && i < 3 ? 2 - i : i;
}

void texel_unpack(unsigned int code, const uint8_t *from, uint32_t *rgba)
{
	const struct format *f = find(code);

	rgba[0] = rgba[1] = rgba[2] = 0;
	rgba[3] = texel_is_integer(code) ? 1 : of_float(1.0f);
	for (unsigned int i = 0; i < f->channels; i++) {
		uint32_t v = 0;

		memcpy(&v, from + i * f->bits / 8, f->bits / 8);
		rgba[place(f, i)] = load(f, v);
	}
}

void texel_pack(unsigned int code, const uint32_t *rgba, uint8_t *to)
{
	const struct format *f = find(code);

	for (unsigned int i = 0; i < f->channels; i++) {
		uint32_t v = store(f, rgba[place(f, i)]);

		memcpy(to + i * f->bits / 8, &v, f->bits / 8);
	}
}
