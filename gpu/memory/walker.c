// SPDX-License-Identifier: GPL-2.0-or-later
/* The time of a walker; the model is in walker.h. */
#include <string.h>

#include "gpu/memory/as.h"
#include "gpu/memory/trace.h"

#define LINE		64u
#define BARRIERS	16u	/* groups of a subslice: Gen9, 5.5 */
#define TEXELS		4u	/* a clock of a sampler: Gen9, 5.5 */
#define GTI_WRITE	32u	/* bytes a clock; 64 are read: Gen9, 5.7 */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

struct gen9_walker_shape gen9_walker_shape(unsigned int threads,
					   uint32_t slm_bytes, uint64_t groups)
{
	const uint32_t room = GEN9_SUBSLICE_EUS * GEN9_EU_THREADS;
	struct gen9_walker_shape s = { .subslices = GEN9_SUBSLICES };
	uint64_t at_once = most(room / threads, 1);

	if (slm_bytes)
		at_once = least(at_once, GEN9_SLM_BYTES / slm_bytes);
	at_once = least(at_once, BARRIERS);
	if (__builtin_mul_overflow(groups, threads, &s.threads))
		s.threads = UINT64_MAX;
	s.subslices = least(GEN9_SUBSLICES, most(groups, 1));
	s.slots = least(s.threads, s.subslices * least(room, at_once * threads));
	s.eus = least(s.threads, s.subslices * GEN9_SUBSLICE_EUS);
	return s;
}

/* Products of sums and parameters may not fit: then the largest number. */
static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t r;

	return __builtin_mul_overflow(a, b, &r) ? UINT64_MAX : r;
}

/* Clocks, in hundredths, that an FPU is busy with such an instruction. */
static uint64_t fpu_clks(const struct gen9_params *p, unsigned int kind,
			 unsigned int log)
{
	const uint64_t pct[GEN9_ISSUES] = {
		[GEN9_ISSUE_ALU] = 100, [GEN9_ISSUE_MUL] = p->eu_mul_pct,
		[GEN9_ISSUE_DF] = 100, [GEN9_ISSUE_MATH] = p->eu_math_pct,
		[GEN9_ISSUE_MATH2] = 2ull * p->eu_math_pct,
		[GEN9_ISSUE_IDIV] = 4ull * p->eu_math_pct,
	};

	return pct[kind] << log;
}

/* What all EUs have to do, hundredths of clocks of ... */
struct issue {
	uint64_t both;		/* two FPUs */
	uint64_t one;		/* the one with DF and math */
	uint64_t slots;		/* a thread's slot */
};

static struct issue issue(const struct gen9_params *p,
			  const struct gen9_walker *w)
{
	struct issue s = { 0 };

	for (unsigned int k = 0; k < GEN9_ISSUES; k++)
		for (unsigned int l = 0; l < GEN9_ISSUE_LOGS; l++) {
			uint64_t n = w->done[k * GEN9_ISSUE_LOGS + l];
			uint64_t clks;

			if (!n)
				continue;
			clks = fpu_clks(p, k, l);
			s.both = gen9_add_ps(s.both, times(n, clks));
			if (k >= GEN9_ISSUE_DF && k <= GEN9_ISSUE_IDIV)
				s.one = gen9_add_ps(s.one, times(n, clks));
			s.slots = gen9_add_ps(s.slots,
					      times(n, most(clks, p->eu_issue_pct)));
		}
	return s;
}

static uint64_t level_ps(const struct gen9_params *p, unsigned int level)
{
	uint64_t l3 = gen9_cost_clks(p, p->l3_latency_clks);

	switch (level) {
	case GEN9_FROM_SLM:
		return gen9_cost_clks(p, p->slm_latency_clks);
	case GEN9_FROM_L3:
		return l3;
	case GEN9_FROM_LLC:
		return l3 + p->llc_latency_ns * PS_PER_NS;
	case GEN9_FROM_MEM:
		return l3 + p->mem_latency_ns * PS_PER_NS;
	default:
		return 0;
	}
}

/* How long threads stand for messages; page walks are not in it. */
static uint64_t waits(const struct gen9_params *p, const struct gen9_walker *w)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < GEN9_FROMS; i++) {
		uint64_t ps = times(w->done[GEN9_DONE_WAIT + i], level_ps(p, i));
		uint64_t off = gen9_cost_clks(p, times(p->eu_issue_pct,
			w->done[GEN9_DONE_COVERED + i]) / 100);

		sum = gen9_add_ps(sum, ps > off ? ps - off : 0);
	}
	return sum;
}

/* A state that was loaded may have nonsense for a shape. */
static uint64_t among(uint64_t v, uint32_t n)
{
	return n ? v / n : v;
}

/* Clocks of what the subslices have one of each. */
static uint64_t subslice_clks(const struct gen9_walker *w)
{
	uint64_t l3 = w->done[GEN9_DONE_L3];
	uint64_t sampler = w->done[GEN9_DONE_SAMPLER] / TEXELS;

	return among(most(most(l3, w->done[GEN9_DONE_SLM]), sampler),
		     w->shape.subslices);
}

