/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One thread of a Gen9 execution unit, and what executes its instructions.
 * This side knows registers, masks and instructions; whoever dispatches
 * threads gives them their registers, runs them, and answers their messages
 * (struct eu_ops).
 *
 * The life of a thread:
 *	eu_thread_start(t, core, kernel offset, channels);
 *	payload into t->grf from r0 on, t->sr0[0] if a kernel asks for it;
 *	while ((why = eu_run(t, budget)) == EU_WAIT || why == EU_BUDGET)
 *		run other threads;
 *
 * gpu/spec-eu.md says how instructions behave.
 */
#ifndef GEN9_EU_H
#define GEN9_EU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gpu/memory/walker.h"

#define EU_GRFS		128
#define EU_GRF_BYTES	32
#define EU_CHANNELS	32
#define EU_NO_REG	0xffffu		/* a message without destination */

struct eu_thread;
struct eu_core;

enum eu_stop {
	EU_END,		/* a message with EOT was sent */
	EU_WAIT,	/* `wait` on a notification that is not there, or a message
			   that has to be sent again: run it later */
	EU_BUDGET,	/* the budget is used up: run it on */
	EU_FAULT,	/* t->fault says why; it cannot go on: the GPU hangs */
};

enum eu_fault {
	EU_FAULT_NONE,
	EU_FAULT_FETCH,		/* no instruction at ip: not mapped */
	EU_FAULT_ILLEGAL,	/* `illegal`, no opcode of Gen9, or fields that
				   no document defines */
	EU_FAULT_SEND,		/* the message side refused the message */
};

/* Shared functions, as iga64 -p=9 numbers them. */
enum eu_sfid {
	EU_SFID_NULL = 0, EU_SFID_SAMPLER = 2, EU_SFID_GATEWAY = 3,
	EU_SFID_DC2 = 4, EU_SFID_RENDER = 5, EU_SFID_URB = 6,
	EU_SFID_SPAWNER = 7, EU_SFID_VME = 8, EU_SFID_DC_RO = 9,
	EU_SFID_DC0 = 10, EU_SFID_PI = 11, EU_SFID_DC1 = 12, EU_SFID_CRE = 13,
};

/*
 * A message, when its instruction is executed. Payload and response are in
 * t->grf; register numbers wrap at EU_GRFS, of which nobody is told.
 */
struct eu_send {
	uint8_t sfid;		/* enum eu_sfid */
	bool eot;
	bool split;		/* sends: src1 has ex_mlen registers */
	bool header;		/* bit 19 of the descriptor */
	bool no_mask;		/* WE: mask is predication only */
	uint8_t exec_size;	/* 1 to 32 */
	uint8_t channel;	/* first channel, by quarter control */
	uint8_t mlen, ex_mlen;	/* registers sent, 0 to 15 */
	uint8_t rlen;		/* registers that the response has, 0 to 31 */
	uint16_t src0, src1;	/* first registers; src1: split only */
	uint16_t dst;		/* first register of the response, EU_NO_REG: null */
	uint32_t desc;		/* function descriptor, from the instruction or a0 */
	uint32_t ex_desc;	/* extended descriptor (surface in 31:12 if split) */
	/*
	 * Bit n: slot n of the message is enabled, that is channel
	 * `channel` + n, after channel enables and predication.
	 */
	uint32_t mask;
};

/* What the messages' side provides. Returns of int: see each. */
struct eu_ops {
	/*
	 * Do the message: read the payload, write the response. 0: done;
	 * EU_WAIT: not done, the same message comes again at the next
	 * eu_run(); EU_FAULT: refused.
	 */
	int (*send)(struct eu_thread *t, const struct eu_send *s);
	/*
	 * len (up to EU_LINE) bytes of instructions at graphics address addr,
	 * aligned to its size, through the address space of the context.
	 * 0 or -EFAULT.
	 */
	int (*fetch)(struct eu_core *core, uint64_t addr, void *buf, size_t len);
	/* tm0, in ticks of the EU's clock. NULL: instructions executed. */
	uint64_t (*time)(struct eu_thread *t);
};

#define EU_LINE		64u	/* bytes that are fetched, and cached, at a time */

/* Which unit an instruction is issued to: Junkins, "The Compute Architecture of
 * Intel Processor Graphics Gen9", 2015, "EU architecture". */
enum eu_pipe { EU_PIPE_FPU, EU_PIPE_EM, EU_PIPE_SEND, EU_PIPE_BRANCH, EU_PIPES };

/* Types as they are numbered here, whatever the place in an instruction. */
enum eu_type {
	EU_UD, EU_D, EU_UW, EU_W, EU_UB, EU_B, EU_UQ, EU_Q, EU_HF, EU_F, EU_DF,
	EU_TYPES
};

#define EU_PENDING	8u	/* messages that may be under way; more are waited for */

/*
 * Instructions executed, by opcode (7 bits, as encoded), execution type and
 * log2 of the execution size. Instructions without operands count as UD.
 */
