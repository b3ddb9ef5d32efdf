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
	g->port = (struct gen9_port){ .as = &e->ppgtt, .bases = &g->bases };
	g->core = (struct eu_core){ .ops = &ops, .owner = &g->port };
	e->gpgpu = g;
	if (g->payload)
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

static const char *const faults[] = {
	[EU_FAULT_NONE] = "a thread stopped",
	[EU_FAULT_FETCH] = "a thread's instruction does not map",
	[EU_FAULT_ILLEGAL] = "a thread's instruction is illegal",
	[EU_FAULT_SEND] = "a thread's message is none",
};

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
		return faults[t->fault];
	}
}

/*
 * Turns until the group is at its end or the work is done. It stands if in a
 * whole round all wait, and none has executed anything.
 */
static const char *group(struct gen9_gpgpu *g, uint64_t *done)
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
		*done += before;
		idle = before ? 0 : idle | 1ull << n;
		if (!why && g->running && g->running == (g->waiting & idle))
			why = "threads wait for each other";
	}
	return why;
}

/*
 * Instructions to clocks: one each on as many EUs as the walker has threads
 * for. Not calibrated: it lets time pass, and says little about a real part.
 */
static uint64_t clocks(const struct gen9_gpgpu *g, uint64_t instructions)
{
	const uint64_t eus = GEN9_SUBSLICES * GEN9_SUBSLICE_EUS;
	uint64_t threads = g->w.threads;

	for (unsigned int i = 0; i < 3 && threads < eus; i++)
		threads *= g->w.end[i];
	return instructions / (threads < eus ? threads : eus);
}

static const char *step(struct gen9_gpgpu *g)
{
	struct gen9_engine *e = g->e;
	uint64_t done = 0;
	const char *why = NULL;

	if (!g->ready) {
		why = gpgpu_prepare(g);
		if (why || !within(g)) {
			end(e);
			return why;
		}
		g->ready = true;
	}
	g->until = e->ppgtt.work + STEP_WORK;
	while (!why && !spent(g) && e->walk != GEN9_WALK_NONE) {
		if (e->walk == GEN9_WALK_BETWEEN)
			gpgpu_start_group(g);
		e->walk = GEN9_WALK_IN_GROUP;
		why = group(g, &done);
		done += g->w.threads;	/* to start a group takes time, too */
		if (why || g->running)
			break;
		e->walk = GEN9_WALK_BETWEEN;
		if (!advance(g))
			end(e);
		else if (e->yield)
			break;
	}
	gen9_engine_raw_work(e, gen9_cost_clks(&e->host->params,
					       clocks(g, done)));
	return why;
}

void gen9_gpgpu_step(struct gen9_engine *e)
{
	struct gen9_gpgpu *g = e->gpgpu;
	const char *why = step(g);

	gen9_port_end(&g->port);
	if (e->ppgtt.fault)
		gen9_engine_fault(e, &e->ppgtt);
	if (why)
		hang(e, why);
}
