/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decoder: from a header to its row and its length; execution by row. */
#ifndef GEN9_DECODE_H
#define GEN9_DECODE_H

#include "gpu/commands/cmd.h"

extern const struct gen9_cmd_table *const gen9_cmd_tables[];
extern const unsigned int gen9_cmd_table_count;

/* The row of a header on an engine; NULL: no command of it. */
const struct gen9_cmd *gen9_cmd_find(uint32_t header, enum gen9_ctr_engine e);
/* Length of the command in dwords, at least 1. */
unsigned int gen9_cmd_len(const struct gen9_cmd *c, uint32_t header);
/* Execute it: 0, CMD_AGAIN, or -EINVAL: it is not a valid command. */
int gen9_cmd_exec(const struct gen9_call *c);

#endif
