// SPDX-License-Identifier: GPL-2.0-or-later
/* Execlists: submission, switches of context, their events. */
#include <string.h>

#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/submission/context.h"
#include "gpu/submission/execlists.h"

/* Context descriptor: i915's gt/intel_lrc.h */
#define GEN8_CTX_VALID		(1ull << 0)
#define GEN8_CTX_FORCE_PD_RESTORE (1ull << 1)
#define GEN8_CTX_FORCE_RESTORE	(1ull << 2)

/* Events, and where they are in the status page: gt/intel_lrc.h */
#define GEN8_CTX_STATUS_IDLE_ACTIVE	(1u << 0)
#define GEN8_CTX_STATUS_PREEMPTED	(1u << 1)
#define GEN8_CTX_STATUS_ELEMENT_SWITCH	(1u << 2)
#define GEN8_CTX_STATUS_ACTIVE_IDLE	(1u << 3)
#define GEN8_CTX_STATUS_COMPLETE	(1u << 4)
#define GEN8_CTX_STATUS_LITE_RESTORE	(1u << 15)
#define CSB_IN_HWSP(i)		(0x40 + (i) * 8)
#define CSB_WRITE_IN_HWSP	0x7c

void gen9_execlists_init(struct gen9_execlists *x, struct gen9_engine *e)
{
	*x = (struct gen9_execlists){ .e = e, .cur = -1 };
}

void gen9_execlists_reset(struct gen9_execlists *x)
{
	gen9_execlists_init(x, x->e);
	x->csb_wp = GEN8_CSB_ENTRIES - 1;
	gen9_engine_reset(x->e);
}

bool gen9_execlists_idle(const struct gen9_execlists *x)
{
	return x->cur < 0 && !x->next_valid;
}

static uint32_t ctx_id(uint64_t desc)
{
	return desc >> 32;
}

static void event(struct gen9_execlists *x, uint32_t status, uint32_t ctx)
{
	struct gen9_engine *e = x->e;
	uint64_t hws = gen9_peek(e->regs, RING_HWS_PGA(e->base)) &
		       GEN9_GGTT_PAGE;
	uint32_t ev[2] = { status, ctx };

	x->csb_wp = (x->csb_wp + 1) % GEN8_CSB_ENTRIES;
	gen9_poke(e->regs, RING_CONTEXT_STATUS_BUF_LO(e->base, x->csb_wp),
		  status);
	gen9_poke(e->regs, RING_CONTEXT_STATUS_BUF_HI(e->base, x->csb_wp), ctx);
	gen9_as_write(&e->ggtt, hws + CSB_IN_HWSP(x->csb_wp), ev, 8);
	gen9_as_write(&e->ggtt, hws + CSB_WRITE_IN_HWSP, &x->csb_wp, 4);
	e->ggtt.fault = 0;
	gen9_engine_irq(e, GT_CONTEXT_SWITCH_INTERRUPT);
}

void gen9_execlists_elsp_write(struct gen9_execlists *x, uint32_t val)
{
	struct gen9_engine *e = x->e;
	uint64_t now;

	x->elsp[x->elsp_n++] = val;
	if (x->elsp_n < 4)
		return;
	x->elsp_n = 0;
	x->next[1] = (uint64_t)x->elsp[0] << 32 | x->elsp[1];
	x->next[0] = (uint64_t)x->elsp[2] << 32 | x->elsp[3];
	x->next_valid = x->next[0] & GEN8_CTX_VALID;
	if (!(x->next[1] & GEN8_CTX_VALID))
		x->next[1] = 0;
	e->ectr->submissions++;
	now = gen9_now(e->host);
	if (x->cur < 0 && e->t < now)
		e->t = now;
}

static void run_port(struct gen9_execlists *x, int port)
{
	x->cur = port;
	x->e->desc = port < 0 ? 0 : x->port[port];
}

static void take_next(struct gen9_execlists *x)
{
	memcpy(x->port, x->next, sizeof(x->port));
	x->next_valid = false;
	run_port(x, 0);
}

static bool can_lite_restore(const struct gen9_execlists *x)
{
	uint64_t now = x->e->desc, then = x->next[0];

	return x->e->loaded && !((now ^ then) & GEN9_GGTT_PAGE) &&
	       ctx_id(now) == ctx_id(then) &&
	       !(then & (GEN8_CTX_FORCE_RESTORE | GEN8_CTX_FORCE_PD_RESTORE));
}

static void lite_restore(struct gen9_execlists *x)
{
	uint64_t old = x->e->desc;

	take_next(x);
	gen9_context_resample_tail(x->e);
	x->e->ectr->lite_restores++;
	event(x, GEN8_CTX_STATUS_PREEMPTED | GEN8_CTX_STATUS_LITE_RESTORE,
	      ctx_id(old));
}

/* Is the engine between commands where another context may take over? */
static bool may_switch(const struct gen9_engine *e, bool arb_point)
{
	if (!e->loaded || (e->at.level == LVL_RING && gen9_ring_empty(e)))
		return true;
	return !e->arb_off && (arb_point || e->wait.on);
}

static void preempt(struct gen9_execlists *x)
{
	uint64_t old = x->e->desc;

	gen9_context_save(x->e);
	x->e->ectr->preemptions++;
	event(x, GEN8_CTX_STATUS_PREEMPTED, ctx_id(old));
	take_next(x);
}

void gen9_execlists_accept(struct gen9_execlists *x, bool arb_point)
{
	if (x->cur < 0) {
		take_next(x);
		event(x, GEN8_CTX_STATUS_IDLE_ACTIVE, 0);
	} else if (can_lite_restore(x)) {
		lite_restore(x);
	} else if (may_switch(x->e, arb_point)) {
		preempt(x);
	}
}

void gen9_execlists_complete(struct gen9_execlists *x)
{
	uint32_t old = ctx_id(x->e->desc);

	gen9_context_save(x->e);
	if (x->cur == 0 && x->port[1]) {
		run_port(x, 1);
		event(x, GEN8_CTX_STATUS_ELEMENT_SWITCH |
			 GEN8_CTX_STATUS_COMPLETE, old);
	} else {
		run_port(x, -1);
		event(x, GEN8_CTX_STATUS_ACTIVE_IDLE |
			 GEN8_CTX_STATUS_COMPLETE, old);
	}
}
