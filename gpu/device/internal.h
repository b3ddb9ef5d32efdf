/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the core's own files share. Times are virtual picoseconds since
 * machine start unless a name says otherwise.
 */
#ifndef GEN9_INTERNAL_H
#define GEN9_INTERNAL_H

#include <errno.h>

#include "gpu/host/cost.h"
#include "gpu/blitter/blt.h"
#include "gpu/memory/as.h"
#include "gpu/device/gen9.h"

#define GEN9_REG_BYTES	0x200000u	/* registers: BAR0 below this */
#define GEN9_REG_WORDS	(GEN9_REG_BYTES / 4)
#define GEN9_FENCES	32
#define GEN9_CTX_REGS	120
#define GEN9_CMD_MAX	1025		/* dwords: MI_STORE_DATA_IMM, longest */

#define PS_PER_NS	1000ull

struct gen9_engine;

/* Who accesses a register. */
enum gen9_src { SRC_CPU, SRC_CMD, SRC_CTX };

/* Row flags */
#define R_MASKED	1u	/* bits 31:16 of a write select bits 15:0 */
#define R_USER		4u	/* a non-privileged batch may write it */
#define R_CTX		8u	/* part of the render context */
#define R_SHADOW	2u	/* known, stored, has no effect here */

/*
 * One register, or count of them stride bytes apart. A write goes through
 * the masks first; the hook sees the outcome in the register file.
 */
struct gen9_reg {
	const char *name;
	uint32_t addr;		/* from the engine's base in engine rows */
	uint32_t count;		/* 0 means 1 */
	uint32_t stride;	/* 0 means 4 */
	uint32_t reset;
	uint32_t ro;		/* bits a write does not change */
	uint32_t w1c;		/* bits cleared by writing 1 */
	uint32_t flags;
	uint8_t engines;	/* engine rows: BIT(engine), 0 means all */
	uint32_t (*read)(struct gen9 *g, uint32_t off);
	void (*write)(struct gen9 *g, uint32_t off, uint32_t raw, uint32_t old);
};

struct gen9_reg_table {
	const char *name;
	const struct gen9_reg *row;
	unsigned int n;
	bool engine;		/* addresses are relative to each engine */
};
extern const struct gen9_reg_table *const gen9_reg_tables[];
extern const unsigned int gen9_reg_table_count;
extern const struct gen9_reg_table gen9_regs_engine, gen9_regs_gt,
	gen9_regs_irq, gen9_regs_power, gen9_regs_display, gen9_regs_shadow,
	gen9_regs_render;

/* Where commands come from. */
enum gen9_level { LVL_RING, LVL_BB, LVL_SBB, LVL_INDIRECT, LVL_PER_CTX };

struct gen9_batch {
	uint64_t addr;
	bool ggtt;		/* fetched from the GGTT, privileged */
};

/* What stepping an engine came to. */
enum gen9_step {
	STEP_MORE,		/* go on */
	STEP_WAIT,		/* nothing before e->t */
	STEP_IDLE,		/* nothing until someone writes a register */
};

struct gen9_engine {
	struct gen9 *g;
	const char *name;
	unsigned int id;	/* enum gen9_ctr_engine */
	uint32_t base;
	uint64_t t;		/* this engine's clock, never goes back */
	uint64_t batch_from;	/* when the ring started its batch */

	uint32_t elsp[4];
	unsigned int elsp_n;
	uint64_t port[2], next[2];	/* descriptors; 0: none */
	bool next_valid;
	int cur;		/* index into port[] that runs, or -1 */
	bool loaded;		/* the context of port[cur] is in registers */
	unsigned int csb_wp;

	enum gen9_level level, resume;
	struct gen9_batch bb[2];	/* LVL_BB, LVL_SBB */
	uint64_t wa_addr, wa_end;	/* LVL_INDIRECT, LVL_PER_CTX */
	bool arb_off;		/* MI_ARB_ON_OFF */
	bool hung;		/* cannot go on before a reset */
	bool waiting;		/* in MI_SEMAPHORE_WAIT or the like */
	uint64_t wait_from;
	uint64_t ts_base, ts_from;	/* CTX_TIMESTAMP: value (ticks), since */

