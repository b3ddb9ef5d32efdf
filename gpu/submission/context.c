// SPDX-License-Identifier: GPL-2.0-or-later
/* Restore and save of contexts. */
#include <errno.h>
#include <string.h>

#include "gpu/engine/fault.h"
#include "gpu/engine/position.h"
#include "gpu/engine/record.h"
#include "gpu/gpgpu/gpgpu.h"
#include "gpu/registers/engine_regs.h"
#include "gpu/registers/gt_regs.h"
#include "gpu/submission/context.h"
#include "gpu/submission/image.h"

#define LRC_STATE	0x1000u		/* bytes from the LRCA */
#define DRAW_STATE	0x1000u		/* bytes from there */
#define TAIL_DWORDS	32		/* of an image hold RING_TAIL */

/* Context descriptor: i915's gt/intel_lrc.h */
#define GEN8_CTX_ADDRESSING_MODE(desc) ((unsigned int)((desc) >> 3 & 3))
#define INTEL_LEGACY_64B_CONTEXT 3u	/* PDP0 is a table of four levels */

static uint64_t image_addr(const struct gen9_engine *e)
{
	return (e->desc & GEN9_GGTT_PAGE) + LRC_STATE;
}

/* The first n dwords of the image of e->desc. */
static int read_image(struct gen9_image *m, struct gen9_engine *e,
		      unsigned int n)
{
	m->e = e;
	m->n = n;
	memset(m->seen, 0, sizeof(m->seen));
	return gen9_as_read(&e->ggtt, image_addr(e), m->dw, n * 4);
}

/*
 * State of the 3D pipeline has the page behind. That it is read and written is
 * part of ctx_switch_ns: this space costs and counts nothing.
 */
static struct gen9_as draw_space(const struct gen9_engine *e)
{
	return (struct gen9_as){ .bus = e->ggtt.bus, .ggtt = e->ggtt.ggtt,
				 .is_ggtt = true };
}

static void load_draw_state(struct gen9_engine *e)
{
	struct gen9_draw_state *d = &e->draw;
	struct gen9_as as = draw_space(e);

	if (e->id != GEN9_CTR_RCS0)
		return;
	if (gen9_as_read(&as, image_addr(e) + DRAW_STATE, d, sizeof(*d)) ||
	    d->dwords != GEN9_DRAW_STATE_DWORDS)
		memset(d, 0, sizeof(*d));
	e->ggtt.work += as.work;
}

/* Nothing was said since the engine was reset: nothing to keep. */
static void save_draw_state(struct gen9_engine *e)
{
	struct gen9_as as = draw_space(e);

	if (e->id != GEN9_CTR_RCS0 || !e->draw.dwords)
		return;
	gen9_as_write(&as, image_addr(e) + DRAW_STATE, &e->draw,
		      sizeof(e->draw));
	e->ggtt.work += as.work;
}

static void load_register(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	gen9_reg_write(e->regs, off, *val, SRC_CTX);
}

static void load_registers(struct gen9_image *m)
{
	uint32_t ctl = RING_CONTEXT_CONTROL(m->e->base);
	unsigned int at;

	gen9_engine_reset_context(m->e);
	at = gen9_image_walk(m, 0, IMAGE_RING, load_register);
	if (gen9_peek(m->e->regs, ctl) & CTX_CTRL_ENGINE_CTX_RESTORE_INHIBIT)
		return;
	gen9_image_walk(m, at, m->n, load_register);
	gen9_image_walk(m, IMAGE_OWN, m->n, load_register);
	gen9_image_get_setup(m);
	load_draw_state(m->e);
}

