/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The global GTT: an array of page table entries, which the CPU sees in BAR0
 * and MI_UPDATE_GTT writes. "The device snoops writes to this region in order
 * to invalidate any cached translations" (Intel, Datasheet volume 2 of the
 * Core processors, GTTMMADR): so a written entry is dropped from the TLBs at
 * once; all of them are by GFX_FLSH_CNTL.
 */
#ifndef GEN9_GGTT_H
#define GEN9_GGTT_H

#include <stdbool.h>
#include <stdint.h>

#define GEN9_GGTT_ENTRIES	(1u << 20)	/* maps 4 GiB */
/* Of an address of it in a register, a command, a descriptor: the page. */
#define GEN9_GGTT_PAGE	0xfffff000u
#define GEN9_GGTT_TLBS		4

struct gen9_tape;
struct gen9_tlb;

struct gen9_ggtt {
	uint64_t *pte;		/* host-endian; gen8 PTEs */
	uint32_t entries;
	bool own;		/* pte is not the embedder's */
	uint64_t *writes;	/* counter, or NULL */
	struct gen9_tlb *tlb[GEN9_GGTT_TLBS];	/* that cache it; or NULL */
	struct gen9_tape *tape;	/* what is dropped is recorded; or NULL */
};

/*
 * GEN9_GGTT_ENTRIES entries: the embedder's array, or NULL: one of zeros is
 * allocated. *writes counts written entries. 0 or -ENOMEM.
 */
int gen9_ggtt_init(struct gen9_ggtt *t, uint64_t *pte, uint64_t *writes);
void gen9_ggtt_free(struct gen9_ggtt *t);

/* Entry n; 0 beyond the table. */
uint64_t gen9_ggtt_read(const struct gen9_ggtt *t, uint32_t n);
/* Write entry n: counted, dropped from the TLBs. Nothing beyond the table. */
void gen9_ggtt_write(struct gen9_ggtt *t, uint32_t n, uint64_t pte);

/* Drop all of it from all TLBs. */
void gen9_ggtt_flush(struct gen9_ggtt *t);

/* Bus address of byte va by the entries as they are; false: not present. */
bool gen9_ggtt_lookup(const struct gen9_ggtt *t, uint64_t va, uint64_t *addr);

#endif
