// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Regions: from registers and immediates to lanes, and back. PRM SKL vol. 7,
 * "Registers and Register Regions", "Source Modifiers", "Data Type
 * Conversion". Elements lie aligned to their size and within the registers,
 * whatever an instruction or an address register says.
 */
#include <math.h>
#include <string.h>

#include "gpu/eu/exec.h"

#define GRF_BYTES	(EU_GRFS * EU_GRF_BYTES)

/* Where the elements are: GRF, or the image of an architecture register. */
struct place {
	uint8_t *bytes;
	unsigned int size;	/* of all, a power of two */
	bool wide;		/* accumulator: integers beside the bytes */
};

/* A copy of a length that is known is an instruction, else a call. */
static uint64_t load(const uint8_t *p, unsigned int size)
{
	uint64_t v = 0;

	switch (size) {
	case 1:
		return *p;
	case 2:
		memcpy(&v, p, 2);
		return v;
	case 4:
		memcpy(&v, p, 4);
		return v;
	default:
		memcpy(&v, p, 8);
		return v;
	}
}

static void store(uint8_t *p, uint64_t v, unsigned int size)
{
	switch (size) {
	case 1:
		*p = v;
		break;
	case 2:
		memcpy(p, &v, 2);
		break;
	case 4:
		memcpy(p, &v, 4);
		break;
	default:
		memcpy(p, &v, 8);
	}
}

static unsigned int within(const struct place *p, unsigned int at,
			   unsigned int size)
{
	return at & (p->size - 1) & ~(size - 1);
}

/* The byte at which lane n of a source lies. */
static unsigned int source_at(const struct eu_thread *t,
			      const struct eu_inst *in,
			      const struct eu_operand *s, unsigned int n,
			      unsigned int base)
{
	unsigned int row = n / s->width, col = n % s->width;

	if (s->indirect)
		base = s->imm + t->a0[(s->reg + (s->vxh ? row : 0)) & 15];
	if (s->rep)
		return base;
	if (in->align16)
		col = s->size == 8 ? (s->swizzle >> 4 * col & 3) / 2 :
			s->swizzle >> 2 * col & 3;
	return base + (s->vxh ? 0 : row * s->vstride) + col * s->hstride;
}

static uint8_t *arf_place(struct eu_thread *t, const struct eu_operand *o,
			  struct place *p, uint8_t img[EU_IMAGE])
{
	eu_arf_read(t, o->reg, img);
	p->bytes = img;
	p->size = EU_IMAGE;
	p->wide = eu_arf_kind(o->reg) == EU_ARF_ACC;
	return img;
}

/* Where an operand's file is; *base: the byte of its first element. */
static void find(struct eu_thread *t, const struct eu_operand *o,
		 struct place *p, uint8_t img[EU_IMAGE], unsigned int *base)
{
	if (o->file == EU_ARF && !o->indirect) {
		arf_place(t, o, p, img);
		*base = o->sub;
		return;
	}
	p->bytes = &t->grf[0][0];
	p->size = GRF_BYTES;
	p->wide = false;
	*base = o->base;
}

static uint64_t immediate(const struct eu_inst *in, const struct eu_operand *s,
			  unsigned int n)
{
	uint32_t v = in->imm;

	switch (in->packed_type) {
	case 'V':
		return (uint64_t)((int32_t)(v << (28 - 4 * (n & 7))) >> 28);
	case 'U':
		return v >> 4 * (n & 7) & 0xf;
	case 'F':	/* sign, three bits of exponent, four of mantissa */
		v = v >> 8 * (n & 3) & 0xff;
		return (v & 0x80) << 24 |
			(v & 0x7f ? ((v & 0x70) + (124u << 4)) << 19 |
			 (v & 0xf) << 19 : 0);
	default:
		return s->size == 8 ? in->imm : v;
	}
}

static eu_int integer(unsigned int type, uint64_t v)
{
	switch (type) {
	case EU_UB:
		return (uint8_t)v;
	case EU_B:
		return (int8_t)v;
	case EU_UW:
		return (uint16_t)v;
	case EU_W:
		return (int16_t)v;
	case EU_UD:
		return (uint32_t)v;
	case EU_D:
		return (int32_t)v;
	case EU_Q:
		return (int64_t)v;
	default:
		return v;
	}
}

static bool keeps(const struct eu_thread *t, unsigned int type)
{
	static const uint32_t bit[EU_TYPES] = {
		[EU_HF] = EU_CR0_DENORM_HF, [EU_F] = EU_CR0_DENORM_F,
		[EU_DF] = EU_CR0_DENORM_DF,
	};

	return t->cr0[0] & bit[type];
}

