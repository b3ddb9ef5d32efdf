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
	uint8_t mme;		/* madm, invm, rsqtm: 0 to 7; 8: none */
	uint16_t base;		/* reg * 32 + sub */
};

enum { EU_OP_MATH = 0x38, EU_OP_MADM = 0x5d };

/* Functions of math that take mme registers (align16 only). */
enum { EU_MATH_INVM = 14, EU_MATH_RSQTM = 15 };

enum eu_cmod {
	EU_CM_NONE, EU_CM_Z, EU_CM_NZ, EU_CM_G, EU_CM_GE, EU_CM_L, EU_CM_LE,
	EU_CM_O = 8, EU_CM_U,
};

struct eu_inst {
	const struct eu_row *row;
	uint8_t opcode;
	uint8_t bytes;		/* 8 or 16 */
	uint8_t exec, log2;	/* channels, and their logarithm */
	uint8_t chan;		/* first channel */
	uint8_t pred;		/* predicate control, 0: none */
	bool pred_inv;
	bool no_mask;
	bool sat;
	bool acc_wr;
	bool align16;
	bool branch;		/* branch control (".b") */
	uint8_t flag;		/* 0 to 3: f0.0 f0.1 f1.0 f1.1 */
	uint8_t cmod;		/* or function of math, or SFID */
	uint8_t writemask;	/* align16 */
	uint8_t nsrc;
	uint8_t etype;		/* execution type */
	uint8_t pipe;		/* enum eu_pipe */
	bool desc_reg, exdesc_reg, eot;
	uint8_t exdesc_sub;	/* of a0, if exdesc_reg */
	uint8_t thread_ctrl, dep_ctrl;
	bool debug;
	uint8_t packed_type;	/* 'V', 'U' or 'F' of the packed immediate */
	struct eu_operand dst, src[3];
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
