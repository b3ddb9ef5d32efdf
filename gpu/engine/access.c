// SPDX-License-Identifier: GPL-2.0-or-later
/* What registers a command may reach. */
#include "gpu/engine/access.h"
#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"

#define REG_OFFSET	0x7ffffcu	/* of a command's register operand */

/* Registers that a non-privileged batch may write: see spec.md. */
static bool may_write(const struct gen9_engine *e, uint32_t off)
{
	const struct gen9_reg *row = gen9_reg_row(e->regs, off);
	uint32_t rel = off - e->base, slot;

	if (gen9_privileged(e))
		return true;
	if (rel >= GEN8_RING_CS_GPR(0, 0) &&
	    rel < GEN8_RING_CS_GPR(0, GEN8_RING_CS_GPRS))
		return true;
	if (rel >= MI_PREDICATE_SRC0(0) && rel <= MI_PREDICATE_RESULT_1(0))
		return true;
	if (row && row->flags & R_USER)
		return true;
	for (unsigned int i = 0; i < RING_MAX_NONPRIV_SLOTS; i++) {
		slot = gen9_peek(e->regs, RING_FORCE_TO_NONPRIV(e->base, i));
		if ((slot & RING_FORCE_TO_NONPRIV_ADDRESS_MASK) == off)
			return true;
	}
	return false;
}

uint32_t gen9_cmd_reg_read(struct gen9_engine *e, uint32_t off)
{
	off &= REG_OFFSET;
	return off < GEN9_REG_BYTES ? gen9_reg_read(e->regs, off, SRC_CMD) : 0;
}

void gen9_cmd_reg_write(struct gen9_engine *e, uint32_t off, uint32_t val)
{
	off &= REG_OFFSET;
	if (off < GEN9_REG_BYTES && may_write(e, off))
		gen9_reg_write(e->regs, off, val, SRC_CMD);
}
