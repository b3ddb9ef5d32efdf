// SPDX-License-Identifier: GPL-2.0-or-later
/* Interrupts. Names as in i915's gt/intel_gt_regs.h and i915_reg.h. */
#include "gpu/engine/irq.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/registers/gt_regs.h"

/* Which GT bank and shift an engine reports in. */
static const struct { uint8_t bank, shift; } gt_bank[GEN9_CTR_ENGINES] = {
	[GEN9_CTR_RCS0] = { 0, 0 },
	[GEN9_CTR_BCS0] = { 0, 16 },
	[GEN9_CTR_VCS0] = { 1, 0 },
	[GEN9_CTR_VECS0] = { 3, 0 },
};

/* Bank of four registers, and the master bits that report it. */
static const struct { uint32_t isr, master; } banks[] = {
	{ GEN8_GT_ISR(0), 1u << 0 | 1u << 1 },	/* RCS, BCS: split below */
	{ GEN8_GT_ISR(1), 1u << 2 | 1u << 3 },
	{ GEN8_GT_ISR(2), 1u << 4 | 1u << 5 },
	{ GEN8_GT_ISR(3), 1u << 6 },
	{ GEN8_DE_PIPE_ISR(0), 1u << 16 },
	{ GEN8_DE_PIPE_ISR(1), 1u << 17 },
	{ GEN8_DE_PIPE_ISR(2), 1u << 18 },
	{ GEN8_DE_PORT_ISR, 1u << 20 },
	{ GEN8_DE_MISC_ISR, 1u << 22 },
	{ SDEISR, 1u << 23 },
	{ GEN8_PCU_ISR, 1u << 30 },
};

/* GT banks 0 to 2 hold two sources, 16 bits each. */
static uint32_t master_bits(unsigned int i, uint32_t pending)
{
	uint32_t m = banks[i].master, low = m & -m;

	if (i > 2)
		return m;
	return (pending & 0xffff ? low : 0) | (pending >> 16 ? m & ~low : 0);
}

uint32_t gen9_master_iir(const struct gen9_irq *q)
{
	uint32_t v = 0, pending;

	for (unsigned int i = 0; i < sizeof(banks) / sizeof(*banks); i++) {
		pending = gen9_peek(q->regs, IRQ_IIR(banks[i].isr)) &
			  gen9_peek(q->regs, IRQ_IER(banks[i].isr));
		if (pending)
			v |= master_bits(i, pending);
	}
	return v;
}

void gen9_irq_update(struct gen9_irq *q)
{
	bool level = gen9_peek(q->regs, GEN8_MASTER_IRQ) &
		     GEN8_MASTER_IRQ_CONTROL && gen9_master_iir(q);

	if (level == q->level)
		return;
	q->level = level;
	if (level)
		q->host->ctr.irq_edges++;
	q->host->bus.set_irq(q->host->bus.opaque, level);
}

void gen9_irq_raise(struct gen9_irq *q, enum gen9_ctr_engine engine,
		    uint32_t event)
{
	uint32_t isr = GEN8_GT_ISR(gt_bank[engine].bank);

	event <<= gt_bank[engine].shift;
	if (gen9_peek(q->regs, RING_IMR(gen9_engine_base[engine])) & event)
		return;
	if (gen9_peek(q->regs, IRQ_IMR(isr)) & event)
		return;
	gen9_poke(q->regs, IRQ_IIR(isr), gen9_peek(q->regs, IRQ_IIR(isr)) | event);
	gen9_irq_update(q);
}
