// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Products over several lanes: dp4 and its kind, line, pln. The order of the
 * sums is not documented; here from the left, each rounded.
 */
#include <string.h>

#include "gpu/eu/exec.h"

/* n products of a group of four, and plus if there is a fourth of one. */
static void dot(struct eu_op *o, unsigned int n, bool homogeneous)
{
	double sum;

	for (unsigned int g = 0; g + 3 < o->in->exec; g += 4) {
		union eu_lane *a = &o->s[0][g], *b = &o->s[1][g];

		sum = eu_fp_mul(&o->fp, a[0].f, b[0].f);
		for (unsigned int i = 1; i < n; i++)
			sum = eu_fp_fma(&o->fp, a[i].f, b[i].f, sum);
		if (homogeneous)
			sum = eu_fp_add(&o->fp, sum, b[3].f);
		for (unsigned int i = 0; i < 4; i++)
			o->d[g + i].f = sum;
	}
	o->mask &= o->in->exec < 4 ? 0 : ~0u;
}

static void dp4(struct eu_op *o)
{
	dot(o, 4, false);
}

static void dph(struct eu_op *o)
{
	dot(o, 3, true);
}

static void dp3(struct eu_op *o)
{
	dot(o, 3, false);
}

static void dp2(struct eu_op *o)
{
	dot(o, 2, false);
}

/* Float n behind the byte `at` of the registers. */
static double float_at(struct eu_op *o, unsigned int at, unsigned int n)
{
	union eu_lane lane;
	uint32_t bits;

	at = (at + 4 * n) & (EU_GRFS * EU_GRF_BYTES - 1) & ~3u;
	memcpy(&bits, &o->t->grf[0][0] + at, sizeof(bits));
	eu_element(o, EU_F, bits, true, &lane);
	return lane.f;
}

/* src0 has p in float 0 and q in float 3: p * src1 + q. */
static void line(struct eu_op *o)
{
	double p = float_at(o, o->in->src[0].base, 0);
	double q = float_at(o, o->in->src[0].base, 3);

	for (unsigned int i = 0; i < o->in->exec; i++)
		o->d[i].f = eu_fp_fma(&o->fp, p, o->s[1][i].f, q);
}

/*
 * p * u + q * v + r, p, q, r in floats 0, 1, 3 of src0; u and v of eight
 * lanes in a register each, those of the next eight behind them.
 */
static void pln(struct eu_op *o)
{
	unsigned int abc = o->in->src[0].base, uv = o->in->src[1].base;
	double p = float_at(o, abc, 0), q = float_at(o, abc, 1);
	double r = float_at(o, abc, 3);

	for (unsigned int i = 0; i < o->in->exec; i++) {
		double u = float_at(o, uv, i / 8 * 16 + i % 8);
		double v = float_at(o, uv, i / 8 * 16 + i % 8 + 8);

		o->d[i].f = eu_fp_fma(&o->fp, q, v,
				      eu_fp_fma(&o->fp, p, u, r));
	}
}

#define ROW(o, n) { .opcode = EU_OP_##o, .all = n, .reals = true }

const struct eu_alu eu_vec_rows[] = {
	ROW(DP4, dp4), ROW(DPH, dph), ROW(DP3, dp3), ROW(DP2, dp2),
	ROW(LINE, line), ROW(PLN, pln),
};

const size_t eu_vec_row_count = sizeof(eu_vec_rows) / sizeof(*eu_vec_rows);
