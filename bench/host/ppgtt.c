// SPDX-License-Identifier: GPL-2.0-or-later
/* A guest's page tables; contract in ppgtt.h. */
#include <stddef.h>
#include <string.h>

#include "host/ppgtt.h"

#define PAGE 4096ull

uint64_t ppgtt_page(struct ppgtt_mem *m)
{
	uint64_t at = m->used;

	if (m->size - at < PAGE)
		return 0;
	m->used += PAGE;
	memset(m->hva + at, 0, PAGE);
	return m->gpa + at;
}

uint64_t *ppgtt_table(const struct ppgtt_mem *m, uint64_t gpa)
{
	return (uint64_t *)(m->hva + (gpa - m->gpa));
}

uint64_t *ppgtt_pde(struct ppgtt_mem *m, uint64_t root, uint64_t va)
{
	uint64_t *table = ppgtt_table(m, root), *entry, page;
	int shift;

	for (shift = 39; shift > 21; shift -= 9) {
		entry = &table[va >> shift & 511];
		if (!(*entry & GEN8_PAGE_PRESENT)) {
			page = ppgtt_page(m);
			if (!page)
				return NULL;
			*entry = ppgtt_4k(page);
		}
		table = ppgtt_table(m, *entry & PPGTT_ADDR_MASK);
	}
	return &table[va >> 21 & 511];
}

uint64_t ppgtt_pde_gpa(const struct ppgtt_mem *m, const uint64_t *pde)
{
	return m->gpa + ((const uint8_t *)pde - m->hva);
}
