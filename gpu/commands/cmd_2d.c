// SPDX-License-Identifier: GPL-2.0-or-later
/* Commands of the blitter, whose table is the blitter's own. */
#include "gpu/blitter/blt_cmds.h"
#include "gpu/commands/cmd.h"
#include "gpu/engine/fault.h"

static int blt_went(struct gen9_engine *e, int ret)
{
	e->blt_busy = ret == -EAGAIN;
	if (ret == -EFAULT)
		gen9_engine_fault(e, &e->ppgtt);
	return ret == -EAGAIN || ret == -EFAULT ? 0 : ret;
}

/* Cost, and the count of blits, are the blitter's. */
int gen9_cmd_blt_step(struct gen9_engine *e)
{
	return blt_went(e, gen9_blt_step(&e->ppgtt, &e->blt));
}

static int blt(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;
	int ret = gen9_blt_start(&e->blt, &e->ppgtt, c->dw, c->n,
				 gen9_peek(e->regs, BCS_SWCTRL(e->base)),
				 &e->setup);

	if (ret == -EAGAIN)
		return gen9_cmd_blt_step(e);
	if (ret == -ENOSYS)
		return gen9_cmd_not_executed(c);
	return blt_went(e, ret);
}

static const struct gen9_cmd rows[] = {
#define P(nm, opcode, shortest) \
	{ .name = #nm, .op = 2u << 29 | (opcode) << 22, .len_mask = 0xff, \
	  .fixed = 2, .min = (shortest), .engines = BCS, .fn = blt },
	GEN9_BLT_CMDS(P)
#undef P
};

const struct gen9_cmd_table gen9_cmds_blt = CMD_TABLE(rows);
