/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts: engine event -> RING_IMR -> GT bank -> master -> the line. */
#ifndef GEN9_IRQ_H
#define GEN9_IRQ_H

#include "gpu/registers/regs.h"

/* Events of an engine: i915's gt/intel_gt_regs.h */
#define GT_RENDER_USER_INTERRUPT	(1u << 0)
#define GT_CS_MASTER_ERROR_INTERRUPT	(1u << 3)
#define GT_RENDER_PIPECTL_NOTIFY_INTERRUPT (1u << 4)	/* MI_FLUSH_DW, too */
#define GT_CONTEXT_SWITCH_INTERRUPT	(1u << 8)
#define GT_WAIT_SEMAPHORE_INTERRUPT	(1u << 11)

struct gen9_irq {
	struct gen9_host *host;
	struct gen9_regs *regs;
	bool level;		/* of the line */
};

/* An engine's event has happened: counted in its bank unless masked. */
void gen9_irq_raise(struct gen9_irq *q, enum gen9_ctr_engine engine,
		    uint32_t event);
/* The line follows the registers. */
void gen9_irq_update(struct gen9_irq *q);
/* GEN8_MASTER_IRQ's bits: who has something pending and enabled. */
uint32_t gen9_master_iir(const struct gen9_irq *q);

#endif
