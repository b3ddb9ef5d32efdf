// SPDX-License-Identifier: GPL-2.0-or-later
/* The events of a trace, one after the other. */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>

#include "gpu/memory/as.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/reading.h"
#include "gpu/memory/replay.h"
#include "gpu/memory/tlb.h"

struct engine {
	struct gen9_tlb *tlb;		/* NULL: nothing of it was met yet */
	struct gen9_as as[2];		/* [ggtt] */
	struct gen9_stream stream;
	struct gen9_walker walker;
	bool walks;			/* a walker has begun */
	uint64_t work, cmd;		/* ps: in all, of the command */
	bool waited;
	size_t pieces;			/* begun */
	const uint8_t *code, *code_end;	/* known outcomes of this one */
};

struct replay {
	struct gen9_reading in;
	const uint8_t *trace;
	const struct gen9_outcomes *known;	/* or NULL: TLBs are run */
	unsigned int set;			/* of these */
	const struct gen9_params *p;
	struct gen9_bus bus;
	struct gen9_ggtt ggtt;
	struct gen9_ctx_counters ctr;
	struct gen9_trace_last last;
	struct gen9_map words, shifts;
	struct engine engine[GEN9_CTR_ENGINES], *e;
	struct gen9_replayed *out;
	uint64_t misses;		/* that were known */
	uint64_t cost[GEN9_OUTCOME_L2 + 1];	/* ps, of known outcomes */
	uint64_t dearest;			/* of these */
	size_t runs;			/* behind */
	bool ended;
};

static int bad(struct replay *r)
{
	gen9_read_fails(&r->in, -EINVAL);
	return r->in.err;
}

static int bus_read(void *opaque, uint64_t addr, void *buf, size_t len)
{
	struct replay *r = opaque;
	uint64_t v;

	if (len != sizeof(v) || !gen9_map_get(&r->words, addr >> 3, &v))
		return -EFAULT;
	v = htole64(v);
	__builtin_memcpy(buf, &v, sizeof(v));
	return 0;
}

/* A page that no walk of the recorded run came to is as its neighbours. */
static unsigned int bus_shift(void *opaque, uint64_t addr)
{
	struct replay *r = opaque;
	unsigned int shift = 0;

	gen9_map_get_shift(&r->shifts, addr, &shift);
	return shift;
}

/* The engine's TLBs are empty: to its next piece. */
static void next_piece(struct replay *r, struct engine *e)
{
	unsigned int i = e - r->engine;
	const struct gen9_outcome_piece *to;
	const struct gen9_engine_looks *l;

	if (!r->known)
		return;
	l = &r->known->looks->engine[i];
	if (e->pieces >= l->pieces) {
		bad(r);
		return;
	}
	to = &r->known->piece[i][e->pieces];
	e->code = to->groups ? to->code[to->group[r->set]] : NULL;
	e->code_end = to->groups ? e->code + l->piece[e->pieces].n : NULL;
	e->pieces++;
}

static void know_costs(struct replay *r, const struct gen9_tlb *t)
{
	for (unsigned int i = 0; i < GEN9_OUTCOME_L2; i++)
		r->cost[i] = i / GEN9_OUTCOME_MEMORY * t->ps_step +
			i % GEN9_OUTCOME_MEMORY / GEN9_OUTCOME_GTT_CACHE *
			t->ps_gtt_cache + i % GEN9_OUTCOME_GTT_CACHE * t->ps_line;
	r->cost[GEN9_OUTCOME_L2] = t->ps_l2;
	for (unsigned int i = 0; i <= GEN9_OUTCOME_L2; i++)
		if (r->cost[i] > r->dearest)
			r->dearest = r->cost[i];
}

