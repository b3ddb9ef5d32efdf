// SPDX-License-Identifier: GPL-2.0-or-later
/* Errors, translation faults, hangs. */
#include "gpu/engine/fault.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/registers/gt_regs.h"

/*
 * GEN8_RING_FAULT_REG's engine number, bits 14:12: PRM, Kaby Lake, volume 2c
 * part 1, page 81 (2 is the second video engine, which GT2 has not).
 */
static const uint8_t fault_id[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = 0, [GEN9_CTR_VCS0] = 1, [GEN9_CTR_VECS0] = 3,
	[GEN9_CTR_BCS0] = 4,
};

void gen9_engine_error(struct gen9_engine *e, uint32_t bits)
{
	struct gen9_regs *r = e->regs;
	uint32_t b = e->base, seen;

	gen9_poke(r, RING_ESR(b), gen9_peek(r, RING_ESR(b)) | bits);
	seen = bits & ~gen9_peek(r, RING_EMR(b));
	if (!seen)
		return;
	gen9_poke(r, RING_EIR(b), gen9_peek(r, RING_EIR(b)) | seen);
	gen9_engine_irq(e, GT_CS_MASTER_ERROR_INTERRUPT);
}

void gen9_engine_fault(struct gen9_engine *e, struct gen9_as *as)
{
	struct gen9_regs *r = e->regs;

	as->fault = 0;
	if (gen9_peek(r, GEN8_RING_FAULT_REG) & RING_FAULT_VALID)
		return;
	gen9_poke(r, GEN8_RING_FAULT_REG, RING_FAULT_VALID |
		  (uint32_t)fault_id[e->id] << GEN8_RING_FAULT_ENGINE_ID_SHIFT);
	gen9_poke(r, GEN8_FAULT_TLB_DATA0, (uint32_t)(as->fault_va >> 12));
	gen9_poke(r, GEN8_FAULT_TLB_DATA1,
		  (as->fault_va >> 44 & FAULT_VA_HIGH_BITS) |
		  (as->is_ggtt ? FAULT_GTT_SEL : 0));
	gen9_log(e->host, "%s: fault at %s 0x%012llx", e->name,
		 as->is_ggtt ? "GGTT" : "PPGTT",
		 (unsigned long long)as->fault_va);
}

void gen9_engine_hang(struct gen9_engine *e, const char *why)
{
	gen9_log(e->host, "%s: hung: %s", e->name, why);
	e->hung = true;
}
