/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the time of a walker comes from what its threads have done; and that of
 * a primitive, which is a walker whose threads write pixels.
 *
 * Threads are executed one group after the other; on the part they run side
 * by side. So what they do is added up, and the time of a walker is a function
 * of the sums: what the busiest of its resources needs. These are
 * - the two FPUs of each EU, and the one of them that does DF and math;
 * - the threads' slots: a thread issues at most once in eu_issue_pct, and
 *   stands while what it uses has not come from local memory, L3, the
 *   last-level cache or memory, or while a message of its waits for a page
 *   walk. Seven threads an EU hide that from each other;
 * - a subslice's paths to L3, to local memory and of its sampler;
 * - the interface to the last-level cache, and memory;
 * - the page walkers, who starts threads, and of a primitive who writes pixels.
 * A step is charged by how much the function has grown: where it ends does not
 * change the time.
 *
 * Memory and walks of a primitive are a stream (stream.h) like a blit's, in
 * pieces of GEN9_WALKER_PIECE lines and with a blit's window and walks: what was
 * published of writes and blits that are likely the render engine's chose these.
 * Its time is the stream's or that of the sums, which is longer.
 *
 * Under shader_lines 0 (the set "serial") page walks are not hidden: each is
 * added to the engine's time. Under stream_lines 0 a primitive has no stream.
 *
 * Facts: Junkins, "The Compute Architecture of Intel Processor Graphics Gen9",
 * 2015 ("Gen9" below); what has no source there is a parameter with a range.
 */
#ifndef GEN9_WALKER_H
#define GEN9_WALKER_H

#include <stdbool.h>
#include <stdint.h>

#include "gpu/host/cost.h"

struct gen9_as;

#define GEN9_SLICES_MAX		3u	/* of a GT4; the device has one */
#define GEN9_SUBSLICES		3u	/* of a GT2: the fuses say so, too */
#define GEN9_SUBSLICE_EUS	8u
#define GEN9_EU_THREADS		7u	/* Gen9, 5.3 */
#define GEN9_SLM_BYTES		(64u << 10)	/* of a subslice: Gen9, 5.5 */

#define GEN9_WALKER_PIECE	16u	/* GEN9_STREAM_MARKS of them: 1024 lines */

/* How an instruction is issued. */
enum gen9_issue {
	GEN9_ISSUE_ALU,		/* either FPU, 16 bytes a clock: Gen9, 5.3 */
	GEN9_ISSUE_MUL,		/* product of 32-bit integers: eu_mul_pct of that */
	GEN9_ISSUE_DF,		/* the one FPU that has them, 16 bytes a clock */
	GEN9_ISSUE_MATH,	/* that one, too: eu_math_pct of ALU's */
	GEN9_ISSUE_MATH2,	/* fdiv, pow: twice as long (assumed) */
	GEN9_ISSUE_IDIV,	/* integer division: four times (assumed) */
	GEN9_ISSUE_OTHER,	/* branches, messages: no FPU */
	GEN9_ISSUES
};
#define GEN9_ISSUE_LOGS		6u	/* 16 bytes << these */

/* Where what a thread waits for comes from. */
enum gen9_from {
	GEN9_FROM_NONE, GEN9_FROM_SLM, GEN9_FROM_L3, GEN9_FROM_LLC,
	GEN9_FROM_MEM, GEN9_FROMS
};

/* What threads have done: sums. */
enum gen9_done {
	GEN9_DONE_ISSUE,	/* + kind * GEN9_ISSUE_LOGS + log */
	/* a register was used that a message had not filled: by level ... */
	GEN9_DONE_WAIT = GEN9_ISSUES * GEN9_ISSUE_LOGS,
	/* ... and instructions of the thread since the message */
	GEN9_DONE_COVERED = GEN9_DONE_WAIT + GEN9_FROMS,
	GEN9_DONE_SLM = GEN9_DONE_COVERED + GEN9_FROMS, /* clocks of its banks */
	GEN9_DONE_L3,		/* lines of 64 bytes, of each message once */
	GEN9_DONE_SAMPLER,	/* texels asked for */
	GEN9_DONE_LLC,		/* lines read that L3 did not have ... */
	GEN9_DONE_READ,		/* ... nor the last-level cache */
	GEN9_DONE_WRITE,	/* lines written */
	GEN9_DONE_THREADS,	/* started */
	/* of primitives (traces have the numbers above: new ones go here) */
	GEN9_DONE_PS_THREADS,	/* started for pixels */
	GEN9_DONE_PIXELS,	/* written */
	GEN9_DONE_PIECE,	/* lines since the last one are one of the stream */
	GEN9_DONES
};

/* What does not change while a walker runs. */
struct gen9_walker_shape {
	uint64_t threads;	/* of all groups */
	uint32_t slots;		/* threads that the part runs at a time */
	uint32_t eus, subslices;	/* that have threads */
	bool primitive;		/* not a walker's, but a primitive's threads */
};

struct gen9_walker {
	bool open;		/* a step is under way */
	bool overlaps;		/* and page walks are not simply added */
	bool streams;		/* of a primitive: its lines are a stream */
	struct gen9_walker_shape shape;
	uint64_t done[GEN9_DONES];
	uint64_t walk_ps;	/* all page walks */
	uint64_t wait_ps;	/* what messages waited for them */
	uint64_t look, msg_sum, msg_most;	/* of the message under way */
	uint64_t look_va;
	bool look_write;
	uint64_t lines, written;	/* that are in no piece of the stream yet */
	uint64_t charged;	/* ps */
};

/* Threads of a group, its local memory, groups: the shape. */
struct gen9_walker_shape gen9_walker_shape(unsigned int threads,
					   uint32_t slm_bytes, uint64_t groups);

/* A walker begins, or goes on after another context: nothing is done yet. */
void gen9_walker_begin(struct gen9_as *as, const struct gen9_walker_shape *s);
/* A step begins; look-ups up to gen9_walker_close() are the walker's. */
void gen9_walker_open(struct gen9_as *as);
/* A look-up begins; its fetches are one after the other ... */
static inline void gen9_walker_look_up(struct gen9_walker *w, uint64_t va,
				       bool write)
{
	w->look = 0;
	w->look_va = va;
	w->look_write = write;
}
/* ... and take ps more. */
void gen9_walker_latency(struct gen9_as *as, uint64_t ps);
/* The look-ups since the last one were a message's. */
void gen9_walker_message(struct gen9_as *as);
/* n more of i. */
void gen9_walker_done(struct gen9_as *as, enum gen9_done i, uint64_t n);
/* No step of a primitive comes after this one, which is not closed yet. */
void gen9_walker_end(struct gen9_as *as);
/* The step ends: its time is charged to as. */
void gen9_walker_close(struct gen9_as *as);

/* What the parameters make of it, ps. */
uint64_t gen9_walker_time(const struct gen9_params *p,
			  const struct gen9_walker *w);

#endif