static int choose(struct replay *r, uint64_t i)
{
	struct engine *e;

	if (i >= GEN9_CTR_ENGINES)
		return bad(r);
	r->e = e = &r->engine[i];
	if (e->tlb)
		return 0;
	e->tlb = gen9_tlb_new(r->p);
	if (!e->tlb)
		return r->in.err = -ENOMEM;
	r->ggtt.tlb[i] = e->tlb;
	know_costs(r, e->tlb);
	next_piece(r, e);
	e->as[1] = (struct gen9_as){
		.bus = &r->bus, .params = r->p, .tlb = e->tlb, .ctr = &r->ctr,
		.ggtt = &r->ggtt, .stream = &e->stream, .is_ggtt = true,
	};
	e->as[0] = e->as[1];
	e->as[0].is_ggtt = false;
	e->as[0].walker = &e->walker;
	return 0;
}

static void spend(struct engine *e, uint64_t ps)
{
	e->work = gen9_add_ps(e->work, ps);
	e->cmd = gen9_add_ps(e->cmd, ps);
}

static void charge(struct engine *e)
{
	spend(e, gen9_add_ps(e->as[0].cost_ps, e->as[1].cost_ps));
	e->as[0].cost_ps = e->as[1].cost_ps = 0;
}

static void cmd_end(struct engine *e)
{
	charge(e);
	if (!e->waited && e->cmd < GEN9_CMD_MIN_PS)
		spend(e, GEN9_CMD_MIN_PS - e->cmd);
}

/* Where the blit under way is: in the space whose step is open. */
static struct gen9_as *streaming(struct engine *e)
{
	return &e->as[0];
}

/* What gen9_translate() does to the time of a page that is present. */
static void known_look_up(struct replay *r, bool ggtt, uint64_t va, bool write)
{
	struct engine *e = r->e;
	struct gen9_as *as = &e->as[ggtt];
	unsigned int code, cost;

	if (e->code == e->code_end) {
		bad(r);
		return;
	}
	code = *e->code++;
	cost = gen9_outcome_cost(code);
	r->misses += gen9_outcome_walked(code);
	if (e->stream.open)
		gen9_stream_look_up(&e->stream, va, write);
	if (as->walker)
		gen9_walker_look_up(as->walker, va, write);
	if (cost)
		gen9_as_charge(as, r->cost[cost]);
	if ((e->stream.open || (as->walker && as->walker->streams)) && !write)
		gen9_stream_read(&e->stream, code & GEN9_OUTCOME_HUGE);
}

static void look_up(struct replay *r, unsigned int op)
{
	const uint64_t va = gen9_read_page(&r->in, op,
					   r->last.page[r->e - r->engine]) << 12;
	struct gen9_xlat x;

	if (r->known)
		known_look_up(r, op & 4, va, op & 2);
	else
		gen9_translate(&r->e->as[op >> 2 & 1], va, op & 2, &x);
	r->out->look_ups++;
}

/* The run that begins here, if all that it does is to add up. */
static const struct gen9_run *run_here(struct replay *r, const uint8_t *at)
{
	const struct gen9_runs *l = &r->known->looks->runs;
	const struct gen9_walker *w = &r->e->walker;
	const struct gen9_run *run;
	uint64_t sum;

	while (r->runs < l->n && l->v[r->runs].at < (size_t)(at - r->trace))
		r->runs++;
	if (r->runs == l->n || l->v[r->runs].at != (size_t)(at - r->trace))
		return NULL;
	run = &l->v[r->runs];
	if (!r->e->walks || !w->open || !w->overlaps || w->shape.primitive ||
	    w->msg_sum || r->e->stream.open)
		return NULL;
	if ((size_t)(r->e->code_end - r->e->code) < run->looks ||
	    __builtin_mul_overflow(r->dearest, (uint64_t)run->looks, &sum))
		return NULL;
	return run;
}

/* What messages of n look-ups each wait for page walks; *ps: all walks. */
static uint64_t waits(struct replay *r, const uint32_t *n, uint32_t messages,
		      uint64_t *ps)
{
	const uint32_t walks = r->p->shader_walks;
	const uint8_t *code = r->e->code;
	uint64_t wait = 0;

	for (uint32_t i = 0; i < messages; i++) {
		const uint8_t *end = code + n[i];
		uint64_t sum = 0, most = 0;

		for (; code < end; code++) {
			uint64_t cost = r->cost[gen9_outcome_cost(*code)];

			sum += cost;
			most = cost > most ? cost : most;
		}
		*ps += sum;
		/* a message of one look-up needs no division */
		wait += sum > most && sum / walks > most ? sum / walks : most;
	}
	return wait;
}

