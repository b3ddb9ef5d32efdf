/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of message/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_MESSAGE_H
#define GEN9_STATE_MESSAGE_H

#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_bases_state, gen9_group_state,
	gen9_port_state, gen9_levels_state;

/* Tags, too: of a walker that has begun. */
struct gen9_levels;
void gen9_levels_save(struct gen9_state *s, struct gen9_levels *l);

#endif
