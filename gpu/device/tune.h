/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cost model's parameters in BAR0: gpu/host/cost.h, GEN9_TUNE_BASE. */
#ifndef GEN9_TUNE_H
#define GEN9_TUNE_H

#include "gpu/blocks/blocks.h"

/* off: dword aligned, in BAR0. Reads of nothing give 0. */
uint32_t gen9_tune_read(const struct gen9 *g, uint32_t off);
void gen9_tune_write(struct gen9 *g, uint32_t off, uint32_t val);

#endif
