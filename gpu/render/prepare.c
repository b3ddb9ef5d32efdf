// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the state asks for: is all of it modelled? A row a question, in the
 * order in which they are asked.
 */
#include <stddef.h>

#include "gpu/render/draw.h"

#define RECTLIST	15u
#define SURFTYPE_NULL	7u
#define MOST_CODE	4096u	/* instructions of a shader that are looked at */

const char *const gen9_refusals[GEN9_REFUSALS] = {
	[GEN9_REFUSE_PIPELINE] = "the pipeline selected is not 3D",
	[GEN9_REFUSE_LENGTH] = "a command of another length",
	[GEN9_REFUSE_TOPOLOGY] = "a topology other than RECTLIST",
	[GEN9_REFUSE_INDEXED] = "indexed vertices, or an end offset",
	[GEN9_REFUSE_STAGE] = "a vertex, hull, domain or geometry shader, tessellation or stream output",
	[GEN9_REFUSE_SHADER] = "no pixel shader that is dispatched",
	[GEN9_REFUSE_SIMD] = "a pixel shader that has only 32 channels",
	[GEN9_REFUSE_OUTPUT] = "a shader with coverage, depth, stencil, samples or chroma keys",
	[GEN9_REFUSE_DEPTH] = "depth or stencil",
	[GEN9_REFUSE_SAMPLES] = "more than one sample",
	[GEN9_REFUSE_RASTER] = "culling, fill modes, stipple, conservative or antialiased rasterization",
	[GEN9_REFUSE_CLEAR] = "a fast clear of this surface",
	[GEN9_REFUSE_BLEND] = "alpha tests, alpha to coverage, dither or logic operations",
	[GEN9_REFUSE_SURFACE] = "a surface of a format, tiling or layout that is not modelled",
	[GEN9_REFUSE_VERTEX] = "vertex elements that are not modelled",
	[GEN9_REFUSE_ATTRIBUTE] = "attributes that are not taken as they are",
	[GEN9_REFUSE_PAYLOAD] = "a payload of more registers than there are",
	[GEN9_REFUSE_MANY] = "too many rectangles",
	[GEN9_REFUSE_SHAPE] = "a rectangle that is not upright, or in perspective",
	[GEN9_REFUSE_MESSAGE] = "a message of the shader is not modelled",
	[GEN9_REFUSE_SENT] = "a message that was sent is not modelled, of which the code did not tell; some pixels may be drawn",
};

