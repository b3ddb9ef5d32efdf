// SPDX-License-Identifier: GPL-2.0-or-later
/* Typed surfaces: read, write, atomics. */
#include "gpu/message/texel.h"

/*
 * A typed message's surface and how many registers of coordinates it has;
 * high: its slots are the upper half of the header's mask.
 */
static int begin(struct msg *m, unsigned int data, bool high,
		 const struct gen9_msg_surface **s, unsigned int *coords)
{
	unsigned int payload = msg_payload(m);

	if (payload < m->first + data + 1 || msg_surface(m, s))
		return MSG_REFUSED;
	*coords = payload - m->first - data;
	if (*coords > 4 ||
	    (!texel_surface_ok(*s) && (*s)->type != SURFTYPE_NULL))
		return MSG_REFUSED;
	if (m->first)
		m->mask &= msg_header(m, 7) >> (high ? 8 : 0);
	m->slots = 8;
	return 0;
}

static bool address(const struct msg *m, const struct gen9_msg_surface *s,
		    unsigned int coords, unsigned int slot, uint64_t *va)
{
	uint32_t xyz[3] = { 0, 0, 0 };

	for (unsigned int i = 0; i < coords && i < 3; i++)
		xyz[i] = msg_u32(msg_src(m, m->first + i) + slot * 4);
	return s->type != SURFTYPE_NULL && texel_at(s, xyz, va);
}

static void read_slot(struct msg *m, const struct gen9_msg_surface *s,
		      unsigned int coords, unsigned int n)
{
	uint32_t rgba[4] = { 0, 0, 0, 0 };
	uint8_t raw[TEXEL_BYTES];
	uint64_t va;

	if (address(m, s, coords, n, &va)) {
		gen9_port_read(m->p, va, raw, texel_bytes(s->format));
		texel_unpack(s->format, raw, rgba);
	}
	for (unsigned int i = 0, reg = 0; i < 4; i++)
		if (!(m->s->desc >> (8 + i) & 1))
			memcpy(msg_dst(m, reg++) + n * 4, &rgba[i], 4);
}

/* Channels that the message has not are written as zeros. */
static void write_slot(struct msg *m, const struct gen9_msg_surface *s,
		       unsigned int coords, unsigned int n)
{
	uint32_t rgba[4] = { 0, 0, 0, 0 };
	uint8_t raw[TEXEL_BYTES];
	uint64_t va;

	if (!address(m, s, coords, n, &va))
		return;
	for (unsigned int i = 0, reg = m->first + coords; i < 4; i++)
		if (!(m->s->desc >> (8 + i) & 1))
			rgba[i] = msg_u32(msg_src(m, reg++) + n * 4);
	texel_pack(s->format, rgba, raw);
	gen9_port_write(m->p, va, raw, texel_bytes(s->format));
}

/* Bits 13:12: 1 and 2 are the slots of the lower and upper half. */
int msg_typed(struct msg *m)
{
	bool write = m->row->flags & MSG_WRITE;
	unsigned int code = m->s->desc >> 12 & 3, coords;
	unsigned int channels = 4 - (unsigned int)__builtin_popcount(
				m->s->desc >> 8 & 0xf);
	const struct gen9_msg_surface *s;

	if (code == 0 || code == 3 ||
	    begin(m, write ? channels : 0, code == 2, &s, &coords) ||
	    !msg_fits(m, 0, write ? 0 : channels))
		return MSG_REFUSED;
	for (unsigned int n = 0; n < m->slots; n++) {
		if (!(m->mask >> n & 1))
			continue;
		if (write)
			write_slot(m, s, coords, n);
		else
			read_slot(m, s, coords, n);
	}
	return 0;
}

static void atomic_slot(struct msg *m, const struct gen9_msg_surface *s,
			unsigned int coords, unsigned int n)
{
	unsigned int op = m->s->desc >> 8 & 0xf;
	uint64_t old = 0, val, va, src[2] = { 0, 0 };

	for (unsigned int i = 0; i < msg_atomic_operands(op, false); i++)
		src[i] = msg_u32(msg_src(m, m->first + coords + i) + n * 4);
	if (address(m, s, coords, n, &va)) {
		gen9_port_read(m->p, va, &old, 4);
		val = msg_atomic(op, false, 4, old, src);
		gen9_port_write(m->p, va, &val, 4);
	}
	if (m->s->desc & 1u << 13)
		memcpy(msg_dst(m, 0) + n * 4, &old, 4);
}

/* Of 32-bit integers. Bit 12: the slots of the upper half; 13: the old value. */
int msg_typed_atomic(struct msg *m)
{
	unsigned int op = m->s->desc >> 8 & 0xf, coords;
	const struct gen9_msg_surface *s;

	if (!msg_atomic_known(op, false) ||
	    begin(m, msg_atomic_operands(op, false), m->s->desc >> 12 & 1,
		  &s, &coords) ||
	    !msg_fits(m, 0, m->s->desc >> 13 & 1) ||
	    (s->type != SURFTYPE_NULL && (texel_bytes(s->format) != 4 ||
					  !texel_is_integer(s->format))))
		return MSG_REFUSED;
	for (unsigned int n = 0; n < m->slots; n++)
		if (m->mask >> n & 1)
			atomic_slot(m, s, coords, n);
	return 0;
}
