/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Included first by files whose sums and products are to be rounded one by
 * one: no compiler makes a fused operation of them, whatever its defaults.
 */
#ifndef GEN9_EU_STRICT_H
#define GEN9_EU_STRICT_H

#include <float.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

_Static_assert(FLT_EVAL_METHOD == 0, "floats are computed as floats");

#endif
