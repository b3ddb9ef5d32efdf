// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sampler, for plain reads: sample of the first level, ld of any, nearest
 * and linear.
 * SAMPLER_STATE: Mesa's src/intel/genxml/gen9.xml; order of parameters: its
 * compilers, and kernels of ocloc.
 */
#include <math.h>

#include "gpu/host/float.h"
#include "gpu/message/texel.h"

enum { WRAP, MIRROR, CLAMP, CUBE, BORDER, MIRROR_ONCE, HALF_BORDER };
enum { SAMPLE_L = 0x02, LD = 0x07, LD_LZ = 0x1a };

struct sampler {
	bool linear, texels;		/* texels: coordinates are not 0 to 1 */
	uint8_t mode[3];		/* of x, y, z */
	uint32_t border[4];
};

static void read_sampler(struct msg *m, struct sampler *s)
{
	uint32_t table = m->first ? msg_header(m, 3) & ~0x1fu : m->g->samplers;
	uint32_t dw[4];

	gen9_port_read(m->p, m->p->bases->dynamic + table +
		       (m->s->desc >> 8 & 0xf) * 16, dw, sizeof(dw));
	*s = (struct sampler){
		.linear = (dw[0] >> 17 & 7) == 1, .texels = dw[3] >> 10 & 1,
		.mode = { dw[3] >> 6 & 7, dw[3] >> 3 & 7, dw[3] & 7 },
	};
	for (unsigned int i = 0; i < 3; i++)
		if (s->mode[i] == BORDER || s->mode[i] == HALF_BORDER)
			gen9_port_read(m->p, m->p->bases->dynamic +
				       (dw[2] & 0xffffc0u), s->border, 16);
}

/* Texel i of n, or -1: the border. */
static int64_t wrap(unsigned int mode, int64_t i, int64_t n)
{
	switch (mode) {
	case WRAP:
		return (i % n + n) % n;
	case MIRROR:
		i = (i % (2 * n) + 2 * n) % (2 * n);
		return i < n ? i : 2 * n - 1 - i;
	case MIRROR_ONCE:
		i = i < 0 ? -1 - i : i;
		return i < n ? i : n - 1;
	case BORDER:
	case HALF_BORDER:
		return i < 0 || i >= n ? -1 : i;
	default:
		return i < 0 ? 0 : i >= n ? n - 1 : i;
	}
}

static void fetch(struct msg *m, const struct gen9_msg_surface *s,
		  const struct sampler *k, const int64_t *at, uint32_t *rgba)
{
	uint8_t raw[TEXEL_BYTES];
	uint32_t e[3], xyz[3];
	uint64_t va;

	texel_extent(s, e);
	for (unsigned int i = 0; i < 3; i++) {
		int64_t v = wrap(k->mode[i], at[i], e[i]);

		if (v < 0) {
			memcpy(rgba, k->border, 16);
			return;
		}
		xyz[i] = (uint32_t)v;
	}
	if (!texel_at(s, xyz, &va))
		return;
	gen9_port_read(m->p, va, raw, texel_bytes(s->format));
	texel_unpack(s->format, raw, rgba);
}

/* The whole number below; what is beyond every surface stays beyond. */
static int64_t whole(float f)
{
	f = floorf(f);
	return f > -1e9f ? f < 1e9f ? (int64_t)f : 1000000000 : -1000000000;
}

static bool is_array(const struct gen9_msg_surface *s, unsigned int dim)
{
	return s->array && dim == (s->type == SURFTYPE_1D ? 1u : 2u);
}

/* The two texels beside a coordinate and how near it is to the second. */
struct beside {
	int64_t at[3];
	float part[3];
};

/* The nearest slice, and always one that is there. */
static int64_t slice(float v, uint32_t n)
{
	int64_t i = whole(rintf(v));

	return i < 0 ? 0 : i >= n ? (int64_t)n - 1 : i;
}

static void look(const struct gen9_msg_surface *s, const struct sampler *k,
		 const float *uvr, struct beside *b)
{
	unsigned int dims = s->type == SURFTYPE_3D ? 3 :
			    s->type == SURFTYPE_2D ? 2 : 1;
	uint32_t e[3];

	*b = (struct beside){ .at = { 0 } };
	texel_extent(s, e);
	for (unsigned int i = 0; i < 3; i++) {
		float v = k->texels ? uvr[i] : uvr[i] * (float)e[i];

		if (is_array(s, i)) {
			b->at[i] = slice(uvr[i], e[i]);
			continue;
		}
		if (i >= dims)
			continue;
		v -= k->linear ? 0.5f : 0.0f;
		b->at[i] = whole(v);
		if (k->linear)
			b->part[i] = v - floorf(v);
	}
}