void eu_element(const struct eu_op *o, unsigned int type, uint64_t bits,
		bool real, union eu_lane *lane)
{
	double v;

	if (!eu_type_float(type)) {
		eu_int i = integer(type, bits);

		if (real)
			lane->f = (double)i;
		else
			lane->i = i;
		return;
	}
	v = eu_fp_value(type, bits);
	lane->f = keeps(o->t, type) ? v : eu_fp_flush(type, v);
}

static void modify(const struct eu_operand *s, bool real, bool logic,
		   union eu_lane *lane)
{
	if (real) {
		if (s->abs)
			lane->f = fabs(lane->f);
		if (s->neg)
			lane->f = -lane->f;
		return;
	}
	if (s->abs && lane->i < 0)
		lane->i = -lane->i;
	if (s->neg)
		lane->i = logic ? ~lane->i : -lane->i;
}

void eu_read_raw(struct eu_op *o, unsigned int n, uint64_t raw[EU_CHANNELS])
{
	const struct eu_inst *in = o->in;
	const struct eu_operand *s = &in->src[n];
	unsigned int base, at;
	uint8_t img[EU_IMAGE];
	struct place p;

	if (s->file == EU_IMM) {
		for (unsigned int i = 0; i < in->exec; i++)
			raw[i] = immediate(in, s, i);
		return;
	}
	find(o->t, s, &p, img, &base);
	for (unsigned int i = 0; i < in->exec; i++) {
		at = within(&p, source_at(o->t, in, s, i, base), s->size);
		raw[i] = load(p.bytes + at, s->size);
	}
}

/* The accumulator's integers have more bits than its bytes show. */
static bool wide_source(const struct eu_operand *s)
{
	return s->file == EU_ARF && !s->indirect && s->size <= 4 &&
		eu_arf_kind(s->reg) == EU_ARF_ACC && !eu_type_float(s->type);
}

void eu_read_source(struct eu_op *o, unsigned int n)
{
	const struct eu_operand *s = &o->in->src[n];
	uint64_t raw[EU_CHANNELS];

	eu_read_raw(o, n, raw);
	for (unsigned int i = 0; i < o->in->exec; i++) {
		union eu_lane *lane = &o->s[n][i];

		eu_element(o, s->type, raw[i], o->real, lane);
		if (wide_source(s) && !o->real) {
			unsigned int at = source_at(o->t, o->in, s, i, s->sub);

			at += (s->reg & 1) * EU_GRF_BYTES;
			lane->i = o->t->acc_wide[at / s->size & 15];
		}
		modify(s, o->real, o->in->alu->logic, lane);
	}
}

void eu_read_acc(struct eu_op *o, union eu_lane lane[EU_CHANNELS])
{
	unsigned int type = o->in->etype, size = eu_type_size[type];

	for (unsigned int i = 0; i < o->in->exec; i++) {
		if (o->real)
			eu_element(o, type, load(&o->t->acc[0][0] +
				   (i * size & (EU_IMAGE - 1)), size),
				   true, &lane[i]);
		else
			lane[i].i = o->t->acc_wide[i & 15];
	}
}

/* ---- results ------------------------------------------------------------ */

static eu_int lowest(unsigned int type)
{
	if (!eu_type_signed(type))
		return 0;
	return -((eu_int)1 << (8 * eu_type_size[type] - 1));
}

static eu_int highest(unsigned int type)
{
	return ((eu_int)1 << (8 * eu_type_size[type] -
			      eu_type_signed(type))) - 1;
}

static eu_int clamp(unsigned int type, eu_int v)
{
	if (v < lowest(type))
		return lowest(type);
	return v > highest(type) ? highest(type) : v;
}

/* Towards zero; what does not fit becomes the nearest that does; NaN 0. */
static eu_int truncated(unsigned int type, double v)
{
	if (isnan(v))
		return 0;
	if (v >= (double)highest(type))
		return highest(type);
	return v <= (double)lowest(type) ? lowest(type) : (eu_int)v;
}

static double saturated(double v)
{
	if (!(v > 0))
		return 0;
	return v > 1 ? 1 : v;
}

