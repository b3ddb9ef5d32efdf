/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: messages with an address a slot. */
#ifndef GEN9_SCATTER_H
#define GEN9_SCATTER_H

#include "gpu/message/msg.h"

/* How the elements of such a message lie in memory and in registers. */
struct scatter {
	unsigned int size;	/* bytes of an element in memory: 1, 2, 4, 8 */
	unsigned int stride;	/* bytes of a slot's element in registers: 4, 8 */
	unsigned int elements;	/* a slot has in memory */
	unsigned int skip;	/* bit n: element n of 4 is not transferred */
	bool anywhere;		/* else low bits of an address do not count */
	bool dwords;		/* addresses count dwords */
};

/* Registers of all slots' addresses, and of one element of each. */
static inline unsigned int scatter_addresses(const struct msg *m)
{
	return msg_regs(m->slots, m->row->flags & MSG_A64 ? 8 : 4);
}

static inline unsigned int scatter_block(const struct msg *m,
					 const struct scatter *c)
{
	return msg_regs(m->slots, c->stride);
}

/* Elements of a slot that are transferred. */
static inline unsigned int scatter_used(const struct scatter *c)
{
	static const uint8_t ones[16] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2,
					  3, 3, 4 };

	return c->elements - ones[c->skip];
}

/* The address of a slot, from payload register m->first on. */
uint64_t scatter_address(const struct msg *m, unsigned int slot);

/* One slot, element by element. */
void scatter_slot(struct msg *m, const struct scatter *c, unsigned int n);

/*
 * All slots at once, if all are enabled, at equal distances and inside of the
 * target: what scatter_slot() of each does, to the last counter
 * (even_test). false: they are not, nothing is done.
 */
bool scatter_even(struct msg *m, const struct scatter *c);

#endif
