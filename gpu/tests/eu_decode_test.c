// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions of a kernel that ocloc compiled, and what iga64 (Debian's
 * libigc-tools) calls their fields; random words.
 */

#include "bench/lib/test.h"
#include "gpu/eu/decode.h"

static void decode(struct eu_inst *in, uint64_t lo, uint64_t hi)
{
	const uint64_t w[2] = { lo, hi };

	assert_int_equal(eu_decode(in, w), 0);
}

static void region(const struct eu_operand *o, unsigned int v, unsigned int w,
		   unsigned int h)
{
	assert_int_equal(o->vstride, v * o->size);
	assert_int_equal(o->width, w);
	assert_int_equal(o->hstride, h * o->size);
}

/* (W) or (1|M0) cr0.0<1>:ud cr0.0<0;1,0>:ud 0x4C0:uw {Switch} */
TEST(an_immediate)
{
	struct eu_inst in;

	decode(&in, 0x3000000400008006ull,
	       0x04c004c016001000ull);
	assert_string_equal(in.row->name, "or");
	assert_int_equal(in.bytes, 16);
	assert_true(in.no_mask);
	assert_int_equal(in.exec, 1);
	assert_int_equal(in.thread_ctrl, 2);
	assert_int_equal(in.dst.file, EU_ARF);
	assert_int_equal(in.dst.reg >> 4, EU_ARF_CR);
	assert_int_equal(in.dst.type, EU_UD);
	region(&in.src[0], 0, 1, 0);
	assert_int_equal(in.src[1].file, EU_IMM);
	assert_int_equal(in.src[1].type, EU_UW);
	assert_int_equal(in.imm & 0xffff, 0x4c0);
	assert_null(*state);
}

/* add (16|M0) r78.0<1>:d r80.0<8;8,1>:d r4.0<0;1,0>:d {Compacted} */
TEST(a_compact_one)
{
	struct eu_inst in;

	decode(&in, 0x04504e0720019640ull,
	       0);
	assert_string_equal(in.row->name, "add");
	assert_int_equal(in.bytes, 8);
	assert_int_equal(in.exec, 16);
	assert_int_equal(in.dst.reg, 78);
	assert_int_equal(in.dst.type, EU_D);
	assert_int_equal(in.dst.hstride, 4);
	assert_int_equal(in.src[0].reg, 80);
	region(&in.src[0], 8, 8, 1);
	assert_int_equal(in.src[1].reg, 4);
	region(&in.src[1], 0, 1, 0);
	assert_int_equal(in.etype, EU_D);
	assert_int_equal(in.row->pipe, EU_PIPE_FPU);
	assert_null(*state);
}

/* mad (16|M0) r8.0<1>:f r2.0<0;0>:f r81.0<0;0>:f r56.0<1>:f {Compacted} */
TEST(three_sources)
{
	struct eu_inst in;

	decode(&in, 0x714410013000825bull,
	       0);
	assert_string_equal(in.row->name, "mad");
	assert_int_equal(in.bytes, 8);
	assert_int_equal(in.dst.reg, 8);
	assert_int_equal(in.writemask, 0xf);
	assert_int_equal(in.src[0].reg, 2);
	assert_true(in.src[0].rep);
	assert_int_equal(in.src[1].reg, 81);
	assert_true(in.src[1].rep);
	assert_int_equal(in.src[2].reg, 56);
	assert_false(in.src[2].rep);
	assert_int_equal(in.src[2].type, EU_F);
	assert_null(*state);
}

/* mad (16|M0) r7.0<1>:f -r125.0<2;1>:f r75.1<0;0>:f r115.0<1>:f {Compacted} */
TEST(a_sub_register)
{
	struct eu_inst in;

	decode(&in, 0xe72fe8212000765bull,
	       0);
	assert_int_equal(in.dst.reg, 7);
	assert_true(in.src[0].neg);
	assert_int_equal(in.src[0].reg, 125);
	assert_int_equal(in.src[1].base, 75 * 32 + 4);
	assert_true(in.src[1].rep);
	assert_int_equal(in.src[2].reg, 115);
	assert_null(*state);
}

/* send (16|M0) r76:w r7 0xC 0x04205E00; sends (16|M0) null:w r82 r80 0x8C
 * 0x04025E03 */
