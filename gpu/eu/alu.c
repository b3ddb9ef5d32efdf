// SPDX-License-Identifier: GPL-2.0-or-later
/* One instruction with a destination and sources, any form of it. */
#include "gpu/eu/exec.h"

const struct eu_alu *eu_alu_row(unsigned int opcode)
{
	const struct {
		const struct eu_alu *rows;
		size_t n;
	} tables[] = {
		{ eu_lane_rows, eu_lane_row_count },
		{ eu_move_rows, eu_move_row_count },
		{ eu_vec_rows, eu_vec_row_count },
		{ eu_math_rows, eu_math_row_count },
	};

	for (size_t k = 0; k < sizeof(tables) / sizeof(*tables); k++)
		for (size_t i = 0; i < tables[k].n; i++)
			if (tables[k].rows[i].opcode == opcode)
				return &tables[k].rows[i];
	return NULL;
}

static void environment(struct eu_op *o)
{
	static const uint32_t keep[EU_TYPES] = {
		[EU_HF] = EU_CR0_DENORM_HF, [EU_F] = EU_CR0_DENORM_F,
		[EU_DF] = EU_CR0_DENORM_DF,
	};
	uint32_t cr0 = o->t->cr0[0];

	o->fp.type = o->in->etype;
	/* Mixed HF and F: computed as F. */
	if (o->fp.type == EU_HF && o->in->dst.type == EU_F)
		o->fp.type = EU_F;
	o->fp.round = (cr0 & EU_CR0_ROUND) >> 4;
	o->fp.keep = cr0 & keep[o->fp.type];
}

static void by_lane(struct eu_op *o)
{
	const struct eu_alu *row = o->in->alu;

	if (row->acc)
		eu_read_acc(o, o->s[2]);
	for (unsigned int i = 0; i < o->in->exec; i++) {
		union eu_lane *a = &o->s[0][i], *b = &o->s[1][i];
		union eu_lane *c = &o->s[2][i];

		if (!(o->mask >> i & 1))
			continue;
		if (o->real)
			o->d[i].f = row->f(o, a->f, b->f, c->f);
		else
			o->d[i].i = row->i(o, a->i, b->i, c->i);
	}
}

/* No document says what others would do. */
static bool legal(const struct eu_inst *in)
{
	const struct eu_alu *row = in->alu;
	bool real = eu_type_float(in->etype);

	if (!row)
		return false;
	if (in->opcode == EU_OP_MATH)
		return eu_math_legal(in);
	if (row->whole)
		return true;
	if (row->all)
		return real ? row->reals : row->ints;
	return real ? row->f != NULL : row->i != NULL;
}

int eu_exec_alu(struct eu_thread *t, const struct eu_inst *in)
{
	const struct eu_alu *row = in->alu;
	struct eu_op o;

	if (!legal(in))
		return eu_illegal(t);
	t->work += EU_WORK_CHANNEL * in->exec *
		   (in->opcode == EU_OP_MATH ? 4 : 1);
	o.t = t;
	o.in = in;
	o.real = eu_type_float(in->etype);
	o.acc_other = false;
	o.pred = eu_predicate(t, in);
	o.mask = eu_enabled(t, in);
	if (!row->chooses || in->opcode == EU_OP_CSEL)
		o.mask &= o.pred;
	environment(&o);
	if (row->whole) {
		row->whole(&o);
		return EU_ON;
	}
	for (unsigned int n = 0; n < in->nsrc; n++)
		eu_read_source(&o, n);
	if (row->all)
		row->all(&o);
	else
		by_lane(&o);
	if (!row->writes)
		eu_write_result(&o);
	return EU_ON;
}
