// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Logarithm, power of two, sine and cosine by series in double: no function
 * of the host's library whose last bits differ between hosts.
 */
#include <math.h>
#include <string.h>

#include "gpu/eu/strict.h"
#include "gpu/eu/fp.h"

#define LN2	0x1.62e42fefa39efp-1
#define INV_LN2	0x1.71547652b82fep+0
#define PI_2	0x1.921fb54442d18p+0

/* ln m = 2 artanh((m - 1) / (m + 1)), m from sqrt(1/2) to sqrt(2). */
double eu_fm_log2(double v)
{
	int exp;
	double m, s, s2, sum = 0;

	if (isnan(v))
		return eu_fp_quiet(v);
	if (v == 0)
		return -INFINITY;
	if (v < 0)
		return eu_fp_default_nan();
	if (isinf(v))
		return v;
	m = frexp(v, &exp);
	if (m < 0x1.6a09e667f3bcdp-1) {
		m *= 2;
		exp--;
	}
	s = (m - 1) / (m + 1);
	s2 = s * s;
	for (int k = 23; k > 0; k -= 2)
		sum = sum * s2 + 1.0 / k;
	return exp + 2 * s * sum * INV_LN2;
}

double eu_fm_exp2(double v)
{
	double n, x, sum = 1;

	if (isnan(v))
		return eu_fp_quiet(v);
	if (v > 2000)
		return INFINITY;
	if (v < -2000)
		return 0;
	n = floor(v + 0.5);
	x = (v - n) * LN2;
	for (int k = 14; k > 0; k--)
		sum = 1 + sum * x / k;
	return ldexp(sum, (int)n);
}

/* 2/pi, bits after the point, the highest first. */
static const uint64_t two_over_pi[] = {
	0xa2f9836e4e441529ull, 0xfc2757d1f534ddc0ull, 0xdb6295993c439041ull,
	0xfe5163abdebbc561ull, 0xb7246e3a424dd2e0ull,
};

/* 64 bits from bit `from` on, the first being 0; zeros before it. */
static uint64_t window(int from)
{
	unsigned int word = from / 64, bit = from % 64;

	if (from < 0)
		return two_over_pi[0] >> -from;
	if (!bit)
		return two_over_pi[word];
	return two_over_pi[word] << bit | two_over_pi[word + 1] >> (64 - bit);
}

/* A number below 1 of 128 bits behind the point. */
static double fraction(unsigned __int128 p)
{
	int zeros;

	if (!p)
		return 0;
	zeros = p >> 64 ? __builtin_clzll(p >> 64) :
		64 + __builtin_clzll((uint64_t)p);
	return ldexp((double)(uint64_t)(p << zeros >> 64), -64 - zeros);
}

/*
 * v = n * pi/2 + *r, |r| <= pi/4: n modulo 4. v is a float: 24 bits times
 * 2^e; of 2/pi only those bits are taken whose product is not a multiple of 4.
 */
static unsigned int reduce(double v, double *r)
{
	int e, from;
	uint64_t man;
	unsigned __int128 p;
	unsigned int n;

	if (fabs(v) < PI_2 / 2) {
		*r = v;
		return 0;
	}
	man = (uint64_t)ldexp(frexp(fabs(v), &e), 24);
	from = e - 24 - 2;
	/* man * bits from `from` on, as a number with 126 bits of fraction */
	p = (unsigned __int128)window(from) << 64 | window(from + 64);
	p *= man;
	n = p >> 126;
	p <<= 2;
	n += p >> 127;
	*r = fraction(p >> 127 ? -p : p) * (p >> 127 ? -PI_2 : PI_2);
	if (v < 0) {
		*r = -*r;
		n = -n;
	}
	return n & 3;
}

/* From x^first on, every second term, without signs' first. */
static double series(double x, int first)
{
	double x2 = x * x, sum = 1;

	for (int k = first + 16; k > first; k -= 2)
		sum = 1 - sum * x2 / (k * (k - 1));
	return first ? sum * x : sum;
}

static double quadrant(double v, unsigned int add)
{
	double r;
	unsigned int n;

	if (isnan(v))
		return eu_fp_quiet(v);
	if (isinf(v))
		return eu_fp_default_nan();
	n = reduce(v, &r) + add;
	r = series(r, n & 1 ? 0 : 1);
	return n & 2 ? -r : r;
}

double eu_fm_sin(double v)
{
	return quadrant(v, 0);
}

double eu_fm_cos(double v)
{
	return quadrant(v, 1);
}

/* 2^(y log2 |v|): PRM SKL vol. 7, "math - Extended Math Function", POW. */
double eu_fm_pow(double v, double y)
{
	if (y == 0 && !isnan(v))
		return 1;
	if (isnan(v) || isnan(y))
		return eu_fp_nan(v, y, 0);
	return eu_fm_exp2(y * eu_fm_log2(fabs(v)));
}
