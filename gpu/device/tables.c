// SPDX-License-Identifier: GPL-2.0-or-later
/* The register blocks that there are. */
#include "gpu/blocks/blocks.h"
#include "gpu/device/tables.h"

const struct gen9_reg_table *const gen9_reg_tables[] = {
	&gen9_regs_engine,
	&gen9_regs_irq,
	&gen9_regs_gt,
	&gen9_regs_power,
	&gen9_regs_display,
	&gen9_regs_shadow,
	&gen9_regs_shadow_pipe,
	&gen9_regs_shadow_pch,
	&gen9_regs_render,
};
const unsigned int gen9_reg_table_count =
	sizeof(gen9_reg_tables) / sizeof(*gen9_reg_tables);
