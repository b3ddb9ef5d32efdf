/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real GPU work without a guest OS: an execlist submission on the vGPU's
 * blitter, whose batch and data lie in a PPGTT that the probe has built.
 * So a wrong mapping shows by where the bytes land.
 */
#ifndef GTT2M_WORK_H
#define GTT2M_WORK_H

#include <stdbool.h>
#include <stdint.h>

struct probe;

/* GPU addresses that work_map() fills in: one page each. */
#define WORK_BATCH_VA	(256ull << 30)
#define WORK_SRC_VA	(WORK_BATCH_VA + 0x1000)

#define WORK_GGTT_PAGES	4
#define WORK_BEFORE_MAX	12

#define WORK_STATE	2	/* page[] that has the context's registers */

/* gt/intel_engine_regs.h */
#define RENDER_RING_BASE	0x2000u
#define BLT_RING_BASE		0x22000u

struct work {
	uint32_t base;		/* of the engine's registers: the blitter's */
	unsigned int lrca;	/* the context begins at this page from gma on */
	bool restore;		/* what the engine has of it; else only the ring */
	uint64_t gma;		/* of the ring, in the vGPU's aperture */
	uint64_t page[WORK_GGTT_PAGES];		/* gpa, from gma on */
	uint64_t batch_gpa, src_gpa;
	uint32_t tail;
	/* of the context, with their flags; 0: none (the render engine's only) */
	uint32_t per_ctx, indirect_ctx;
};

/*
 * Ring, context and status page in the GGTT, execlists on; once after
 * probe_open(). 0 or -errno.
 */
int work_open(struct probe *p, struct work *w);
/* The same again with what w has: after vfio_reopen(), or on another engine. */
int work_start(struct probe *p, struct work *w);
/* The guest's driver resets its GPU, all engines, and starts again. */
int work_restart(struct probe *p, struct work *w);
/* Page n of the aperture, of those from gma on, leads to this frame. */
int work_ggtt(struct probe *p, struct work *w, unsigned int n, uint64_t gpa);
/* Map the batch and the source page into the tree at root, 4KiB each. */
int work_map(struct probe *p, struct work *w, uint64_t root);
/* The source page, to be filled by the caller. */
void *work_src(struct probe *p, const struct work *w);
/*
 * Copy len bytes (a multiple of 4, up to a page) from the source page to
 * dst by the tree at root. GVT-g shadows the tree if it is not yet. 0,
 * -ETIME: not done in a second; or what the submission returned.
 */
int work_copy(struct probe *p, struct work *w, uint64_t root, uint64_t dst,
	      uint32_t len);
/* Run what the caller has put at WORK_BATCH_VA; returns as work_copy(). */
int work_run(struct probe *p, struct work *w, uint64_t root);
/*
 * The same with n dwords of commands before it in the ring, at most
 * WORK_BEFORE_MAX. -ENOSPC: more, or more than the rest of the ring takes.
 */
int work_run_after(struct probe *p, struct work *w, uint64_t root,
		   const uint32_t *before, unsigned int n);
/* The second half of work_run(). */
int work_wait(struct probe *p, const struct work *w);
/* Run nothing: what GVT-g does for a submission is done. */
int work_idle(struct probe *p, struct work *w, uint64_t root);
/* Submit a batch that ends when the source page's first word is not 0. */
int work_hold(struct probe *p, struct work *w, uint64_t root);

#endif
