// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Engines: execlist submission, the command streamer's loop, faults, reset.
 *
 * Commands execute one after the other, each at the engine's own time e->t,
 * which then advances by what the command cost. What can be seen from
 * outside waits until that time has come; everything else may run ahead by
 * a quantum. In a batch both are loosened with the time it has run, so that
 * one that loops for seconds does not need a timer every 200 ns; the ring,
 * where the driver's own stores are, stays exact.
 */
#include <string.h>

#include "gpu/device/internal.h"

#define QUANTUM_PS		(2000 * PS_PER_NS)
#define VISIBLE_SLACK_PS	(200 * PS_PER_NS)
#define SLACK_SHIFT		6	/* in a long batch: 1/64 of its time */
#define SLACK_MAX_PS		(20000 * PS_PER_NS)
#define MIN_CMD_PS		PS_PER_NS
#define FETCH_DWORDS		8

#define RING_TAIL(base)		((base) + 0x30)
#define RING_HEAD(base)		((base) + 0x34)
#define RING_START(base)	((base) + 0x38)
#define RING_CTL(base)		((base) + 0x3c)
#define RING_IPEHR(base)	((base) + 0x68)
#define RING_HWS_PGA(base)	((base) + 0x80)
#define RING_MI_MODE(base)	((base) + 0x9c)
#define RING_EIR(base)		((base) + 0xb0)
#define RING_EMR(base)		((base) + 0xb4)
#define RING_ESR(base)		((base) + 0xb8)
#define RING_BBSTATE(base)	((base) + 0x110)
#define RING_SBBADDR(base)	((base) + 0x114)
#define RING_SBBSTATE(base)	((base) + 0x118)
#define RING_SBBADDR_UDW(base)	((base) + 0x11c)
#define RING_BBADDR(base)	((base) + 0x140)
#define RING_BBADDR_UDW(base)	((base) + 0x168)
#define RING_BB_PER_CTX_PTR(base) ((base) + 0x1c0)
#define RING_CSB(base, n)	((base) + 0x370 + (n) * 8)
#define GEN8_RING_FAULT_REG	0x4094
#define GEN8_FAULT_TLB_DATA0	0x4b10
#define GEN8_FAULT_TLB_DATA1	0x4b14
#define STOP_RING		(1u << 8)
#define RING_VALID		1u
#define HEAD_ADDR		0x001ffffcu
#define TAIL_ADDR		0x001ffff8u
#define RING_NR_PAGES		0x001ff000u

/* Context descriptor: i915's gt/intel_lrc.h */
#define GEN8_CTX_VALID		(1ull << 0)
#define GEN8_CTX_FORCE_PD_RESTORE (1ull << 1)
#define GEN8_CTX_FORCE_RESTORE	(1ull << 2)

#define CSB_ENTRIES		6
#define GEN8_CTX_STATUS_IDLE_ACTIVE	(1u << 0)
#define GEN8_CTX_STATUS_PREEMPTED	(1u << 1)
#define GEN8_CTX_STATUS_ELEMENT_SWITCH	(1u << 2)
#define GEN8_CTX_STATUS_ACTIVE_IDLE	(1u << 3)
#define GEN8_CTX_STATUS_COMPLETE	(1u << 4)
#define GEN8_CTX_STATUS_LITE_RESTORE	(1u << 15)

/* GEN8_RING_FAULT_REG's engine number. */
static const uint8_t fault_id[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = 0, [GEN9_CTR_VCS0] = 1, [GEN9_CTR_VECS0] = 3,
	[GEN9_CTR_BCS0] = 2,
};

static const char *const names[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = "rcs0", [GEN9_CTR_BCS0] = "bcs0",
	[GEN9_CTR_VCS0] = "vcs0", [GEN9_CTR_VECS0] = "vecs0",
};

