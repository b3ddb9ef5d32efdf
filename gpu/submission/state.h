/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of submission/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_SUBMISSION_H
#define GEN9_STATE_SUBMISSION_H

#include "gpu/host/state.h"

extern const struct gen9_state_table gen9_execlists_state;

#endif
