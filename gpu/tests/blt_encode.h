/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A blit as the commands that ask for it, and its execution. */
#ifndef GEN9_TESTS_BLT_ENCODE_H
#define GEN9_TESTS_BLT_ENCODE_H

#include "blt_ref.h"
#include "gpu/blitter/blt.h"

static inline uint32_t xy(long x, long y)
{
	return (uint32_t)(y & 0xffff) << 16 | (uint32_t)(x & 0xffff);
}

static inline uint32_t pitch_field(enum tiling t, long pitch)
{
	return (t == LIN ? pitch : pitch / 4) & 0xffff;
}

static inline uint32_t br13(const struct blit *c)
{
	static const uint32_t depth[] = { 0, 0, 1, 0, 3 };

	return pitch_field(c->dt, c->dpitch) | (uint32_t)c->rop << 16 |
	       (depth[c->cpp] + (c->cpp == 2 && c->fg & 1)) << 24 |
	       (uint32_t)c->clip << 30 | (uint32_t)c->src_transp << 29 |
	       (uint32_t)c->pat_transp << 28;
}

static inline unsigned int put64(uint32_t *dw, uint64_t v)
{
	dw[0] = v;
	dw[1] = v >> 32;
	return 2;
}

static inline uint32_t header(const struct blit *c, unsigned int op)
{
	return 2u << 29 | op << 22 | (uint32_t)c->write_mask << 20 |
	       (c->st != LIN) << 15 | (c->dt != LIN) << 11 |
	       c->hseed << 12 | c->vseed << 8;
}

/* The rectangle forms share how they are put together. */
static inline unsigned int encode_rect(const struct blit *c, uint32_t *dw)
{
	unsigned int n = 0;

	dw[n++] = header(c, opcode_of[c->form]) |
		  (c->src == MONO ? c->first << 17 : 0);
	dw[n++] = br13(c);
	dw[n++] = xy(c->x1, c->y1);
	dw[n++] = xy(c->x2, c->y2);
	n += put64(dw + n, c->dbase);
	if (c->src == COLOUR) {
		dw[n++] = xy(c->sx, c->sy);
		dw[n++] = pitch_field(c->st, c->spitch);
		n += put64(dw + n, c->sbase);
	} else if (c->src == MONO) {
		if (c->mono_at)
			n += put64(dw + n, c->mono_at);
		dw[n++] = c->bg;
		dw[n++] = c->fg;
	}
	if (c->pat == SOLID) {
		dw[n++] = c->pfg;
	} else if (c->pat == MONO) {
		dw[n++] = c->pbg;
		dw[n++] = c->pfg;
		dw[n++] = c->pat_bits[0];
		dw[n++] = c->pat_bits[1];
	} else if (c->pat == COLOUR && c->pat_at) {
		n += put64(dw + n, c->pat_at);
	}
	memcpy(dw + n, c->imm, c->imm_dw * 4);
	return n + c->imm_dw;
}

static inline unsigned int encode_fast(const struct blit *c, uint32_t *dw)
{
	static const uint32_t depth[] = { [1] = 0, [2] = 1, [4] = 3, [8] = 4,
					  [16] = 5 };
	unsigned int n = 2;

	dw[0] = 2u << 29 | 0x42 << 22 | c->st << 20 | c->dt << 13;
	dw[1] = depth[c->cpp] << 24 | pitch_field(c->dt, c->dpitch);
	dw[n++] = xy(c->x1, c->y1);
	dw[n++] = xy(c->x2, c->y2);
	n += put64(dw + n, c->dbase);
	dw[n++] = xy(c->sx, c->sy);
	dw[n++] = pitch_field(c->st, c->spitch);
	return n + put64(dw + n, c->sbase);
}

