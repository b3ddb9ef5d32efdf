/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operations do with one element, in plain C on the types of C, and
 * values to try: of each type the borders, and random ones.
 */
#ifndef EU_SCALAR_H
#define EU_SCALAR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "gpu/eu/isa.h"

struct scalar {
	const char *name, *cond;
	unsigned int nsrc, types, most;
	int64_t (*i)(unsigned int type, int64_t a, int64_t b, int64_t c);
	float (*f)(float a, float b, float c);
	double (*d)(double a, double b, double c);
};

#define T(t)		(1u << EU_##t)
#define T_WORDS		(T(W) | T(UW))
#define T_DWORDS	(T(D) | T(UD))
#define T_QWORDS	(T(Q) | T(UQ))
#define T_INTS		(T_WORDS | T_DWORDS | T_QWORDS)
#define T_REAL		(T(HF) | T(F) | T(DF))

static inline bool s_signed(unsigned int type)
{
	return type == EU_D || type == EU_W || type == EU_Q;
}

static inline unsigned int s_bits(unsigned int type)
{
	return eu_type_size[type] * 8;
}

static inline uint64_t s_cut(unsigned int type, uint64_t v)
{
	return v & (~0ull >> (64 - s_bits(type)));
}

static inline bool s_less(unsigned int type, int64_t a, int64_t b)
{
	return s_signed(type) ? a < b : (uint64_t)a < (uint64_t)b;
}

#define S(name, expr) \
	static int64_t s_##name(unsigned int type, int64_t a, int64_t b, \
				int64_t c) \
	{ \
		return expr; \
	}
#define F(name, expr, dexpr) \
	static float f_##name(float a, float b, float c) \
	{ \
		return expr; \
	} \
	static double d_##name(double a, double b, double c) \
	{ \
		return dexpr; \
	}

static inline int64_t s_reverse(uint32_t v)
{
	v = (v & 0x55555555) << 1 | (v >> 1 & 0x55555555);
	v = (v & 0x33333333) << 2 | (v >> 2 & 0x33333333);
	v = (v & 0x0f0f0f0f) << 4 | (v >> 4 & 0x0f0f0f0f);
	return __builtin_bswap32(v);
}

/* A field of n bits from bit `at` on, bit by bit. */
static inline int64_t s_field(unsigned int type, unsigned int n,
			      unsigned int at, uint32_t v)
{
	uint32_t r = 0, last = 0;

	n &= 31;
	at &= 31;
	for (unsigned int i = 0; i < n && at + i < 32; i++) {
		last = v >> (at + i) & 1;
		r |= last << i;
		if (type == EU_D && last && (i + 1 == n || at + i == 31) && i < 31)
			r |= ~0u << (i + 1);
	}
	return r;
}

static inline int64_t s_insert(unsigned int n, unsigned int at)
{
	uint32_t r = 0;

	for (unsigned int i = 0; i < (n & 31); i++)
		if ((at & 31) + i < 32)
			r |= 1u << ((at & 31) + i);
	return r;
}

static inline int64_t s_first(unsigned int type, uint32_t v)
{
	uint32_t top = type == EU_D ? v >> 31 : 0;

	for (int i = 31; i >= 0; i--)
		if ((v >> i & 1) != top)
			return 31 - i;
	return -1;
}

static inline int64_t s_low(uint32_t v)
{
	for (int i = 0; i < 32; i++)
		if (v >> i & 1)
			return i;
	return -1;
}

static inline int64_t s_count(uint64_t v)
{
	int64_t n = 0;

	for (; v; v >>= 1)
		n += v & 1;
	return n;
}

static inline unsigned int s_by(unsigned int type, int64_t b)
{
	return b & (s_bits(type) == 64 ? 63 : 31);
}

static inline int64_t s_right(unsigned int type, int64_t a, int64_t b)
{
	return s_by(type, b) >= s_bits(type) ? 0 :
		(int64_t)(s_cut(type, a) >> s_by(type, b));
}

static inline int64_t s_quot(unsigned int type, int64_t a, int64_t b)
{
	if (!b)
		return type == EU_UD ? -1 : a < 0 ? INT32_MIN : INT32_MAX;
	return a / b;
}

static inline int64_t s_rem(unsigned int type, int64_t a, int64_t b)
{
	return b ? a % b : s_quot(type, a, b);
}

/* clang-format off */
S(mov, a) S(not, ~a) S(and, a & b) S(or, a | b) S(xor, a ^ b)
S(shl, (int64_t)((uint64_t)a << s_by(type, b)))
S(shr, s_right(type, a, b)) S(asr, a >> s_by(type, b))
S(add, (int64_t)((uint64_t)a + (uint64_t)b))
S(mul, (int64_t)((uint64_t)a * (uint64_t)b))
S(mad, (int64_t)((uint64_t)a + (uint64_t)b * (uint64_t)c))
S(avg, (a + b + 1) >> 1)
S(min, s_less(type, a, b) ? a : b) S(max, s_less(type, a, b) ? b : a)
S(eq, -(int64_t)(a == b)) S(lt, -(int64_t)s_less(type, a, b))
S(ge, -(int64_t)!s_less(type, a, b))
S(bfrev, s_reverse(a)) S(bfe, s_field(type, a, b, c))
S(bfi1, s_insert(a, b)) S(bfi2, (a & b) | (~a & c))
S(lzd, s_first(EU_UD, a) < 0 ? 32 : s_first(EU_UD, a))
S(fbh, s_first(type, a)) S(fbl, s_low(a)) S(cbit, s_count(s_cut(type, a)))
S(addc, a + b) S(subb, a - b)
S(iqot, s_quot(type, a, b)) S(irem, s_rem(type, a, b))

