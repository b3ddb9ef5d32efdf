// SPDX-License-Identifier: GPL-2.0-or-later
/* Which message is which: a row for each, by shared function and type. */
#include "gpu/message/msg.h"

#define R(nm, f, fl) { .name = nm, .fn = f, .flags = fl }
#define W(nm, f, fl) { .name = nm, .fn = f, .flags = MSG_WRITE | (fl) }

const struct msg_row gen9_msg_rows[16][32] = {
[EU_SFID_NULL] = {
	[0 ... 31] = R("null", msg_nothing, MSG_ALWAYS),
},
[EU_SFID_SAMPLER] = {
	[0x00] = R("sample", msg_sample, 0),
	[0x02] = R("sample with lod", msg_sample, 0),
	[0x07] = R("load", msg_sample, 0),
	[0x18] = R("sample of level 0", msg_sample, 0),
	[0x1a] = R("load of level 0", msg_sample, 0),
},
[EU_SFID_GATEWAY] = {
	[4] = R("barrier", msg_gateway, MSG_ALWAYS),
},
[EU_SFID_RENDER] = {
	[0x0c] = W("render target write", msg_render_target, 0),
},
[EU_SFID_SPAWNER] = {
	/* bit 4: do not dereference; the end is in the instruction */
	[0] = R("end of thread", msg_nothing, MSG_ALWAYS),
	[16] = R("end of thread", msg_nothing, MSG_ALWAYS),
},
[EU_SFID_DC_RO] = {
	[0x00] = R("oword block read", msg_oword_block, 0),
	[0x01] = R("unaligned oword block read", msg_oword_block, MSG_BYTES),
	[0x03] = R("dword scattered read", msg_dword_scattered, 0),
},
[EU_SFID_DC0] = {
	[0x00] = R("oword block read", msg_oword_block, 0),
	[0x01] = R("unaligned oword block read", msg_oword_block, MSG_BYTES),
	[0x03] = R("dword scattered read", msg_dword_scattered, 0),
	[0x04] = R("byte scattered read", msg_byte_scattered, 0),
	[0x07] = R("memory fence", msg_fence, MSG_ALWAYS),
	[0x08] = W("oword block write", msg_oword_block, 0),
	[0x0b] = W("dword scattered write", msg_dword_scattered, 0),
	[0x0c] = W("byte scattered write", msg_byte_scattered, 0),
	[0x10 ... 0x17] = R("scratch block read", msg_scratch_block, 0),
	[0x18 ... 0x1f] = W("scratch block write", msg_scratch_block, 0),
},
[EU_SFID_DC1] = {
	[0x01] = R("untyped surface read", msg_untyped, 0),
	[0x02] = R("untyped atomic", msg_untyped_atomic, 0),
	[0x04] = R("media block read", msg_media_block, 0),
	[0x05] = R("typed surface read", msg_typed, 0),
	[0x06] = R("typed atomic", msg_typed_atomic, 0),
	[0x09] = W("untyped surface write", msg_untyped, 0),
	[0x0a] = W("media block write", msg_media_block, 0),
	[0x0d] = W("typed surface write", msg_typed, 0),
	[0x10] = R("A64 scattered read", msg_a64_scattered, MSG_A64),
	[0x11] = R("A64 untyped surface read", msg_untyped, MSG_A64),
	[0x12] = R("A64 untyped atomic", msg_untyped_atomic, MSG_A64),
	[0x14] = R("A64 block read", msg_a64_block, MSG_A64),
	[0x15] = W("A64 block write", msg_a64_block, MSG_A64),
	[0x19] = W("A64 untyped surface write", msg_untyped, MSG_A64),
	[0x1a] = W("A64 scattered write", msg_a64_scattered, MSG_A64),
	[0x1b] = R("untyped float atomic", msg_untyped_atomic, MSG_FLOAT),
	[0x1d] = R("A64 untyped float atomic", msg_untyped_atomic,
		   MSG_A64 | MSG_FLOAT),
},
};

const char *gen9_thread_fault(enum eu_fault why)
{
	static const char *const words[] = {
		[EU_FAULT_NONE] = "a thread stopped",
		[EU_FAULT_FETCH] = "a thread's instruction does not map",
		[EU_FAULT_ILLEGAL] = "a thread's instruction is illegal",
		[EU_FAULT_SEND] = "a thread's message is none",
	};

	return words[why];
}

/* Where the type is in a descriptor. */
static unsigned int type_of(const struct eu_send *s)
{
	switch (s->sfid) {
	case EU_SFID_SAMPLER:
		return s->desc >> 12 & 0x1f;
	case EU_SFID_GATEWAY:
		return s->desc & 7;
	case EU_SFID_SPAWNER:
		return s->desc & 0x1f;
	default:
		return s->desc >> 14 & 0x1f;
	}
}

/* Do it; where it had to go is what the thread waits for. */
static int timed(struct msg *m)
{
	struct gen9_levels *l = m->p->levels;
	int ret;

	if (!l)
		return m->row->fn(m);
	gen9_levels_message(l);
	ret = m->row->fn(m);
	m->t->level = l->level;
	if (m->s->sfid == EU_SFID_SAMPLER)
		l->done[GEN9_DONE_SAMPLER] += __builtin_popcount(m->mask);
	if (m->p->pages)
		gen9_walker_message(m->p->as);
	return ret;
}

/* Kinds whose functions do nothing but look when no slot is enabled. */
static bool looks_first(const struct eu_send *s)
{
	return s->sfid == EU_SFID_SAMPLER || s->sfid == EU_SFID_RENDER;
}

int gen9_message_known(struct eu_thread *t, const struct eu_send *s)
{
	const struct msg_row *row = &gen9_msg_rows[s->sfid & 15][type_of(s)];
	struct msg m = {
		.t = t, .s = s, .row = row, .p = t->core->owner, .g = t->group,
		.first = s->header,
	};

	if (!row->fn || s->header > s->mlen)
		return MSG_REFUSED;
	m.p->pages = 0;
	return looks_first(s) ? row->fn(&m) : 0;
}

/* n registers from a on, and k from b on: is one of them both? */
static bool meet(unsigned int a, unsigned int n, unsigned int b, unsigned int k)
{
	return (b - a) % EU_GRFS < n || (a - b) % EU_GRFS < k;
}

/* A message is sent whole before its response comes. */
static bool overwritten(const struct eu_send *s)
{
	return s->rlen && s->dst != EU_NO_REG &&
	       (meet(s->dst, s->rlen, s->src0, s->mlen) ||
		(s->ex_mlen && meet(s->dst, s->rlen, s->src1, s->ex_mlen)));
}

static int send_copy(struct msg *m)
{
	uint8_t copy[MSG_PAYLOAD][EU_GRF_BYTES];

	for (unsigned int n = 0; n < msg_payload(m); n++)
		memcpy(copy[n], msg_src(m, n), EU_GRF_BYTES);
	m->payload = copy;
	return timed(m);
}

int gen9_message_send(struct eu_thread *t, const struct eu_send *s)
{
	const struct msg_row *row = &gen9_msg_rows[s->sfid & 15][type_of(s)];
	struct msg m = {
		.t = t, .s = s, .row = row, .p = t->core->owner, .g = t->group,
		.mask = s->mask, .first = s->header,
	};

	if (!row->fn || s->header > s->mlen)
		return MSG_REFUSED;
	if (!m.mask && !(row->flags & MSG_ALWAYS))
		return 0;
	m.p->pages = 0;
	return overwritten(s) ? send_copy(&m) : timed(&m);
}
