// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Logical ring contexts: restore from and save to the image in memory.
 *
 * The page after the per-process status page holds MI_LOAD_REGISTER_IMM
 * commands. Restore executes them; save writes the registers' values back
 * into the same places, so that the layout is whatever the image has.
 * Layout of i915: gt/intel_lrc.c, gen9_rcs_offsets and gen9_xcs_offsets.
 */
#include <string.h>

#include "gpu/device/internal.h"

#define CTX_DWORDS	1024
#define LRC_STATE	0x1000u
/* Dwords that a restore-inhibited load takes: ring context, PDPs, RPCS. */
#define RING_CONTEXT_DWORDS	0x50

#define RING_TAIL(base)		((base) + 0x30)
#define RING_HEAD(base)		((base) + 0x34)
#define RING_BBSTATE(base)	((base) + 0x110)
#define RING_SBBADDR(base)	((base) + 0x114)
#define RING_SBBSTATE(base)	((base) + 0x118)
#define RING_SBBADDR_UDW(base)	((base) + 0x11c)
#define RING_BBADDR(base)	((base) + 0x140)
#define RING_BBADDR_UDW(base)	((base) + 0x168)
#define RING_BB_PER_CTX_PTR(base) ((base) + 0x1c0)
#define RING_INDIRECT_CTX(base)	((base) + 0x1c4)
#define RING_CONTEXT_CONTROL(base) ((base) + 0x244)
#define GEN8_RING_PDP_LDW(base, n) ((base) + 0x270 + (n) * 8)
#define RING_CTX_TIMESTAMP(base) ((base) + 0x3a8)
#define GEN8_GAMW_ECO_DEV_RW_IA	0x4080
#define GAMW_ECO_ENABLE_64K_IPS_FIELD 0xfu
#define RING_BB_PPGTT		(1u << 5)
#define CTX_CTRL_RESTORE_INHIBIT (1u << 0)
#define CTX_CTRL_SAVE_INHIBIT	(1u << 2)
#define CTX_CTRL_DWORD		3
#define MI_LOAD_REGISTER_IMM	(0x22u << 23)
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define MI_OP_MASK		(0x1ffu << 23)

static uint64_t state_addr(uint64_t desc)
{
	return (desc & 0xfffff000u) + LRC_STATE;
}

/* May a context image load this register? Only the engine's own ones. */
static bool own_register(const struct gen9_engine *e, uint32_t off)
{
	return off - e->base < 0x800;
}

/*
 * Call fn for each register/value pair in the first limit dwords of the
 * image; fn gets the index of the value.
 */
static void for_each_pair(uint32_t *img, unsigned int limit,
			  struct gen9_engine *e,
			  void (*fn)(struct gen9_engine *e, uint32_t off,
				     uint32_t *val))
{
	unsigned int i = 0, n;

	while (i < limit) {
		uint32_t h = img[i++];

		if ((h & MI_OP_MASK) == MI_BATCH_BUFFER_END)
			return;
		if ((h & MI_OP_MASK) != MI_LOAD_REGISTER_IMM)
			continue;
		for (n = ((h & 0xff) + 1) / 2; n && i + 1 < limit; n--, i += 2)
			if (own_register(e, img[i] & 0x7ffffc))
				fn(e, img[i] & 0x7ffffc, &img[i + 1]);
	}
}

static void load_one(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	gen9_reg_write(e->g, off, *val, SRC_CTX);
}

static uint32_t saved_value(struct gen9_engine *e, uint32_t off)
{
	const struct gen9_reg *r = gen9_reg_row(e->g, off);
	uint32_t v = gen9_reg_read(e->g, off, SRC_CTX);

	return r && r->flags & R_MASKED ? v | 0xffff0000u : v;
}

static uint32_t render_header(const struct gen9 *g)
{
	return MI_LOAD_REGISTER_IMM | (2 * g->ctx_n - 1);
}

static void save_one(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	/* The driver moves the tail while the context runs. */
	if (off != RING_TAIL(e->base))
		*val = saved_value(e, off);
}

static uint64_t reg_addr(struct gen9_engine *e, uint32_t lo, uint32_t hi)
{
	return (gen9_peek(e->g, lo) & ~3u) |
	       (uint64_t)(gen9_peek(e->g, hi) & 0xffff) << 32;
}

/* Where the context was when it was saved. */
static void resume_position(struct gen9_engine *e)
{
	struct gen9 *g = e->g;
	uint32_t b = e->base;

	e->level = LVL_RING;
	if (gen9_peek(g, RING_BBADDR(b)) & 1) {
		e->bb[0].addr = reg_addr(e, RING_BBADDR(b), RING_BBADDR_UDW(b));
		e->bb[0].ggtt = !(gen9_peek(g, RING_BBSTATE(b)) & RING_BB_PPGTT);
		e->level = LVL_BB;
		if (gen9_peek(g, RING_SBBADDR(b)) & 1) {
			e->bb[1].addr = reg_addr(e, RING_SBBADDR(b),
						 RING_SBBADDR_UDW(b));
			e->bb[1].ggtt = !(gen9_peek(g, RING_SBBSTATE(b)) &
					  RING_BB_PPGTT);
			e->level = LVL_SBB;
		}
	}
}

/* Workaround batches run at the end of a restore, before the ring. */
static void start_workarounds(struct gen9_engine *e)
{
	uint32_t ptr = gen9_peek(e->g, RING_INDIRECT_CTX(e->base));
	uint32_t per = gen9_peek(e->g, RING_BB_PER_CTX_PTR(e->base));

	e->resume = e->level;
	if (ptr & 0x3f) {
		e->wa_addr = ptr & ~0x3fu;
		e->wa_end = e->wa_addr + (ptr & 0x3f) * 64;
		e->level = LVL_INDIRECT;
	} else if (per & 1) {
		e->wa_addr = per & ~0xfffu;
		e->level = LVL_PER_CTX;
	}
}