F(mov, a, a) F(add, a + b, a + b) F(mul, a * b, a * b)
F(mad, fmaf(b, c, a), fma(b, c, a))
/* A signalling NaN is no number here either, other than in fmin(). */
F(min, isnan(a) || b <= a ? (isnan(b) ? a : b) : a,
  isnan(a) || b <= a ? (isnan(b) ? a : b) : a)
F(max, isnan(a) || b > a ? (isnan(b) ? a : b) : a,
  isnan(a) || b > a ? (isnan(b) ? a : b) : a)
F(csel, c > 0 ? a : b, c > 0 ? a : b)
F(frc, a - floorf(a), a - floor(a))
F(rndd, floorf(a), floor(a)) F(rndu, ceilf(a), ceil(a))
F(rnde, nearbyintf(a), nearbyint(a)) F(rndz, truncf(a), trunc(a))
F(inv, 1 / a, 1 / a) F(fdiv, a / b, a / b) F(sqt, sqrtf(a), sqrt(a))
F(rsqt, (float)(1 / sqrt(a)), 1 / sqrt(a))

#define I3(n, s, ty, m) \
	{ .name = #n, .nsrc = s, .types = ty, .most = m, .i = s_##n }
#define F3(n, s, ty, m) \
	{ .name = #n, .nsrc = s, .types = ty, .most = m, .f = f_##n, .d = d_##n }
#define B3(n, s, ty, m) \
	{ .name = #n, .nsrc = s, .types = ty, .most = m, .i = s_##n, \
	  .f = f_##n, .d = d_##n }
#define AS(t, c, n, s, ty, m) \
	{ .name = #t, .cond = c, .nsrc = s, .types = ty, .most = m, \
	  .i = s_##n, .f = f_##n, .d = d_##n }

static const struct scalar scalars[] = {
	B3(mov, 1, T_INTS | T_REAL, 32), I3(not, 1, T_INTS, 32),
	I3(and, 2, T_INTS, 32), I3(or, 2, T_INTS, 32), I3(xor, 2, T_INTS, 32),
	I3(shl, 2, T_INTS, 32), I3(shr, 2, T_INTS, 32),
	I3(asr, 2, T(W) | T(D) | T(Q), 32), B3(add, 2, T_INTS | T_REAL, 32),
	B3(mul, 2, T_INTS | T_REAL, 32), B3(mad, 3, T_DWORDS | T_REAL, 16),
	I3(avg, 2, T_WORDS | T_DWORDS, 16),
	AS(sel, "(lt)f0.0", min, 2, T_INTS | T_REAL, 16),
	AS(sel, "(ge)f0.0", max, 2, T_INTS | T_REAL, 16),
	{ .name = "cmp", .cond = "(eq)f0.0", .nsrc = 2, .types = T_INTS,
	  .most = 16, .i = s_eq },
	{ .name = "cmp", .cond = "(lt)f0.0", .nsrc = 2, .types = T_INTS,
	  .most = 16, .i = s_lt },
	{ .name = "cmp", .cond = "(ge)f0.0", .nsrc = 2, .types = T_INTS,
	  .most = 16, .i = s_ge },
	{ .name = "csel", .cond = "(gt)f0.0", .nsrc = 3, .types = T(F),
	  .most = 16, .f = f_csel, .d = d_csel },
	I3(bfrev, 1, T(UD), 16), I3(bfe, 3, T_DWORDS, 16),
	I3(bfi1, 2, T_DWORDS, 16), I3(bfi2, 3, T_DWORDS, 16),
	I3(lzd, 1, T(UD), 16), I3(fbh, 1, T_DWORDS, 16), I3(fbl, 1, T(UD), 16),
	I3(cbit, 1, T(UD), 16), I3(addc, 2, T(UD), 8), I3(subb, 2, T(UD), 8),
	F3(frc, 1, T(F), 16), F3(rndd, 1, T(F), 16), F3(rndu, 1, T(F), 16),
	F3(rnde, 1, T(F), 16), F3(rndz, 1, T(F), 16),
	{ .name = "math.inv", .nsrc = 1, .types = T(F), .most = 16, .f = f_inv,
	  .d = d_inv },
	{ .name = "math.fdiv", .nsrc = 2, .types = T(F), .most = 16, .f = f_fdiv,
	  .d = d_fdiv },
	{ .name = "math.sqt", .nsrc = 1, .types = T(F), .most = 16, .f = f_sqt,
	  .d = d_sqt },
	{ .name = "math.rsqt", .nsrc = 1, .types = T(F), .most = 16, .f = f_rsqt,
	  .d = d_rsqt },
	{ .name = "math.iqot", .nsrc = 2, .types = T_DWORDS, .most = 8, .i = s_iqot },
	{ .name = "math.irem", .nsrc = 2, .types = T_DWORDS, .most = 8, .i = s_irem },
};
/* clang-format on */

static inline double half_value(uint16_t h)
{
	double man = h & 0x3ff, sign = h >> 15 ? -1 : 1;
	int exp = h >> 10 & 0x1f;

	if (exp == 0x1f)
		return man > 0 ? NAN : sign * INFINITY;
	return exp ? sign * ldexp(1024 + man, exp - 25) : sign * ldexp(man, -24);
}

/* The nearest by search: of two neighbours the nearer, or the even one. */
static inline uint16_t half_bits(__float128 v)
{
	__float128 size = v < 0 ? -v : v, middle;
	uint16_t lo = 0, hi = 0x7c00, sign = signbit((double)v) ? 0x8000 : 0;

	if (v != v)
		return 0x7e00;
	while (hi - lo > 1) {
		uint16_t mid = (lo + hi) / 2;

		if (half_value(mid) <= size)
			lo = mid;
		else
			hi = mid;
	}
	/* Behind the largest comes infinity, as if it were 65536. */
	middle = ((__float128)half_value(lo) +
		  (hi == 0x7c00 ? 65536 : half_value(hi))) / 2;
	return sign | (size > middle || (size == middle && lo & 1) ? hi : lo);
}

/* HF: exactly, and then rounded once; mad has 80 bits, quadruple holds them. */
static inline uint64_t scalar_half(const struct scalar *op, uint64_t a,
				   uint64_t b, uint64_t c)
{
	double x = half_value(a), y = half_value(b), z = half_value(c);

	if (!strcmp(op->name, "mad"))
		return half_bits((__float128)y * z + x);
	return half_bits(op->d(x, y, z));
}

static inline uint64_t scalar_do(const struct scalar *op, unsigned int type,
				 uint64_t a, uint64_t b, uint64_t c)
{
	unsigned int n = 64 - s_bits(type);
	float f[3], g;
	double d[3], e;
	uint64_t bits = 0;

	if (type == EU_HF)
		return scalar_half(op, a, b, c);
	if (type == EU_F) {
		memcpy(&f[0], &a, 4);
		memcpy(&f[1], &b, 4);
		memcpy(&f[2], &c, 4);
		g = op->f(f[0], f[1], f[2]);
		memcpy(&bits, &g, 4);
		return bits;
	}
	if (type == EU_DF) {
		memcpy(&d[0], &a, 8);
		memcpy(&d[1], &b, 8);
		memcpy(&d[2], &c, 8);
		e = op->d(d[0], d[1], d[2]);
		memcpy(&bits, &e, 8);
		return bits;
	}
	if (s_signed(type))
		return s_cut(type, op->i(type, (int64_t)(a << n) >> n,
					 (int64_t)(b << n) >> n,
					 (int64_t)(c << n) >> n));
	return s_cut(type, op->i(type, a, b, c));
}

static inline bool s_nan(unsigned int type, uint64_t v)
{
	switch (type) {
	case EU_HF:
		return (v & 0x7fff) > 0x7c00;
	case EU_F:
		return (v & 0x7fffffff) > 0x7f800000;
	case EU_DF:
		return (v & INT64_MAX) > 0x7ff0000000000000ull;
	default:
		return false;
	}
}

/* Which NaN: a test of its own. */
static inline bool scalar_both_nan(unsigned int type, uint64_t a, uint64_t b)
{
	return s_nan(type, a) && s_nan(type, b);
}

/* Half of the values are at a border: infinity, denormals, highest, zero. */
static inline uint64_t scalar_value(unsigned int type, uint64_t r)
{
	static const uint16_t border[8] = {
		0, 1, 0x7fff, 0x8000, 0xffff, 0x7c00, 0x3c00, 0x8001,
	};
	static const uint32_t border_f[8] = {
		0, 1, 0x7f800000, 0x80000000, 0xff7fffff, 0x7fc00000,
		0x3f800000, 0x80800000,
	};
	static const uint64_t border_d[8] = {
		0, 1, 0x7ff0000000000000, 0x8000000000000000,
		0xffefffffffffffff, 0x7ff8000000000000, 0x3ff0000000000000,
		0x8010000000000000,
	};
	unsigned int k = r >> 56 & 7;

	if (r >> 63)
		return s_cut(type, r ^ r >> 20);
	if (type == EU_F)
		return border_f[k];
	if (type == EU_DF)
		return border_d[k];
	if (type == EU_HF)
		return border[k];
	return s_cut(type, k == 0 ? 0 : k == 1 ? 1 : k == 2 ? ~0ull : k == 3 ?
		1ull << (s_bits(type) - 1) : k == 4 ?
		(1ull << (s_bits(type) - 1)) - 1 : r >> 3 & 31);
}

#endif
