// SPDX-License-Identifier: GPL-2.0-or-later
/* MI commands that move data between memory and registers. */
#include "gpu/commands/cmd_mi.h"
#include "gpu/engine/access.h"

#define MI_STORE_QWORD		(1u << 21)	/* MI_STORE_DATA_IMM */
#define MI_USE_PPHWSP		(1u << 21)	/* MI_STORE_DATA_INDEX */
#define MI_SRM_PREDICATE	(1u << 21)
#define MI_COPY_SRC_GGTT	(1u << 22)
#define MI_COPY_DST_GGTT	(1u << 21)
#define MI_ATOMIC_INLINE_DATA	(1u << 18)
#define MI_ATOMIC_RETURN_DATA	(1u << 16)

static int mi_store_data_imm(const struct gen9_call *c)
{
	bool ggtt = c->dw[0] & MI_GLOBAL_GTT;

	if (c->dw[0] & MI_STORE_QWORD && c->n < 5)
		return -EINVAL;
	if (mi_forbidden(c, ggtt))
		return 0;
	gen9_cmd_mem_write(c, ggtt, mi_address(c->dw + 1), c->dw + 3,
			   (c->n - 3) * 4);
	return 0;
}

/* One dword or two, aligned to their size: never beyond the page. */
static int mi_store_data_index(const struct gen9_call *c)
{
	const struct gen9_engine *e = c->e;
	uint32_t size = (c->n - 2) * 4, at = c->dw[1] & (4096 - size);
	uint64_t page = c->dw[0] & MI_USE_PPHWSP ? e->desc :
			gen9_peek(e->regs, RING_HWS_PGA(e->base));

	gen9_cmd_mem_write(c, true, (page & GEN9_GGTT_PAGE) + at, c->dw + 2,
			   size);
	return 0;
}

static int mi_load_register_imm(const struct gen9_call *c)
{
	for (unsigned int i = 1; i + 1 < c->n; i += 2)
		gen9_cmd_reg_write(c->e, c->dw[i], c->dw[i + 1]);
	return 0;
}

static int mi_store_register_mem(const struct gen9_call *c)
{
	bool ggtt = c->dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (mi_forbidden(c, ggtt))
		return 0;
	if (c->dw[0] & MI_SRM_PREDICATE && !mi_predicate_result(c->e))
		return 0;
	v = gen9_cmd_reg_read(c->e, c->dw[1]);
	gen9_cmd_mem_write(c, ggtt, mi_address(c->dw + 2), &v, 4);
	return 0;
}

static int mi_load_register_mem(const struct gen9_call *c)
{
	bool ggtt = c->dw[0] & MI_GLOBAL_GTT;
	uint32_t v;

	if (mi_forbidden(c, ggtt))
		return 0;
	if (!gen9_cmd_mem_read(c, ggtt, mi_address(c->dw + 2), &v, 4))
		gen9_cmd_reg_write(c->e, c->dw[1], v);
	return 0;
}

static int mi_load_register_reg(const struct gen9_call *c)
{
	gen9_cmd_reg_write(c->e, c->dw[2], gen9_cmd_reg_read(c->e, c->dw[1]));
	return 0;
}

