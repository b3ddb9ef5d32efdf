// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/registers/engine_regs.h"
#include "gpu/submission/execlists.h"
#include "gpu/submission/state.h"

#define STATE_OF struct gen9_execlists
static const struct gen9_state_row rows[] = {
	STATE_NOT(e, "points to the engine"), STATE_ARR(elsp, uint32_t),
	STATE_MAX(elsp_n, 3), STATE_ARR(next, uint64_t), STATE_BOOL(next_valid),
	STATE_ARR(port, uint64_t), STATE_NUM(cur),
	STATE_MAX(csb_wp, GEN8_CSB_ENTRIES - 1),
};

static const char *check(const void *p)
{
	const struct gen9_execlists *x = p;

	if (x->cur < -1 || x->cur > 1)
		return "no such element runs";
	if (x->cur < 0 && x->e->loaded)
		return "a context is loaded, and none runs";
	return NULL;
}

const struct gen9_state_table gen9_execlists_state =
	STATE_TABLE(rows, check);
#undef STATE_OF