/* Bits of a dword that have to be value; dword of struct gen9_draw_state. */
struct question {
	uint16_t at;
	uint32_t bits, value;
	enum gen9_refusal why;
};
#define AT(field, n) (offsetof(struct gen9_draw_state, field) / 4 + (n))
#define NOT(field, n, mask, reason) \
	{ AT(field, n), mask, 0, GEN9_REFUSE_##reason }
#define IS(field, n, mask, v, reason) \
	{ AT(field, n), mask, v, GEN9_REFUSE_##reason }

static const struct question questions[] = {
	NOT(vs, 6, 1u, STAGE),			/* Function Enable ... */
	NOT(gs, 6, 1u, STAGE),
	NOT(hs, 1, 1u << 31, STAGE),
	NOT(te, 0, 1u, STAGE),
	NOT(ds, 6, 1u, STAGE),
	NOT(streamout, 0, 3u << 30, STAGE),	/* and Rendering Disable */
	IS(ps_extra, 0, 1u << 31, 1u << 31, SHADER),	/* Pixel Shader Valid */
	/* oMask, depth, per sample, stencil, pulled barycentrics, coverage */
	NOT(ps_extra, 0, 1u << 29 | 3u << 26 | 1u << 6 | 1u << 5 | 1u << 3 | 3u,
	    OUTPUT),
	NOT(wm_chromakey, 0, 1u << 31, OUTPUT),
	NOT(wm, 0, 1u << 30 | 1u << 28 | 1u << 27, DEPTH),
	NOT(wm_hz_op, 0, 0xf8000000u, DEPTH),
	NOT(wm, 0, 1u << 19, SHADER),		/* ForceOff */
	NOT(wm, 0, 1u << 4, RASTER),		/* Polygon Stipple */
	NOT(multisample, 0, 7u << 1, SAMPLES),
	NOT(raster, 0, 3u << 19, SAMPLES),	/* Forced Sample Count: 0, 1 */
	NOT(raster, 0, 1u << 24 | 1u << 14 | 0xfu << 3 | 1u << 2, RASTER),
	IS(raster, 0, 3u << 16, 1u << 16, RASTER),	/* Cull Mode: NONE */
	NOT(clip, 1, 3u << 13, RASTER),		/* Clip Mode: REJECT_ALL */
	IS(ps_blend, 0, 1u << 30, 1u << 30, SHADER),	/* Has Writeable RT */
	NOT(ps_blend, 0, 1u << 31 | 1u << 8, BLEND),
};

static enum gen9_refusal ask(const struct gen9_draw_state *d)
{
	const uint32_t *dw = (const uint32_t *)d;

	for (unsigned int i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		if ((dw[questions[i].at] & questions[i].bits) !=
		    questions[i].value)
			return questions[i].why;
	return GEN9_REFUSE_NOTHING;
}

/* Tests and writes mean nothing where there is no buffer. */
static bool has_depth(const struct gen9_draw_state *d)
{
	bool depth = d->wm_depth_stencil[0] & 3;
	bool stencil = d->wm_depth_stencil[0] & 0xc;

	return (depth && d->depth_buffer[0] >> 29 != SURFTYPE_NULL) ||
	       (stencil && d->stencil_buffer[0] >> 31);
}

static enum gen9_refusal primitive(const uint32_t *dw)
{
	if ((dw[0] & 0x3f) != RECTLIST)
		return GEN9_REFUSE_TOPOLOGY;
	return dw[0] & 3u << 8 ? GEN9_REFUSE_INDEXED : GEN9_REFUSE_NOTHING;
}

/* What 3DSTATE_PS says is in the binding table: as many surfaces are read. */
static enum gen9_refusal surfaces(struct gen9_render *r)
{
	unsigned int n = r->e->draw.ps[2] >> 18 & 0xff;

	gen9_port_begin(&r->port);
	for (unsigned int i = 0; i < n && i < GEN9_MSG_SURFACES / 2; i++) {
		r->port.pages = 0;
		if (!gen9_surface_known(gen9_port_surface(&r->port,
						r->ps.binding_table, i)))
			return GEN9_REFUSE_SURFACE;
	}
	return GEN9_REFUSE_NOTHING;
}

/*
 * The shader's messages, in the order of its code: those that the thread comes by
 * and those that it may not.
 */
static enum gen9_refusal messages(struct gen9_render *r)
{
	struct eu_thread *t = &r->thread;
	int ret;

	eu_thread_start(t, &r->core, r->ps.kernel, 0);
	t->group = &r->group;
	ret = eu_scan(t, r->ps.kernel, MOST_CODE, gen9_message_known);
	r->e->ppgtt.work += t->work;
	return ret ? GEN9_REFUSE_MESSAGE : GEN9_REFUSE_NOTHING;
}

enum gen9_refusal render_prepare(struct gen9_render *r)
{
	const struct gen9_draw_state *d = &r->e->draw;
	enum gen9_refusal why = primitive(r->prim);

	if (!why)
		why = ask(d);
	if (!why && has_depth(d))
		why = GEN9_REFUSE_DEPTH;
	if (!why)
		why = render_vertices(d);
	if (why)
		return why;
	r->bases = gen9_bases_of(&r->e->compute);
	why = render_shader(r);
	if (!why)
		why = surfaces(r);
	if (!why)
		why = render_blend(r);
	if (!why)
		why = render_is_clear(d) ? render_can_clear(r) : messages(r);
	return why ? why : render_shapes(r);
}
