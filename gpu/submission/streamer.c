// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The command streamer's loop.
 *
 * Commands execute one after the other, each at the engine's own time e->t,
 * which then advances by what the command cost. What can be seen from
 * outside waits until that time has come; everything else may run ahead by
 * a quantum. In a batch both are loosened with the time it has run, so that
 * one that loops for seconds does not need a timer every 200 ns; the ring,
 * where the driver's own stores are, stays exact.
 */
#include "gpu/commands/decode.h"
#include "gpu/engine/fault.h"
#include "gpu/engine/position.h"
#include "gpu/engine/record.h"
#include "gpu/gpgpu/gpgpu.h"
#include "gpu/render/render.h"
#include "gpu/registers/gt_regs.h"
#include "gpu/submission/context.h"
#include "gpu/submission/streamer.h"

#define QUANTUM_PS		(2000 * PS_PER_NS)
#define VISIBLE_SLACK_PS	(200 * PS_PER_NS)
#define SLACK_SHIFT		6	/* in a long batch: 1/64 of its time */
#define SLACK_MAX_PS		(20000 * PS_PER_NS)
#define FETCH_DWORDS		8

static uint64_t ahead(const struct gen9_engine *e, uint64_t least)
{
	uint64_t in_batch = (e->t - e->batch_from) >> SLACK_SHIFT;

	if (e->at.level != LVL_BB && e->at.level != LVL_SBB)
		return least;
	if (in_batch > SLACK_MAX_PS)
		in_batch = SLACK_MAX_PS;
	return in_batch > least ? in_batch : least;
}

/* Dwords first.. of the command at f, n of them, into e->dw. */
static int fetch_from(struct gen9_engine *e, const struct gen9_next *f,
		      unsigned int first, unsigned int n)
{
	uint64_t addr = f->addr + first * 4;

	if (f->wrap && first * 4 + n * 4 > f->wrap) {
		unsigned int head = first * 4 < f->wrap ?
				    f->wrap / 4 - first : 0;

		if (head && gen9_as_read(f->as, addr, e->dw + first, head * 4))
			return -EFAULT;
		first += head;
		n -= head;
		addr = f->wrap_to;
	}
	return gen9_as_read(f->as, addr, e->dw + first, n * 4);
}

/* Dwords that are read before the length of the command is known. */
static unsigned int first_dwords(const struct gen9_next *f)
{
	unsigned int n = FETCH_DWORDS;

	if (n > (4096 - (f->addr & 4095)) / 4)
		n = (4096 - (f->addr & 4095)) / 4;
	if (f->wrap && n > f->wrap / 4)
		n = f->wrap / 4;
	return n;
}

/* The next command into e->dw, as much of it as is kept; *c is the call. */
static int fetch(struct gen9_engine *e, struct gen9_call *c)
{
	unsigned int have, keep;
	struct gen9_next f;

	if (!gen9_next_command(e, &f))
		return -EINVAL;
	have = first_dwords(&f);
	if (fetch_from(e, &f, 0, have))
		goto fault;
	*c = (struct gen9_call){ .e = e, .dw = e->dw };
	c->cmd = gen9_cmd_find(e->dw[0], e->id);
	if (!c->cmd)
		return -EINVAL;
	c->n = gen9_cmd_len(c->cmd, e->dw[0]);
	keep = c->n < GEN9_CMD_MAX ? c->n : GEN9_CMD_MAX;
	if (keep > have && fetch_from(e, &f, have, keep - have))
		goto fault;
	return 0;
fault:
	gen9_engine_fault(e, f.as);
	return -EFAULT;
}

static enum gen9_step hang(struct gen9_engine *e, const char *why)
{
	gen9_engine_hang(e, why);
	return STEP_IDLE;
}

static enum gen9_step bad_command(struct gen9_engine *e)
{
	gen9_log(e->host, "%s: invalid command %08x", e->name, e->dw[0]);
	gen9_poke(e->regs, RING_IPEHR(e->base), e->dw[0]);
	e->hung = true;
	gen9_engine_error(e, I915_ERROR_INSTRUCTION);
	return STEP_IDLE;
}

/* A command or a part of it begins, at the time returned. */
static uint64_t begin_command(struct gen9_engine *e)
{
	gen9_record(e, GEN9_TRACE_CMD);
	return e->t;
}

/* It ends, and has taken some time. */
static void end_command(struct gen9_engine *e, uint64_t from)
{
	gen9_engine_charge(e);
	gen9_record(e, GEN9_TRACE_CMD_END);
	if (e->t - from < GEN9_CMD_MIN_PS)
		gen9_engine_spend(e, GEN9_CMD_MIN_PS - (e->t - from));
}

