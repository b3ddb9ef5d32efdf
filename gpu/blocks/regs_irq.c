// SPDX-License-Identifier: GPL-2.0-or-later
/* Interrupt registers: the master and the banks. */
#include "gpu/blocks/blocks.h"
#include "gpu/registers/gt_regs.h"

static uint32_t read_master(const struct gen9_reg_access *a)
{
	return (gen9_peek(&a->g->regs, a->off) & GEN8_MASTER_IRQ_CONTROL) |
	       gen9_master_iir(&a->g->irq);
}

static void write_bank(const struct gen9_reg_access *a)
{
	gen9_irq_update(&a->g->irq);
}

/* ISR, IMR (reset: all masked), IIR (write 1 to clear), IER */
#define BANK(nm, isr) \
	{ .name = nm "_ISR", .addr = (isr), .ro = ~0u }, \
	{ .name = nm "_IMR", .addr = IRQ_IMR(isr), .reset = ~0u }, \
	{ .name = nm "_IIR", .addr = IRQ_IIR(isr), .w1c = ~0u, \
	  .write = write_bank }, \
	{ .name = nm "_IER", .addr = IRQ_IER(isr), .write = write_bank }

static const struct gen9_reg rows[] = {
	{ .name = "GEN8_MASTER_IRQ", .addr = GEN8_MASTER_IRQ,
	  .ro = ~GEN8_MASTER_IRQ_CONTROL, .read = read_master,
	  .write = write_bank },
	BANK("GEN8_GT_0", GEN8_GT_ISR(0)),
	BANK("GEN8_GT_1", GEN8_GT_ISR(1)),
	BANK("GEN8_GT_2", GEN8_GT_ISR(2)),
	BANK("GEN8_GT_3", GEN8_GT_ISR(3)),
	BANK("GEN8_DE_PIPE_A", GEN8_DE_PIPE_ISR(0)),
	BANK("GEN8_DE_PIPE_B", GEN8_DE_PIPE_ISR(1)),
	BANK("GEN8_DE_PIPE_C", GEN8_DE_PIPE_ISR(2)),
	BANK("GEN8_DE_PORT", GEN8_DE_PORT_ISR),
	BANK("GEN8_DE_MISC", GEN8_DE_MISC_ISR),
	BANK("GEN8_PCU", GEN8_PCU_ISR),
	BANK("EDP_PSR", EDP_PSR_ISR),
	BANK("SDE", SDEISR),
};

const struct gen9_reg_table gen9_regs_irq = {
	"irq", rows, sizeof(rows) / sizeof(*rows), false,
};
