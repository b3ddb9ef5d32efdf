// SPDX-License-Identifier: GPL-2.0-or-later
/* Counter block: slots by context, nothing lost when they run out. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "gpu/host/counters.h"

void gen9_counters_init(struct gen9_counters *c, uint64_t params_hash)
{
	memset(c, 0, sizeof(*c));
	c->magic = GEN9_CTR_MAGIC;
	c->version = GEN9_CTR_VERSION;
	c->bytes = sizeof(*c);
	c->slots = GEN9_CTR_SLOTS;
	c->engines = GEN9_CTR_ENGINES;
	c->pages = GEN9_CTR_PAGES;
	c->params_hash = params_hash;
}

/* Everything after the slot header is a sum. */
static void add_sums(struct gen9_ctx_counters *to,
		     const struct gen9_ctx_counters *from)
{
	const size_t first = offsetof(struct gen9_ctx_counters, busy_ns) / 8;
	const uint64_t *src = (const uint64_t *)from;
	uint64_t *dst = (uint64_t *)to;

	for (size_t i = first; i < sizeof(*to) / 8; i++)
		dst[i] += src[i];
}

/* The slot of id, else a free one, else the oldest nobody holds, or NULL. */
static struct gen9_ctx_counters *slot_for(struct gen9_counters *c,
					  uint64_t id)
{
	struct gen9_ctx_counters *best = NULL;

	for (unsigned int i = 0; i < GEN9_CTR_SLOTS; i++) {
		struct gen9_ctx_counters *s = &c->ctx[i];

		if (s->id == id)
			return s;
		/* an unused slot has seq 0 and so is older than any other */
		if (!s->running && (!best || s->seq < best->seq))
			best = s;
	}
	return best;
}

struct gen9_ctx_counters *gen9_counters_get(struct gen9_counters *c,
					    uint64_t id)
{
	struct gen9_ctx_counters *s = id ? slot_for(c, id) : NULL;

	if (!s)
		return &c->other;
	if (s->id != id) {
		if (s->id) {
			add_sums(&c->other, s);
			c->evictions++;
		}
		memset(s, 0, sizeof(*s));
		s->id = id;
	}
	s->running++;
	s->seq = ++c->other.seq;
	return s;
}

void gen9_counters_put(struct gen9_counters *c,
		       struct gen9_ctx_counters *ctx)
{
	if (ctx != &c->other)
		ctx->running--;
}

static bool is_skip(const struct gen9_skip *s, uint32_t op, const char *name)
{
	return s->op == op && !strncmp(s->name, name, sizeof(s->name) - 1);
}

/* The row of a command, a new one, or the last, which is for all others. */
static struct gen9_skip *skip_for(struct gen9_counters *c, uint32_t op,
				  const char *name)
{
	struct gen9_skip *s = c->skip;

	while (s < &c->skip[c->skips] && !is_skip(s, op, name))
		s++;
	if (s < &c->skip[c->skips])
		return s;
	if (c->skips < GEN9_CTR_SKIPS)
		c->skips++;
	if (s >= &c->skip[GEN9_CTR_SKIPS - 1]) {
		op = 0;
		name = "other commands";
		s = &c->skip[GEN9_CTR_SKIPS - 1];
	}
	s->op = op;
	snprintf(s->name, sizeof(s->name), "%s", name);
	return s;
}

void gen9_counters_skip(struct gen9_counters *c, uint32_t op, const char *name)
{
	skip_for(c, op, name)->n++;
}

uint64_t gen9_counters_read(const struct gen9_counters *c, uint64_t off)
{
	if (off / 8 >= sizeof(*c) / 8)
		return 0;
	return ((const uint64_t *)c)[off / 8];
}