static void do_run(struct replay *r, const struct gen9_run *run)
{
	const struct gen9_runs *l = &r->known->looks->runs;
	struct engine *e = r->e;
	uint64_t ps = 0, wait;

	wait = waits(r, l->message + run->message, run->messages, &ps);
	e->walker.walk_ps = gen9_add_ps(e->walker.walk_ps, ps);
	e->walker.wait_ps = gen9_add_ps(e->walker.wait_ps, wait);
	for (const uint8_t *end = e->code + run->looks; e->code < end; e->code++)
		r->misses += gen9_outcome_walked(*e->code);
	for (size_t i = run->done; i < run->done + run->dones; i++)
		gen9_walker_done(&e->as[0], l->done[i].i, l->done[i].n);
	r->last.page[e - r->engine][0][0] = run->page[0];
	r->last.page[e - r->engine][0][1] = run->page[1];
	r->out->look_ups += run->looks;
	r->in.at = r->trace + run->end;
}

static void block(struct replay *r, bool same)
{
	struct gen9_move *m = &r->last.block;
	uint64_t how;

	if (!same) {
		how = gen9_read_num(&r->in);
		m->kind = how & 3;
		m->tiled = how >> 2 & 1;
		m->dst_bytes = gen9_read_num(&r->in);
		m->mem_bytes = gen9_read_num(&r->in);
		if (how > 7 || m->kind > GEN9_BLT_ROP)
			bad(r);
	}
	if (!r->in.err && r->e->stream.open)
		gen9_stream_block(streaming(r->e), m);
	else
		bad(r);
}

static void clks(struct replay *r)
{
	uint64_t i = gen9_read_num(&r->in);

	if (i < GEN9_PARAM_COUNT)
		spend(r->e, gen9_cost_clks(r->p, gen9_param_get(r->p, i)));
	else
		bad(r);
}

static void new_context(struct replay *r)
{
	uint64_t flags, pml4 = gen9_read_num(&r->in);

	flags = gen9_read_num(&r->in);
	r->e->as[0].pml4 = pml4;
	r->e->as[0].ips_off = flags & 1;
	r->e->tlb->gtt_cache_on = flags & 2;
}

static void learn(struct replay *r, unsigned int op)
{
	struct gen9_trace_last *l = &r->last;
	uint64_t n;

	switch (op) {
	case GEN9_TRACE_WORD:
		l->word = gen9_read_distance(&r->in, l->word);
		l->val = gen9_read_distance(&r->in, l->val);
		if (!r->known && gen9_map_put(&r->words, l->word & ~(7ull << 61), l->val))
			r->in.err = -ENOMEM;
		break;
	case GEN9_TRACE_GGTT:
		n = gen9_read_num(&r->in);
		if (n >= GEN9_GGTT_ENTRIES)
			bad(r);
		else if (r->known)
			gen9_read_num(&r->in);
		else
			r->ggtt.pte[n] = gen9_read_num(&r->in);
		break;
	default:
		l->pa = gen9_read_distance(&r->in, l->pa);
		n = gen9_read_num(&r->in);
		if (n > 48 || gen9_map_put_shift(&r->shifts, l->pa << 12, n))
			bad(r);
	}
}

static uint64_t misses(const struct replay *r)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < GEN9_CTR_PAGES; i++)
		n += r->ctr.page[i].tlb_misses;
	return n + r->misses;
}

static void empty_tlbs(struct replay *r, uint64_t ps)
{
	struct engine *e = r->e;

	gen9_tlb_flush(e->tlb);
	gen9_trace_last_reset(&r->last, e - r->engine);
	spend(e, ps);
	next_piece(r, e);
}