int gen9_engines_init(struct gen9 *g)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		struct gen9_engine *e = &g->engine[i];

		e->g = g;
		e->id = i;
		e->name = names[i];
		e->cur = -1;
		e->ectr = &g->ctr.engine[i];
		e->ctr = &g->ctr.other;
		e->tlb = gen9_tlb_new(&g->params);
		if (!e->tlb)
			return -ENOMEM;
		e->ggtt = (struct gen9_as){
			.bus = &g->bus, .params = &g->params, .tlb = e->tlb,
			.ctr = e->ctr, .ggtt = g->ggtt,
			.ggtt_entries = GEN9_GGTT_ENTRIES, .is_ggtt = true,
		};
		e->ppgtt = e->ggtt;
		e->ppgtt.is_ggtt = false;
	}
	return 0;
}

int gen9_engines_retune(struct gen9 *g)
{
	struct gen9_tlb *fresh[GEN9_CTR_ENGINES];
	bool all = true;

	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		fresh[i] = gen9_tlb_new(&g->params);
		all &= fresh[i] != NULL;
	}
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		struct gen9_engine *e = &g->engine[i];

		gen9_tlb_free(all ? e->tlb : fresh[i]);
		if (all)
			e->tlb = e->ggtt.tlb = e->ppgtt.tlb = fresh[i];
	}
	return all ? 0 : -ENOMEM;
}

void gen9_engines_free(struct gen9 *g)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_tlb_free(g->engine[i].tlb);
}

uint64_t gen9_engine_desc(const struct gen9_engine *e)
{
	return e->cur < 0 ? 0 : e->port[e->cur];
}

bool gen9_engine_privileged(const struct gen9_engine *e)
{
	switch (e->level) {
	case LVL_BB:
		return e->bb[0].ggtt;
	case LVL_SBB:
		return e->bb[1].ggtt;
	default:
		return true;
	}
}

/* Add what the address spaces have charged to the engine's clock. */
void gen9_engine_charge(struct gen9_engine *e)
{
	e->t += e->ggtt.cost_ps + e->ppgtt.cost_ps;
	e->ggtt.cost_ps = e->ppgtt.cost_ps = 0;
}

void gen9_engine_reset(struct gen9_engine *e)
{
	struct gen9 *g = e->g;

	if (e->loaded)
		gen9_counters_put(&g->ctr, e->ctr);
	e->ctr = &g->ctr.other;
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
	e->elsp_n = 0;
	e->port[0] = e->port[1] = 0;
	e->next_valid = false;
	e->cur = -1;
	e->loaded = false;
	e->csb_wp = CSB_ENTRIES - 1;
	e->level = LVL_RING;
	e->arb_off = e->hung = e->waiting = e->blt_busy = false;
	e->ggtt.cost_ps = e->ppgtt.cost_ps = 0;
	e->ggtt.fault = e->ppgtt.fault = 0;
	memset(&e->setup, 0, sizeof(e->setup));
	gen9_tlb_flush(e->tlb);
	for (uint32_t off = e->base; off < e->base + 0x800; off += 4) {
		const struct gen9_reg *r = gen9_reg_row(g, off);

		gen9_poke(g, off, r ? r->reset : 0);
	}
	for (unsigned int i = 0; e->id == GEN9_CTR_RCS0 && i < g->ctx_n; i++)
		gen9_poke(g, g->ctx_reg[i],
			  gen9_reg_row(g, g->ctx_reg[i])->reset);
}

/* The position as the batch registers show it. */
void gen9_engine_sync(struct gen9_engine *e)
{
	static const struct {
		uint32_t lo, hi, state;
	} regs[2] = {
		{ RING_BBADDR(0), RING_BBADDR_UDW(0), RING_BBSTATE(0) },
		{ RING_SBBADDR(0), RING_SBBADDR_UDW(0), RING_SBBSTATE(0) },
	};
	enum gen9_level l = e->level;

	if (!e->loaded)
		return;
	if (l == LVL_INDIRECT || l == LVL_PER_CTX)
		l = e->resume;
	for (int i = 0; i < 2; i++) {
		bool valid = l == LVL_SBB || (l == LVL_BB && !i);
		uint32_t b = e->base;

		gen9_poke(e->g, b + regs[i].lo, (uint32_t)e->bb[i].addr | valid);
		gen9_poke(e->g, b + regs[i].hi, e->bb[i].addr >> 32);
		gen9_poke(e->g, b + regs[i].state, e->bb[i].ggtt ? 0 : 1u << 5);
	}
}

