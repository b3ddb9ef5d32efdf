// SPDX-License-Identifier: GPL-2.0-or-later
/* A primitive in a saved state; between two of them only what was counted. */
#include "gpu/eu/state.h"
#include "gpu/message/state.h"
#include "gpu/render/draw.h"
#include "gpu/render/state.h"

#define STATE_OF struct render_shader
static const struct gen9_state_row shader_rows[] = {
	STATE_NUM(kernel), STATE_NUM(cr0), STATE_NUM(scratch),
	STATE_NUM(samplers), STATE_NUM(binding_table), STATE_MAX(simd, 16),
	STATE_MAX(barycentrics, 6), STATE_BOOL(depth), STATE_BOOL(w),
	STATE_BOOL(vmask), STATE_MAX(start, EU_GRFS),
	STATE_MAX(constants, EU_GRFS), STATE_MAX(attributes, RENDER_ATTRIBUTES),
};

static const char *shader_check(const void *at)
{
	const struct render_shader *p = at;
	unsigned int front = 2 + (2 * p->barycentrics + p->depth + p->w) *
				 (p->simd / 8);

	if (p->simd != 8 && p->simd != 16)
		return "a shader of no width";
	if (p->start < front ||
	    p->start + p->constants + 2 * p->attributes > EU_GRFS)
		return "a payload of more registers than there are";
	return NULL;
}

static const struct gen9_state_table shader_state =
	STATE_TABLE(shader_rows, shader_check);
#undef STATE_OF

/* Doubles and floats are numbers of as many bytes. */
#define STATE_OF struct render_rect
static const struct gen9_state_row rect_rows[] = {
	STATE_NUM(x0), STATE_NUM(y0), STATE_NUM(x1), STATE_NUM(y1),
	STATE_NUM(bx), STATE_NUM(by), STATE_MAX(next, 31),
	STATE_MAX(layer, 0x7ff), STATE_ARR(weight, double),
	STATE_ARR(z, float), STATE_NUM(w),
};

static const char *rect_check(const void *at)
{
	const struct render_rect *p = at;
	const int32_t most = 1 << 16;

	if (p->x0 < 0 || p->y0 < 0 || p->x1 < p->x0 || p->y1 < p->y0 ||
	    p->x1 > most || p->y1 > most || p->bx < 0 || p->by < 0 ||
	    p->bx > p->x1 || p->by > p->y1 + RENDER_BLOCK)
		return "a rectangle of no place";
	return NULL;
}

static const struct gen9_state_table rect_state =
	STATE_TABLE(rect_rows, rect_check);
#undef STATE_OF

#define STATE_OF struct gen9_blend_half
static const struct gen9_state_row half_rows[] = {
	STATE_MAX(src, 31), STATE_MAX(dst, 31), STATE_MAX(func, 7),
};

static const struct gen9_state_table half_state =
	STATE_TABLE(half_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_blend
static const struct gen9_state_row blend_rows[] = {
	STATE_BOOL(known), STATE_BOOL(on), STATE_MAX(keep, 0xf),
	STATE_BOOL(clamp_before), STATE_BOOL(clamp_after), STATE_MAX(range, 3),
	STATE_STRUCT(rgb, half_state), STATE_STRUCT(alpha, half_state),
};

static const struct gen9_state_table blend_state =
	STATE_TABLE(blend_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_pixels
static const struct gen9_state_row pixels_rows[] = {
	STATE_ARR(x, uint16_t), STATE_ARR(y, uint16_t), STATE_NUM(mask),
	STATE_MAX(layer, 0x7ff), STATE_ARR(constant, float),
	STATE_STRUCTS(blend, struct gen9_blend, blend_state),
};

static const struct gen9_state_table pixels_state =
	STATE_TABLE(pixels_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_render
static const struct gen9_state_row rows[] = {
	STATE_NOT(e, "points to the engine"),
	STATE_STRUCT(bases, gen9_bases_state),
	STATE_STRUCT(port, gen9_port_state),
	STATE_NOT(core, "gen9_render_save()"),
	STATE_STRUCT(group, gen9_group_state),
	STATE_STRUCT(pixels, pixels_state), STATE_STRUCT(ps, shader_state),
	STATE_ARR(prim, uint32_t), STATE_NUM(at), STATE_MAX(rects, RENDER_RECTS),
	STATE_BOOL(in_rect), STATE_BOOL(running), STATE_STRUCT(rect, rect_state),
	STATE_NOT(until, "of a step"), STATE_ARR(fixed, uint8_t),
	STATE_NOT(thread, "if it runs: gen9_render_save()"),
};

static const char *check(const void *at)
{
	const struct gen9_render *r = at;

	if (r->prim[1] < 3 || !r->rects || r->at >= r->rects)
		return "at a rectangle that the primitive does not have";
	return r->running && !r->in_rect ? "a thread of no rectangle" : NULL;
}

const struct gen9_state_table gen9_render_state = STATE_TABLE(rows, check);
#undef STATE_OF

void gen9_render_save(struct gen9_state *s, struct gen9_engine *e)
{
	struct gen9_render *r = e->render;

	gen9_state_struct(s, &eu_core_state, &r->core);
	if (!e->drawing || s->failed)
		return;
	gen9_state_struct(s, &gen9_render_state, r);
	gen9_levels_save(s, r->port.levels);
	eu_lines_save(s, &r->core);
	r->group.pixels = &r->pixels;
	r->group.thread = &r->thread;
	if (!r->running || s->failed)
		return;
	gen9_state_struct(s, &eu_thread_state, &r->thread);
	r->thread.core = &r->core;
	r->thread.group = &r->group;
}
