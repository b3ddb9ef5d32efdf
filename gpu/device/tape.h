/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks of traces: GEN9_TRACE_MARK in BAR0 (gpu/host/params.h). */
#ifndef GEN9_TAPE_H
#define GEN9_TAPE_H

#include "gpu/blocks/blocks.h"

/* End the trace under way, which goes to the embedder; begin trace n > 0. */
void gen9_tape_mark(struct gen9 *g, uint32_t n);

#endif
