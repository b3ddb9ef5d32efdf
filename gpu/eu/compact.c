// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The compact form: indices into tables that have the bits of the native
 * form. Tables and bit positions: those of Gen8 in Mesa's brw_eu_compact.c,
 * which Gen9 shares; compared with what iga64 -p=9 reads.
 */
#include <errno.h>

#include "gpu/eu/decode.h"

static const uint32_t control_table[32] = {
	0x00002, 0x04000, 0x04001, 0x04002, 0x04003, 0x04004, 0x04005, 0x04007,
	0x04008, 0x04009, 0x0400d, 0x06000, 0x06001, 0x06002, 0x06003, 0x06004,
	0x06005, 0x06007, 0x06009, 0x0600d, 0x06010, 0x06100, 0x08000, 0x08002,
	0x08004, 0x08100, 0x16000, 0x16010, 0x18000, 0x18100, 0x28000, 0x28100,
};

static const uint32_t type_table[32] = {
	0x040001, 0x040040, 0x040041, 0x0400c1, 0x04015d, 0x0405dd, 0x040741,
	0x040745, 0x04075d, 0x041041, 0x043040, 0x043041, 0x045145, 0x047144,
	0x047145, 0x05c75d, 0x05d71d, 0x05d75c, 0x05d75d, 0x05f75c, 0x00040c,
	0x04005d, 0x040145, 0x041040, 0x045144, 0x047104, 0x049209, 0x05775d,
	0x05f75d, 0x04f34c, 0x049248, 0x04b248,
};

static const uint16_t sub_table[32] = {
	0x0000, 0x0001, 0x0008, 0x000f, 0x0010, 0x0080, 0x0100, 0x0180,
	0x0200, 0x0210, 0x0280, 0x1000, 0x1001, 0x1081, 0x1082, 0x1083,
	0x1084, 0x1087, 0x1088, 0x108e, 0x108f, 0x1180, 0x11e8, 0x2000,
	0x2180, 0x3000, 0x3c87, 0x4000, 0x5000, 0x6000, 0x7000, 0x701c,
};

static const uint16_t source_table[32] = {
	0x000, 0x002, 0x010, 0x012, 0x018, 0x020, 0x028, 0x048,
	0x050, 0x070, 0x078, 0x300, 0x302, 0x308, 0x310, 0x312,
	0x320, 0x328, 0x338, 0x340, 0x342, 0x348, 0x350, 0x360,
	0x368, 0x370, 0x371, 0x378, 0x468, 0x469, 0x46a, 0x588,
};

static const uint32_t control3_table[4] = {
	0x0806001, 0x0006001, 0x0008001, 0x0008021,
};

static const uint64_t source3_table[4] = {
	0x007272720f000ull, 0x007272720f002ull,
	0x007272720f008ull, 0x007272720f020ull,
};

/* Or v into bits from lo on; the field lies in one of the words. */
static void put(uint64_t w[2], unsigned int lo, uint64_t v)
{
	w[lo / 64] |= v << lo % 64;
}

static void expand3(uint64_t w[2], uint64_t c)
{
	uint64_t control = control3_table[eu_bits(&c, 9, 8)];
	uint64_t source = source3_table[eu_bits(&c, 11, 10)];

	put(w, 0, eu_bits(&c, 6, 0));
	put(w, 32, eu_bits(&control, 23, 21));
	put(w, 8, eu_bits(&control, 20, 0));
	put(w, 35, eu_bits(&control, 25, 24));

	put(w, 37, eu_bits(&source, 18, 0));
	put(w, 65, eu_bits(&source, 26, 19));
	put(w, 86, eu_bits(&source, 34, 27));
	put(w, 107, eu_bits(&source, 42, 35));
	put(w, 83, eu_bits(&source, 43, 43));
	put(w, 84, eu_bits(&source, 44, 44));
	put(w, 104, eu_bits(&source, 46, 45));
	put(w, 125, eu_bits(&source, 48, 47));

	put(w, 56, eu_bits(&c, 18, 12));
	put(w, 64, eu_bits(&c, 28, 28));
	put(w, 30, eu_bits(&c, 30, 30));
	put(w, 31, eu_bits(&c, 31, 31));
	put(w, 85, eu_bits(&c, 32, 32));
	put(w, 106, eu_bits(&c, 33, 33));
	put(w, 73, eu_bits(&c, 36, 34));
	put(w, 94, eu_bits(&c, 39, 37));
	put(w, 115, eu_bits(&c, 42, 40));
	put(w, 76, eu_bits(&c, 49, 43));
	put(w, 97, eu_bits(&c, 56, 50));
	put(w, 118, eu_bits(&c, 63, 57));
}

static void expand2(uint64_t w[2], uint64_t c)
{
	uint64_t control = control_table[eu_bits(&c, 12, 8)];
	uint64_t types = type_table[eu_bits(&c, 17, 13)];
	uint64_t subs = sub_table[eu_bits(&c, 22, 18)];
	uint32_t s1 = eu_bits(&c, 39, 35);

	put(w, 0, eu_bits(&c, 6, 0));
	put(w, 30, eu_bits(&c, 7, 7));
	put(w, 31, eu_bits(&control, 18, 16));
	put(w, 12, eu_bits(&control, 15, 4));
	put(w, 9, eu_bits(&control, 3, 2));
	put(w, 34, eu_bits(&control, 1, 1));
	put(w, 8, eu_bits(&control, 0, 0));
	put(w, 61, eu_bits(&types, 20, 18));
	put(w, 89, eu_bits(&types, 17, 12));
	put(w, 35, eu_bits(&types, 11, 0));
	put(w, 96, eu_bits(&subs, 14, 10));
	put(w, 64, eu_bits(&subs, 9, 5));
	put(w, 48, eu_bits(&subs, 4, 0));
	put(w, 28, eu_bits(&c, 23, 23));
	put(w, 24, eu_bits(&c, 27, 24));
	put(w, 77, source_table[eu_bits(&c, 34, 30)]);
	put(w, 53, eu_bits(&c, 47, 40));
	put(w, 69, eu_bits(&c, 55, 48));
	if (eu_bits(w, 42, 41) == EU_IMM || eu_bits(w, 90, 89) == EU_IMM) {
		/* 13 bits, the highest one is the sign */
		uint32_t imm = s1 << 8 | eu_bits(&c, 63, 56);

		if (imm & 0x1000)
			imm |= 0xffffe000u;
		w[1] = (w[1] & 0xffffffffu) | (uint64_t)imm << 32;
	} else {
		put(w, 109, source_table[s1]);
		put(w, 101, eu_bits(&c, 63, 56));
	}
}

int eu_expand(uint64_t w[2], uint64_t compact)
{
	const struct eu_row *row = eu_row(compact & 0x7f);

	w[0] = w[1] = 0;
	if (!row)
		return -EINVAL;
	if (row->format == EU_F_ALU3)
		expand3(w, compact);
	else
		expand2(w, compact);
	return 0;
}
