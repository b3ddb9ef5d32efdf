// SPDX-License-Identifier: GPL-2.0-or-later
/* An engine's part of a trace. */
#include "gpu/engine/record.h"

static void hear(struct gen9_engine *e, struct gen9_trace *r)
{
	e->ggtt.trace = e->ppgtt.trace = r;
}

void gen9_record_begin(struct gen9_engine *e)
{
	hear(e, NULL);
	e->trace.work0 = e->ectr->work_ps;
}

/* ps that its spaces still have to charge. */
static uint64_t uncharged(const struct gen9_engine *e)
{
	return gen9_add_ps(e->ggtt.cost_ps, e->ppgtt.cost_ps);
}

static void not_recorded(struct gen9_engine *e)
{
	gen9_trace_num(&e->trace, GEN9_TRACE_RAW,
		       e->ectr->work_ps - e->trace.work0);
	gen9_trace_num(&e->trace, GEN9_TRACE_UNCHARGED,
		       uncharged(e));
}

/* Of each set the least recently used first, as they were put. */
static void tags(struct gen9_engine *e, enum gen9_trace_op op,
		 const struct gen9_cache *c)
{
	for (uint32_t set = 0; set < c->entries; set += c->ways)
		for (uint32_t i = c->ways; i-- > 0;)
			if (c->e[set + i].key)
				gen9_trace_num(&e->trace, op, c->e[set + i].key);
}

void gen9_record_switch(struct gen9_engine *e)
{
	if (!e->trace.tape || !e->trace.tape->on)
		return;
	if (!gen9_recorded(e)) {
		not_recorded(e);
		tags(e, GEN9_TRACE_IOTLB, &e->tlb->iotlb);
		tags(e, GEN9_TRACE_IOMMU_DIR, &e->tlb->iommu_dir);
		gen9_trace_context(&e->trace, e->ppgtt.pml4, e->ppgtt.ips_off,
				   e->tlb->gtt_cache_on);
		hear(e, &e->trace);
	}
	gen9_trace_op(&e->trace, GEN9_TRACE_SWITCH);
}

void gen9_record_all_charged(struct gen9_engine *e)
{
	if (!uncharged(e))
		gen9_record(e, GEN9_TRACE_CHARGE);
}

uint64_t gen9_record_end(struct gen9_engine *e)
{
	if (!gen9_recorded(e))
		not_recorded(e);
	gen9_record_all_charged(e);
	hear(e, NULL);
	return e->ectr->work_ps - e->trace.work0;
}
