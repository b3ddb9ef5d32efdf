// SPDX-License-Identifier: GPL-2.0-or-later
/* Fields of an instruction: see isa.h for where they are described. */
#include <errno.h>
#include <string.h>

#include "gpu/eu/decode.h"

const uint8_t eu_type_size[EU_TYPES] = { 4, 4, 2, 2, 1, 1, 8, 8, 2, 4, 8 };

#define BAD	0xff

/* Types of a register, by their encoding. */
static const uint8_t reg_types[16] = {
	EU_UD, EU_D, EU_UW, EU_W, EU_UB, EU_B, EU_DF, EU_F, EU_UQ, EU_Q, EU_HF,
	BAD, BAD, BAD, BAD, BAD,
};

/* Of an immediate; the packed ones are what their elements become. */
static const uint8_t imm_types[16] = {
	EU_UD, EU_D, EU_UW, EU_W, EU_UW, EU_F, EU_W, EU_F, EU_UQ, EU_Q, EU_DF,
	EU_HF, BAD, BAD, BAD, BAD,
};

static const char packed_types[16] = { [4] = 'U', [5] = 'F', [6] = 'V' };

/* Of instructions with three sources. */
static const uint8_t types3[8] = {
	EU_F, EU_D, EU_UD, EU_DF, EU_HF, BAD, BAD, BAD,
};

/* Horizontal stride, in elements. */
static unsigned int hstride(uint64_t v)
{
	return v ? 1u << (v - 1) : 0;
}

static int set_type(struct eu_operand *o, unsigned int type)
{
	if (type == BAD)
		return -EINVAL;
	o->type = type;
	o->size = eu_type_size[type];
	return 0;
}

static void set_register(struct eu_operand *o, unsigned int reg,
			 unsigned int sub)
{
	o->reg = reg;
	o->sub = sub;
	o->base = (reg % EU_GRFS) * EU_GRF_BYTES + sub;
}

/* AddrImm has ten bits with a sign; bit 9 stands apart. */
static int16_t addr_imm(uint64_t low9, uint64_t bit9)
{
	return (int16_t)((low9 | bit9 << 9) << 6) >> 6;
}

static int decode_dst(struct eu_inst *in, const uint64_t *w)
{
	struct eu_operand *d = &in->dst;

	d->file = eu_bits(w, 36, 35);
	if (d->file > EU_GRF || set_type(d, reg_types[eu_bits(w, 40, 37)]))
		return -EINVAL;
	d->hstride = hstride(eu_bits(w, 62, 61)) * d->size;
	in->writemask = 0xf;
	d->indirect = eu_bits(w, 63, 63);
	if (d->indirect) {
		d->reg = eu_bits(w, 60, 57);
		d->imm = addr_imm(eu_bits(w, 56, 48), eu_bits(w, 47, 47));
		if (in->align16)
			d->imm &= ~0xf;
	} else {
		set_register(d, eu_bits(w, 60, 53),
			     in->align16 ? eu_bits(w, 52, 52) * 16 : eu_bits(w, 52, 48));
	}
	if (in->align16) {
		in->writemask = eu_bits(w, 51, 48);
		d->hstride = d->size;
	}
	return 0;
}

static void region1(struct eu_operand *s, unsigned int v, unsigned int width,
		    unsigned int h)
{
	s->width = 1u << width;
	s->hstride = hstride(h) * s->size;
	s->vxh = s->indirect && v == 15;
	s->vstride = v == 15 || !v ? 0 : hstride(v < 8 ? v : 7) * s->size;
}

/*
 * Align16: a row has 16 bytes of 32-bit channels, and the swizzle orders them;
 * an element of 64 bits is a pair. Smaller ones lie four in a row.
 */
static void region16(struct eu_operand *s, unsigned int v)
{
	s->width = s->size == 8 ? 2 : 4;
	s->hstride = s->size;
	s->vstride = v ? s->width * s->size : 0;
	if (v == 2 && s->size < 8)
		s->vstride = 2 * s->size;
}

