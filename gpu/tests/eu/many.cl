/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels that make IGC emit much of what it can: each type in a loop with a
 * break and a division, and functions whose code it has in its library. Only
 * their instructions are looked at (eu_iga), nobody runs them.
 */
#pragma OPENCL EXTENSION cl_khr_fp16 : enable

#define INTEGER(t) \
	__kernel void loop_##t(__global t *a, __global t *b, __global int *p) \
	{ \
		int i = get_global_id(0); \
		for (int j = 0; j < p[i]; j++) { \
			t x = ((a[i] * b[i]) >> (t)3) ^ (a[i + 1] << (t)2) | \
				rotate(b[i], a[i]); \
			t y = b[i] - a[i]; \
			if (p[j] > 3) \
				x = x / y; \
			else \
				y += x * (t)3; \
			if (p[i + j] == 7) \
				break; \
			a[i + j] = x; \
			b[i] = y; \
		} \
	}
#define REAL(t) \
	__kernel void loop_##t(__global t *a, __global t *b, __global int *p) \
	{ \
		int i = get_global_id(0); \
		for (int j = 0; j < p[i]; j++) { \
			t x = a[i] * b[i] + a[i + 1]; \
			t y = fabs(b[i]) - a[i]; \
			if (p[j] > 3) \
				x = x / y; \
			else \
				y += x * (t)3; \
			if (p[i + j] == 7) \
				break; \
			a[i + j] = x; \
			b[i] = y; \
		} \
	}
#define ONE(f, t) \
	__kernel void f##_##t(__global t *a) \
	{ \
		int i = get_global_id(0); \
		a[i] = f(a[i]); \
	}
#define TWO(f, t) \
	__kernel void f##_##t(__global t *a) \
	{ \
		int i = get_global_id(0); \
		a[i] = f(a[i], a[i + 1]); \
	}
#define BOTH(n, f) n(f, float) n(f, double)

INTEGER(char) INTEGER(uchar) INTEGER(short) INTEGER(ushort) INTEGER(int)
INTEGER(uint) INTEGER(long) INTEGER(ulong) INTEGER(int4) INTEGER(uchar8)
INTEGER(short4)
REAL(half) REAL(float) REAL(double) REAL(float4)
BOTH(ONE, sin) BOTH(ONE, cos) BOTH(ONE, tan) BOTH(ONE, exp) BOTH(ONE, log)
BOTH(ONE, sinh) BOTH(ONE, erf) BOTH(ONE, lgamma) BOTH(ONE, cbrt)
BOTH(ONE, asin) BOTH(ONE, tanh) BOTH(ONE, expm1) BOTH(ONE, sqrt)
BOTH(ONE, tgamma)
BOTH(TWO, pow) BOTH(TWO, atan2) BOTH(TWO, fmod) BOTH(TWO, hypot)
