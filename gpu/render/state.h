/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of render/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_RENDER_H
#define GEN9_STATE_RENDER_H

#include "gpu/host/state.h"
#include "gpu/render/render.h"

extern const struct gen9_state_table gen9_render_state;

/* The primitive under way on e, if there is one. After the engine. */
void gen9_render_save(struct gen9_state *s, struct gen9_engine *e);

#endif
