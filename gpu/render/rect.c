// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A rectangle: three of its corners, the second between the others, to the
 * pixels that it covers and to what attributes are in them.
 */
#include <math.h>
#include <string.h>

#include "gpu/host/float.h"
#include "gpu/host/work.h"
#include "gpu/render/draw.h"

#define SF_VIEWPORT	(1u << 1)	/* Viewport Transform Enable */
#define CLIP_NO_DIVIDE	(1u << 9)	/* Perspective Divide Disable */
#define CLIP_ZERO_RTA	(1u << 5)	/* Force Zero RTA Index Enable */
#define RASTER_SCISSOR	(1u << 1)
#define UL_CORNER	(1u << 4)	/* Pixel Location */
#define FURTHEST	32768.0		/* PRM: the guardband */
#define SUBPIXELS	256.0		/* Vertex Sub Pixel Precision: 8 bits */
enum { VUE_LAYER = 1, VUE_VIEWPORT, VUE_X = 4, VUE_Y, VUE_Z, VUE_W };

struct corner {
	double x, y;
	float z, w;
};

static uint32_t viewport_of(const struct gen9_render *r, const uint32_t *vue)
{
	uint32_t most = r->e->draw.clip[2] & 0xf;

	return vue[VUE_VIEWPORT] <= most ? vue[VUE_VIEWPORT] : 0;
}

static void transform(struct gen9_render *r, const uint32_t *vue,
		      struct corner *c)
{
	const struct gen9_draw_state *d = &r->e->draw;
	uint32_t m[6];

	if (!(d->clip[1] & CLIP_NO_DIVIDE)) {
		c->x /= c->w;
		c->y /= c->w;
		c->z /= c->w;
	}
	if (!(d->sf[0] & SF_VIEWPORT))
		return;
	gen9_port_read(&r->port, r->bases.dynamic +
		       (d->viewport_sf_clip & ~0x3fu) + viewport_of(r, vue) * 64,
		       m, sizeof(m));
	c->x = c->x * gen9_float(m[0]) + gen9_float(m[3]);
	c->y = c->y * gen9_float(m[1]) + gen9_float(m[4]);
	c->z = c->z * gen9_float(m[2]) + gen9_float(m[5]);
}

/* In pixels of the target, with eight bits behind the point. */
static struct corner corner(struct gen9_render *r, const uint32_t *vue)
{
	const uint32_t *rect = r->e->draw.drawing_rectangle;
	struct corner c = {
		gen9_float(vue[VUE_X]), gen9_float(vue[VUE_Y]),
		gen9_float(vue[VUE_Z]), gen9_float(vue[VUE_W]),
	};

	transform(r, vue, &c);
	c.x = rint((c.x + (int16_t)rect[2]) * SUBPIXELS) / SUBPIXELS;
	c.y = rint((c.y + (int16_t)(rect[2] >> 16)) * SUBPIXELS) / SUBPIXELS;
	return c;
}

static bool within(const struct corner *c)
{
	return fabs(c->x) <= FURTHEST && fabs(c->y) <= FURTHEST;
}

static bool upright(const struct corner *c)
{
	if (!within(&c[0]) || !within(&c[1]) || !within(&c[2]) ||
	    !(c[0].w == c[1].w && c[1].w == c[2].w))
		return false;
	return (c[0].y == c[1].y && c[1].x == c[2].x) ||
	       (c[0].x == c[1].x && c[1].y == c[2].y);
}

enum gen9_refusal render_shapes(struct gen9_render *r)
{
	uint64_t n = (uint64_t)(r->prim[1] / 3) * r->prim[3];
	uint32_t elements = r->e->draw.elements;
	uint32_t vue[VUE_DWORDS];
	struct corner c[3];

	/* all are fetched in one call */
	if (n > RENDER_RECTS || n * elements > RENDER_RECTS)
		return GEN9_REFUSE_MANY;
	r->rects = (uint32_t)n;
	for (uint32_t i = 0; i < r->rects; i++) {
		for (unsigned int k = 0; k < 3; k++) {
			render_fetch(r, i, k, vue);
			c[k] = corner(r, vue);
		}
		r->e->ppgtt.work += GEN9_WORK_STEP;
		if (!upright(c))
			return GEN9_REFUSE_SHAPE;
	}
	return GEN9_REFUSE_NOTHING;
}

static double least(const struct corner *c, bool y)
{
	double a = y ? c[0].y : c[0].x, b = y ? c[2].y : c[2].x;

	return a < b ? a : b;
}

static double most(const struct corner *c, bool y)
{
	double a = y ? c[0].y : c[0].x, b = y ? c[2].y : c[2].x;

	return a > b ? a : b;
}

/* Pixels whose centre (or corner) is in it, left and upper edge included. */
static void cover(struct gen9_render *r, const struct corner *c)
{
	double at = r->e->draw.multisample & UL_CORNER ? 0.0 : 0.5;
	struct render_rect *p = &r->rect;

	p->x0 = (int32_t)ceil(least(c, false) - at);
	p->x1 = (int32_t)ceil(most(c, false) - at);
	p->y0 = (int32_t)ceil(least(c, true) - at);
	p->y1 = (int32_t)ceil(most(c, true) - at);
}

