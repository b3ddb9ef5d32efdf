// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/eu/icache.h"
#include "gpu/eu/state.h"

#define STATE_OF struct eu_counters
static const struct gen9_state_row counters_rows[] = {
	STATE_ARR(n, uint64_t), STATE_ARR(done, uint64_t),
};

static const struct gen9_state_table counters_state =
	STATE_TABLE(counters_rows, NULL);
#undef STATE_OF

#define STATE_OF struct eu_core
static const struct gen9_state_row core_rows[] = {
	STATE_NOT(ops, "the owner's"), STATE_NOT(owner, "the owner's"),
	STATE_NUM(base), STATE_STRUCT(ctr, counters_state),
	STATE_NOT(icache, "eu_lines_save()"),
};

const struct gen9_state_table eu_core_state =
	STATE_TABLE(core_rows, NULL);
#undef STATE_OF

#define STATE_OF struct eu_pending
static const struct gen9_state_row pending_rows[] = {
	STATE_MAX(reg, EU_GRFS - 1), STATE_NUM(regs),
	STATE_MAX(level, GEN9_FROM_MEM), STATE_NUM(at),
};

static const struct gen9_state_table pending_state =
	STATE_TABLE(pending_rows, NULL);
#undef STATE_OF

#define STATE_OF struct eu_thread
static const struct gen9_state_row thread_rows[] = {
	STATE_ARR(grf, uint8_t), STATE_ARR(acc, uint8_t),
	STATE_ARR(acc_wide, int64_t), STATE_ARR(a0, uint16_t),
	STATE_ARR(flag, uint32_t), STATE_NUM(ip), STATE_NUM(dispatch),
	STATE_NUM(active), STATE_ARR(pc, uint32_t), STATE_BOOL(parked),
	STATE_NUM(wake), STATE_ARR(cr0, uint32_t), STATE_ARR(sr0, uint32_t),
	STATE_NUM(dbg0), STATE_ARR(msg, uint32_t), STATE_ARR(sp, uint32_t),
	STATE_ARR(notify, uint32_t), STATE_ARR(mme, int16_t),
	STATE_MAX(fault, EU_FAULT_SEND), STATE_NUM(work),
	STATE_NUM(instructions), STATE_MAX(level, GEN9_FROM_MEM),
	STATE_MAX(pendings, EU_PENDING), STATE_NUM(filling),
	STATE_STRUCTS(pending, struct eu_pending, pending_state),
	STATE_NOT(core, "the dispatcher's"), STATE_NOT(group, "the dispatcher's"),
};

const struct gen9_state_table eu_thread_state =
	STATE_TABLE(thread_rows, NULL);
#undef STATE_OF

#define STATE_OF struct eu_line
static const struct gen9_state_row line_rows[] = {
	STATE_NOT(addr, "eu_lines_save()"), STATE_NOT(next, "of the bucket"),
	STATE_NOT(after, "found again"),
	STATE_ARR(raw, uint8_t), STATE_ARR(behind, uint8_t),
	STATE_ARR_MAX(state, uint8_t, EU_UNDECODABLE),
	STATE_NOT(inst, "decoded again"),
};

const struct gen9_state_table eu_line_state =
	STATE_TABLE(line_rows, NULL);
#undef STATE_OF

static void load_line(struct gen9_state *s, struct eu_core *core, uint64_t addr)
{
	struct eu_line *l = eu_icache_add(core, addr);

	if (!l) {
		gen9_state_no_memory(s);
		return;
	}
	gen9_state_struct(s, &eu_line_state, l);
	for (unsigned int i = 0; i < EU_UNITS && !s->failed; i++) {
		uint8_t was = l->state[i];

		if (was != EU_NOT_YET)
			eu_icache_decode(l, i);
		if (was != l->state[i])
			gen9_state_fail(s, "eu_line: is and is no instruction");
	}
}

/* The last one first: each that is loaded becomes the first. */
static void save_bucket(struct gen9_state *s, struct eu_line *l)
{
	if (!l)
		return;
	save_bucket(s, l->next);
	gen9_state_num(s, "eu_line.addr", &l->addr, sizeof(l->addr), 0);
	gen9_state_struct(s, &eu_line_state, l);
}

void eu_lines_save(struct gen9_state *s, struct eu_core *core)
{
	uint32_t n = core->icache ? core->icache->lines : 0;
	uint64_t addr = 0;

	gen9_state_num(s, "eu_icache.lines", &n, sizeof(n), EU_LINES);
	for (unsigned int i = 0; i < EU_BUCKETS && !s->loading && n; i++)
		save_bucket(s, core->icache->bucket[i]);
	for (; s->loading && n && !s->failed; n--) {
		gen9_state_num(s, "eu_line.addr", &addr, sizeof(addr), 0);
		if (addr % EU_LINE)
			gen9_state_fail(s, "eu_line: between two lines");
		else
			load_line(s, core, addr);
	}
}
