// SPDX-License-Identifier: GPL-2.0-or-later
/* MI commands that signal and wait. */
#include <string.h>

#include "gpu/commands/cmd_mi.h"
#include "gpu/engine/access.h"

#define MI_SEMAPHORE_REGISTER_POLL	(1u << 16)
#define MI_FLUSH_DW_STORE_INDEX		(1u << 21)
#define MI_INVALIDATE_TLB		(1u << 18)
#define MI_FLUSH_DW_NOTIFY		(1u << 8)
#define MI_FLUSH_DW_USE_GTT		(1u << 2)

/* Interval of re-checks while a semaphore is not signalled. */
#define SEMA_POLL_PS		(1000 * PS_PER_NS)
#define SEMA_SLOW_PS		(10000 * PS_PER_NS)

static int mi_user_interrupt(const struct gen9_call *c)
{
	c->e->ectr->interrupts++;
	gen9_engine_irq(c->e, GT_RENDER_USER_INTERRUPT);
	return 0;
}

/* Comparison of MI_SEMAPHORE_WAIT: memory (SAD) against data (SDD). */
static bool compare(unsigned int op, uint32_t sad, uint32_t sdd)
{
	switch (op) {
	case 0:	return sad > sdd;
	case 1:	return sad >= sdd;
	case 2:	return sad < sdd;
	case 3:	return sad <= sdd;
	case 4:	return sad == sdd;
	case 5:	return sad != sdd;
	default: return true;
	}
}

/* Until the next look; the command in its place may be another one. */
static void wait_on(struct gen9_engine *e, const uint32_t *dw)
{
	struct gen9_wait *w = &e->wait;

	if (!w->on || memcmp(w->dw, dw, sizeof(w->dw))) {
		*w = (struct gen9_wait){ .on = true, .from = e->t };
		memcpy(w->dw, dw, sizeof(w->dw));
		gen9_engine_irq(e, GT_WAIT_SEMAPHORE_INTERRUPT);
	}
	gen9_engine_wait(e, e->t - w->from > 100 * SEMA_SLOW_PS ?
			 SEMA_SLOW_PS : SEMA_POLL_PS);
}

/* "Memory type" counts as clear in a batch that may not reach the GGTT. */
static int mi_semaphore_wait(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;
	bool ggtt = c->dw[0] & MI_GLOBAL_GTT && gen9_privileged(e);
	uint32_t v;

	if (c->dw[0] & MI_SEMAPHORE_REGISTER_POLL)
		v = gen9_cmd_reg_read(e, c->dw[2]);
	else if (gen9_cmd_mem_read(c, ggtt, mi_address(c->dw + 2), &v, 4))
		return 0;
	if (compare(c->dw[0] >> 12 & 7, v, c->dw[1]))
		return 0;
	wait_on(e, c->dw);
	return CMD_AGAIN;
}

static int mi_flush_dw(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_post_sync p = {
		.op = dw[0] >> 14 & 3,
		.ggtt = dw[1] & MI_FLUSH_DW_USE_GTT,
		.index = dw[0] & MI_FLUSH_DW_STORE_INDEX,
		.addr = mi_address(dw + 1) & ~7ull,
		.imm = dw + 3,
		.imm_dwords = c->n - 3,
	};

	if (p.op == POST_SYNC_IMMEDIATE && !p.imm_dwords)
		return -EINVAL;
	gen9_engine_work(c->e, GEN9_PARAM_flush_clks);
	if (dw[0] & MI_INVALIDATE_TLB)
		gen9_engine_invalidate_tlb(c->e);
	gen9_cmd_post_sync(c, &p);
	if (dw[0] & MI_FLUSH_DW_NOTIFY)
		gen9_engine_irq(c->e, GT_RENDER_PIPECTL_NOTIFY_INTERRUPT);
	return 0;
}

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	MI_ONE("MI_USER_INTERRUPT", 0x02, ALL_ENGINES, C_VISIBLE,
	       mi_user_interrupt),
	/* Waits poll memory, which the signaller has written. */
	MI_VAR("MI_SEMAPHORE_SIGNAL", 0x1b, 0xff, 2, 2, ALL_ENGINES,
	       C_VISIBLE | C_SKIP, NULL),
	MI_VAR("MI_SEMAPHORE_WAIT", 0x1c, 0xff, 4, 4, ALL_ENGINES, C_VISIBLE,
	       mi_semaphore_wait),
	MI_VAR("MI_FLUSH_DW", 0x26, 0x3f, 3, 5, BCS | VCS | VECS, C_VISIBLE,
	       mi_flush_dw),
};

const struct gen9_cmd_table gen9_cmds_sync = CMD_TABLE(rows);
