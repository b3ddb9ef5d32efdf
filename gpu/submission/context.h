/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logical ring contexts: restore from and save to the image in memory. */
#ifndef GEN9_CONTEXT_H
#define GEN9_CONTEXT_H

#include "gpu/engine/engine.h"

/*
 * Load the context of e->desc: registers, position, address space; the
 * engine counts for it. What the image does not hold is as after a reset.
 * 0; -EFAULT: the image does not map (reported); -EINVAL: its addressing mode
 * is not legacy 64 bit (logged).
 */
int gen9_context_load(struct gen9_engine *e);
/* Write it back, if one is loaded. */
void gen9_context_save(struct gen9_engine *e);
/* Lite restore: take the tail of the loaded context from its image again. */
void gen9_context_resample_tail(struct gen9_engine *e);

#endif
