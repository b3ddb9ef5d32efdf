/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The look-ups of a trace, with all of them that does not depend on the
 * parameters: which page is found, by which entries of its tables, since when
 * the engine's TLBs are empty.
 */
#ifndef GEN9_LOOKS_H
#define GEN9_LOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gpu/host/counters.h"
#include "gpu/memory/runs.h"

/*
 * Lines and entries of tables have numbers from 0, each wherever it is met;
 * pages have the keys of gpu/memory/tlb.c: number and space.
 */
struct gen9_found {
	uint64_t key;			/* of the page, in its class's TLBs */
	uint32_t line;			/* of its last entry */
	uint32_t path;			/* which of gen9_look_list.path */
	uint8_t class;			/* of the TLB; enum gen9_ctr_page */
	bool ggtt, gtt_cache, huge;	/* huge: a page of 2M or more */
};

/* The entries above the last one, by level: 1 PDE, 2 PDP, 3 PML4. */
struct gen9_path {
	uint32_t line[4], dir[4];	/* the line, and what is cached of it */
	uint8_t leaf;			/* level of the last entry */
};

/* Between two events that empty the engine's TLBs. */
struct gen9_look_piece {
	size_t at, n;			/* of the engine's look-ups */
};

struct gen9_look_list {
	struct gen9_path *path;
	uint64_t *line;			/* keys, as in tlb.c */
	size_t paths, lines, dirs;
	struct gen9_engine_looks {
		struct gen9_found *v;
		struct gen9_look_piece *piece;
		size_t n, pieces;
	} engine[GEN9_CTR_ENGINES];
	struct gen9_runs runs;
};

/*
 * 0; -EINVAL: no whole trace; -ENOMEM; -ENOTSUP: what is found depends on the
 * parameters: there is an IOMMU, whose TLB is not emptied; an entry changes
 * that a TLB may have; a page is not present. gen9_looks_free() in any case.
 */
int gen9_looks_find(struct gen9_look_list *l, const uint8_t *trace, size_t len);
void gen9_looks_free(struct gen9_look_list *l);

#endif
