// SPDX-License-Identifier: GPL-2.0-or-later
/* The time of a stream; the model is in stream.h. */
#include <string.h>

#include "gpu/memory/as.h"
#include "gpu/memory/trace.h"

#define LINE	64u

static uint64_t latency(const struct gen9_params *p)
{
	return p->mem_latency_ns * PS_PER_NS;
}

static uint64_t window(const struct gen9_params *p, enum gen9_streamer who)
{
	return (uint64_t)LINE * (who == GEN9_BLITTER ? p->stream_lines :
						       p->shader_lines);
}

static unsigned int walkers(const struct gen9_params *p, enum gen9_streamer who)
{
	return who == GEN9_BLITTER ? p->stream_walks : p->shader_walks;
}

void gen9_stream_reset(struct gen9_stream *s, enum gen9_streamer who)
{
	s->who = who;
	s->reads = s->huge = s->marks = s->cursor = 0;
	s->side[0].n = s->side[1].n = 0;
	s->side[0].page = s->side[1].page = UINT64_MAX;
	s->pos = s->end = s->charged = 0;
	memset(s->walker, 0, sizeof(s->walker));
}

void gen9_stream_start(struct gen9_as *as, enum gen9_streamer who)
{
	struct gen9_stream *s = as->stream;
	const struct gen9_params *p = as->params;

	if (as->trace)
		gen9_trace_op(as->trace, who == GEN9_BLITTER ?
			      GEN9_TRACE_START : GEN9_TRACE_START_SHADERS);
	if (s)
		gen9_stream_reset(s, who);
	if (!p)
		return;
	if (who == GEN9_BLITTER)
		as->cost_ps = gen9_add_ps(as->cost_ps,
					  gen9_cost_clks(p, p->blt_clks));
	/* a stream that overlaps waits for its first slice by itself */
	if (!s || !window(p, who))
		as->cost_ps = gen9_add_ps(as->cost_ps, latency(p));
}

void gen9_stream_open(struct gen9_as *as)
{
	struct gen9_stream *s = as->stream;

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_OPEN);
	s->open = true;
	s->overlaps = as->params && window(as->params, s->who);
	s->sum = s->moved = (struct gen9_move){ 0 };
	s->moved_ps = 0;
}

void gen9_stream_look_up(struct gen9_stream *s, uint64_t va, bool write)
{
	struct gen9_looks *l = &s->side[write];

	s->last = write;
	if (l->n < GEN9_STREAM_LOOKS) {
		l->look[l->n].ps = 0;
		l->look[l->n++].next = va >> 12 == l->page + 1;
	}
	l->page = va >> 12;
}

static unsigned int oldest(const struct gen9_stream *s)
{
	return s->marks > GEN9_STREAM_MARKS ? s->marks - GEN9_STREAM_MARKS : 0;
}

/*
 * When the stream had consumed all bytes before pos, ps after its start; pos
 * is in mark n, or before it.
 */
static uint64_t consumed(const struct gen9_stream *s, uint64_t pos,
			 unsigned int n)
{
	unsigned int first = oldest(s), i = n % GEN9_STREAM_MARKS;
	uint64_t off;

	while (n > first && s->mark[i].pos >= pos)
		i = --n % GEN9_STREAM_MARKS;
	if (s->mark[i].pos >= pos || !s->marks)
		return pos ? s->mark[first % GEN9_STREAM_MARKS].at : 0;
	off = pos - s->mark[i].pos;
	if (off >= s->mark[i].bytes)
		return s->mark[i].at + s->mark[i].ps;
	return s->mark[i].at + s->mark[i].ps * off / s->mark[i].bytes;
}

/* The last mark before pos, which only grows. */
static void move_cursor(struct gen9_stream *s, uint64_t pos)
{
	if (s->cursor < oldest(s))
		s->cursor = oldest(s);
	while (s->cursor + 1 < s->marks &&
	       s->mark[(s->cursor + 1) % GEN9_STREAM_MARKS].pos < pos)
		s->cursor++;
}

/* A walk of ps from at on, by the first walker that is free: its end. */
static uint64_t walk(struct gen9_stream *s, unsigned int n, uint64_t at,
		     uint64_t ps)
{
	uint64_t *w = &s->walker[0];

	for (unsigned int i = 1; i < n; i++)
		if (s->walker[i] < *w)
			w = &s->walker[i];
	*w = gen9_add_ps(*w > at ? *w : at, ps);
	return *w;
}

