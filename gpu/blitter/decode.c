// SPDX-License-Identifier: GPL-2.0-or-later
/* Decoder of the 2D commands: from dwords to an operation. */
#include <errno.h>
#include <string.h>

#include "gpu/blitter/blt.h"
#include "gpu/blitter/blt_cmds.h"
#include "gpu/host/cost.h"
#include "gpu/host/counters.h"

#define OPCODE(hdr)		((hdr) >> 22 & 0x7f)
#define BLT_WRITE_A		(1u << 21)
#define BLT_WRITE_RGB		(1u << 20)
#define XY_SRC_TILED		(1u << 15)
#define XY_DST_TILED		(1u << 11)
#define XY_TEXT_BYTE_PACKED	(1u << 16)
#define BR13_CLIP		(1u << 30)
#define BR13_SRC_TRANSPARENT	(1u << 29)
#define BR13_PAT_TRANSPARENT	(1u << 28)
#define BR01_SOLID_PATTERN	(1u << 31)
#define BCS_SRC_Y		(1u << 0)
#define BCS_DST_Y		(1u << 1)
#define FAST_SRC_TILING(hdr)	((hdr) >> 20 & 3)
#define FAST_DST_TILING(hdr)	((hdr) >> 13 & 3)
#define ROP_ZERO		0x00
#define ROP_SRC_COPY		0xcc
#define ROP_PAT_COPY		0xf0
#define ROP_ONE			0xff
#define FAST_SRC_YF		(1u << 31)
#define FAST_DST_YF		(1u << 30)

enum {
#define P(name, opcode, min) name = (opcode),
	GEN9_BLT_CMDS(P)
#undef P
};

static const uint8_t min_dwords[1u << GEN9_BLT_OPCODE_BITS] = {
#define P(name, opcode, min) [opcode] = (min),
	GEN9_BLT_CMDS(P)
#undef P
};

/* One command being decoded. */
struct cmd {
	struct gen9_as *as;
	const uint32_t *dw;
	unsigned int ndw;
	uint32_t swctrl;
	struct gen9_blt_setup *setup;
	struct gen9_blt_op *op;
};

/* Where the bits of a mono source are: dw[at] has their address, or the first. */
struct mono {
	unsigned int at;
	bool in_cmd;
};

/* In all XY forms: corner x1,y1, x2,y2 behind it; address. */
#define XY_RECT			2
#define XY_DST			4

/* Where a form keeps its other operands: dword index, 0 if it has none. */
struct layout {
	uint8_t src_xy;		/* colour source: x,y, pitch, address */
	struct mono mono;	/* mono source */
	uint8_t src_colours;	/* of a mono source: background, foreground */
	uint8_t pat_solid;	/* colour */
	uint8_t pat_mem;	/* colour pattern: address */
	uint8_t pat_imm;	/* colour pattern: data */
	uint8_t pat_mono;	/* background, foreground, 2 of bits */
};

static const struct layout layouts[1u << GEN9_BLT_OPCODE_BITS] = {
	[XY_COLOR_BLT] = { .pat_solid = 6 },
	[XY_PAT_BLT] = { .pat_mem = 6 },
	[XY_MONO_PAT_BLT] = { .pat_mono = 6 },
	[XY_SRC_COPY_BLT] = { .src_xy = 6 },
	[XY_MONO_SRC_COPY_BLT] = { .mono = { .at = 6 }, .src_colours = 8 },
	[XY_FULL_BLT] = { .src_xy = 6, .pat_mem = 10 },
	[XY_FULL_MONO_SRC_BLT] =
		{ .mono = { .at = 6 }, .src_colours = 8, .pat_mem = 10 },
	[XY_FULL_MONO_PATTERN_BLT] = { .src_xy = 6, .pat_mono = 10 },
	[XY_FULL_MONO_PATTERN_MONO_SRC_BLT] =
		{ .mono = { .at = 6 }, .src_colours = 8, .pat_mono = 10 },
	[XY_MONO_SRC_COPY_IMMEDIATE_BLT] =
		{ .src_colours = 6, .mono = { .at = 8, .in_cmd = true } },
	[XY_PAT_BLT_IMMEDIATE] = { .pat_imm = 6 },
	[XY_FULL_IMMEDIATE_PATTERN_BLT] = { .src_xy = 6, .pat_imm = 10 },
	[XY_FULL_MONO_SRC_IMMEDIATE_PATTERN_BLT] =
		{ .mono = { .at = 6 }, .src_colours = 8, .pat_imm = 10 },
};

static int32_t coord_x(uint32_t dw)
{
	return (int16_t)(dw & 0xffff);
}

static int32_t coord_y(uint32_t dw)
{
	return (int16_t)(dw >> 16);
}

