// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory interface commands. Names and opcodes as in i915's
 * gt/intel_gpu_commands.h; semantics: Intel's PRM for Skylake/Kaby Lake,
 * volume 2a, "Command Reference: Instructions".
 */
#include <string.h>

#include "gpu/commands/cmd.h"
#include "gpu/engine/access.h"
#include "gpu/engine/position.h"

#define MI_GLOBAL_GTT		(1u << 22)
#define ADDR48			0x0000fffffffffffcull
#define MI_BATCH_PREDICATE	(1u << 15)

/* Interval of re-checks while a semaphore is not signalled. */
#define SEMA_POLL_PS		(1000 * PS_PER_NS)
#define SEMA_SLOW_PS		(10000 * PS_PER_NS)

static uint64_t addr_of(const uint32_t *dw)
{
	return (dw[0] | (uint64_t)dw[1] << 32) & ADDR48;
}

static bool bad_ggtt(struct gen9_engine *e, bool ggtt)
{
	return ggtt && !gen9_privileged(e);
}

static int mi_nop(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;

	if (dw[0] & 1u << 22)
		gen9_poke(e->regs, RING_NOPID(e->base), dw[0] & 0x3fffff);
	return 0;
}

static int mi_user_interrupt(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;

	e->ectr->interrupts++;
	gen9_engine_irq(e, GT_RENDER_USER_INTERRUPT);
	return 0;
}

static int mi_arb_on_off(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;

	e->arb_off = !(dw[0] & 1);
	return 0;
}

static int mi_batch_buffer_end(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;

	gen9_end_batch(e);
	return 0;
}

static bool predicate(struct gen9_engine *e)
{
	return gen9_peek(e->regs, MI_PREDICATE_RESULT(e->base)) & 1;
}

static int mi_batch_buffer_start(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = !(dw[0] & 1u << 8), second = dw[0] & 1u << 22;

	/* Its predicate is not that of other commands: i915_perf.c, NOA wait. */
	if (dw[0] & MI_BATCH_PREDICATE &&
	    !(gen9_peek(e->regs, MI_PREDICATE_RESULT_1(e->base)) & 1))
		return 0;
	/* A chained batch is not more privileged than what starts it. */
	if (!gen9_privileged(e))
		ggtt = false;
	gen9_start_batch(e, addr_of(dw + 1), ggtt, second);
	return 0;
}

static int mi_conditional_batch_buffer_end(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (bad_ggtt(e, ggtt))
		return 0;
	gen9_cmd_mem_read(c, ggtt, addr_of(dw + 2), &v, 4);
	/* Bit 21: compare; the batch goes on only while memory > data. */
	if (!(dw[0] & 1u << 21) || v <= dw[1])
		gen9_end_batch(e);
	return 0;
}

static int mi_store_data_imm(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT, qword = dw[0] & 1u << 21;

	if (bad_ggtt(e, ggtt))
		return 0;
	if (qword && c->n < 5)
		return -EINVAL;
	gen9_cmd_mem_write(c, ggtt, addr_of(dw + 1), dw + 3, (c->n - 3) * 4);
	return 0;
}

static int mi_store_data_index(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	uint64_t page = dw[0] & 1u << 21 ? e->desc :
			gen9_peek(e->regs, RING_HWS_PGA(e->base));

	gen9_cmd_mem_write(c, true, (page & 0xfffff000u) + (dw[1] & 0xffc),
			   dw + 2, (c->n - 2) * 4);
	return 0;
}

static int mi_load_register_imm(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;

	for (unsigned int i = 1; i + 1 < c->n; i += 2)
		gen9_cmd_reg_write(e, dw[i], dw[i + 1]);
	return 0;
}

static int mi_store_register_mem(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (bad_ggtt(e, ggtt))
		return 0;
	if (dw[0] & 1u << 21 && !predicate(e))
		return 0;
	v = gen9_cmd_reg_read(e, dw[1]);
	gen9_cmd_mem_write(c, ggtt, addr_of(dw + 2), &v, 4);
	return 0;
}