static enum gen9_step execute(struct gen9_engine *e, const struct gen9_call *c)
{
	uint32_t head = gen9_peek(e->regs, RING_HEAD(e->base));
	struct gen9_position at = e->at;
	uint64_t t = begin_command(e);
	int ret;

	gen9_poke(e->regs, RING_IPEHR(e->base), c->dw[0]);
	gen9_engine_work(e, GEN9_PARAM_cmd_clks);
	gen9_advance(e, c->n);
	e->host->clock = &e->t;
	ret = gen9_cmd_exec(c);
	e->host->clock = NULL;
	end_command(e, t);
	if (ret) {
		/* not done: the position is as it was */
		e->at = at;
		gen9_poke(e->regs, RING_HEAD(e->base), head);
		return ret == CMD_AGAIN ? STEP_MORE : bad_command(e);
	}
	e->wait.on = false;
	e->ctr->commands++;
	e->ectr->commands++;
	return STEP_MORE;
}

/* The blit, the primitive or the walker that a command began. */
static enum gen9_step go_on(struct gen9_engine *e)
{
	uint64_t t = begin_command(e);

	e->host->clock = &e->t;
	if (e->blt_busy)
		gen9_cmd_blt_step(e);
	else if (e->drawing)
		gen9_render_step(e);
	else
		gen9_gpgpu_step(e);
	e->host->clock = NULL;
	end_command(e, t);
	return STEP_MORE;
}

static enum gen9_step next_command(struct gen9_execlists *x, uint64_t now)
{
	struct gen9_engine *e = x->e;
	unsigned int flags;
	struct gen9_call c;
	int ret;

	if (gen9_end_workarounds(e))
		return STEP_MORE;
	ret = fetch(e, &c);
	gen9_engine_charge(e);
	if (ret == -EFAULT)
		return hang(e, "command fetch faulted");
	if (ret)
		return bad_command(e);
	flags = c.cmd->flags;
	if (flags & C_VISIBLE && e->t > gen9_add_ps(now, ahead(e, VISIBLE_SLACK_PS)))
		return STEP_WAIT;
	if (flags & C_ARB && x->next_valid) {
		gen9_execlists_accept(x, true);
		if (!x->next_valid)
			return STEP_MORE;
	}
	return execute(e, &c);
}

static enum gen9_step switch_context(struct gen9_engine *e)
{
	gen9_record_switch(e);
	gen9_engine_spend(e, e->host->params.ctx_switch_ns * PS_PER_NS);
	e->ectr->ctx_switches++;
	if (gen9_context_load(e))
		return hang(e, "context cannot be loaded");
	gen9_engine_charge(e);
	return STEP_MORE;
}

static bool stopped(const struct gen9_engine *e)
{
	return e->hung ||
	       gen9_peek(e->regs, RING_MI_MODE(e->base)) & STOP_RING ||
	       gen9_peek(e->regs, RING_RESET_CTL(e->base)) &
	       RESET_CTL_REQUEST_RESET;
}

/* CS_CHICKEN1: is a walker left for another context only at its end? */
static bool leaves_walkers_whole(const struct gen9_engine *e)
{
	return gen9_peek(e->regs, GEN8_CS_CHICKEN1) &
	       GEN9_PREEMPT_GPGPU_COMMAND_LEVEL;
}

static bool may_accept(const struct gen9_engine *e)
{
	return e->walk == GEN9_WALK_NONE ||
	       (e->walk == GEN9_WALK_BETWEEN && !leaves_walkers_whole(e));
}

enum gen9_step gen9_streamer_step(struct gen9_execlists *x, uint64_t now)
{
	struct gen9_engine *e = x->e;

	if (stopped(e) || gen9_execlists_idle(x))
		return STEP_IDLE;
	if (e->t > gen9_add_ps(now, ahead(e, QUANTUM_PS)))
		return STEP_WAIT;
	if (e->blt_busy || e->drawing)
		return go_on(e);
	if (x->next_valid && e->t <= now && may_accept(e)) {
		gen9_execlists_accept(x, e->walk != GEN9_WALK_NONE);
		if (!x->next_valid)
			return STEP_MORE;
	}
	if (e->walk != GEN9_WALK_NONE) {
		e->yield = x->next_valid && !leaves_walkers_whole(e);
		return go_on(e);
	}
	if (x->cur < 0)
		return STEP_WAIT;
	if (!e->loaded)
		return e->t > now ? STEP_WAIT : switch_context(e);
	if (e->at.level == LVL_RING && gen9_ring_empty(e)) {
		if (e->t > now)
			return STEP_WAIT;
		gen9_execlists_complete(x);
		gen9_engine_charge(e);
		return STEP_MORE;
	}
	return next_command(x, now);
}
