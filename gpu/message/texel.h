/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside: texels of surfaces, as four words: floats, or integers. */
#ifndef GEN9_MSG_TEXEL_H
#define GEN9_MSG_TEXEL_H

#include "gpu/message/msg.h"
#include "gpu/message/surfaces.h"

#define TEXEL_BYTES	16u	/* of the largest */

/* Bytes of a texel of this format; 0: not one that is modelled. */
unsigned int texel_bytes(unsigned int code);
bool texel_is_integer(unsigned int code);
/* Normalized: true, and its range. */
bool texel_range(unsigned int code, float *least, float *most);
void texel_unpack(unsigned int code, const uint8_t *from, uint32_t *rgba);
void texel_pack(unsigned int code, const uint32_t *rgba, uint8_t *to);

/* Is s a buffer or 1D, 2D, 3D, of a format and a tiling that are modelled? */
bool texel_surface_ok(const struct gen9_msg_surface *s);
/* Level l of s as if it were a surface of its own; 2D and 3D. */
struct gen9_msg_surface texel_level(const struct gen9_msg_surface *s,
				    unsigned int l);
/* Its extent: width, height or array, depth or array; 1 where it has none. */
void texel_extent(const struct gen9_msg_surface *s, uint32_t *e);
/* Where x, y, z is; false: outside. */
bool texel_at(const struct gen9_msg_surface *s, const uint32_t *xyz,
	      uint64_t *va);

#endif
