// SPDX-License-Identifier: GPL-2.0-or-later
/* Primitives: rectangle after rectangle, thread after thread, in steps. */
#include <stdlib.h>
#include <string.h>

#include "gpu/engine/fault.h"
#include "gpu/host/work.h"
#include "gpu/render/draw.h"

#define SLICE		32u	/* instructions between two looks at the work */
#define STEP_WORK	(2u << 20)
#define PRIMITIVE_OP	0x7b000000u

static const struct eu_ops ops = {
	.send = gen9_message_send, .fetch = gen9_message_fetch,
};

struct gen9_render *gen9_render_new(struct gen9_engine *e)
{
	struct gen9_render *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->e = e;
	r->port = (struct gen9_port){ .as = &e->ppgtt, .bases = &r->bases,
				      .levels = gen9_levels_new() };
	r->core = (struct eu_core){ .ops = &ops, .owner = &r->port };
	e->render = r;
	if (r->port.levels)
		return r;
	gen9_render_free(r);
	return NULL;
}

void gen9_render_free(struct gen9_render *r)
{
	if (!r)
		return;
	r->e->render = NULL;
	eu_core_free(&r->core);
	gen9_levels_free(r->port.levels);
	free(r);
}

static bool spent(const struct gen9_render *r)
{
	return r->e->ppgtt.work >= r->until;
}

/* Threads side by side: as many as the part has, or fewer. */
static void begin_time(struct gen9_render *r)
{
	const uint32_t most = GEN9_SUBSLICES * GEN9_SUBSLICE_EUS * GEN9_EU_THREADS;
	const struct gen9_walker_shape s = {
		.threads = most, .slots = most, .subslices = GEN9_SUBSLICES,
		.eus = GEN9_SUBSLICES * GEN9_SUBSLICE_EUS, .primitive = true,
	};

	gen9_walker_begin(&r->e->ppgtt, &s);
	r->e->host->ctr.primitives++;
}

static void take_time(struct gen9_render *r)
{
	uint64_t *done = r->core.ctr.done;

	for (unsigned int i = 0; i < GEN9_DONES; i++)
		gen9_walker_done(&r->e->ppgtt, i, done[i]);
	memset(done, 0, sizeof(r->core.ctr.done));
	gen9_levels_take(r->port.levels, &r->e->ppgtt);
}

/* What was read, mapped and not found on the way. */
static void leave(struct gen9_render *r)
{
	gen9_port_end(&r->port);
	if (r->e->ppgtt.fault)
		gen9_engine_fault(r->e, &r->e->ppgtt);
}

enum gen9_refusal gen9_render_begin(struct gen9_engine *e,
				    const uint32_t dw[GEN9_DRAW_DWORDS])
{
	struct gen9_render *r = e->render;
	enum gen9_refusal why;

	memcpy(r->prim, dw, sizeof(r->prim));
	r->at = 0;
	r->in_rect = r->running = false;
	gen9_levels_empty(r->port.levels);
	eu_core_invalidate(&r->core);
	why = render_prepare(r);
	leave(r);
	if (why || !r->rects)
		return why;
	e->drawing = true;
	begin_time(r);
	return GEN9_REFUSE_NOTHING;
}

/* A turn of the thread: NULL, or why the engine hangs. */
static const char *run(struct gen9_render *r)
{
	struct eu_thread *t = &r->thread;

	while (r->running && !spent(r)) {
		uint64_t before = t->work;
		enum eu_stop why = eu_run(t, SLICE);

		r->e->ppgtt.work += t->work - before;
		r->running = why == EU_BUDGET;
		if (why == EU_WAIT)
			return "a pixel shader waits for another thread";
		if (why == EU_FAULT)
			return gen9_thread_fault(t->fault);
		if (t->instructions >= GEN9_THREAD_BUDGET)
			return "a thread does not end";
	}
	return NULL;
}

/* The rest of the primitive is not drawn, and that is counted. */
static void give_up(struct gen9_render *r)
{
	struct gen9_engine *e = r->e;
	uint64_t *said = &e->host->refused;

	e->drawing = r->running = false;
	e->ctr->not_executed++;
	e->ectr->not_executed++;
	gen9_counters_skip(&e->host->ctr, PRIMITIVE_OP, "3DPRIMITIVE");
	if (!(*said >> GEN9_REFUSE_SENT & 1))
		gen9_log(e->host, "%s: 3DPRIMITIVE not executed: %s", e->name,
			 gen9_refusals[GEN9_REFUSE_SENT]);
	*said |= 1ull << GEN9_REFUSE_SENT;
}

static bool set_up(struct gen9_render *r)
{
	r->e->ppgtt.work += GEN9_WORK_STEP;
	r->in_rect = render_set_up(r);
	if (r->in_rect && render_is_clear(&r->e->draw))
		r->in_rect = render_clear_area(r);
	if (!r->in_rect)
		memset(&r->rect, 0, sizeof(r->rect));
	return r->in_rect;
}

static bool start_thread(struct gen9_render *r)
{
	gen9_levels_take_lines(r->port.levels, &r->e->ppgtt);
	r->running = render_start_thread(r);
	return r->running;
}

/* Some of the rectangle; NULL, or why the engine hangs. */
static const char *rectangle(struct gen9_render *r)
{
	if (render_is_clear(&r->e->draw)) {
		if (!render_at_end(r))
			render_clear_block(r);
	} else if (r->running || start_thread(r)) {
		return run(r);
	}
	if (render_at_end(r) && !r->running) {
		r->in_rect = false;
		r->at++;
	}
	return NULL;
}

static const char *draw(struct gen9_render *r)
{
	const char *why = NULL;

	while (!why && r->at < r->rects && !spent(r)) {
		if (!r->in_rect && !set_up(r))
			r->at++;
		else
			why = rectangle(r);
	}
	return why;
}

void gen9_render_step(struct gen9_engine *e)
{
	struct gen9_render *r = e->render;
	const char *why;

	if (!e->drawing)
		return;
	r->until = e->ppgtt.work + STEP_WORK;
	gen9_walker_open(&e->ppgtt);
	why = draw(r);
	take_time(r);
	if (why || r->at >= r->rects)
		gen9_walker_end(&e->ppgtt);
	gen9_walker_close(&e->ppgtt);
	leave(r);
	if (why && r->thread.fault == EU_FAULT_SEND)
		give_up(r);
	else if (why)
		gen9_engine_hang(e, why);
	if (why || r->at >= r->rects)
		e->drawing = false;
}
