// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Operands: one line of iga64's text, what is in registers before, and what a
 * lane of r40 has to be after it, by hand or by C.
 */
#include <math.h>

#include "eu_bed.h"

struct row {
	const char *line;
	unsigned int size, lane;	/* of the result, in r40 */
	uint64_t want;
};

/* r10 on: dwords 0, 1, 2 ... as 256 * n; a0.n: bytes of r10 + 4 * (7 - n). */
static const struct row rows[] = {
	/* regions */
	{ "mov (8|M0) r40.0<1>:ud r10.0<0;1,0>:ud", 4, 7, 0 },
	{ "mov (8|M0) r40.0<1>:ud r10.1<8;4,2>:ud", 4, 5, 256 * 11 },
	{ "mov (8|M0) r40.0<1>:ud r10.0<2;2,1>:ud", 4, 5, 256 * 5 },
	{ "mov (8|M0) r40.0<1>:ud r10.0<1;4,1>:ud", 4, 5, 256 * 2 },
	{ "mov (4|M0) r40.0<2>:ud r10.0<4;4,1>:ud", 4, 6, 256 * 3 },
	{ "mov (4|M0) r40.0<2>:ud r10.0<4;4,1>:ud", 4, 5, 0 },
	{ "mov (16|M0) r40.0<1>:uw r10.0<16;8,2>:uw", 2, 9, 256 * 9 },
	{ "mov (8|M0) r40.0<1>:ud r10.1<4;1,0>:ub", 4, 3, 3 },
	/* immediates */
	{ "mov (8|M0) r40.0<1>:w 0x7F810FE1:v", 2, 1, 0xfffe },
	{ "mov (8|M0) r40.0<1>:w 0x7F810FE1:v", 2, 7, 7 },
	{ "mov (8|M0) r40.0<1>:uw 0x7F810FE1:uv", 2, 6, 15 },
	{ "mov (4|M0) r40.0<1>:f 0xB0483000:vf", 4, 1, 0x3f800000 },
	{ "mov (4|M0) r40.0<1>:f 0xB0483000:vf", 4, 2, 0x40400000 },
	{ "mov (4|M0) r40.0<1>:f 0xB0483000:vf", 4, 3, 0xbf800000 },
	{ "mov (8|M0) r40.0<1>:d -5:w", 4, 3, 0xfffffffb },
	{ "mov (2|M0) r40.0<1>:df 0x3FF8000000000000:df", 8, 1, 0x3ff8000000000000 },
	/* modifiers */
	{ "mov (8|M0) r40.0<1>:d -r10.0<8;8,1>:d", 4, 2, (uint32_t)-512 },
	{ "and (8|M0) r40.0<1>:d ~r10.0<8;8,1>:d 0xFFF:d", 4, 2, 0xdff },
	{ "mov (8|M0) r40.0<1>:d -(abs)r20.0<8;8,1>:d", 4, 2, (uint32_t)-7 },
	{ "mov (8|M0) r40.0<1>:f -(abs)r21.0<8;8,1>:f", 4, 2, 0xc0200000 },
	/* saturation */
	{ "mov (8|M0) (sat)r40.0<4>:ub r20.0<8;8,1>:d", 1, 8, 0 },
	{ "add (8|M0) (sat)r40.0<1>:d r22.0<8;8,1>:d 100:w", 4, 1, INT32_MAX },
	{ "add (8|M0) r40.0<1>:d r22.0<8;8,1>:d 100:w", 4, 1, 0x80000063 },
	{ "add (8|M0) (sat)r40.0<1>:ud r20.0<8;8,1>:d -1:w", 4, 1, 0 },
	{ "add (8|M0) (sat)r40.0<1>:f r21.0<8;8,1>:f 0x3F800000:f", 4, 2, 0 },
	{ "mul (8|M0) (sat)r40.0<1>:f r21.0<8;8,1>:f r21.0<8;8,1>:f", 4, 2, 0x3f800000 },
	/* conversions */
	{ "mov (8|M0) r40.0<1>:d r21.0<8;8,1>:f", 4, 2, (uint32_t)-2 },
	{ "mov (8|M0) r40.0<1>:ud r21.0<8;8,1>:f", 4, 2, 0 },
	{ "mov (8|M0) r40.0<1>:d r23.0<8;8,1>:f", 4, 0, INT32_MAX },
	{ "mov (8|M0) r40.0<1>:d r23.0<8;8,1>:f", 4, 1, 0 },
	{ "mov (8|M0) r40.0<1>:f r22.0<8;8,1>:d", 4, 1, 0x4f000000 },
	{ "mov (4|M0) r40.0<1>:df r21.0<4;4,1>:f", 8, 2, 0xc004000000000000 },
	{ "mov (8|M0) r40.0<2>:hf r21.0<8;8,1>:f", 2, 4, 0xc100 },
	{ "mov (8|M0) r40.0<1>:d r10.3<0;1,0>:b", 4, 0, 0 },
	{ "mov (4|M0) r40.0<1>:q r20.0<4;4,1>:d", 8, 2, (uint64_t)-7 },
	/* indirect */
	{ "mov (8|M0) r40.0<1>:ud r[a0.0]<1,0>:ud", 4, 2, 256 * 5 },
	{ "mov (8|M0) r40.0<1>:ud r[a0.2,4]<4;4,1>:ud", 4, 1, 256 * 7 },
	{ "mov (4|M0) r[a0.8]<1>:ud r10.4<4;4,1>:ud", 4, 0, 256 * 7 },
	{ "mov (1|M0) r40.0<1>:ud a0.1<0;1,0>:uw", 4, 0, 10 * 32 + 24 },
	/* wide products */
	{ "mul (4|M0) r40.0<1>:q r22.0<4;4,1>:d r22.0<4;4,1>:d", 8, 1,
	  0x3fffffff00000001 },
	{ "mul (4|M0) r40.0<1>:uq r22.0<4;4,1>:ud r22.0<4;4,1>:ud", 8, 2,
	  0xfffffffe00000001 },
	/* align16; zwzw of DF is the second element of each 16 bytes */
	{ "mad (8|M0) r40.0<1>:f r21.0<0;0>:f r24.0<4;1>:f r24.0<1>:f", 4, 3,
	  0x413c0000 },
	{ "mad (4|M0) r40.0<1>:df r26.1<0;0>:df r26.0<2;1>:df r26.0<1>:df", 8, 2,
	  0x402a000000000000 },
	/* state */
	{ "mov (1|M0) r40.0<1>:ud sr0.2<0;1,0>:ud", 4, 0, 0xffff },
	{ "mov (1|M0) r40.0<1>:ud f1.0<0;1,0>:uw", 4, 0, 0x1234 },
	{ "(f1.0) mov (16|M0) r40.0<1>:uw 7:uw", 2, 4, 7 },
	{ "(f1.0) mov (16|M0) r40.0<1>:uw 7:uw", 2, 3, 0 },
	{ "(f1.0.any4h) mov (16|M0) r40.0<1>:uw 7:uw", 2, 7, 7 },
	{ "(f1.0.all2h) mov (16|M0) r40.0<1>:uw 7:uw", 2, 4, 7 },
	{ "(~f1.0.any4h) mov (16|M0) r40.0<1>:uw 7:uw", 2, 7, 0 },
};

