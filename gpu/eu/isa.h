/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of Gen9, a row each, and one instruction as it is
 * executed. Bit numbers: Mesa's brw_inst.h, column of Gen8, which Gen9 shares;
 * compared with what iga64 -p=9 reads.
 */
#ifndef GEN9_EU_ISA_H
#define GEN9_EU_ISA_H

#include "gpu/eu/eu.h"

/* How the operands are encoded. */
enum eu_format {
	EU_F_ALU,	/* destination, one or two sources */
	EU_F_ALU3,	/* three sources, align16 */
	EU_F_SEND,	/* send, sendc */
	EU_F_SENDS,	/* sends, sendsc */
	EU_F_JIP,	/* 32-bit JIP in src1: while, endif, join */
	EU_F_JIP_UIP,	/* both */
	EU_F_JUMP,	/* jmpi, brd, call ...: a distance in src1, or a register */
	EU_F_NONE,
};

enum eu_file { EU_ARF = 0, EU_GRF = 1, EU_IMM = 3 };

/* Architecture registers, bits 7:4 of their number. */
enum eu_arf {
	EU_ARF_NULL, EU_ARF_A, EU_ARF_ACC, EU_ARF_F, EU_ARF_CE, EU_ARF_MSG,
	EU_ARF_SP, EU_ARF_SR, EU_ARF_CR, EU_ARF_N, EU_ARF_IP, EU_ARF_TDR,
	EU_ARF_TM, EU_ARF_FC, EU_ARF_DBG = 15,
};

struct eu_operand {
	uint8_t file;		/* enum eu_file */
	uint8_t type;		/* enum eu_type */
	uint8_t reg;		/* number, or address sub-register if indirect */
	uint8_t sub;		/* byte within it */
	bool neg, abs;
	bool indirect;
	bool vxh;		/* indirect, an address register for each row */
	bool packed;		/* immediate of type V, UV, VF: src_packed */
	bool rep;		/* align16: element 0 of the swizzle, replicated */
	uint8_t size;		/* of an element, bytes */
	uint8_t width;		/* elements in a row: 1, 2, 4, 8, 16 */
	uint16_t vstride, hstride;	/* bytes */
	int16_t imm;		/* added to the address register */
	uint8_t swizzle;	/* align16: 2 bits a channel */
	uint8_t mme;		/* madm, invm, rsqtm: 0 to 7 or EU_NO_MME */
	uint16_t base;		/* reg * 32 + sub */
};

/* Opcodes, as iga64 -p=9 assembles them. */
enum eu_opcode {
	EU_OP_ILLEGAL = 0x00, EU_OP_MOV, EU_OP_SEL, EU_OP_MOVI, EU_OP_NOT,
	EU_OP_AND, EU_OP_OR, EU_OP_XOR, EU_OP_SHR, EU_OP_SHL, EU_OP_SMOV,
	EU_OP_ASR = 0x0c, EU_OP_CMP = 0x10, EU_OP_CMPN, EU_OP_CSEL,
	EU_OP_BFREV = 0x17, EU_OP_BFE, EU_OP_BFI1, EU_OP_BFI2,
	EU_OP_JMPI = 0x20, EU_OP_BRD, EU_OP_IF, EU_OP_BRC, EU_OP_ELSE,
	EU_OP_ENDIF, EU_OP_WHILE = 0x27, EU_OP_BREAK, EU_OP_CONT, EU_OP_HALT,
	EU_OP_CALLA, EU_OP_CALL, EU_OP_RET, EU_OP_GOTO, EU_OP_JOIN,
	EU_OP_WAIT, EU_OP_SEND, EU_OP_SENDC, EU_OP_SENDS, EU_OP_SENDSC,
	EU_OP_MATH = 0x38, EU_OP_ADD = 0x40, EU_OP_MUL, EU_OP_AVG, EU_OP_FRC,
	EU_OP_RNDU, EU_OP_RNDD, EU_OP_RNDE, EU_OP_RNDZ, EU_OP_MAC,
	EU_OP_MACH, EU_OP_LZD, EU_OP_FBH, EU_OP_FBL, EU_OP_CBIT, EU_OP_ADDC,
	EU_OP_SUBB, EU_OP_SAD2, EU_OP_SADA2, EU_OP_DP4 = 0x54, EU_OP_DPH,
	EU_OP_DP3, EU_OP_DP2, EU_OP_LINE = 0x59, EU_OP_PLN, EU_OP_MAD,
	EU_OP_LRP, EU_OP_MADM, EU_OP_NOP = 0x7e,
};

