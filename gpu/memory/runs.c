// SPDX-License-Identifier: GPL-2.0-or-later
/* See runs.h. */
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/reading.h"
#include "gpu/memory/runs.h"

struct reader {
	struct gen9_runs *to;
	const uint8_t *trace;
	struct gen9_reading in;
	struct gen9_trace_last last;
	struct {
		bool walker, open;	/* it is no primitive; a step is under way */
	} engine[GEN9_CTR_ENGINES];
	unsigned int e;
	struct gen9_run now;		/* up to its last whole message */
	bool on;
	uint32_t looks;			/* of the message under way */
	bool stray;			/* it has begun outside of a run */
	size_t room, message_room, done_room;
};

/* The list v with one more, of size bytes, behind its *n. */
static void *append(struct reader *r, void *v, size_t *n, size_t *room,
		    const void *one, size_t size)
{
	if (*n == *room) {
		void *to = realloc(v, (*room ? 2 * *room : 1024) * size);

		if (!to) {
			gen9_read_fails(&r->in, -ENOMEM);
			return v;
		}
		*room = *room ? 2 * *room : 1024;
		v = to;
	}
	memcpy((char *)v + (*n)++ * size, one, size);
	return v;
}

/* What was read of a message that is not whole is no part of it. */
static void end_run(struct reader *r)
{
	struct gen9_runs *l = r->to;

	r->stray |= r->looks > 0;
	r->looks = 0;
	if (r->on && r->now.end)
		l->v = append(r, l->v, &l->n, &r->room, &r->now, sizeof(r->now));
	r->on = false;
}

static void begin_run(struct reader *r, const uint8_t *at)
{
	if (r->on || r->stray)
		return;
	r->on = true;
	r->now = (struct gen9_run){
		.at = at - r->trace, .message = r->to->messages,
		.done = r->to->dones,
	};
}

/* All up to here is the run's. */
static void take(struct reader *r)
{
	r->now.end = r->in.at - r->trace;
	r->now.page[0] = r->last.page[r->e][0][0];
	r->now.page[1] = r->last.page[r->e][0][1];
}

static void message(struct reader *r)
{
	struct gen9_runs *l = r->to;

	r->stray = false;
	if (!r->on)
		return;
	l->message = append(r, l->message, &l->messages, &r->message_room,
			    &r->looks, sizeof(r->looks));
	r->now.messages++;
	r->now.looks += r->looks;
	r->looks = 0;
	take(r);
}

static void done(struct reader *r)
{
	struct gen9_runs *l = r->to;
	struct gen9_run_done d;

	d.i = gen9_read_num(&r->in);
	d.n = gen9_read_num(&r->in);
	if (!r->on)
		return;
	l->done = append(r, l->done, &l->dones, &r->done_room, &d, sizeof(d));
	r->now.dones++;
	take(r);
}

/* An event that a run may have. */
static bool of_run(struct reader *r, unsigned int op)
{
	if (!r->engine[r->e].walker || !r->engine[r->e].open)
		return false;
	if (gen9_read_is_look_up(op))
		return !(op & 4);
	return op == GEN9_TRACE_MESSAGE || (op == GEN9_TRACE_DONE && !r->looks);
}

static void other(struct reader *r, unsigned int op)
{
	switch (op) {
	case GEN9_TRACE_ENGINE:
		gen9_read_engine(&r->in, &r->e);
		return;
	case GEN9_TRACE_SWITCH:
	case GEN9_TRACE_FLUSH:
		gen9_trace_last_reset(&r->last, r->e);
		break;
	case GEN9_TRACE_WALKER:
	case GEN9_TRACE_PRIMITIVE:
		r->engine[r->e].walker = op == GEN9_TRACE_WALKER;
		break;
	case GEN9_TRACE_WALK_OPEN:
	case GEN9_TRACE_WALK_CLOSE:
		r->engine[r->e].open = op == GEN9_TRACE_WALK_OPEN;
		r->stray = false;
		break;
	}
	if (gen9_read_is_look_up(op))
		gen9_read_page(&r->in, op, r->last.page[r->e]);
	else if (op < GEN9_TRACE_LOOK_UP)
		gen9_read_skip(&r->in, op);
	else
		gen9_read_fails(&r->in, -EINVAL);
}

static void step(struct reader *r)
{
	const uint8_t *at = r->in.at;
	unsigned int op = *r->in.at++;

	if (!of_run(r, op)) {
		end_run(r);
		other(r, op);
		return;
	}
	begin_run(r, at);
	if (op == GEN9_TRACE_MESSAGE) {
		message(r);
	} else if (op == GEN9_TRACE_DONE) {
		done(r);
	} else {
		gen9_read_page(&r->in, op, r->last.page[r->e]);
		r->looks += r->on;
	}
}

int gen9_runs_find(struct gen9_runs *l, const uint8_t *trace, size_t len)
{
	struct reader r = {
		.to = l, .trace = trace,
		.in = { .at = trace, .end = trace + len },
	};

	*l = (struct gen9_runs){ 0 };
	gen9_read_magic(&r.in);
	while (!r.in.err && r.in.at < r.in.end)
		step(&r);
	end_run(&r);
	return r.in.err;
}

void gen9_runs_free(struct gen9_runs *l)
{
	free(l->v);
	free(l->message);
	free(l->done);
	*l = (struct gen9_runs){ 0 };
}