	struct gen9_tlb *tlb;
	struct gen9_as ggtt, ppgtt;
	struct gen9_ctx_counters *ctr;
	struct gen9_engine_counters *ectr;
	struct gen9_blt_setup setup;
	struct gen9_blt_op blt;
	bool blt_busy;		/* in blt: nothing else until it is done */
	uint64_t gpr_a, gpr_b, accu;	/* MI_MATH: SRCA, SRCB, ACCU */
	bool zf, cf;
	uint32_t dw[GEN9_CMD_MAX];
};

struct gen9 {
	struct gen9_bus bus;
	struct gen9_params params;
	struct gen9_params staged;	/* written, not applied */
	bool refused;			/* the last GEN9_TUNE_APPLY */
	struct gen9_counters ctr;
	uint32_t *reg;			/* GEN9_REG_WORDS */
	uint16_t *row_of;		/* index into rows, 0: no row */
	const struct gen9_reg **rows;
	unsigned int rows_n;
	uint32_t ctx_reg[GEN9_CTX_REGS];	/* offsets of R_CTX rows */
	unsigned int ctx_n;
	uint8_t *touched;		/* bitmap: logged once */
	struct gen9_unmodelled unmodelled;
	uint64_t *ggtt;
	bool own_ggtt;
	struct gen9_tlb *cpu_tlb;
	struct gen9_engine engine[GEN9_CTR_ENGINES];
	struct gen9_engine *running;	/* whose command executes now */
	bool irq_level;
	bool in_run;
	uint64_t timer;
	bool rc6;			/* powered down, since: */
	uint64_t rc6_since, rc6_ps;	/* and before that, in all */
	uint64_t up_ei_from, down_ei_from;	/* evaluation intervals */
	uint16_t min_freq[256];		/* PCODE's table, by GT ratio */
};

static inline uint32_t gen9_peek(const struct gen9 *g, uint32_t off)
{
	return g->reg[off / 4];
}

static inline void gen9_poke(struct gen9 *g, uint32_t off, uint32_t val)
{
	g->reg[off / 4] = val;
}