/*
 * Functions of math, PRM SKL vol. 2a, "math", Function Control. The last two
 * take mme registers (align16 only).
 */
enum eu_math {
	EU_MATH_INV = 1, EU_MATH_LOG, EU_MATH_EXP, EU_MATH_SQRT, EU_MATH_RSQ,
	EU_MATH_SIN, EU_MATH_COS, EU_MATH_FDIV = 9, EU_MATH_POW,
	EU_MATH_IDIV_BOTH, EU_MATH_IDIV, EU_MATH_IREM,
	EU_MATH_INVM, EU_MATH_RSQTM,
};

#define EU_MMES		8u	/* mme0 to mme7 */
#define EU_NO_MME	8u	/* as encoded: none */

enum eu_cmod {
	EU_CM_NONE, EU_CM_Z, EU_CM_NZ, EU_CM_G, EU_CM_GE, EU_CM_L, EU_CM_LE,
	EU_CM_O = 8, EU_CM_U,
};

struct eu_alu;

/* A source of 32-bit lanes side by side, or of one lane: fast.c. */
struct eu_quick {
	uint16_t at;		/* byte in the registers */
	uint8_t kind;		/* enum eu_kind */
	bool modified;
	uint32_t imm;
	uint32_t keep, flip, minus;	/* (v & keep ^ flip) - minus */
};

/* What each execution looks at comes first. */
struct eu_inst {
	int (*run)(struct eu_thread *t, const struct eu_inst *in);
	uint8_t opcode;
	uint8_t bytes;		/* 8 or 16 */
	uint8_t exec, log2;	/* channels, and their logarithm */
	uint8_t chan;		/* first channel */
	uint8_t pred;		/* predicate control, 0: none */
	uint8_t flag;		/* 0 to 3: f0.0 f0.1 f1.0 f1.1 */
	uint8_t cmod;		/* or function of math, or SFID */
	uint8_t etype;		/* execution type */
	bool pred_inv;
	bool no_mask;
	bool align16;
	uint8_t issue;		/* eu_issue_of() */
	uint16_t counter;	/* in eu_counters.n: opcode, etype, log2 */
	uint64_t uses;		/* eu_reg_bits() of what eu_use_operands() uses */
	struct eu_quick quick[3];
	struct eu_operand dst, src[3];
	const struct eu_row *row;
	const struct eu_alu *alu;	/* set by who executes it: exec.h */
	bool sat;
	bool acc_wr;
	bool branch;		/* branch control (".b") */
	bool desc_reg, exdesc_reg, eot;
	bool debug;
	uint8_t writemask;	/* align16 */
	uint8_t nsrc;
	uint8_t exdesc_sub;	/* of a0, if exdesc_reg */
	uint8_t thread_ctrl, dep_ctrl;
	uint8_t packed_type;	/* 'V', 'U' or 'F' of the packed immediate */
	uint64_t imm;		/* immediate operand, as encoded */
	int32_t jip, uip;	/* bytes from this instruction */
	uint32_t desc, exdesc;
};

struct eu_row {
	uint8_t opcode;
	const char *name;
	uint8_t format;		/* enum eu_format */
	uint8_t nsrc;
	uint8_t pipe;		/* enum eu_pipe */
};

/* The row of an opcode, NULL: no instruction. */
const struct eu_row *eu_row(unsigned int opcode);
/* All rows in the order of their opcodes, *n of them. */
const struct eu_row *eu_rows(size_t *n);

extern const uint8_t eu_type_size[EU_TYPES];

static inline bool eu_type_float(unsigned int type)
{
	return type >= EU_HF;
}

static inline bool eu_type_signed(unsigned int type)
{
	return type == EU_D || type == EU_W || type == EU_B || type == EU_Q;
}

#endif
