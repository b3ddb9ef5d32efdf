// SPDX-License-Identifier: GPL-2.0-or-later
/* Blending: see blend.h. Two sources, logic operations: not here. */
#include "gpu/message/blend.h"
#include "gpu/message/texel.h"

enum {
	ONE = 1, SRC_COLOR, SRC_ALPHA, DST_ALPHA, DST_COLOR, SRC_ALPHA_SATURATE,
	CONST_COLOR, CONST_ALPHA, ZERO = 17,
	INVERSE = 16,		/* 1 - that of the number without it */
};
enum { ADD, SUBTRACT, REVERSE_SUBTRACT, MIN, MAX };
enum { CLAMP_UNORM, CLAMP_SNORM, CLAMP_FORMAT };

bool gen9_blend_known(const struct gen9_blend_half *h)
{
	const uint8_t f[] = { h->src, h->dst };

	for (unsigned int i = 0; i < 2; i++) {
		unsigned int plain = f[i] & ~INVERSE;

		if (plain < ONE || plain > CONST_ALPHA || f[i] > 31 ||
		    f[i] == (SRC_ALPHA_SATURATE | INVERSE))
			return false;
	}
	return h->func <= MAX;
}

/* Everything but MIN and MAX, which take no factors. */
static float factor(unsigned int f, unsigned int channel, const float *src,
		    const float *dst, const float *constant)
{
	float v = 1.0f, room = 1.0f - dst[3];

	switch (f & ~INVERSE) {
	case SRC_COLOR:
		v = src[channel];
		break;
	case SRC_ALPHA:
		v = src[3];
		break;
	case DST_ALPHA:
		v = dst[3];
		break;
	case DST_COLOR:
		v = dst[channel];
		break;
	case SRC_ALPHA_SATURATE:
		v = channel == 3 ? 1.0f : src[3] < room ? src[3] : room;
		break;
	case CONST_COLOR:
		v = constant[channel];
		break;
	case CONST_ALPHA:
		v = constant[3];
		break;
	}
	return f & INVERSE ? 1.0f - v : v;
}

static float combine(const struct gen9_blend_half *h, unsigned int channel,
		     const float *src, const float *dst, const float *constant)
{
	float s = src[channel], d = dst[channel];

	if (h->func == MIN)
		return s < d ? s : d;
	if (h->func == MAX)
		return s > d ? s : d;
	s *= factor(h->src, channel, src, dst, constant);
	d *= factor(h->dst, channel, src, dst, constant);
	return h->func == ADD ? s + d : h->func == SUBTRACT ? s - d : d - s;
}

static void clamp(const struct gen9_blend *b, unsigned int format, float *v)
{
	float least = b->range == CLAMP_SNORM ? -1.0f : 0.0f, most = 1.0f;

	if (b->range >= CLAMP_FORMAT && !texel_range(format, &least, &most))
		return;
	for (unsigned int i = 0; i < 4; i++)
		v[i] = !(v[i] > least) ? least : v[i] > most ? most : v[i];
}

bool blend_reads(const struct gen9_blend *b, unsigned int format)
{
	return b->keep || (b->on && !texel_is_integer(format));
}

static void blended(const struct gen9_blend *b, const float *constant,
		    unsigned int format, uint32_t *rgba, const uint32_t *old)
{
	float src[4], dst[4], out[4];

	memcpy(src, rgba, sizeof(src));
	memcpy(dst, old, sizeof(dst));
	if (b->clamp_before)
		clamp(b, format, src);
	for (unsigned int i = 0; i < 4; i++)
		out[i] = b->on ? combine(i < 3 ? &b->rgb : &b->alpha, i, src,
					 dst, constant) : src[i];
	if (b->clamp_after)
		clamp(b, format, out);
	memcpy(rgba, out, sizeof(out));
}

void blend_pixel(const struct gen9_blend *b, const float *constant,
		 unsigned int format, uint32_t *rgba, const uint32_t *old)
{
	if (!texel_is_integer(format))
		blended(b, constant, format, rgba, old);
	for (unsigned int i = 0; i < 4; i++)
		if (b->keep >> i & 1)
			rgba[i] = old[i];
}
