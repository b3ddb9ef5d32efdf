// SPDX-License-Identifier: GPL-2.0-or-later
/* MI commands that compute: the command streamer's ALU, the predicate. */
#include "gpu/commands/cmd_mi.h"

/*
 * MI_MATH: SRCA, SRCB, ACCU and the flags. They are zero when a command
 * begins: no context leaves them to another.
 */
struct alu {
	struct gen9_engine *e;
	uint64_t a, b, accu;
	bool zf, cf;
};

#define ALU_SRCA	0x20
#define ALU_SRCB	0x21
#define ALU_ACCU	0x31
#define ALU_ZF		0x32
#define ALU_CF		0x33
#define ALU_LOAD	0x080
#define ALU_LOAD0	0x081
#define ALU_ADD		0x100
#define ALU_SUB		0x101
#define ALU_AND		0x102
#define ALU_OR		0x103
#define ALU_XOR		0x104
#define ALU_STORE	0x180
#define ALU_INVERTED	0x400		/* LOADINV, LOAD1, STOREINV */

static uint64_t alu_get(const struct alu *m, unsigned int r)
{
	switch (r) {
	case ALU_ACCU:
		return m->accu;
	case ALU_ZF:
		return m->zf;
	case ALU_CF:
		return m->cf;
	default:
		return r < GEN8_RING_CS_GPRS ? mi_gpr(m->e, r) : 0;
	}
}

static void alu_load(struct alu *m, unsigned int to, uint64_t v)
{
	if (to == ALU_SRCA)
		m->a = v;
	else if (to == ALU_SRCB)
		m->b = v;
}

/* Flags store as all ones or zero. */
static void alu_store(struct alu *m, unsigned int to, unsigned int from,
		      uint64_t invert)
{
	uint64_t v = alu_get(m, from);

	if (from == ALU_ZF || from == ALU_CF)
		v = v ? ~0ull : 0;
	if (to < GEN8_RING_CS_GPRS)
		mi_set_gpr(m->e, to, v ^ invert);
}

static void alu_compute(struct alu *m, unsigned int op)
{
	switch (op) {
	case ALU_ADD:
		m->accu = m->a + m->b;
		m->cf = m->accu < m->a;
		break;
	case ALU_SUB:
		m->accu = m->a - m->b;
		m->cf = m->a < m->b;
		break;
	case ALU_AND:
		m->accu = m->a & m->b;
		break;
	case ALU_OR:
		m->accu = m->a | m->b;
		break;
	case ALU_XOR:
		m->accu = m->a ^ m->b;
		break;
	default:
		return;
	}
	m->zf = !m->accu;
}

static void alu_step(struct alu *m, uint32_t dw)
{
	unsigned int op = dw >> 20, a = dw >> 10 & 0x3ff, b = dw & 0x3ff;
	uint64_t invert = op & ALU_INVERTED ? ~0ull : 0;

	switch (op & ~ALU_INVERTED) {
	case ALU_LOAD:
		alu_load(m, a, alu_get(m, b) ^ invert);
		break;
	case ALU_LOAD0:
		alu_load(m, a, invert);
		break;
	case ALU_STORE:
		alu_store(m, a, b, invert);
		break;
	default:
		alu_compute(m, op);
	}
}

static int mi_math(const struct gen9_call *c)
{
	struct alu m = { .e = c->e };

	for (unsigned int i = 1; i < c->n; i++)
		alu_step(&m, c->dw[i]);
	return 0;
}

/* COMPAREOP 1:0: true, false, sources equal, deltas equal */
static bool compared(const struct gen9_engine *e, unsigned int op)
{
	uint64_t src0 = mi_reg64(e, MI_PREDICATE_SRC0(e->base)),
		 src1 = mi_reg64(e, MI_PREDICATE_SRC1(e->base)),
		 data = mi_reg64(e, MI_PREDICATE_DATA(e->base));

	switch (op) {
	case 0:	return true;
	case 2:	return src0 == src1;
	case 3:	return src0 - src1 == data;
	default: return false;
	}
}

/* COMBINEOP 4:3: set, and, or, xor */
static bool combined(unsigned int op, bool old, bool v)
{
	switch (op) {
	case 1:	return old && v;
	case 2:	return old || v;
	case 3:	return old != v;
	default: return v;
	}
}

/* LOADOP 7:6: keep, -, load, load inverted */
static int mi_predicate(const struct gen9_call *c)
{
	unsigned int load_op = c->dw[0] >> 6 & 3;
	struct gen9_engine *e = c->e;
	bool v;

	if (load_op == 0)
		return 0;
	v = compared(e, c->dw[0] & 3) != (load_op == 3);
	gen9_poke(e->regs, MI_PREDICATE_RESULT(e->base),
		  combined(c->dw[0] >> 3 & 3, mi_predicate_result(e), v));
	return 0;
}

/* Predicate enable 3:0: nothing is skipped (0), or what is not modelled. */
static int mi_set_predicate(const struct gen9_call *c)
{
	return c->dw[0] & 0xf ? gen9_cmd_not_executed(c) : 0;
}

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	MI_ONE("MI_SET_PREDICATE", 0x01, RCS, 0, mi_set_predicate),
	MI_ONE("MI_PREDICATE", 0x0c, RCS, 0, mi_predicate),
	MI_VAR("MI_MATH", 0x1a, 0xff, 2, 257, ALL_ENGINES, 0, mi_math),
};

const struct gen9_cmd_table gen9_cmds_math = CMD_TABLE(rows);
