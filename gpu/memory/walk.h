/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of page tables after a TLB miss: GGTT and 4-level PPGTT, what
 * is cached of their upper levels, what the IOMMU makes of it.
 */
#ifndef GEN9_WALK_H
#define GEN9_WALK_H

#include "gpu/memory/as.h"

/*
 * Walk the tables of as for va; *val becomes page base | GEN9_VAL_*. Charges
 * and counts the fetches, and the IOMMU's look-up of the page. Returned is
 * the class (tlb.h) in which the TLB is to hold the page, or -EFAULT: an
 * entry is not present, or a table not in memory.
 */
int gen9_walk(struct gen9_as *as, uint64_t va, uint64_t *val);

#endif
