/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers as a command reaches them. */
#ifndef GEN9_ACCESS_H
#define GEN9_ACCESS_H

#include "gpu/engine/engine.h"

/* off: any dword of a command. Writes without the right to are dropped. */
uint32_t gen9_cmd_reg_read(struct gen9_engine *e, uint32_t off);
void gen9_cmd_reg_write(struct gen9_engine *e, uint32_t off, uint32_t val);

#endif
