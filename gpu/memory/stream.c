// SPDX-License-Identifier: GPL-2.0-or-later
/* The time of a blit; the model is in stream.h. */
#include <string.h>

#include "gpu/memory/as.h"
#include "gpu/memory/trace.h"

#define LINE	64u
#define PS_PER_NS	1000ull

static uint64_t latency(const struct gen9_params *p)
{
	return p->mem_latency_ns * PS_PER_NS;
}

void gen9_stream_start(struct gen9_as *as)
{
	struct gen9_stream *s = as->stream;
	const struct gen9_params *p = as->params;

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_START);
	if (s) {
		s->reads = s->huge = s->marks = 0;
		s->side[0].n = s->side[1].n = 0;
		s->side[0].page = s->side[1].page = UINT64_MAX;
		s->pos = s->end = s->charged = 0;
		memset(s->walker, 0, sizeof(s->walker));
	}
	if (!p)
		return;
	as->cost_ps = gen9_add_ps(as->cost_ps, gen9_cost_clks(p, p->blt_clks));
	/* a stream that overlaps waits for its first slice by itself */
	if (!s || !p->stream_lines)
		as->cost_ps = gen9_add_ps(as->cost_ps, latency(p));
}

void gen9_stream_open(struct gen9_as *as)
{
	struct gen9_stream *s = as->stream;

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_OPEN);
	s->open = true;
	s->overlaps = as->params && as->params->stream_lines;
	s->sum = (struct gen9_move){ 0 };
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

/* When the stream had consumed all bytes before pos, ps after its start. */
static uint64_t consumed(const struct gen9_stream *s, uint64_t pos)
{
	unsigned int n = s->marks, oldest = 0;

	if (n > GEN9_STREAM_MARKS)
		oldest = n - GEN9_STREAM_MARKS;
	while (n-- > oldest) {
		unsigned int i = n % GEN9_STREAM_MARKS;
		uint64_t off = pos - s->mark[i].pos;

		if (pos <= s->mark[i].pos)
			continue;
		if (off >= s->mark[i].bytes)
			return s->mark[i].at + s->mark[i].ps;
		return s->mark[i].at + s->mark[i].ps * off / s->mark[i].bytes;
	}
	return pos ? s->mark[oldest % GEN9_STREAM_MARKS].at : 0;
}

/* A walk of ps from at on, by the first walker that is free: its end. */
static uint64_t walk(struct gen9_stream *s, unsigned int walkers, uint64_t at,
		     uint64_t ps)
{
	uint64_t *w = &s->walker[0];

	for (unsigned int i = 1; i < walkers; i++)
		if (s->walker[i] < *w)
			w = &s->walker[i];
	*w = gen9_add_ps(*w > at ? *w : at, ps);
	return *w;
}

/* When the data of a slice is there; k: which look-up of each side it has. */
static uint64_t ready(struct gen9_stream *s, const struct gen9_params *p,
		      unsigned int k, uint64_t bytes)
{
	uint64_t window = (uint64_t)p->stream_lines * LINE, at;
	uint64_t done = consumed(s, s->pos > window ? s->pos - window : 0);

	for (unsigned int i = 0; i < 2; i++) {
		const struct gen9_looks *l = &s->side[i];
		uint64_t back = window;

		if (k >= l->n || !l->look[k].ps)
			continue;
		if (l->look[k].next)
			back += p->stream_prefetch_pages * bytes;
		at = consumed(s, s->pos > back ? s->pos - back : 0);
		at = walk(s, p->stream_walks, at, l->look[k].ps);
		done = at > done ? at : done;
	}
	return gen9_add_ps(done, latency(p));
}

static void slice(struct gen9_stream *s, const struct gen9_params *p,
		  unsigned int k, const struct gen9_move *m)
{
	uint64_t at = ready(s, p, k, m->mem_bytes);
	unsigned int i = s->marks++ % GEN9_STREAM_MARKS;

	s->mark[i].at = at > s->end ? at : s->end;
	s->mark[i].pos = s->pos;
	s->mark[i].bytes = m->mem_bytes;
	s->mark[i].ps = gen9_cost_move(p, m);
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

	n += !n;
	for (unsigned int k = 0; k < n; k++) {
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

void gen9_stream_block(struct gen9_as *as, const struct gen9_move *m)
{
	struct gen9_stream *s = as->stream;
	struct gen9_move with = *m;

	if (as->trace)
		gen9_trace_block(as->trace, m);
	with.huge_bytes = huge_bytes(s, m);
	s->reads = s->huge = 0;
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
