/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of memory/, in a saved state (gpu/host/state.h). */
#ifndef GEN9_STATE_MEMORY_H
#define GEN9_STATE_MEMORY_H

#include "gpu/host/state.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/tlb.h"
#include "gpu/memory/trace.h"

extern const struct gen9_state_table gen9_as_state, gen9_stream_state,
	gen9_walker_state,
	gen9_trace_state, gen9_tape_state, gen9_surf_state, gen9_tlb_state,
	gen9_ggtt_state;

/* t is of the parameters in force. */
void gen9_tlb_save(struct gen9_state *s, struct gen9_tlb *t);
/* The trace under way; of a load for who takes none, it is dropped. */
void gen9_tape_save(struct gen9_state *s, struct gen9_tape *t, bool taken);
void gen9_ggtt_save(struct gen9_state *s, struct gen9_ggtt *t);

#endif
