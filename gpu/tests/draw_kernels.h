/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pixel shaders, in words for iga64: what blorp's do. Attributes are where
 * `start` is; without barycentrics that is r2. Included once per program.
 */
#ifndef GEN9_TESTS_DRAW_KERNELS_H
#define GEN9_TESTS_DRAW_KERNELS_H

#include "iga.h"

#define RT_WRITE(mlen, control) \
	((mlen) << 25 | 12u << 14 | 1u << 12 | (control) << 8)
enum { RT_SIMD16, RT_REPLICATED, RT_SIMD8 = 4 };
#define SAMPLE(mlen, rlen, simd, type) \
	((mlen) << 25 | (rlen) << 20 | (simd) / 8 << 17 | (type) << 12 | 1)

static inline void k_write(struct iga *k, unsigned int simd)
{
	iga_line(k, "sendc (%u|M0) null r112 0x25 0x%x {EOT}", simd,
		 RT_WRITE(simd / 2, simd == 16 ? RT_SIMD16 : RT_SIMD8));
}

/* The same from two places, as Mesa's compiler sends it: sends. */
static inline void k_write_split(struct iga *k)
{
	iga_line(k, "(W) mov (16|M0) r100.0<1>:ud r116.0<8;8,1>:ud");
	iga_line(k, "(W) mov (16|M0) r102.0<1>:ud r118.0<8;8,1>:ud");
	iga_line(k, "(W) mov (16|M0) r116.0<1>:ud 0x0:ud");
	iga_line(k, "(W) mov (16|M0) r120.0<1>:ud r100.0<8;8,1>:ud");
	iga_line(k, "(W) mov (16|M0) r122.0<1>:ud r102.0<8;8,1>:ud");
	iga_line(k, "sendsc (16|M0) null r112 r120 0x125 0x%x {EOT}",
		 RT_WRITE(4u, RT_SIMD16));
}

/* The attribute, which is constant: replicated, or a register a channel. */
static inline void k_constant(struct iga *k, unsigned int simd, bool replicated)
{
	for (unsigned int c = 0; c < 4; c++)
		iga_line(k, "(W) mov (%u|M0) r%u.%u<1>:ud r%u.%u<0;1,0>:ud",
			 replicated ? 1 : simd,
			 replicated ? 112 : 112 + c * simd / 8,
			 replicated ? c : 0, 2 + c / 2, c % 2 * 4 + 3);
	if (replicated)
		iga_line(k, "sendc (16|M0) null r112 0x25 0x%x {EOT}",
			 RT_WRITE(1u, RT_REPLICATED));
	else
		k_write(k, simd);
}

/* The attribute between vertices. */
static inline void k_linear(struct iga *k, unsigned int simd)
{
	for (unsigned int c = 0; c < 4; c++)
		iga_line(k, "pln (%u|M0) r%u.0<1>:f r%u.%u<0;1,0>:f r2.0<8;8,1>:f",
			 simd, 112 + c * simd / 8, 2 + simd / 4 + c / 2,
			 c % 2 * 4);
	k_write(k, simd);
}

/* Push constants: four floats in r2. */
static inline void k_pushed(struct iga *k, unsigned int simd)
{
	for (unsigned int c = 0; c < 4; c++)
		iga_line(k, "(W) mov (%u|M0) r%u.0<1>:ud r2.%u<0;1,0>:ud", simd,
			 112 + c * simd / 8, c);
	k_write(k, simd);
}

/* Pixel by pixel: x and y from r1, ld_lz, write. */
static inline void k_copy(struct iga *k, unsigned int simd)
{
	unsigned int n = simd / 8;

	iga_line(k, "(W) add (%u|M0) r10.0<1>:uw r1.4<1;4,0>:uw 0x11001010:v",
		 2 * simd);
	iga_line(k, "mov (%u|M0) r12.0<1>:d r10.0<8;4,1>:uw", simd);
	iga_line(k, "mov (%u|M0) r%u.0<1>:d r10.4<8;4,1>:uw", simd, 12 + n);
	iga_line(k, "send (%u|M0) r112 r12 0x2 0x%x", simd,
		 SAMPLE(2 * n, 4 * n, simd, 0x1au));
	k_write(k, simd);
}

/* As k_copy, of a level: ld. */
static inline void k_copy_level(struct iga *k, unsigned int simd,
				unsigned int level)
{
	unsigned int n = simd / 8;

	iga_line(k, "(W) add (%u|M0) r10.0<1>:uw r1.4<1;4,0>:uw 0x11001010:v",
		 2 * simd);
	iga_line(k, "mov (%u|M0) r12.0<1>:d r10.0<8;4,1>:uw", simd);
	iga_line(k, "mov (%u|M0) r%u.0<1>:d r10.4<8;4,1>:uw", simd, 12 + n);
	iga_line(k, "mov (%u|M0) r%u.0<1>:d %u:w", simd, 12 + 2 * n, level);
	iga_line(k, "send (%u|M0) r112 r12 0x2 0x%x", simd,
		 SAMPLE(3 * n, 4 * n, simd, 0x07u));
	k_write(k, simd);
}

/* The first two components of the attribute are u and v: sample_lz. */
static inline void k_sample(struct iga *k, unsigned int simd)
{
	unsigned int n = simd / 8, at = 2 + 2 * n;

	iga_line(k, "pln (%u|M0) r20.0<1>:f r%u.0<0;1,0>:f r2.0<8;8,1>:f", simd, at);
	iga_line(k, "pln (%u|M0) r%u.0<1>:f r%u.4<0;1,0>:f r2.0<8;8,1>:f", simd,
		 20 + n, at);
	iga_line(k, "send (%u|M0) r112 r20 0x2 0x%x", simd,
		 SAMPLE(2 * n, 4 * n, simd, 0x18u));
	k_write(k, simd);
}

#endif