/* A source that lies from bit `at` on as src0 does from 64: 64 or 96. */
static int decode_src(struct eu_inst *in, const uint64_t *w, unsigned int i)
{
	unsigned int at = 64 + 32 * i, bit9 = i ? 121 : 95;
	unsigned int type = i ? eu_bits(w, 94, 91) : eu_bits(w, 46, 43);
	struct eu_operand *s = &in->src[i];

	s->file = i ? eu_bits(w, 90, 89) : eu_bits(w, 42, 41);
	s->mme = EU_NO_MME;
	if (s->file == EU_IMM) {
		in->imm = eu_bits(w, 127, 96);
		if (set_type(s, imm_types[type]))
			return -EINVAL;
		if (s->size == 8 && !i)
			in->imm = w[1];
		s->packed = packed_types[type];
		in->packed_type = packed_types[type];
		return 0;
	}
	if (s->file > EU_GRF || set_type(s, reg_types[type]))
		return -EINVAL;
	s->neg = eu_bits(w, at + 14, at + 14);
	s->abs = eu_bits(w, at + 13, at + 13);
	s->indirect = eu_bits(w, at + 15, at + 15);
	if (s->indirect) {
		s->reg = eu_bits(w, at + 12, at + 9);
		s->imm = addr_imm(eu_bits(w, at + 8, at), eu_bits(w, bit9, bit9));
		if (in->align16)
			s->imm &= ~0xf;
	} else {
		set_register(s, eu_bits(w, at + 12, at + 5), in->align16 ?
			     eu_bits(w, at + 4, at + 4) * 16 : eu_bits(w, at + 4, at));
	}
	if (in->align16) {
		s->swizzle = eu_bits(w, at + 3, at) |
			     eu_bits(w, at + 19, at + 16) << 4;
		region16(s, eu_bits(w, at + 24, at + 21));
	} else {
		region1(s, eu_bits(w, at + 24, at + 21), eu_bits(w, at + 20, at + 18),
			eu_bits(w, at + 17, at + 16));
		if (s->width > 16 || (!s->vxh && s->vstride > 32 * s->size))
			return -EINVAL;
	}
	return 0;
}

/* madm, math.invm, math.rsqtm: an mme register where others have a swizzle. */
static void take_mme(struct eu_operand *s)
{
	s->mme = s->swizzle & 0xf;
	s->swizzle = 0xe4;
}

/* The same of the destination, in its write mask. */
static void take_mme_dst(struct eu_inst *in)
{
	in->dst.mme = in->writemask;
	in->writemask = 0xf;
}

static int decode_src3(struct eu_inst *in, const uint64_t *w, unsigned int i,
		       unsigned int type)
{
	/* Of src0; the others lie 21 and 42 bits higher. */
	unsigned int at = 64 + 21 * i;
	struct eu_operand *s = &in->src[i];
	bool madm = in->opcode == EU_OP_MADM;
	unsigned int sub = 4 * eu_bits(w, at + 11, at + 9);

	s->file = EU_GRF;
	s->mme = EU_NO_MME;
	if (set_type(s, type))
		return -EINVAL;
	s->abs = eu_bits(w, 37 + 2 * i, 37 + 2 * i);
	s->neg = eu_bits(w, 38 + 2 * i, 38 + 2 * i);
	s->rep = eu_bits(w, at, at) && !madm;
	s->swizzle = eu_bits(w, at + 8, at + 1);
	if (s->size == 2)	/* bit 0 of a word's sub-register */
		sub += 2 * eu_bits(w, at + 20, at + 20);
	set_register(s, eu_bits(w, at + 19, at + 12), sub);
	if (madm)
		take_mme(s);
	region16(s, 3);
	return 0;
}

static int decode_alu3(struct eu_inst *in, const uint64_t *w)
{
	unsigned int types[3];
	struct eu_operand *d = &in->dst;

	if (!in->align16)
		return -EINVAL;
	if (set_type(d, types3[eu_bits(w, 48, 46)]))
		return -EINVAL;
	d->file = EU_GRF;
	d->hstride = d->size;
	set_register(d, eu_bits(w, 63, 56), 4 * eu_bits(w, 55, 53));
	in->writemask = eu_bits(w, 52, 49);
	d->mme = EU_NO_MME;
	if (in->opcode == EU_OP_MADM)
		take_mme_dst(in);
	types[0] = types[1] = types[2] = types3[eu_bits(w, 45, 43)];
	/* F and HF mix: bits 36, 35 say which src1 and src2 are. */
	if (types[0] == EU_F || types[0] == EU_HF) {
		types[1] = eu_bits(w, 36, 36) ? EU_HF : EU_F;
		types[2] = eu_bits(w, 35, 35) ? EU_HF : EU_F;
	}
	for (unsigned int i = 0; i < 3; i++)
		if (decode_src3(in, w, i, types[i]))
			return -EINVAL;
	return 0;
}