static int mi_load_register_mem(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (bad_ggtt(e, ggtt))
		return 0;
	if (!gen9_cmd_mem_read(c, ggtt, addr_of(dw + 2), &v, 4))
		gen9_cmd_reg_write(e, dw[1], v);
	return 0;
}

static int mi_load_register_reg(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;

	gen9_cmd_reg_write(e, dw[2], gen9_cmd_reg_read(e, dw[1]));
	return 0;
}

static int mi_flush_dw(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	unsigned int op = dw[0] >> 14 & 3;
	bool ggtt = c->n > 1 && dw[1] & 1u << 2;
	uint64_t addr, val;

	gen9_engine_work(e, e->host->params.flush_clks);
	if (dw[0] & 1u << 18) {			/* MI_INVALIDATE_TLB */
		gen9_engine_invalidate_tlb(e);
	}
	if (op == 1 || op == 3) {
		if (c->n < 4)
			return -EINVAL;
		addr = (dw[1] & ~7u) | (uint64_t)(dw[2] & 0xffff) << 32;
		if (bad_ggtt(e, ggtt))
			return 0;
		if (dw[0] & 1u << 21) {		/* MI_FLUSH_DW_STORE_INDEX */
			addr = gen9_cmd_index(c, ggtt, dw[1]);
			ggtt = true;
		}
		val = dw[3] | (c->n > 4 ? (uint64_t)dw[4] << 32 : 0);
		if (op == 3)
			val = gen9_ticks(e->t);
		gen9_cmd_mem_write(c, ggtt, addr, &val, op == 3 || c->n > 4 ? 8 : 4);
	}
	if (dw[0] & 1u << 8)			/* MI_FLUSH_DW_NOTIFY */
		gen9_engine_irq(e, GT_RENDER_PIPECTL_NOTIFY_INTERRUPT);
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
	e->t += e->t - w->from > 100 * SEMA_SLOW_PS ? SEMA_SLOW_PS :
		SEMA_POLL_PS;
}

static int mi_semaphore_wait(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (bad_ggtt(e, ggtt))
		return 0;
	if (dw[0] & 1u << 16)			/* MI_SEMAPHORE_REGISTER_POLL */
		v = gen9_cmd_reg_read(e, dw[2]);
	else if (gen9_cmd_mem_read(c, ggtt, addr_of(dw + 2), &v, 4))
		return 0;
	if (compare(dw[0] >> 12 & 7, v, dw[1]))
		return 0;
	wait_on(e, dw);
	return CMD_AGAIN;
}

static uint64_t reg64(struct gen9_engine *e, uint32_t off)
{
	return gen9_peek(e->regs, off) | (uint64_t)gen9_peek(e->regs, off + 4) << 32;
}

static uint64_t gpr(struct gen9_engine *e, unsigned int i)
{
	return reg64(e, GEN8_RING_CS_GPR(e->base, i));
}

static void set_gpr(struct gen9_engine *e, unsigned int i, uint64_t v)
{
	gen9_poke(e->regs, GEN8_RING_CS_GPR(e->base, i), (uint32_t)v);
	gen9_poke(e->regs, GEN8_RING_CS_GPR(e->base, i) + 4, v >> 32);
}

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
		return r < GEN8_RING_CS_GPRS ? gpr(m->e, r) : 0;
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
		set_gpr(m->e, to, v ^ invert);
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

/*
 * LOADOP 7:6 (0 keep, 2 load, 3 load inverted), COMBINEOP 4:3 (set, and, or,
 * xor), COMPAREOP 1:0 (true, false, sources equal, deltas equal).
 */
