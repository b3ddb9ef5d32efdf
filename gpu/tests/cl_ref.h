/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels of tests/cl/ as C, and the rows that say how they are called. */
#ifndef GEN9_TESTS_CL_REF_H
#define GEN9_TESTS_CL_REF_H

#pragma GCC diagnostic ignored "-Wunknown-pragmas"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#pragma GCC diagnostic ignored "-Wparentheses"
#include "cl/shim.h"
#include "cl/int.cl"
#undef I
#include "cl/type.cl"
#undef I
#include "cl/float.cl"
#undef I
#include "cl/flow.cl"
#undef I
#include "cl/memory.cl"
#undef I

#define P(n)	a[n]
#define V(n)	(*(const int *)a[n])
#define K(file, name, args, ulp, call) \
	static void ref_##name(void *const *a) { name call; }
#include "cl/rows.h"
#undef K
#undef P
#undef V

struct cl_row {
	const char *file, *name, *args;
	double ulp;
	void (*ref)(void *const *a);	/* one work item, cl_id */
};

static const struct cl_row cl_rows[] = {
#define K(file, name, args, ulp, call) { #file, #name, args, ulp, ref_##name },
#include "cl/rows.h"
#undef K
};

#endif
