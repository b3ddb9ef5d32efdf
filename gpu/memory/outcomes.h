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

/* Of a look-up: bit 0, found in the second level; then fetches that ... */
#define GEN9_OUTCOME_L2		1u
#define GEN9_OUTCOME_LINE	1	/* ... a line has: 3 bits each, from here */
#define GEN9_OUTCOME_GTT_CACHE	4
#define GEN9_OUTCOME_MEMORY	7
#define GEN9_OUTCOME_HUGE	(1u << 10)	/* the page is of 2M or more */
#define GEN9_OUTCOME_FETCHES	0x3feu	/* not 0: the tables were walked */

struct gen9_outcomes {
	struct gen9_look_list looks;
	unsigned int sets;
	struct gen9_outcome_piece {
		uint16_t **code;	/* [group][look-up] */
		uint16_t *group;	/* [set] */
		unsigned int groups;
	} *piece[GEN9_CTR_ENGINES];
};

/*
 * Of n sets. 0, or what gen9_looks_find() says; -E2BIG: more than is kept.
 * gen9_outcomes_free() in any case.
 */
int gen9_outcomes_find(struct gen9_outcomes *o, const uint8_t *trace,
		       size_t len, const struct gen9_params *sets,
		       unsigned int n);
void gen9_outcomes_free(struct gen9_outcomes *o);

#endif
