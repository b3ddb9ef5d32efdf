// SPDX-License-Identifier: GPL-2.0-or-later
/* Recording; format and events are in trace.h. */
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/trace.h"

const uint8_t gen9_trace_numbers[GEN9_TRACE_LOOK_UP] = {
	[GEN9_TRACE_END] = GEN9_CTR_ENGINES, [GEN9_TRACE_ENGINE] = 1,
	[GEN9_TRACE_BLOCK] = 3, [GEN9_TRACE_BYTES] = 1, [GEN9_TRACE_CLKS] = 1,
	[GEN9_TRACE_IOTLB] = 1, [GEN9_TRACE_IOMMU_DIR] = 1,
	[GEN9_TRACE_CONTEXT] = 2, [GEN9_TRACE_RAW] = 1,
	[GEN9_TRACE_UNCHARGED] = 1, [GEN9_TRACE_WORD] = 2,
	[GEN9_TRACE_GGTT] = 2, [GEN9_TRACE_IOMMU] = 2,
	[GEN9_TRACE_DROP_GGTT] = 1, [GEN9_TRACE_WALKER] = 4,
	[GEN9_TRACE_DONE] = 2, [GEN9_TRACE_PRIMITIVE] = 4,
};

#define EVENT_MAX	40		/* bytes */
#define GGTT_KEY	(1ull << 60)	/* in the map of words */

/* Room for an event; NULL: the trace is broken, or none is recorded. */
static uint8_t *room(struct gen9_tape *t)
{
	size_t more = t->room ? 2 * t->room : 4096;
	uint8_t *buf;

	if (!t->on || t->broken)
		return NULL;
	if (t->room - t->len >= EVENT_MAX)
		return t->buf + t->len;
	buf = more <= GEN9_TRACE_MAX ? realloc(t->buf, more) : NULL;
	if (!buf) {
		t->broken = true;
		return NULL;
	}
	t->buf = buf;
	t->room = more;
	return buf + t->len;
}

static void put(struct gen9_tape *t, uint64_t v)
{
	while (v > 127) {
		t->buf[t->len++] = v | 128;
		v >>= 7;
	}
	t->buf[t->len++] = v;
}

static void put_distance(struct gen9_tape *t, uint64_t v, uint64_t from)
{
	uint64_t d = v - from;

	put(t, d << 1 ^ -(d >> 63));
}

/* Begin an event of the engine. */
static bool event(struct gen9_trace *r, unsigned int op)
{
	struct gen9_tape *t = r->tape;

	if (!room(t))
		return false;
	if (t->engine != r->engine) {
		t->buf[t->len++] = GEN9_TRACE_ENGINE;
		put(t, r->engine);
		t->engine = r->engine;
	}
	t->buf[t->len++] = op;
	return true;
}

void gen9_tape_begin(struct gen9_tape *t, bool has_iommu)
{
	gen9_map_clear(&t->words);
	gen9_map_clear(&t->shifts);
	t->last = (struct gen9_trace_last){ 0 };
	t->len = 0;
	t->engine = 0;
	t->on = true;
	t->broken = false;
	if (!room(t))
		return;
	for (unsigned int i = 0; i < 4; i++)
		t->buf[t->len++] = GEN9_TRACE_MAGIC >> 8 * i;
	if (has_iommu)
		t->buf[t->len++] = GEN9_TRACE_HAS_IOMMU;
}

void gen9_tape_end(struct gen9_tape *t, const uint64_t ps[GEN9_CTR_ENGINES])
{
	if (room(t)) {
		t->buf[t->len++] = GEN9_TRACE_END;
		for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
			if (room(t))
				put(t, ps[i]);
	}
	t->on = false;
}

void gen9_tape_free(struct gen9_tape *t)
{
	gen9_map_free(&t->words);
	gen9_map_free(&t->shifts);
	free(t->buf);
	*t = (struct gen9_tape){ 0 };
}

void gen9_tape_all(struct gen9_tape *t, enum gen9_trace_op op, uint64_t n)
{
	if (!room(t))
		return;
	t->buf[t->len++] = op;
	if (op == GEN9_TRACE_DROP_GGTT)
		put(t, n);
}

void gen9_trace_last_reset(struct gen9_trace_last *l, unsigned int engine)
{
	memset(l->page[engine], 0, sizeof(l->page[engine]));
	l->block = (struct gen9_move){ 0 };
}

