// SPDX-License-Identifier: GPL-2.0-or-later
#include "gpu/blitter/state.h"
#include "gpu/memory/state.h"

#define STATE_OF struct gen9_blt_setup
static const struct gen9_state_row setup_rows[] = {
	STATE_ARR(dw, uint32_t), STATE_MAX(ndw, 10),
};

const struct gen9_state_table gen9_blt_setup_state =
	STATE_TABLE(setup_rows, NULL);
#undef STATE_OF

#define STATE_OF struct gen9_blt_op
static const struct gen9_state_row op_rows[] = {
	STATE_STRUCT(dst, gen9_surf_state), STATE_STRUCT(src, gen9_surf_state),
	STATE_MAX(cpp, 16), STATE_NUM(x1), STATE_NUM(y1), STATE_NUM(x2),
	STATE_NUM(y2), STATE_NUM(ox), STATE_NUM(oy), STATE_NUM(sx),
	STATE_NUM(sy), STATE_NUM(rop), STATE_MAX(byte_mask, 0xf),
	STATE_MAX(src_kind, GEN9_SRC_MONO), STATE_MAX(pat_kind, GEN9_PAT_MONO),
	STATE_NUM(fg), STATE_NUM(bg), STATE_NUM(pat_fg), STATE_NUM(pat_bg),
	STATE_BOOL(src_transparent), STATE_BOOL(pat_transparent),
	STATE_MAX(hseed, 7), STATE_MAX(vseed, 7), STATE_ARR(pat, uint8_t),
	STATE_NUM(mono_base), STATE_BOOL(mono_in_cmd),
	STATE_ARR(mono_imm, uint8_t), STATE_NUM(mono_stride),
	STATE_MAX(mono_first, 7), STATE_MAX(how, GEN9_BLT_ROP),
	STATE_NUM(colour), STATE_NUM(block),
};

const struct gen9_state_table gen9_blt_op_state =
	STATE_TABLE(op_rows, NULL);
#undef STATE_OF

/* As 16 bits of a command give it, with and without a sign. */
static bool is_coordinate(int32_t v)
{
	return v >= INT16_MIN && v <= UINT16_MAX;
}

static bool in_range(const struct gen9_blt_op *op)
{
	return is_coordinate(op->x1) && is_coordinate(op->x2) &&
	       is_coordinate(op->y1) && is_coordinate(op->y2) &&
	       is_coordinate(op->ox) && is_coordinate(op->oy) &&
	       is_coordinate(op->sx) && is_coordinate(op->sy) &&
	       op->ox <= op->x1 && op->oy <= op->y1;
}

static bool pitch_fits(const struct gen9_surf *s)
{
	return s->pitch >= 4 * INT16_MIN && s->pitch <= 4 * INT16_MAX &&
	       (!s->tiling || !(s->base & 0xfff));
}

static bool bits_fit(const struct gen9_blt_op *op)
{
	const uint64_t most = sizeof(op->mono_imm) * 8;

	return !op->mono_in_cmd || gen9_blt_is_empty(op) ||
	       (op->mono_stride <= most && gen9_blt_mono_bits(op) <= most);
}

const char *gen9_blt_op_check(const struct gen9_blt_op *op)
{
	if (!op->cpp || op->cpp & (op->cpp - 1))
		return "pixels of no size";
	if (!in_range(op))
		return "a corner beyond what a command says";
	if (!pitch_fits(&op->dst) || !pitch_fits(&op->src))
		return "a surface that no command describes";
	if (op->how != GEN9_BLT_COPY && op->cpp > 4)
		return "a fill or raster operation of pixels of 8 bytes";
	if (!bits_fit(op))
		return "a mono source that goes on behind its command";
	return NULL;
}
