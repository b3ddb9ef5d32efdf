// SPDX-License-Identifier: GPL-2.0-or-later
/* See known.h. */
#include <errno.h>

#include "gpu/memory/known.h"
#include "gpu/memory/tlb.h"

void gen9_known_costs(struct gen9_known *k, const struct gen9_tlb *t)
{
	for (unsigned int i = 0; i < GEN9_OUTCOME_L2; i++)
		k->cost[i] = i / GEN9_OUTCOME_MEMORY * t->ps_step +
			i % GEN9_OUTCOME_MEMORY / GEN9_OUTCOME_GTT_CACHE *
			t->ps_gtt_cache + i % GEN9_OUTCOME_GTT_CACHE * t->ps_line;
	k->cost[GEN9_OUTCOME_L2] = t->ps_l2;
	for (unsigned int i = 0; i <= GEN9_OUTCOME_L2; i++)
		if (k->cost[i] > k->dearest)
			k->dearest = k->cost[i];
}

int gen9_known_piece(struct gen9_known *k, unsigned int engine)
{
	struct gen9_known_engine *e = &k->engine[engine];
	const struct gen9_engine_looks *l = &k->of->looks->engine[engine];
	const struct gen9_outcome_piece *to;

	if (e->pieces >= l->pieces)
		return -EINVAL;
	to = &k->of->piece[engine][e->pieces];
	e->code = to->groups ? to->code[to->group[k->set]] : NULL;
	e->end = to->groups ? e->code + l->piece[e->pieces].n : NULL;
	e->pieces++;
	return 0;
}

const struct gen9_run *gen9_known_run(struct gen9_known *k,
				      const struct gen9_known_engine *e,
				      const struct gen9_as *as, size_t at)
{
	const struct gen9_runs *l = &k->of->looks->runs;
	const struct gen9_walker *w = as->walker;
	const struct gen9_run *run;
	uint64_t sum;

	while (k->runs < l->n && l->v[k->runs].at < at)
		k->runs++;
	if (k->runs == l->n || l->v[k->runs].at != at)
		return NULL;
	run = &l->v[k->runs];
	if (!w->open || !w->overlaps || w->shape.primitive || w->msg_sum ||
	    as->stream->open)
		return NULL;
	if ((size_t)(e->end - e->code) < run->looks ||
	    __builtin_mul_overflow(k->dearest, (uint64_t)run->looks, &sum))
		return NULL;
	return run;
}

/* What messages of n look-ups each wait for page walks; *ps: all walks. */
static uint64_t waits(const struct gen9_known *k, const uint8_t *code,
		      const uint32_t *n, uint32_t messages, uint32_t walks,
		      uint64_t *ps)
{
	uint64_t wait = 0;

	for (uint32_t i = 0; i < messages; i++) {
		const uint8_t *end = code + n[i];
		uint64_t sum = 0, most = 0;

		for (; code < end; code++) {
			uint64_t cost = k->cost[gen9_outcome_cost(*code)];

			sum += cost;
			most = cost > most ? cost : most;
		}
		*ps += sum;
		/* a message of one look-up needs no division */
		wait += sum > most && sum / walks > most ? sum / walks : most;
	}
	return wait;
}

void gen9_known_add(struct gen9_known *k, struct gen9_known_engine *e,
		    struct gen9_as *as, const struct gen9_run *run)
{
	const struct gen9_runs *l = &k->of->looks->runs;
	uint64_t ps = 0, wait;

	wait = waits(k, e->code, l->message + run->message, run->messages,
		     as->params->shader_walks, &ps);
	as->walker->walk_ps = gen9_add_ps(as->walker->walk_ps, ps);
	as->walker->wait_ps = gen9_add_ps(as->walker->wait_ps, wait);
	for (const uint8_t *end = e->code + run->looks; e->code < end; e->code++)
		k->misses += gen9_outcome_walked(*e->code);
	for (size_t i = run->done; i < run->done + run->dones; i++)
		gen9_walker_done(as, l->done[i].i, l->done[i].n);
}
