/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instruction in execution: its sources as numbers, a lane a channel,
 * what is done with them, and the results on their way to the destination.
 */
#ifndef GEN9_EU_EXEC_H
#define GEN9_EU_EXEC_H

#include "gpu/eu/decode.h"
#include "gpu/eu/fp.h"

/* What an instruction returns: on with the next, or an enum eu_stop. */
#define EU_ON	(-1)
#define EU_JUMPED (-2)		/* it has set t->ip itself */

/* Integers have more bits than any type, signed or not, and its products. */
union eu_lane {
	eu_int i;
	double f;
};

struct eu_op {
	struct eu_thread *t;
	const struct eu_inst *in;
	uint32_t mask;		/* bit n: lane n is written */
	uint32_t pred;		/* bit n: lane n's predicate is true */
	bool real;		/* lanes are numbers with a point */
	struct eu_fp fp;	/* how the operation rounds */
	union eu_lane s[3][EU_CHANNELS], d[EU_CHANNELS];
	/* What the accumulator gets if it is not d (AccWrEn): addc, mach. */
	eu_int acc[EU_CHANNELS];
	bool acc_other;
};

/* ---- arf.c: architecture registers -------------------------------------- */

/* An image of a register, and of acc1 behind acc0. */
#define EU_IMAGE	64u

/* The register of number reg as bytes. */
void eu_arf_read(struct eu_thread *t, unsigned int reg, uint8_t img[EU_IMAGE]);
/* Bytes from .. to - 1 of img have been written: the register's now. */
void eu_arf_write(struct eu_thread *t, unsigned int reg,
		  const uint8_t img[EU_IMAGE], unsigned int from, unsigned int to);

static inline unsigned int eu_arf_kind(unsigned int reg)
{
	return reg >> 4 & 0xf;
}

/* ---- operand.c: regions ------------------------------------------------- */

/* Source n of the instruction into o->s[n], with modifiers and conversion. */
void eu_read_source(struct eu_op *o, unsigned int n);
/* Its elements as they lie in registers, without either. */
void eu_read_raw(struct eu_op *o, unsigned int n, uint64_t raw[EU_CHANNELS]);
/* o->d to the destination, accumulator (AccWrEn) and flags. */
void eu_write_result(struct eu_op *o);
/* Bits as they are to the destination, all lanes of o->mask. */
void eu_write_raw(struct eu_op *o, const uint64_t raw[EU_CHANNELS]);
/* One element of a type as a number: into lane->f if real, else lane->i. */
void eu_element(const struct eu_op *o, unsigned int type, uint64_t bits,
		bool real, union eu_lane *lane);
/* The accumulator's integers or numbers, as the implied third source. */
void eu_read_acc(struct eu_op *o, union eu_lane lane[EU_CHANNELS]);

/* ---- flags.c: who takes part ------------------------------------------- */

/* Predicates of the instruction's lanes; all ones without predication. */
uint32_t eu_predicate(const struct eu_thread *t, const struct eu_inst *in);
void eu_set_flags(struct eu_op *o, uint32_t value);
/* Does v meet the condition against zero? Unordered (NaN): nz and u only. */
bool eu_condition(unsigned int cmod, int sign, bool unordered);

static inline uint32_t eu_lanes(const struct eu_inst *in)
{
	return in->exec == 32 ? ~0u : (1u << in->exec) - 1;
}

/* Lanes that control flow, or NoMask, enables. */
static inline uint32_t eu_enabled(const struct eu_thread *t,
				  const struct eu_inst *in)
{
	return (in->no_mask ? ~0u : t->active >> in->chan) & eu_lanes(in);
}

/* ---- the rows of operations -------------------------------------------- */

typedef void (*eu_lanes_fn)(struct eu_op *o);
typedef eu_int (*eu_int_fn)(const struct eu_op *o, eu_int a, eu_int b, eu_int c);
typedef double (*eu_real_fn)(const struct eu_op *o, double a, double b, double c);

struct eu_alu {
	uint8_t opcode;
	bool logic;		/* a source's minus is a NOT */
	bool acc;		/* the accumulator is the third source */
	bool chooses;		/* predicate or condition choose: no mask, flags */
	eu_int_fn i;		/* of one lane; NULL: not of integers */
	eu_real_fn f;
	/* Instead of them: of all lanes, from o->s to o->d ... */
	eu_lanes_fn all;
	bool ints, reals;	/* ... of which kinds */
	bool writes;		/* ... and to the destination */
	eu_lanes_fn whole;	/* or all of it, reading included */
};

extern const struct eu_alu eu_lane_rows[], eu_move_rows[], eu_vec_rows[],
	eu_math_rows[];
extern const size_t eu_lane_row_count, eu_move_row_count, eu_vec_row_count,
	eu_math_row_count;

/* Is this math's function, and are these its types? */
bool eu_math_legal(const struct eu_inst *in);

/* The operation of an opcode, NULL: none of an ALU. */
const struct eu_alu *eu_alu_row(unsigned int opcode);

/* Each executes one instruction: EU_ON or a reason to stop. */
int eu_exec_alu(struct eu_thread *t, const struct eu_inst *in);

/*
 * eu_thread.work of an instruction, some 20 ns; of a channel on the general
 * path 40 ns on top, four times that in a function of `math`.
 */
#define EU_WORK		256u
#define EU_WORK_CHANNEL	1024u
int eu_exec_flow(struct eu_thread *t, const struct eu_inst *in);
int eu_exec_send(struct eu_thread *t, const struct eu_inst *in);
int eu_exec_wait(struct eu_thread *t, const struct eu_inst *in);
/* The message of a send, as the thread's registers are now. */
void eu_send_of(const struct eu_thread *t, const struct eu_inst *in,
		struct eu_send *s);

/* issue.c: its enum gen9_done, that is kind * GEN9_ISSUE_LOGS + log. */
unsigned int eu_issue_of(const struct eu_inst *in);
/* The message's registers may be under way. */
void eu_expect(struct eu_thread *t, const struct eu_send *s);
/* These registers are used; all direct operands of an ALU are. */
void eu_use(struct eu_thread *t, unsigned int reg, unsigned int regs);
void eu_use_operands(struct eu_thread *t, const struct eu_inst *in);
/* eu_reg_bits() of these, 0 of what is no ALU's. */
uint64_t eu_uses_of(const struct eu_inst *in);

/* EU_FAULT, and why. */
int eu_illegal(struct eu_thread *t);

/* flow.c: who waits for t->ip is active; the next to wait for: t->wake. */
void eu_wake(struct eu_thread *t);

/* peek.c: decode what lies at ip and do not keep it. 0 or -errno. */
int eu_peek(struct eu_thread *t, uint32_t ip, struct eu_inst *in);

#endif