static inline unsigned int encode_legacy(const struct blit *c, uint32_t *dw)
{
	unsigned int n = 2;

	dw[0] = header(c, opcode_of[c->form]);
	dw[1] = br13(c);
	dw[n++] = (uint32_t)c->y2 << 16 | (uint32_t)(c->x2 * c->cpp);
	n += put64(dw + n, c->dbase);
	if (c->form == LEGACY_COLOR) {
		dw[n++] = c->pfg;
		return n;
	}
	dw[n++] = pitch_field(LIN, c->spitch);
	return n + put64(dw + n, c->sbase);
}

/* A set-up command; the clip rectangle alone comes by XY_SETUP_CLIP_BLT. */
static inline unsigned int encode_setup(const struct blit *c, uint32_t *dw)
{
	bool mono = c->form == SCANLINES_MONO;

	dw[0] = header(c, mono ? 0x11 : 0x01);
	dw[1] = br13(c);
	dw[2] = xy(c->cx1, c->cy1);
	dw[3] = xy(c->cx2, c->cy2);
	put64(dw + 4, c->dbase);
	dw[6] = mono ? c->pbg : c->bg;
	dw[7] = mono || c->pat == SOLID ? c->pfg : c->fg;
	if (mono) {
		dw[8] = c->pat_bits[0];
		dw[9] = c->pat_bits[1];
	} else {
		put64(dw + 8, c->pat_at);
	}
	return 10;
}

static inline unsigned int encode_after_setup(const struct blit *c, uint32_t *dw)
{
	unsigned int n = 1;

	dw[0] = header(c, opcode_of[c->form]);
	if (c->byte_packed)
		dw[0] |= 1 << 16;
	dw[n++] = xy(c->x1, c->y1);
	if (c->form != PIXEL)
		dw[n++] = xy(c->x2, c->y2);
	if (c->form == TEXT)
		n += put64(dw + n, c->mono_at);
	memcpy(dw + n, c->imm, c->imm_dw * 4);
	return n + c->imm_dw;
}

static inline int run(struct bed *b, const uint32_t *dw, unsigned int n,
		      uint32_t swctrl, struct gen9_blt_setup *setup,
		      unsigned int *steps)
{
	struct gen9_blt_op op;
	int ret = gen9_blt_start(&op, &b->as, dw, n, swctrl, setup);

	for (*steps = 0; ret == -EAGAIN; ++*steps) {
		ret = gen9_blt_step(&b->as, &op);
		assert_int_equal(b->m.maps_out, 0);
	}
	return ret;
}

static inline int execute(struct bed *b, const struct blit *c)
{
	uint32_t swctrl = (c->st == TY) | (c->dt == TY) << 1, dw[GEN9_BLT_DWORDS];
	struct gen9_blt_setup setup = { 0 };
	unsigned int n, steps;
	int ret = 0;

	if (c->form == FAST_COPY) {
		n = encode_fast(c, dw);
	} else if (c->form == LEGACY_COLOR || c->form == LEGACY_COPY) {
		n = encode_legacy(c, dw);
	} else if (c->form >= PIXEL) {
		n = encode_setup(c, dw);
		ret = run(b, dw, n, swctrl, &setup, &steps);
		n = encode_after_setup(c, dw);
	} else {
		if (c->clip) {
			uint32_t cl[3] = { 2u << 29 | 3 << 22 | 1,
					   xy(c->cx1, c->cy1),
					   xy(c->cx2, c->cy2) };

			ret = run(b, cl, 3, 0, &setup, &steps);
		}
		n = encode_rect(c, dw);
	}
	assert_int_equal(ret, 0);
	return run(b, dw, n, swctrl, &setup, &steps);
}

/* Blit i writes what the reference has left in b->new, and nothing else. */
static inline void check_blit(struct bed *b, int i, const struct blit *c)
{
	if (execute(b, c) || !same(b, 0, b->new) || !same(b, 1, b->old[1]) ||
	    !same(b, 2, b->old[2])) {
		print_message("case %d: ", i);
		print_blit(c);
		fail();
	}
	memcpy(b->old[0], b->new, REGION);
}

#endif
