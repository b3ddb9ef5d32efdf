// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages with an address a slot: one slot of them, element by element. */
#include "gpu/message/scatter.h"

uint64_t scatter_address(const struct msg *m, unsigned int slot)
{
	unsigned int size = m->row->flags & MSG_A64 ? 8 : 4;
	const uint8_t *p = msg_src(m, m->first + slot * size / EU_GRF_BYTES) +
			   slot * size % EU_GRF_BYTES;
	uint64_t a = 0;

	memcpy(&a, p, size);
	return a;
}

static void slot_element(struct msg *m, const struct scatter *c, uint64_t at,
			 unsigned int in_regs)
{
	unsigned int first = m->first + scatter_addresses(m);
	unsigned int reg = in_regs / EU_GRF_BYTES, off = in_regs % EU_GRF_BYTES;
	uint8_t *p;

	if (m->row->flags & MSG_WRITE) {
		msg_write(m, at, msg_src(m, first + reg) + off, c->size);
		return;
	}
	p = msg_dst(m, reg) + off;
	msg_read(m, at, p, c->size);
	if (c->size < c->stride)
		memset(p + c->size, 0, c->stride - c->size);
}

void scatter_slot(struct msg *m, const struct scatter *c, unsigned int n)
{
	unsigned int block = scatter_block(m, c) * EU_GRF_BYTES;
	unsigned int in_regs = n * c->stride;
	uint64_t at = scatter_address(m, n);

	if (c->dwords)
		at = (at << 2) & UINT32_MAX;
	else if (!c->anywhere)
		at &= ~(uint64_t)(c->size - 1);
	for (unsigned int e = 0; e < c->elements; e++, at += c->size) {
		if (c->skip >> e & 1)
			continue;
		slot_element(m, c, at, in_regs);
		in_regs += block;
	}
}
