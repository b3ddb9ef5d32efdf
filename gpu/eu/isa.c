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
	FLOW(0x00, "illegal", EU_F_NONE),
	ALU(0x01, "mov", 1, FPU),
	ALU(0x02, "sel", 2, FPU),
	ALU(0x03, "movi", 1, FPU),
	ALU(0x04, "not", 1, FPU),
	ALU(0x05, "and", 2, FPU),
	ALU(0x06, "or", 2, FPU),
	ALU(0x07, "xor", 2, FPU),
	ALU(0x08, "shr", 2, FPU),
	ALU(0x09, "shl", 2, FPU),
	ALU(0x0a, "smov", 2, FPU),
	ALU(0x0c, "asr", 2, FPU),
	ALU(0x10, "cmp", 2, FPU),
	ALU(0x11, "cmpn", 2, FPU),
	ALU3(0x12, "csel"),
	ALU(0x17, "bfrev", 1, FPU),
	ALU3(0x18, "bfe"),
	ALU(0x19, "bfi1", 2, FPU),
	ALU3(0x1a, "bfi2"),
	FLOW(0x20, "jmpi", EU_F_JUMP),
	FLOW(0x21, "brd", EU_F_JUMP),
	FLOW(0x22, "if", EU_F_JIP_UIP),
	FLOW(0x23, "brc", EU_F_JIP_UIP),
	FLOW(0x24, "else", EU_F_JIP_UIP),
	FLOW(0x25, "endif", EU_F_JIP),
	FLOW(0x27, "while", EU_F_JIP),
	FLOW(0x28, "break", EU_F_JIP_UIP),
	FLOW(0x29, "cont", EU_F_JIP_UIP),
	FLOW(0x2a, "halt", EU_F_JIP_UIP),
	FLOW(0x2b, "calla", EU_F_JUMP),
	FLOW(0x2c, "call", EU_F_JUMP),
	FLOW(0x2d, "ret", EU_F_JUMP),
	FLOW(0x2e, "goto", EU_F_JIP_UIP),
	FLOW(0x2f, "join", EU_F_JIP),
	ALU(0x30, "wait", 1, BRANCH),
	SEND(0x31, "send", EU_F_SEND),
	SEND(0x32, "sendc", EU_F_SEND),
	SEND(0x33, "sends", EU_F_SENDS),
	SEND(0x34, "sendsc", EU_F_SENDS),
	ALU(EU_OP_MATH, "math", 2, EM),
	ALU(0x40, "add", 2, FPU),
	ALU(0x41, "mul", 2, FPU),
	ALU(0x42, "avg", 2, FPU),
	ALU(0x43, "frc", 1, FPU),
	ALU(0x44, "rndu", 1, FPU),
	ALU(0x45, "rndd", 1, FPU),
	ALU(0x46, "rnde", 1, FPU),
	ALU(0x47, "rndz", 1, FPU),
	ALU(0x48, "mac", 2, FPU),
	ALU(0x49, "mach", 2, FPU),
	ALU(0x4a, "lzd", 1, FPU),
	ALU(0x4b, "fbh", 1, FPU),
	ALU(0x4c, "fbl", 1, FPU),
	ALU(0x4d, "cbit", 1, FPU),
	ALU(0x4e, "addc", 2, FPU),
	ALU(0x4f, "subb", 2, FPU),
	ALU(0x50, "sad2", 2, FPU),
	ALU(0x51, "sada2", 2, FPU),
	ALU(0x54, "dp4", 2, FPU),
	ALU(0x55, "dph", 2, FPU),
	ALU(0x56, "dp3", 2, FPU),
	ALU(0x57, "dp2", 2, FPU),
	ALU(0x59, "line", 2, FPU),
	ALU(0x5a, "pln", 2, FPU),
	ALU3(0x5b, "mad"),
	ALU3(0x5c, "lrp"),
	ALU3(EU_OP_MADM, "madm"),
	FLOW(0x7e, "nop", EU_F_NONE),
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