static void finish(struct replay *r)
{
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		r->out->recorded_ps[i] = gen9_read_num(&r->in);
		r->out->work_ps[i] = r->engine[i].work;
	}
	r->out->misses = misses(r);
	r->out->iotlb_misses = r->ctr.iotlb_misses;
	r->ended = true;
}

static void open_step(struct replay *r, unsigned int op)
{
	struct gen9_as *as = streaming(r->e);

	if ((op == GEN9_TRACE_CLOSE) != r->e->stream.open)
		bad(r);
	else if (op == GEN9_TRACE_START)
		gen9_stream_start(as, GEN9_BLITTER);
	else if (op == GEN9_TRACE_START_SHADERS)
		gen9_stream_start(as, GEN9_SHADERS);
	else if (op == GEN9_TRACE_OPEN)
		gen9_stream_open(as);
	else
		gen9_stream_close(as);
}

static void new_walker(struct replay *r, bool primitive)
{
	uint64_t threads = gen9_read_num(&r->in), n[3];
	struct gen9_walker_shape s;

	for (unsigned int i = 0; i < 3; i++) {
		n[i] = gen9_read_num(&r->in);
		if (!n[i] || n[i] > GEN9_SLICES_MAX * GEN9_SUBSLICES *
				    GEN9_SUBSLICE_EUS * GEN9_EU_THREADS)
			bad(r);
	}
	s = (struct gen9_walker_shape){ threads, n[0], n[1], n[2], primitive };
	r->e->walks = !r->in.err;
	if (r->e->walks)
		gen9_walker_begin(&r->e->as[0], &s);
}

static void of_walker(struct replay *r, unsigned int op)
{
	struct gen9_as *as = &r->e->as[0];
	uint64_t i;

	if (!r->e->walks || (op == GEN9_TRACE_WALK_OPEN) == as->walker->open) {
		bad(r);
		return;
	}
	switch (op) {
	case GEN9_TRACE_WALK_OPEN:
		gen9_walker_open(as);
		break;
	case GEN9_TRACE_WALK_CLOSE:
		gen9_walker_close(as);
		break;
	case GEN9_TRACE_MESSAGE:
		gen9_walker_message(as);
		break;
	case GEN9_TRACE_WALK_END:
		gen9_walker_end(as);
		break;
	default:
		i = gen9_read_num(&r->in);
		if (i < GEN9_DONES)
			gen9_walker_done(as, i, gen9_read_num(&r->in));
		else
			bad(r);
	}
}

static void of_engine(struct replay *r, unsigned int op)
{
	struct engine *e = r->e;

	switch (op) {
	case GEN9_TRACE_START:
	case GEN9_TRACE_START_SHADERS:
	case GEN9_TRACE_OPEN:
	case GEN9_TRACE_CLOSE:
		open_step(r, op);
		break;
	case GEN9_TRACE_BLOCK:
	case GEN9_TRACE_SAME_BLOCK:
		block(r, op == GEN9_TRACE_SAME_BLOCK);
		break;
	case GEN9_TRACE_WALKER:
	case GEN9_TRACE_PRIMITIVE:
		new_walker(r, op == GEN9_TRACE_PRIMITIVE);
		break;
	case GEN9_TRACE_WALK_OPEN:
	case GEN9_TRACE_WALK_CLOSE:
	case GEN9_TRACE_WALK_END:
	case GEN9_TRACE_MESSAGE:
	case GEN9_TRACE_DONE:
		of_walker(r, op);
		break;
	case GEN9_TRACE_BYTES:
		e->as[0].cost_ps = gen9_add_ps(e->as[0].cost_ps,
					       gen9_cost_mem(r->p, gen9_read_num(&r->in)));
		break;
	case GEN9_TRACE_CLKS:
		clks(r);
		break;
	case GEN9_TRACE_SWITCH:
		empty_tlbs(r, r->p->ctx_switch_ns * 1000ull);
		break;
	case GEN9_TRACE_IOTLB:
		gen9_cache_put(&e->tlb->iotlb, gen9_read_num(&r->in), 0);
		break;
	case GEN9_TRACE_IOMMU_DIR:
		gen9_cache_put(&e->tlb->iommu_dir, gen9_read_num(&r->in), 0);
		break;
	case GEN9_TRACE_CONTEXT:
		new_context(r);
		break;
	case GEN9_TRACE_CMD:
		charge(e);
		e->cmd = 0;
		e->waited = false;
		break;
	case GEN9_TRACE_CMD_END:
		cmd_end(e);
		break;
	case GEN9_TRACE_WAIT:
		e->waited = true;
		break;
	case GEN9_TRACE_FLUSH:
		empty_tlbs(r, 0);
		break;
	case GEN9_TRACE_RESET:
		gen9_tlb_flush(e->tlb);
		next_piece(r, e);
		e->as[0].cost_ps = e->as[1].cost_ps = 0;
		break;
	case GEN9_TRACE_CHARGE:
		charge(e);
		break;
	case GEN9_TRACE_RAW:
		spend(e, gen9_read_num(&r->in));
		break;
	case GEN9_TRACE_UNCHARGED:
		e->as[0].cost_ps = gen9_add_ps(e->as[0].cost_ps, gen9_read_num(&r->in));
		break;
	default:
		bad(r);
	}
}