/*
 * The render context goes on in the next page: one MI_LOAD_REGISTER_IMM of
 * what R_CTX rows say. (The real image has more and in another order; no
 * driver looks at it.)
 */
static void load_render(struct gen9_engine *e, uint64_t desc)
{
	uint32_t img[2 + 2 * GEN9_CTX_REGS];
	struct gen9 *g = e->g;

	if (e->id != GEN9_CTR_RCS0 ||
	    gen9_as_read(&e->ggtt, state_addr(desc) + 0x1000, img,
			 (2 + 2 * g->ctx_n) * 4) ||
	    img[0] != render_header(g))
		goto out;
	for (unsigned int i = 0; i < g->ctx_n; i++)
		if (img[1 + 2 * i] == g->ctx_reg[i])
			gen9_reg_write(g, g->ctx_reg[i], img[2 + 2 * i],
				       SRC_CTX);
out:
	e->ggtt.fault = 0;
}

static void save_render(struct gen9_engine *e, uint64_t desc)
{
	uint32_t img[2 + 2 * GEN9_CTX_REGS];
	struct gen9 *g = e->g;

	if (e->id != GEN9_CTR_RCS0)
		return;
	img[0] = render_header(g);
	for (unsigned int i = 0; i < g->ctx_n; i++) {
		img[1 + 2 * i] = g->ctx_reg[i];
		img[2 + 2 * i] = saved_value(e, g->ctx_reg[i]);
	}
	img[1 + 2 * g->ctx_n] = MI_BATCH_BUFFER_END;
	gen9_as_write(&e->ggtt, state_addr(desc) + 0x1000, img,
		      (2 + 2 * g->ctx_n) * 4);
	e->ggtt.fault = 0;
}

int gen9_context_load(struct gen9_engine *e, uint64_t desc)
{
	uint32_t img[CTX_DWORDS];
	struct gen9 *g = e->g;
	unsigned int limit = CTX_DWORDS;

	e->ctr = gen9_counters_get(&g->ctr, desc & 0xfffff000u);
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
	gen9_tlb_flush(e->tlb);
	if (gen9_as_read(&e->ggtt, state_addr(desc), img, sizeof(img))) {
		gen9_log(g, "%s: context image at GGTT 0x%08x does not map",
			 e->name, (uint32_t)state_addr(desc));
		gen9_engine_fault(e, &e->ggtt);
		return -EFAULT;
	}
	if (img[CTX_CTRL_DWORD] & CTX_CTRL_RESTORE_INHIBIT)
		limit = RING_CONTEXT_DWORDS;
	for_each_pair(img, limit, e, load_one);
	if (limit == CTX_DWORDS)
		load_render(e, desc);
	e->ppgtt.pml4 = (reg_addr(e, GEN8_RING_PDP_LDW(e->base, 0),
				  GEN8_RING_PDP_LDW(e->base, 0) + 4) &
			 ~0xfffull);
	/* The walker looks at IPS only once it is told to. */
	e->ppgtt.ips_off = (gen9_peek(g, GEN8_GAMW_ECO_DEV_RW_IA) &
			    GAMW_ECO_ENABLE_64K_IPS_FIELD) !=
			   GAMW_ECO_ENABLE_64K_IPS_FIELD;
	e->ts_base = gen9_peek(g, RING_CTX_TIMESTAMP(e->base));
	e->ts_from = e->t;
	e->arb_off = false;
	e->waiting = false;
	resume_position(e);
	e->batch_from = e->t;
	start_workarounds(e);
	e->loaded = true;
	return 0;
}

void gen9_context_save(struct gen9_engine *e, uint64_t desc)
{
	uint32_t img[CTX_DWORDS], b = e->base;
	struct gen9 *g = e->g;

	if (!e->loaded)
		return;
	gen9_engine_sync(e);
	if (!(gen9_peek(g, RING_CONTEXT_CONTROL(b)) & CTX_CTRL_SAVE_INHIBIT) &&
	    !gen9_as_read(&e->ggtt, state_addr(desc), img, sizeof(img))) {
		gen9_poke(g, RING_CONTEXT_CONTROL(b),
			  gen9_peek(g, RING_CONTEXT_CONTROL(b)) &
			  ~CTX_CTRL_RESTORE_INHIBIT);
		for_each_pair(img, CTX_DWORDS, e, save_one);
		gen9_as_write(&e->ggtt, state_addr(desc), img, sizeof(img));
		save_render(e, desc);
	}
	e->ctr->busy_ns += (e->t - e->ts_from) / PS_PER_NS;
	e->ectr->busy_ns += (e->t - e->ts_from) / PS_PER_NS;
	e->loaded = false;
	gen9_counters_put(&g->ctr, e->ctr);
	e->ctr = &g->ctr.other;
	e->ggtt.ctr = e->ppgtt.ctr = e->ctr;
}

/* Lite restore: the running context's tail has moved in its image. */
int gen9_context_resample_tail(struct gen9_engine *e, uint64_t desc)
{
	uint32_t img[32];

	if (gen9_as_read(&e->ggtt, state_addr(desc), img, sizeof(img)))
		return -EFAULT;
	for (unsigned int i = 2; i + 1 < 32; i += 2)
		if (img[i] == RING_TAIL(e->base)) {
			gen9_poke(e->g, RING_TAIL(e->base), img[i + 1]);
			return 0;
		}
	return -EINVAL;
}
