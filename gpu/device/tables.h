/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All tables of registers: the one place that knows every block. */
#ifndef GEN9_TABLES_H
#define GEN9_TABLES_H

#include "gpu/registers/regs.h"

extern const struct gen9_reg_table *const gen9_reg_tables[];
extern const unsigned int gen9_reg_table_count;

#endif