static void step(struct replay *r)
{
	const struct gen9_run *run = r->known ? run_here(r, r->in.at) : NULL;
	unsigned int op;
	uint64_t n;

	if (run) {
		do_run(r, run);
		return;
	}
	op = *r->in.at++;

	/* what is not charged by then is before more is */
	if (op == GEN9_TRACE_SWITCH || op == GEN9_TRACE_FLUSH)
		charge(r->e);
	if (gen9_read_is_look_up(op)) {
		look_up(r, op & 7);
		return;
	}
	switch (op) {
	case GEN9_TRACE_END:
		finish(r);
		break;
	case GEN9_TRACE_ENGINE:
		choose(r, gen9_read_num(&r->in));
		break;
	case GEN9_TRACE_HAS_IOMMU:
		r->bus.iommu_shift = bus_shift;
		break;
	case GEN9_TRACE_WORD:
	case GEN9_TRACE_GGTT:
	case GEN9_TRACE_IOMMU:
		learn(r, op);
		break;
	case GEN9_TRACE_IOMMU_NEW:
		gen9_map_clear(&r->shifts);
		break;
	case GEN9_TRACE_FLUSH_GGTT:
		gen9_ggtt_flush(&r->ggtt);
		break;
	case GEN9_TRACE_DROP_GGTT:
		n = gen9_read_num(&r->in);
		if (n < r->ggtt.entries)
			gen9_ggtt_write(&r->ggtt, n, r->ggtt.pte[n]);
		break;
	default:
		of_engine(r, op);
	}
}

int gen9_replay(const uint8_t *trace, size_t len,
		const struct gen9_outcomes *known, unsigned int set,
		const struct gen9_params *p, struct gen9_replayed *out)
{
	struct replay *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		return -ENOMEM;
	*out = (struct gen9_replayed){ 0 };
	r->trace = r->in.at = trace;
	r->known = known;
	r->set = set;
	r->in.end = trace + len;
	r->p = p;
	r->out = out;
	r->bus = (struct gen9_bus){ .opaque = r, .dma_read = bus_read };
	r->in.err = known ? 0 : gen9_ggtt_init(&r->ggtt, NULL, NULL);
	gen9_read_magic(&r->in);
	if (!r->in.err)
		choose(r, 0);
	while (!r->in.err && !r->ended && r->in.at < r->in.end)
		step(r);
	if (!r->in.err && (!r->ended || r->in.at != r->in.end))
		bad(r);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_tlb_free(r->engine[i].tlb);
	gen9_ggtt_free(&r->ggtt);
	gen9_map_free(&r->words);
	gen9_map_free(&r->shifts);
	ret = r->in.err;
	free(r);
	return ret;
}
