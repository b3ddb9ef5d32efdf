/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The GPU as its registers see it: all modules together, and the tables of
 * the register blocks. A file a block: rows, and hooks for what they do.
 */
#ifndef GEN9_BLOCKS_H
#define GEN9_BLOCKS_H

#include "gpu/blocks/power.h"
#include "gpu/engine/engine.h"
#include "gpu/engine/irq.h"
#include "gpu/memory/ggtt.h"
#include "gpu/registers/regs.h"
#include "gpu/submission/execlists.h"

struct gen9 {
	struct gen9_host host;
	struct gen9_ggtt ggtt;
	struct gen9_regs regs;
	struct gen9_irq irq;
	struct gen9_engine engine[GEN9_CTR_ENGINES];
	struct gen9_execlists execlists[GEN9_CTR_ENGINES];
	struct gen9_power power;
	/* device/ only */
	struct gen9_params staged;	/* written, not applied */
	bool refused;			/* the last GEN9_TUNE_APPLY */
	struct gen9_tape tape;
	uint32_t mark;			/* number of the trace under way */
	bool in_run;
	uint64_t work;			/* the host's, of the last run */
	uint64_t deadline;		/* given to the bus, ns */
};

extern const struct gen9_reg_table gen9_regs_engine, gen9_regs_gt,
	gen9_regs_irq, gen9_regs_power, gen9_regs_display, gen9_regs_shadow,
	gen9_regs_shadow_pipe, gen9_regs_shadow_pch, gen9_regs_render;

#endif
