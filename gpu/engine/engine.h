/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One engine: its clock, its address spaces, the context whose registers it
 * holds. What a command may know of the rest of the GPU is here.
 */
#ifndef GEN9_ENGINE_H
#define GEN9_ENGINE_H

#include "gpu/blitter/blt.h"
#include "gpu/engine/compute.h"
#include "gpu/engine/draw.h"
#include "gpu/engine/irq.h"
#include "gpu/memory/as.h"
#include "gpu/memory/ggtt.h"
#include "gpu/memory/tlb.h"
#include "gpu/memory/trace.h"

#define GEN9_CMD_MAX	1025		/* dwords: MI_STORE_DATA_IMM, longest */

/* Where commands come from. */
enum gen9_level { LVL_RING, LVL_BB, LVL_SBB, LVL_INDIRECT, LVL_PER_CTX };

struct gen9_batch {
	uint64_t addr;
	bool ggtt;		/* fetched from the GGTT, privileged */
};

/* Where the next command is, except in the ring: that is RING_HEAD's. */
struct gen9_position {
	enum gen9_level level;
	enum gen9_level resume;		/* after the workaround batches */
	struct gen9_batch bb[2];	/* LVL_BB, LVL_SBB */
	uint64_t wa_addr, wa_end;	/* LVL_INDIRECT, LVL_PER_CTX */
};

/* An MI_SEMAPHORE_WAIT that was not satisfied when it was executed last. */
struct gen9_wait {
	bool on;
	uint64_t from;			/* when it began, ps */
	uint32_t dw[4];			/* the command */
};

struct gen9_gpgpu;
struct gen9_render;

struct gen9_engine {
	struct gen9_host *host;
	struct gen9_regs *regs;
	struct gen9_irq *irq;
	struct gen9_ggtt *ggtt_table;
	const char *name;
	enum gen9_ctr_engine id;
	uint32_t base;			/* of its registers */

	uint64_t t;			/* its clock in ps, never goes back */
	uint64_t batch_from;		/* when the ring started its batch */
	uint64_t desc;			/* the context on it, 0: none */
	bool loaded;			/* that context is in the registers */
	uint64_t loaded_at;		/* since then, ps */
	uint64_t ts_base, ts_from;	/* CTX_TIMESTAMP: value (ticks), since */

	struct gen9_position at;
	bool arb_off;			/* MI_ARB_ON_OFF */
	bool hung;			/* cannot go on before a reset */
	struct gen9_wait wait;

	struct gen9_tlb *tlb;
	struct gen9_as ggtt, ppgtt;
	struct gen9_stream stream;	/* of the blit under way */
	struct gen9_walker walker;	/* of the walker under way */
	struct gen9_trace trace;	/* its end of the tape (record.h) */
	struct gen9_ctx_counters *ctr;
	struct gen9_engine_counters *ectr;
	struct gen9_blt_setup setup;
	struct gen9_blt_op blt;
	bool blt_busy;		/* in blt: nothing else until it is done */
	struct gen9_compute compute;	/* of the render engine */
	enum gen9_walk walk;
	bool yield;		/* leave a walker when a group ends */
	struct gen9_gpgpu *gpgpu;	/* who runs walkers */
	struct gen9_draw_state draw;	/* of the render engine */
	bool drawing;		/* a primitive: nothing else until it is done */
	struct gen9_render *render;	/* who draws */
	uint32_t dw[GEN9_CMD_MAX];	/* the command that is executed */
};

/* The parts of the GPU that an engine works with; all stay the caller's. */
struct gen9_engine_parts {
	struct gen9_host *host;
	struct gen9_regs *regs;
	struct gen9_irq *irq;
	struct gen9_ggtt *ggtt_table;
	struct gen9_tape *tape;
};

/* Engine number id. 0 or -ENOMEM; then, too, gen9_engine_free() is due. */
int gen9_engine_init(struct gen9_engine *e, enum gen9_ctr_engine id,
		     const struct gen9_engine_parts *parts);
void gen9_engine_free(struct gen9_engine *e);
/* No context, its registers at their reset values. Clock and counts go on. */
void gen9_engine_reset(struct gen9_engine *e);
/* What a context keeps in the engine is as for a new one. */
void gen9_engine_reset_context(struct gen9_engine *e);
/* Replace its TLBs by tlb, of other sizes. */
void gen9_engine_retune(struct gen9_engine *e, struct gen9_tlb *tlb);

/* Count for the context with this descriptor from now on. */
void gen9_engine_count_for(struct gen9_engine *e, uint64_t desc);
/* No longer for any. */
void gen9_engine_count_none(struct gen9_engine *e);

/* ps of work: on the engine's clock, which stops at its end of time. */
static inline void gen9_engine_spend(struct gen9_engine *e, uint64_t ps)
{
	e->t = gen9_add_ps(e->t, ps);
	e->ctr->work_ps = gen9_add_ps(e->ctr->work_ps, ps);
	e->ectr->work_ps = gen9_add_ps(e->ectr->work_ps, ps);
}

/* Let ps pass, in which it waits. */
void gen9_engine_wait(struct gen9_engine *e, uint64_t ps);

/* Add what the address spaces have charged to the engine's clock. */
void gen9_engine_charge(struct gen9_engine *e);
/* Add the clocks of work that a parameter says. */
void gen9_engine_work(struct gen9_engine *e, enum gen9_param clks);

/* The host's work done for it since this was last asked (host/work.h). */
uint64_t gen9_engine_take_work(struct gen9_engine *e);

/* The page table of RING_PDP0 becomes that of its address space. */
void gen9_engine_take_root(struct gen9_engine *e);

/* Drop its TLBs because a command or its register asks for it: counted. */
void gen9_engine_invalidate_tlb(struct gen9_engine *e);

/* RING_CTX_TIMESTAMP: ticks that the context has run; set it anew. */
uint32_t gen9_engine_ctx_timestamp(const struct gen9_engine *e);
void gen9_engine_set_ctx_timestamp(struct gen9_engine *e, uint32_t ticks,
				   uint64_t from);

static inline void gen9_engine_irq(struct gen9_engine *e, uint32_t event)
{
	gen9_irq_raise(e->irq, e->id, event);
}

#endif
