// SPDX-License-Identifier: GPL-2.0-or-later
/* Which instructions have a form of their own; the forms on any host. */
#include <math.h>
#include <string.h>

#include "gpu/eu/strict.h"
#define FORMS	eu_forms
#include "gpu/eu/fast_lanes.h"

static inline uint32_t gather(const vu *v)
{
	const vu bit = { 1, 2, 4, 8, 16, 32, 64, 128 };
	vu m = *v & bit;
	uint64_t w[4];

	memcpy(w, &m, sizeof(w));
	w[0] |= w[1] | w[2] | w[3];
	return (uint32_t)(w[0] | w[0] >> 32);
}

static inline void fused(vf *r, const vf *a, const vf *b, const vf *c)
{
	for (unsigned int i = 0; i < 8; i++)
		(*r)[i] = fmaf((*a)[i], (*b)[i], (*c)[i]);
}

static const struct eu_form *form_of(const struct eu_form *forms,
				     unsigned int opcode)
{
	for (size_t i = 0; i < EU_FORMS; i++)
		if (forms[i].opcode == opcode)
			return &forms[i];
	return NULL;
}

static bool is_int(unsigned int type)
{
	return type == EU_D || type == EU_UD;
}

/* Room for all lanes of size bytes that a vector touches. */
static bool fits(const struct eu_inst *in, unsigned int at, unsigned int size)
{
	unsigned int halves = in->exec > 8 ? 2 : 1;

	return !(at % size) && at + halves * 8 * size <= EU_GRFS * EU_GRF_BYTES;
}

/* Elements side by side, however the region says it. */
static bool is_packed(const struct eu_inst *in, const struct eu_operand *s)
{
	if (s->width == 1)
		return s->vstride == s->size;
	return s->hstride == s->size &&
	       (s->vstride == s->size * s->width || s->width >= in->exec);
}

/* Words, which 32-bit lanes are made of. */
static bool set_words(const struct eu_inst *in, const struct eu_operand *s,
		      struct eu_quick *q)
{
	q->at = s->base;
	q->kind = s->type == EU_W ? EU_WORDS : EU_UWORDS;
	return s->file == EU_GRF && !s->indirect && !in->align16 &&
	       is_int(in->etype) && !s->neg && !s->abs &&
	       is_packed(in, s) && fits(in, q->at, 2);
}

static bool set_region(struct eu_inst *in, const struct eu_operand *s,
		       struct eu_quick *q)
{
	bool three = in->row->format == EU_F_ALU3;

	q->at = s->base;
	if (s->type == EU_W || s->type == EU_UW)
		return set_words(in, s, q);
	if (s->file != EU_GRF || s->indirect || s->size != 4)
		return false;
	if (in->align16 && (s->swizzle != 0xe4 || s->vstride != 16) && !s->rep)
		return false;
	if (three ? s->rep : in->exec == 1 || (!s->vstride &&
	    (s->width == 1 || !s->hstride))) {
		q->kind = EU_ONE;
		return !(q->at & 3);
	}
	q->kind = EU_PACKED;
	return fits(in, q->at, 4) && is_packed(in, s);
}

static bool set_immediate(struct eu_inst *in, const struct eu_operand *s,
			  struct eu_quick *q)
{
	uint32_t v = in->imm;

	q->kind = EU_IMMEDIATE;
	if (in->packed_type || s->size > 4)
		return false;
	if (s->type == EU_W)
		v = (int16_t)v;
	else if (s->type == EU_UW)
		v = (uint16_t)v;
	q->imm = v;
	return s->type != EU_HF && s->size >= 2;
}

static bool set_modifier(const struct eu_inst *in, const struct eu_operand *s,
			 struct eu_quick *q)
{
	q->keep = ~0u;
	q->modified = s->neg || s->abs;
	if (s->type == EU_F) {
		q->keep = s->abs ? 0x7fffffff : ~0u;
		q->flip = s->neg ? 0x80000000 : 0;
		return true;
	}
	q->flip = s->neg ? ~0u : 0;
	q->minus = s->neg && !in->alu->logic ? ~0u : 0;
	return !s->abs;
}

/* An immediate word beside dwords is no other type, unless it is negative. */
static bool same_type(const struct eu_inst *in, const struct eu_operand *s)
{
	if (s->type == in->etype)
		return true;
	return s->file == EU_IMM && (s->type == EU_UW ||
				     (s->type == EU_W && in->etype == EU_D));
}

static bool set_source(struct eu_inst *in, const struct eu_form *form,
		       unsigned int n)
{
	const struct eu_operand *s = &in->src[n];
	struct eu_quick *q = &in->quick[n];

	if (s->file == EU_IMM ? !set_immediate(in, s, q) : !set_region(in, s, q))
		return false;
	if (!set_modifier(in, s, q))
		return false;
	if (in->etype == EU_F ? s->type != EU_F : eu_type_float(s->type))
		return false;
	if (form->strict == WRAPS)
		return true;
	/* Shift counts are cut to five bits, whatever their type. */
	if (form->strict == NO_MINUS && (s->type != EU_F && s->neg))
		return false;
	if (form->strict == RAW)
		return s->type == in->dst.type && !s->neg && !s->abs;
	return same_type(in, s) || (n && in->opcode != EU_OP_CMP);
}

static bool set_destination(const struct eu_inst *in)
{
	const struct eu_operand *d = &in->dst;
	bool cmp = in->opcode == EU_OP_CMP;

	if (cmp && d->file == EU_ARF && !d->indirect)
		return eu_arf_kind(d->reg) == EU_ARF_NULL;
	if (d->file != EU_GRF || d->indirect || d->size != 4 ||
	    d->hstride != 4 || !fits(in, d->base, 4))
		return false;
	return cmp || (in->etype == EU_F ? d->type == EU_F : is_int(d->type));
}

/* mov of F without a modifier keeps its bits, NaN too. */
static eu_run_fn function_of(const struct eu_inst *in,
			     const struct eu_form *form)
{
	if (in->opcode == EU_OP_MOV && in->etype == EU_F &&
	    !in->src[0].neg && !in->src[0].abs)
		return form->i;
	if (in->etype == EU_F)
		return form->f;
	return in->etype == EU_D ? form->i : form->u;
}

eu_run_fn eu_fast_of(struct eu_inst *in, const struct eu_form *forms)
{
	const struct eu_form *form = form_of(forms, in->opcode);
	bool cmp = in->opcode == EU_OP_CMP;
	eu_run_fn fn = eu_words_of(in);

	if (fn)
		return fn;
	if (!form || in->exec > 16 || in->sat || in->acc_wr ||
	    (cmp ? !in->cmod || in->cmod > EU_CM_LE : in->cmod) ||
	    in->writemask != 0xf || (in->etype != EU_F && !is_int(in->etype)) ||
	    !set_destination(in))
		return eu_exec_alu;
	for (unsigned int n = 0; n < in->nsrc; n++)
		if (!set_source(in, form, n))
			return eu_exec_alu;
	fn = function_of(in, form);
	return fn ? fn : eu_exec_alu;
}

eu_run_fn eu_fast(struct eu_inst *in)
{
	return eu_fast_of(in, eu_has_avx2() ? eu_forms_avx2 : eu_forms);
}
