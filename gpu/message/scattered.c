// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages with an address a slot: untyped surface, byte, dword and qword
 * scattered, their A64 forms, and atomics.
 */
#include "gpu/message/scatter.h"

/* A64 has no surface: all of the address space. */
static int target(struct msg *m)
{
	unsigned int bti = msg_bti(m);

	if (!(m->row->flags & MSG_A64))
		return msg_target(m);
	m->at = (struct msg_target){ .bytes = UINT64_MAX };
	return bti == BTI_STATELESS || bti == BTI_STATELESS_NC ? 0 : MSG_REFUSED;
}

static int scatter(struct msg *m, const struct scatter *c)
{
	unsigned int regs = scatter_used(c) * scatter_block(m, c);
	bool write = m->row->flags & MSG_WRITE;

	if (!msg_fits(m, scatter_addresses(m) + (write ? regs : 0), write ? 0 : regs) ||
	    target(m))
		return MSG_REFUSED;
	if (scatter_even(m, c))
		return 0;
	for (unsigned int n = 0; n < m->slots; n++)
		if (m->mask >> n & 1)
			scatter_slot(m, c, n);
	return 0;
}

int msg_untyped(struct msg *m)
{
	uint32_t desc = m->s->desc;
	struct scatter c = { .size = 4, .stride = 4, .elements = 4,
			     .skip = desc >> 8 & 0xf };

	/* SIMD4x2 is Mesa's vec4 back end's, of older parts */
	if ((desc >> 12 & 3) == 0 || (desc >> 12 & 3) == 3)
		return MSG_REFUSED;
	m->slots = (desc >> 12 & 3) == 1 ? 16 : 8;
	if (m->first)
		m->mask &= msg_header(m, 7);
	return scatter(m, &c);
}

/* The bytes of a slot are one number, of 1, 2 or 4. */
static int bytes(struct msg *m)
{
	unsigned int log = m->s->desc >> 10 & 3;
	struct scatter c = { .size = 1u << log, .stride = 4, .elements = 1,
			     .anywhere = true };

	return log == 3 ? MSG_REFUSED : scatter(m, &c);
}

int msg_byte_scattered(struct msg *m)
{
	m->slots = m->s->desc & 1u << 8 ? 16 : 8;
	return bytes(m);
}

/* Bits 9:8: 2, 8 slots; 3, 16 slots. */
int msg_dword_scattered(struct msg *m)
{
	struct scatter c = { .size = 4, .stride = 4, .dwords = true,
			     .elements = 1u << (m->s->desc >> 10 & 3) };

	m->slots = m->s->desc & 1u << 8 ? 16 : 8;
	return m->s->desc & 1u << 9 ? scatter(m, &c) : MSG_REFUSED;
}

/* Bits 9:8: bytes, dwords, qwords; 11:10: 1, 2, 4 or 8 of them. */
int msg_a64_scattered(struct msg *m)
{
	unsigned int log = m->s->desc >> 8 & 3, size = log == 2 ? 8 : 4;
	struct scatter c = { .size = size, .stride = size,
			     .elements = 1u << (m->s->desc >> 10 & 3) };

	m->slots = m->s->desc & 1u << 12 ? 16 : 8;
	if (log == 0)
		return bytes(m);
	return log == 3 ? MSG_REFUSED : scatter(m, &c);
}

static void atomic_slot(struct msg *m, unsigned int n, unsigned int size)
{
	bool is_float = m->row->flags & MSG_FLOAT;
	unsigned int op = m->s->desc >> 8 & 0xf;
	unsigned int regs = msg_regs(m->slots, size), off = n * size;
	uint64_t at = scatter_address(m, n) & ~(uint64_t)(size - 1);
	uint64_t old = 0, val, src[2] = { 0, 0 };

	for (unsigned int i = 0; i < msg_atomic_operands(op, is_float); i++)
		memcpy(&src[i], msg_src(m, m->first + scatter_addresses(m) +
			i * regs + off / EU_GRF_BYTES) + off % EU_GRF_BYTES, size);
	msg_read(m, at, &old, size);
	val = msg_atomic(op, is_float, size, old, src);
	msg_write(m, at, &val, size);
	if (m->s->desc & 1u << 13)
		memcpy(msg_dst(m, off / EU_GRF_BYTES) + off % EU_GRF_BYTES,
		       &old, size);
}

/* Bit 12: of 8 slots, in memory without a surface of 8 bytes. */
int msg_untyped_atomic(struct msg *m)
{
	bool is_float = m->row->flags & MSG_FLOAT, a64 = m->row->flags & MSG_A64;
	bool bit12 = m->s->desc & 1u << 12;
	unsigned int op = m->s->desc >> 8 & 0xf, size = a64 && bit12 ? 8 : 4;
	unsigned int regs;

	m->slots = a64 || bit12 ? 8 : 16;
	if (m->first && !a64)
		m->mask &= msg_header(m, 7);
	regs = msg_regs(m->slots, size);
	if (!msg_atomic_known(op, is_float) || (is_float && size == 8) ||
	    !msg_fits(m, scatter_addresses(m) + regs *
		      msg_atomic_operands(op, is_float),
		      m->s->desc & 1u << 13 ? regs : 0) || target(m))
		return MSG_REFUSED;
	for (unsigned int n = 0; n < m->slots; n++)
		if (m->mask >> n & 1)
			atomic_slot(m, n, size);
	return 0;
}
