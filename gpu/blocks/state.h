/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of blocks/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_BLOCKS_H
#define GEN9_STATE_BLOCKS_H

#include "gpu/host/state.h"

/* The whole: what is the device's own; its parts have theirs. */
extern const struct gen9_state_table gen9_own_state;

#endif