/* When the data of a slice is there; k: which look-up of each side it has. */
static uint64_t arrival(struct gen9_stream *s, const struct gen9_params *p,
			unsigned int k, uint64_t bytes)
{
	uint64_t reach = window(p, s->who), done, issue, at;
	uint64_t ahead = reach + p->stream_prefetch_pages * bytes;

	at = s->pos > reach ? s->pos - reach : 0;
	move_cursor(s, at);
	done = issue = consumed(s, at, s->cursor);
	for (unsigned int i = 0; i < 2; i++) {
		const struct gen9_looks *l = &s->side[i];

		if (k >= l->n || !l->look[k].ps)
			continue;
		at = issue;
		if (l->look[k].next && ahead != reach)
			at = consumed(s, s->pos > ahead ? s->pos - ahead : 0,
				      s->cursor);
		at = walk(s, walkers(p, s->who), at, l->look[k].ps);
		done = at > done ? at : done;
	}
	return gen9_add_ps(done, latency(p));
}

static bool same_move(const struct gen9_move *a, const struct gen9_move *b)
{
	return a->kind == b->kind && a->tiled == b->tiled &&
	       a->dst_bytes == b->dst_bytes && a->mem_bytes == b->mem_bytes &&
	       a->huge_bytes == b->huge_bytes;
}

static void slice(struct gen9_stream *s, const struct gen9_params *p,
		  unsigned int k, const struct gen9_move *m)
{
	uint64_t at = arrival(s, p, k, m->mem_bytes);
	unsigned int i = s->marks++ % GEN9_STREAM_MARKS;

	s->mark[i].at = at > s->end ? at : s->end;
	s->mark[i].pos = s->pos;
	s->mark[i].bytes = m->mem_bytes;
	if (!same_move(m, &s->moved)) {
		s->moved = *m;
		s->moved_ps = gen9_cost_move(p, m);
	}
	s->mark[i].ps = s->moved_ps;
	s->pos += m->mem_bytes;
	s->end = gen9_add_ps(s->mark[i].at, s->mark[i].ps);
}

/* Part k of n of a number, so that all parts add up to it. */
static uint64_t part(uint64_t v, unsigned int k, unsigned int n)
{
	return v * (k + 1) / n - v * k / n;
}

static void overlap(struct gen9_stream *s, const struct gen9_params *p,
		    const struct gen9_move *m)
{
	unsigned int n = s->side[0].n > s->side[1].n ? s->side[0].n :
						       s->side[1].n;

	if (n < 2)
		slice(s, p, 0, m);
	for (unsigned int k = 0; n > 1 && k < n; k++) {
		struct gen9_move piece = {
			.kind = m->kind, .tiled = m->tiled,
			.dst_bytes = part(m->dst_bytes, k, n),
			.mem_bytes = part(m->mem_bytes, k, n),
			.huge_bytes = part(m->huge_bytes, k, n),
		};

		slice(s, p, k, &piece);
	}
	s->side[0].n = s->side[1].n = 0;
}

/* Of what a block reads, the share that pages of 2M have. */
static uint64_t huge_bytes(const struct gen9_stream *s,
			    const struct gen9_move *m)
{
	uint64_t read = m->mem_bytes > m->dst_bytes ?
			m->mem_bytes - m->dst_bytes : 0;

	return s->huge ? read * s->huge / s->reads : 0;
}

/* As *m, with huge_bytes. */
static struct gen9_move with_huge(struct gen9_stream *s,
				  const struct gen9_move *m)
{
	struct gen9_move with = *m;

	with.huge_bytes = huge_bytes(s, m);
	s->reads = s->huge = 0;
	return with;
}

void gen9_stream_piece(struct gen9_stream *s, const struct gen9_params *p,
		       const struct gen9_move *m)
{
	const struct gen9_move with = with_huge(s, m);

	overlap(s, p, &with);
}

void gen9_stream_block(struct gen9_as *as, const struct gen9_move *m)
{
	struct gen9_stream *s = as->stream;
	const struct gen9_move with = with_huge(s, m);

	if (as->trace)
		gen9_trace_block(as->trace, m);
	if (s->overlaps) {
		overlap(s, as->params, &with);
		return;
	}
	s->sum.kind = m->kind;
	s->sum.tiled = m->tiled;
	s->sum.dst_bytes += m->dst_bytes;
	s->sum.mem_bytes += m->mem_bytes;
	s->sum.huge_bytes += with.huge_bytes;
}

/* Look-ups of a block that came to nothing hide behind nothing. */
static uint64_t left_over(struct gen9_stream *s)
{
	uint64_t ps = 0;

	for (unsigned int i = 0; i < 2; i++) {
		for (unsigned int k = 0; k < s->side[i].n; k++)
			ps = gen9_add_ps(ps, s->side[i].look[k].ps);
		s->side[i].n = 0;
	}
	return ps;
}

void gen9_stream_close(struct gen9_as *as)
{
	struct gen9_stream *s = as->stream;
	uint64_t ps = left_over(s);

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_CLOSE);
	if (s->overlaps)
		ps = gen9_add_ps(ps, s->end - s->charged);
	else if (as->params)
		ps = gen9_add_ps(ps, gen9_cost_move(as->params, &s->sum));
	s->charged = s->end;
	s->open = s->overlaps = false;
	as->cost_ps = gen9_add_ps(as->cost_ps, ps);
}
