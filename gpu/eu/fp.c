// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums and products in three formats and four modes: see fp.h. */
#include <math.h>
#include <string.h>

#include "gpu/eu/strict.h"
#include "gpu/eu/fp.h"
#include "gpu/host/float.h"

#define QUIET	(1ull << 51)

/* Precision and exponents of a format. */
static const struct format {
	int bits;		/* of the mantissa, the hidden one with it */
	int emin, emax;
} formats[EU_TYPES] = {
	[EU_HF] = { 11, -14, 15 },
	[EU_F] = { 24, -126, 127 },
	[EU_DF] = { 53, -1022, 1023 },
};

/* (-1)^neg * man * 2^exp; bit 0 of man may stand for what lies below it. */
struct soft {
	unsigned __int128 man;
	int exp;
	bool neg;
};

static uint64_t raw(double v)
{
	uint64_t u;

	memcpy(&u, &v, sizeof(u));
	return u;
}

static double from_raw(uint64_t u)
{
	double v;

	memcpy(&v, &u, sizeof(v));
	return v;
}

double eu_fp_default_nan(void)
{
	return from_raw(0x7ff8000000000000ull);
}

double eu_fp_quiet(double v)
{
	return isnan(v) ? from_raw(raw(v) | QUIET) : v;
}

double eu_fp_nan(double a, double b, double c)
{
	if (isnan(a))
		return eu_fp_quiet(a);
	if (isnan(b))
		return eu_fp_quiet(b);
	return isnan(c) ? eu_fp_quiet(c) : eu_fp_default_nan();
}

double eu_fp_flush(unsigned int type, double v)
{
	return v != 0 && fabs(v) < ldexp(1, formats[type].emin) ?
		copysign(0, v) : v;
}

/* Bits of the exponent and of the stored mantissa. */
static double small_value(uint64_t bits, int ebits, int mbits)
{
	uint64_t man = bits & ((1ull << mbits) - 1);
	int exp = bits >> mbits & ((1 << ebits) - 1);
	int bias = (1 << (ebits - 1)) - 1;
	uint64_t sign = (bits >> (ebits + mbits) & 1) << 63;

	if (exp == (1 << ebits) - 1)
		return from_raw(sign | 0x7ffull << 52 | man << (52 - mbits));
	if (exp)
		return from_raw(sign | (uint64_t)(exp - bias + 1023) << 52 |
				man << (52 - mbits));
	return copysign(ldexp(man, 1 - bias - mbits), from_raw(sign));
}

static uint64_t small_bits(double v, int ebits, int mbits)
{
	uint64_t u = raw(v), sign = u >> 63 << (ebits + mbits);
	int bias = (1 << (ebits - 1)) - 1, exp = (u >> 52 & 0x7ff) - 1023;
	uint64_t man = (u & (QUIET * 2 - 1)) >> (52 - mbits);

	if (isnan(v) && !man)
		man = 1;
	if (exp == 1024)
		return sign | ((1ull << ebits) - 1) << mbits | man;
	if (exp > -bias)
		return sign | (uint64_t)(exp + bias) << mbits | man;
	return sign | (uint64_t)ldexp(fabs(v), bias - 1 + mbits);
}

double eu_fp_value(unsigned int type, uint64_t bits)
{
	float f = gen9_float(bits);

	if (type == EU_DF)
		return from_raw(bits);
	/* What is no NaN the host converts exactly. */
	if (type == EU_F && !isnan(f))
		return f;
	return type == EU_F ? small_value(bits, 8, 23) :
		small_value(bits, 5, 10);
}

uint64_t eu_fp_bits(unsigned int type, double v)
{
	if (type == EU_DF)
		return raw(v);
	if (type == EU_F && !isnan(v))
		return gen9_float_word((float)v);
	return type == EU_F ? small_bits(v, 8, 23) : small_bits(v, 5, 10);
}

static int top_bit(unsigned __int128 m)
{
	uint64_t hi = m >> 64;

	return hi ? 127 - __builtin_clzll(hi) :
		63 - __builtin_clzll((uint64_t)m | 1);
}

