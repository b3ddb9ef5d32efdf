/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoded instructions, by lines of EU_LINE bytes of a core's code. A line is
 * fetched when the first of its instructions is asked for, and decoded one by
 * one; eu_core_invalidate() forgets all. Not more than EU_LINES are kept.
 */
#ifndef GEN9_EU_ICACHE_H
#define GEN9_EU_ICACHE_H

#include "gpu/eu/exec.h"

#define EU_LINES	4096u

/*
 * The instruction at ip, NULL: t->fault says why there is none. Valid until
 * the next look-up, message or invalidation.
 */
const struct eu_inst *eu_icache_get(struct eu_thread *t, uint32_t ip);

#endif
