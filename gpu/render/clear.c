// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fast clears and resolves by what comes of them. On the part a fast clear
 * marks blocks in the CCS, and a resolve writes the colour where they are
 * marked. What is in a CCS is nobody's but the hardware's; here nothing is
 * marked (message/surface.c): a fast clear writes the colour of the surface
 * state, a resolve finds nothing to do.
 *
 * The rectangle that is sent is the one to be cleared, scaled down: PRM,
 * Skylake, volume 7, "MCS/CCS Buffers for Render Target(s)"; of 32 bits a texel
 * by 64 and 32 (Mesa's blorp_clear.c, get_fast_clear_rect()).
 */
#include "gpu/host/work.h"
#include "gpu/memory/surface.h"
#include "gpu/render/draw.h"

#define FAST_CLEAR	(1u << 8)
#define RESOLVE		(3u << 6)
#define DOWN_Y		32
#define DOWN_X_BYTES	256

bool render_is_clear(const struct gen9_draw_state *d)
{
	return d->ps[5] & (FAST_CLEAR | RESOLVE);
}

static const struct gen9_msg_surface *target(struct gen9_render *r)
{
	return gen9_port_surface(&r->port, r->ps.binding_table, 0);
}

static unsigned int bytes_of(const struct gen9_msg_surface *s)
{
	static const uint8_t none[16];
	uint32_t rgba[4];

	return gen9_texel(s->format, none, rgba);
}

enum gen9_refusal render_can_clear(struct gen9_render *r)
{
	const struct gen9_msg_surface *s = target(r);
	unsigned int bytes = bytes_of(s);

	if (!gen9_surface_known(s) || !s->ccs || s->tiling != GEN9_TILE_Y ||
	    (bytes != 4 && bytes != 8 && bytes != 16))
		return GEN9_REFUSE_CLEAR;
	return GEN9_REFUSE_NOTHING;
}

static int32_t scaled(int32_t v, int32_t by, uint32_t most)
{
	int64_t to = (int64_t)v * by;

	return to < (int64_t)most ? (int32_t)to : (int32_t)most;
}

bool render_clear_area(struct gen9_render *r)
{
	const struct gen9_msg_surface *s = target(r);
	struct render_rect *p = &r->rect;
	struct gen9_box b;
	int32_t down;

	/* also where a state was loaded that no primitive has left */
	if (!(r->e->draw.ps[5] & FAST_CLEAR) || render_can_clear(r))
		return false;
	down = DOWN_X_BYTES / (int32_t)bytes_of(s);
	b = (struct gen9_box){
		.x0 = scaled(p->x0, down, s->width),
		.x1 = scaled(p->x1, down, s->width),
		.y0 = scaled(p->y0, DOWN_Y, s->height),
		.y1 = scaled(p->y1, DOWN_Y, s->height),
		.z = s->array ? p->layer : 0,
	};
	/* no more than is there: what is not costs the host time, too */
	if (!gen9_surface_clip(s, &b))
		return false;
	p->x0 = b.x0;
	p->x1 = b.x1;
	p->y0 = b.y0;
	p->y1 = b.y1;
	p->bx = p->x0 & -RENDER_BLOCK;
	p->by = p->y0 & -RENDER_BLOCK;
	return true;
}

static int32_t most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

void render_clear_block(struct gen9_render *r)
{
	const struct gen9_msg_surface *s = target(r);
	const struct render_rect *p = &r->rect;
	const struct gen9_box b = {
		.x0 = most(p->x0, p->bx), .x1 = least(p->x1, p->bx + RENDER_BLOCK),
		.y0 = most(p->y0, p->by), .y1 = least(p->y1, p->by + RENDER_BLOCK),
		.z = s->array ? p->layer : 0,
	};

	r->port.pages = 0;
	gen9_surface_fill(&r->port, s, &b, s->clear);
	r->e->ppgtt.work += GEN9_WORK_STEP;
	gen9_levels_take_lines(r->port.levels, &r->e->ppgtt);
	gen9_walker_message(&r->e->ppgtt);
	render_next_block(&r->rect);
}