/* Eight texels at most; those of no weight are not read. */
static void blend(struct msg *m, const struct gen9_msg_surface *s,
		  const struct sampler *k, const struct beside *b,
		  uint32_t *rgba)
{
	float sum[4] = { 0, 0, 0, 0 };

	for (unsigned int c = 0; c < 8; c++) {
		uint32_t one[4] = { 0, 0, 0, 0 };
		float weight = 1.0f;
		int64_t at[3];

		for (unsigned int i = 0; i < 3; i++) {
			at[i] = b->at[i] + (c >> i & 1);
			weight *= c >> i & 1 ? b->part[i] : 1.0f - b->part[i];
		}
		if (!(weight > 0.0f))
			continue;
		fetch(m, s, k, at, one);
		for (unsigned int i = 0; i < 4; i++)
			sum[i] += weight * gen9_float(one[i]);
	}
	memcpy(rgba, sum, 16);
}

/* Parameters that the payload has, and parameter i of a slot. */
static unsigned int params(const struct msg *m)
{
	return (msg_payload(m) - m->first) / (m->slots / 8);
}

static uint32_t param(const struct msg *m, unsigned int i, unsigned int slot)
{
	return msg_u32(msg_src(m, m->first + i * (m->slots / 8) + slot / 8) +
		       slot % 8 * 4);
}

static void sample(struct msg *m, const struct gen9_msg_surface *s,
		   const struct sampler *k, unsigned int slot, uint32_t *rgba)
{
	unsigned int skip = (m->s->desc >> 12 & 0x1f) == SAMPLE_L;
	float uvr[3] = { 0, 0, 0 };
	struct beside b;

	for (unsigned int i = 0; i < 3 && i + skip < params(m); i++)
		uvr[i] = gen9_float(param(m, i + skip, slot));
	look(s, k, uvr, &b);
	if (k->linear && !texel_is_integer(s->format))
		blend(m, s, k, &b, rgba);
	else
		fetch(m, s, k, b.at, rgba);
}

/* ld: u, v, lod, r; what is outside, or of a level that is not, is zero. */
static void load(struct msg *m, const struct gen9_msg_surface *s,
		 unsigned int slot, uint32_t *rgba)
{
	bool lod = (m->s->desc >> 12 & 0x1f) == LD;
	uint32_t xyz[3] = { 0, 0, 0 };
	struct gen9_msg_surface level;
	uint8_t raw[TEXEL_BYTES];
	uint64_t va;
	uint32_t l;

	for (unsigned int i = 0; i < 3; i++) {
		unsigned int p = i + (lod && i == 2);

		if (p < params(m))
			xyz[i] = param(m, p, slot);
	}
	l = lod && params(m) > 2 ? param(m, 2, slot) : 0;
	if (l > s->lod)
		return;
	level = texel_level(s, s->min_lod + l);
	if (s->type == SURFTYPE_NULL || !texel_at(&level, xyz, &va))
		return;
	gen9_port_read(m->p, va, raw, texel_bytes(s->format));
	texel_unpack(s->format, raw, rgba);
}

static uint32_t selected(const struct gen9_msg_surface *s, const uint32_t *rgba,
			 unsigned int channel)
{
	unsigned int select = s->select[channel];

	if (select >= 4)
		return rgba[select - 4];
	return select != 1 ? 0 : texel_is_integer(s->format) ? 1 : 0x3f800000u;
}

/* Channels that the header does not disable, as far as rlen goes. */
static void respond(struct msg *m, const struct gen9_msg_surface *s,
		    unsigned int slot, const uint32_t *rgba)
{
	unsigned int off = m->first ? msg_header(m, 2) >> 12 & 0xf : 0;
	unsigned int regs = m->slots / 8, n = 0;

	for (unsigned int i = 0; i < 4; i++) {
		uint32_t v = selected(s, rgba, i);

		if (off >> i & 1)
			continue;
		if ((n + 1) * regs <= m->s->rlen)
			memcpy(msg_dst(m, n * regs + slot / 8) + slot % 8 * 4,
			       &v, 4);
		n++;
	}
}

/* Bit 30: halves are returned; bit 29: more SIMD modes. */
static bool plain(const struct msg *m, const struct gen9_msg_surface *s)
{
	return !(m->s->desc >> 29 & 3) && m->s->rlen &&
	       m->s->dst != EU_NO_REG &&
	       (s->type == SURFTYPE_NULL || texel_surface_ok(s)) &&
	       msg_payload(m) >= m->first + m->slots / 8;
}

int msg_sample(struct msg *m)
{
	unsigned int type = m->s->desc >> 12 & 0x1f, simd = m->s->desc >> 17 & 3;
	bool reads = type == LD || type == LD_LZ;
	const struct gen9_msg_surface *s;
	struct gen9_msg_surface first;
	struct sampler k = { .linear = false };

	m->slots = simd == 1 ? 8 : 16;
	if (simd == 0 || simd == 3 || msg_surface(m, &s) || !plain(m, s))
		return MSG_REFUSED;
	if (!reads && m->mask) {
		read_sampler(m, &k);
		first = texel_level(s, s->min_lod);
		s = &first;
	}
	for (unsigned int n = 0; n < m->slots; n++) {
		uint32_t rgba[4] = { 0, 0, 0, 0 };

		if (!(m->mask >> n & 1))
			continue;
		if (reads)
			load(m, s, n, rgba);
		else if (s->type != SURFTYPE_NULL)
			sample(m, s, &k, n, rgba);
		respond(m, s, n, rgba);
	}
	return 0;
}