/* Both corners are in it. */
static void clip(struct render_rect *p, uint32_t from, uint32_t to)
{
	int32_t x0 = from & 0xffff, y0 = from >> 16, x1 = (to & 0xffff) + 1,
		y1 = (to >> 16) + 1;

	p->x0 = p->x0 > x0 ? p->x0 : x0;
	p->y0 = p->y0 > y0 ? p->y0 : y0;
	p->x1 = p->x1 < x1 ? p->x1 : x1;
	p->y1 = p->y1 < y1 ? p->y1 : y1;
}

static void clip_all(struct gen9_render *r, const uint32_t *vue)
{
	const struct gen9_draw_state *d = &r->e->draw;
	uint32_t scissor[2];

	clip(&r->rect, d->drawing_rectangle[0], d->drawing_rectangle[1]);
	if (!(d->raster[0] & RASTER_SCISSOR))
		return;
	gen9_port_read(&r->port, r->bases.dynamic + (d->scissor & ~0x1fu) +
		       viewport_of(r, vue) * 8, scissor, sizeof(scissor));
	clip(&r->rect, scissor[0], scissor[1]);
}

/* P = v0 + w1 (v1 - v0) + w2 (v2 - v0), solved for w1 and w2. */
static void weigh(struct render_rect *p, const struct corner *c)
{
	double x1 = c[1].x - c[0].x, y1 = c[1].y - c[0].y;
	double x2 = c[2].x - c[0].x, y2 = c[2].y - c[0].y;
	double det = x1 * y2 - x2 * y1;

	p->weight[0][0] = y2 / det;
	p->weight[0][1] = -x2 / det;
	p->weight[1][0] = -y1 / det;
	p->weight[1][1] = x1 / det;
	for (unsigned int i = 0; i < 2; i++)
		p->weight[i][2] = -(p->weight[i][0] * c[0].x +
				    p->weight[i][1] * c[0].y);
	for (unsigned int i = 0; i < 3; i++)
		p->z[i] = c[i].z;
	p->w = c[0].w;
}

static unsigned int source_of(const struct gen9_draw_state *d, unsigned int i)
{
	if (!(d->sbe[0] >> 21 & 1) || i >= 16)
		return i;
	return d->sbe_swiz[i / 2] >> i % 2 * 16 & 0x1f;
}

/*
 * Where attributes start in the VUE, dwords: of 3DSTATE_SBE, if that does not
 * leave it to the last stage.
 */
static unsigned int attributes_at(const struct gen9_draw_state *d)
{
	uint32_t rows = d->sbe[0] >> 28 & 1 ? d->sbe[0] >> 5 & 0x3f :
			d->vs[7] >> 21 & 0x3f;

	return rows * 8;
}

/* Of a component: what pln takes: differences to vertex 0, and that. */
static void plane(const uint32_t *v, bool constant, unsigned int provoking,
		  uint32_t *to)
{
	float a = gen9_float(v[0]);

	to[2] = 0;
	if (constant) {
		to[0] = to[1] = 0;
		to[3] = v[provoking];
		return;
	}
	to[0] = gen9_float_word(gen9_float(v[1]) - a);
	to[1] = gen9_float_word(gen9_float(v[2]) - a);
	to[3] = v[0];
}

static void attribute(struct gen9_render *r, unsigned int i,
		      uint32_t vue[3][VUE_DWORDS])
{
	const struct gen9_draw_state *d = &r->e->draw;
	unsigned int at = attributes_at(d) + 4 * source_of(d, i);
	unsigned int reg = r->ps.start + r->ps.constants + 2 * i;
	unsigned int provoking = d->sf[2] >> 29 & 3;

	for (unsigned int c = 0; c < 4; c++) {
		uint32_t v[3] = { 0, 0, 0 }, to[4];

		for (unsigned int n = 0; n < 3 && at + c < VUE_DWORDS; n++)
			v[n] = vue[n][at + c];
		plane(v, d->sbe[2] >> i & 1, provoking < 3 ? provoking : 2, to);
		memcpy(&r->fixed[reg][0] + 16 * c, to, sizeof(to));
	}
}

bool render_set_up(struct gen9_render *r)
{
	const struct gen9_draw_state *d = &r->e->draw;
	uint32_t vue[3][VUE_DWORDS];
	struct render_rect *p = &r->rect;
	struct corner c[3];

	for (unsigned int k = 0; k < 3; k++) {
		render_fetch(r, r->at, k, vue[k]);
		c[k] = corner(r, vue[k]);
	}
	/* memory may have changed since it was looked at */
	if (!upright(c))
		return false;
	*p = (struct render_rect){ .layer = vue[0][VUE_LAYER] & 0x7ff };
	if (d->clip[2] & CLIP_ZERO_RTA)
		p->layer = 0;
	cover(r, c);
	clip_all(r, vue[0]);
	weigh(p, c);
	for (unsigned int i = 0; i < r->ps.attributes; i++)
		attribute(r, i, vue);
	p->bx = p->x0 & -RENDER_BLOCK;
	p->by = p->y0 & -RENDER_BLOCK;
	return p->x0 < p->x1 && p->y0 < p->y1 && d->sample_mask & 1;
}