/* A shift to the right that leaves a mark of what it lost. */
static unsigned __int128 jam(unsigned __int128 m, int n)
{
	if (n <= 0)
		return m;
	if (n > 127)
		return m != 0;
	return m >> n | ((m & (((unsigned __int128)1 << n) - 1)) != 0);
}

static bool rounds_up(unsigned __int128 man, int shift, bool neg,
		      unsigned int mode)
{
	unsigned __int128 rest, half = (unsigned __int128)1 << (shift - 1);

	rest = man & (half * 2 - 1);
	if (!rest)
		return false;
	if (mode == EU_RNE)
		return rest > half || (rest == half && (man >> shift & 1));
	return mode == (neg ? EU_RD : EU_RU);
}

/* Too large: infinity, or the largest number in modes that go towards zero. */
static double overflow(const struct format *f, bool neg, unsigned int mode)
{
	double v = INFINITY;

	if (mode == EU_RZ || mode == (neg ? EU_RU : EU_RD))
		v = ldexp(2 - ldexp(1, 1 - f->bits), f->emax);
	return neg ? -v : v;
}

/* lsb: the exponent of the last place that the result has. */
static double pack(struct soft s, int lsb, unsigned int mode)
{
	int shift = lsb - s.exp;
	uint64_t q;

	if (shift > 126) {
		s.man = jam(s.man, shift - 126);
		shift = 126;
	}
	q = shift > 0 ? s.man >> shift : s.man << -shift;
	if (shift > 0 && rounds_up(s.man, shift, s.neg, mode))
		q++;
	return ldexp(s.neg ? -(double)q : (double)q, lsb);
}

static double soft_round(struct soft s, const struct eu_fp *fp)
{
	const struct format *f = &formats[fp->type];
	int exp = top_bit(s.man) + s.exp;
	double v;

	if (!s.man)
		return s.neg ? -0.0 : 0.0;
	if (exp > f->emax)
		return overflow(f, s.neg, fp->round);
	v = pack(s, (exp > f->emin ? exp : f->emin) - (f->bits - 1), fp->round);
	if (fabs(v) >= ldexp(2, f->emax))
		return overflow(f, s.neg, fp->round);
	return fp->keep ? v : eu_fp_flush(fp->type, v);
}

static struct soft soft_of(double v, int exp)
{
	struct soft s = { .neg = signbit(v) };
	int e;

	s.man = (uint64_t)ldexp(frexp(fabs(v), &e), 53);
	s.exp = e - 53 + exp;
	return s;
}

static struct soft soft_mul(struct soft a, struct soft b)
{
	a.man *= b.man;
	a.exp += b.exp;
	a.neg ^= b.neg;
	return a;
}

/* The highest bit to 125, so that a sum and a mark fit. */
static void normalise(struct soft *s)
{
	int n = 125 - top_bit(s->man);

	s->man <<= n;
	s->exp -= n;
}

static struct soft soft_add(struct soft a, struct soft b, unsigned int mode)
{
	if (!a.man && !b.man) {
		a.neg = mode == EU_RD ? a.neg || b.neg : a.neg && b.neg;
		return a;
	}
	if (!a.man || !b.man)
		return a.man ? a : b;
	normalise(&a);
	normalise(&b);
	if (a.exp < b.exp) {
		struct soft t = a;

		a = b;
		b = t;
	}
	b.man = jam(b.man, a.exp - b.exp);
	if (a.neg == b.neg) {
		a.man += b.man;
	} else if (a.man >= b.man) {
		a.man -= b.man;
		if (!a.man)
			a.neg = mode == EU_RD;
	} else {
		a.man = b.man - a.man;
		a.neg = b.neg;
	}
	return a;
}

double eu_fp_round(const struct eu_fp *fp, double v)
{
	if (isnan(v))
		return eu_fp_quiet(v);
	if (isinf(v) || v == 0)
		return v;
	if (fp->round == EU_RNE && fp->type != EU_HF) {
		double r = fp->type == EU_F ? (double)(float)v : v;

		return fp->keep ? r : eu_fp_flush(fp->type, r);
	}
	return soft_round(soft_of(v, 0), fp);
}