static int mi_predicate(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	unsigned int load = dw[0] >> 6 & 3, comb = dw[0] >> 3 & 3,
		     cmp = dw[0] & 3;
	bool v, old = predicate(e);

	switch (cmp) {
	case 0:
		v = true;
		break;
	case 2:
		v = reg64(e, MI_PREDICATE_SRC0(e->base)) ==
		    reg64(e, MI_PREDICATE_SRC1(e->base));
		break;
	case 3:
		v = reg64(e, MI_PREDICATE_SRC0(e->base)) -
		    reg64(e, MI_PREDICATE_SRC1(e->base)) ==
		    reg64(e, MI_PREDICATE_DATA(e->base));
		break;
	default:
		v = false;
		break;
	}
	if (load == 0)				/* KEEP */
		return 0;
	if (load == 3)				/* LOADINV */
		v = !v;
	switch (comb) {
	case 1:
		v = old && v;
		break;
	case 2:
		v = old || v;
		break;
	case 3:
		v = old != v;
		break;
	}
	gen9_poke(e->regs, MI_PREDICATE_RESULT(e->base), v);
	return 0;
}

/* Predicate enable 3:0: nothing is skipped (0), or what is not modelled. */
static int mi_set_predicate(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;

	return dw[0] & 0xf ? gen9_cmd_not_executed(c) : 0;
}

/* Operations of MI_ATOMIC, code modulo 0x20; a, b: operands 1 and 2. */
static uint64_t atomic_op(unsigned int op, uint64_t mem, uint64_t a, uint64_t b,
			  unsigned int bits)
{
	int64_t sm = (int64_t)(mem << (64 - bits)), sa = (int64_t)(a << (64 - bits));

	switch (op) {
	case 0x1: return mem & a;
	case 0x2: return mem | a;
	case 0x3: return mem ^ a;
	case 0x4: return a;				/* MOVE */
	case 0x5: return mem + 1;
	case 0x6: return mem - 1;
	case 0x7: return mem + a;
	case 0x8: return mem - a;
	case 0x9: return a - mem;			/* RSUB */
	case 0xa: return sm > sa ? mem : a;		/* IMAX */
	case 0xb: return sm < sa ? mem : a;		/* IMIN */
	case 0xc: return mem > a ? mem : a;		/* UMAX */
	case 0xd: return mem < a ? mem : a;		/* UMIN */
	case 0xe: return mem == a ? b : mem;		/* CMP_WR */
	default: return mem;
	}
}

/*
 * Data size 20:19 (0 dword, 1 qword), inline data bit 18, return data bit 16,
 * operation 15:8, 0x20 added for qwords. Inline operands: dwords of operand
 * 1 and 2 in turn. Else CS_GPR 1 and 2. Return in CS_GPR 0.
 */
static int mi_atomic(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT, inl = dw[0] & 1u << 18;
	size_t size = (dw[0] >> 19 & 3) ? 8 : 4;
	uint64_t mem = 0, a, b, res;

	if (bad_ggtt(e, ggtt))
		return 0;
	if (inl && c->n < 11)
		return -EINVAL;
	a = inl ? dw[3] | (uint64_t)dw[5] << 32 : gpr(e, 1);
	b = inl ? dw[4] | (uint64_t)dw[6] << 32 : gpr(e, 2);
	if (size == 4) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	if (gen9_cmd_mem_read(c, ggtt, addr_of(dw + 1), &mem, size))
		return 0;
	res = atomic_op(dw[0] >> 8 & 0x1f, mem, a, b, size * 8);
	gen9_cmd_mem_write(c, ggtt, addr_of(dw + 1), &res, size);
	if (dw[0] & 1u << 16)
		set_gpr(e, 0, mem);
	return 0;
}

/* Bit 22: source in the GGTT, bit 21: destination. */
static int mi_copy_mem_mem(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool src = dw[0] & 1u << 22, dst = dw[0] & 1u << 21;
	uint32_t v;

	if (bad_ggtt(e, src || dst))
		return 0;
	if (!gen9_cmd_mem_read(c, src, addr_of(dw + 3), &v, 4))
		gen9_cmd_mem_write(c, dst, addr_of(dw + 1), &v, 4);
	return 0;
}

