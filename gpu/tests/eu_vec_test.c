// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operations over several lanes, and those with an accumulator, that compilers
 * emit rarely or never: dp2 to dph, line, pln, lrp, mac, mach, sad2, sada2,
 * cmpn, movi, smov, madm. Floats are small integers, so that no order of sums
 * matters: what the PRM (Skylake, volume 2a, a page an instruction) says is
 * computed in plain C.
 */
#include <math.h>

#include "eu_bed.h"

#define ROUNDS	200

struct ctx {
	struct bed b;
	uint64_t x;
	unsigned int exec;
};

static float get_f(const struct eu_thread *t, unsigned int reg, unsigned int n)
{
	uint32_t u = (uint32_t)bed_get(t, reg, 4, n);
	float f;

	memcpy(&f, &u, 4);
	return f;
}

static void fill_f(struct ctx *c, unsigned int reg, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		float f = (float)((int)(bed_random(&c->x) >> 20 & 255) - 128);
		uint32_t u;

		memcpy(&u, &f, 4);
		bed_put(&c->b.t, reg, 4, i, u);
	}
}

static void fill_i(struct ctx *c, unsigned int reg, unsigned int size,
		   unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		bed_put(&c->b.t, reg, size, i, bed_random(&c->x) >> 13);
}

/* Instruction number n of the code; r10, r20, r30 to r40. */
static void step(struct ctx *c, unsigned int n)
{
	c->b.t.ip = n * 16;
	assert_int_equal(eu_run(&c->b.t, 1), EU_BUDGET);
}

static void begin(struct ctx *c)
{
	bed_thread(&c->b, 0, c->exec == 16 ? 0xffff : 0xff);
	for (unsigned int i = 0; i < 64; i++)
		bed_put(&c->b.t, 40, 1, i, 0xa5);
}

static const struct dot {
	const char *name;
	unsigned int n;
	bool homogeneous;
} dots[] = {
	{ "dp2", 2, false }, { "dp3", 3, false }, { "dp4", 4, false },
	{ "dph", 3, true },
};

static void check_dot(struct ctx *c, unsigned int k)
{
	const struct eu_thread *t = &c->b.t;

	begin(c);
	fill_f(c, 10, c->exec);
	fill_f(c, 20, c->exec);
	step(c, k);
	for (unsigned int i = 0; i < c->exec; i++) {
		float sum = dots[k % 4].homogeneous ? get_f(t, 20, i / 4 * 4 + 3) : 0;

		for (unsigned int m = 0; m < dots[k % 4].n; m++)
			sum += get_f(t, 10, i / 4 * 4 + m) *
			       get_f(t, 20, i / 4 * 4 + m);
		assert_true(get_f(t, 40, i) == sum);
	}
}

TEST(dot_products)
{
	struct ctx c = { .x = 1 };

	for (unsigned int exec = 8; exec <= 16; exec *= 2)
		for (unsigned int k = 0; k < 4; k++)
			iga_line(&c.b.iga, "%s (%u|M0) r40.0<1>:f r10.0<8;8,1>:f r20.0<8;8,1>:f",
				 dots[k].name, exec);
	bed_start(&c.b);
	for (unsigned int k = 0; k < 8; k++)
		for (unsigned int r = 0; r < ROUNDS; r++) {
			c.exec = k < 4 ? 8 : 16;
			check_dot(&c, k);
		}
	bed_end(&c.b);
}

/* line: p * src1 + q; pln: p * u + q * v + s; src0 is p, q, -, s. */
TEST(planes)
{
	struct ctx c = { .x = 2, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "line (8|M0) r40.0<1>:f r10.0<0;1,0>:f r20.0<8;8,1>:f");
	iga_line(&c.b.iga, "pln (8|M0) r40.0<1>:f r10.0<0;1,0>:f r20.0<8;8,1>:f");
	iga_line(&c.b.iga, "pln (16|M0) r40.0<1>:f r10.0<0;1,0>:f r20.0<8;8,1>:f");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		float p, q, s;

		c.exec = 16;
		begin(&c);
		fill_f(&c, 10, 4);
		fill_f(&c, 20, 32);
		p = get_f(t, 10, 0);
		q = get_f(t, 10, 1);
		s = get_f(t, 10, 3);
		step(&c, 0);
		for (unsigned int i = 0; i < 8; i++)
			assert_true(get_f(t, 40, i) == p * get_f(t, 20, i) + s);
		for (unsigned int k = 1; k <= 2; k++) {
			step(&c, k);
			for (unsigned int i = 0; i < 8 * k; i++)
				assert_true(get_f(t, 40, i) ==
					    p * get_f(t, 20 + i / 8 * 2, i % 8) +
					    q * get_f(t, 21 + i / 8 * 2, i % 8) + s);
		}
	}
	bed_end(&c.b);
}

