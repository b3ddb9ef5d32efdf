// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Commands of the blitter: the table; execution is in blt.c. Names as in
 * i915's gvt/cmd_parser.c and gt/intel_gpu_commands.h.
 */
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

#define BLT(nm, opc) \
	{ .name = nm, .op = 2u << 29 | (opc) << 22, .len_mask = 0xff, \
	  .fixed = 2, .engines = BCS, .fn = blt }

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	BLT("XY_SETUP_BLT", 0x01),
	BLT("XY_SETUP_CLIP_BLT", 0x03),
	BLT("XY_SETUP_MONO_PATTERN_SL_BLT", 0x11),
	BLT("XY_PIXEL_BLT", 0x24),
	BLT("XY_SCANLINES_BLT", 0x25),
	BLT("XY_TEXT_BLT", 0x26),
	BLT("XY_TEXT_IMMEDIATE_BLT", 0x31),
	BLT("COLOR_BLT", 0x40),
	BLT("XY_FAST_COPY_BLT", 0x42),
	BLT("SRC_COPY_BLT", 0x43),
	BLT("XY_COLOR_BLT", 0x50),
	BLT("XY_PAT_BLT", 0x51),
	BLT("XY_MONO_PAT_BLT", 0x52),
	BLT("XY_SRC_COPY_BLT", 0x53),
	BLT("XY_MONO_SRC_COPY_BLT", 0x54),
	BLT("XY_FULL_BLT", 0x55),
	BLT("XY_FULL_MONO_SRC_BLT", 0x56),
	BLT("XY_FULL_MONO_PATTERN_BLT", 0x57),
	BLT("XY_FULL_MONO_PATTERN_MONO_SRC_BLT", 0x58),
	BLT("XY_MONO_PAT_FIXED_BLT", 0x59),
	BLT("XY_MONO_SRC_COPY_IMMEDIATE_BLT", 0x71),
	BLT("XY_PAT_BLT_IMMEDIATE", 0x72),
	BLT("XY_SRC_COPY_CHROMA_BLT", 0x73),
	BLT("XY_FULL_IMMEDIATE_PATTERN_BLT", 0x74),
	BLT("XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT", 0x75),
	BLT("XY_PAT_CHROMA_BLT", 0x76),
	BLT("XY_PAT_CHROMA_BLT_IMMEDIATE", 0x77),
};

const struct gen9_cmd_table gen9_cmds_blt = CMD_TABLE(rows);