void gen9_engine_error(struct gen9_engine *e, uint32_t bits)
{
	struct gen9 *g = e->g;
	uint32_t b = e->base, seen;

	gen9_poke(g, RING_ESR(b), gen9_peek(g, RING_ESR(b)) | bits);
	seen = bits & ~gen9_peek(g, RING_EMR(b));
	if (!seen)
		return;
	gen9_poke(g, RING_EIR(b), gen9_peek(g, RING_EIR(b)) | seen);
	gen9_engine_irq(e, GT_CS_MASTER_ERROR_INTERRUPT);
}

void gen9_engine_fault(struct gen9_engine *e, struct gen9_as *as)
{
	struct gen9 *g = e->g;

	if (!(gen9_peek(g, GEN8_RING_FAULT_REG) & 1)) {
		gen9_poke(g, GEN8_RING_FAULT_REG,
			  1u | (uint32_t)fault_id[e->id] << 12);
		gen9_poke(g, GEN8_FAULT_TLB_DATA0,
			  (uint32_t)(as->fault_va >> 12));
		gen9_poke(g, GEN8_FAULT_TLB_DATA1,
			  (as->fault_va >> 44 & 0xf) | (uint32_t)as->is_ggtt << 4);
		gen9_log(g, "%s: fault at %s 0x%012llx", e->name,
			 as->is_ggtt ? "GGTT" : "PPGTT",
			 (unsigned long long)as->fault_va);
	}
	as->fault = 0;
}

/* Stop for good: only a reset helps. */
static enum gen9_step hang(struct gen9_engine *e, const char *why)
{
	gen9_log(e->g, "%s: hung: %s", e->name, why);
	e->hung = true;
	return STEP_IDLE;
}

void gen9_engine_csb(struct gen9_engine *e, uint32_t status, uint32_t ctx_id)
{
	struct gen9 *g = e->g;
	uint64_t hws = gen9_peek(g, RING_HWS_PGA(e->base)) & 0xfffff000u;
	uint32_t ev[2] = { status, ctx_id };

	e->csb_wp = (e->csb_wp + 1) % CSB_ENTRIES;
	gen9_poke(g, RING_CSB(e->base, e->csb_wp), status);
	gen9_poke(g, RING_CSB(e->base, e->csb_wp) + 4, ctx_id);
	gen9_as_write(&e->ggtt, hws + 0x40 + e->csb_wp * 8, ev, 8);
	ev[0] = e->csb_wp;
	gen9_as_write(&e->ggtt, hws + 0x7c, ev, 4);
	e->ggtt.fault = 0;
	gen9_engine_irq(e, GT_CONTEXT_SWITCH_INTERRUPT);
}

/* Four writes: element 1 high, low, element 0 high, low. */
void gen9_engine_elsp_write(struct gen9_engine *e, uint32_t val)
{
	uint64_t now;

	e->elsp[e->elsp_n++] = val;
	if (e->elsp_n < 4)
		return;
	e->elsp_n = 0;
	e->next[1] = (uint64_t)e->elsp[0] << 32 | e->elsp[1];
	e->next[0] = (uint64_t)e->elsp[2] << 32 | e->elsp[3];
	e->next_valid = e->next[0] & GEN8_CTX_VALID;
	if (!(e->next[1] & GEN8_CTX_VALID))
		e->next[1] = 0;
	e->ectr->submissions++;
	now = gen9_now(e->g);
	if (e->cur < 0 && e->t < now)
		e->t = now;
}

static uint32_t ctx_id(uint64_t desc)
{
	return desc >> 32;
}

static void take_next(struct gen9_engine *e)
{
	e->port[0] = e->next[0];
	e->port[1] = e->next[1];
	e->next_valid = false;
	e->cur = 0;
}

