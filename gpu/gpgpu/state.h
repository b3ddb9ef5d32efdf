/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of gpgpu/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_GPGPU_H
#define GEN9_STATE_GPGPU_H

#include "gpu/gpgpu/gpgpu.h"
#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_gpgpu_state;

/* What e's walkers have counted, and the one under way. After the engine. */
void gen9_gpgpu_save(struct gen9_state *s, struct gen9_engine *e);

#endif
