// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Logical ring contexts: restore from and save to the image in memory.
 *
 * The page after the per-process status page holds MI_LOAD_REGISTER_IMM
 * commands. Restore executes them; save writes the registers' values back
 * into the same places, so that the layout is whatever the image has.
 * Layout of i915: gt/intel_lrc.c, gen9_rcs_offsets and gen9_xcs_offsets.
 */
#include <errno.h>
#include <string.h>

#include "gpu/engine/fault.h"
#include "gpu/engine/position.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/registers/gt_regs.h"
#include "gpu/submission/context.h"

#define CTX_DWORDS	1024
#define LRC_STATE	0x1000u
/* Dwords that a restore-inhibited load takes: ring context, PDPs, RPCS. */
#define RING_CONTEXT_DWORDS	0x50
#define CTX_CTRL_DWORD		3
#define MI_LOAD_REGISTER_IMM	(0x22u << 23)
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define MI_OP_MASK		(0x1ffu << 23)

static uint64_t state_addr(const struct gen9_engine *e)
{
	return (e->desc & 0xfffff000u) + LRC_STATE;
}

/* May a context image load this register? Only the engine's own ones. */
static bool own_register(const struct gen9_engine *e, uint32_t off)
{
	return off - e->base < RING_BYTES;
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
	gen9_reg_write(e->regs, off, *val, SRC_CTX);
}

static uint32_t saved_value(struct gen9_engine *e, uint32_t off)
{
	const struct gen9_reg *r = gen9_reg_row(e->regs, off);
	uint32_t v = gen9_reg_read(e->regs, off, SRC_CTX);

	return r && r->flags & R_MASKED ? v | 0xffff0000u : v;
}

static uint32_t render_header(const struct gen9_regs *r)
{
	return MI_LOAD_REGISTER_IMM | (2 * r->ctx_n - 1);
}

static void save_one(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	/* The driver moves the tail while the context runs. */
	if (off != RING_TAIL(e->base))
		*val = saved_value(e, off);
}

/*
 * The render context goes on in the next page: one MI_LOAD_REGISTER_IMM of
 * what R_CTX rows say. (The real image has more and in another order; no
 * driver looks at it.)
 */
static void load_render(struct gen9_engine *e)
{
	uint32_t img[2 + 2 * GEN9_CTX_REGS];
	struct gen9_regs *r = e->regs;

	if (e->id != GEN9_CTR_RCS0 ||
	    gen9_as_read(&e->ggtt, state_addr(e) + 0x1000, img,
			 (2 + 2 * r->ctx_n) * 4) ||
	    img[0] != render_header(r))
		goto out;
	for (unsigned int i = 0; i < r->ctx_n; i++)
		if (img[1 + 2 * i] == r->ctx_reg[i])
			gen9_reg_write(r, r->ctx_reg[i], img[2 + 2 * i],
				       SRC_CTX);
out:
	e->ggtt.fault = 0;
}

static void save_render(struct gen9_engine *e)
{
	uint32_t img[2 + 2 * GEN9_CTX_REGS];
	struct gen9_regs *r = e->regs;

	if (e->id != GEN9_CTR_RCS0)
		return;
	img[0] = render_header(r);
	for (unsigned int i = 0; i < r->ctx_n; i++) {
		img[1 + 2 * i] = r->ctx_reg[i];
		img[2 + 2 * i] = saved_value(e, r->ctx_reg[i]);
	}
	img[1 + 2 * r->ctx_n] = MI_BATCH_BUFFER_END;
	gen9_as_write(&e->ggtt, state_addr(e) + 0x1000, img,
		      (2 + 2 * r->ctx_n) * 4);
	e->ggtt.fault = 0;
}

/* What else follows from the registers of a context. */
static void take_over(struct gen9_engine *e)
{
	struct gen9_regs *r = e->regs;
	uint32_t lo = gen9_peek(r, GEN8_RING_PDP_LDW(e->base, 0)),
		 hi = gen9_peek(r, GEN8_RING_PDP_UDW(e->base, 0)),
		 ips = gen9_peek(r, GEN8_GAMW_ECO_DEV_RW_IA);

	e->ppgtt.pml4 = (lo & 0xfffff000u) | (uint64_t)(hi & 0xffff) << 32;
	/* The walker looks at IPS only once it is told to. */
	e->ppgtt.ips_off = ~ips & GAMW_ECO_ENABLE_64K_IPS_FIELD;
	gen9_engine_set_ctx_timestamp(e,
		gen9_peek(r, RING_CTX_TIMESTAMP(e->base)), e->t);
	e->arb_off = e->waiting = false;
	gen9_position_from_regs(e);
	e->batch_from = e->t;
	gen9_start_workarounds(e);
	e->loaded = true;
}

int gen9_context_load(struct gen9_engine *e)
{
	unsigned int limit = CTX_DWORDS;
	uint32_t img[CTX_DWORDS];

	gen9_engine_count_for(e, e->desc);
	gen9_tlb_flush(e->tlb);
	if (gen9_as_read(&e->ggtt, state_addr(e), img, sizeof(img))) {
		gen9_log(e->host, "%s: context image at GGTT 0x%08x does not map",
			 e->name, (uint32_t)state_addr(e));
		gen9_engine_fault(e, &e->ggtt);
		gen9_engine_count_none(e);
		return -EFAULT;
	}
	if (img[CTX_CTRL_DWORD] & CTX_CTRL_ENGINE_CTX_RESTORE_INHIBIT)
		limit = RING_CONTEXT_DWORDS;
	for_each_pair(img, limit, e, load_one);
	if (limit == CTX_DWORDS)
		load_render(e);
	take_over(e);
	return 0;
}

static void save_image(struct gen9_engine *e)
{
	uint32_t img[CTX_DWORDS], ctl = RING_CONTEXT_CONTROL(e->base);
	struct gen9_regs *r = e->regs;

	if (gen9_peek(r, ctl) & CTX_CTRL_ENGINE_CTX_SAVE_INHIBIT ||
	    gen9_as_read(&e->ggtt, state_addr(e), img, sizeof(img)))
		return;
	gen9_poke(r, ctl, gen9_peek(r, ctl) &
		  ~CTX_CTRL_ENGINE_CTX_RESTORE_INHIBIT);
	for_each_pair(img, CTX_DWORDS, e, save_one);
	gen9_as_write(&e->ggtt, state_addr(e), img, sizeof(img));
	save_render(e);
}

void gen9_context_save(struct gen9_engine *e)
{
	uint64_t ns;

	if (!e->loaded)
		return;
	gen9_position_to_regs(e);
	save_image(e);
	ns = (e->t - e->ts_from) / PS_PER_NS;
	e->ctr->busy_ns += ns;
	e->ectr->busy_ns += ns;
	e->loaded = false;
	gen9_engine_count_none(e);
}

void gen9_context_resample_tail(struct gen9_engine *e)
{
	uint32_t img[32];

	if (gen9_as_read(&e->ggtt, state_addr(e), img, sizeof(img)))
		return;
	for (unsigned int i = 2; i + 1 < 32; i += 2)
		if (img[i] == RING_TAIL(e->base)) {
			gen9_poke(e->regs, RING_TAIL(e->base), img[i + 1]);
			return;
		}
}