static bool can_lite_restore(const struct gen9_engine *e)
{
	uint64_t now = e->port[e->cur], then = e->next[0];

	return e->loaded && !((now ^ then) & 0xfffff000u) &&
	       ctx_id(now) == ctx_id(then) &&
	       !(then & (GEN8_CTX_FORCE_RESTORE | GEN8_CTX_FORCE_PD_RESTORE));
}

static bool ring_empty(const struct gen9_engine *e)
{
	const struct gen9 *g = e->g;
	uint32_t b = e->base;

	return !(gen9_peek(g, RING_CTL(b)) & RING_VALID) ||
	       !((gen9_peek(g, RING_HEAD(b)) ^ gen9_peek(g, RING_TAIL(b))) &
		 TAIL_ADDR);
}

/* Is the engine between commands where another context may take over? */
static bool may_switch(const struct gen9_engine *e, bool arb_point)
{
	if (!e->loaded || (e->level == LVL_RING && ring_empty(e)))
		return true;
	return !e->arb_off && (arb_point || e->waiting);
}

static void preempt(struct gen9_engine *e)
{
	uint64_t old = e->port[e->cur];

	gen9_context_save(e, old);
	e->ectr->preemptions++;
	gen9_engine_csb(e, GEN8_CTX_STATUS_PREEMPTED, ctx_id(old));
	take_next(e);
	e->waiting = false;
}

/* A submission waits: accept it if it is possible now. */
static void submit(struct gen9_engine *e, bool arb_point)
{
	uint64_t old;

	if (e->cur < 0) {
		take_next(e);
		gen9_engine_csb(e, GEN8_CTX_STATUS_IDLE_ACTIVE, 0);
		return;
	}
	old = e->port[e->cur];
	if (can_lite_restore(e)) {
		take_next(e);
		gen9_context_resample_tail(e, e->port[0]);
		e->ectr->lite_restores++;
		gen9_engine_csb(e, GEN8_CTX_STATUS_PREEMPTED |
				GEN8_CTX_STATUS_LITE_RESTORE, ctx_id(old));
	} else if (may_switch(e, arb_point)) {
		preempt(e);
	}
}

static void complete(struct gen9_engine *e)
{
	uint64_t old = e->port[e->cur];

	gen9_context_save(e, old);
	if (e->cur == 0 && e->port[1]) {
		e->cur = 1;
		gen9_engine_csb(e, GEN8_CTX_STATUS_ELEMENT_SWITCH |
				GEN8_CTX_STATUS_COMPLETE, ctx_id(old));
		return;
	}
	e->cur = -1;
	gen9_engine_csb(e, GEN8_CTX_STATUS_ACTIVE_IDLE |
			GEN8_CTX_STATUS_COMPLETE, ctx_id(old));
}

void gen9_engine_start_batch(struct gen9_engine *e, uint64_t addr, bool ggtt,
			     bool second)
{
	int i = e->level == LVL_SBB || (e->level == LVL_BB && second);

	e->bb[i] = (struct gen9_batch){ .addr = addr, .ggtt = ggtt };
	if (e->level == LVL_RING)
		e->batch_from = e->t;
	if (e->level == LVL_INDIRECT || e->level == LVL_PER_CTX)
		e->wa_addr = addr;
	else
		e->level = i ? LVL_SBB : LVL_BB;
}

void gen9_engine_end_batch(struct gen9_engine *e)
{
	switch (e->level) {
	case LVL_SBB:
		e->level = LVL_BB;
		break;
	case LVL_BB:
		e->level = LVL_RING;
		break;
	case LVL_PER_CTX:
	case LVL_INDIRECT:
		e->level = e->resume;
		break;
	case LVL_RING:
		break;
	}
}

static uint64_t ahead(const struct gen9_engine *e, uint64_t least)
{
	uint64_t in_batch = (e->t - e->batch_from) >> SLACK_SHIFT;

	if (e->level != LVL_BB && e->level != LVL_SBB)
		return least;
	if (in_batch > SLACK_MAX_PS)
		in_batch = SLACK_MAX_PS;
	return in_batch > least ? in_batch : least;
}

