/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floats in words, as the GPU's registers and memory hold them. */
#ifndef GEN9_HOST_FLOAT_H
#define GEN9_HOST_FLOAT_H

#include <stdint.h>
#include <string.h>

static inline float gen9_float(uint32_t word)
{
	float v;

	memcpy(&v, &word, sizeof(v));
	return v;
}

static inline uint32_t gen9_float_word(float v)
{
	uint32_t word;

	memcpy(&word, &v, sizeof(word));
	return word;
}

#endif
