/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The register file: rows, and the one path by which each is read and
 * written. Offsets are those in BAR0, dword aligned, below GEN9_REG_BYTES.
 */
#ifndef GEN9_REGS_H
#define GEN9_REGS_H

#include "gpu/host/host.h"

#define GEN9_REG_BYTES	0x200000u	/* registers: BAR0 below this */
#define GEN9_REG_WORDS	(GEN9_REG_BYTES / 4)

struct gen9;

/* Who accesses a register. */
enum gen9_src { SRC_CPU, SRC_CMD, SRC_CTX };

/* One access, as a hook sees it: the register file is up to date. */
struct gen9_reg_access {
	struct gen9 *g;		/* whose register it is */
	uint32_t off;
	enum gen9_src src;
	uint32_t raw;		/* what was written, before the masks */
	uint32_t old;		/* what was there before */
};

/* Row flags */
#define R_MASKED	1u	/* bits 31:16 of a write select bits 15:0 */
#define R_SHADOW	2u	/* known, stored, has no effect here */
/*
 * Of engine rows: of that engine; else of the render engine. Sources:
 * blocks/regs_engine.c, blocks/regs_render.c.
 */
#define R_USER		4u	/* its non-privileged batches may write it */
#define R_CTX		8u	/* part of its context */
#define R_RING		16u	/* besides: where the context stands */

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
	uint8_t engines;	/* engine rows: RCS | ..., 0 means all */
	uint32_t (*read)(const struct gen9_reg_access *a);
	void (*write)(const struct gen9_reg_access *a);
};

struct gen9_reg_table {
	const char *name;
	const struct gen9_reg *row;
	unsigned int n;
	bool engine;		/* addresses are relative to each engine */
};

/* The R_CTX registers of an engine, in ascending order of offset. */
struct gen9_ctx_regs {
	struct gen9_ctx_reg {
		uint32_t off, flags;
	} *reg;
	unsigned int n;
};

struct gen9_regs {
	struct gen9_host *host;
	struct gen9 *g;			/* for hooks */
	uint32_t *val;			/* GEN9_REG_WORDS */
	uint16_t *row_of;		/* index into rows, 0: no row */
	const struct gen9_reg **rows;
	struct gen9_ctx_regs ctx[GEN9_CTR_ENGINES];
	uint8_t *touched;		/* bitmap: logged once */
};

/* Where the registers of each engine are, by enum gen9_ctr_engine. */
extern const uint32_t gen9_engine_base[GEN9_CTR_ENGINES];

/*
 * Make the file of the rows of all tables (n of them). host and g stay the
 * caller's. 0 or -ENOMEM; then, too, gen9_regs_free() is due.
 */
int gen9_regs_init(struct gen9_regs *r, struct gen9_host *host, struct gen9 *g,
		   const struct gen9_reg_table *const *tables, unsigned int n);
void gen9_regs_free(struct gen9_regs *r);

/* All registers to the reset values of their rows; no hook is called. */
void gen9_regs_reset(struct gen9_regs *r);
/* The same for one. */
void gen9_reg_reset(struct gen9_regs *r, uint32_t off);

uint32_t gen9_reg_read(struct gen9_regs *r, uint32_t off, enum gen9_src src);
void gen9_reg_write(struct gen9_regs *r, uint32_t off, uint32_t val,
		    enum gen9_src src);

/* Whose range off is in, or the render engine, which has no other's. */
enum gen9_ctr_engine gen9_reg_engine(uint32_t off);
/* Is it a register of this engine with this R_ flag? */
bool gen9_reg_is(const struct gen9_regs *r, uint32_t off,
		 enum gen9_ctr_engine engine, uint32_t flag);

/* The stored value, no hook and no mask. */
static inline uint32_t gen9_peek(const struct gen9_regs *r, uint32_t off)
{
	return r->val[off / 4];
}

static inline void gen9_poke(struct gen9_regs *r, uint32_t off, uint32_t val)
{
	r->val[off / 4] = val;
}

#endif
