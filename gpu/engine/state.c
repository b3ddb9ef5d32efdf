// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/blitter/state.h"
#include "gpu/engine/state.h"
#include "gpu/memory/state.h"

#define WIRED "points to other parts: as it was made"
#define FIXED "by its number"

#define STATE_OF struct gen9_batch
static const struct gen9_state_row batch_rows[] = {
	STATE_NUM(addr), STATE_BOOL(ggtt),
};

static const struct gen9_state_table batch_state =
	STATE_TABLE(batch_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_position
static const struct gen9_state_row position_rows[] = {
	STATE_MAX(level, LVL_PER_CTX), STATE_MAX(resume, LVL_PER_CTX),
	STATE_STRUCTS(bb, struct gen9_batch, batch_state), STATE_NUM(wa_addr),
	STATE_NUM(wa_end),
};

static const struct gen9_state_table position_state =
	STATE_TABLE(position_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_wait
static const struct gen9_state_row wait_rows[] = {
	STATE_BOOL(on), STATE_NUM(from), STATE_ARR(dw, uint32_t),
};

static const struct gen9_state_table wait_state =
	STATE_TABLE(wait_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_compute
static const struct gen9_state_row compute_rows[] = {
	STATE_NUM(pipeline), STATE_ARR(base, uint32_t),
	STATE_ARR(vfe, uint32_t), STATE_ARR(curbe, uint32_t),
	STATE_ARR(descriptors, uint32_t), STATE_NUM(walking),
	STATE_ARR(walker, uint32_t), STATE_ARR(next, uint32_t),
	STATE_NUM(dwords),
};

static const struct gen9_state_table compute_state =
	STATE_TABLE(compute_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_draw_state
static const struct gen9_state_row draw_rows[] = {
	STATE_NUM(vf), STATE_NUM(vf_topology), STATE_NUM(vf_sgvs),
	STATE_ARR(vs, uint32_t),
	STATE_ARR(gs, uint32_t), STATE_ARR(hs, uint32_t),
	STATE_ARR(te, uint32_t), STATE_ARR(ds, uint32_t),
	STATE_ARR(streamout, uint32_t), STATE_ARR(clip, uint32_t),
	STATE_ARR(sf, uint32_t), STATE_ARR(raster, uint32_t),
	STATE_ARR(sbe, uint32_t), STATE_ARR(sbe_swiz, uint32_t),
	STATE_NUM(multisample), STATE_NUM(sample_mask),
	STATE_ARR(drawing_rectangle, uint32_t), STATE_NUM(wm),
	STATE_NUM(wm_chromakey), STATE_ARR(wm_depth_stencil, uint32_t),
	STATE_ARR(wm_hz_op, uint32_t), STATE_ARR(depth_buffer, uint32_t),
	STATE_ARR(stencil_buffer, uint32_t), STATE_ARR(ps, uint32_t),
	STATE_NUM(ps_extra), STATE_NUM(ps_blend),
	STATE_ARR(constant_ps, uint32_t), STATE_NUM(viewport_sf_clip),
	STATE_NUM(viewport_cc), STATE_NUM(scissor), STATE_NUM(blend_state),
	STATE_NUM(cc_state), STATE_NUM(binding_table_ps),
	STATE_NUM(sampler_state_ps), STATE_ARR(vertex_buffer, uint32_t),
	STATE_NUM(elements), STATE_ARR(vertex_element, uint32_t),
	STATE_ARR(vf_instancing, uint32_t), STATE_NUM(dwords),
};

static const struct gen9_state_table draw_state =
	STATE_TABLE(draw_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_engine
static const struct gen9_state_row engine_rows[] = {
	STATE_NOT(host, WIRED), STATE_NOT(regs, WIRED), STATE_NOT(irq, WIRED),
	STATE_NOT(ggtt_table, WIRED), STATE_NOT(name, FIXED),
	STATE_NOT(id, FIXED), STATE_NOT(base, FIXED),
	STATE_NUM(t), STATE_NUM(batch_from), STATE_NUM(desc),
	STATE_BOOL(loaded), STATE_NUM(loaded_at), STATE_NUM(ts_base),
	STATE_NUM(ts_from), STATE_STRUCT(at, position_state),
	STATE_BOOL(arb_off), STATE_BOOL(hung), STATE_STRUCT(wait, wait_state),
	STATE_NOT(tlb, "gen9_engine_save()"),
	STATE_STRUCT(ggtt, gen9_as_state), STATE_STRUCT(ppgtt, gen9_as_state),
	STATE_STRUCT(stream, gen9_stream_state),
	STATE_STRUCT(walker, gen9_walker_state),
	STATE_STRUCT(trace, gen9_trace_state),
	STATE_NOT(ctr, "a number: gen9_engine_save()"), STATE_NOT(ectr, WIRED),
	STATE_STRUCT(setup, gen9_blt_setup_state),
	STATE_STRUCT(blt, gen9_blt_op_state), STATE_BOOL(blt_busy),
	STATE_STRUCT(compute, compute_state),
	STATE_MAX(walk, GEN9_WALK_IN_GROUP), STATE_BOOL(yield),
	STATE_NOT(gpgpu, "gpu/gpgpu/state.c"), STATE_STRUCT(draw, draw_state),
	STATE_BOOL(drawing), STATE_NOT(render, "gpu/render/state.c"),
	STATE_ARR(dw, uint32_t),
};

static const char *engine_check(const void *p)
{
	const struct gen9_engine *e = p;

	if (e->walk != GEN9_WALK_NONE && !e->gpgpu)
		return "a walker on an engine that runs none";
	if (e->drawing && !e->render)
		return "a primitive on an engine that draws none";
	if (e->blt_busy + e->drawing + (e->walk != GEN9_WALK_NONE) > 1)
		return "two of a blit, a walker and a primitive at once";
	return e->blt_busy ? gen9_blt_op_check(&e->blt) : NULL;
}

const struct gen9_state_table gen9_engine_state =
	STATE_TABLE(engine_rows, engine_check);
#undef STATE_OF

#define STATE_OF struct gen9_irq
static const struct gen9_state_row irq_rows[] = {
	STATE_NOT(host, WIRED), STATE_NOT(regs, WIRED), STATE_BOOL(level),
};

const struct gen9_state_table gen9_irq_state =
	STATE_TABLE(irq_rows, NULL);
#undef STATE_OF

/* Which context it counts for; GEN9_CTR_SLOTS: the other one. */
static void counts_for(struct gen9_state *s, struct gen9_engine *e)
{
	struct gen9_counters *c = &e->host->ctr;
	uint32_t n = e->ctr == &c->other ? GEN9_CTR_SLOTS :
					   (uint32_t)(e->ctr - c->ctx);

	gen9_state_num(s, "gen9_engine.ctr", &n, sizeof(n), GEN9_CTR_SLOTS);
	if (!s->loading || s->failed)
		return;
	e->ctr = n == GEN9_CTR_SLOTS ? &c->other : &c->ctx[n];
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
}

/* It is recorded if its spaces are, and if somebody takes the trace. */
static void recorded(struct gen9_state *s, struct gen9_engine *e)
{
	bool on = e->ggtt.trace != NULL;

	gen9_state_num(s, "gen9_engine.ggtt.trace", &on, sizeof(on), 1);
	if (s->loading && !s->failed)
		e->ggtt.trace = e->ppgtt.trace =
			on && e->trace.tape->on ? &e->trace : NULL;
}

void gen9_engine_save(struct gen9_state *s, struct gen9_engine *e)
{
	gen9_state_struct(s, &gen9_engine_state, e);
	counts_for(s, e);
	recorded(s, e);
	gen9_tlb_save(s, e->tlb);
}
