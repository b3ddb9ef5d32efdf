// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an instruction does with one lane, integers and numbers: PRM SKL
 * vol. 2a, a page each. The result is not yet cut to the destination's type.
 */
#include <math.h>

#include "gpu/eu/exec.h"

#define INT(name, expr) \
	static eu_int i_##name(const struct eu_op *o, eu_int a, eu_int b, \
			       eu_int c) \
	{ \
		return used(o, a, b, c), (expr); \
	}
#define REAL(name, expr) \
	static double f_##name(const struct eu_op *o, double a, double b, \
			       double c) \
	{ \
		return used_f(o, a, b, c), (expr); \
	}

/* Not each operation looks at all of its operands. */
static inline void used(const struct eu_op *o __attribute__((unused)),
			eu_int a __attribute__((unused)),
			eu_int b __attribute__((unused)),
			eu_int c __attribute__((unused)))
{
}

static inline void used_f(const struct eu_op *o __attribute__((unused)),
			  double a __attribute__((unused)),
			  double b __attribute__((unused)),
			  double c __attribute__((unused)))
{
}

/* Bits in which src0 is shifted: words at least. */
static unsigned int shift_bits(const struct eu_op *o)
{
	unsigned int n = o->in->src[0].size;

	return n == 1 ? 16 : 8 * n;
}

/* Five bits of the count, six if quadwords take part. */
static unsigned int count(const struct eu_op *o, eu_int b)
{
	return b & (o->in->dst.size == 8 || o->in->src[0].size == 8 ? 63 : 31);
}

static eu_int ones(unsigned int n)
{
	return ((eu_int)1 << n) - 1;
}

static eu_int bfe(const struct eu_op *o, unsigned int width,
		  unsigned int offset, eu_int v)
{
	eu_int f;

	width &= 31;
	offset &= 31;
	if (!width)
		return 0;
	f = ((uint32_t)v >> offset) & ones(width);
	/* What lies beyond bit 31 is the sign, or zero. */
	if (width + offset > 32)
		width = 32 - offset;
	if (eu_type_signed(o->in->dst.type) && f >> (width - 1) & 1)
		f |= ~ones(width);
	return f;
}

static eu_int reversed(uint32_t v)
{
	uint32_t r = 0;

	for (unsigned int i = 0; i < 32; i++)
		r |= (v >> i & 1) << (31 - i);
	return r;
}

/* Leading bits that are like the first; all alike: -1. */
static eu_int first_high(const struct eu_op *o, uint32_t v)
{
	if (eu_type_signed(o->in->src[0].type) && v >> 31)
		v = ~v;
	return v ? __builtin_clz(v) : -1;
}

static eu_int product(eu_int a, eu_int b)
{
	return (eu_int)((unsigned __int128)a * (unsigned __int128)b);
}

static eu_int distance(eu_int a, eu_int b)
{
	return a > b ? a - b : b - a;
}

INT(not, ~a)
INT(and, a & b)
INT(or, a | b)
INT(xor, a ^ b)
INT(shl, (eu_int)((unsigned __int128)a << count(o, b)))
INT(shr, (a & ones(shift_bits(o))) >> count(o, b))
INT(asr, a >> count(o, b))
INT(bfrev, reversed(a))
INT(bfe, bfe(o, a, b, c))
INT(bfi1, ones(a & 31) << (b & 31))
INT(bfi2, (a & b) | (~a & c))
INT(add, a + b)
INT(mul, product(a, b))
INT(avg, (a + b + 1) >> 1)
INT(mac, c + product(a, b))
INT(mad, a + product(b, c))
INT(lzd, (uint32_t)a ? __builtin_clz((uint32_t)a) : 32)
INT(fbh, first_high(o, a))
INT(fbl, (uint32_t)a ? __builtin_ctz((uint32_t)a) : -1)
INT(cbit, __builtin_popcountll((uint64_t)(a & ones(8 * o->in->src[0].size))))

