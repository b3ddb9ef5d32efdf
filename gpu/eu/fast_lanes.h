/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Eight lanes at a time: the functions of fast.c and fast_avx2.c, which
 * differ in what the compiler may use, in gather(), fused() and in the table's
 * name, FORMS.
 */
#include "gpu/eu/fast.h"

#define INLINE	static inline __attribute__((always_inline))
#define VECTOR	__attribute__((vector_size(32), aligned(4), may_alias))

typedef uint32_t vu VECTOR;
typedef int32_t vi VECTOR;
typedef float vf VECTOR;
typedef uint16_t vuw __attribute__((vector_size(16), aligned(2), may_alias));
typedef int16_t vw __attribute__((vector_size(16), aligned(2), may_alias));

enum op {
	MOV, ADD, MUL, MAD, NOT, AND, OR, XOR, SHL, SHR, ASR, SEL, CMP,
};

INLINE void all(vu *v, uint32_t x)
{
	*v = (vu){ x, x, x, x, x, x, x, x };
}

/* Eight lanes of a source; lanes beyond the width are read, not used. */
INLINE void load(vu *v, const struct eu_thread *t, const struct eu_quick *q,
		 unsigned int half)
{
	const uint8_t *p = &t->grf[0][0] + q->at;
	uint32_t x;
	vuw w;

	if (q->kind == EU_PACKED) {
		memcpy(v, p + half * sizeof(*v), sizeof(*v));
	} else if (q->kind == EU_ONE) {
		memcpy(&x, p, sizeof(x));
		all(v, x);
	} else if (q->kind == EU_IMMEDIATE) {
		all(v, q->imm);
	} else {
		memcpy(&w, p + half * sizeof(w), sizeof(w));
		*v = q->kind == EU_WORDS ? (vu)__builtin_convertvector((vw)w, vi) :
					   __builtin_convertvector(w, vu);
	}
	if (q->modified)
		*v = ((*v & q->keep) ^ q->flip) - q->minus;
}

/* Lanes as vectors of ones and zeros, from bits, and back. */
INLINE void spread(vu *v, uint32_t bits)
{
	const vu bit = { 1, 2, 4, 8, 16, 32, 64, 128 };

	all(v, bits);
	*v = (vu)((*v & bit) != 0);
}

/* The highest bit of each lane. */
static inline uint32_t gather(const vu *v);
/* a * b + c, rounded once. */
static inline void fused(vf *r, const vf *a, const vf *b, const vf *c);

INLINE void compute_f(enum op op, vu *r, const vu *a, const vu *b, const vu *c)
{
	switch (op) {
	case ADD:
		*r = (vu)((vf)*a + (vf)*b);
		break;
	case MUL:
		*r = (vu)((vf)*a * (vf)*b);
		break;
	case MAD:
		fused((vf *)r, (const vf *)b, (const vf *)c, (const vf *)a);
		break;
	default:
		*r = *a;
	}
}

INLINE void compute_i(enum op op, vu *r, const vu *a, const vu *b, const vu *c)
{
	switch (op) {
	case ADD:
		*r = *a + *b;
		break;
	case MUL:
		*r = *a * *b;
		break;
	case MAD:
		*r = *a + *b * *c;
		break;
	case NOT:
		*r = ~*a;
		break;
	case AND:
		*r = *a & *b;
		break;
	case OR:
		*r = *a | *b;
		break;
	case XOR:
		*r = *a ^ *b;
		break;
	case SHL:
		*r = *a << (*b & 31);
		break;
	case SHR:
		*r = *a >> (*b & 31);
		break;
	case ASR:
		*r = (vu)((vi)*a >> (vi)(*b & 31));
		break;
	default:
		*r = *a;
	}
}

INLINE void store(struct eu_thread *t, const struct eu_inst *in, const vu *r,
		  unsigned int half, uint32_t mask)
{
	uint8_t *p = &t->grf[0][0] + in->dst.base + half * sizeof(*r);
	vu m, old;

	mask = mask >> 8 * half & 0xff;
	if (mask == 0xff) {
		memcpy(p, r, sizeof(*r));
		return;
	}
	spread(&m, mask);
	memcpy(&old, p, sizeof(old));
	old = (old & ~m) | (*r & m);
	memcpy(p, &old, sizeof(old));
}

INLINE bool plain_mode(const struct eu_thread *t)
{
	return (t->cr0[0] & (EU_CR0_ROUND | EU_CR0_DENORM_F)) == EU_CR0_DENORM_F;
}

INLINE uint32_t lanes_of(const struct eu_thread *t, const struct eu_inst *in)
{
	uint32_t m = eu_enabled(t, in);

	return in->pred ? m & eu_predicate(t, in) : m;
}

/* Both halves before either is stored: a NaN leaves all to the general path. */
INLINE int do_alu(struct eu_thread *t, const struct eu_inst *in, enum op op,
		  bool real, unsigned int halves)
{
	uint32_t mask = lanes_of(t, in);
	vu a, b = { 0 }, c = { 0 }, r[2], nan = { 0 };

	if (real && !plain_mode(t))
		return eu_exec_alu(t, in);
	for (unsigned int h = 0; h < halves; h++) {
		load(&a, t, &in->quick[0], h);
		if (op != MOV && op != NOT)
			load(&b, t, &in->quick[1], h);
		if (op == MAD)
			load(&c, t, &in->quick[2], h);
		if (real) {
			compute_f(op, &r[h], &a, &b, &c);
			nan |= (vu)((vf)r[h] != (vf)r[h]);
		} else {
			compute_i(op, &r[h], &a, &b, &c);
		}
	}
	if (real && gather(&nan))
		return eu_exec_alu(t, in);
	for (unsigned int h = 0; h < halves; h++)
		store(t, in, &r[h], h, mask);
	return EU_ON;
}

