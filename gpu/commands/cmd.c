// SPDX-License-Identifier: GPL-2.0-or-later
/* What the handlers of commands share. */
#include <string.h>

#include "gpu/commands/cmd.h"
#include "gpu/engine/fault.h"
#include "gpu/engine/position.h"

static bool met_first(struct gen9_unmodelled *u, uint32_t op)
{
	unsigned int n = u->cmds < GEN9_UNMODELLED_CMDS ? u->cmds :
			 GEN9_UNMODELLED_CMDS;

	for (unsigned int i = 0; i < n; i++)
		if (u->cmd[i] == op)
			return false;
	if (n == GEN9_UNMODELLED_CMDS)
		return false;
	u->cmd[u->cmds++] = op;
	return true;
}

int gen9_cmd_not_executed(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;
	uint32_t h = c->dw[0];

	e->ctr->not_executed++;
	e->ectr->not_executed++;
	gen9_counters_skip(&e->host->ctr, c->cmd->op, c->cmd->name);
	if (met_first(&e->host->unmodelled, h & 0xffff0000u))
		gen9_log(e->host, "%s: command %08x %s (%u dwords) not executed",
			 e->name, h, c->cmd->name, c->n);
	return 0;
}

static struct gen9_as *space(const struct gen9_call *c, bool ggtt)
{
	return ggtt ? &c->e->ggtt : &c->e->ppgtt;
}

int gen9_cmd_mem_read(const struct gen9_call *c, bool ggtt, uint64_t va,
		      void *buf, size_t len)
{
	struct gen9_as *as = space(c, ggtt);
	int ret = gen9_as_read(as, va, buf, len);

	if (ret) {
		memset(buf, 0, len);
		gen9_engine_fault(c->e, as);
	}
	return ret;
}

void gen9_cmd_mem_write(const struct gen9_call *c, bool ggtt, uint64_t va,
			const void *buf, size_t len)
{
	struct gen9_as *as = space(c, ggtt);

	if (gen9_as_write(as, va, buf, len))
		gen9_engine_fault(c->e, as);
}

static uint64_t status_page(const struct gen9_call *c, bool ggtt)
{
	return (ggtt ? gen9_peek(c->e->regs, RING_HWS_PGA(c->e->base)) :
		c->e->desc) & GEN9_GGTT_PAGE;
}

void gen9_cmd_post_sync(const struct gen9_call *c,
			const struct gen9_post_sync *p)
{
	uint64_t addr = p->addr, val = 0;
	size_t size = 8;

	if (p->op == POST_SYNC_NONE || (p->ggtt && !gen9_privileged(c->e)))
		return;
	if (p->op == POST_SYNC_TIMESTAMP) {
		val = gen9_ticks(c->e->t);
	} else if (p->op == POST_SYNC_IMMEDIATE) {
		size = p->imm_dwords > 1 ? 8 : 4;
		memcpy(&val, p->imm, size);
	}
	if (p->index)
		addr = status_page(c, p->ggtt) + (addr & 0xfff);
	gen9_cmd_mem_write(c, p->ggtt || p->index, addr & ~(uint64_t)(size - 1),
			   &val, size);
}
