// SPDX-License-Identifier: GPL-2.0-or-later
/* 3DSTATE_PS and 3DSTATE_CONSTANT_PS: what threads run, and are given. */
#include "gpu/registers/gt_regs.h"
#include "gpu/render/draw.h"

#define SIMD8		1u
#define SIMD16		2u
#define SIMD32		4u
#define PUSH_CONSTANTS	(1u << 11)
#define ADDRESS_MASK	0x0000ffffffffffe0ull

/*
 * Which start pointer is of which width (PRM volume 2a, 3DSTATE_PS, "Kernel
 * Start Pointer"): the only one has the first; beside others 32 channels have
 * the second, 16 the third.
 */
static int pointer_of(uint32_t enabled, uint32_t which)
{
	enabled &= SIMD8 | SIMD16 | SIMD32;
	if (enabled == which || which == SIMD8)
		return 0;
	return which == SIMD32 ? 1 : 2;
}

/* Sixteen channels where there is a choice, as the hardware does with enough
 * pixels. */
static bool take_kernel(struct gen9_render *r)
{
	static const uint8_t dword[] = { 0, 7, 9 }, shift[] = { 16, 8, 0 };
	const uint32_t *ps = r->e->draw.ps;
	uint32_t which = ps[5] & SIMD16 ? SIMD16 : ps[5] & SIMD8;
	int n = pointer_of(ps[5], which);

	r->ps.simd = which == SIMD16 ? 16 : 8;
	r->ps.kernel = ps[dword[n]] & ~0x3fu;
	r->core.base = r->bases.instruction +
		       ((uint64_t)(ps[dword[n] + 1] & 0xffff) << 32);
	r->ps.start = ps[6] >> shift[n] & 0x7f;
	return which;
}

/* Registers in front of constants, of one thread. */
static unsigned int front(const struct render_shader *p)
{
	return 2 + (2 * p->barycentrics + p->depth + p->w) * (p->simd / 8);
}

static uint64_t buffer_at(const struct gen9_render *r, unsigned int n)
{
	const uint32_t *dw = r->e->draw.constant_ps + 2 + 2 * n;
	uint64_t at = (dw[0] | (uint64_t)dw[1] << 32) & ADDRESS_MASK;

	if (n || gen9_peek(r->e->regs, CS_DEBUG_MODE2) &
		 CONSTANT_BUFFER_ADDRESS_OFFSET_DISABLE)
		return at;
	return r->bases.dynamic + at;
}

static unsigned int buffer_regs(const struct gen9_render *r, unsigned int n)
{
	return r->e->draw.constant_ps[n / 2] >> n % 2 * 16 & 0xffff;
}

/* One buffer behind the other. */
static bool take_constants(struct gen9_render *r)
{
	unsigned int at = r->ps.start;

	for (unsigned int n = 0; n < 4 && r->e->draw.ps[5] & PUSH_CONSTANTS; n++) {
		unsigned int regs = buffer_regs(r, n);

		if (at + regs > EU_GRFS)
			return false;
		r->port.pages = 0;
		gen9_port_read(&r->port, buffer_at(r, n), r->fixed[at],
			       regs * EU_GRF_BYTES);
		at += regs;
	}
	r->ps.constants = at - r->ps.start;
	return true;
}

static bool attributes_known(const struct gen9_draw_state *d)
{
	/* primitive numbers for components */
	if (d->sbe[0] & 0xfu << 16)
		return false;
	for (unsigned int i = 0; i < 16 && d->sbe[0] >> 21 & 1; i++)
		if (d->sbe_swiz[i / 2] >> i % 2 * 16 & 0xf8c0)
			return false;
	return true;
}

enum gen9_refusal render_shader(struct gen9_render *r)
{
	const struct gen9_draw_state *d = &r->e->draw;
	const uint32_t *ps = d->ps;
	struct render_shader *p = &r->ps;

	*p = (struct render_shader){
		.cr0 = (ps[2] >> 16 & 1) | (ps[2] >> 31 ? EU_CR0_SPF : 0) |
		       (ps[2] >> 14 & 3) << 4 |
		       (ps[2] >> 26 & 1 ? EU_CR0_DENORM_F : 0),
		.scratch = ps[3], .vmask = ps[2] >> 30 & 1,
		.samplers = d->sampler_state_ps & ~0x1fu,
		.binding_table = d->binding_table_ps & 0xffe0,
		.barycentrics = (unsigned int)
			__builtin_popcount(d->wm >> 11 & 0x3f),
		.depth = d->ps_extra >> 24 & 1, .w = d->ps_extra >> 23 & 1,
		.attributes = d->ps_extra >> 8 & 1 ? d->sbe[0] >> 22 & 0x3f : 0,
	};
	if (!take_kernel(r))
		return GEN9_REFUSE_SIMD;
	if (ps[5] & 3u << 3)			/* Position XY Offset */
		return GEN9_REFUSE_OUTPUT;
	if (p->attributes > RENDER_ATTRIBUTES || !attributes_known(d))
		return GEN9_REFUSE_ATTRIBUTE;
	r->group = (struct gen9_group){
		.pixels = &r->pixels, .binding_table = p->binding_table,
		.samplers = p->samplers, .thread = &r->thread,
		.threads = 1, .members = 1,
	};
	if (p->start < front(p) || !take_constants(r) ||
	    p->start + p->constants + 2 * p->attributes > EU_GRFS)
		return GEN9_REFUSE_PAYLOAD;
	return GEN9_REFUSE_NOTHING;
}
