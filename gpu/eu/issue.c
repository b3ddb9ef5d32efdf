// SPDX-License-Identifier: GPL-2.0-or-later
/* What an instruction takes on a part, and what it has to wait for. */
#include "gpu/eu/exec.h"

static unsigned int kind_of(const struct eu_inst *in)
{
	bool ints = in->etype == EU_D || in->etype == EU_UD;

	if (!in->alu || in->row->pipe == EU_PIPE_BRANCH)
		return GEN9_ISSUE_OTHER;
	if (in->opcode == EU_OP_MATH && in->cmod >= EU_MATH_IDIV_BOTH &&
	    in->cmod <= EU_MATH_IREM)
		return GEN9_ISSUE_IDIV;
	if (in->opcode == EU_OP_MATH && (in->cmod == EU_MATH_FDIV ||
					 in->cmod == EU_MATH_POW))
		return GEN9_ISSUE_MATH2;
	if (in->opcode == EU_OP_MATH)
		return GEN9_ISSUE_MATH;
	if (in->etype == EU_DF || in->dst.type == EU_DF)
		return GEN9_ISSUE_DF;
	/* Two words at most are multiplied at once. */
	if (in->opcode == EU_OP_MUL && ints && in->src[0].size == 4 &&
	    in->src[1].size == 4)
		return GEN9_ISSUE_MUL;
	return GEN9_ISSUE_ALU;
}

/* Elements are words at least: bytes are computed as such. */
unsigned int eu_issue_of(const struct eu_inst *in)
{
	unsigned int size = eu_type_size[in->etype], log = 0;

	if (in->dst.size > size && in->dst.size <= 8)
		size = in->dst.size;
	if (size < 2)
		size = 2;
	while (in->exec * size > 16u << log)
		log++;
	return kind_of(in) * GEN9_ISSUE_LOGS + log;
}

/* Register r has been waited for; what comes from nearer has, too. */
static void waited(struct eu_thread *t, unsigned int r)
{
	const struct eu_pending p = t->pending[r];
	uint64_t *done = t->core->ctr.done;
	unsigned int n = 0;

	done[GEN9_DONE_WAIT + p.level]++;
	done[GEN9_DONE_COVERED + p.level] += t->instructions - p.at;
	for (unsigned int i = 0; i < t->pendings; i++)
		if (i != r && t->pending[i].level > p.level)
			t->pending[n++] = t->pending[i];
	t->pendings = n;
	t->filling = 0;
	for (unsigned int i = 0; i < n; i++)
		t->filling |= eu_reg_bits(t->pending[i].reg, t->pending[i].regs);
}

void eu_expect(struct eu_thread *t, const struct eu_send *s)
{
	if (!s->rlen || s->dst == EU_NO_REG || !t->level)
		return;
	if (t->pendings == EU_PENDING)
		waited(t, 0);
	t->pending[t->pendings++] = (struct eu_pending){
		.reg = s->dst, .regs = s->rlen, .level = t->level,
		.at = t->instructions,
	};
	t->filling |= eu_reg_bits(s->dst, s->rlen);
}

void eu_use(struct eu_thread *t, unsigned int reg, unsigned int regs)
{
	if (!(t->filling & eu_reg_bits(reg, regs + !regs)))
		return;
	for (unsigned int i = 0; i < t->pendings; i++) {
		const struct eu_pending *p = &t->pending[i];

		if (reg >= p->reg + p->regs || p->reg >= reg + regs)
			continue;
		waited(t, i);
		i = -1u;
	}
}

/* Registers of an operand of an ALU, none if it is indirect: how many. */
static unsigned int operand_regs(const struct eu_inst *in,
				 const struct eu_operand *o, unsigned int *reg)
{
	unsigned int rows = in->exec / (o->width ? o->width : 1), end;

	*reg = o->base / EU_GRF_BYTES;
	if (o->file != EU_GRF || o->indirect)
		return 0;
	end = o->base + (rows ? rows - 1 : 0) * o->vstride +
	      (o->width ? o->width - 1 : 0) * o->hstride + o->size - 1u;
	return end / EU_GRF_BYTES - *reg + 1;
}

/* Operand n: the destination first, then the sources. */
static struct eu_operand operand(const struct eu_inst *in, unsigned int n)
{
	struct eu_operand o = n ? in->src[n - 1] : in->dst;

	if (!n) {
		o.width = 1;
		o.vstride = o.hstride;
	}
	return o;
}

uint64_t eu_uses_of(const struct eu_inst *in)
{
	unsigned int reg, regs;
	uint64_t bits = 0;

	for (unsigned int n = 0; in->alu && n <= in->nsrc; n++) {
		struct eu_operand o = operand(in, n);

		regs = operand_regs(in, &o, &reg);
		bits |= eu_reg_bits(reg, regs);
	}
	return bits;
}

void eu_use_operands(struct eu_thread *t, const struct eu_inst *in)
{
	unsigned int reg, regs;

	for (unsigned int n = 0; n <= in->nsrc; n++) {
		struct eu_operand o = operand(in, n);

		regs = operand_regs(in, &o, &reg);
		eu_use(t, reg, regs);
	}
}