INLINE int do_sel(struct eu_thread *t, const struct eu_inst *in)
{
	unsigned int halves = in->exec > 8 ? 2 : 1;
	uint32_t mask = eu_enabled(t, in), pred = eu_predicate(t, in);
	vu a, b, m, r[2];

	for (unsigned int h = 0; h < halves; h++) {
		load(&a, t, &in->quick[0], h);
		load(&b, t, &in->quick[1], h);
		spread(&m, pred >> 8 * h & 0xff);
		r[h] = (a & m) | (b & ~m);
	}
	for (unsigned int h = 0; h < halves; h++)
		store(t, in, &r[h], h, mask);
	return EU_ON;
}

#define COMPARE(type, a, b) \
	(cmod == EU_CM_Z ? (vu)((type)(a) == (type)(b)) : \
	 cmod == EU_CM_NZ ? (vu)((type)(a) != (type)(b)) : \
	 cmod == EU_CM_G ? (vu)((type)(a) > (type)(b)) : \
	 cmod == EU_CM_GE ? (vu)((type)(a) >= (type)(b)) : \
	 cmod == EU_CM_L ? (vu)((type)(a) < (type)(b)) : \
	 (vu)((type)(a) <= (type)(b)))

INLINE int do_cmp(struct eu_thread *t, const struct eu_inst *in,
		  unsigned int type)
{
	unsigned int halves = in->exec > 8 ? 2 : 1, cmod = in->cmod;
	struct eu_op o = { .t = t, .in = in, .mask = lanes_of(t, in) };
	uint32_t flags = 0;
	vu a, b, r[2];

	if (type == EU_F && !plain_mode(t))
		return eu_exec_alu(t, in);
	for (unsigned int h = 0; h < halves; h++) {
		load(&a, t, &in->quick[0], h);
		load(&b, t, &in->quick[1], h);
		if (type == EU_F)
			r[h] = COMPARE(vf, a, b);
		else if (type == EU_D)
			r[h] = COMPARE(vi, a, b);
		else
			r[h] = COMPARE(vu, a, b);
		flags |= gather(&r[h]) << 8 * h;
	}
	for (unsigned int h = 0; in->dst.file == EU_GRF && h < halves; h++)
		store(t, in, &r[h], h, o.mask);
	eu_set_flags(&o, flags);
	return EU_ON;
}

#define ALU(name, op, real) \
	static int name(struct eu_thread *t, const struct eu_inst *in) \
	{ \
		return in->exec > 8 ? do_alu(t, in, op, real, 2) : \
				      do_alu(t, in, op, real, 1); \
	}
#define CMP(name, type) \
	static int name(struct eu_thread *t, const struct eu_inst *in) \
	{ \
		return do_cmp(t, in, type); \
	}

ALU(mov_i, MOV, false) ALU(mov_f, MOV, true)
ALU(add_i, ADD, false) ALU(add_f, ADD, true)
ALU(mul_i, MUL, false) ALU(mul_f, MUL, true)
ALU(mad_i, MAD, false) ALU(mad_f, MAD, true)
ALU(not_i, NOT, false) ALU(and_i, AND, false) ALU(or_i, OR, false)
ALU(xor_i, XOR, false) ALU(shl_i, SHL, false) ALU(shr_i, SHR, false)
ALU(asr_i, ASR, false)
CMP(cmp_f, EU_F) CMP(cmp_d, EU_D) CMP(cmp_ud, EU_UD)

static int sel_raw(struct eu_thread *t, const struct eu_inst *in)
{
	return do_sel(t, in);
}

const struct eu_form FORMS[EU_FORMS] = {
	{ EU_OP_MOV, WRAPS, mov_f, mov_i, mov_i },
	{ EU_OP_ADD, WRAPS, add_f, add_i, add_i },
	{ EU_OP_MUL, WRAPS, mul_f, mul_i, mul_i },
	{ EU_OP_MAD, WRAPS, mad_f, mad_i, mad_i },
	{ EU_OP_NOT, WRAPS, NULL, not_i, not_i },
	{ EU_OP_AND, WRAPS, NULL, and_i, and_i },
	{ EU_OP_OR, WRAPS, NULL, or_i, or_i },
	{ EU_OP_XOR, WRAPS, NULL, xor_i, xor_i },
	{ EU_OP_SHL, NO_MINUS, NULL, shl_i, shl_i },
	{ EU_OP_SHR, NO_MINUS, NULL, shr_i, shr_i },
	{ EU_OP_ASR, NO_MINUS, NULL, asr_i, NULL },
	{ EU_OP_CMP, NO_MINUS, cmp_f, cmp_d, cmp_ud },
	{ EU_OP_SEL, RAW, sel_raw, sel_raw, sel_raw },
};