TEST(messages)
{
	struct eu_inst in;

	decode(&in, 0x298002680c800031ull,
	       0x04205e00060000e0ull);
	assert_string_equal(in.row->name, "send");
	assert_int_equal(in.cmod, EU_SFID_DC1);
	assert_int_equal(in.dst.reg, 76);
	assert_int_equal(in.src[0].reg, 7);
	assert_int_equal(in.desc, 0x04205e00);
	assert_false(in.eot);
	decode(&in, 0x000500700c800033ull,
	       0x04025e0300000a42ull);
	assert_string_equal(in.row->name, "sends");
	assert_int_equal(in.cmod, EU_SFID_DC1);
	assert_int_equal(in.dst.file, EU_ARF);
	assert_int_equal(in.src[0].reg, 82);
	assert_int_equal(in.src[1].reg, 80);
	assert_int_equal(in.exdesc >> 6 & 0xf, 2);
	assert_int_equal(in.desc, 0x04025e03);
	assert_null(*state);
}

/* (~f0.0) goto (16|M0) L192 L192 at 0x80; (~f1.1) if (16|M0) L1096 L4360 at
 * 0x308 */
TEST(jumps)
{
	struct eu_inst in;

	decode(&in, 0x20000e000091002eull,
	       0x0000004000000040ull);
	assert_string_equal(in.row->name, "goto");
	assert_int_equal(in.pred, 1);
	assert_true(in.pred_inv);
	assert_int_equal(in.flag, 0);
	assert_int_equal(in.jip, 192 - 0x80);
	assert_int_equal(in.uip, 192 - 0x80);
	decode(&in, 0x20000e0300910022ull,
	       0x0000014000000e00ull);
	assert_string_equal(in.row->name, "if");
	assert_int_equal(in.flag, 3);
	assert_int_equal(in.jip, 1096 - 0x308);
	assert_int_equal(in.uip, 4360 - 0x308);
	assert_null(*state);
}

TEST(rows_are_in_order)
{
	size_t n;
	const struct eu_row *row = eu_rows(&n);

	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(eu_row(row[i].opcode), &row[i]);
		assert_true(!i || row[i - 1].opcode < row[i].opcode);
	}
	assert_null(eu_row(0x7f));
	assert_null(*state);
}

/* (W) math.invm (4|M0) (eo)f0.0 r10.mme0:f r12.nomme:f r14.nomme:f; math.rsqtm
 * (4|M0) (eo)f0.0 r11.mme3:f r13.mme2:f; madm (4|M0) r12.mme1:f r2.nomme:f
 * r3.mme4:f r5.mme5:f. As iga64 assembles them. */
TEST(mme_registers)
{
	struct eu_inst in;

	decode(&in, 0x01403aec0e400138ull, 0x006001c83a600188ull);
	assert_int_equal(in.cmod, EU_MATH_INVM);
	assert_int_equal(in.dst.reg, 10);
	assert_int_equal(in.dst.mme, 0);
	assert_int_equal(in.writemask, 0xf);
	assert_int_equal(in.src[0].reg, 12);
	assert_int_equal(in.src[0].mme, 8);
	assert_int_equal(in.src[0].swizzle, 0xe4);
	assert_int_equal(in.src[1].reg, 14);
	assert_int_equal(in.src[1].mme, 8);

	decode(&in, 0x01633ae80f400138ull, 0x00000000006001a2ull);
	assert_int_equal(in.cmod, EU_MATH_RSQTM);
	assert_int_equal(in.dst.reg, 11);
	assert_int_equal(in.dst.mme, 3);
	assert_int_equal(in.src[0].reg, 13);
	assert_int_equal(in.src[0].mme, 2);
	assert_int_equal(in.src[1].mme, 8);

	decode(&in, 0x0c0200000040015dull, 0x0140280601002010ull);
	assert_int_equal(in.dst.reg, 12);
	assert_int_equal(in.dst.mme, 1);
	assert_int_equal(in.src[0].mme, 8);
	assert_int_equal(in.src[1].mme, 4);
	assert_int_equal(in.src[2].mme, 5);
	assert_null(*state);
}

/* Whatever the words: an answer, and channels and regions within bounds. */
TEST(random_words)
{
	uint64_t x = 88172645463325252ull, w[2];
	struct eu_inst in;
	unsigned int good = 0;

	for (unsigned int i = 0; i < 400000; i++) {
		for (unsigned int k = 0; k < 2; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			w[k] = x;
		}
		if (eu_decode(&in, w))
			continue;
		good++;
		assert_true(in.bytes == 8 || in.bytes == 16);
		assert_true(in.exec <= 32 && in.chan < 32);
		assert_true(in.exec == 1 || in.chan + in.exec <= 32);
		for (unsigned int s = 0; s < in.nsrc; s++)
			assert_true(in.src[s].width <= 16);
	}
	assert_true(good > 20000);
	assert_null(*state);
}