/* What else follows from the registers of a context. */
static void apply_registers(struct gen9_engine *e)
{
	struct gen9_regs *r = e->regs;
	uint32_t ips = gen9_peek(r, GEN8_GAMW_ECO_DEV_RW_IA);

	gen9_engine_take_root(e);
	/* The walker looks at IPS only once it is told to. */
	e->ppgtt.ips_off = ~ips & GAMW_ECO_ENABLE_64K_IPS_FIELD;
	/* i915 writes 0 there where pages of 2M are possible. */
	e->tlb->gtt_cache_on = gen9_peek(r, HSW_GTT_CACHE_EN) != 0;
	if (gen9_recorded(e))
		gen9_trace_context(&e->trace, e->ppgtt.pml4, e->ppgtt.ips_off,
				   e->tlb->gtt_cache_on);
	gen9_engine_set_ctx_timestamp(e,
		gen9_peek(r, RING_CTX_TIMESTAMP(e->base)), e->t);
	gen9_position_from_regs(e);
	e->batch_from = e->loaded_at = e->t;
	gen9_start_workarounds(e);
	if (e->compute.walking)
		gen9_gpgpu_begin(e);
	e->loaded = true;
}

/*
 * In the other modes PDP0 is a table of another level: walked as one of four
 * levels it would take a page of data for a table.
 */
static bool has_known_tables(const struct gen9_engine *e)
{
	unsigned int mode = GEN8_CTX_ADDRESSING_MODE(e->desc);

	if (mode == INTEL_LEGACY_64B_CONTEXT)
		return true;
	gen9_log(e->host, "%s: a context of addressing mode %u: only %u, legacy 64 bit, is modelled",
		 e->name, mode, INTEL_LEGACY_64B_CONTEXT);
	return false;
}

int gen9_context_load(struct gen9_engine *e)
{
	struct gen9_image m;

	if (!has_known_tables(e))
		return -EINVAL;
	gen9_engine_count_for(e, e->desc);
	gen9_tlb_flush(e->tlb);
	if (read_image(&m, e, IMAGE_DWORDS)) {
		gen9_log(e->host, "%s: context image at GGTT 0x%08x does not map",
			 e->name, (uint32_t)image_addr(e));
		gen9_engine_fault(e, &e->ggtt);
		gen9_engine_count_none(e);
		return -EFAULT;
	}
	load_registers(&m);
	apply_registers(e);
	return 0;
}

/* The driver moves the tail while the context runs: that is not undone. */
static void save_register(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	if (off != RING_TAIL(e->base))
		gen9_image_put(e, off, val);
}

static void save_image(struct gen9_engine *e)
{
	uint32_t ctl = RING_CONTEXT_CONTROL(e->base);
	struct gen9_regs *r = e->regs;
	struct gen9_image m;

	if (gen9_peek(r, ctl) & CTX_CTRL_ENGINE_CTX_SAVE_INHIBIT ||
	    read_image(&m, e, IMAGE_DWORDS))
		return;
	gen9_poke(r, ctl, gen9_peek(r, ctl) &
		  ~CTX_CTRL_ENGINE_CTX_RESTORE_INHIBIT);
	gen9_image_walk(&m, 0, m.n, save_register);
	gen9_image_put_own(&m);
	gen9_as_write(&e->ggtt, image_addr(e), m.dw, sizeof(m.dw));
	save_draw_state(e);
	e->ggtt.fault = 0;
}

void gen9_context_save(struct gen9_engine *e)
{
	uint64_t ns = (e->t - e->loaded_at) / PS_PER_NS;

	if (!e->loaded)
		return;
	gen9_position_to_regs(e);
	save_image(e);
	e->ctr->busy_ns += ns;
	e->ectr->busy_ns += ns;
	e->loaded = false;
	e->walk = GEN9_WALK_NONE;
	gen9_engine_count_none(e);
}

static void take_tail(struct gen9_engine *e, uint32_t off, uint32_t *val)
{
	if (off == RING_TAIL(e->base))
		load_register(e, off, val);
}

void gen9_context_resample_tail(struct gen9_engine *e)
{
	struct gen9_image m;

	if (!read_image(&m, e, TAIL_DWORDS))
		gen9_image_walk(&m, 0, TAIL_DWORDS, take_tail);
	e->ggtt.fault = 0;
}
