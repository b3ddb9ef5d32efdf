/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power of the GT: RC6, evaluation intervals, PCODE's table. */
#ifndef GEN9_POWER_H
#define GEN9_POWER_H

#include <stdbool.h>
#include <stdint.h>

struct gen9;

/* Times in ps. */
struct gen9_power {
	bool rc6;			/* powered down, since: */
	uint64_t rc6_since, rc6_ps;	/* and before that, in all */
	uint64_t up_ei_from, down_ei_from;	/* evaluation intervals */
	uint16_t min_freq[256];		/* PCODE's table, by GT ratio */
};

/* The state may have changed: engines, forcewake, RC_CONTROL. */
void gen9_power_update(struct gen9 *g);
/* As after power-on; residency goes on. Registers are reset before. */
void gen9_power_reset(struct gen9 *g);

#endif