/* Position of the next command: space, address, dwords that may follow. */
struct fetch {
	struct gen9_as *as;
	uint64_t addr;
	uint32_t wrap;		/* ring: bytes to its end, else 0 */
};

static bool position(struct gen9_engine *e, struct fetch *f)
{
	struct gen9 *g = e->g;
	uint32_t head, size;

	*f = (struct fetch){ .as = &e->ggtt };
	switch (e->level) {
	case LVL_RING:
		head = gen9_peek(g, RING_HEAD(e->base)) & HEAD_ADDR;
		size = (gen9_peek(g, RING_CTL(e->base)) & RING_NR_PAGES) + 4096;
		if (head >= size)
			return false;
		f->addr = (uint64_t)(gen9_peek(g, RING_START(e->base)) &
				     0xfffff000u) + head;
		f->wrap = size - head;
		return true;
	case LVL_BB:
	case LVL_SBB:
		f->addr = e->bb[e->level == LVL_SBB].addr;
		if (!e->bb[e->level == LVL_SBB].ggtt)
			f->as = &e->ppgtt;
		return true;
	default:
		f->addr = e->wa_addr;
		return true;
	}
}

static void advance(struct gen9_engine *e, unsigned int n)
{
	struct gen9 *g = e->g;
	uint32_t head, size;

	switch (e->level) {
	case LVL_RING:
		head = gen9_peek(g, RING_HEAD(e->base)) & HEAD_ADDR;
		size = (gen9_peek(g, RING_CTL(e->base)) & RING_NR_PAGES) + 4096;
		gen9_poke(g, RING_HEAD(e->base), (head + n * 4) % size);
		break;
	case LVL_BB:
	case LVL_SBB:
		e->bb[e->level == LVL_SBB].addr += n * 4;
		break;
	default:
		e->wa_addr += n * 4;
		break;
	}
}

static int fetch_from(struct gen9_engine *e, const struct fetch *f,
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
		addr = gen9_peek(e->g, RING_START(e->base)) & 0xfffff000u;
	}
	return gen9_as_read(f->as, addr, e->dw + first, n * 4);
}

/* The next command into e->dw, whole; its row and its length. */
static int fetch(struct gen9_engine *e, const struct gen9_cmd **c,
		 unsigned int *n)
{
	unsigned int have = FETCH_DWORDS, len;
	struct fetch f;

	if (!position(e, &f))
		return -EINVAL;
	if (have > (4096 - (f.addr & 4095)) / 4)
		have = (4096 - (f.addr & 4095)) / 4;
	if (f.wrap && have > f.wrap / 4)
		have = f.wrap / 4;
	if (fetch_from(e, &f, 0, have)) {
		gen9_engine_fault(e, f.as);
		return -EFAULT;
	}
	*c = gen9_cmd_find(e->dw[0]);
	len = gen9_cmd_len(*c, e->dw[0]);
	*n = len;
	if (len > have && fetch_from(e, &f, have, (len < GEN9_CMD_MAX ? len :
						   GEN9_CMD_MAX) - have)) {
		gen9_engine_fault(e, f.as);
		return -EFAULT;
	}
	return len ? 0 : -EINVAL;
}

static enum gen9_step bad_command(struct gen9_engine *e)
{
	gen9_log(e->g, "%s: invalid command %08x", e->name, e->dw[0]);
	e->hung = true;
	gen9_engine_error(e, 1);		/* I915_ERROR_INSTRUCTION */
	return STEP_IDLE;
}

/* Save enough to take a command back that is not done yet. */
struct mark {
	enum gen9_level level;
	uint64_t bb[2], wa;
	uint32_t head;
};

static struct mark mark(struct gen9_engine *e)
{
	return (struct mark){ e->level, { e->bb[0].addr, e->bb[1].addr },
			      e->wa_addr, gen9_peek(e->g, RING_HEAD(e->base)) };
}

static void back_to(struct gen9_engine *e, const struct mark *m)
{
	e->level = m->level;
	e->bb[0].addr = m->bb[0];
	e->bb[1].addr = m->bb[1];
	e->wa_addr = m->wa;
	gen9_poke(e->g, RING_HEAD(e->base), m->head);
}

