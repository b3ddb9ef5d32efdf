// SPDX-License-Identifier: GPL-2.0-or-later
/* What registers a command may reach. */
#include "gpu/engine/access.h"
#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"

#define REG_OFFSET	0x7ffffcu	/* of a command's register operand */

/*
 * RING_FORCE_TO_NONPRIV: bits 25:2 of each slot are an offset; on this part
 * there is nothing else in it (i915's gt/intel_gt_regs.h has access bits and
 * ranges for CFL and later only).
 */
static bool forced_to_nonpriv(const struct gen9_engine *e, uint32_t off)
{
	for (unsigned int i = 0; i < RING_MAX_NONPRIV_SLOTS; i++) {
		uint32_t slot = gen9_peek(e->regs,
					  RING_FORCE_TO_NONPRIV(e->base, i));

		if ((slot & RING_FORCE_TO_NONPRIV_ADDRESS_MASK) == off)
			return true;
	}
	return false;
}

static bool may_write(const struct gen9_engine *e, uint32_t off)
{
	return gen9_privileged(e) ||
	       gen9_reg_is(e->regs, off, e->id, R_USER) ||
	       forced_to_nonpriv(e, off);
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