static int decode_alu(struct eu_inst *in, const uint64_t *w)
{
	unsigned int n = in->row->nsrc;

	if (decode_dst(in, w))
		return -EINVAL;
	for (unsigned int i = 0; i < n; i++)
		if (decode_src(in, w, i))
			return -EINVAL;
	if (n > 1 && in->src[0].file == EU_IMM)
		return -EINVAL;
	if (in->opcode == EU_OP_MATH && in->align16 &&
	    (in->cmod == EU_MATH_INVM || in->cmod == EU_MATH_RSQTM)) {
		take_mme_dst(in);
		for (unsigned int i = 0; i < n; i++)
			if (in->src[i].file == EU_GRF)
				take_mme(&in->src[i]);
	}
	return 0;
}

static int decode_send(struct eu_inst *in, const uint64_t *w)
{
	struct eu_operand *s = &in->src[0];

	if (decode_dst(in, w))
		return -EINVAL;
	s->file = eu_bits(w, 42, 41);
	if (s->file > EU_GRF || set_type(s, reg_types[eu_bits(w, 46, 43)]))
		return -EINVAL;
	s->indirect = eu_bits(w, 79, 79);
	if (s->indirect) {
		s->reg = eu_bits(w, 76, 73);
		s->imm = addr_imm(eu_bits(w, 72, 68) << 4, eu_bits(w, 95, 95));
	} else {
		set_register(s, eu_bits(w, 76, 69), eu_bits(w, 68, 68) * 16);
	}
	if (eu_bits(w, 90, 89) == EU_IMM) {
		in->desc = eu_bits(w, 126, 96);
	} else {
		in->desc_reg = true;
	}
	in->eot = eu_bits(w, 127, 127);
	in->exdesc = eu_bits(w, 94, 91) << 28 | eu_bits(w, 88, 85) << 24 |
		     eu_bits(w, 83, 80) << 20 | eu_bits(w, 67, 64) << 16;
	return 0;
}

static int decode_sends(struct eu_inst *in, const uint64_t *w)
{
	struct eu_operand *d = &in->dst, *s0 = &in->src[0], *s1 = &in->src[1];

	d->file = eu_bits(w, 35, 35);
	d->indirect = eu_bits(w, 63, 63);
	if (set_type(d, reg_types[eu_bits(w, 40, 37)]))
		return -EINVAL;
	d->hstride = d->size;
	in->writemask = 0xf;
	if (d->indirect) {
		d->reg = eu_bits(w, 60, 57);
		d->imm = addr_imm(eu_bits(w, 56, 52) << 4, eu_bits(w, 62, 62));
	} else {
		set_register(d, eu_bits(w, 60, 53), eu_bits(w, 52, 52) * 16);
	}
	s0->file = EU_GRF;
	s0->indirect = eu_bits(w, 79, 79);
	if (s0->indirect) {
		s0->reg = eu_bits(w, 76, 73);
		s0->imm = addr_imm(eu_bits(w, 72, 68) << 4, eu_bits(w, 78, 78));
	} else {
		set_register(s0, eu_bits(w, 76, 69), eu_bits(w, 68, 68) * 16);
	}
	s1->file = eu_bits(w, 36, 36);
	set_register(s1, eu_bits(w, 51, 44), 0);
	in->desc_reg = eu_bits(w, 77, 77);
	in->exdesc_reg = eu_bits(w, 61, 61);
	in->exdesc_sub = eu_bits(w, 82, 80) * 2;
	if (!in->desc_reg)
		in->desc = eu_bits(w, 126, 96);
	in->eot = eu_bits(w, 127, 127);
	if (!in->exdesc_reg)
		in->exdesc = eu_bits(w, 95, 80) << 16 | eu_bits(w, 67, 64) << 6;
	return 0;
}

/*
 * A distance in src1's place, or a register: src0 of ret, brd and brc, src1 of
 * jmpi, call and calla. The file of that source says which.
 */
