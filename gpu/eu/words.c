// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What shaders do first with the places of their pixels, which are words: add 0
 * and 1 to those of a subspan, and make 32-bit integers or floats of them.
 */
#include <string.h>

#include "gpu/eu/fast.h"
#include "gpu/host/float.h"

#define REGS_BYTES	(EU_GRFS * EU_GRF_BYTES)

static bool is_word(unsigned int type)
{
	return type == EU_W || type == EU_UW;
}

static unsigned int place(const struct eu_operand *s, unsigned int n)
{
	return s->base + n / s->width * s->vstride + n % s->width * s->hstride;
}

static int32_t word(const struct eu_thread *t, const struct eu_operand *s,
		    unsigned int n)
{
	uint16_t v;

	memcpy(&v, &t->grf[0][0] + place(s, n), sizeof(v));
	return s->type == EU_W ? (int16_t)v : v;
}

static uint32_t lanes_of(const struct eu_thread *t, const struct eu_inst *in)
{
	uint32_t m = eu_enabled(t, in);

	return in->pred ? m & eu_predicate(t, in) : m;
}

static void store(struct eu_thread *t, const struct eu_inst *in, const void *v)
{
	uint8_t *to = &t->grf[0][0] + in->dst.base;
	unsigned int size = in->dst.size;
	uint32_t mask = lanes_of(t, in);

	if (mask == eu_lanes(in)) {
		memcpy(to, v, in->exec * size);
		return;
	}
	for (unsigned int n = 0; n < in->exec; n++)
		if (mask >> n & 1)
			memcpy(to + n * size, (const uint8_t *)v + n * size, size);
}

static int mov_i(struct eu_thread *t, const struct eu_inst *in)
{
	uint32_t v[EU_CHANNELS];

	for (unsigned int n = 0; n < in->exec; n++)
		v[n] = (uint32_t)word(t, &in->src[0], n);
	store(t, in, v);
	return EU_ON;
}

static int mov_f(struct eu_thread *t, const struct eu_inst *in)
{
	uint32_t v[EU_CHANNELS];

	for (unsigned int n = 0; n < in->exec; n++)
		v[n] = gen9_float_word((float)word(t, &in->src[0], n));
	store(t, in, v);
	return EU_ON;
}

/* The second source: eight numbers of four bits, over and over. */
static int add_w(struct eu_thread *t, const struct eu_inst *in)
{
	uint16_t v[EU_CHANNELS];

	for (unsigned int n = 0; n < in->exec; n++)
		v[n] = (uint16_t)(word(t, &in->src[0], n) +
			((int32_t)((uint32_t)in->imm << (28 - 4 * (n & 7))) >> 28));
	store(t, in, v);
	return EU_ON;
}

static bool source_ok(const struct eu_inst *in)
{
	const struct eu_operand *s = &in->src[0];

	return s->file == EU_GRF && !s->indirect && !s->neg && !s->abs &&
	       is_word(s->type) && s->width &&
	       place(s, in->exec - 1) + 2 <= REGS_BYTES;
}

static bool destination_ok(const struct eu_inst *in)
{
	const struct eu_operand *d = &in->dst;

	return d->file == EU_GRF && !d->indirect && d->hstride == d->size &&
	       d->base + in->exec * d->size <= REGS_BYTES;
}

eu_run_fn eu_words_of(const struct eu_inst *in)
{
	unsigned int to = in->dst.type;

	if (in->align16 || in->sat || in->acc_wr || in->cmod ||
	    !source_ok(in) || !destination_ok(in))
		return NULL;
	if (in->opcode == EU_OP_ADD)
		return is_word(to) && in->packed_type == 'V' ? add_w : NULL;
	if (in->opcode != EU_OP_MOV)
		return NULL;
	return to == EU_F ? mov_f : to == EU_D || to == EU_UD ? mov_i : NULL;
}
