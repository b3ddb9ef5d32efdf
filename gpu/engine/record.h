/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an engine gives to a trace (gpu/memory/trace.h). A trace is begun for
 * all engines, but each is recorded only from its next load of a context on:
 * then its TLBs are empty.
 */
#ifndef GEN9_RECORD_H
#define GEN9_RECORD_H

#include "gpu/engine/engine.h"

/* Is it recorded now? */
static inline bool gen9_recorded(const struct gen9_engine *e)
{
	return e->ggtt.trace != NULL;
}

/* An event, if it is. */
static inline void gen9_record(struct gen9_engine *e, enum gen9_trace_op op)
{
	if (gen9_recorded(e))
		gen9_trace_op(&e->trace, op);
}

/* A trace begins: what it is charged counts from here. */
void gen9_record_begin(struct gen9_engine *e);
/* A context is about to be loaded. */
void gen9_record_switch(struct gen9_engine *e);
/*
 * Before costs may be dropped: what is recorded has been charged, if it has.
 * (A charge is an event at the begin and end of commands only.)
 */
void gen9_record_all_charged(struct gen9_engine *e);
/* The trace ends: ps that the engine was charged since it began. */
uint64_t gen9_record_end(struct gen9_engine *e);

#endif
