/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of blitter/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_BLITTER_H
#define GEN9_STATE_BLITTER_H

#include "gpu/blitter/blt.h"
#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_blt_setup_state, gen9_blt_op_state;

/* Of a loaded operation that is to be stepped: what is wrong, or NULL. */
const char *gen9_blt_op_check(const struct gen9_blt_op *op);

#endif
