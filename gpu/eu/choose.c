// SPDX-License-Identifier: GPL-2.0-or-later
/* Which function executes a decoded instruction. */
#include "gpu/eu/fast.h"

static int run_nop(struct eu_thread *t __attribute__((unused)),
		   const struct eu_inst *in __attribute__((unused)))
{
	return EU_ON;
}

static int run_illegal(struct eu_thread *t,
		       const struct eu_inst *in __attribute__((unused)))
{
	return eu_illegal(t);
}

void eu_choose(struct eu_inst *in)
{
	in->alu = eu_alu_row(in->opcode);
	if (in->opcode == EU_OP_NOP)
		in->run = run_nop;
	else if (in->opcode == EU_OP_WAIT)
		in->run = eu_exec_wait;
	else if (in->alu)
		in->run = eu_fast(in);
	else if (in->row->pipe == EU_PIPE_SEND)
		in->run = eu_exec_send;
	else if (in->opcode == EU_OP_ILLEGAL)
		in->run = run_illegal;
	else
		in->run = eu_exec_flow;
	in->issue = eu_issue_of(in);
	in->uses = eu_uses_of(in);
	in->counter = (in->opcode * EU_TYPES + in->etype) * 6 + in->log2;
}
