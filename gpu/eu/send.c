// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages: descriptors from the instruction or the address register, and
 * which registers are meant. PRM SKL vol. 2a, "send", "sends"; vol. 7,
 * "Message Descriptor". wait, which a message to the gateway ends.
 */
#include <string.h>

#include "gpu/eu/exec.h"

static uint32_t address_dword(const struct eu_thread *t, unsigned int byte)
{
	uint32_t v;

	memcpy(&v, (const uint8_t *)t->a0 + (byte & 28), sizeof(v));
	return v;
}

static unsigned int grf_of(const struct eu_thread *t, const struct eu_operand *o)
{
	if (!o->indirect)
		return o->reg % EU_GRFS;
	return (unsigned int)(t->a0[o->reg] + o->imm) / EU_GRF_BYTES % EU_GRFS;
}

static uint16_t destination(const struct eu_thread *t, const struct eu_operand *d)
{
	return d->file == EU_GRF ? grf_of(t, d) : EU_NO_REG;
}

void eu_send_of(const struct eu_thread *t, const struct eu_inst *in,
		struct eu_send *s)
{
	s->split = in->row->format == EU_F_SENDS;
	s->sfid = in->cmod;
	s->desc = in->desc_reg ? address_dword(t, 0) : in->desc;
	s->ex_desc = in->exdesc_reg ? address_dword(t, in->exdesc_sub) :
		in->exdesc;
	s->eot = in->eot;
	s->header = s->desc >> 19 & 1;
	s->rlen = s->desc >> 20 & 0x1f;
	s->mlen = s->desc >> 25 & 0xf;
	s->ex_mlen = s->split ? s->ex_desc >> 6 & 0xf : 0;
	s->no_mask = in->no_mask;
	s->exec_size = in->exec;
	s->channel = in->chan;
	s->src0 = grf_of(t, &in->src[0]);
	s->src1 = s->split ? grf_of(t, &in->src[1]) : 0;
	s->dst = destination(t, &in->dst);
	s->mask = eu_enabled(t, in) & eu_predicate(t, in);
}

static void use_registers(struct eu_thread *t, const struct eu_send *s)
{
	eu_use(t, s->src0, s->mlen);
	if (s->split)
		eu_use(t, s->src1, s->ex_mlen);
	if (s->dst != EU_NO_REG)
		eu_use(t, s->dst, s->rlen);
}

int eu_exec_send(struct eu_thread *t, const struct eu_inst *in)
{
	struct eu_send s;
	int why;

	eu_send_of(t, in, &s);
	/* Nobody sends it. */
	if (!s.mask && !s.eot)
		return EU_ON;
	if (t->filling)
		use_registers(t, &s);
	t->level = 0;
	why = t->core->ops->send(t, &s);
	if (why == EU_WAIT)
		return EU_WAIT;
	if (why) {
		t->fault = EU_FAULT_SEND;
		return EU_FAULT;
	}
	eu_expect(t, &s);
	return s.eot ? EU_END : EU_ON;
}

/* n0.0 to n0.2, by the source's sub-register. */
int eu_exec_wait(struct eu_thread *t, const struct eu_inst *in)
{
	uint32_t *n = &t->notify[in->src[0].sub / 4 % 3];

	if (eu_arf_kind(in->src[0].reg) != EU_ARF_N)
		return eu_illegal(t);
	if (!*n)
		return EU_WAIT;
	--*n;
	return EU_ON;
}