REAL(add, eu_fp_add(&o->fp, a, b))
REAL(mul, eu_fp_mul(&o->fp, a, b))
REAL(mac, eu_fp_fma(&o->fp, a, b, c))
REAL(mad, eu_fp_fma(&o->fp, b, c, a))
REAL(frc, eu_fp_add(&o->fp, a, -floor(a)))
REAL(rndu, eu_fp_quiet(ceil(a)))
REAL(rndd, eu_fp_quiet(floor(a)))
REAL(rnde, eu_fp_quiet(rint(a)))
REAL(rndz, eu_fp_quiet(trunc(a)))
/* src0 * src1 + (1 - src0) * src2 */
REAL(lrp, eu_fp_fma(&o->fp, a, b, eu_fp_mul(&o->fp,
	eu_fp_add(&o->fp, 1, -a), c)))

/* The high half of a product whose low word `mul` has put into acc. */
static void mach(struct eu_op *o)
{
	union eu_lane acc[EU_CHANNELS];

	eu_read_acc(o, acc);
	o->acc_other = true;
	for (unsigned int i = 0; i < o->in->exec; i++) {
		uint64_t sum = (uint64_t)acc[i].i + ((uint64_t)product(
			o->s[0][i].i, o->s[1][i].i >> 16) << 16);

		o->acc[i] = (int64_t)sum;
		o->d[i].i = (int64_t)sum >> 32;
	}
}

static void addc(struct eu_op *o)
{
	o->acc_other = true;
	for (unsigned int i = 0; i < o->in->exec; i++) {
		o->d[i].i = o->s[0][i].i + o->s[1][i].i;
		o->acc[i] = o->d[i].i >> 32 & 1;
	}
}

static void subb(struct eu_op *o)
{
	o->acc_other = true;
	for (unsigned int i = 0; i < o->in->exec; i++) {
		o->d[i].i = o->s[0][i].i - o->s[1][i].i;
		o->acc[i] = o->d[i].i < 0;
	}
}

/* |a - b| of a lane and its neighbour, into the even lanes. */
static void sad(struct eu_op *o, bool add)
{
	union eu_lane acc[EU_CHANNELS];

	eu_read_acc(o, acc);
	for (unsigned int i = 0; i + 1 < o->in->exec; i += 2)
		o->d[i].i = distance(o->s[0][i].i, o->s[1][i].i) +
			distance(o->s[0][i + 1].i, o->s[1][i + 1].i) +
			(add ? acc[i].i : 0);
	o->mask &= o->in->exec > 1 ? 0x55555555 : 0;
}

static void sad2(struct eu_op *o)
{
	sad(o, false);
}

static void sada2(struct eu_op *o)
{
	sad(o, true);
}

#define ONE(o, n) { .opcode = EU_OP_##o, .i = i_##n }
#define TWO(o, n) { .opcode = EU_OP_##o, .i = i_##n, .f = f_##n }
#define FLT(o, n) { .opcode = EU_OP_##o, .f = f_##n }
#define LOG(o, n) { .opcode = EU_OP_##o, .i = i_##n, .logic = true }
#define ALL(o, n) { .opcode = EU_OP_##o, .all = n, .ints = true }

const struct eu_alu eu_lane_rows[] = {
	LOG(NOT, not), LOG(AND, and), LOG(OR, or), LOG(XOR, xor),
	ONE(SHR, shr), ONE(SHL, shl), ONE(ASR, asr),
	ONE(BFREV, bfrev), ONE(BFE, bfe), ONE(BFI1, bfi1), ONE(BFI2, bfi2),
	TWO(ADD, add), TWO(MUL, mul), ONE(AVG, avg), FLT(FRC, frc),
	FLT(RNDU, rndu), FLT(RNDD, rndd), FLT(RNDE, rnde), FLT(RNDZ, rndz),
	{ .opcode = EU_OP_MAC, .i = i_mac, .f = f_mac, .acc = true },
	ALL(MACH, mach), ALL(ADDC, addc), ALL(SUBB, subb),
	ALL(SAD2, sad2), ALL(SADA2, sada2),
	ONE(LZD, lzd), ONE(FBH, fbh), ONE(FBL, fbl), ONE(CBIT, cbit),
	TWO(MAD, mad), FLT(LRP, lrp),
};

const size_t eu_lane_row_count = sizeof(eu_lane_rows) / sizeof(*eu_lane_rows);