static void put_floats(struct eu_thread *t, unsigned int reg, const float *f)
{
	memcpy(&t->grf[reg][0], f, 32);
}

static void fill(struct eu_thread *t)
{
	static const float small[8] = { -0.5f, 0.25f, -2.5f, 3, 4, 5, 6, 7 };
	static const float large[8] = { 1e20f, NAN };
	static const float count[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	static const double pairs[4] = { 1, 3, 3, 4 };

	for (unsigned int i = 0; i < 64; i++)
		bed_put(t, 10, 4, i, 256 * i);
	for (unsigned int i = 0; i < 8; i++)
		bed_put(t, 20, 4, i, i == 2 ? (uint32_t)-7 : 0);
	bed_put(t, 22, 4, 1, INT32_MAX);
	bed_put(t, 22, 4, 2, UINT32_MAX);
	put_floats(t, 21, small);
	put_floats(t, 23, large);
	put_floats(t, 24, count);
	bed_put(t, 24, 4, 3, 0x40600000);	/* 3.5 */
	memcpy(&t->grf[26][0], pairs, sizeof(pairs));
	for (unsigned int i = 0; i < 8; i++)
		t->a0[i] = 10 * 32 + 4 * (7 - i);
	t->a0[8] = 40 * 32 - 12;
	t->flag[1] = 0x1234;
}

TEST(operands)
{
	struct bed b = { 0 };
	const unsigned int n = sizeof(rows) / sizeof(*rows);

	for (unsigned int i = 0; i < n; i++)
		iga_line(&b.iga, "%s", rows[i].line);
	bed_start(&b);
	assert_int_equal(b.iga.bytes, 16 * n);
	for (unsigned int i = 0; i < n; i++) {
		uint64_t is;

		bed_thread(&b, 16 * i, 0xffff);
		fill(&b.t);
		assert_int_equal(eu_run(&b.t, 1), EU_BUDGET);
		is = bed_get(&b.t, 40, rows[i].size, rows[i].lane);
		if (is != rows[i].want)
			print_error("%s: lane %u is %llx, not %llx\n",
				    rows[i].line, rows[i].lane, (long long)is,
				    (long long)rows[i].want);
		assert_true(is == rows[i].want);
	}
	bed_end(&b);
	assert_null(*state);
}

/* High halves by mul and mach; carries by addc, borrows by subb. */
TEST(accumulators)
{
	struct bed b = { 0 };
	uint64_t x = 88172645463325252ull;

	iga_line(&b.iga, "mul (8|M0) acc0.0<1>:d r10.0<8;8,1>:d r11.0<16;8,2>:uw");
	iga_line(&b.iga, "mach (8|M0) r40.0<1>:d r10.0<8;8,1>:d r11.0<8;8,1>:d {AccWrEn}");
	iga_line(&b.iga, "mov (8|M0) r41.0<1>:d acc0.0<8;8,1>:d");
	iga_line(&b.iga, "addc (8|M8) r42.0<1>:ud r10.0<8;8,1>:ud r11.0<8;8,1>:ud {AccWrEn}");
	iga_line(&b.iga, "mov (8|M8) r43.0<1>:ud acc0.0<8;8,1>:ud");
	iga_line(&b.iga, "subb (8|M0) r44.0<1>:ud r10.0<8;8,1>:ud r11.0<8;8,1>:ud {AccWrEn}");
	iga_line(&b.iga, "mov (8|M0) r45.0<1>:ud acc0.0<8;8,1>:ud");
	bed_start(&b);
	for (unsigned int r = 0; r < 200; r++) {
		bed_thread(&b, 0, 0xffff);
		for (unsigned int i = 0; i < 16; i++)
			bed_put(&b.t, 10, 4, i, bed_random(&x));
		assert_int_equal(eu_run(&b.t, 7), EU_BUDGET);
		for (unsigned int i = 0; i < 8; i++) {
			uint32_t u = bed_get(&b.t, 10, 4, i);
			uint32_t v = bed_get(&b.t, 11, 4, i);
			int64_t p = (int64_t)(int32_t)u * (int32_t)v;

			assert_int_equal(bed_get(&b.t, 40, 4, i), (uint32_t)(p >> 32));
			assert_int_equal(bed_get(&b.t, 41, 4, i), (uint32_t)p);
			assert_int_equal(bed_get(&b.t, 42, 4, i), u + v);
			assert_int_equal(bed_get(&b.t, 43, 4, i), u + v < u);
			assert_int_equal(bed_get(&b.t, 44, 4, i), u - v);
			assert_int_equal(bed_get(&b.t, 45, 4, i), u < v);
		}
	}
	bed_end(&b);
	assert_null(*state);
}

/* 1 + 2^-30, and -: each mode; denormals kept or not. */
TEST(modes)
{
	static const struct {
		uint32_t cr0, a, b, sum;
	} rows[] = {
		{ 0, 0x3f800000, 0x30800000, 0x3f800000 },
		{ 1 << 4, 0x3f800000, 0x30800000, 0x3f800001 },
		{ 2 << 4, 0x3f800000, 0x30800000, 0x3f800000 },
		{ 3 << 4, 0x3f800000, 0x30800000, 0x3f800000 },
		{ 0, 0xbf800000, 0xb0800000, 0xbf800000 },
		{ 1 << 4, 0xbf800000, 0xb0800000, 0xbf800000 },
		{ 2 << 4, 0xbf800000, 0xb0800000, 0xbf800001 },
		{ 3 << 4, 0xbf800000, 0xb0800000, 0xbf800000 },
		{ 1 << 4, 0x7f7fffff, 0x30800000, 0x7f800000 },
		{ 3 << 4, 0x7f7fffff, 0x7f7fffff, 0x7f7fffff },
		{ 2 << 4, 0x3f800000, 0xbf800000, 0x80000000 },
		{ EU_CR0_DENORM_F, 0x00000001, 0x00000002, 0x00000003 },
		{ 0, 0x00000001, 0x00000002, 0x00000000 },
		{ 0, 0x80000001, 0x80000002, 0x80000000 },
		{ 0, 0x00800001, 0x80800000, 0x00000000 },
		{ EU_CR0_DENORM_F, 0x7fa00001, 0x3f800000, 0x7fe00001 },
		{ EU_CR0_DENORM_F, 0x3f800000, 0xffc12345, 0xffc12345 },
		{ EU_CR0_DENORM_F, 0x7f800000, 0xff800000, 0x7fc00000 },
	};
	struct bed b = { 0 };

	iga_line(&b.iga, "add (8|M0) r40.0<1>:f r10.0<8;8,1>:f r11.0<8;8,1>:f");
	bed_start(&b);
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bed_thread(&b, 0, 0xff);
		b.t.cr0[0] = rows[i].cr0;
		bed_put(&b.t, 10, 4, 0, rows[i].a);
		bed_put(&b.t, 11, 4, 0, rows[i].b);
		assert_int_equal(eu_run(&b.t, 1), EU_BUDGET);
		assert_int_equal(bed_get(&b.t, 40, 4, 0), rows[i].sum);
	}
	bed_end(&b);
	assert_null(*state);
}

