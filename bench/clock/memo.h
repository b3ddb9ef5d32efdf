/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memo.h - what was worked out of traces, by what it depends on. Variants that
 * decide alike have cells whose GPU does the same work, but the addresses of its
 * page tables are others. If there is no IOMMU, no time depends on these: only on
 * which look-ups share an entry or a line (gpu/memory/looks.h), and on the line's
 * address if there is a GTT cache.
 */
#ifndef GTT2M_MEMO_H
#define GTT2M_MEMO_H

#include <stddef.h>
#include <stdint.h>

#include "gpu/memory/looks.h"

struct memo {
	struct memo_entry {
		uint8_t digest[32];
		void *what;
	} *v;
	unsigned int n;
	unsigned int found;		/* how often */
};

/* looks: the trace's, or NULL if they cannot be read: each byte counts then. */
void memo_digest(const uint8_t *trace, size_t len, const struct gen9_look_list *looks,
		 uint8_t digest[32]);

/* What was kept, or NULL. */
const void *memo_find(struct memo *m, const uint8_t digest[32]);
/* A copy of size bytes is kept. 0 or -ENOMEM. */
int memo_keep(struct memo *m, const uint8_t digest[32], const void *what, size_t size);
void memo_free(struct memo *m);

#endif