static int mi_copy_mem_mem(const struct gen9_call *c)
{
	bool src = c->dw[0] & MI_COPY_SRC_GGTT,
	     dst = c->dw[0] & MI_COPY_DST_GGTT;
	uint32_t v;

	if (mi_forbidden(c, src || dst))
		return 0;
	if (!gen9_cmd_mem_read(c, src, mi_address(c->dw + 3), &v, 4))
		gen9_cmd_mem_write(c, dst, mi_address(c->dw + 1), &v, 4);
	return 0;
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
 * Data size 20:19 (0 dword, 1 qword), operation 15:8, 0x20 added for qwords.
 * Inline operands: dwords of operand 1 and 2 in turn. Else operand 1 is
 * CS_GPR 0 and operand 2 CS_GPR 2. What was there before goes to CS_GPR 4, of
 * a dword to its lower half. "Memory type" counts as clear in a batch that
 * may not reach the GGTT.
 */
static int mi_atomic(const struct gen9_call *c)
{
	const uint32_t *dw = c->dw;
	struct gen9_engine *e = c->e;
	bool ggtt = dw[0] & MI_GLOBAL_GTT && gen9_privileged(e),
	     inl = dw[0] & MI_ATOMIC_INLINE_DATA;
	size_t size = (dw[0] >> 19 & 3) ? 8 : 4;
	uint64_t mem = 0, a, b, res;

	if (c->n != (inl ? 11 : 3))
		return -EINVAL;
	a = inl ? dw[3] | (uint64_t)dw[5] << 32 : mi_gpr(e, 0);
	b = inl ? dw[4] | (uint64_t)dw[6] << 32 : mi_gpr(e, 2);
	if (size == 4) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	if (gen9_cmd_mem_read(c, ggtt, mi_address(dw + 1), &mem, size))
		return 0;
	res = atomic_op(dw[0] >> 8 & 0x1f, mem, a, b, size * 8);
	gen9_cmd_mem_write(c, ggtt, mi_address(dw + 1), &res, size);
	if (dw[0] & MI_ATOMIC_RETURN_DATA && size == 8)
		mi_set_gpr(e, 4, mem);
	else if (dw[0] & MI_ATOMIC_RETURN_DATA)
		mi_set_gpr(e, 4, (mi_gpr(e, 4) & ~0xffffffffull) | mem);
	return 0;
}

static int mi_report_head(const struct gen9_call *c)
{
	const struct gen9_engine *e = c->e;
	uint32_t head = gen9_peek(e->regs, RING_HEAD(e->base));

	gen9_cmd_mem_write(c, true, e->desc & GEN9_GGTT_PAGE, &head, 4);
	return 0;
}

/* An OA report: id, timestamp, context id; the counters read as zero. */
static int mi_report_perf_count(const struct gen9_call *c)
{
	bool ggtt = c->dw[1] & 1;
	uint32_t rep[64] = {
		[0] = c->dw[3],
		[1] = (uint32_t)gen9_ticks(c->e->t),
		[2] = c->e->desc >> 32,
	};

	if (!mi_forbidden(c, ggtt))
		gen9_cmd_mem_write(c, ggtt, mi_address(c->dw + 1) & ~63ull, rep,
				   sizeof(rep));
	return 0;
}

/* Writes PTEs of the GGTT: bit 22 is set, dw[1] the index in bits 31:12. */
static int mi_update_gtt(const struct gen9_call *c)
{
	uint32_t index = c->dw[1] >> 12;

	for (unsigned int i = 2; i + 1 < c->n; i += 2, index++)
		gen9_ggtt_write(c->e->ggtt_table, index, c->dw[i] |
				(uint64_t)c->dw[i + 1] << 32);
	return 0;
}

/* In ascending order of opcode. */
static const struct gen9_cmd rows[] = {
	MI_ONE("MI_REPORT_HEAD", 0x07, ALL_ENGINES, C_VISIBLE, mi_report_head),
	MI_VAR("MI_STORE_DATA_IMM", 0x20, 0x3ff, 4, 1025, ALL_ENGINES,
	       C_VISIBLE, mi_store_data_imm),
	MI_VAR("MI_STORE_DATA_INDEX", 0x21, 0xff, 3, 4, ALL_ENGINES,
	       C_VISIBLE | C_PRIV, mi_store_data_index),
	MI_VAR("MI_LOAD_REGISTER_IMM", 0x22, 0xff, 3, 257, ALL_ENGINES, 0,
	       mi_load_register_imm),
	MI_VAR("MI_UPDATE_GTT", 0x23, 0x3ff, 4, 1025, ALL_ENGINES,
	       C_VISIBLE | C_PRIV, mi_update_gtt),
	MI_VAR("MI_STORE_REGISTER_MEM", 0x24, 0xff, 4, 4, ALL_ENGINES,
	       C_VISIBLE, mi_store_register_mem),
	MI_VAR("MI_CLFLUSH", 0x27, 0x3ff, 3, 1025, RCS, C_SKIP, NULL),
	MI_VAR("MI_REPORT_PERF_COUNT", 0x28, 0x3f, 4, 4, RCS, C_VISIBLE,
	       mi_report_perf_count),
	MI_VAR("MI_LOAD_REGISTER_MEM", 0x29, 0xff, 4, 4, ALL_ENGINES, C_VISIBLE,
	       mi_load_register_mem),
	MI_VAR("MI_LOAD_REGISTER_REG", 0x2a, 0xff, 3, 3, ALL_ENGINES, 0,
	       mi_load_register_reg),
	MI_VAR("MI_RS_STORE_DATA_IMM", 0x2b, 0xff, 4, 4, RCS, 0, NULL),
	MI_VAR("MI_LOAD_URB_MEM", 0x2c, 0xff, 4, 4, RCS, 0, NULL),
	MI_VAR("MI_STORE_URB_MEM", 0x2d, 0xff, 4, 4, RCS, 0, NULL),
	MI_VAR("MI_COPY_MEM_MEM", 0x2e, 0xff, 5, 5, ALL_ENGINES, C_VISIBLE,
	       mi_copy_mem_mem),
	MI_VAR("MI_ATOMIC", 0x2f, 0xff, 3, 11, ALL_ENGINES, C_VISIBLE,
	       mi_atomic),
};

const struct gen9_cmd_table gen9_cmds_store = CMD_TABLE(rows);
