/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A saved state as a whole; the stream is gpu/host/state.h's. */
#ifndef GEN9_STATE_DEVICE_H
#define GEN9_STATE_DEVICE_H

#include "gpu/host/state.h"

/*
 * Magic, version, layout, 64 bits each; parameters; the parts; a hash of all
 * that before it. The version counts what no table says: the order of the
 * parts, and what functions save beside their tables.
 */
#define GEN9_STATE_MAGIC	0x31545339454721ull	/* "!GE9ST1" */
#define GEN9_STATE_VERSION	1ull

/* All tables: none, and nothing of them, is in a state but by one of these. */
extern const struct gen9_state_table *const gen9_state_tables[];
extern const unsigned int gen9_state_table_count;

#endif
