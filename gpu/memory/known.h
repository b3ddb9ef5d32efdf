/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a trace's look-ups under one set (outcomes.h), used up look-up
 * by look-up as the trace is replayed (replay.h): it stands for the TLBs.
 */
#ifndef GEN9_KNOWN_H
#define GEN9_KNOWN_H

#include "gpu/memory/as.h"
#include "gpu/memory/outcomes.h"

struct gen9_known {
	const struct gen9_outcomes *of;		/* NULL: nothing is known */
	unsigned int set;			/* which of these */
	struct gen9_known_engine {
		size_t pieces;			/* begun */
		const uint8_t *code, *end;	/* of this one */
	} engine[GEN9_CTR_ENGINES];
	uint64_t cost[GEN9_OUTCOME_L2 + 1];	/* ps, of an outcome */
	uint64_t dearest;			/* of these */
	uint64_t misses;
	size_t runs;				/* behind */
};

struct gen9_tlb;

/* What outcomes cost where a TLB of the set would be. */
void gen9_known_costs(struct gen9_known *k, const struct gen9_tlb *t);

/* The engine's TLBs are empty: to its next piece. -EINVAL: there is none. */
int gen9_known_piece(struct gen9_known *k, unsigned int engine);

/*
 * What gen9_translate() does to the time of a page that is present. -EINVAL: the
 * piece has no more look-ups.
 */
static inline int gen9_known_look_up(struct gen9_known *k, struct gen9_known_engine *e,
				     struct gen9_as *as, uint64_t va, bool write)
{
	unsigned int code, cost;

	if (e->code == e->end)
		return -EINVAL;
	code = *e->code++;
	cost = gen9_outcome_cost(code);
	k->misses += gen9_outcome_walked(code);
	if (as->stream->open)
		gen9_stream_look_up(as->stream, va, write);
	if (as->walker)
		gen9_walker_look_up(as->walker, va, write);
	if (cost)
		gen9_as_charge(as, k->cost[cost]);
	if ((as->stream->open || (as->walker && as->walker->streams)) && !write)
		gen9_stream_read(as->stream, code & GEN9_OUTCOME_HUGE);
	return 0;
}

/*
 * The run that begins at this byte of the trace, if all that it does to as, whose
 * walker has begun, is to add up; else NULL. Bytes only rise.
 */
const struct gen9_run *gen9_known_run(struct gen9_known *k,
				      const struct gen9_known_engine *e,
				      const struct gen9_as *as, size_t at);

/* It is done. */
void gen9_known_add(struct gen9_known *k, struct gen9_known_engine *e,
		    struct gen9_as *as, const struct gen9_run *run);

#endif