void gen9_trace_op(struct gen9_trace *r, enum gen9_trace_op op)
{
	event(r, op);
	if (op == GEN9_TRACE_SWITCH || op == GEN9_TRACE_FLUSH)
		gen9_trace_last_reset(&r->tape->last, r->engine);
}

void gen9_trace_num(struct gen9_trace *r, enum gen9_trace_op op, uint64_t n)
{
	if (event(r, op))
		put(r->tape, n);
}

void gen9_trace_context(struct gen9_trace *r, uint64_t pml4, bool ips_off,
			bool gtt_cache_on)
{
	if (!event(r, GEN9_TRACE_CONTEXT))
		return;
	put(r->tape, pml4);
	put(r->tape, ips_off | gtt_cache_on << 1);
}

void gen9_trace_look_up(struct gen9_trace *r, bool ggtt, uint64_t va,
			bool write)
{
	uint64_t *last = &r->tape->last.page[r->engine][ggtt][write];
	bool next = va >> 12 == *last + 1;

	if (event(r, GEN9_TRACE_LOOK_UP | ggtt << 2 | write << 1 | next) &&
	    !next)
		put_distance(r->tape, va >> 12, *last);
	*last = va >> 12;
}

static bool same_move(const struct gen9_move *a, const struct gen9_move *b)
{
	return a->kind == b->kind && a->tiled == b->tiled &&
	       a->dst_bytes == b->dst_bytes && a->mem_bytes == b->mem_bytes;
}

void gen9_trace_block(struct gen9_trace *r, const struct gen9_move *m)
{
	struct gen9_tape *t = r->tape;

	if (same_move(m, &t->last.block)) {
		event(r, GEN9_TRACE_SAME_BLOCK);
		return;
	}
	if (!event(r, GEN9_TRACE_BLOCK))
		return;
	put(t, m->kind | m->tiled << 2);
	put(t, m->dst_bytes);
	put(t, m->mem_bytes);
	t->last.block = *m;
}

void gen9_trace_walker(struct gen9_trace *r, const struct gen9_walker_shape *s)
{
	if (!event(r, s->primitive ? GEN9_TRACE_PRIMITIVE : GEN9_TRACE_WALKER))
		return;
	put(r->tape, s->threads);
	put(r->tape, s->slots);
	put(r->tape, s->eus);
	put(r->tape, s->subslices);
}

void gen9_trace_done(struct gen9_trace *r, enum gen9_done i, uint64_t n)
{
	if (!event(r, GEN9_TRACE_DONE))
		return;
	put(r->tape, i);
	put(r->tape, n);
}

/* Is val news of key? It is known now. */
static bool news(struct gen9_tape *t, uint64_t key, uint64_t val)
{
	uint64_t known;

	if (gen9_map_get(&t->words, key, &known) && known == val)
		return false;
	if (gen9_map_put(&t->words, key, val))
		t->broken = true;
	return true;
}

void gen9_trace_word(struct gen9_trace *r, uint64_t addr, uint64_t val)
{
	struct gen9_trace_last *l = &r->tape->last;

	if (!news(r->tape, addr >> 3, val) || !event(r, GEN9_TRACE_WORD))
		return;
	put_distance(r->tape, addr >> 3, l->word);
	put_distance(r->tape, val, l->val);
	l->word = addr >> 3;
	l->val = val;
}

void gen9_trace_ggtt(struct gen9_trace *r, uint32_t n, uint64_t val)
{
	if (!news(r->tape, n | GGTT_KEY, val) || !event(r, GEN9_TRACE_GGTT))
		return;
	put(r->tape, n);
	put(r->tape, val);
}

void gen9_trace_iommu(struct gen9_trace *r, uint64_t pa, unsigned int shift)
{
	struct gen9_tape *t = r->tape;
	unsigned int known;
	bool is_known = gen9_map_get_shift(&t->shifts, pa, &known);

	if (is_known && known == shift)
		return;
	if (is_known) {
		gen9_map_clear(&t->shifts);
		event(r, GEN9_TRACE_IOMMU_NEW);
	}
	if (gen9_map_put_shift(&t->shifts, pa, shift))
		t->broken = true;
	if (!event(r, GEN9_TRACE_IOMMU))
		return;
	put_distance(t, pa >> 12, t->last.pa);
	put(t, shift);
	t->last.pa = pa >> 12;
}
