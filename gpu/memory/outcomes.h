/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of the look-ups of a trace under many parameter sets: where in
 * the TLBs and caches each is found. Sets that differ in sizes mostly do not
 * differ in that: a page that is met for the first time misses in all. So it
 * is worked out once for all sets that are alike, cache by cache, piece by
 * piece; what remains of a replay (replay.h) is the time.
 */
#ifndef GEN9_OUTCOMES_H
#define GEN9_OUTCOMES_H

#include <stddef.h>
#include <stdint.h>

#include "gpu/host/params.h"
#include "gpu/memory/looks.h"

/*
 * Of a look-up, a byte: found in the first level: 0; in the second; or what it
 * fetched, at most four words: each adds where it came from.
 */
#define GEN9_OUTCOME_LINE	1u	/* a line that the walker has */
#define GEN9_OUTCOME_GTT_CACHE	5u
#define GEN9_OUTCOME_MEMORY	25u
#define GEN9_OUTCOME_L2		125u	/* found there, nothing is fetched */
#define GEN9_OUTCOME_HUGE	128u	/* with each: the page is of 2M or more */

/* What it costs is in a table by this. */
static inline unsigned int gen9_outcome_cost(uint8_t outcome)
{
	return outcome & (GEN9_OUTCOME_HUGE - 1);
}

/* The tables were walked for it. */
static inline bool gen9_outcome_walked(uint8_t outcome)
{
	return gen9_outcome_cost(outcome) - 1 < GEN9_OUTCOME_L2 - 1;
}

struct gen9_outcomes {
	const struct gen9_look_list *looks;
	unsigned int sets;
	struct gen9_outcome_piece {
		uint8_t **code;		/* [group][look-up] */
		uint16_t *group;	/* [set] */
		unsigned int groups;
	} *piece[GEN9_CTR_ENGINES];
};

/*
 * Of n sets. The looks, which are the trace's, stay the caller's; at most n bytes
 * of each are kept. 0 or -ENOMEM. gen9_outcomes_free() in any case.
 */
int gen9_outcomes_find(struct gen9_outcomes *o, const struct gen9_look_list *looks,
		       const struct gen9_params *sets, unsigned int n);
void gen9_outcomes_free(struct gen9_outcomes *o);

#endif
