/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside: blending of one pixel. Factors and functions: Mesa's
 * src/intel/genxml/gen9.xml, 3D_Color_Buffer_Blend_*.
 */
#ifndef GEN9_MSG_BLEND_H
#define GEN9_MSG_BLEND_H

#include "gpu/message/message.h"

/* Does what is in a target of this format count? */
bool blend_reads(const struct gen9_blend *b, unsigned int format);
/* rgba becomes what is written where old is. Floats, or integers unblended. */
void blend_pixel(const struct gen9_blend *b, const float *constant,
		 unsigned int format, uint32_t *rgba, const uint32_t *old);

#endif
