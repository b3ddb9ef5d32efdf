// SPDX-License-Identifier: GPL-2.0-or-later
/* The global GTT's entries. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gpu/memory/ggtt.h"
#include "gpu/memory/pte.h"

int gen9_ggtt_init(struct gen9_ggtt *t, uint64_t *pte)
{
	t->own = !pte;
	t->pte = pte ? pte : calloc(GEN9_GGTT_ENTRIES, sizeof(*pte));
	return t->pte ? 0 : -ENOMEM;
}

void gen9_ggtt_free(struct gen9_ggtt *t)
{
	if (t->own)
		free(t->pte);
}

uint32_t gen9_ggtt_read(const struct gen9_ggtt *t, uint32_t off)
{
	uint32_t v[2];

	memcpy(v, &t->pte[off / 8], 8);
	return v[off / 4 & 1];
}

void gen9_ggtt_write(struct gen9_ggtt *t, uint32_t off, uint32_t val)
{
	uint32_t v[2];

	memcpy(v, &t->pte[off / 8], 8);
	v[off / 4 & 1] = val;
	memcpy(&t->pte[off / 8], v, 8);
}

bool gen9_ggtt_lookup(const struct gen9_ggtt *t, uint32_t va, uint64_t *addr)
{
	uint64_t pte = t->pte[va >> 12];

	if (!(pte & GEN8_PAGE_PRESENT))
		return false;
	*addr = (pte & GEN9_ADDR_MASK) | (va & 0xfff);
	return true;
}