TEST(blends)
{
	struct ctx c = { .x = 3 };
	struct eu_thread *t = &c.b.t;

	for (unsigned int exec = 8; exec <= 16; exec *= 2)
		iga_line(&c.b.iga, "lrp (%u|M0) r40.0<1>:f r10.0<4;1>:f r20.0<4;1>:f r30.0<1>:f",
			 exec);
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		c.exec = r & 1 ? 16 : 8;
		begin(&c);
		fill_f(&c, 10, 16);
		fill_f(&c, 20, 16);
		fill_f(&c, 30, 16);
		step(&c, r & 1);
		for (unsigned int i = 0; i < c.exec; i++)
			assert_true(get_f(t, 40, i) == get_f(t, 10, i) *
				    get_f(t, 20, i) + (1 - get_f(t, 10, i)) *
				    get_f(t, 30, i));
	}
	bed_end(&c.b);
}

/* mac adds to what the accumulator has; both kinds of numbers. */
TEST(accumulates)
{
	struct ctx c = { .x = 4, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "mov (8|M0) acc0.0<1>:f r30.0<8;8,1>:f");
	iga_line(&c.b.iga, "mac (8|M0) r40.0<1>:f r10.0<8;8,1>:f r20.0<8;8,1>:f");
	iga_line(&c.b.iga, "mov (8|M0) acc0.0<1>:d r30.0<8;8,1>:d");
	iga_line(&c.b.iga, "mac (8|M0) r40.0<1>:d r10.0<8;8,1>:d r20.0<8;8,1>:d");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		begin(&c);
		fill_f(&c, 10, 8);
		fill_f(&c, 20, 8);
		fill_f(&c, 30, 8);
		step(&c, 0);
		step(&c, 1);
		for (unsigned int i = 0; i < 8; i++)
			assert_true(get_f(t, 40, i) == get_f(t, 30, i) +
				    get_f(t, 10, i) * get_f(t, 20, i));
		for (unsigned int reg = 10; reg <= 30; reg += 10)
			for (unsigned int i = 0; i < 8; i++)
				bed_put(t, reg, 4, i, bed_random(&c.x) & 0xfff);
		step(&c, 2);
		step(&c, 3);
		for (unsigned int i = 0; i < 8; i++)
			assert_int_equal(bed_get(t, 40, 4, i),
					 bed_get(t, 30, 4, i) +
					 bed_get(t, 10, 4, i) *
					 bed_get(t, 20, 4, i));
	}
	bed_end(&c.b);
}

/* mul of the low word into acc0, then mach: bits 63:32 of the product. */
TEST(high_halves)
{
	struct ctx c = { .x = 5, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "mul (8|M0) acc0.0<1>:ud r10.0<8;8,1>:ud r20.0<16;8,2>:uw");
	iga_line(&c.b.iga, "mach (8|M0) r40.0<1>:ud r10.0<8;8,1>:ud r20.0<8;8,1>:ud {AccWrEn}");
	iga_line(&c.b.iga, "mul (8|M0) acc0.0<1>:d r10.0<8;8,1>:d r20.0<16;8,2>:uw");
	iga_line(&c.b.iga, "mach (8|M0) r40.0<1>:d r10.0<8;8,1>:d r20.0<8;8,1>:d {AccWrEn}");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		begin(&c);
		fill_i(&c, 10, 4, 8);
		fill_i(&c, 20, 4, 8);
		step(&c, 0);
		step(&c, 1);
		for (unsigned int i = 0; i < 8; i++)
			assert_int_equal(bed_get(t, 40, 4, i),
				(bed_get(t, 10, 4, i) & UINT32_MAX) *
				(bed_get(t, 20, 4, i) & UINT32_MAX) >> 32);
		step(&c, 2);
		step(&c, 3);
		for (unsigned int i = 0; i < 8; i++) {
			int64_t a = (int32_t)bed_get(t, 10, 4, i),
				b = (int32_t)bed_get(t, 20, 4, i);

			assert_int_equal((uint32_t)bed_get(t, 40, 4, i),
					 (uint32_t)(a * b >> 32));
		}
	}
	bed_end(&c.b);
}

