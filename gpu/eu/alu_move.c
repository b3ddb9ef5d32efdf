// SPDX-License-Identifier: GPL-2.0-or-later
/* Moves, choices and comparisons: what looks at bits, masks or flags. */
#include <math.h>

#include "gpu/eu/exec.h"

/* Not an accumulator, whose integers are wider than their bytes. */
static bool plain(const struct eu_operand *x)
{
	return x->file != EU_ARF || eu_arf_kind(x->reg) != EU_ARF_ACC;
}

/* Bits that go through as they are: same type, no modifier, no condition. */
static bool raw_source(const struct eu_inst *in, unsigned int n)
{
	const struct eu_operand *s = &in->src[n];

	return s->type == in->dst.type && !s->neg && !s->abs && plain(s) &&
		plain(&in->dst) && !in->sat && !in->acc_wr && !in->cmod;
}

static void mov(struct eu_op *o)
{
	uint64_t raw[EU_CHANNELS];

	if (raw_source(o->in, 0)) {
		eu_read_raw(o, 0, raw);
		eu_write_raw(o, raw);
		return;
	}
	eu_read_source(o, 0);
	for (unsigned int i = 0; i < o->in->exec; i++)
		o->d[i] = o->s[0][i];
	eu_write_result(o);
}

/* Each lane's element is named by the low bits of an address register. */
static void movi(struct eu_op *o)
{
	const struct eu_operand *s = &o->in->src[0];
	uint64_t raw[EU_CHANNELS];
	unsigned int reg, at;

	reg = (unsigned int)(o->t->a0[s->reg & 15] + s->imm) /
		EU_GRF_BYTES % EU_GRFS;
	for (unsigned int i = 0; i < o->in->exec; i++) {
		at = o->t->a0[(s->reg + i) & 15] % EU_GRF_BYTES & -s->size;
		raw[i] = 0;
		for (unsigned int k = s->size; k-- > 0;)
			raw[i] = raw[i] << 8 | o->t->grf[reg][at + k];
	}
	eu_write_raw(o, raw);
}

/* A mov of those lanes whose bit is set in the second source, a number. */
static void smov(struct eu_op *o)
{
	uint64_t lanes[EU_CHANNELS];

	eu_read_raw(o, 1, lanes);
	o->mask &= (uint32_t)lanes[0];
	mov(o);
}

static int compare(const struct eu_op *o, unsigned int i, bool *unordered)
{
	const union eu_lane *a = &o->s[0][i], *b = &o->s[1][i];

	*unordered = o->real && (isnan(a->f) || isnan(b->f));
	if (o->real)
		return (a->f > b->f) - (a->f < b->f);
	return (a->i > b->i) - (a->i < b->i);
}

/*
 * cmpn, and sel with a condition: if one is a NaN, the other is chosen; src0
 * if it is a number, so that .l is minNum and .ge maxNum of IEEE 754-2008.
 */
static bool chosen(const struct eu_op *o, unsigned int i)
{
	bool unordered;
	int sign = compare(o, i, &unordered);

	if (unordered)
		return !isnan(o->s[0][i].f);
	return eu_condition(o->in->cmod, sign, false);
}

static void set_ones(struct eu_op *o, uint32_t flags)
{
	uint64_t raw[EU_CHANNELS];

	for (unsigned int i = 0; i < o->in->exec; i++)
		raw[i] = flags >> i & 1 ? ~0ull : 0;
	eu_write_raw(o, raw);
	eu_set_flags(o, flags);
}

/* src0 - src1 without overflow; the destination gets all ones or zero. */
static void cmp(struct eu_op *o)
{
	uint32_t flags = 0;
	bool unordered;
	int sign;

	for (unsigned int i = 0; i < o->in->exec; i++) {
		sign = compare(o, i, &unordered);
		flags |= (uint32_t)eu_condition(o->in->cmod, sign, unordered) << i;
	}
	set_ones(o, flags);
}

static void cmpn(struct eu_op *o)
{
	uint32_t flags = 0;

	for (unsigned int i = 0; i < o->in->exec; i++)
		flags |= (uint32_t)chosen(o, i) << i;
	set_ones(o, flags);
}

static void sel_raw(struct eu_op *o)
{
	uint64_t raw[2][EU_CHANNELS];

	eu_read_raw(o, 0, raw[0]);
	eu_read_raw(o, 1, raw[1]);
	for (unsigned int i = 0; i < o->in->exec; i++)
		if (!(o->pred >> i & 1))
			raw[0][i] = raw[1][i];
	eu_write_raw(o, raw[0]);
}

/* By the predicate, which is no mask here, or by comparison: min, max. */
static void sel(struct eu_op *o)
{
	uint32_t first = o->pred;

	if (!o->in->cmod && raw_source(o->in, 0) && raw_source(o->in, 1)) {
		sel_raw(o);
		return;
	}
	eu_read_source(o, 0);
	eu_read_source(o, 1);
	for (unsigned int i = 0; i < o->in->exec; i++) {
		if (o->in->cmod)
			first = chosen(o, i) ? ~0u : 0;
		o->d[i] = o->s[first >> i & 1 ? 0 : 1][i];
	}
	eu_write_result(o);
}

/* src2 against zero chooses src0 or src1; flags stay. */
static void csel(struct eu_op *o)
{
	for (unsigned int i = 0; i < o->in->exec; i++) {
		double f = o->real ? o->s[2][i].f : 0;
		eu_int n = o->real ? 0 : o->s[2][i].i;
		int sign = o->real ? (f > 0) - (f < 0) : (n > 0) - (n < 0);

		o->d[i] = o->s[eu_condition(o->in->cmod, sign, isnan(f)) ?
			0 : 1][i];
	}
}

const struct eu_alu eu_move_rows[] = {
	{ .opcode = EU_OP_MOV, .whole = mov },
	{ .opcode = EU_OP_SEL, .whole = sel, .chooses = true },
	{ .opcode = EU_OP_MOVI, .whole = movi },
	{ .opcode = EU_OP_SMOV, .whole = smov },
	{ .opcode = EU_OP_CMP, .all = cmp, .ints = true, .reals = true,
	  .writes = true },
	{ .opcode = EU_OP_CMPN, .all = cmpn, .ints = true, .reals = true,
	  .writes = true },
	{ .opcode = EU_OP_CSEL, .all = csel, .ints = true, .reals = true,
	  .chooses = true },
};

const size_t eu_move_row_count = sizeof(eu_move_rows) / sizeof(*eu_move_rows);
