// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Render target writes. Descriptor: PRM, Skylake, volume 7, "Render Target
 * Write"; header and payload: Mesa's src/intel/compiler (brw_eu_defines.h,
 * lower_fb_write_logical_send()).
 */
#include "gpu/message/blend.h"
#include "gpu/message/texel.h"

enum { SIMD16, SIMD16_REPLICATED, SIMD8_LO = 4 };

#define HALVES		(1u << 30)
#define SLOTGRP_HI	(1u << 11)
#define PIXELS		(4 * GEN9_SUBSPANS)
/* M0.0: source 0 alpha, oMask, depth, stencil in the payload */
#define MORE		(0xfu << 11)

/* What one message writes. */
struct target {
	const struct gen9_msg_surface *s;
	const struct gen9_blend *blend;
	unsigned int kind, shift;	/* pixel of slot 0 */
	uint32_t layer;
	bool reads;			/* what is there counts */
};

static int header(struct msg *m, struct target *t)
{
	if (!m->first)
		return 0;
	m->first = 2;
	if (msg_payload(m) < 2 || msg_header(m, 0) & MORE)
		return MSG_REFUSED;
	t->layer = msg_header(m, 0) >> 16 & 0x7ff;
	t->blend = &m->g->pixels->blend[msg_header(m, 2) & (GEN9_TARGETS - 1)];
	/* M1.7: pixels that are left */
	m->mask &= msg_u32(msg_src(m, 1) + 28) >> t->shift & 0xffff;
	return 0;
}

static int begin(struct msg *m, struct target *t)
{
	const struct gen9_pixels *p = m->g->pixels;
	unsigned int regs;

	if (!p || m->s->desc & HALVES)
		return MSG_REFUSED;
	t->kind = m->s->desc >> 8 & 7;
	t->shift = m->s->desc & SLOTGRP_HI ? 16 : 0;
	t->layer = p->layer;
	t->blend = &p->blend[0];
	m->slots = t->kind == SIMD8_LO ? 8 : 16;
	regs = t->kind == SIMD16_REPLICATED ? 1 : 4 * m->slots / 8;
	if ((t->kind > SIMD16_REPLICATED && t->kind != SIMD8_LO) ||
	    header(m, t) || !t->blend->known || msg_payload(m) != m->first + regs ||
	    msg_surface(m, &t->s))
		return MSG_REFUSED;
	m->mask &= p->mask >> t->shift;
	return 0;
}

static void colour(const struct msg *m, const struct target *t,
		   unsigned int slot, uint32_t *rgba)
{
	unsigned int regs = m->slots / 8;

	for (unsigned int i = 0; i < 4; i++)
		rgba[i] = t->kind == SIMD16_REPLICATED ?
			msg_u32(msg_src(m, m->first) + 4 * i) :
			msg_u32(msg_src(m, m->first + i * regs + slot / 8) +
				slot % 8 * 4);
}

static void write_pixel(struct msg *m, const struct target *t, unsigned int slot)
{
	const struct gen9_pixels *p = m->g->pixels;
	unsigned int n = slot + t->shift, bytes = texel_bytes(t->s->format);
	uint32_t rgba[4], old[4] = { 0, 0, 0, 0 }, xyz[3];
	uint8_t raw[TEXEL_BYTES];
	uint64_t va;

	if (n >= PIXELS)
		return;
	xyz[0] = p->x[n / 4] + (n & 1);
	xyz[1] = p->y[n / 4] + (n >> 1 & 1);
	xyz[2] = t->s->array || t->s->type == SURFTYPE_3D ? t->layer : 0;
	if (!texel_at(t->s, xyz, &va))
		return;
	colour(m, t, slot, rgba);
	if (t->reads) {
		gen9_port_read(m->p, va, raw, bytes);
		texel_unpack(t->s->format, raw, old);
	}
	blend_pixel(t->blend, p->constant, t->s->format, rgba, old);
	texel_pack(t->s->format, rgba, raw);
	gen9_port_write(m->p, va, raw, bytes);
}

/* By the render cache: L3 and the way to it have nothing to do. */
static void write_pixels(struct msg *m, const struct target *t)
{
	struct gen9_levels *l = m->p->levels;
	uint64_t by_l3 = l ? l->done[GEN9_DONE_L3] : 0;

	for (unsigned int n = 0; n < m->slots; n++)
		if (m->mask >> n & 1)
			write_pixel(m, t, n);
	if (l)
		l->done[GEN9_DONE_L3] = by_l3;
}

int msg_render_target(struct msg *m)
{
	struct gen9_msg_surface level;
	struct target t = { .s = NULL };

	if (begin(m, &t))
		return MSG_REFUSED;
	if (t.s->type == SURFTYPE_NULL || t.blend->keep == 0xf)
		return 0;
	if (!texel_surface_ok(t.s))
		return MSG_REFUSED;
	if (m->mask && t.s->lod) {
		level = texel_level(t.s, t.s->lod);
		t.s = &level;
	}
	t.reads = blend_reads(t.blend, t.s->format);
	write_pixels(m, &t);
	return 0;
}

bool gen9_surface_clip(const struct gen9_msg_surface *s, struct gen9_box *b)
{
	struct gen9_msg_surface level;
	uint32_t e[3];

	if (!texel_surface_ok(s))
		return false;
	level = texel_level(s, s->lod);
	texel_extent(&level, e);
	if (b->x0 < 0 || b->y0 < 0 || b->z >= e[2])
		return false;
	if ((uint32_t)b->x1 > e[0])
		b->x1 = (int32_t)e[0];
	if ((uint32_t)b->y1 > e[1])
		b->y1 = (int32_t)e[1];
	return b->x0 < b->x1 && b->y0 < b->y1;
}

void gen9_surface_fill(struct gen9_port *p, const struct gen9_msg_surface *s,
		       const struct gen9_box *b, const uint32_t *rgba)
{
	struct gen9_msg_surface level;
	uint8_t raw[TEXEL_BYTES];
	uint64_t va;

	if (!texel_surface_ok(s))
		return;
	level = texel_level(s, s->lod);
	texel_pack(s->format, rgba, raw);
	for (int32_t y = b->y0; y < b->y1; y++)
		for (int32_t x = b->x0; x < b->x1; x++) {
			const uint32_t xyz[3] = { (uint32_t)x, (uint32_t)y,
						  b->z };

			if (texel_at(&level, xyz, &va))
				gen9_port_write(p, va, raw,
						texel_bytes(s->format));
		}
}
