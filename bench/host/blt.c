// SPDX-License-Identifier: GPL-2.0-or-later
/* Blitter commands; contract and sources in blt.h. */
#include "host/blt.h"

#define MI_NOOP			0u
#define MI_BATCH_BUFFER_END	(0x0au << 23)
#define BLT_CLIENT		(2u << 29)
#define XY_SRC_COPY_BLT		(BLT_CLIENT | 0x53u << 22)
#define XY_FAST_COPY_BLT	(BLT_CLIENT | 0x42u << 22)
#define XY_COLOR_BLT		(BLT_CLIENT | 0x50u << 22)
#define BLT_WRITE_RGBA		(3u << 20)
#define BLT_DEPTH_32		(3u << 24)
#define BLT_ROP_SRC_COPY	(0xccu << 16)
#define BLT_ROP_PAT_COPY	(0xf0u << 16)
#define CMD_LEN			(BLT_DW - 2)	/* length field: total - 2 */

/* One rectangle at the origin of both surfaces: rows of width bytes. */
static unsigned int blt_rect(uint32_t *dw, enum blt_op op, uint64_t dst,
			     uint64_t src, uint32_t pitch, uint32_t width,
			     uint32_t rows)
{
	if (op == BLT_SRC_COPY) {
		dw[0] = XY_SRC_COPY_BLT | BLT_WRITE_RGBA | CMD_LEN;
		dw[1] = BLT_DEPTH_32 | BLT_ROP_SRC_COPY | pitch;
	} else {
		dw[0] = XY_FAST_COPY_BLT | CMD_LEN;
		dw[1] = BLT_DEPTH_32 | pitch;
	}
	dw[2] = 0;			/* y1, x1 */
	dw[3] = rows << 16 | width / 4;	/* y2, x2, exclusive */
	dw[4] = (uint32_t)dst;
	dw[5] = dst >> 32;
	dw[6] = 0;			/* source y1, x1 */
	dw[7] = pitch;
	dw[8] = (uint32_t)src;
	dw[9] = src >> 32;
	return BLT_DW;
}

unsigned int blt_copy(uint32_t *dw, enum blt_op op, uint64_t dst,
		      uint64_t src, size_t len)
{
	uint32_t rows = len / BLT_PITCH, rest = len % BLT_PITCH;
	uint64_t done = (uint64_t)rows * BLT_PITCH;
	unsigned int n = 0;

	if (rows)
		n += blt_rect(dw, op, dst, src, BLT_PITCH, BLT_PITCH, rows);
	if (rest)
		n += blt_rect(dw + n, op, dst + done, src + done, BLT_PITCH,
			      rest, 1);
	return n;
}

unsigned int blt_fill(uint32_t *dw, uint64_t dst, uint32_t value, size_t len)
{
	dw[0] = XY_COLOR_BLT | BLT_WRITE_RGBA | (BLT_FILL_DW - 2);
	dw[1] = BLT_DEPTH_32 | BLT_ROP_PAT_COPY | BLT_PITCH;
	dw[2] = 0;				/* y1, x1 */
	dw[3] = len / BLT_PITCH << 16 | BLT_PITCH / 4;	/* y2, x2 */
	dw[4] = (uint32_t)dst;
	dw[5] = dst >> 32;
	dw[6] = value;
	return BLT_FILL_DW;
}

unsigned int blt_end(uint32_t *dw)
{
	dw[0] = MI_BATCH_BUFFER_END;
	dw[1] = MI_NOOP;
	return BLT_END_DW;
}