uint64_t gen9_walker_time(const struct gen9_params *p,
			  const struct gen9_walker *w)
{
	const struct issue s = issue(p, w);
	uint64_t reads = gen9_add_ps(w->done[GEN9_DONE_LLC],
				     w->done[GEN9_DONE_READ]);
	uint64_t clks = among(most(s.both / 2, s.one) / 100, w->shape.eus), ps;
	uint64_t alive = gen9_add_ps(gen9_cost_clks(p, s.slots / 100),
				     gen9_add_ps(waits(p, w), w->wait_ps));

	clks = most(clks, subslice_clks(w));
	clks = most(clks, times(w->done[GEN9_DONE_THREADS],
				p->eu_dispatch_clks));
	clks = most(clks, times(w->done[GEN9_DONE_PS_THREADS],
				p->ps_dispatch_clks));
	clks = most(clks, w->done[GEN9_DONE_PIXELS] / p->ps_pixels_per_clk);
	clks = most(clks, reads);
	clks = most(clks, times(w->done[GEN9_DONE_WRITE], LINE / GTI_WRITE));
	ps = most(gen9_cost_clks(p, clks), among(alive, w->shape.slots));
	ps = most(ps, w->walk_ps / p->shader_walks);
	/* the stream has it */
	if (w->shape.primitive && p->stream_lines)
		return ps;
	return most(ps, gen9_cost_mem(p, times(LINE, gen9_add_ps(
			w->done[GEN9_DONE_READ], w->done[GEN9_DONE_WRITE]))));
}

void gen9_walker_begin(struct gen9_as *as, const struct gen9_walker_shape *s)
{
	struct gen9_walker *w = as->walker;

	if (as->trace)
		gen9_trace_walker(as->trace, s);
	*w = (struct gen9_walker){ .shape = *s };
	if (s->primitive && as->stream)
		gen9_stream_reset(as->stream, GEN9_BLITTER);
	if (as->params)
		as->cost_ps = gen9_add_ps(as->cost_ps,
			gen9_cost_clks(as->params, s->primitive ?
				       as->params->prim_clks :
				       as->params->walker_clks));
}

void gen9_walker_open(struct gen9_as *as)
{
	struct gen9_walker *w = as->walker;

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_WALK_OPEN);
	w->open = true;
	w->streams = w->shape.primitive && as->params && as->stream &&
		     as->params->stream_lines;
	w->overlaps = w->streams || (as->params && as->params->shader_lines);
}

static void stream_latency(struct gen9_as *as, uint64_t ps)
{
	struct gen9_walker *w = as->walker;

	if (!w->look)
		gen9_stream_look_up(as->stream, w->look_va, w->look_write);
	w->look = gen9_add_ps(w->look, ps);
	gen9_stream_latency(as->stream, ps);
}

void gen9_walker_latency(struct gen9_as *as, uint64_t ps)
{
	struct gen9_walker *w = as->walker;

	/* what is there at once is no look-up of a stream's */
	if (w->streams) {
		if (ps)
			stream_latency(as, ps);
		return;
	}
	w->look = gen9_add_ps(w->look, ps);
	w->msg_sum = gen9_add_ps(w->msg_sum, ps);
	w->msg_most = most(w->msg_most, w->look);
}

/* A clear reads its shader alone. */
static void end_piece(struct gen9_as *as)
{
	struct gen9_walker *w = as->walker;
	const struct gen9_move m = {
		.kind = w->done[GEN9_DONE_READ] < w->done[GEN9_DONE_WRITE] / 8 ?
			GEN9_DRAW_FILL : GEN9_DRAW_COPY,
		.mem_bytes = times(w->lines, LINE),
		.dst_bytes = times(w->written, LINE),
	};

	if (w->streams)
		gen9_stream_piece(as->stream, as->params, &m);
	w->lines = w->written = 0;
}

void gen9_walker_end(struct gen9_as *as)
{
	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_WALK_END);
	end_piece(as);
}

/* Walks of a message's pages: side by side, as many as there are walkers. */
static void take_message(struct gen9_as *as)
{
	struct gen9_walker *w = as->walker;
	uint64_t side;

	w->look = 0;
	if (!w->msg_sum)
		return;
	side = as->params ? w->msg_sum / as->params->shader_walks : 0;
	w->walk_ps = gen9_add_ps(w->walk_ps, w->msg_sum);
	w->wait_ps = gen9_add_ps(w->wait_ps, most(side, w->msg_most));
	w->msg_sum = w->msg_most = 0;
}

void gen9_walker_message(struct gen9_as *as)
{
	if (!as->walker || !as->walker->open)
		return;
	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_MESSAGE);
	take_message(as);
}

void gen9_walker_done(struct gen9_as *as, enum gen9_done i, uint64_t n)
{
	struct gen9_walker *w = as->walker;

	if (!n)
		return;
	if (as->trace)
		gen9_trace_done(as->trace, i, n);
	w->done[i] = gen9_add_ps(w->done[i], n);
	if (i == GEN9_DONE_READ || i == GEN9_DONE_WRITE)
		w->lines = gen9_add_ps(w->lines, n);
	if (i == GEN9_DONE_WRITE)
		w->written = gen9_add_ps(w->written, n);
	if (i == GEN9_DONE_PIECE)
		end_piece(as);
}

void gen9_walker_close(struct gen9_as *as)
{
	struct gen9_walker *w = as->walker;
	uint64_t now = 0;

	if (as->trace)
		gen9_trace_op(as->trace, GEN9_TRACE_WALK_CLOSE);
	take_message(as);
	if (as->params)
		now = gen9_walker_time(as->params, w);
	if (w->streams)
		now = most(now, as->stream->end);
	w->open = w->overlaps = w->streams = false;
	if (now <= w->charged)
		return;
	as->cost_ps = gen9_add_ps(as->cost_ps, now - w->charged);
	w->charged = now;
}