static uint64_t address(const uint32_t *dw)
{
	return dw[0] | (uint64_t)dw[1] << 32;
}

/* A surface of the XY commands; tiled pitches are in dwords. */
static struct gen9_surf surface(uint64_t base, uint32_t pitch, bool tiled,
				bool y)
{
	struct gen9_surf s = {
		.base = base,
		.pitch = (int16_t)(pitch & 0xffff),
	};

	if (tiled) {
		s.tiling = y ? GEN9_TILE_Y : GEN9_TILE_X;
		s.pitch = s.pitch * 4 & -(1ll << gen9_tile_shift(s.tiling));
		s.base &= ~0xfffull;
	}
	return s;
}

/* BR13, or BR01 of the set-up commands: depth, ROP; BR00: byte mask. */
static void depth_and_rop(struct gen9_blt_op *op, uint32_t hdr, uint32_t br13)
{
	static const uint8_t cpp[] = { 1, 2, 2, 4 };

	op->cpp = cpp[br13 >> 24 & 3];
	op->rop = br13 >> 16;
	op->byte_mask = (hdr & BLT_WRITE_A ? 8 : 0) |
			(hdr & BLT_WRITE_RGB ? 7 : 0);
	op->src_transparent = br13 & BR13_SRC_TRANSPARENT;
	op->pat_transparent = br13 & BR13_PAT_TRANSPARENT;
}

static void clip(int32_t *from, int32_t *to, int32_t first, int32_t last)
{
	if (*from < first)
		*from = first;
	if (*to > last)
		*to = last;
}

static void rectangle(struct cmd *c, uint32_t from, uint32_t to, bool clipped)
{
	const uint32_t *cl = &c->setup->dw[2];
	struct gen9_blt_op *op = c->op;

	op->ox = op->x1 = coord_x(from);
	op->oy = op->y1 = coord_y(from);
	op->x2 = coord_x(to);
	op->y2 = coord_y(to);
	if (!clipped)
		return;
	clip(&op->x1, &op->x2, coord_x(cl[0]), coord_x(cl[1]));
	clip(&op->y1, &op->y2, coord_y(cl[0]), coord_y(cl[1]));
}

uint64_t gen9_blt_mono_bits(const struct gen9_blt_op *op)
{
	uint64_t lines = op->y2 - op->oy;

	return (lines - 1) * op->mono_stride + op->mono_first +
	       (op->x2 - op->ox);
}

static int mono_source(struct cmd *c, const uint32_t *colours,
		       const struct mono *m)
{
	struct gen9_blt_op *op = c->op;
	size_t len = (c->ndw - m->at) * sizeof(uint32_t);

	op->src_kind = GEN9_SRC_MONO;
	op->bg = colours[0];
	op->fg = colours[1];
	if (!m->in_cmd)
		op->mono_base = address(&c->dw[m->at]);
	if (!m->in_cmd || gen9_blt_is_empty(op))
		return 0;
	if (gen9_blt_mono_bits(op) > len * 8)
		return -EINVAL;
	op->mono_in_cmd = true;
	memcpy(op->mono_imm, c->dw + m->at, len);
	return 0;
}

static void mono_pattern(struct gen9_blt_op *op, uint32_t bg, uint32_t fg,
			 const uint32_t *bits)
{
	op->pat_kind = GEN9_PAT_MONO;
	op->pat_bg = bg;
	op->pat_fg = fg;
	memcpy(op->pat, bits, 8);
}

static int pattern_from_memory(struct cmd *c, uint64_t va)
{
	size_t len = 64 * c->op->cpp;

	c->op->pat_kind = GEN9_PAT_COLOR;
	/* its base is aligned to its size */
	return gen9_as_read(c->as, va & ~(uint64_t)(len - 1), c->op->pat, len);
}

static int pattern_immediate(struct cmd *c, unsigned int at)
{
	size_t len = 64 * c->op->cpp;

	if (at + len / 4 > c->ndw)
		return -EINVAL;
	c->op->pat_kind = GEN9_PAT_COLOR;
	memcpy(c->op->pat, c->dw + at, len);
	return 0;
}

static int layout_source(struct cmd *c, const struct layout *l)
{
	const uint32_t *dw = c->dw;
	struct gen9_blt_op *op = c->op;
	uint32_t width = (dw[XY_RECT + 1] - dw[XY_RECT]) & 0xffff;

	if (l->src_xy) {
		op->src_kind = GEN9_SRC_COLOR;
		op->sx = coord_x(dw[l->src_xy]);
		op->sy = coord_y(dw[l->src_xy]);
		op->src = surface(address(&dw[l->src_xy + 2]),
				  dw[l->src_xy + 1], dw[0] & XY_SRC_TILED,
				  c->swctrl & BCS_SRC_Y);
	}
	if (!l->src_colours)
		return 0;
	op->mono_first = dw[0] >> 17 & 7;
	/* "all non-text monochrome sources are word aligned" */
	op->mono_stride = (op->mono_first + width + 15) & ~15ull;
	return mono_source(c, &dw[l->src_colours], &l->mono);
}

