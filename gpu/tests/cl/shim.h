/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OpenCL C as C: what the kernels here use of it, so that the very same text
 * is compiled for the host and says what has to come out. Work items run one
 * after the other; cl_id is the present one's.
 */
#ifndef GEN9_TESTS_CL_SHIM_H
#define GEN9_TESTS_CL_SHIM_H

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define __kernel static
#define __global
#define __constant const
typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;

struct cl_id {
	uint global, local, group, local_size, global_size;
};
static struct cl_id cl_id;

#define get_global_id(d)	((d) ? 0 : cl_id.global)
#define get_local_id(d)		((d) ? 0 : cl_id.local)
#define get_group_id(d)		((d) ? 0 : cl_id.group)
#define get_local_size(d)	((d) ? 1 : cl_id.local_size)
#define get_global_size(d)	((d) ? 1 : cl_id.global_size)
#define get_num_groups(d)	((d) ? 1 : cl_id.global_size / cl_id.local_size)

#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))
#define clamp(x, a, b)	min(max(x, a), b)
#define abs(a)		((a) < 0 ? -(uint)(a) : (uint)(a))
#define popcount(a)	((uint)__builtin_popcount(a))
#define clz(a)		((a) ? (uint)__builtin_clz(a) : 32u)
#define mul_hi(a, b)	_Generic((a), \
	int: (int)((long)(int)(a) * (int)(b) >> 32), \
	uint: (uint)((ulong)(uint)(a) * (uint)(b) >> 32))
#define hadd(a, b)	((uint)(((ulong)(a) + (b)) >> 1))
#define rhadd(a, b)	((uint)(((ulong)(a) + (b) + 1) >> 1))
#define add_sat(a, b)	((int)clamp((long)(a) + (b), (long)INT_MIN, (long)INT_MAX))
#define sub_sat(a, b)	((a) > (b) ? (a) - (b) : 0)
#define convert_short_sat(a) ((short)clamp(a, SHRT_MIN, SHRT_MAX))
#define convert_uchar_sat(a) ((uchar)clamp(a, 0, 255))

static inline uint as_uint(float f)
{
	uint u;

	memcpy(&u, &f, 4);
	return u;
}

/* The exact result, rounded once. */
#define sqrt(x)		((float)sqrt((double)(x)))
#define rsqrt(x)	((float)(1.0 / (sqrt)((double)(x))))
#define exp(x)		((float)exp((double)(x)))
#define log(x)		((float)log((double)(x)))
#define sin(x)		((float)sin((double)(x)))
#define cos(x)		((float)cos((double)(x)))
#define pow(x, y)	((float)pow((double)(x), (double)(y)))
#define fma(a, b, c)	_Generic((a), float: fmaf(a, b, c), double: (fma)(a, b, c))
#define fmin(a, b)	fminf(a, b)
#define fmax(a, b)	fmaxf(a, b)
#define fabs(a)		fabsf(a)
#define floor(a)	floorf(a)
#define ceil(a)		ceilf(a)
#define trunc(a)	truncf(a)
#define rint(a)		rintf(a)

#endif