/* IGC's division of DF, as in its kernels: rounded as the host's is. */
TEST(division)
{
	static const char *const lines[] = {
		"math.invm (4|M0) (eo)f0.1 r28.mme0:df r10.nomme:df r11.nomme:df",
		"(~f0.1) if (4|M0) END END",
		"madm (4|M0) r60.mme1:df r50.nomme:df r10.nomme:df r28.mme0:df",
		"madm (4|M0) r61.mme2:df r51.nomme:df -r11.nomme:df r28.mme0:df",
		"madm (4|M0) r62.mme3:df r10.nomme:df -r11.nomme:df r60.mme1:df",
		"madm (4|M0) r63.mme4:df r28.mme0:df r61.mme2:df r28.mme0:df",
		"madm (4|M0) r64.mme5:df r51.nomme:df -r11.nomme:df r63.mme4:df",
		"madm (4|M0) r28.mme6:df r28.mme0:df r61.mme2:df r63.mme4:df",
		"madm (4|M0) r60.mme7:df r60.mme1:df r62.mme3:df r63.mme4:df",
		"madm (4|M0) r63.mme0:df r63.mme4:df r28.mme6:df r64.mme5:df",
		"madm (4|M0) r62.mme1:df r10.nomme:df -r11.nomme:df r60.mme7:df",
		"madm (4|M0) r28.nomme:df r60.mme7:df r62.mme1:df r63.mme0:df",
		"END:", "endif (4|M0) OUT", "OUT:",
		"(W) send (8|M0) null r127 0x27 0x02000010 {EOT}", NULL,
	};
	struct bed b = { 0 };
	uint64_t x = 88172645463325252ull;

	for (unsigned int i = 0; lines[i]; i++)
		iga_line(&b.iga, "%s", lines[i]);
	bed_start(&b);
	for (unsigned int r = 0; r < 3000; r++) {
		bed_thread(&b, 0, 0xf);
		for (unsigned int i = 0; i < 4; i++) {
			bed_put(&b.t, 10, 8, i, bed_random(&x) & 7 ?
				bed_random(&x) : (bed_random(&x) & 3) << 62);
			bed_put(&b.t, 11, 8, i, bed_random(&x) & 7 ?
				bed_random(&x) : 0x3ff0000000000000);
			bed_put(&b.t, 51, 8, i, 0x3ff0000000000000);
		}
		assert_int_equal(eu_run(&b.t, 100), EU_END);
		for (unsigned int i = 0; i < 4; i++) {
			double n, d, q;

			memcpy(&n, &b.t.grf[10][8 * i], 8);
			memcpy(&d, &b.t.grf[11][8 * i], 8);
			memcpy(&q, &b.t.grf[28][8 * i], 8);
			if (isnan(n / d) ? !isnan(q) : q != n / d)
				fail_msg("%a / %a: %a, not %a", n, d, q, n / d);
		}
	}
	bed_end(&b);
	assert_null(*state);
}
