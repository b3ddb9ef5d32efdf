// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a rectangle to threads: subspans side by side, two lines high, in
 * squares of RENDER_BLOCK pixels; and what a thread has in its registers.
 */
#include <string.h>

#include "gpu/host/float.h"
#include "gpu/render/draw.h"

#define RECTLIST	15u
#define UL_CORNER	(1u << 4)

void render_next_block(struct render_rect *p)
{
	p->bx += RENDER_BLOCK;
	if (p->bx < p->x1)
		return;
	p->bx = p->x0 & -RENDER_BLOCK;
	p->by += RENDER_BLOCK;
}

static void advance(struct gen9_render *r)
{
	if (++r->rect.next < RENDER_BLOCK * RENDER_BLOCK / r->ps.simd)
		return;
	r->rect.next = 0;
	render_next_block(&r->rect);
}

static bool inside(const struct render_rect *p, int32_t x, int32_t y)
{
	return x >= p->x0 && x < p->x1 && y >= p->y0 && y < p->y1;
}

/* The pixels of the thread that is next: which are in the rectangle. */
static uint32_t spread(struct gen9_render *r)
{
	const struct render_rect *p = &r->rect;
	int32_t width = (int32_t)r->ps.simd / 2;
	int32_t across = RENDER_BLOCK / width;
	int32_t x = p->bx + (int32_t)p->next % across * width;
	int32_t y = p->by + (int32_t)p->next / across * 2;

	r->pixels.mask = 0;
	for (unsigned int n = 0; n < r->ps.simd; n++) {
		unsigned int s = n / 4;

		r->pixels.x[s] = (uint16_t)(x + 2 * (int32_t)s);
		r->pixels.y[s] = (uint16_t)y;
		if (inside(p, r->pixels.x[s] + (n & 1), y + (n >> 1 & 1)))
			r->pixels.mask |= 1u << n;
	}
	return r->pixels.mask;
}

/* All of a subspan, if one pixel is. */
static uint32_t whole(uint32_t mask)
{
	uint32_t any = mask | mask >> 1;

	any = (any | any >> 2) & 0x11111111;
	return any * 0xf;
}

static void put(struct gen9_render *r, unsigned int reg, unsigned int dw,
		uint32_t v)
{
	memcpy(&r->thread.grf[reg][0] + 4 * dw, &v, 4);
}

/* r0, r1: PRM volume 7, "PS Thread Payload for Normal Dispatch". */
static void header(struct gen9_render *r)
{
	const struct gen9_pixels *x = &r->pixels;

	put(r, 0, 0, x->layer << 16 | RECTLIST);
	put(r, 0, 1, r->e->draw.cc_state & ~0x3fu);
	put(r, 0, 3, r->ps.samplers | (r->ps.scratch & 0xf));
	put(r, 0, 4, r->ps.binding_table);
	put(r, 0, 5, r->ps.scratch & ~0x3ffu);
	for (unsigned int s = 0; s < GEN9_SUBSPANS; s++)
		put(r, 1, 2 + s, (uint32_t)x->y[s] << 16 | x->x[s]);
	put(r, 1, 7, x->mask << 16 | (x->mask & 0xffff));
}

/* A float of slot n: eight a register, step registers from eight to eight. */
static void per_slot(struct gen9_render *r, unsigned int reg, unsigned int n,
		     unsigned int step, double v)
{
	put(r, reg + n / 8 * step, n % 8, gen9_float_word((float)v));
}

static void interpolated(struct gen9_render *r, unsigned int n)
{
	const struct render_rect *p = &r->rect;
	double at = r->e->draw.multisample & UL_CORNER ? 0.0 : 0.5, w[2];
	double x = r->pixels.x[n / 4] + (n & 1) + at;
	double y = r->pixels.y[n / 4] + (n >> 1 & 1) + at;
	unsigned int wide = r->ps.simd / 8, reg = 2;

	for (unsigned int i = 0; i < 2; i++)
		w[i] = p->weight[i][0] * x + p->weight[i][1] * y +
		       p->weight[i][2];
	for (unsigned int i = 0; i < r->ps.barycentrics; i++, reg += 2 * wide) {
		per_slot(r, reg, n, 2, w[0]);
		per_slot(r, reg + 1, n, 2, w[1]);
	}
	if (r->ps.depth) {
		per_slot(r, reg, n, 1, p->z[0] + w[0] * (p->z[1] - p->z[0]) +
			 w[1] * (p->z[2] - p->z[0]));
		reg += wide;
	}
	if (r->ps.w)
		per_slot(r, reg, n, 1, p->w);
}

static void start(struct gen9_render *r)
{
	unsigned int from = r->ps.start;
	unsigned int regs = r->ps.constants + 2 * r->ps.attributes;
	struct eu_thread *t = &r->thread;
	uint32_t vmask = whole(r->pixels.mask);

	eu_thread_start(t, &r->core, r->ps.kernel,
			r->ps.vmask ? vmask : r->pixels.mask);
	t->sr0[2] = r->pixels.mask;
	t->sr0[3] = vmask;
	t->cr0[0] |= r->ps.cr0;
	t->group = &r->group;
	r->pixels.layer = r->rect.layer;
	header(r);
	for (unsigned int n = 0; n < r->ps.simd; n++)
		interpolated(r, n);
	memcpy(t->grf[from], r->fixed[from], regs * EU_GRF_BYTES);
	r->core.ctr.done[GEN9_DONE_PS_THREADS]++;
	r->core.ctr.done[GEN9_DONE_PIXELS] += __builtin_popcount(r->pixels.mask);
	r->e->ppgtt.work += sizeof(*t);
}

bool render_at_end(const struct gen9_render *r)
{
	return r->rect.by >= r->rect.y1;
}

bool render_start_thread(struct gen9_render *r)
{
	while (!render_at_end(r) && r->e->ppgtt.work < r->until) {
		bool some = spread(r);

		r->e->ppgtt.work += r->ps.simd;
		if (some)
			start(r);
		advance(r);
		if (some)
			return true;
	}
	return false;
}
