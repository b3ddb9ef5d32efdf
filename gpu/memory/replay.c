// SPDX-License-Identifier: GPL-2.0-or-later
/* The events of a trace, one after the other. */
#include <errno.h>
#include <stdlib.h>

#include "gpu/memory/as.h"
#include "gpu/memory/known.h"
#include "gpu/memory/reading.h"
#include "gpu/memory/recorded.h"
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
};

struct replay {
	struct gen9_reading in;
	const uint8_t *trace;
	struct gen9_known known;	/* of nothing: TLBs are run */
	const struct gen9_params *p;
	struct gen9_recorded memory;
	struct gen9_ctx_counters ctr;
	struct gen9_trace_last last;
	struct engine engine[GEN9_CTR_ENGINES], *e;
	struct gen9_replayed *out;
	bool ended;
};

static int bad(struct replay *r)
{
	gen9_read_fails(&r->in, -EINVAL);
	return r->in.err;
}

/* The engine's TLBs are empty. */
static void next_piece(struct replay *r, struct engine *e)
{
	if (r->known.of && gen9_known_piece(&r->known, e - r->engine))
		bad(r);
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
	r->memory.ggtt.tlb[i] = e->tlb;
	gen9_known_costs(&r->known, e->tlb);
	next_piece(r, e);
	e->as[1] = (struct gen9_as){
		.bus = &r->memory.bus, .params = r->p, .tlb = e->tlb, .ctr = &r->ctr,
		.ggtt = &r->memory.ggtt, .stream = &e->stream, .is_ggtt = true,
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

static void look_up(struct replay *r, unsigned int op)
{
	const uint64_t va = gen9_read_page(&r->in, op,
					   r->last.page[r->e - r->engine]) << 12;
	struct gen9_as *as = &r->e->as[op >> 2 & 1];
	struct gen9_xlat x;

	if (!r->known.of)
		gen9_translate(as, va, op & 2, &x);
	else if (gen9_known_look_up(&r->known, &r->known.engine[r->e - r->engine], as,
				    va, op & 2))
		bad(r);
	r->out->look_ups++;
}

/* A run that begins here is done at once, if it can be. */
static bool do_run(struct replay *r)
{
	const unsigned int i = r->e - r->engine;
	struct gen9_known_engine *k = &r->known.engine[i];
	const struct gen9_run *run;

	if (!r->e->walks)
		return false;
	run = gen9_known_run(&r->known, k, &r->e->as[0], r->in.at - r->trace);
	if (!run)
		return false;
	gen9_known_add(&r->known, k, &r->e->as[0], run);
	r->last.page[i][0][0] = run->page[0];
	r->last.page[i][0][1] = run->page[1];
	r->out->look_ups += run->looks;
	r->in.at = r->trace + run->end;
	return true;
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

static uint64_t misses(const struct replay *r)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < GEN9_CTR_PAGES; i++)
		n += r->ctr.page[i].tlb_misses;
	return n + r->known.misses;
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
	unsigned int op;

	if (r->known.of && do_run(r))
		return;
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
	case GEN9_TRACE_WORD:
	case GEN9_TRACE_GGTT:
	case GEN9_TRACE_IOMMU:
	case GEN9_TRACE_IOMMU_NEW:
	case GEN9_TRACE_FLUSH_GGTT:
	case GEN9_TRACE_DROP_GGTT:
		gen9_recorded_read(&r->memory, &r->in, &r->last, op);
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
	r->known = (struct gen9_known){ .of = known, .set = set };
	r->in.end = trace + len;
	r->p = p;
	r->out = out;
	r->in.err = gen9_recorded_new(&r->memory, !known);
	gen9_read_magic(&r->in);
	if (!r->in.err)
		choose(r, 0);
	while (!r->in.err && !r->ended && r->in.at < r->in.end)
		step(r);
	if (!r->in.err && (!r->ended || r->in.at != r->in.end))
		bad(r);
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++)
		gen9_tlb_free(r->engine[i].tlb);
	gen9_recorded_free(&r->memory);
	ret = r->in.err;
	free(r);
	return ret;
}
