/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of eu/, in a saved state (gpu/host/state.h). */
#ifndef EU_STATE_H
#define EU_STATE_H

#include "gpu/eu/eu.h"
#include "gpu/host/state.h"

extern const struct gen9_state_table eu_core_state, eu_thread_state,
	eu_line_state;

/*
 * Lines of instructions that are fetched: to fetch them again would be
 * counted. Loading: they are decoded again.
 */
void eu_lines_save(struct gen9_state *s, struct eu_core *core);

#endif