static int layout_pattern(struct cmd *c, const struct layout *l)
{
	const uint32_t *dw = c->dw;
	struct gen9_blt_op *op = c->op;

	op->hseed = dw[0] >> 12 & 7;
	op->vseed = dw[0] >> 8 & 7;
	if (l->pat_solid) {
		op->pat_kind = GEN9_PAT_SOLID;
		op->pat_fg = dw[l->pat_solid];
	} else if (l->pat_mem) {
		return pattern_from_memory(c, address(&dw[l->pat_mem]));
	} else if (l->pat_imm) {
		return pattern_immediate(c, l->pat_imm);
	} else if (l->pat_mono) {
		mono_pattern(op, dw[l->pat_mono], dw[l->pat_mono + 1],
			     &dw[l->pat_mono + 2]);
	}
	return 0;
}

static int decode_layout(struct cmd *c, const struct layout *l)
{
	const uint32_t *dw = c->dw;
	int ret;

	depth_and_rop(c->op, dw[0], dw[1]);
	rectangle(c, dw[XY_RECT], dw[XY_RECT + 1], dw[1] & BR13_CLIP);
	c->op->dst = surface(address(&dw[XY_DST]), dw[1],
			     dw[0] & XY_DST_TILED, c->swctrl & BCS_DST_Y);
	ret = layout_source(c, l);
	return ret ? ret : layout_pattern(c, l);
}

static int fast_surface(struct gen9_surf *s, uint64_t base, uint32_t pitch,
			unsigned int tiling, bool yf)
{
	if (tiling == 3 || (tiling == 2 && yf))
		return -ENOSYS;		/* Ys, Yf */
	*s = surface(base, pitch, tiling, tiling == 2);
	return 0;
}

static int decode_fast_copy(struct cmd *c)
{
	static const uint8_t cpp[8] = { 1, 2, 0, 4, 8, 16, 0, 0 };
	const uint32_t *dw = c->dw;
	struct gen9_blt_op *op = c->op;
	int ret;

	op->cpp = cpp[dw[1] >> 24 & 7];
	if (!op->cpp)
		return -EINVAL;
	op->rop = ROP_SRC_COPY;
	op->byte_mask = 0xf;
	op->src_kind = GEN9_SRC_COLOR;
	op->sx = coord_x(dw[6]);
	op->sy = coord_y(dw[6]);
	rectangle(c, dw[2], dw[3], false);
	ret = fast_surface(&op->dst, address(&dw[4]), dw[1],
			   FAST_DST_TILING(dw[0]), dw[1] & FAST_DST_YF);
	if (ret)
		return ret;
	return fast_surface(&op->src, address(&dw[8]), dw[7],
			    FAST_SRC_TILING(dw[0]), dw[1] & FAST_SRC_YF);
}

/* COLOR_BLT, SRC_COPY_BLT: linear, width in bytes. */
static int decode_linear(struct cmd *c, bool copy)
{
	const uint32_t *dw = c->dw;
	struct gen9_blt_op *op = c->op;
	uint32_t width = dw[2] & 0xffff;

	depth_and_rop(op, dw[0], dw[1]);
	if (width % op->cpp)
		return -EINVAL;
	op->x2 = width / op->cpp;
	op->y2 = dw[2] >> 16;
	op->dst = surface(address(&dw[3]), dw[1], false, false);
	if (copy) {
		op->src_kind = GEN9_SRC_COLOR;
		op->src = surface(address(&dw[6]), dw[5], false, false);
	} else {
		op->pat_kind = GEN9_PAT_SOLID;
		op->pat_fg = dw[5];
	}
	return 0;
}

/* Its dwords are kept as they are. */
static int set_up(struct gen9_blt_setup *setup, const uint32_t *dw)
{
	if (OPCODE(dw[0]) == XY_SETUP_CLIP_BLT) {
		memcpy(&setup->dw[2], &dw[1], 2 * sizeof(uint32_t));
		return 0;
	}
	memcpy(setup->dw, dw, sizeof(setup->dw));
	setup->ndw = 10;
	return 0;
}

