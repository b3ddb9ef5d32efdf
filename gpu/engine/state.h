/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of engine/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_ENGINE_H
#define GEN9_STATE_ENGINE_H

#include "gpu/engine/engine.h"
#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_engine_state, gen9_irq_state;

/*
 * With its TLBs, without its walker (gpu/gpgpu/state.h). Loading: counters
 * and traces are loaded before.
 */
void gen9_engine_save(struct gen9_state *s, struct gen9_engine *e);

#endif
