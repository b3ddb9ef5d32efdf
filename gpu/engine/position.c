// SPDX-License-Identifier: GPL-2.0-or-later
/* The position: ring, batches, workaround batches. */
#include <errno.h>

#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"

static uint32_t peek(const struct gen9_engine *e, uint32_t off)
{
	return gen9_peek(e->regs, off);
}

static void poke(struct gen9_engine *e, uint32_t off, uint32_t val)
{
	gen9_poke(e->regs, off, val);
}

static bool in_workarounds(const struct gen9_engine *e)
{
	return e->at.level == LVL_INDIRECT || e->at.level == LVL_PER_CTX;
}

int gen9_start_batch(struct gen9_engine *e, uint64_t addr, bool ggtt,
		     bool second)
{
	struct gen9_position *at = &e->at;
	int i = at->level == LVL_SBB || (at->level == LVL_BB && second);

	if (in_workarounds(e))
		return -EINVAL;
	at->bb[i] = (struct gen9_batch){ .addr = addr, .ggtt = ggtt };
	if (at->level == LVL_RING)
		e->batch_from = e->t;
	at->level = i ? LVL_SBB : LVL_BB;
	return 0;
}

void gen9_end_batch(struct gen9_engine *e)
{
	switch (e->at.level) {
	case LVL_SBB:
		e->at.level = LVL_BB;
		break;
	case LVL_BB:
		e->at.level = LVL_RING;
		break;
	case LVL_PER_CTX:
	case LVL_INDIRECT:
		e->at.level = e->at.resume;
		break;
	case LVL_RING:
		break;
	}
}

bool gen9_privileged(const struct gen9_engine *e)
{
	switch (e->at.level) {
	case LVL_BB:
		return e->at.bb[0].ggtt;
	case LVL_SBB:
		return e->at.bb[1].ggtt;
	default:
		return true;
	}
}

static const struct {
	uint32_t lo, hi, state;
} bb_regs[2] = {
	{ RING_BBADDR(0), RING_BBADDR_UDW(0), RING_BBSTATE(0) },
	{ RING_SBBADDR(0), RING_SBBADDR_UDW(0), RING_SBBSTATE(0) },
};

void gen9_position_to_regs(struct gen9_engine *e)
{
	enum gen9_level l = e->at.level;
	uint32_t b = e->base;

	if (!e->loaded)
		return;
	if (in_workarounds(e))
		l = e->at.resume;
	for (int i = 0; i < 2; i++) {
		const struct gen9_batch *bb = &e->at.bb[i];
		bool valid = l == LVL_SBB || (l == LVL_BB && !i);

		poke(e, b + bb_regs[i].lo,
		     (uint32_t)bb->addr | (valid ? RING_BB_VALID : 0));
		poke(e, b + bb_regs[i].hi, bb->addr >> 32);
		poke(e, b + bb_regs[i].state, bb->ggtt ? 0 : RING_BB_PPGTT);
	}
}

void gen9_position_from_regs(struct gen9_engine *e)
{
	bool valid = true;
	uint32_t b = e->base;

	e->at.level = LVL_RING;
	for (int i = 0; i < 2; i++) {
		uint32_t lo = peek(e, b + bb_regs[i].lo),
			 hi = peek(e, b + bb_regs[i].hi) & 0xffff;

		/* Also where it is not valid: the last context's is not ours. */
		e->at.bb[i] = (struct gen9_batch){
			.addr = (lo & ~3u) | (uint64_t)hi << 32,
			.ggtt = !(peek(e, b + bb_regs[i].state) & RING_BB_PPGTT),
		};
		valid = valid && lo & RING_BB_VALID;
		if (valid)
			e->at.level = i ? LVL_SBB : LVL_BB;
	}
}

static bool start_per_ctx(struct gen9_engine *e)
{
	uint32_t per = peek(e, RING_BB_PER_CTX_PTR(e->base));

	if (!(per & PER_CTX_BB_VALID))
		return false;
	e->at.wa_addr = per & PER_CTX_BB_ADDR;
	e->at.level = LVL_PER_CTX;
	return true;
}

void gen9_start_workarounds(struct gen9_engine *e)
{
	uint32_t ptr = peek(e, RING_INDIRECT_CTX(e->base));

	e->at.resume = e->at.level;
	if (ptr & INDIRECT_CTX_LINES) {
		e->at.wa_addr = ptr & INDIRECT_CTX_ADDR;
		e->at.wa_end = e->at.wa_addr + (ptr & INDIRECT_CTX_LINES) * 64;
		e->at.level = LVL_INDIRECT;
	} else {
		start_per_ctx(e);
	}
}

bool gen9_end_workarounds(struct gen9_engine *e)
{
	if (e->at.level != LVL_INDIRECT || e->at.wa_addr < e->at.wa_end)
		return false;
	if (!start_per_ctx(e))
		e->at.level = e->at.resume;
	return true;
}

static const struct gen9_batch *batch(const struct gen9_engine *e)
{
	return &e->at.bb[e->at.level == LVL_SBB];
}

uint64_t gen9_acthd(const struct gen9_engine *e)
{
	switch (e->at.level) {
	case LVL_BB:
	case LVL_SBB:
		return batch(e)->addr;
	case LVL_RING:
		return peek(e, RING_HEAD(e->base));
	default:
		return e->at.wa_addr;
	}
}

bool gen9_ring_empty(const struct gen9_engine *e)
{
	uint32_t b = e->base;

	return !(peek(e, RING_CTL(b)) & RING_VALID) ||
	       !((peek(e, RING_HEAD(b)) ^ peek(e, RING_TAIL(b))) & TAIL_ADDR);
}

static uint32_t ring_size(const struct gen9_engine *e)
{
	return (peek(e, RING_CTL(e->base)) & RING_NR_PAGES) + 4096;
}

bool gen9_next_command(struct gen9_engine *e, struct gen9_next *n)
{
	uint32_t head, size;

	*n = (struct gen9_next){ .as = &e->ggtt };
	switch (e->at.level) {
	case LVL_RING:
		head = peek(e, RING_HEAD(e->base)) & HEAD_ADDR;
		size = ring_size(e);
		if (head >= size)
			return false;
		n->wrap_to = peek(e, RING_START(e->base)) & GEN9_GGTT_PAGE;
		n->addr = n->wrap_to + head;
		n->wrap = size - head;
		return true;
	case LVL_BB:
	case LVL_SBB:
		n->addr = batch(e)->addr;
		if (!batch(e)->ggtt)
			n->as = &e->ppgtt;
		return true;
	default:
		n->addr = e->at.wa_addr;
		return true;
	}
}

void gen9_advance(struct gen9_engine *e, unsigned int n)
{
	uint32_t head;

	switch (e->at.level) {
	case LVL_RING:
		head = peek(e, RING_HEAD(e->base)) & HEAD_ADDR;
		poke(e, RING_HEAD(e->base), (head + n * 4) % ring_size(e));
		break;
	case LVL_BB:
	case LVL_SBB:
		e->at.bb[e->at.level == LVL_SBB].addr += n * 4;
		break;
	default:
		e->at.wa_addr += n * 4;
		break;
	}
}
