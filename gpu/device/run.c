// SPDX-License-Identifier: GPL-2.0-or-later
/* The run loop. */
#include "gpu/device/run.h"
#include "gpu/host/work.h"
#include "gpu/submission/streamer.h"

/* Rounds of steps in one call, if work is little; the timer brings the rest. */
#define RUN_BUDGET	4096

static void set_timer(struct gen9 *g, uint64_t ns)
{
	g->deadline = ns;
	g->host.bus.set_timer(g->host.bus.opaque, ns);
}

static void arm(struct gen9 *g, uint64_t t)
{
	uint64_t ns = t == UINT64_MAX ? t : t / PS_PER_NS + !!(t % PS_PER_NS);

	if (ns != g->deadline)
		set_timer(g, ns);
}

void gen9_run_reset(struct gen9 *g)
{
	set_timer(g, UINT64_MAX);
}

/*
 * One step of each engine. More to do now? *next: when there is, in ps;
 * *work grows by what the host has done.
 */
static bool step_all(struct gen9 *g, uint64_t now, uint64_t *next,
		     uint64_t *work)
{
	bool more = false;

	*next = UINT64_MAX;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		struct gen9_execlists *x = &g->execlists[i];
		enum gen9_step s = gen9_streamer_step(x, now);

		*work += GEN9_WORK_STEP + gen9_engine_take_work(x->e);
		more |= s == STEP_MORE;
		if (s != STEP_IDLE && x->e->t < *next)
			*next = x->e->t;
	}
	return more;
}

void gen9_run(struct gen9 *g)
{
	unsigned int budget = RUN_BUDGET;
	uint64_t now, next, work = 0;
	bool more;

	if (g->in_run)
		return;
	g->in_run = true;
	now = gen9_now(&g->host);
	do
		more = step_all(g, now, &next, &work);
	while (more && --budget && work < GEN9_WORK_RUN);
	g->in_run = false;
	g->work = work;
	gen9_power_update(g);
	/* Out of budget: go on a little later, so that time moves. */
	if (more && next <= now)
		next = gen9_add_ps(now, PS_PER_NS);
	arm(g, next);
}
