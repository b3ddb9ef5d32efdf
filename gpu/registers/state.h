/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of registers/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_REGISTERS_H
#define GEN9_STATE_REGISTERS_H

#include "gpu/host/state.h"
#include "gpu/registers/regs.h"

extern const struct gen9_state_table gen9_regs_state;

/* Values, and which have been logged; no hook is called. */
void gen9_regs_save(struct gen9_state *s, struct gen9_regs *r);

#endif
