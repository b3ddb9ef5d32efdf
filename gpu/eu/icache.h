/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoded instructions, by lines of EU_LINE bytes of a core's code. A line is
 * fetched when the first of its instructions is asked for, and decoded one by
 * one; eu_core_invalidate() forgets all. Not more than EU_LINES are kept.
 */
#ifndef GEN9_EU_ICACHE_H
#define GEN9_EU_ICACHE_H

#include "gpu/eu/exec.h"

#define EU_LINES	4096u
#define EU_UNIT		8u	/* instructions lie at multiples of it */
#define EU_UNITS	(EU_LINE / EU_UNIT)
#define EU_BUCKETS	1024u

enum eu_decoded { EU_NOT_YET, EU_DECODED, EU_UNDECODABLE };

struct eu_line {
	uint64_t addr;
	struct eu_line *next;		/* of the same bucket */
	struct eu_line *after;		/* the line behind it, once it was met */
	uint8_t raw[EU_LINE];
	uint8_t behind[EU_UNIT];	/* if its last instruction goes on there */
	uint8_t state[EU_UNITS];	/* enum eu_decoded */
	struct eu_inst inst[EU_UNITS];
};

struct eu_icache {
	struct eu_line *bucket[EU_BUCKETS];
	struct eu_line *last;
	unsigned int lines;
};

/* A line of a core that has less than EU_LINES of them; NULL: no memory. */
struct eu_line *eu_icache_add(struct eu_core *core, uint64_t addr);
/* l->inst[unit] of what is fetched; EU_DECODED or EU_UNDECODABLE. */
void eu_icache_decode(struct eu_line *l, unsigned int unit);

/* The instruction at ip, NULL: t->fault says why there is none. */
const struct eu_inst *eu_icache_find(struct eu_thread *t, uint32_t ip);

/* The same. Valid until the next look-up, message or invalidation. */
static inline const struct eu_inst *eu_icache_get(struct eu_thread *t,
						  uint32_t ip)
{
	struct eu_icache *c = t->core->icache;
	uint64_t addr = t->core->base + ip;
	unsigned int unit = addr % EU_LINE / EU_UNIT;
	struct eu_line *l = c ? c->last : NULL;

	addr -= addr % EU_LINE;
	if (l && l->addr != addr)
		l = l->after;
	if (l && l->addr == addr && l->state[unit] == EU_DECODED) {
		c->last = l;
		return &l->inst[unit];
	}
	return eu_icache_find(t, ip);
}

#endif
