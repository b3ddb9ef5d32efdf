/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of host/, in a saved state: parameters and counters. */
#ifndef GEN9_STATE_HOST_H
#define GEN9_STATE_HOST_H

#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_params_state, gen9_host_state,
	gen9_move_state;

#endif
