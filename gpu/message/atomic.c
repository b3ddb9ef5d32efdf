// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Atomic operations: PRM, Skylake, volume 7, "Atomic Operations"; float ones
 * as IEEE minNum and maxNum, compare by value.
 */
#include "gpu/host/float.h"
#include "gpu/message/msg.h"

enum { AOP_AND = 1, AOP_OR, AOP_XOR, AOP_MOV, AOP_INC, AOP_DEC, AOP_ADD,
       AOP_SUB, AOP_REVSUB, AOP_IMAX, AOP_IMIN, AOP_UMAX, AOP_UMIN,
       AOP_PREDEC = 15 };
enum { AOP_FMAX = 1, AOP_FMIN, AOP_FCMPWR };

bool msg_atomic_known(unsigned int op, bool is_float)
{
	return is_float ? op >= AOP_FMAX && op <= AOP_FCMPWR : op != 0;
}

unsigned int msg_atomic_operands(unsigned int op, bool is_float)
{
	if (is_float)
		return op == AOP_FCMPWR ? 2 : 1;
	if (op == AOP_INC || op == AOP_DEC || op == AOP_PREDEC)
		return 0;
	return op == AOP_CMPWR ? 2 : 1;
}

static uint64_t float_op(unsigned int op, uint64_t old, const uint64_t *src)
{
	float a = gen9_float(old), b = gen9_float(src[0]);

	if (op == AOP_FCMPWR)
		return a == b ? src[1] : old;
	if (a != a)
		return src[0];
	if (b != b)
		return old;
	return (op == AOP_FMAX ? b > a : b < a) ? src[0] : old;
}

static int64_t sign(uint64_t v, unsigned int size)
{
	return size == 8 ? (int64_t)v : (int32_t)(uint32_t)v;
}

uint64_t msg_atomic(unsigned int op, bool is_float, unsigned int size,
		    uint64_t old, const uint64_t *src)
{
	int64_t a = sign(old, size), b = sign(src[0], size);

	if (is_float)
		return float_op(op, old, src);
	switch (op) {
	case AOP_AND: return old & src[0];
	case AOP_OR: return old | src[0];
	case AOP_XOR: return old ^ src[0];
	case AOP_MOV: return src[0];
	case AOP_INC: return old + 1;
	case AOP_DEC:
	case AOP_PREDEC: return old - 1;
	case AOP_ADD: return old + src[0];
	case AOP_SUB: return old - src[0];
	case AOP_REVSUB: return src[0] - old;
	case AOP_IMAX: return b > a ? src[0] : old;
	case AOP_IMIN: return b < a ? src[0] : old;
	case AOP_UMAX: return src[0] > old ? src[0] : old;
	case AOP_UMIN: return src[0] < old ? src[0] : old;
	case AOP_CMPWR: return old == src[0] ? src[1] : old;
	}
	return old;
}
