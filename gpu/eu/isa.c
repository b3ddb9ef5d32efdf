// SPDX-License-Identifier: GPL-2.0-or-later
/* Opcodes: as iga64 -p=9 assembles and names them. */
#include "gpu/eu/isa.h"

#define ALU(o, n, s, p) \
	{ .opcode = (o), .name = (n), .format = EU_F_ALU, .nsrc = (s), \
	  .pipe = EU_PIPE_##p }
#define ALU3(o, n) \
	{ .opcode = (o), .name = (n), .format = EU_F_ALU3, .nsrc = 3, \
	  .pipe = EU_PIPE_FPU }
#define SEND(o, n, k) \
	{ .opcode = (o), .name = (n), .format = (k), .nsrc = 2, \
	  .pipe = EU_PIPE_SEND }
#define FLOW(o, n, k) \
	{ .opcode = (o), .name = (n), .format = (k), \
	  .pipe = EU_PIPE_BRANCH }

static const struct eu_row rows[] = {
	FLOW(EU_OP_ILLEGAL, "illegal", EU_F_NONE),
	ALU(EU_OP_MOV, "mov", 1, FPU),
	ALU(EU_OP_SEL, "sel", 2, FPU),
	ALU(EU_OP_MOVI, "movi", 1, FPU),
	ALU(EU_OP_NOT, "not", 1, FPU),
	ALU(EU_OP_AND, "and", 2, FPU),
	ALU(EU_OP_OR, "or", 2, FPU),
	ALU(EU_OP_XOR, "xor", 2, FPU),
	ALU(EU_OP_SHR, "shr", 2, FPU),
	ALU(EU_OP_SHL, "shl", 2, FPU),
	ALU(EU_OP_SMOV, "smov", 2, FPU),
	ALU(EU_OP_ASR, "asr", 2, FPU),
	ALU(EU_OP_CMP, "cmp", 2, FPU),
	ALU(EU_OP_CMPN, "cmpn", 2, FPU),
	ALU3(EU_OP_CSEL, "csel"),
	ALU(EU_OP_BFREV, "bfrev", 1, FPU),
	ALU3(EU_OP_BFE, "bfe"),
	ALU(EU_OP_BFI1, "bfi1", 2, FPU),
	ALU3(EU_OP_BFI2, "bfi2"),
	FLOW(EU_OP_JMPI, "jmpi", EU_F_JUMP),
	FLOW(EU_OP_BRD, "brd", EU_F_JUMP),
	FLOW(EU_OP_IF, "if", EU_F_JIP_UIP),
	FLOW(EU_OP_BRC, "brc", EU_F_JUMP),
	FLOW(EU_OP_ELSE, "else", EU_F_JIP_UIP),
	FLOW(EU_OP_ENDIF, "endif", EU_F_JIP),
	FLOW(EU_OP_WHILE, "while", EU_F_JIP),
	FLOW(EU_OP_BREAK, "break", EU_F_JIP_UIP),
	FLOW(EU_OP_CONT, "cont", EU_F_JIP_UIP),
	FLOW(EU_OP_HALT, "halt", EU_F_JIP_UIP),
	FLOW(EU_OP_CALLA, "calla", EU_F_JUMP),
	FLOW(EU_OP_CALL, "call", EU_F_JUMP),
	FLOW(EU_OP_RET, "ret", EU_F_JUMP),
	FLOW(EU_OP_GOTO, "goto", EU_F_JIP_UIP),
	FLOW(EU_OP_JOIN, "join", EU_F_JIP),
	ALU(EU_OP_WAIT, "wait", 1, BRANCH),
	SEND(EU_OP_SEND, "send", EU_F_SEND),
	SEND(EU_OP_SENDC, "sendc", EU_F_SEND),
	SEND(EU_OP_SENDS, "sends", EU_F_SENDS),
	SEND(EU_OP_SENDSC, "sendsc", EU_F_SENDS),
	ALU(EU_OP_MATH, "math", 2, EM),
	ALU(EU_OP_ADD, "add", 2, FPU),
	ALU(EU_OP_MUL, "mul", 2, FPU),
	ALU(EU_OP_AVG, "avg", 2, FPU),
	ALU(EU_OP_FRC, "frc", 1, FPU),
	ALU(EU_OP_RNDU, "rndu", 1, FPU),
	ALU(EU_OP_RNDD, "rndd", 1, FPU),
	ALU(EU_OP_RNDE, "rnde", 1, FPU),
	ALU(EU_OP_RNDZ, "rndz", 1, FPU),
	ALU(EU_OP_MAC, "mac", 2, FPU),
	ALU(EU_OP_MACH, "mach", 2, FPU),
	ALU(EU_OP_LZD, "lzd", 1, FPU),
	ALU(EU_OP_FBH, "fbh", 1, FPU),
	ALU(EU_OP_FBL, "fbl", 1, FPU),
	ALU(EU_OP_CBIT, "cbit", 1, FPU),
	ALU(EU_OP_ADDC, "addc", 2, FPU),
	ALU(EU_OP_SUBB, "subb", 2, FPU),
	ALU(EU_OP_SAD2, "sad2", 2, FPU),
	ALU(EU_OP_SADA2, "sada2", 2, FPU),
	ALU(EU_OP_DP4, "dp4", 2, FPU),
	ALU(EU_OP_DPH, "dph", 2, FPU),
	ALU(EU_OP_DP3, "dp3", 2, FPU),
	ALU(EU_OP_DP2, "dp2", 2, FPU),
	ALU(EU_OP_LINE, "line", 2, FPU),
	ALU(EU_OP_PLN, "pln", 2, FPU),
	ALU3(EU_OP_MAD, "mad"),
	ALU3(EU_OP_LRP, "lrp"),
	ALU3(EU_OP_MADM, "madm"),
	FLOW(EU_OP_NOP, "nop", EU_F_NONE),
};

const struct eu_row *eu_rows(size_t *n)
{
	*n = sizeof(rows) / sizeof(*rows);
	return rows;
}

/* The rows are in order, so what is searched halves. */
const struct eu_row *eu_row(unsigned int opcode)
{
	size_t lo = 0, hi = sizeof(rows) / sizeof(*rows);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (rows[mid].opcode == opcode)
			return &rows[mid];
		if (rows[mid].opcode < opcode)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
