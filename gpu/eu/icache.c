// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/eu/fast.h"
#include "gpu/eu/icache.h"

#define UNIT	8u		/* instructions lie at multiples of it */
#define UNITS	(EU_LINE / UNIT)

struct line {
	uint64_t addr;
	struct line *next;	/* of the same bucket */
	uint8_t raw[EU_LINE];
	uint8_t state[UNITS];	/* 0: not decoded, 1: inst, 2: illegal */
	struct eu_inst inst[UNITS];
};

#define BUCKETS	1024u

struct eu_icache {
	struct line *bucket[BUCKETS];
	struct line *last;
	unsigned int lines;
};

enum { NOT_YET, DECODED, ILLEGAL };

static struct line **bucket_of(struct eu_icache *c, uint64_t addr)
{
	return &c->bucket[addr / EU_LINE % BUCKETS];
}

void eu_core_invalidate(struct eu_core *core)
{
	struct eu_icache *c = core->icache;

	for (unsigned int i = 0; c && i < BUCKETS; i++)
		while (c->bucket[i]) {
			struct line *l = c->bucket[i];

			c->bucket[i] = l->next;
			free(l);
		}
	if (c)
		memset(c, 0, sizeof(*c));
}

void eu_core_free(struct eu_core *core)
{
	eu_core_invalidate(core);
	free(core->icache);
	core->icache = NULL;
}

static struct line *fetch_line(struct eu_core *core, uint64_t addr)
{
	struct eu_icache *c = core->icache;
	struct line *l;

	if (c->lines == EU_LINES)
		eu_core_invalidate(core);
	l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	l->addr = addr;
	if (core->ops->fetch(core, addr, l->raw, EU_LINE)) {
		free(l);
		return NULL;
	}
	l->next = *bucket_of(c, addr);
	*bucket_of(c, addr) = l;
	c->lines++;
	return l;
}

static struct line *get_line(struct eu_core *core, uint64_t addr)
{
	struct line *l;

	if (!core->icache)
		core->icache = calloc(1, sizeof(*core->icache));
	if (!core->icache)
		return NULL;
	l = core->icache->last;
	if (l && l->addr == addr)
		return l;
	for (l = *bucket_of(core->icache, addr); l; l = l->next)
		if (l->addr == addr)
			break;
	if (!l)
		l = fetch_line(core, addr);
	if (l)
		core->icache->last = l;
	return l;
}

/* The second half of an instruction may be in the line behind. */
static int words_of(struct eu_core *core, const struct line *l,
		    unsigned int unit, uint64_t w[2])
{
	uint8_t behind[EU_LINE];

	w[1] = 0;
	memcpy(w, l->raw + unit * UNIT, UNIT);
	if (w[0] & EU_COMPACT)
		return 0;
	if (unit + 1 < UNITS) {
		memcpy(&w[1], l->raw + (unit + 1) * UNIT, UNIT);
		return 0;
	}
	if (core->ops->fetch(core, l->addr + EU_LINE, behind, EU_LINE))
		return -EFAULT;
	memcpy(&w[1], behind, UNIT);
	return 0;
}

const struct eu_inst *eu_icache_get(struct eu_thread *t, uint32_t ip)
{
	uint64_t addr = t->core->base + ip, w[2];
	struct line *l = get_line(t->core, addr & ~(uint64_t)(EU_LINE - 1));
	unsigned int unit = addr % EU_LINE / UNIT;

	t->fault = EU_FAULT_FETCH;
	if (!l)
		return NULL;
	if (l->state[unit] == NOT_YET) {
		if (words_of(t->core, l, unit, w))
			return NULL;
		l->state[unit] = ILLEGAL;
		if (!eu_decode(&l->inst[unit], w)) {
			eu_choose(&l->inst[unit]);
			l->state[unit] = DECODED;
		}
	}
	t->fault = l->state[unit] == ILLEGAL ? EU_FAULT_ILLEGAL : EU_FAULT_NONE;
	return l->state[unit] == ILLEGAL ? NULL : &l->inst[unit];
}
