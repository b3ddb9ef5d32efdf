/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies by the render engine on Gen9, as Mesa's blorp makes them: a rectangle
 * whose pixel shader loads a texel and writes it, 16 bytes a pixel, linear.
 *
 * Encodings: Intel Open Source HD Graphics PRM, Skylake, vol. 2a, the commands by
 * name; vol. 2d, RENDER_SURFACE_STATE; vol. 7, "Message Descriptor".
 */
#ifndef GTT2M_DRAWCOPY_H
#define GTT2M_DRAWCOPY_H

#include <stddef.h>
#include <stdint.h>

#define DRAWCOPY_PITCH	8192u	/* bytes of a row: 512 pixels */

/* A batch while it is written. */
struct drawcopy {
	uint32_t *dw, *at;
	uint64_t gtt;
	uint32_t heap;		/* offset of what is behind the commands */
	uint32_t width, rows;	/* of a rectangle, pixels */
	unsigned int n;		/* copies so far */
};

/* Bytes of the object that a batch of n copies needs, page multiple. */
size_t drawcopy_bytes(unsigned int n);
/*
 * Begin a batch for the render engine that does at most n copies of len bytes
 * each; its object is mapped at dw and softpinned at gtt: commands, behind them
 * what they point to. len: whole rows, at most 16384 of them.
 */
void drawcopy_begin(struct drawcopy *b, uint32_t *dw, uint64_t gtt,
		  unsigned int n, size_t len);
/* PPGTT addresses, multiples of 64; they do not overlap. */
void drawcopy_add(struct drawcopy *b, uint64_t dst, uint64_t src);
/* Returns the commands' length in bytes, MI_BATCH_BUFFER_END included. */
uint32_t drawcopy_end(struct drawcopy *b);

/* The pixel shader, 16 channels, and the words that it was assembled from. */
#define DRAWCOPY_SHADER_DW 20
extern const uint32_t drawcopy_shader[DRAWCOPY_SHADER_DW];
extern const char drawcopy_text[];

#endif
