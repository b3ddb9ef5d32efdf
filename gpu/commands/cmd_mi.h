/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of MI commands share. Names and opcodes as in i915's
 * gt/intel_gpu_commands.h; fields, lengths and what they do: Intel's PRM for
 * Skylake and Kaby Lake, volume 2a, also in the comments of Intel's media
 * driver, media_driver/agnostic/gen9/hw/mhw_mi_hwcmd_g9_X.h.
 */
#ifndef GEN9_CMD_MI_H
#define GEN9_CMD_MI_H

#include "gpu/commands/cmd.h"
#include "gpu/engine/position.h"

#define MI_GLOBAL_GTT		(1u << 22)	/* address: GGTT, not PPGTT */

/* Rows: one dword; with a length field, from min to max dwords are legal. */
#define MI_ONE(nm, opc, eng, fl, f) \
	{ .name = nm, .op = (opc) << 23, .fixed = 1, .engines = eng, \
	  .flags = fl, .fn = f }
#define MI_VAR(nm, opc, mask, mn, mx, eng, fl, f) \
	{ .name = nm, .op = (opc) << 23, .len_mask = mask, .fixed = 2, \
	  .min = mn, .max = mx, .engines = eng, .flags = fl, .fn = f }

/* A 48-bit address, dword aligned. */
static inline uint64_t mi_address(const uint32_t *dw)
{
	return (dw[0] | (uint64_t)dw[1] << 32) & 0x0000fffffffffffcull;
}

/* For the GGTT, and from a batch that may not: the command does nothing. */
static inline bool mi_forbidden(const struct gen9_call *c, bool ggtt)
{
	return ggtt && !gen9_privileged(c->e);
}

static inline uint64_t mi_reg64(const struct gen9_engine *e, uint32_t off)
{
	return gen9_peek(e->regs, off) |
	       (uint64_t)gen9_peek(e->regs, off + 4) << 32;
}

static inline uint64_t mi_gpr(const struct gen9_engine *e, unsigned int i)
{
	return mi_reg64(e, GEN8_RING_CS_GPR(e->base, i));
}

static inline void mi_set_gpr(struct gen9_engine *e, unsigned int i, uint64_t v)
{
	gen9_poke(e->regs, GEN8_RING_CS_GPR(e->base, i), (uint32_t)v);
	gen9_poke(e->regs, GEN8_RING_CS_GPR(e->base, i) + 4, v >> 32);
}

/* What predicated commands other than MI_BATCH_BUFFER_START look at. */
static inline bool mi_predicate_result(const struct gen9_engine *e)
{
	return gen9_peek(e->regs, MI_PREDICATE_RESULT(e->base)) & 1;
}

#endif
