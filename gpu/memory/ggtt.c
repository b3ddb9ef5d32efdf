// SPDX-License-Identifier: GPL-2.0-or-later
/* The global GTT's entries. */
#include <errno.h>
#include <sys/mman.h>

#include "gpu/memory/ggtt.h"
#include "gpu/memory/pte.h"
#include "gpu/memory/tlb.h"
#include "gpu/memory/trace.h"

#define TABLE_BYTES (GEN9_GGTT_ENTRIES * sizeof(uint64_t))

/*
 * Pages that are zero until they are used: a replay needs a table of its own,
 * and few entries of it, and clearing 8 MiB took two thirds of a short one.
 */
static uint64_t *new_table(void)
{
	void *p = mmap(NULL, TABLE_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int gen9_ggtt_init(struct gen9_ggtt *t, uint64_t *pte, uint64_t *writes)
{
	*t = (struct gen9_ggtt){
		.pte = pte ? pte : new_table(),
		.entries = GEN9_GGTT_ENTRIES, .own = !pte, .writes = writes,
	};
	return t->pte ? 0 : -ENOMEM;
}

void gen9_ggtt_free(struct gen9_ggtt *t)
{
	if (t->own && t->pte)
		munmap(t->pte, TABLE_BYTES);
}

uint64_t gen9_ggtt_read(const struct gen9_ggtt *t, uint32_t n)
{
	return n < t->entries ? t->pte[n] : 0;
}

void gen9_ggtt_write(struct gen9_ggtt *t, uint32_t n, uint64_t pte)
{
	if (n >= t->entries)
		return;
	t->pte[n] = pte;
	if (t->writes)
		++*t->writes;
	if (t->tape)
		gen9_tape_all(t->tape, GEN9_TRACE_DROP_GGTT, n);
	for (unsigned int i = 0; i < GEN9_GGTT_TLBS; i++)
		if (t->tlb[i])
			gen9_tlb_drop_ggtt(t->tlb[i], n);
}

void gen9_ggtt_flush(struct gen9_ggtt *t)
{
	if (t->tape)
		gen9_tape_all(t->tape, GEN9_TRACE_FLUSH_GGTT, 0);
	for (unsigned int i = 0; i < GEN9_GGTT_TLBS; i++)
		if (t->tlb[i])
			gen9_tlb_flush_space(t->tlb[i], GEN9_GGTT);
}

bool gen9_ggtt_lookup(const struct gen9_ggtt *t, uint64_t va, uint64_t *addr)
{
	uint64_t pte = va >> 32 ? 0 : gen9_ggtt_read(t, va >> 12);

	if (!(pte & GEN8_PAGE_PRESENT))
		return false;
	*addr = (pte & GEN9_ADDR_MASK) | (va & 0xfff);
	return true;
}
