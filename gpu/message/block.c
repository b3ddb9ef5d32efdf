// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Messages with one address, that of a block. They do not look at the slots
 * but for scratch in dword mode.
 */
#include "gpu/message/msg.h"

#define OWORD	16u

/* len bytes of the block, and where the registers' bytes begin. */
static int block(struct msg *m, uint64_t at, unsigned int len, unsigned int from)
{
	unsigned int regs = (from + len + EU_GRF_BYTES - 1) / EU_GRF_BYTES;
	bool write = m->row->flags & MSG_WRITE;

	if (!m->first || !msg_fits(m, write ? regs : 0, write ? 0 : regs))
		return MSG_REFUSED;
	for (unsigned int i = 0, n; i < len; i += n) {
		unsigned int off = (from + i) % EU_GRF_BYTES;
		unsigned int reg = (from + i) / EU_GRF_BYTES;

		n = EU_GRF_BYTES - off;
		n = n < len - i ? n : len - i;
		/* an oword is in range or not */
		n = n < OWORD ? n : OWORD;
		if (write)
			msg_write(m, at + i, msg_src(m, m->first + reg) + off, n);
		else
			msg_read(m, at + i, msg_dst(m, reg) + off, n);
	}
	return 0;
}

/* Bits 10:8: 0 one oword, 1 one in the register's upper half, 2 on: 2, 4... */
static int owords(struct msg *m, uint64_t at)
{
	unsigned int code = m->s->desc >> 8 & 7;

	if (code > 5)
		return MSG_REFUSED;
	if (code < 2)
		return block(m, at, OWORD, code ? OWORD : 0);
	return block(m, at, OWORD << (code - 1), 0);
}

/* M0.2 counts owords, or bytes of which the low two bits do not count. */
int msg_oword_block(struct msg *m)
{
	uint32_t off = msg_header(m, 2);

	if (!m->first || msg_target(m))
		return MSG_REFUSED;
	return owords(m, m->row->flags & MSG_BYTES ? off & ~3u :
		      (uint64_t)off * OWORD);
}

/* The address is M0.1:M0.0; bits 12:11: 0 dword aligned, 1 oword, 3 hwords. */
int msg_a64_block(struct msg *m)
{
	unsigned int kind = m->s->desc >> 11 & 3, code = m->s->desc >> 8 & 7;
	uint64_t at = msg_header(m, 0) | (uint64_t)msg_header(m, 1) << 32;

	m->at = (struct msg_target){ .bytes = UINT64_MAX };
	if (kind == 3)
		return code > 5 ? MSG_REFUSED :
		       block(m, at & ~3ull, EU_GRF_BYTES << code, 0);
	if (kind == 2)
		return MSG_REFUSED;
	return owords(m, at & ~(kind ? OWORD - 1 : 3ull));
}

static void scratch_dword(struct msg *m, uint64_t at, unsigned int reg,
			  unsigned int i)
{
	if (!(m->mask >> (reg * 8 + i) % m->s->exec_size & 1))
		return;
	if (m->row->flags & MSG_WRITE)
		msg_write(m, at + i * 4, msg_src(m, m->first + reg) + i * 4, 4);
	else
		msg_read(m, at + i * 4, msg_dst(m, reg) + i * 4, 4);
}

/*
 * M0.5 has the thread's scratch space, an offset from the general state base,
 * as r0.5; bits 11:0 are registers from there. Bits 13:12: 1, 2, 4, 8.
 * Bit 16: the slots that are enabled write their dwords only.
 */
int msg_scratch_block(struct msg *m)
{
	uint32_t desc = m->s->desc;
	unsigned int regs = 1u << (desc >> 12 & 3);
	bool write = m->row->flags & MSG_WRITE;
	uint64_t at = (uint64_t)(msg_header(m, 5) & ~0x3ffu) +
		      (desc & 0xfff) * EU_GRF_BYTES;

	m->at = (struct msg_target){ .base = m->p->bases->general,
				     .bytes = m->p->bases->general_bytes };
	if (!(desc & 1u << 16))
		return block(m, at, regs * EU_GRF_BYTES, 0);
	if (!m->first || !msg_fits(m, write ? regs : 0, write ? 0 : regs))
		return MSG_REFUSED;
	for (unsigned int r = 0; r < regs; r++)
		for (unsigned int i = 0; i < 8; i++)
			scratch_dword(m, at + r * EU_GRF_BYTES, r, i);
	return 0;
}
