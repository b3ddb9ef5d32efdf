// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/blocks/blocks.h"
#include "gpu/blocks/state.h"
#include "gpu/engine/state.h"
#include "gpu/host/state_host.h"

#define PART "a part: gen9_save()"

#define STATE_OF struct gen9_power
static const struct gen9_state_row power_rows[] = {
	STATE_BOOL(rc6), STATE_NUM(rc6_since), STATE_NUM(rc6_ps),
	STATE_NUM(up_ei_from), STATE_NUM(down_ei_from),
	STATE_ARR(min_freq, uint16_t),
};

static const struct gen9_state_table power_state =
	STATE_TABLE(power_rows, NULL);
#undef STATE_OF

/* What is staged need not be valid: it may be half written. */
#define STATE_OF struct gen9
static const struct gen9_state_row rows[] = {
	STATE_STRUCT(host, gen9_host_state), STATE_NOT(ggtt, PART),
	STATE_NOT(regs, PART), STATE_STRUCT(irq, gen9_irq_state),
	STATE_NOT(engine, PART), STATE_NOT(execlists, PART),
	STATE_STRUCT(power, power_state), STATE_ARR(staged, uint32_t),
	STATE_BOOL(refused), STATE_NOT(tape, PART), STATE_NUM(mark),
	STATE_NOT(in_run, "of a call"), STATE_NUM(work), STATE_NUM(deadline),
};

const struct gen9_state_table gen9_own_state =
	STATE_TABLE(rows, NULL);
#undef STATE_OF