double eu_fp_add(const struct eu_fp *fp, double a, double b)
{
	double r = a + b;

	if (isnan(r))
		return eu_fp_nan(a, b, 0);
	if (fp->round == EU_RNE || isinf(a) || isinf(b))
		return eu_fp_round(fp, r);
	return soft_round(soft_add(soft_of(a, 0), soft_of(b, 0), fp->round), fp);
}

double eu_fp_mul(const struct eu_fp *fp, double a, double b)
{
	double r = a * b;

	if (isnan(r))
		return eu_fp_nan(a, b, 0);
	if (fp->round == EU_RNE || isinf(a) || isinf(b))
		return eu_fp_round(fp, r);
	return soft_round(soft_mul(soft_of(a, 0), soft_of(b, 0)), fp);
}

/*
 * a * b + c of F and HF: the product is exact in a double; the sum is rounded
 * to odd by what Knuth's two-sum says that it lost.
 */
static double odd_fma(double a, double b, double c)
{
	double p = a * b, s = p + c, t = s - p;
	double lost = (p - (s - t)) + (c - t);
	uint64_t u = raw(s);

	if (!isfinite(s) || lost == 0 || u & 1)
		return s;
	return from_raw(u + ((lost > 0) == (s > 0) ? 1 : -1));
}

double eu_fp_fma(const struct eu_fp *fp, double a, double b, double c)
{
	double p = a * b, r = p + c;

	if (isnan(r) && (isnan(a) || isnan(b) || isnan(c) || isnan(p) ||
			 isinf(a) || isinf(b) || isinf(c)))
		return eu_fp_nan(a, b, c);
	if (isinf(a) || isinf(b) || isinf(c))
		return isinf(a) || isinf(b) ? p : c;
	if (fp->round == EU_RNE)
		return eu_fp_round(fp, fp->type == EU_DF ? fma(a, b, c) :
				   odd_fma(a, b, c));
	return soft_round(soft_add(soft_mul(soft_of(a, 0), soft_of(b, 0)),
				   soft_of(c, 0), fp->round), fp);
}

double eu_fp_int(const struct eu_fp *fp, eu_int v)
{
	struct soft s = { .neg = v < 0 };

	s.man = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;
	return soft_round(s, fp);
}

/* The NaN or infinity of c + a * b, if it is one: true. */
static bool special_fma(double a, double b, double c, double *r)
{
	const struct eu_fp fp = { .type = EU_DF, .keep = true };

	if (isfinite(a) && isfinite(b) && isfinite(c))
		return false;
	*r = eu_fp_fma(&fp, a, b, c);
	return true;
}

static struct soft wide_sum(struct eu_wide a, struct eu_wide b,
			    struct eu_wide c, unsigned int mode)
{
	return soft_add(soft_mul(soft_of(a.man, a.exp), soft_of(b.man, b.exp)),
			soft_of(c.man, c.exp), mode);
}

struct eu_wide eu_fp_fma_wide(struct eu_wide a, struct eu_wide b,
			      struct eu_wide c, unsigned int type,
			      unsigned int round)
{
	struct eu_wide r = { 0 };
	struct soft s;
	int exp;

	if (special_fma(a.man, b.man, c.man, &r.man))
		return r;
	s = wide_sum(a, b, c, round);
	exp = top_bit(s.man) + s.exp;
	if (!s.man) {
		r.man = s.neg ? -0.0 : 0.0;
		return r;
	}
	/* A mantissa in the format's range, the rest beside it. */
	if (exp > formats[type].emax || exp < formats[type].emin) {
		r.exp = exp;
		s.exp -= exp;
		exp = 0;
	}
	r.man = pack(s, exp - (formats[type].bits - 1), round);
	if (fabs(r.man) >= ldexp(2, formats[type].emax)) {
		r.man = ldexp(r.man, -1);
		r.exp++;
	}
	return r;
}

double eu_fp_narrow_fma(const struct eu_fp *fp, struct eu_wide a,
			struct eu_wide b, struct eu_wide c)
{
	double r;

	if (special_fma(a.man, b.man, c.man, &r))
		return r;
	return soft_round(wide_sum(a, b, c, fp->round), fp);
}