struct eu_counters {
	uint64_t n[128][EU_TYPES][6];
	/* What makes time of them: gpu/memory/walker.h, enum gen9_done. */
	uint64_t done[GEN9_DONES];
};

/*
 * What threads share: the code that they run and how its messages are done.
 * The owner sets ops, owner and base; the rest starts as zeros and is freed
 * by eu_core_free().
 */
struct eu_core {
	const struct eu_ops *ops;
	void *owner;			/* of the ops, not touched here */
	uint64_t base;			/* Instruction Base Address */
	struct eu_counters ctr;
	struct eu_icache *icache;
};

/* Forget decoded instructions: memory or page tables may have changed. */
void eu_core_invalidate(struct eu_core *core);
void eu_core_free(struct eu_core *core);

struct eu_thread {
	/* Little-endian, as the hardware numbers them: r5.3:ud is at [5][12]. */
	uint8_t grf[EU_GRFS][EU_GRF_BYTES] __attribute__((aligned(64)));
	/* acc0, acc1 as bytes (f, ud ...) and acc0's integers in full width. */
	uint8_t acc[2][EU_GRF_BYTES] __attribute__((aligned(64)));
	int64_t acc_wide[16];
	uint16_t a0[16];		/* address register, 16 sub-registers */
	uint32_t flag[2];		/* f0.1:f0.0, f1.1:f1.0 */

	uint32_t ip;			/* of the next instruction, from core->base */
	uint32_t dispatch;		/* channels it was started with: sr0.2 */
	uint32_t active;		/* channels enabled by control flow: ce0 */
	uint32_t pc[EU_CHANNELS];	/* where a channel that is not goes on */
	bool parked;			/* some channel is not: look at pc[] */
	uint32_t wake;			/* the first pc[] at or behind ip */

	uint32_t cr0[3], sr0[4], dbg0, msg[4], sp[2];
	uint32_t notify[3];		/* n0.0 to n0.2: count of `wait` */
	/* mme0 to mme7: what madm's exponents have beyond the register's */
	int16_t mme[8][EU_CHANNELS];

	enum eu_fault fault;
	/*
	 * Work of the host in the unit of gpu/host/work.h: by what an
	 * instruction takes here, not on a real part. Messages not counted.
	 */
	uint64_t work;
	uint64_t instructions;		/* executed */

	/*
	 * Registers that messages have filled, and no instruction has used yet:
	 * on a part they may be under way. level, an enum
	 * gen9_level, is set by eu_ops.send.
	 */
	uint8_t level, pendings;
	uint64_t filling;		/* eu_reg_bits() of all of them */
	struct eu_pending {
		uint8_t reg, regs, level;
		uint64_t at;		/* instructions, when it was sent */
	} pending[EU_PENDING];

	struct eu_core *core;
	void *group;			/* the dispatcher's: thread group, SLM ... */
};

/* Pairs of registers, a bit each; what is behind the last belongs to it. */
static inline uint64_t eu_reg_bits(unsigned int reg, unsigned int regs)
{
	unsigned int first = reg / 2, last = (reg + regs - 1) / 2;

	first = first < EU_GRFS / 2 ? first : EU_GRFS / 2 - 1;
	last = last < EU_GRFS / 2 ? last : EU_GRFS / 2 - 1;
	return regs ? ~0ull << first & ~0ull >> (63 - last) : 0;
}

/*
 * All registers zero but: ip, channels (a bit each, at least one), sr0.2.
 * cr0.0 is as a kernel without a preference gets it: the caller sets denormal
 * and rounding modes of the interface descriptor with EU_CR0_*.
 */
void eu_thread_start(struct eu_thread *t, struct eu_core *core, uint32_t ip,
		     uint32_t channels);

/* cr0.0, as Mesa and IGC set it. */
#define EU_CR0_SPF		(1u << 2)	/* single program flow */
#define EU_CR0_ROUND		(3u << 4)	/* 0 nearest even, 1 up, 2 down, 3 to zero */
#define EU_CR0_DENORM_DF	(1u << 6)	/* kept, else flushed to zero */
#define EU_CR0_DENORM_F		(1u << 7)
#define EU_CR0_DENORM_HF	(1u << 10)

/*
 * Execute at most budget instructions, or until there is a reason to stop.
 */
enum eu_stop eu_run(struct eu_thread *t, uint64_t budget);

/*
 * Of the code from ip on, which has not run: fn for each message, in the order of
 * the code, whose descriptors are in the instruction, up to the first that ends
 * the thread, what is no instruction, or most instructions. t is started; its
 * registers are as they are. The first of fn that is not 0, or 0.
 */
int eu_scan(struct eu_thread *t, uint32_t ip, unsigned int most,
	    int (*fn)(struct eu_thread *t, const struct eu_send *s));

/* A message to the gateway has counted n0.n up: `wait` goes on. */
static inline void eu_notify(struct eu_thread *t, unsigned int n)
{
	t->notify[n % 3]++;
}

#endif
