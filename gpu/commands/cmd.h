/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command: its row, one call of it, and what handlers share. */
#ifndef GEN9_CMD_H
#define GEN9_CMD_H

#include <errno.h>

#include "gpu/engine/engine.h"
#include "gpu/registers/engine_regs.h"

/*
 * Row flags.
 * C_VISIBLE: what it does is seen from outside the engine (memory, interrupts,
 *   semaphores), so it waits until the machine's time has come to the
 *   engine's; other commands run ahead by a quantum (spec.md, "Time").
 * C_ARB: an arbitration point: another context may take over before it,
 *   unless MI_ARB_ON_OFF forbids that.
 * C_PRIV: "user mode privileged" in the PRM: does nothing in a batch in the
 *   PPGTT. Commands that are privileged only when they address the GGTT see to
 *   that themselves.
 * C_SKIP: known, and has no effect that the model shows; not counted as not
 *   executed.
 */
#define C_VISIBLE	1u
#define C_ARB		2u
#define C_PRIV		4u
#define C_SKIP		8u

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
	uint16_t min, max;	/* lengths that are legal; max 0: all */
	uint8_t engines;	/* RCS | ... */
	uint8_t flags;		/* C_* */
	/* Of 3D state: where in struct gen9_draw_state, dwords. */
	uint16_t keep, kept;
	int (*fn)(const struct gen9_call *c);	/* NULL, no C_SKIP: not executed */
};

/*
 * Rows in ascending order of op. Of the same op there may be rows for
 * different engines.
 */
struct gen9_cmd_table {
	const struct gen9_cmd *row;
	unsigned int n;
};
#define CMD_TABLE(rows)	{ rows, sizeof(rows) / sizeof(*(rows)) }

extern const struct gen9_cmd_table gen9_cmds_flow, gen9_cmds_store,
	gen9_cmds_math, gen9_cmds_sync, gen9_cmds_blt, gen9_cmds_render,
	gen9_cmds_video;

/* What is not modelled: skipped by its length, counted, named once. 0 */
int gen9_cmd_not_executed(const struct gen9_call *c);

/* Go on with the operation in e->blt; 0, faults are reported. */
int gen9_cmd_blt_step(struct gen9_engine *e);

/* State and walkers of the GPGPU pipeline: cmd_gpgpu.c. */
int gen9_cmd_state_base_address(const struct gen9_call *c);
int gen9_cmd_pipeline_select(const struct gen9_call *c);
int gen9_cmd_media_vfe_state(const struct gen9_call *c);
int gen9_cmd_media_curbe_load(const struct gen9_call *c);
int gen9_cmd_media_descriptor_load(const struct gen9_call *c);
int gen9_cmd_gpgpu_walker(const struct gen9_call *c);
int gen9_cmd_media_object(const struct gen9_call *c);

/* State of the 3D pipeline, and what draws: cmd_draw.c. */
int gen9_cmd_keep(const struct gen9_call *c);
int gen9_cmd_keep_pointer(const struct gen9_call *c);
int gen9_cmd_vf(const struct gen9_call *c);
int gen9_cmd_vertex_buffers(const struct gen9_call *c);
int gen9_cmd_vertex_elements(const struct gen9_call *c);
int gen9_cmd_vf_instancing(const struct gen9_call *c);
int gen9_cmd_3dprimitive(const struct gen9_call *c);

/*
 * Memory in the GGTT or the PPGTT. A fault is reported; a read that faults
 * gives zeros and -EFAULT.
 */
int gen9_cmd_mem_read(const struct gen9_call *c, bool ggtt, uint64_t va,
		      void *buf, size_t len);
void gen9_cmd_mem_write(const struct gen9_call *c, bool ggtt, uint64_t va,
			const void *buf, size_t len);

/* The write at the end of PIPE_CONTROL and MI_FLUSH_DW. */
struct gen9_post_sync {
	unsigned int op;	/* POST_SYNC_* */
	bool ggtt;
	bool index;		/* addr is an offset into the status page */
	uint64_t addr;
	const uint32_t *imm;	/* what the command ends with */
	unsigned int imm_dwords;	/* 1 or 2; MI_FLUSH_DW: or none */
};
#define POST_SYNC_NONE		0u
#define POST_SYNC_IMMEDIATE	1u
#define POST_SYNC_DEPTH_COUNT	2u	/* PIPE_CONTROL's; nothing is drawn */
#define POST_SYNC_TIMESTAMP	3u

/*
 * Do it, if what executes may reach the GGTT or it does not want to. The
 * status page is the engine's own for the GGTT (i915's selftests/i915_perf.c),
 * else the context's (gt/gen8_engine_cs.c, LRC_PPHWSP_SCRATCH_ADDR).
 */
void gen9_cmd_post_sync(const struct gen9_call *c,
			const struct gen9_post_sync *p);

#endif