static int mi_report_head(const struct gen9_call *c)
{
	struct gen9_engine *e = c->e;
	uint32_t head = gen9_peek(e->regs, RING_HEAD(e->base));

	gen9_cmd_mem_write(c, true, e->desc & 0xfffff000u, &head, 4);
	return 0;
}

/* An OA report: id, timestamp, context id; the counters read as zero. */
static int mi_report_perf_count(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	uint32_t rep[64] = { 0 };
	bool ggtt = dw[1] & 1;

	if (bad_ggtt(e, ggtt))
		return 0;
	rep[0] = dw[3];
	rep[1] = (uint32_t)gen9_ticks(e->t);
	rep[2] = e->desc >> 32;
	gen9_cmd_mem_write(c, ggtt, addr_of(dw + 1) & ~63ull, rep, sizeof(rep));
	return 0;
}

/* Writes PTEs of the GGTT: bit 22 is set, dw[1] the index in bits 31:12. */
static int mi_update_gtt(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	uint32_t index = dw[1] >> 12;

	for (unsigned int i = 2; i + 1 < c->n; i += 2, index++)
		gen9_ggtt_write(e->ggtt_table, index,
				dw[i] | (uint64_t)dw[i + 1] << 32);
	gen9_tlb_flush(e->tlb);
	return 0;
}

static int mi_display_flip(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;

	gen9_log(e->host, "%s: MI_DISPLAY_FLIP %08x ignored: no scan-out",
		 e->name, dw[0]);
	return 0;
}

#define MI(op)		((op) << 23)
#define FIXED(nm, opc, eng, fl, f) \
	{ .name = nm, .op = MI(opc), .fixed = 1, .engines = eng, \
	  .flags = fl, .fn = f }
#define VAR(nm, opc, mask, mn, eng, fl, f) \
	{ .name = nm, .op = MI(opc), .len_mask = mask, .fixed = 2, .min = mn, \
	  .engines = eng, .flags = fl, .fn = f }

