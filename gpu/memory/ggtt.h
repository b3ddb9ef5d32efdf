/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The global GTT: an array of page table entries, in BAR0. */
#ifndef GEN9_GGTT_H
#define GEN9_GGTT_H

#include <stdbool.h>
#include <stdint.h>

#define GEN9_GGTT_ENTRIES	(1u << 20)	/* maps 4 GiB */

struct gen9_ggtt {
	uint64_t *pte;		/* GEN9_GGTT_ENTRIES, host-endian */
	bool own;		/* not the embedder's */
};

/* pte: the embedder's array, or NULL: one is allocated. 0 or -ENOMEM. */
int gen9_ggtt_init(struct gen9_ggtt *t, uint64_t *pte);
void gen9_ggtt_free(struct gen9_ggtt *t);

/* Dword at byte offset off of the table, off < 8 * GEN9_GGTT_ENTRIES. */
uint32_t gen9_ggtt_read(const struct gen9_ggtt *t, uint32_t off);
void gen9_ggtt_write(struct gen9_ggtt *t, uint32_t off, uint32_t val);

/* Bus address of byte va, va < 2^32; false: not present. */
bool gen9_ggtt_lookup(const struct gen9_ggtt *t, uint32_t va, uint64_t *addr);

#endif
