/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What clpeak's rows measure, in kernels of our own: chains of multiply-adds,
 * 4096 operations an item whatever the width of the vector; reads of a buffer
 * that are added up; nothing; a walk of a chain.
 */
#pragma OPENCL EXTENSION cl_khr_fp16 : enable
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

#define TIMES4(x)	x x x x
#define TIMES16(x)	TIMES4(TIMES4(x))
#define STEP		x = mad(y, x, y); y = mad(x, y, x);

#define SUM1(v)		(v)
#define SUM2(v)		((v).x + (v).y)
#define SUM4(v)		(SUM2((v).lo) + SUM2((v).hi))
#define SUM8(v)		(SUM4((v).lo) + SUM4((v).hi))
#define SUM16(v)	(SUM8((v).lo) + SUM8((v).hi))

/* 2048 multiply-adds of an element are 4096 operations. */
#define COMPUTE(name, one, type, sum, turns) \
kernel void name(global one *out, one start) \
{ \
	type x = (type)start + (type)(one)get_local_id(0), y = x + (type)(one)1; \
\
	for (int i = 0; i < turns; i++) { \
		TIMES16(STEP) \
	} \
	out[get_global_id(0)] = sum(y); \
}

/* 32 of them a turn. */
COMPUTE(float1_, float, float, SUM1, 64)
COMPUTE(float2_, float, float2, SUM2, 32)
COMPUTE(float4_, float, float4, SUM4, 16)
COMPUTE(float8_, float, float8, SUM8, 8)
COMPUTE(float16_, float, float16, SUM16, 4)
COMPUTE(half1_, half, half, SUM1, 64)
COMPUTE(half2_, half, half2, SUM2, 32)
COMPUTE(half4_, half, half4, SUM4, 16)
COMPUTE(half8_, half, half8, SUM8, 8)
COMPUTE(half16_, half, half16, SUM16, 4)
COMPUTE(double1_, double, double, SUM1, 64)
COMPUTE(double2_, double, double2, SUM2, 32)
COMPUTE(double4_, double, double4, SUM4, 16)
COMPUTE(double8_, double, double8, SUM8, 8)
COMPUTE(double16_, double, double16, SUM16, 4)

#undef STEP
#define STEP		x = y * x + y; y = x * y + x;
COMPUTE(int1_, int, int, SUM1, 64)
COMPUTE(int2_, int, int2, SUM2, 32)
COMPUTE(int4_, int, int4, SUM4, 16)
COMPUTE(int8_, int, int8, SUM8, 8)
COMPUTE(int16_, int, int16, SUM16, 4)

/* Each item reads 16 vectors, a group's width apart. */
#define READ(name, type, sum) \
kernel void name(global const type *in, global float *out) \
{ \
	uint at = get_group_id(0) * get_local_size(0) * 16 + get_local_id(0); \
	type s = 0; \
\
	for (int i = 0; i < 16; i++, at += get_local_size(0)) \
		s += in[at]; \
	out[get_global_id(0)] = sum(s); \
}

READ(read1, float, SUM1)
READ(read2, float2, SUM2)
READ(read4, float4, SUM4)
READ(read8, float8, SUM8)
READ(read16, float16, SUM16)

kernel void nothing(global int *out)
{
	if (get_global_id(0) == ~0u)
		*out = 0;
}

/* One item follows a chain; where it ends is what keeps the reads. */
kernel void chase(global const uint *next, global uint *out, uint turns)
{
	uint at = 0;

	for (uint i = 0; i < turns; i++)
		at = next[at];
	*out = at;
}
