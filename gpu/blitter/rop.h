/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GEN9_BLT_ROP_H
#define GEN9_BLT_ROP_H

#include "gpu/blitter/frames.h"

/*
 * A block of one line of any operation, from pixel x of line y on, n pixels
 * of at most BLT_FRAME bytes. 0 or -EFAULT.
 */
int blt_rop_line(struct blt *b, int32_t x, int32_t y, unsigned int n);

#endif
