// SPDX-License-Identifier: GPL-2.0-or-later
/* The same forms for x86 hosts with AVX2 and FMA, bit for bit. */
#include <string.h>

#include "gpu/eu/strict.h"

#ifdef __x86_64__
#include <immintrin.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif

#define FORMS	eu_forms_avx2
#include "gpu/eu/fast_lanes.h"

static inline uint32_t gather(const vu *v)
{
	return _mm256_movemask_ps((__m256)*v);
}

static inline void fused(vf *r, const vf *a, const vf *b, const vf *c)
{
	*r = (vf)_mm256_fmadd_ps((__m256)*a, (__m256)*b, (__m256)*c);
}

#ifdef __clang__
#pragma clang attribute pop
#endif

bool eu_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#else
#include "gpu/eu/fast.h"

const struct eu_form eu_forms_avx2[EU_FORMS];

bool eu_has_avx2(void)
{
	return false;
}
#endif
