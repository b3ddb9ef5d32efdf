// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * math and madm: functions, integer division, and the steps of IEEE division
 * and square root with their wider exponents.
 */
#include <math.h>

#include "gpu/eu/exec.h"

/* Rounded to nearest even, whatever cr0 says: the pipe has no other mode. */
static double rounded(const struct eu_op *o, double v)
{
	struct eu_fp fp = o->fp;

	fp.round = EU_RNE;
	return eu_fp_round(&fp, v);
}

static double quotient(double a, double b)
{
	double q = a / b;

	return isnan(q) ? eu_fp_nan(a, b, 0) : q;
}

static double root(double v)
{
	return v < 0 || isnan(v) ? eu_fp_nan(v, 0, 0) : sqrt(v);
}

static double function(unsigned int fc, double a, double b)
{
	switch (fc) {
	case EU_MATH_INV:
		return quotient(1, a);
	case EU_MATH_LOG:
		return eu_fm_log2(a);
	case EU_MATH_EXP:
		return eu_fm_exp2(a);
	case EU_MATH_SQRT:
		return root(a);
	case EU_MATH_RSQ:
		return quotient(1, root(a));
	case EU_MATH_SIN:
		return eu_fm_sin(a);
	case EU_MATH_COS:
		return eu_fm_cos(a);
	case EU_MATH_FDIV:
		return quotient(a, b);
	default:
		return eu_fm_pow(a, b);
	}
}

/*
 * Division of integers; by zero: the largest number of the dividend's sign,
 * of quotient and remainder.
 */
static eu_int divided(const struct eu_op *o, eu_int a, eu_int b, bool rest)
{
	if (!b && !eu_type_signed(o->in->src[0].type))
		return 0xffffffffu;
	if (!b)
		return a < 0 ? INT32_MIN : INT32_MAX;
	return rest ? a % b : a / b;
}

static void divide(struct eu_op *o, bool rest)
{
	for (unsigned int i = 0; i < o->in->exec; i++)
		o->d[i].i = divided(o, o->s[0][i].i, o->s[1][i].i, rest);
	eu_write_result(o);
}

/* Quotients, and remainders in the registers behind them. */
static void divide_both(struct eu_op *o)
{
	const struct eu_inst *in = o->in;
	struct eu_inst second = *in;

	divide(o, false);
	second.dst.base += (in->exec > 8 ? 2 : 1) * EU_GRF_BYTES;
	o->in = &second;
	divide(o, true);
	o->in = in;
}

/*
 * invm and rsqtm. Operands for which the steps that follow would not give the
 * IEEE result (zero, infinity, NaN; negative: rsqtm) set the flag, and the
 * result is final. Else it is the first approximation, here the nearest.
 */
static bool final(unsigned int fc, double a, double b)
{
	if (fc == EU_MATH_INVM)
		return !isfinite(a) || !isfinite(b) || a == 0 || b == 0;
	return !isfinite(a) || a <= 0;
}

static struct eu_wide approximation(unsigned int fc, double a, double b)
{
	struct eu_wide w;

	w.man = frexp(fc == EU_MATH_INVM ? b : a, &w.exp);
	if (fc == EU_MATH_INVM) {
		w.man = 1 / w.man;
		w.exp = -w.exp;
		return w;
	}
	if (w.exp & 1) {
		w.man *= 2;
		w.exp--;
	}
	w.man = 1 / sqrt(w.man);
	w.exp = -w.exp / 2;
	return w;
}

static unsigned int mme_channel(const struct eu_op *o, unsigned int i)
{
	return (o->in->chan + i) & (EU_CHANNELS - 1);
}

static void put_mme(struct eu_op *o, unsigned int i, struct eu_wide w)
{
	unsigned int n = o->in->dst.mme;

	if (n < EU_MMES)
		o->t->mme[n][mme_channel(o, i)] = w.exp;
	o->d[i].f = w.man;
}

static void first_step(struct eu_op *o, unsigned int fc)
{
	struct eu_fp fp = { .type = o->in->dst.type, .round = EU_RNE, .keep = true };
	uint32_t flags = 0;

	for (unsigned int i = 0; i < o->in->exec; i++) {
		double a = o->s[0][i].f, b = o->s[1][i].f;
		struct eu_wide w = { 0 };

		if (!(o->mask >> i & 1))
			continue;
		if (final(fc, a, b)) {
			flags |= 1u << i;
			w.man = fc == EU_MATH_INVM ? quotient(a, b) : root(a);
		} else {
			w = approximation(fc, a, b);
			w.man = eu_fp_round(&fp, w.man);
		}
		put_mme(o, i, w);
	}
	eu_write_result(o);
	eu_set_flags(o, flags);
}

static void math(struct eu_op *o)
{
	unsigned int fc = o->in->cmod;

	eu_read_source(o, 0);
	eu_read_source(o, 1);
	if (fc == EU_MATH_IDIV_BOTH) {
		divide_both(o);
	} else if (fc == EU_MATH_IDIV || fc == EU_MATH_IREM) {
		divide(o, fc == EU_MATH_IREM);
	} else if (fc >= EU_MATH_INVM) {
		first_step(o, fc);
	} else {
		for (unsigned int i = 0; i < o->in->exec; i++)
			o->d[i].f = rounded(o, function(fc, o->s[0][i].f,
							o->s[1][i].f));
		eu_write_result(o);
	}
}

static struct eu_wide wide_source(struct eu_op *o, unsigned int n,
				  unsigned int i)
{
	unsigned int mme = o->in->src[n].mme;
	struct eu_wide w = { .man = o->s[n][i].f };

	if (mme < EU_MMES)
		w.exp = o->t->mme[mme][mme_channel(o, i)];
	return w;
}

/* src0 + src1 * src2, with an mme register's exponent where one is named. */
static void madm(struct eu_op *o)
{
	for (unsigned int i = 0; i < o->in->exec; i++) {
		struct eu_wide c = wide_source(o, 0, i);
		struct eu_wide a = wide_source(o, 1, i);
		struct eu_wide b = wide_source(o, 2, i);

		if (!(o->mask >> i & 1))
			continue;
		if (o->in->dst.mme < EU_MMES)
			put_mme(o, i, eu_fp_fma_wide(a, b, c, o->in->dst.type,
						     o->fp.round));
		else
			o->d[i].f = eu_fp_narrow_fma(&o->fp, a, b, c);
	}
}

const struct eu_alu eu_math_rows[] = {
	{ .opcode = EU_OP_MATH, .whole = math },
	{ .opcode = EU_OP_MADM, .all = madm, .reals = true },
};

const size_t eu_math_row_count = sizeof(eu_math_rows) / sizeof(*eu_math_rows);

bool eu_math_legal(const struct eu_inst *in)
{
	bool real = eu_type_float(in->src[0].type);

	switch (in->cmod) {
	case EU_MATH_INV ... EU_MATH_COS:
	case EU_MATH_FDIV:
	case EU_MATH_POW:
		return real && in->etype != EU_DF;
	case EU_MATH_IDIV_BOTH ... EU_MATH_IREM:
		return !eu_type_float(in->etype);
	case EU_MATH_INVM:
	case EU_MATH_RSQTM:
		return real && in->align16 && eu_type_float(in->dst.type);
	default:
		return false;
	}
}