/* gen9.c */
uint64_t gen9_time(struct gen9 *g);	/* as the present actor sees it */
uint64_t gen9_now(struct gen9 *g);
uint64_t gen9_ticks(struct gen9 *g);	/* the same in command streamer ticks */
#define GEN9_CS_HZ	12000000u
void gen9_log(struct gen9 *g, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void gen9_run(struct gen9 *g);		/* let engines go on; sets the timer */

/* regs_power.c: the power state may have changed */
void gen9_power_update(struct gen9 *g);

/* regs.c: off is dword aligned and below GEN9_REG_BYTES */
int gen9_regs_init(struct gen9 *g);
void gen9_regs_reset(struct gen9 *g);
uint32_t gen9_reg_read(struct gen9 *g, uint32_t off, enum gen9_src src);
void gen9_reg_write(struct gen9 *g, uint32_t off, uint32_t val,
		    enum gen9_src src);
const struct gen9_reg *gen9_reg_row(const struct gen9 *g, uint32_t off);
struct gen9_engine *gen9_engine_of(struct gen9 *g, uint32_t off);

/* irq.c */
#define GT_RENDER_USER_INTERRUPT	(1u << 0)
#define GT_CS_MASTER_ERROR_INTERRUPT	(1u << 3)
#define GT_RENDER_PIPECTL_NOTIFY_INTERRUPT (1u << 4)
#define GT_CONTEXT_SWITCH_INTERRUPT	(1u << 8)
#define GT_WAIT_SEMAPHORE_INTERRUPT	(1u << 11)
void gen9_engine_irq(struct gen9_engine *e, uint32_t bit);
void gen9_irq_update(struct gen9 *g);
uint32_t gen9_master_iir(struct gen9 *g);

/* engine.c */
int gen9_engines_init(struct gen9 *g);
void gen9_engines_free(struct gen9 *g);
/* Fresh TLBs as g->params says; -ENOMEM: the old ones stay. */
int gen9_engines_retune(struct gen9 *g);
void gen9_engine_reset(struct gen9_engine *e);
enum gen9_step gen9_engine_step(struct gen9_engine *e, uint64_t now);
void gen9_engine_elsp_write(struct gen9_engine *e, uint32_t val);
void gen9_engine_error(struct gen9_engine *e, uint32_t eir);
void gen9_engine_fault(struct gen9_engine *e, struct gen9_as *as);
void gen9_engine_csb(struct gen9_engine *e, uint32_t status, uint32_t ctx_id);
void gen9_engine_start_batch(struct gen9_engine *e, uint64_t addr, bool ggtt,
			     bool second);
void gen9_engine_end_batch(struct gen9_engine *e);
bool gen9_engine_privileged(const struct gen9_engine *e);
void gen9_engine_sync(struct gen9_engine *e);
uint64_t gen9_engine_desc(const struct gen9_engine *e);
void gen9_engine_charge(struct gen9_engine *e);

/* context.c */
int gen9_context_load(struct gen9_engine *e, uint64_t desc);
void gen9_context_save(struct gen9_engine *e, uint64_t desc);
int gen9_context_resample_tail(struct gen9_engine *e, uint64_t desc);

/* cmd.c */
#define RCS		(1u << GEN9_CTR_RCS0)
#define BCS		(1u << GEN9_CTR_BCS0)
#define VCS		(1u << GEN9_CTR_VCS0)
#define VECS		(1u << GEN9_CTR_VECS0)
#define ALL_ENGINES	(RCS | BCS | VCS | VECS)

#define C_VISIBLE	1u	/* seen from outside: waits for its time */
#define C_ARB		2u	/* preemption may happen before it */
#define C_PRIV		4u	/* no-op in a non-privileged batch */

/* Go on with the operation in e->blt. */
int gen9_cmd_blt_step(struct gen9_engine *e);

/* Returned by a handler besides 0 and -errno. */
#define CMD_AGAIN	1	/* not done: execute it again later */

struct gen9_cmd {
	const char *name;
	uint32_t op;		/* header with the length field zero */
	uint32_t len_mask;	/* 0: always fixed dwords */
	uint16_t fixed;		/* length, or what is added to the field */
	uint16_t min;		/* shortest that may be executed, 0: any */
	uint8_t engines;
	uint8_t flags;
	int (*fn)(struct gen9_engine *e, const uint32_t *dw, unsigned int n);
};
extern const struct gen9_cmd gen9_cmds_mi[], gen9_cmds_blt[], gen9_cmds_3d[];
extern const unsigned int gen9_cmds_mi_n, gen9_cmds_blt_n, gen9_cmds_3d_n;

const struct gen9_cmd *gen9_cmd_find(uint32_t header);
/* Length in dwords of the command, by its row or by its client's rule. */
unsigned int gen9_cmd_len(const struct gen9_cmd *c, uint32_t header);
int gen9_cmd_unknown(struct gen9_engine *e, const struct gen9_cmd *c,
		     unsigned int n);
void gen9_cmd_mem_write(struct gen9_engine *e, bool ggtt, uint64_t va,
			const void *buf, size_t len);
uint64_t gen9_cmd_index(struct gen9_engine *e, bool ggtt, uint32_t addr);
void gen9_cmd_reg_write(struct gen9_engine *e, uint32_t off, uint32_t val);
int gen9_cmd_exec(struct gen9_engine *e, const struct gen9_cmd *c,
		  const uint32_t *dw, unsigned int n);

#endif
