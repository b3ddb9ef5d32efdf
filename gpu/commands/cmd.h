/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command: its row, one call of it, and what handlers share. */
#ifndef GEN9_CMD_H
#define GEN9_CMD_H

#include <errno.h>

#include "gpu/engine/engine.h"
#include "gpu/registers/engine_regs.h"

/* Row flags */
#define C_VISIBLE	1u	/* seen from outside: waits for its time */
#define C_ARB		2u	/* preemption may happen before it */
#define C_PRIV		4u	/* no-op in a non-privileged batch */
#define C_SKIP		8u	/* nothing to do for it here */

/* Returned by a handler besides 0 and -errno. */
#define CMD_AGAIN	1	/* not done: execute it again later */

struct gen9_cmd;

/* One command as it is executed. */
struct gen9_call {
	struct gen9_engine *e;
	const struct gen9_cmd *cmd;	/* its row */
	const uint32_t *dw;
	unsigned int n;			/* dwords */
};

struct gen9_cmd {
	const char *name;
	uint32_t op;		/* header with the length field zero */
	uint32_t len_mask;	/* 0: always fixed dwords */
	uint16_t fixed;		/* length, or what is added to the field */
	uint16_t min;		/* shortest that may be executed, 0: any */
	uint8_t engines;
	uint8_t flags;
	int (*fn)(const struct gen9_call *c);	/* NULL, no C_SKIP: not executed */
};

/*
 * In ascending order of op. Of the same op there may be rows for different
 * engines.
 */
extern const struct gen9_cmd gen9_cmds_mi[], gen9_cmds_blt[], gen9_cmds_3d[],
	gen9_cmds_video[];
extern const unsigned int gen9_cmds_mi_n, gen9_cmds_blt_n, gen9_cmds_3d_n,
	gen9_cmds_video_n;

/* What is not modelled: skipped by its length, counted, named once. 0 */
int gen9_cmd_not_executed(const struct gen9_call *c);

/* Go on with the operation in e->blt; 0, faults are reported. */
int gen9_cmd_blt_step(struct gen9_engine *e);

/*
 * Memory in the GGTT or the PPGTT. A fault is reported; a read that faults
 * gives zeros and -EFAULT.
 */
int gen9_cmd_mem_read(const struct gen9_call *c, bool ggtt, uint64_t va,
		      void *buf, size_t len);
void gen9_cmd_mem_write(const struct gen9_call *c, bool ggtt, uint64_t va,
			const void *buf, size_t len);

/*
 * GGTT address of a post-sync write with "store index": in the engine's
 * status page when the command is for the GGTT (i915's
 * selftests/i915_perf.c), else in the context's (gt/gen8_engine_cs.c,
 * LRC_PPHWSP_SCRATCH_ADDR).
 */
uint64_t gen9_cmd_index(const struct gen9_call *c, bool ggtt, uint32_t addr);

#endif
