/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point as an execution unit computes it, the same on each host.
 * Values of HF, F and DF are held in a double, which has all of them. One
 * operation rounds once, to the type and in the mode of struct eu_fp:
 * PRM SKL vol. 7, "Floating-Point Modes", IEEE mode.
 *
 * To nearest even, the host's own double operations are used: IEEE 754 says
 * what they give, if no compiler contracts a product and a sum
 * (-ffp-contract=off). F and HF are then rounded a second time, which changes
 * nothing for sums, products and quotients (53 >= 2 * 24 + 2); fma is first
 * rounded to odd. The other modes are computed with integers.
 */
#ifndef GEN9_EU_FP_H
#define GEN9_EU_FP_H

#include "gpu/eu/isa.h"

typedef __int128 eu_int;

/* As cr0.0 has them in bits 5:4. */
enum eu_round { EU_RNE, EU_RU, EU_RD, EU_RZ };

struct eu_fp {
	uint8_t type;		/* of the result: EU_HF, EU_F, EU_DF */
	uint8_t round;		/* enum eu_round */
	bool keep;		/* denormal results are kept, else zero */
};

/* A register's bits as a value, and back: bits of a value that type has. */
double eu_fp_value(unsigned int type, uint64_t bits);
uint64_t eu_fp_bits(unsigned int type, double v);

double eu_fp_add(const struct eu_fp *fp, double a, double b);
double eu_fp_mul(const struct eu_fp *fp, double a, double b);
double eu_fp_fma(const struct eu_fp *fp, double a, double b, double c);
/* v, exact, in fp->type. */
double eu_fp_round(const struct eu_fp *fp, double v);
double eu_fp_int(const struct eu_fp *fp, eu_int v);

/* Zero of v's sign if v is a denormal of type, else v. */
double eu_fp_flush(unsigned int type, double v);
/*
 * What an operation gives whose result is a NaN: its first operand that is
 * one, made quiet, else the default NaN.
 */
double eu_fp_nan(double a, double b, double c);
double eu_fp_quiet(double v);
double eu_fp_default_nan(void);

/* man * 2^exp with 53 bits and an exponent without bounds: madm's. */
struct eu_wide {
	double man;
	int exp;
};

struct eu_wide eu_fp_fma_wide(struct eu_wide a, struct eu_wide b,
			      struct eu_wide c, unsigned int type,
			      unsigned int round);
double eu_fp_narrow_fma(const struct eu_fp *fp, struct eu_wide a,
			struct eu_wide b, struct eu_wide c);

/*
 * The functions of `math`, of values of F: computed in double with an error
 * below 2^-45 of the result, by additions, products, divisions and square
 * roots only, and rounded once.
 */
double eu_fm_log2(double v);
double eu_fm_exp2(double v);
double eu_fm_sin(double v);
double eu_fm_cos(double v);
double eu_fm_pow(double v, double y);

#endif
