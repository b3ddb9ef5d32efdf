// SPDX-License-Identifier: GPL-2.0-or-later
/* MI commands that decide what is executed next, and those without effect. */
#include "gpu/commands/cmd_mi.h"

#define MI_BATCH_PPGTT		(1u << 8)
#define MI_BATCH_PREDICATE	(1u << 15)
#define MI_BATCH_SECOND_LEVEL	(1u << 22)
#define MI_DO_COMPARE		(1u << 21)
#define MI_COMPARE_MASK_MODE	(1u << 19)
#define MI_NOOP_WRITE_ID	(1u << 22)

static int mi_noop(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;

	if (c->dw[0] & MI_NOOP_WRITE_ID)
		gen9_poke(e->regs, RING_NOPID(e->base), c->dw[0] & 0x3fffff);
	return 0;
}

static int mi_arb_on_off(const struct gen9_call *c)
{
	c->e->arb_off = !(c->dw[0] & 1);
	return 0;
}

static int mi_batch_buffer_end(const struct gen9_call *c)
{
	gen9_end_batch(c->e);
	return 0;
}

/*
 * Its predicate is not that of other commands (i915_perf.c, NOA wait), and of
 * the render engine only (intel_gpu_commands.h).
 */
static bool predicated_away(const struct gen9_call *c)
{
	const struct gen9_engine *e = c->e;

	return c->dw[0] & MI_BATCH_PREDICATE && e->id == GEN9_CTR_RCS0 &&
	       !(gen9_peek(e->regs, MI_PREDICATE_RESULT_1(e->base)) & 1);
}

static int mi_batch_buffer_start(const struct gen9_call *c)
{
	bool ggtt = !(c->dw[0] & MI_BATCH_PPGTT);

	if (predicated_away(c))
		return 0;
	/* What a batch starts is not more privileged than that. */
	if (!gen9_privileged(c->e))
		ggtt = false;
	return gen9_start_batch(c->e, mi_address(c->dw + 1), ggtt,
				c->dw[0] & MI_BATCH_SECOND_LEVEL);
}

/*
 * Ends the batch unless memory > data, from the second level the first one,
 * too. In mask mode memory is two dwords, a mask and what it is for.
 */
static int mi_conditional_batch_buffer_end(const struct gen9_call *c)
{
	bool ggtt = c->dw[0] & MI_GLOBAL_GTT,
	     masked = c->dw[0] & MI_COMPARE_MASK_MODE;
	uint32_t v[2] = { 0, ~0u };

	if (!(c->dw[0] & MI_DO_COMPARE) || mi_forbidden(c, ggtt))
		return 0;
	gen9_cmd_mem_read(c, ggtt, mi_address(c->dw + 2) & ~7ull, v,
			  masked ? 8 : 4);
	if ((v[0] & v[1]) > c->dw[1])
		return 0;
	if (c->e->at.level == LVL_SBB)
		gen9_end_batch(c->e);
	gen9_end_batch(c->e);
	return 0;
}

static int mi_display_flip(const struct gen9_call *c)
{
	gen9_log(c->e->host, "%s: MI_DISPLAY_FLIP %08x ignored: no scan-out",
		 c->e->name, c->dw[0]);
	return 0;
}

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	MI_ONE("MI_NOOP", 0x00, ALL_ENGINES, 0, mi_noop),
	/* Nothing is scanned out: what it waits for has always happened. */
	MI_ONE("MI_WAIT_FOR_EVENT", 0x03, RCS | BCS,
	       C_VISIBLE | C_ARB | C_SKIP, NULL),
	MI_ONE("MI_FLUSH", 0x04, ALL_ENGINES, C_SKIP, NULL),
	MI_ONE("MI_ARB_CHECK", 0x05, ALL_ENGINES, C_VISIBLE | C_ARB | C_SKIP,
	       NULL),
	MI_ONE("MI_RS_CONTROL", 0x06, RCS, C_SKIP, NULL),
	MI_ONE("MI_ARB_ON_OFF", 0x08, ALL_ENGINES, 0, mi_arb_on_off),
	MI_ONE("MI_URB_ATOMIC_ALLOC", 0x09, RCS, C_SKIP, NULL),
	MI_ONE("MI_BATCH_BUFFER_END", 0x0a, ALL_ENGINES, 0,
	       mi_batch_buffer_end),
	MI_ONE("MI_SUSPEND_FLUSH", 0x0b, ALL_ENGINES, C_SKIP, NULL),
	MI_ONE("MI_TOPOLOGY_FILTER", 0x0d, RCS, C_SKIP, NULL),
	MI_ONE("MI_SET_APPID", 0x0e, ALL_ENGINES, C_SKIP, NULL),
	MI_ONE("MI_RS_CONTEXT", 0x0f, RCS, C_SKIP, NULL),
	MI_VAR("MI_LOAD_SCAN_LINES_INCL", 0x12, 0x3f, 2, 2, RCS | BCS, C_SKIP,
	       NULL),
	MI_VAR("MI_LOAD_SCAN_LINES_EXCL", 0x13, 0x3f, 2, 2, RCS | BCS, C_SKIP,
	       NULL),
	MI_VAR("MI_DISPLAY_FLIP", 0x14, 0xff, 3, 4, RCS | BCS, C_PRIV,
	       mi_display_flip),
	MI_VAR("MI_SET_CONTEXT", 0x18, 0xff, 2, 2, RCS, C_PRIV, NULL),
	MI_VAR("MI_URB_CLEAR", 0x19, 0xff, 2, 2, RCS, C_SKIP, NULL),
	MI_VAR("MI_BATCH_BUFFER_START", 0x31, 0xff, 3, 3, ALL_ENGINES, 0,
	       mi_batch_buffer_start),
	MI_VAR("MI_CONDITIONAL_BATCH_BUFFER_END", 0x36, 0xff, 4, 4,
	       ALL_ENGINES, C_VISIBLE, mi_conditional_batch_buffer_end),
};

const struct gen9_cmd_table gen9_cmds_flow = CMD_TABLE(rows);
