// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Flags: predication and conditions. PRM SKL vol. 7, "Predication" and
 * "Condition Modifier".
 */
#include "gpu/eu/exec.h"

/* Predicate control of align1: flags of how many channels, any or all. */
static const struct control {
	uint8_t group;		/* channels; 0: flags as they are; 1: of f0 and f1 */
	bool all;
} align1[16] = {
	[2] = { 1, false }, [3] = { 1, true },
	[4] = { 2, false }, [5] = { 2, true },
	[6] = { 4, false }, [7] = { 4, true },
	[8] = { 8, false }, [9] = { 8, true },
	[10] = { 16, false }, [11] = { 16, true },
	[12] = { 32, false }, [13] = { 32, true },
};

/* Which bit of a flag register is lane 0's. */
static unsigned int flag_bit(const struct eu_inst *in)
{
	return (16 * (in->flag & 1) + in->chan) & 31;
}

static uint32_t rotate(uint32_t v, unsigned int n)
{
	return n ? v >> n | v << (32 - n) : v;
}

/* Each group of channels: ones if any, or all, of its flags are set. */
static uint32_t grouped(uint32_t flags, const struct control *c)
{
	uint32_t out = 0, bits = c->group == 32 ? ~0u : (1u << c->group) - 1;

	for (unsigned int at = 0; at < 32; at += c->group) {
		uint32_t f = flags >> at & bits;

		if (c->all ? f == bits : f != 0)
			out |= bits << at;
	}
	return out;
}

/* Align16: the flag of one component for its group of four, or any, all. */
static uint32_t of_component(uint32_t flags, unsigned int pred)
{
	static const struct control four[2] = { { 4, false }, { 4, true } };

	if (pred == 1)
		return flags;
	if (pred < 6)
		return (flags >> (pred - 2) & 0x11111111u) * 0xf;
	return grouped(flags, &four[pred & 1]);
}

uint32_t eu_predicate(const struct eu_thread *t, const struct eu_inst *in)
{
	const struct control *c = &align1[in->pred];
	uint32_t f = t->flag[in->flag >> 1];

	if (!in->pred)
		return ~0u;
	if (in->align16)
		f = of_component(f, in->pred);
	else if (c->group == 1)
		f = c->all ? t->flag[0] & t->flag[1] : t->flag[0] | t->flag[1];
	else if (c->group)
		f = grouped(f, c);
	f = rotate(f, flag_bit(in));
	return in->pred_inv ? ~f : f;
}

/* Flags of the lanes that take part get their bits of value. */
void eu_set_flags(struct eu_op *o, uint32_t value)
{
	unsigned int n = flag_bit(o->in);
	uint32_t mask = rotate(o->mask, (32 - n) & 31);
	uint32_t *f = &o->t->flag[o->in->flag >> 1];

	*f = (*f & ~mask) | (rotate(value, (32 - n) & 31) & mask);
}

bool eu_condition(unsigned int cmod, int sign, bool unordered)
{
	if (unordered)
		return cmod == EU_CM_NZ || cmod == EU_CM_U;
	switch (cmod) {
	case EU_CM_Z:
		return !sign;
	case EU_CM_NZ:
		return sign;
	case EU_CM_G:
		return sign > 0;
	case EU_CM_GE:
		return sign >= 0;
	case EU_CM_L:
		return sign < 0;
	case EU_CM_LE:
		return sign <= 0;
	default:
		return false;
	}
}
