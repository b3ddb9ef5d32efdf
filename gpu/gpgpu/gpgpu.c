// SPDX-License-Identifier: GPL-2.0-or-later
/* Walkers: group after group, in steps. */
#include <stdlib.h>
#include <string.h>

#include "gpu/engine/fault.h"
#include "gpu/gpgpu/walk.h"
#include "gpu/host/work.h"

#define TURN		512u		/* instructions, then it is another's */
#define SLICE		16u		/* of these, between two looks at the work */
#define STEP_WORK	(2u << 20)

static const struct eu_ops ops = {
	.send = gen9_message_send, .fetch = gen9_message_fetch,
};

struct gen9_gpgpu *gen9_gpgpu_new(struct gen9_engine *e)
{
	struct gen9_gpgpu *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->e = e;
	g->payload = calloc(1, PAYLOAD_BYTES);
	g->port = (struct gen9_port){ .as = &e->ppgtt, .bases = &g->bases,
				      .levels = gen9_levels_new() };
	g->core = (struct eu_core){ .ops = &ops, .owner = &g->port };
	e->gpgpu = g;
	if (g->payload && g->port.levels)
		return g;
	gen9_gpgpu_free(g);
	return NULL;
}

void gen9_gpgpu_free(struct gen9_gpgpu *g)
{
	if (!g)
		return;
	g->e->gpgpu = NULL;
	eu_core_free(&g->core);
	gen9_levels_free(g->port.levels);
	free(g->payload);
	free(g);
}

const struct eu_counters *gen9_gpgpu_counters(const struct gen9_engine *e)
{
	return &e->gpgpu->core.ctr;
}

static void end(struct gen9_engine *e)
{
	e->walk = GEN9_WALK_NONE;
	e->compute.walking = 0;
}

void gen9_gpgpu_begin(struct gen9_engine *e)
{
	e->gpgpu->ready = false;
	e->walk = GEN9_WALK_BETWEEN;
}

static void hang(struct gen9_engine *e, const char *why)
{
	end(e);
	gen9_engine_hang(e, why);
}

/* Mapped pages go back, what was not found is reported. */
static void leave(struct gen9_gpgpu *g)
{
	gen9_port_end(&g->port);
	if (g->e->ppgtt.fault)
		gen9_engine_fault(g->e, &g->e->ppgtt);
}

/* To the next group; false: there is none. */
static bool advance(struct gen9_gpgpu *g)
{
	const struct walk *w = &g->w;
	uint32_t *at = g->e->compute.next;

	if (++at[0] < w->end[0])
		return true;
	at[0] = w->first[0];
	if (++at[1] < w->end[1])
		return true;
	at[1] = w->first[1];
	return ++at[2] < w->end[2];
}

static bool within(const struct gen9_gpgpu *g)
{
	const uint32_t *at = g->e->compute.next;

	return at[0] < g->w.end[0] && at[1] < g->w.end[1] &&
	       at[2] < g->w.end[2];
}

/* Has the step done its work? What messages and groups cost the host is in it. */
static bool spent(const struct gen9_gpgpu *g)
{
	return g->e->ppgtt.work >= g->until;
}

static enum eu_stop run(struct gen9_gpgpu *g, struct eu_thread *t)
{
	enum eu_stop why = EU_BUDGET;

	for (unsigned int i = 0; i < TURN && why == EU_BUDGET && !spent(g);
	     i += SLICE) {
		uint64_t before = t->work;

		why = eu_run(t, SLICE);
		g->e->ppgtt.work += t->work - before;
	}
	return why;
}

/* A turn of thread n: NULL, or why the engine hangs. */
static const char *turn(struct gen9_gpgpu *g, unsigned int n)
{
	struct eu_thread *t = &g->thread[n];
	uint64_t bit = 1ull << n;

	g->waiting &= ~bit;
	switch (run(g, t)) {
	case EU_END:
		g->running &= ~bit;
		return NULL;
	case EU_WAIT:
		g->waiting |= bit;
		return NULL;
	case EU_BUDGET:
		return t->instructions < GEN9_THREAD_BUDGET ? NULL :
		       "a thread does not end";
	default:
		return gen9_thread_fault(t->fault);
	}
}

/*
 * Turns until the group is at its end or the work is done. It stands if in a
 * whole round all wait, and none has executed anything.
 */
static const char *group(struct gen9_gpgpu *g)
{
	uint64_t idle = 0, before;
	const char *why = NULL;

	while (g->running && !spent(g) && !why) {
		unsigned int n = g->turn++ % GEN9_GROUP_THREADS;

		if (!(g->running >> n & 1))
			continue;
		before = g->thread[n].instructions;
		why = turn(g, n);
		before = g->thread[n].instructions - before;
		idle = before ? 0 : idle | 1ull << n;
		if (!why && g->running && g->running == (g->waiting & idle))
			why = "threads wait for each other";
	}
	return why;
}