static unsigned int apart(uint64_t a, uint64_t b)
{
	return (uint8_t)a > (uint8_t)b ? (uint8_t)a - (uint8_t)b :
					 (uint8_t)b - (uint8_t)a;
}

/* Distances of two bytes each, into the even words; sada2 adds to acc0. */
TEST(distances)
{
	struct ctx c = { .x = 6, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "sad2 (8|M0) r40.0<1>:uw r10.0<8;8,1>:ub r20.0<8;8,1>:ub");
	iga_line(&c.b.iga, "mov (8|M0) acc0.0<1>:uw r30.0<8;8,1>:uw");
	iga_line(&c.b.iga, "sada2 (8|M0) r40.0<1>:uw r10.0<8;8,1>:ub r20.0<8;8,1>:ub");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		begin(&c);
		fill_i(&c, 10, 1, 8);
		fill_i(&c, 20, 1, 8);
		for (unsigned int i = 0; i < 8; i++)
			bed_put(t, 30, 2, i, bed_random(&c.x) & 0xfff);
		step(&c, 0);
		for (unsigned int k = 0; k < 2; k++) {
			for (unsigned int i = 0; i < 8; i += 2) {
				unsigned int want = k ? bed_get(t, 30, 2, i) & 0xffff : 0;

				want += apart(bed_get(t, 10, 1, i), bed_get(t, 20, 1, i));
				want += apart(bed_get(t, 10, 1, i + 1),
					      bed_get(t, 20, 1, i + 1));
				assert_int_equal(bed_get(t, 40, 2, i) & 0xffff, want);
				assert_int_equal(bed_get(t, 40, 2, i + 1) & 0xffff, 0xa5a5);
			}
			step(&c, 1);
			step(&c, 2);
		}
	}
	bed_end(&c.b);
}

/* Of two numbers, one, or none. */
TEST(compares_with_nan)
{
	static const uint32_t a[8] = { 0x3f800000, 0x40000000, 0x7fc00000, 0x40000000,
				       0x7fc00000, 0x80000000, 0x7f800000, 0 };
	static const uint32_t b[8] = { 0x40000000, 0x3f800000, 0x3f800000, 0x7fc00000,
				       0x7fc00001, 0, 0x7f800000, 0xff800000 };
	struct ctx c = { .exec = 8 };

	iga_line(&c.b.iga, "cmpn (8|M0) (lt)f0.0 null<1>:f r10.0<8;8,1>:f r20.0<8;8,1>:f");
	iga_line(&c.b.iga, "cmpn (8|M0) (ge)f0.0 null<1>:f r10.0<8;8,1>:f r20.0<8;8,1>:f");
	bed_start(&c.b);
	begin(&c);
	for (unsigned int i = 0; i < 8; i++) {
		bed_put(&c.b.t, 10, 4, i, a[i]);
		bed_put(&c.b.t, 20, 4, i, b[i]);
	}
	step(&c, 0);
	/* true where src1 alone is no number: as `sel` chooses; of both: either */
	assert_int_equal(c.b.t.flag[0] & 0xef, 1u | 1u << 3);
	step(&c, 1);
	assert_int_equal(c.b.t.flag[0] & 0xef,
			 1u << 1 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 7);
	bed_end(&c.b);
}

/*
 * movi (PRM, "Move Indexed"): all lanes have the register that the first
 * address names, each the place in it that its own address names.
 */