/* What XY_PIXEL, XY_SCANLINES and XY_TEXT take from the set-up. */
static int from_setup(struct cmd *c, uint32_t from, uint32_t to)
{
	const uint32_t *s = c->setup->dw;
	struct gen9_blt_op *op = c->op;

	if (!c->setup->ndw)
		return -EINVAL;
	depth_and_rop(op, s[0], s[1]);
	rectangle(c, from, to, s[1] & BR13_CLIP);
	op->dst = surface(address(&s[4]), s[1], c->dw[0] & XY_DST_TILED,
			  c->swctrl & BCS_DST_Y);
	op->pat_kind = GEN9_PAT_SOLID;
	op->pat_fg = s[7];
	return 0;
}

static int decode_pixel(struct cmd *c)
{
	uint32_t at = c->dw[1];

	return from_setup(c, at, ((at + 0x10000) & 0xffff0000) |
				 ((at + 1) & 0xffff));
}

static int decode_scanlines(struct cmd *c)
{
	const uint32_t *s = c->setup->dw;

	if (from_setup(c, c->dw[1], c->dw[2]))
		return -EINVAL;
	c->op->hseed = c->dw[0] >> 12 & 7;
	c->op->vseed = c->dw[0] >> 8 & 7;
	if (OPCODE(s[0]) == XY_SETUP_BLT)
		return pattern_from_memory(c, address(&s[8]));
	if (!(s[1] & BR01_SOLID_PATTERN))
		mono_pattern(c->op, s[6], s[7], &s[8]);
	return 0;
}

static int decode_text(struct cmd *c, bool immediate)
{
	uint32_t width = (c->dw[2] - c->dw[1]) & 0xffff;

	if (from_setup(c, c->dw[1], c->dw[2]))
		return -EINVAL;
	c->op->mono_stride = c->dw[0] & XY_TEXT_BYTE_PACKED ?
			     (width + 7) & ~7u : width;
	return mono_source(c, &c->setup->dw[6],
			   &(struct mono){ .at = 3, .in_cmd = immediate });
}

static bool has_layout(unsigned int opcode)
{
	static const struct layout none;

	return memcmp(&layouts[opcode], &none, sizeof(none));
}

static int decode(struct cmd *c, unsigned int opcode)
{
	switch (opcode) {
	case XY_PIXEL_BLT:
		return decode_pixel(c);
	case XY_SCANLINES_BLT:
		return decode_scanlines(c);
	case XY_TEXT_BLT:
	case XY_TEXT_IMMEDIATE_BLT:
		return decode_text(c, opcode == XY_TEXT_IMMEDIATE_BLT);
	case COLOR_BLT:
	case SRC_COPY_BLT:
		return decode_linear(c, opcode == SRC_COPY_BLT);
	case XY_FAST_COPY_BLT:
		return decode_fast_copy(c);
	default:
		return has_layout(opcode) ?
		       decode_layout(c, &layouts[opcode]) : -ENOSYS;
	}
}

/* What the operation comes to; the rest is done pixel by pixel. */
static void simplify(struct gen9_blt_op *op)
{
	op->how = GEN9_BLT_ROP;
	op->colour = op->pat_fg;
	if ((op->cpp == 4 && op->byte_mask != 0xf) ||
	    op->pat_kind == GEN9_PAT_MONO || op->src_kind == GEN9_SRC_MONO)
		return;
	if (op->rop == ROP_SRC_COPY && op->src_kind == GEN9_SRC_COLOR)
		op->how = GEN9_BLT_COPY;
	if (op->rop == ROP_PAT_COPY && op->pat_kind == GEN9_PAT_SOLID)
		op->how = GEN9_BLT_FILL;
	if (op->rop == ROP_ZERO || op->rop == ROP_ONE) {
		op->how = GEN9_BLT_FILL;
		op->colour = op->rop == ROP_ONE ? UINT32_MAX : 0;
	}
}

int gen9_blt_start(struct gen9_blt_op *op, struct gen9_as *as,
		   const uint32_t *dw, unsigned int ndw, uint32_t swctrl,
		   struct gen9_blt_setup *setup)
{
	struct cmd c = { as, dw, ndw, swctrl, setup, op };
	int ret;

	if (!ndw || ndw > GEN9_BLT_DWORDS || dw[0] >> 29 != 2 ||
	    ndw < min_dwords[OPCODE(dw[0])])
		return -EINVAL;
	switch (OPCODE(dw[0])) {
	case XY_SETUP_BLT:
	case XY_SETUP_MONO_PATTERN_SL_BLT:
	case XY_SETUP_CLIP_BLT:
		return set_up(setup, dw);
	}
	*op = (struct gen9_blt_op){ .cpp = 4 };
	gen9_stream_start(as, GEN9_BLITTER);
	ret = decode(&c, OPCODE(dw[0]));
	simplify(op);
	return ret ? ret : -EAGAIN;
}