/* A result in the destination's type: bits, and the sign that flags see. */
static uint64_t convert(const struct eu_op *o, const union eu_lane *d,
			int *sign, bool *unordered)
{
	unsigned int type = o->in->dst.type;
	struct eu_fp fp = { .type = type, .round = o->fp.round };
	double v;
	eu_int i;

	*unordered = false;
	if (!eu_type_float(type)) {
		i = o->real ? truncated(type, d->f) : d->i;
		i = o->in->sat ? clamp(type, i) : integer(type, i);
		*sign = (i > 0) - (i < 0);
		return (uint64_t)i;
	}
	fp.keep = keeps(o->t, type);
	v = o->real ? eu_fp_round(&fp, d->f) : eu_fp_int(&fp, d->i);
	if (o->in->sat)
		v = saturated(v);
	*unordered = isnan(v);
	*sign = (v > 0) - (v < 0);
	return eu_fp_bits(type, v);
}

/* The accumulator's integer beside the bytes at `at`. */
static void store_wide(struct eu_thread *t, unsigned int at, unsigned int size,
		       eu_int v)
{
	if (size <= 4)
		t->acc_wide[at / size & 15] = (int64_t)v;
}

static eu_int wide_value(const struct eu_op *o, unsigned int n, uint64_t bits)
{
	if (o->real || eu_type_float(o->in->dst.type) || o->in->sat)
		return integer(o->in->dst.size == 4 ? EU_D : EU_W, bits);
	return o->d[n].i;
}

static bool writes(const struct eu_op *o, unsigned int n)
{
	if (!(o->mask >> n & 1))
		return false;
	return !o->in->align16 || o->in->writemask >> (n & 3) & 1;
}

static void write_elements(struct eu_op *o, const uint64_t raw[EU_CHANNELS],
			   bool numbers)
{
	const struct eu_operand *d = &o->in->dst;
	unsigned int base, at, from = EU_IMAGE, to = 0;
	uint8_t img[EU_IMAGE];
	struct place p;

	if (d->file == EU_ARF && !d->indirect &&
	    eu_arf_kind(d->reg) == EU_ARF_NULL)
		return;
	find(o->t, d, &p, img, &base);
	if (d->indirect)
		base = d->imm + o->t->a0[d->reg];
	for (unsigned int i = 0; i < o->in->exec; i++) {
		if (!writes(o, i))
			continue;
		at = within(&p, base + i * d->hstride, d->size);
		store(p.bytes + at, raw[i], d->size);
		from = at < from ? at : from;
		to = at + d->size > to ? at + d->size : to;
		if (p.wide)
			store_wide(o->t, at + (d->reg & 1) * EU_GRF_BYTES,
				   d->size, numbers ? wide_value(o, i, raw[i]) :
				   integer(EU_D, raw[i]));
	}
	if (p.bytes == img && to)
		eu_arf_write(o->t, d->reg, img, from, to);
}

void eu_write_raw(struct eu_op *o, const uint64_t raw[EU_CHANNELS])
{
	write_elements(o, raw, false);
}

/* AccWrEn: the implied accumulator begins with the instruction's lane 0. */
static void write_acc(struct eu_op *o, const uint64_t raw[EU_CHANNELS])
{
	unsigned int size = o->in->dst.size, at;
	uint64_t bits;

	for (unsigned int i = 0; i < o->in->exec; i++) {
		if (!writes(o, i))
			continue;
		at = i * size & (EU_IMAGE - 1);
		bits = o->acc_other ? (uint64_t)o->acc[i] : raw[i];
		memcpy(&o->t->acc[0][0] + at, &bits, size);
		store_wide(o->t, at, size, o->acc_other ? o->acc[i] :
			   wide_value(o, i, raw[i]));
	}
}

/* An integer that the destination cannot hold: condition .o. */
static bool overflows(const struct eu_op *o, unsigned int n)
{
	unsigned int type = o->in->dst.type;

	if (o->real || eu_type_float(type))
		return false;
	return o->d[n].i < lowest(type) || o->d[n].i > highest(type);
}

void eu_write_result(struct eu_op *o)
{
	const struct eu_inst *in = o->in;
	uint64_t raw[EU_CHANNELS];
	uint32_t flags = 0;
	bool unordered;
	int sign;

	for (unsigned int i = 0; i < in->exec; i++) {
		if (!(o->mask >> i & 1))
			continue;
		raw[i] = convert(o, &o->d[i], &sign, &unordered);
		if (in->cmod == EU_CM_O ? overflows(o, i) :
		    eu_condition(in->cmod, sign, unordered))
			flags |= 1u << i;
	}
	if (in->acc_wr)
		write_acc(o, raw);
	write_elements(o, raw, true);
	if (in->cmod && !in->alu->chooses && in->opcode != EU_OP_MATH)
		eu_set_flags(o, flags);
}
