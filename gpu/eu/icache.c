// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/eu/fast.h"
#include "gpu/eu/icache.h"

static struct eu_line **bucket_of(struct eu_icache *c, uint64_t addr)
{
	return &c->bucket[addr / EU_LINE % EU_BUCKETS];
}

void eu_core_invalidate(struct eu_core *core)
{
	struct eu_icache *c = core->icache;

	for (unsigned int i = 0; c && i < EU_BUCKETS; i++)
		while (c->bucket[i]) {
			struct eu_line *l = c->bucket[i];

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

struct eu_line *eu_icache_add(struct eu_core *core, uint64_t addr)
{
	struct eu_line *l = calloc(1, sizeof(*l));

	if (!core->icache)
		core->icache = calloc(1, sizeof(*core->icache));
	if (!l || !core->icache) {
		free(l);
		return NULL;
	}
	l->addr = addr;
	l->next = *bucket_of(core->icache, addr);
	*bucket_of(core->icache, addr) = l;
	core->icache->lines++;
	return l;
}

static struct eu_line *fetch_line(struct eu_core *core, uint64_t addr)
{
	uint8_t raw[EU_LINE];
	struct eu_line *l;

	if (core->icache->lines == EU_LINES)
		eu_core_invalidate(core);
	if (core->ops->fetch(core, addr, raw, EU_LINE))
		return NULL;
	l = eu_icache_add(core, addr);
	if (l)
		memcpy(l->raw, raw, EU_LINE);
	return l;
}

static struct eu_line *get_line(struct eu_core *core, uint64_t addr)
{
	struct eu_line *l, *before;

	if (!core->icache)
		core->icache = calloc(1, sizeof(*core->icache));
	if (!core->icache)
		return NULL;
	l = before = core->icache->last;
	if (l && l->addr == addr)
		return l;
	for (l = *bucket_of(core->icache, addr); l; l = l->next)
		if (l->addr == addr)
			break;
	if (!l)
		l = fetch_line(core, addr);
	/* all lines may have been forgotten for it: then there is no last */
	if (l && before && core->icache->last == before &&
	    before->addr + EU_LINE == addr)
		before->after = l;
	if (l)
		core->icache->last = l;
	return l;
}

static bool goes_on_behind(const struct eu_line *l, unsigned int unit)
{
	uint64_t w;

	memcpy(&w, l->raw + unit * EU_UNIT, EU_UNIT);
	return unit + 1 == EU_UNITS && !(w & EU_COMPACT);
}

/* The second half of an instruction may be in the line behind. */
static int fetch_behind(struct eu_core *core, struct eu_line *l)
{
	uint8_t line[EU_LINE];

	if (core->ops->fetch(core, l->addr + EU_LINE, line, EU_LINE))
		return -EFAULT;
	memcpy(l->behind, line, EU_UNIT);
	return 0;
}

void eu_icache_decode(struct eu_line *l, unsigned int unit)
{
	uint64_t w[2];

	memcpy(w, l->raw + unit * EU_UNIT, EU_UNIT);
	if (unit + 1 < EU_UNITS)
		memcpy(&w[1], l->raw + (unit + 1) * EU_UNIT, EU_UNIT);
	else
		memcpy(&w[1], l->behind, EU_UNIT);
	if (w[0] & EU_COMPACT)
		w[1] = 0;
	l->state[unit] = EU_UNDECODABLE;
	if (!eu_decode(&l->inst[unit], w)) {
		eu_choose(&l->inst[unit]);
		l->state[unit] = EU_DECODED;
	}
}

const struct eu_inst *eu_icache_find(struct eu_thread *t, uint32_t ip)
{
	uint64_t addr = t->core->base + ip;
	struct eu_line *l = get_line(t->core, addr & ~(uint64_t)(EU_LINE - 1));
	unsigned int unit = addr % EU_LINE / EU_UNIT;

	t->fault = EU_FAULT_FETCH;
	if (!l)
		return NULL;
	if (l->state[unit] == EU_NOT_YET) {
		if (goes_on_behind(l, unit) && fetch_behind(t->core, l))
			return NULL;
		eu_icache_decode(l, unit);
	}
	t->fault = l->state[unit] == EU_UNDECODABLE ? EU_FAULT_ILLEGAL : EU_FAULT_NONE;
	return l->state[unit] == EU_UNDECODABLE ? NULL : &l->inst[unit];
}