static enum gen9_step execute(struct gen9_engine *e, const struct gen9_cmd *c,
			      unsigned int n)
{
	struct mark m = mark(e);
	uint64_t t = e->t;
	int ret = 0;

	gen9_poke(e->g, RING_IPEHR(e->base), e->dw[0]);
	e->t += gen9_cost_clks(&e->g->params, e->g->params.cmd_clks);
	advance(e, n);
	e->g->running = e;
	if (c && c->engines & 1u << e->id && n <= GEN9_CMD_MAX)
		ret = gen9_cmd_exec(e, c, e->dw, n);
	else
		ret = gen9_cmd_unknown(e, c, n);
	e->g->running = NULL;
	gen9_engine_charge(e);
	if (e->t < t + MIN_CMD_PS)
		e->t = t + MIN_CMD_PS;
	if (ret == CMD_AGAIN) {
		back_to(e, &m);
		return STEP_MORE;
	}
	if (ret == -EINVAL) {
		back_to(e, &m);
		return bad_command(e);
	}
	e->ctr->commands++;
	e->ectr->commands++;
	return STEP_MORE;
}

/* The blit that the last command began: nothing comes between its parts. */
static enum gen9_step go_on_with_blit(struct gen9_engine *e)
{
	uint64_t t = e->t;

	e->g->running = e;
	gen9_cmd_blt_step(e);
	e->g->running = NULL;
	gen9_engine_charge(e);
	if (e->t < t + MIN_CMD_PS)
		e->t = t + MIN_CMD_PS;
	return STEP_MORE;
}

static enum gen9_step next_command(struct gen9_engine *e, uint64_t now)
{
	const struct gen9_cmd *c;
	unsigned int n;
	int ret;

	if (e->level == LVL_INDIRECT && e->wa_addr >= e->wa_end) {
		uint32_t per = gen9_peek(e->g, RING_BB_PER_CTX_PTR(e->base));

		e->level = e->resume;
		if (per & 1) {
			e->wa_addr = per & ~0xfffu;
			e->level = LVL_PER_CTX;
		}
		return STEP_MORE;
	}
	ret = fetch(e, &c, &n);
	gen9_engine_charge(e);
	if (ret == -EFAULT)
		return hang(e, "command fetch faulted");
	if (ret)
		return bad_command(e);
	if (c && c->flags & C_VISIBLE && e->t > now + ahead(e, VISIBLE_SLACK_PS))
		return STEP_WAIT;
	if (c && c->flags & C_ARB && e->next_valid) {
		submit(e, true);
		if (!e->next_valid)
			return STEP_MORE;
	}
	return execute(e, c, n);
}

enum gen9_step gen9_engine_step(struct gen9_engine *e, uint64_t now)
{
	struct gen9 *g = e->g;

	if (e->hung || gen9_peek(g, RING_MI_MODE(e->base)) & STOP_RING ||
	    gen9_peek(g, e->base + 0xd0) & 1)
		return STEP_IDLE;
	if (e->cur < 0 && !e->next_valid)
		return STEP_IDLE;
	if (e->t > now + ahead(e, QUANTUM_PS))
		return STEP_WAIT;
	if (e->blt_busy)
		return go_on_with_blit(e);
	if (e->next_valid && e->t <= now) {
		submit(e, false);
		if (!e->next_valid)
			return STEP_MORE;
	}
	if (e->cur < 0)
		return STEP_WAIT;
	if (!e->loaded) {
		if (e->t > now)
			return STEP_WAIT;
		e->t += g->params.ctx_switch_ns * PS_PER_NS;
		e->ectr->ctx_switches++;
		if (gen9_context_load(e, e->port[e->cur]))
			return hang(e, "context image cannot be read");
		gen9_engine_charge(e);
		return STEP_MORE;
	}
	if (e->level == LVL_RING && ring_empty(e)) {
		if (e->t > now)
			return STEP_WAIT;
		complete(e);
		gen9_engine_charge(e);
		return STEP_MORE;
	}
	return next_command(e, now);
}