TEST(moves_by_address)
{
	static const unsigned int size[] = { 4, 2, 1 };
	struct ctx c = { .x = 7, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "movi (8|M0) r40.0<1>:ud r[a0.0,64]<8;8,1>:ud");
	iga_line(&c.b.iga, "movi (8|M0) r40.0<1>:uw r[a0.0,64]<8;8,1>:uw");
	iga_line(&c.b.iga, "movi (8|M0) r40.0<1>:ub r[a0.0,64]<8;8,1>:ub");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		unsigned int n = size[r % 3], reg = 10 + r % 8;

		begin(&c);
		for (unsigned int i = 10; i < 24; i++)
			fill_i(&c, i, 4, 8);
		for (unsigned int i = 0; i < 8; i++)
			t->a0[i] = (uint16_t)((i ? bed_random(&c.x) % 100 : reg) * 32 +
					      bed_random(&c.x) % (32 / n) * n);
		step(&c, r % 3);
		for (unsigned int i = 0; i < 8; i++)
			assert_int_equal(bed_get(t, 40, n, i),
				bed_get(t, reg + 2, n, t->a0[i] % 32 / n));
		assert_int_equal(bed_get(t, 40, 1, 8 * n), 0xa5);
	}
	bed_end(&c.b);
}

/* smov (PRM, "Scattered Move"): only lanes whose bit of src1 is set. */
TEST(moves_some_lanes)
{
	struct ctx c = { .x = 8, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "smov (8|M0) r40.0<1>:ud r10.0<8;8,1>:ud r11.0<0;1,0>:ud");
	iga_line(&c.b.iga, "smov (8|M0) r40.0<1>:f r10.0<0;1,0>:f r11.0<0;1,0>:ud");
	iga_line(&c.b.iga, "smov (8|M0) r40.0<1>:ud r10.0<8;8,1>:ud 0x55:ud");
	bed_start(&c.b);
	for (unsigned int r = 0; r < ROUNDS; r++) {
		uint32_t lanes;

		begin(&c);
		fill_f(&c, 10, 8);
		fill_i(&c, 11, 4, 1);
		lanes = r % 3 == 2 ? 0x55 : (uint32_t)bed_get(t, 11, 4, 0);
		step(&c, r % 3);
		for (unsigned int i = 0; i < 8; i++)
			assert_int_equal(bed_get(t, 40, 4, i),
				lanes >> i & 1 ?
				bed_get(t, 10, 4, r % 3 == 1 ? 0 : i) :
				0xa5a5a5a5);
	}
	bed_end(&c.b);
}

static double get_d(const struct eu_thread *t, unsigned int reg, unsigned int n)
{
	uint64_t u = bed_get(t, reg, 8, n);
	double d;

	memcpy(&d, &u, 8);
	return d;
}

/* madm without an mme register: one rounding, as C's fma(); src0 is added. */
TEST(fused_multiply_add)
{
	struct ctx c = { .x = 9, .exec = 8 };
	struct eu_thread *t = &c.b.t;

	iga_line(&c.b.iga, "madm (8|M0) r40.nomme:f r10.nomme:f r20.nomme:f r30.nomme:f");
	iga_line(&c.b.iga, "madm (4|M0) r40.nomme:df r10.nomme:df r20.nomme:df -r30.nomme:df");
	bed_start(&c.b);
	for (unsigned int r = 0; r < 20 * ROUNDS; r++) {
		begin(&c);
		for (unsigned int reg = 10; reg <= 30; reg += 10)
			fill_i(&c, reg, 8, 4);
		step(&c, 0);
		for (unsigned int i = 0; i < 8; i++) {
			float want = fmaf(get_f(t, 20, i), get_f(t, 30, i),
					  get_f(t, 10, i));
			float got = get_f(t, 40, i);

			assert_true(isnan(want) ? isnan(got) : want == got);
		}
		step(&c, 1);
		for (unsigned int i = 0; i < 4; i++) {
			double want = fma(get_d(t, 20, i), -get_d(t, 30, i),
					  get_d(t, 10, i)), got = get_d(t, 40, i);

			assert_true(isnan(want) ? isnan(got) : want == got);
		}
	}
	bed_end(&c.b);
}