/* Groups that are left to start, of this walker. */
static uint64_t groups(const struct gen9_gpgpu *g)
{
	const uint32_t *at = g->e->compute.next, *end = g->w.end;
	const uint32_t *first = g->w.first;
	uint64_t x = end[0] - first[0], y = end[1] - first[1];
	unsigned __int128 n = (unsigned __int128)x * y * (end[2] - at[2] - 1);

	n += x * (end[1] - at[1] - 1) + (end[0] - at[0]);
	return n > UINT64_MAX ? UINT64_MAX : (uint64_t)n;
}

static void begin_time(struct gen9_gpgpu *g)
{
	uint64_t n = g->w.media.on ? media_threads(&g->w.media) : groups(g);
	struct gen9_walker_shape s =
		gen9_walker_shape(g->w.threads, g->w.slm_bytes, n);

	gen9_walker_begin(&g->e->ppgtt, &s);
}

/* What the threads have done since the last step. */
static void take_time(struct gen9_gpgpu *g)
{
	uint64_t *done = g->core.ctr.done;

	for (unsigned int i = 0; i < GEN9_DONES; i++)
		gen9_walker_done(&g->e->ppgtt, i, done[i]);
	memset(done, 0, sizeof(g->core.ctr.done));
	gen9_levels_take(g->port.levels, &g->e->ppgtt);
}

/* 0, or what is wrong; e->walk says whether there is a walker still. */
static const char *prepare(struct gen9_gpgpu *g)
{
	const char *why;

	gen9_levels_empty(g->port.levels);
	why = gpgpu_prepare(g);
	if (why || !within(g)) {
		end(g->e);
		return why;
	}
	g->ready = true;
	begin_time(g);
	return NULL;
}

/*
 * The media pipeline's next thread, if the work left leads to one. A place
 * that no thread has takes a clock (assumed): so a walker of none goes on in time.
 */
static void start_media(struct gen9_gpgpu *g)
{
	struct gen9_as *as = &g->e->ppgtt;
	enum media_next next = MEDIA_NOTHING;

	while (next == MEDIA_NOTHING && !spent(g)) {
		next = media_next(&g->w.media);
		as->work += GEN9_WORK_STEP;
		if (next == MEDIA_NOTHING && as->params)
			as->cost_ps = gen9_add_ps(as->cost_ps,
				gen9_cost_clks(as->params, 1));
	}
	if (next == MEDIA_THREAD) {
		const uint32_t at[3] = { media_place(&g->w.media) };

		gpgpu_start_group(g, at);
	}
	if (next == MEDIA_END)
		end(g->e);
}

/* Media threads follow each other without a place for another context. */
static const char *run_media(struct gen9_gpgpu *g)
{
	const char *why = NULL;

	while (!why && !spent(g) && g->e->walk != GEN9_WALK_NONE) {
		if (!g->running)
			start_media(g);
		why = group(g);
	}
	return why;
}

static const char *run_groups(struct gen9_gpgpu *g)
{
	struct gen9_engine *e = g->e;
	const char *why = NULL;

	while (!why && !spent(g) && e->walk != GEN9_WALK_NONE) {
		if (e->walk == GEN9_WALK_BETWEEN)
			gpgpu_start_group(g, e->compute.next);
		e->walk = GEN9_WALK_IN_GROUP;
		why = group(g);
		if (why || g->running)
			break;
		e->walk = GEN9_WALK_BETWEEN;
		if (!advance(g))
			end(e);
		else if (e->yield)
			break;
	}
	return why;
}

static const char *step(struct gen9_gpgpu *g)
{
	struct gen9_engine *e = g->e;
	const char *why = NULL;

	if (!g->ready)
		why = prepare(g);
	if (why || e->walk == GEN9_WALK_NONE)
		return why;
	g->until = e->ppgtt.work + STEP_WORK;
	gen9_walker_open(&e->ppgtt);
	why = g->w.media.on ? run_media(g) : run_groups(g);
	take_time(g);
	gen9_walker_close(&e->ppgtt);
	return why;
}

void gen9_gpgpu_step(struct gen9_engine *e)
{
	struct gen9_gpgpu *g = e->gpgpu;
	const char *why = step(g);

	leave(g);
	if (why)
		hang(e, why);
}

bool gen9_media_begin(struct gen9_engine *e, const uint32_t *dw, unsigned int n)
{
	struct gen9_gpgpu *g = e->gpgpu;
	const char *why;

	if (!media_executed(dw))
		return false;
	gen9_levels_empty(g->port.levels);
	why = media_prepare(g, dw, n);
	leave(g);
	if (why) {
		hang(e, why);
		return true;
	}
	e->host->ctr.untimed++;
	e->walk = GEN9_WALK_IN_GROUP;
	g->ready = true;
	g->running = g->waiting = 0;
	begin_time(g);
	return true;
}
