// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/registers/state.h"

#define FROM_ROWS "made of the rows"

#define STATE_OF struct gen9_regs
static const struct gen9_state_row rows[] = {
	STATE_NOT(host, "points to another part"),
	STATE_NOT(g, "points to the whole"),
	STATE_NOT(val, "gen9_regs_save()"), STATE_NOT(row_of, FROM_ROWS),
	STATE_NOT(rows, FROM_ROWS), STATE_NOT(ctx, FROM_ROWS),
	STATE_NOT(touched, "gen9_regs_save()"),
};

const struct gen9_state_table gen9_regs_state =
	STATE_TABLE(rows, NULL);
#undef STATE_OF

void gen9_regs_save(struct gen9_state *s, struct gen9_regs *r)
{
	gen9_state_array(s, "gen9_regs.val", r->val, sizeof(*r->val),
			 GEN9_REG_WORDS, 0);
	gen9_state_array(s, "gen9_regs.touched", r->touched, 1,
			 GEN9_REG_WORDS / 8, 0);
}