/* In ascending order of opcode. */
const struct gen9_cmd gen9_cmds_mi[] = {
	FIXED("MI_NOOP", 0x00, ALL_ENGINES, 0, mi_nop),
	FIXED("MI_SET_PREDICATE", 0x01, RCS, 0, mi_set_predicate),
	FIXED("MI_USER_INTERRUPT", 0x02, ALL_ENGINES, C_VISIBLE,
	      mi_user_interrupt),
	/* Nothing is scanned out: what it waits for has always happened. */
	FIXED("MI_WAIT_FOR_EVENT", 0x03, RCS | BCS, C_VISIBLE | C_ARB |
	      C_SKIP, NULL),
	FIXED("MI_FLUSH", 0x04, ALL_ENGINES, C_SKIP, NULL),
	FIXED("MI_ARB_CHECK", 0x05, ALL_ENGINES, C_VISIBLE | C_ARB |
	      C_SKIP, NULL),
	FIXED("MI_RS_CONTROL", 0x06, RCS, C_SKIP, NULL),
	FIXED("MI_REPORT_HEAD", 0x07, ALL_ENGINES, C_VISIBLE, mi_report_head),
	FIXED("MI_ARB_ON_OFF", 0x08, ALL_ENGINES, 0, mi_arb_on_off),
	FIXED("MI_URB_ATOMIC_ALLOC", 0x09, RCS, C_SKIP, NULL),
	FIXED("MI_BATCH_BUFFER_END", 0x0a, ALL_ENGINES, 0,
	      mi_batch_buffer_end),
	FIXED("MI_SUSPEND_FLUSH", 0x0b, ALL_ENGINES, C_SKIP, NULL),
	FIXED("MI_PREDICATE", 0x0c, RCS, 0, mi_predicate),
	FIXED("MI_TOPOLOGY_FILTER", 0x0d, RCS, C_SKIP, NULL),
	FIXED("MI_SET_APPID", 0x0e, ALL_ENGINES, C_SKIP, NULL),
	FIXED("MI_RS_CONTEXT", 0x0f, RCS, C_SKIP, NULL),
	VAR("MI_LOAD_SCAN_LINES_INCL", 0x12, 0x3f, 2, RCS | BCS, C_SKIP, NULL),
	VAR("MI_LOAD_SCAN_LINES_EXCL", 0x13, 0x3f, 2, RCS | BCS, C_SKIP, NULL),
	VAR("MI_DISPLAY_FLIP", 0x14, 0xff, 3, RCS | BCS, C_PRIV,
	    mi_display_flip),
	VAR("MI_SET_CONTEXT", 0x18, 0xff, 2, RCS, C_PRIV, NULL),
	VAR("MI_URB_CLEAR", 0x19, 0xff, 2, RCS, C_SKIP, NULL),
	VAR("MI_MATH", 0x1a, 0xff, 2, ALL_ENGINES, 0, mi_math),
	/* Waits poll memory, which the signaller has written. */
	VAR("MI_SEMAPHORE_SIGNAL", 0x1b, 0xff, 2, ALL_ENGINES, C_VISIBLE |
	    C_SKIP, NULL),
	VAR("MI_SEMAPHORE_WAIT", 0x1c, 0xff, 4, ALL_ENGINES, C_VISIBLE,
	    mi_semaphore_wait),
	VAR("MI_STORE_DATA_IMM", 0x20, 0x3ff, 4, ALL_ENGINES, C_VISIBLE,
	    mi_store_data_imm),
	VAR("MI_STORE_DATA_INDEX", 0x21, 0xff, 3, ALL_ENGINES,
	    C_VISIBLE | C_PRIV, mi_store_data_index),
	VAR("MI_LOAD_REGISTER_IMM", 0x22, 0xff, 3, ALL_ENGINES, 0,
	    mi_load_register_imm),
	VAR("MI_UPDATE_GTT", 0x23, 0x3ff, 4, ALL_ENGINES, C_VISIBLE | C_PRIV,
	    mi_update_gtt),
	VAR("MI_STORE_REGISTER_MEM", 0x24, 0xff, 4, ALL_ENGINES, C_VISIBLE,
	    mi_store_register_mem),
	VAR("MI_FLUSH_DW", 0x26, 0x3f, 3, BCS | VCS | VECS, C_VISIBLE,
	    mi_flush_dw),
	VAR("MI_CLFLUSH", 0x27, 0x3ff, 3, RCS, C_SKIP, NULL),
	VAR("MI_REPORT_PERF_COUNT", 0x28, 0x3f, 4, RCS, C_VISIBLE,
	    mi_report_perf_count),
	VAR("MI_LOAD_REGISTER_MEM", 0x29, 0xff, 4, ALL_ENGINES, C_VISIBLE,
	    mi_load_register_mem),
	VAR("MI_LOAD_REGISTER_REG", 0x2a, 0xff, 3, ALL_ENGINES, 0,
	    mi_load_register_reg),
	VAR("MI_RS_STORE_DATA_IMM", 0x2b, 0xff, 4, RCS, 0, NULL),
	VAR("MI_LOAD_URB_MEM", 0x2c, 0xff, 4, RCS, 0, NULL),
	VAR("MI_STORE_URB_MEM", 0x2d, 0xff, 4, RCS, 0, NULL),
	VAR("MI_COPY_MEM_MEM", 0x2e, 0xff, 5, ALL_ENGINES, C_VISIBLE,
	    mi_copy_mem_mem),
	VAR("MI_ATOMIC", 0x2f, 0xff, 3, ALL_ENGINES, C_VISIBLE, mi_atomic),
	VAR("MI_BATCH_BUFFER_START", 0x31, 0xff, 3, ALL_ENGINES, 0,
	    mi_batch_buffer_start),
	VAR("MI_CONDITIONAL_BATCH_BUFFER_END", 0x36, 0xff, 4, ALL_ENGINES,
	    C_VISIBLE, mi_conditional_batch_buffer_end),
};
const unsigned int gen9_cmds_mi_n = sizeof(gen9_cmds_mi) / sizeof(*gen9_cmds_mi);