static int decode_jump(struct eu_inst *in, const uint64_t *w)
{
	bool first = in->opcode == EU_OP_RET || in->opcode == EU_OP_BRD ||
		in->opcode == EU_OP_BRC;
	struct eu_operand *s = &in->src[0];

	if (decode_dst(in, w))
		return -EINVAL;
	in->jip = eu_bits(w, 127, 96);
	in->uip = eu_bits(w, 95, 64);
	s->file = first ? eu_bits(w, 42, 41) : eu_bits(w, 90, 89);
	if (s->file == EU_IMM)
		return in->opcode == EU_OP_RET ? -EINVAL : 0;
	if (decode_src(in, w, !first))
		return -EINVAL;
	in->src[0] = in->src[!first];
	return 0;
}

static int decode_operands(struct eu_inst *in, const uint64_t *w)
{
	switch (in->row->format) {
	case EU_F_ALU:
		return decode_alu(in, w);
	case EU_F_ALU3:
		return decode_alu3(in, w);
	case EU_F_SEND:
		return decode_send(in, w);
	case EU_F_SENDS:
		return decode_sends(in, w);
	case EU_F_JIP:
		in->jip = eu_bits(w, 127, 96);
		return 0;
	case EU_F_JIP_UIP:
		in->src[0].file = EU_IMM;
		in->jip = eu_bits(w, 127, 96);
		in->uip = eu_bits(w, 95, 64);
		return 0;
	case EU_F_JUMP:
		return decode_jump(in, w);
	default:
		return 0;
	}
}

static void decode_controls(struct eu_inst *in, const uint64_t *w)
{
	in->align16 = eu_bits(w, 8, 8);
	in->dep_ctrl = eu_bits(w, 10, 9);
	in->thread_ctrl = eu_bits(w, 15, 14);
	in->chan = eu_bits(w, 13, 12) * 8 + eu_bits(w, 11, 11) * 4;
	in->pred = eu_bits(w, 19, 16);
	in->pred_inv = eu_bits(w, 20, 20);
	in->log2 = eu_bits(w, 23, 21);
	in->exec = 1u << in->log2;
	in->cmod = eu_bits(w, 27, 24);
	in->acc_wr = in->branch = eu_bits(w, 28, 28);
	in->debug = eu_bits(w, 30, 30);
	in->sat = eu_bits(w, 31, 31);
	in->flag = eu_bits(w, 33, 32);
	in->no_mask = eu_bits(w, 34, 34);
	in->nsrc = in->row->nsrc;
}

/*
 * The execution type: the widest of the sources, floating point before
 * integers; bytes as words.
 */
static unsigned int execution_type(const struct eu_inst *in)
{
	static const uint8_t rank[EU_TYPES] = {
		[EU_UB] = 1, [EU_B] = 2, [EU_UW] = 3, [EU_W] = 4, [EU_UD] = 5,
		[EU_D] = 6, [EU_UQ] = 7, [EU_Q] = 8, [EU_HF] = 9, [EU_F] = 10,
		[EU_DF] = 11,
	};
	unsigned int type = EU_UD, best = 0;

	if (in->row->format > EU_F_ALU3)
		return EU_UD;
	for (unsigned int i = 0; i < in->nsrc; i++)
		if (rank[in->src[i].type] > best) {
			best = rank[in->src[i].type];
			type = in->src[i].type;
		}
	if (type == EU_UB)
		return EU_UW;
	return type == EU_B ? EU_W : type;
}

static int decode_native(struct eu_inst *in, const uint64_t *w)
{
	in->opcode = w[0] & 0x7f;
	in->row = eu_row(in->opcode);
	if (!in->row)
		return -EINVAL;
	decode_controls(in, w);
	if (in->exec > 32 || in->chan + (in->exec > 1 ? in->exec : 0u) > 32)
		return -EINVAL;
	if (decode_operands(in, w))
		return -EINVAL;
	in->etype = execution_type(in);
	return 0;
}

int eu_decode(struct eu_inst *in, const uint64_t w[2])
{
	uint64_t native[2];

	memset(in, 0, sizeof(*in));
	in->bytes = 16;
	if (!(w[0] & EU_COMPACT))
		return decode_native(in, w);
	in->bytes = 8;
	if (eu_expand(native, w[0]))
		return -EINVAL;
	return decode_native(in, native);
}
