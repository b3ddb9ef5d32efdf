// SPDX-License-Identifier: GPL-2.0-or-later
/* An engine's life, clock and counters. */
#include <errno.h>
#include <string.h>

#include "gpu/engine/record.h"
#include "gpu/registers/engine_regs.h"

static const char *const names[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = "rcs0", [GEN9_CTR_BCS0] = "bcs0",
	[GEN9_CTR_VCS0] = "vcs0", [GEN9_CTR_VECS0] = "vecs0",
};

int gen9_engine_init(struct gen9_engine *e, enum gen9_ctr_engine id,
		     const struct gen9_engine_parts *parts)
{
	struct gen9_host *h = parts->host;

	e->host = h;
	e->regs = parts->regs;
	e->irq = parts->irq;
	e->ggtt_table = parts->ggtt_table;
	e->id = id;
	e->name = names[id];
	e->base = gen9_engine_base[id];
	e->ectr = &h->ctr.engine[id];
	e->ctr = &h->ctr.other;
	e->tlb = gen9_tlb_new(&h->params);
	e->ggtt_table->tlb[id] = e->tlb;
	e->ggtt = (struct gen9_as){
		.bus = &h->bus, .params = &h->params, .tlb = e->tlb,
		.ctr = e->ctr, .ggtt = e->ggtt_table, .is_ggtt = true,
		.stream = &e->stream,
	};
	e->trace = (struct gen9_trace){ .tape = parts->tape, .engine = id };
	e->ppgtt = e->ggtt;
	e->ppgtt.is_ggtt = false;
	e->ppgtt.walker = &e->walker;
	return e->tlb ? 0 : -ENOMEM;
}

void gen9_engine_free(struct gen9_engine *e)
{
	gen9_tlb_free(e->tlb);
}

void gen9_engine_retune(struct gen9_engine *e, struct gen9_tlb *tlb)
{
	tlb->gtt_cache_on = e->tlb->gtt_cache_on;
	gen9_tlb_free(e->tlb);
	e->tlb = e->ggtt.tlb = e->ppgtt.tlb = tlb;
	e->ggtt_table->tlb[e->id] = tlb;
}

void gen9_engine_count_for(struct gen9_engine *e, uint64_t desc)
{
	e->ctr = gen9_counters_get(&e->host->ctr, desc & GEN9_GGTT_PAGE);
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
}

void gen9_engine_count_none(struct gen9_engine *e)
{
	gen9_counters_put(&e->host->ctr, e->ctr);
	e->ctr = &e->host->ctr.other;
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
}

static void reset_registers(struct gen9_engine *e)
{
	struct gen9_regs *r = e->regs;

	for (uint32_t off = e->base; off < e->base + RING_BYTES; off += 4)
		gen9_reg_reset(r, off);
	gen9_engine_reset_context(e);
}

void gen9_engine_reset_context(struct gen9_engine *e)
{
	const struct gen9_ctx_regs *c = &e->regs->ctx[e->id];

	for (unsigned int i = 0; i < c->n; i++)
		gen9_reg_reset(e->regs, c->reg[i].off);
	memset(&e->setup, 0, sizeof(e->setup));
	memset(&e->compute, 0, sizeof(e->compute));
	memset(&e->draw, 0, sizeof(e->draw));
	e->walk = GEN9_WALK_NONE;
	e->arb_off = false;
	e->wait.on = false;
}

void gen9_engine_reset(struct gen9_engine *e)
{
	if (e->loaded)
		gen9_engine_count_none(e);
	e->desc = 0;
	e->loaded = false;
	e->at.level = LVL_RING;
	e->hung = e->blt_busy = e->drawing = false;
	gen9_record_all_charged(e);
	e->ggtt.cost_ps = e->ppgtt.cost_ps = 0;
	e->ggtt.fault = e->ppgtt.fault = 0;
	gen9_tlb_flush(e->tlb);
	gen9_record(e, GEN9_TRACE_RESET);
	reset_registers(e);
}

void gen9_engine_charge(struct gen9_engine *e)
{
	gen9_engine_spend(e, gen9_add_ps(e->ggtt.cost_ps, e->ppgtt.cost_ps));
	e->ggtt.cost_ps = e->ppgtt.cost_ps = 0;
}

void gen9_engine_work(struct gen9_engine *e, enum gen9_param clks)
{
	const struct gen9_params *p = &e->host->params;

	if (gen9_recorded(e))
		gen9_trace_num(&e->trace, GEN9_TRACE_CLKS, clks);
	gen9_engine_spend(e, gen9_cost_clks(p, gen9_param_get(p, clks)));
}

void gen9_engine_wait(struct gen9_engine *e, uint64_t ps)
{
	gen9_record(e, GEN9_TRACE_WAIT);
	e->t = gen9_add_ps(e->t, ps);
}

uint64_t gen9_engine_take_work(struct gen9_engine *e)
{
	uint64_t work = e->ggtt.work + e->ppgtt.work + e->tlb->work;

	e->ggtt.work = e->ppgtt.work = e->tlb->work = 0;
	return work;
}

void gen9_engine_take_root(struct gen9_engine *e)
{
	uint32_t lo = gen9_peek(e->regs, GEN8_RING_PDP_LDW(e->base, 0)),
		 hi = gen9_peek(e->regs, GEN8_RING_PDP_UDW(e->base, 0));

	e->ppgtt.pml4 = (lo & 0xfffff000u) | (uint64_t)(hi & 0xffff) << 32;
}

void gen9_engine_invalidate_tlb(struct gen9_engine *e)
{
	gen9_tlb_flush(e->tlb);
	gen9_record(e, GEN9_TRACE_FLUSH);
	e->ectr->tlb_flushes++;
}

/*
 * Until when the context has run: where the engine is when a command looks;
 * when the CPU looks, an engine that waits for virtual time is behind it.
 */
static uint64_t has_run_until(const struct gen9_engine *e)
{
	uint64_t now;

	if (e->host->clock)
		return e->t;
	now = gen9_now(e->host);
	return e->t > now ? e->t : now;
}

uint32_t gen9_engine_ctx_timestamp(const struct gen9_engine *e)
{
	uint64_t t = has_run_until(e);

	if (!e->loaded)
		return gen9_peek(e->regs, RING_CTX_TIMESTAMP(e->base));
	if (t < e->ts_from)
		t = e->ts_from;
	return (uint32_t)(e->ts_base + gen9_ticks(t - e->ts_from));
}

void gen9_engine_set_ctx_timestamp(struct gen9_engine *e, uint32_t ticks,
				   uint64_t from)
{
	e->ts_base = ticks;
	e->ts_from = from;
}
