// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The blitter against a plain reference that goes pixel by pixel, bit by
 * bit. SEED= repeats a run; the failing case is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mem.h"

#define MIB		(1ull << 20)
#define REGION		(512 * 1024)
#define DST		(1ull << 33)	/* destination, or both */
#define SRC		(1ull << 34)
#define AUX		(1ull << 35)	/* patterns and mono sources */
#define REGIONS		3

enum form {
	COLOR, SRC_COPY, FAST_COPY, PAT, PAT_IMM, MONO_PAT, MONO_SRC,
	MONO_SRC_IMM, FULL, FULL_IMM_PAT, FULL_MONO_SRC, FULL_MONO_PAT,
	FULL_MONO_BOTH, FULL_MONO_SRC_IMM_PAT, PIXEL, SCANLINES_MONO,
	SCANLINES_COLOUR, TEXT, TEXT_IMM, LEGACY_COLOR, LEGACY_COPY, FORMS
};

static const uint8_t opcode_of[FORMS] = {
	0x50, 0x53, 0x42, 0x51, 0x72, 0x52, 0x54, 0x71, 0x55, 0x74, 0x56,
	0x57, 0x58, 0x75, 0x24, 0x25, 0x25, 0x26, 0x31, 0x40, 0x43,
};

enum tiling { LIN, TX, TY };
enum { NONE, SOLID, COLOUR, MONO };

struct blit {
	enum form form;
	int cpp, rop, write_mask;	/* bit 1 alpha, bit 0 RGB */
	enum tiling dt, st;
	long dpitch, spitch;		/* bytes */
	uint64_t dbase, sbase;
	long x1, y1, x2, y2, sx, sy;
	bool clip;
	long cx1, cy1, cx2, cy2;
	int src, pat;			/* NONE, COLOUR, MONO; .. SOLID */
	uint32_t fg, bg, pfg, pbg;
	bool src_transp, pat_transp, byte_packed;
	int first, hseed, vseed;
	uint64_t pat_at, mono_at;	/* addresses in AUX */
	uint32_t pat_bits[2], imm[600], imm_dw;
};

struct bed {
	struct tmem m;
	uint64_t page_of[REGIONS][REGION / 4096];	/* bus addresses */
	uint8_t *old[REGIONS], *new;
	struct gen9_counters ctrs;
	struct gen9_params params;
	struct gen9_as as;
};

static const uint64_t region_va[REGIONS] = { DST, SRC, AUX };

static int setup(void **state)
{
	struct bed *b = calloc(1, sizeof(*b));

	gen9_params_default(&b->params);
	t_init(&b->m, 16 * MIB, 12 * MIB);
	for (int r = 0; r < REGIONS; r++)
		b->old[r] = calloc(1, REGION);
	b->new = calloc(1, REGION);
	gen9_counters_init(&b->ctrs, 0);
	b->as = (struct gen9_as){
		.bus = &b->m.bus, .params = &b->params,
		.tlb = gen9_tlb_new(&b->params),
		.ctr = gen9_counters_get(&b->ctrs, 7),
	};
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bed *b = *state;

	gen9_tlb_free(b->as.tlb);
	for (int r = 0; r < REGIONS; r++)
		free(b->old[r]);
	free(b->new);
	free(b->m.ram);
	free(b);
	return 0;
}

/* Map each region with pages of one size; 4K and 64K ones scattered. */
static void map_regions(struct bed *b, const unsigned int *shift,
			uint64_t flags)
{
	b->m.brk = 12 * MIB;
	b->m.pml4 = b->as.pml4 = t_page(&b->m);
	gen9_tlb_flush(b->as.tlb);
	for (int r = 0; r < REGIONS; r++) {
		uint64_t at = (uint64_t)(r + 1) * 2 * MIB, n;
		uint64_t size = 1ull << shift[r];

		n = REGION / size;
		if (shift[r] == 21)
			t_map(&b->m, region_va[r], at, 21, flags);
		for (uint64_t p = 0; shift[r] < 21 && p < n; p++)
			t_map(&b->m, region_va[r] + p * size,
			      at + p * 5 % n * size, shift[r], flags);
		for (uint64_t p = 0; p < REGION / 4096; p++) {
			uint64_t per = size / 4096;

			b->page_of[r][p] = at + p * 4096;
			if (shift[r] < 21)
				b->page_of[r][p] = at + p / per * 5 % n *
					size + p % per * 4096;
		}
	}
}

static void load(struct bed *b, uint64_t *seed)
{
	for (int r = 0; r < REGIONS; r++)
		for (uint64_t i = 0; i < REGION; i += 8)
			*(uint64_t *)(b->old[r] + i) = t_rand(seed);
	for (int r = 0; r < REGIONS; r++)
		for (uint64_t p = 0; p < REGION / 4096; p++)
			memcpy(b->m.ram + b->page_of[r][p],
			       b->old[r] + p * 4096, 4096);
}

static bool same(struct bed *b, int r, const uint8_t *want)
{
	for (uint64_t p = 0; p < REGION / 4096; p++)
		if (memcmp(b->m.ram + b->page_of[r][p], want + p * 4096,
			   4096))
			return false;
	return true;
}

/* ---------------------------------------------------------- reference */

static long tiled(enum tiling t, long pitch, long xb, long y)
{
	if (t == LIN)
		return y * pitch + xb;
	if (xb < 0 || y < 0)
		return -1;
	if (t == TX)
		return y / 8 * (8 * pitch) + xb / 512 * 4096 +
		       y % 8 * 512 + xb % 512;
	return y / 32 * (32 * pitch) + xb / 16 * 512 + y % 32 * 16 + xb % 16;
}

/* Offset in the region of the pixel, or -1. */
static long place(uint64_t va, uint64_t base, enum tiling t, long pitch,
		  long x, long y, int cpp)
{
	long off;

	if (t != LIN && (x < 0 || y < 0))
		return -1;
	off = tiled(t, pitch, x * cpp, y) + (long)(base - va);
	return off < 0 || off + cpp > REGION ? -1 : off;
}

static bool mono_bit(const struct bed *b, const struct blit *c, long x,
		     long y)
{
	long w = c->x2 - c->x1, stride, bit;
	const uint8_t *p;

	if (c->form == TEXT || c->form == TEXT_IMM)
		stride = c->byte_packed ? (w + 7) / 8 * 8 : w;
	else
		stride = (c->first + w + 15) / 16 * 16;
	bit = (y - c->y1) * stride + c->first + (x - c->x1);
	p = c->imm_dw && c->src == MONO && c->mono_at == 0 ?
	    (const uint8_t *)c->imm : b->old[2] + (c->mono_at - AUX);
	return p[bit / 8] & 128 >> bit % 8;
}

static void colour_bytes(uint8_t *p, uint32_t v, int cpp)
{
	for (int i = 0; i < cpp; i++, v /= 256)
		p[i] = v % 256;
}

static uint8_t rop_byte(int rop, uint8_t p, uint8_t s, uint8_t d)
{
	uint8_t r = 0;

	for (int bit = 0; bit < 8; bit++) {
		int i = (p >> bit & 1) * 4 + (s >> bit & 1) * 2 +
			(d >> bit & 1);

		r |= (rop >> i & 1) << bit;
	}
	return r;
}

/* One pixel into b->new. False if it or its source is outside. */
static bool ref_pixel(struct bed *b, const struct blit *c, long x, long y)
{
	long d = place(DST, c->dbase, c->dt, c->dpitch, x, y, c->cpp), s;
	uint8_t sv[16] = { 0 }, pv[16] = { 0 };
	int row = (int)(((y + c->vseed) % 8 + 8) % 8);
	int col = (int)(((x + c->hseed) % 8 + 8) % 8);
	const uint8_t *pat;

	if (d < 0)
		return false;
	if (c->src == COLOUR) {
		bool own = c->sbase < SRC;

		s = place(own ? DST : SRC, c->sbase, c->st, c->spitch,
			  c->sx + x - c->x1, c->sy + y - c->y1, c->cpp);
		if (s < 0)
			return false;
		memcpy(sv, b->old[own ? 0 : 1] + s, c->cpp);
	} else if (c->src == MONO) {
		bool one = mono_bit(b, c, x, y);

		if (!one && c->src_transp)
			return true;
		colour_bytes(sv, one ? c->fg : c->bg, c->cpp);
	}
	if (c->pat == SOLID) {
		colour_bytes(pv, c->pfg, c->cpp);
	} else if (c->pat == COLOUR) {
		pat = c->pat_at ? b->old[2] + (c->pat_at - AUX) :
				  (const uint8_t *)c->imm;
		memcpy(pv, pat + (row * 8 + col) * c->cpp, c->cpp);
	} else if (c->pat == MONO) {
		bool one = ((const uint8_t *)c->pat_bits)[row] & 128 >> col;

		if (!one && c->pat_transp)
			return true;
		colour_bytes(pv, one ? c->pfg : c->pbg, c->cpp);
	}
	for (int i = 0; i < c->cpp; i++)
		if (c->cpp != 4 || (c->write_mask & (i == 3 ? 2 : 1)))
			b->new[d + i] = rop_byte(c->rop, pv[i], sv[i],
						 b->old[0][d + i]);
	return true;
}

static bool reference(struct bed *b, const struct blit *c)
{
	memcpy(b->new, b->old[0], REGION);
	for (long y = c->y1; y < c->y2; y++)
		for (long x = c->x1; x < c->x2; x++)
			if (!c->clip || (x >= c->cx1 && x < c->cx2 &&
					 y >= c->cy1 && y < c->cy2))
				if (!ref_pixel(b, c, x, y))
					return false;
	return true;
}

/* ---------------------------------------------------------- encodings */

static uint32_t xy(long x, long y)
{
	return (uint32_t)(y & 0xffff) << 16 | (uint32_t)(x & 0xffff);
}

static uint32_t pitch_field(enum tiling t, long pitch)
{
	return (t == LIN ? pitch : pitch / 4) & 0xffff;
}

static uint32_t br13(const struct blit *c)
{
	static const uint32_t depth[] = { 0, 0, 1, 0, 3 };

	return pitch_field(c->dt, c->dpitch) | (uint32_t)c->rop << 16 |
	       (depth[c->cpp] + (c->cpp == 2 && c->fg & 1)) << 24 |
	       (uint32_t)c->clip << 30 | (uint32_t)c->src_transp << 29 |
	       (uint32_t)c->pat_transp << 28;
}

static unsigned int put64(uint32_t *dw, uint64_t v)
{
	dw[0] = v;
	dw[1] = v >> 32;
	return 2;
}

static uint32_t header(const struct blit *c, unsigned int op)
{
	return 2u << 29 | op << 22 | (uint32_t)c->write_mask << 20 |
	       (c->st != LIN) << 15 | (c->dt != LIN) << 11 |
	       c->hseed << 12 | c->vseed << 8;
}

/* The rectangle forms share how they are put together. */
static unsigned int encode_rect(const struct blit *c, uint32_t *dw)
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

static unsigned int encode_fast(const struct blit *c, uint32_t *dw)
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

static unsigned int encode_legacy(const struct blit *c, uint32_t *dw)
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
static unsigned int encode_setup(const struct blit *c, uint32_t *dw)
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

static unsigned int encode_after_setup(const struct blit *c, uint32_t *dw)
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

static int run(struct bed *b, const uint32_t *dw, unsigned int n,
	       uint32_t swctrl, struct gen9_blt_setup *setup,
	       unsigned int *calls)
{
	int ret;

	*calls = 0;
	do {
		ret = gen9_blt(&b->as, dw, n, swctrl, setup);
		++*calls;
		assert_int_equal(b->m.maps_out, 0);
	} while (ret == -EAGAIN);
	assert_int_equal(setup->cursor, 0);
	return ret;
}

static int execute(struct bed *b, const struct blit *c)
{
	uint32_t swctrl = (c->st == TY) | (c->dt == TY) << 1, dw[700];
	struct gen9_blt_setup setup = { 0 };
	unsigned int n, calls;
	int ret = 0;

	if (c->form == FAST_COPY) {
		n = encode_fast(c, dw);
	} else if (c->form == LEGACY_COLOR || c->form == LEGACY_COPY) {
		n = encode_legacy(c, dw);
	} else if (c->form >= PIXEL) {
		n = encode_setup(c, dw);
		ret = run(b, dw, n, swctrl, &setup, &calls);
		n = encode_after_setup(c, dw);
	} else {
		if (c->clip) {
			uint32_t cl[3] = { 2u << 29 | 3 << 22 | 1,
					   xy(c->cx1, c->cy1),
					   xy(c->cx2, c->cy2) };

			ret = run(b, cl, 3, 0, &setup, &calls);
		}
		n = encode_rect(c, dw);
	}
	assert_int_equal(ret, 0);
	return run(b, dw, n, swctrl, &setup, &calls);
}

/* -------------------------------------------------------- random cases */

static long random_pitch(uint64_t *s, enum tiling t, int cpp)
{
	if (t == TX)
		return 512 * t_range(s, 1, 8);
	if (t == TY)
		return 128 * t_range(s, 1, 20);
	if (t_rand(s) % 4 == 0)
		return 64 * t_range(s, 1, 60);
	return t_range(s, 16, 4000) * (t_rand(s) % 4 ? cpp : 1) *
	       (t_rand(s) % 8 ? 1 : -1);
}

static void random_operands(uint64_t *s, struct blit *c)
{
	static const struct {
		uint8_t src, pat;
	} kind[FORMS] = {
		[COLOR] = { NONE, SOLID }, [SRC_COPY] = { COLOUR, NONE },
		[FAST_COPY] = { COLOUR, NONE }, [PAT] = { NONE, COLOUR },
		[PAT_IMM] = { NONE, COLOUR }, [MONO_PAT] = { NONE, MONO },
		[MONO_SRC] = { MONO, NONE }, [MONO_SRC_IMM] = { MONO, NONE },
		[FULL] = { COLOUR, COLOUR },
		[FULL_IMM_PAT] = { COLOUR, COLOUR },
		[FULL_MONO_SRC] = { MONO, COLOUR },
		[FULL_MONO_PAT] = { COLOUR, MONO },
		[FULL_MONO_BOTH] = { MONO, MONO },
		[FULL_MONO_SRC_IMM_PAT] = { MONO, COLOUR },
		[PIXEL] = { NONE, SOLID }, [SCANLINES_MONO] = { NONE, MONO },
		[SCANLINES_COLOUR] = { NONE, COLOUR },
		[TEXT] = { MONO, SOLID }, [TEXT_IMM] = { MONO, SOLID },
		[LEGACY_COLOR] = { NONE, SOLID },
		[LEGACY_COPY] = { COLOUR, NONE },
	};
	bool imm_pat = c->form == PAT_IMM || c->form == FULL_IMM_PAT ||
		       c->form == FULL_MONO_SRC_IMM_PAT;
	bool imm_src = c->form == MONO_SRC_IMM || c->form == TEXT_IMM;

	c->src = kind[c->form].src;
	c->pat = kind[c->form].pat;
	if (c->pat == COLOUR && !imm_pat)
		c->pat_at = AUX + t_rand(s) % 100 * 64 * c->cpp;
	if (c->src == MONO && !imm_src)
		c->mono_at = AUX + 100000 + t_rand(s) % 10000;
	if (imm_pat)
		c->imm_dw = 16 * c->cpp;
	if (imm_src)
		c->imm_dw = 600;
	for (unsigned int i = 0; i < c->imm_dw; i++)
		c->imm[i] = t_rand(s);
	if (c->src == MONO && c->form < PIXEL)
		c->first = t_rand(s) % 8;
	if (c->pat != COLOUR && c->pat != MONO)
		return;
	c->hseed = t_rand(s) % 8;
	c->vseed = t_rand(s) % 8;
	/* for a tiled source bit 15 is apart from the seeds: 14:12, 10:8 */
}

static void random_place(uint64_t *s, struct blit *c)
{
	long w = t_rand(s) % 4 ? t_range(s, 1, 70) : t_range(s, 1, 900);
	long h = t_rand(s) % 4 ? t_range(s, 1, 20) : t_range(s, 1, 150);

	if (c->imm_dw == 600) {
		w = t_range(s, 1, 90);
		h = t_range(s, 1, 40);
	}
	if (c->src == MONO && w * h > 300000)
		w = 100;
	c->x1 = t_range(s, 0, 300);
	c->y1 = t_range(s, 0, 60);
	if (c->dt == LIN && t_rand(s) % 4 == 0) {
		c->x1 -= 200;
		c->y1 -= 40;
	}
	if (c->form >= LEGACY_COLOR)
		c->x1 = c->y1 = 0;
	c->x2 = c->x1 + w;
	c->y2 = c->y1 + h;
	if (c->form == PIXEL) {
		c->x2 = c->x1 + 1;
		c->y2 = c->y1 + 1;
	}
	if (c->form < LEGACY_COLOR && c->form != FAST_COPY) {
		c->clip = t_rand(s) % 3 == 0;
		c->cx1 = c->x1 + t_range(s, -20, 40);
		c->cy1 = c->y1 + t_range(s, -10, 10);
		c->cx2 = c->cx1 + t_range(s, -2, 900);
		c->cy2 = c->cy1 + t_range(s, -2, 150);
	}
	c->sx = t_range(s, 0, 200);
	c->sy = t_range(s, 0, 60);
	if (c->form >= LEGACY_COLOR)
		c->sx = c->sy = 0;
}

static uint64_t random_base(uint64_t *s, uint64_t va, enum tiling t)
{
	if (t != LIN)
		return va + t_rand(s) % 16 * 4096;
	return va + (t_rand(s) % 2 ? t_rand(s) % 16 * 4096 :
				     t_rand(s) % REGION);
}

static void random_blit(uint64_t *s, struct blit *c)
{
	static const uint8_t rops[] = { 0xcc, 0xf0, 0xcc, 0xf0, 0x00, 0xff,
					0x5a, 0x66, 0x55, 0xaa, 0xb8, 0xca };
	bool same;

	memset(c, 0, sizeof(*c));
	c->form = t_rand(s) % 3 ? t_rand(s) % FORMS : t_rand(s) % 3;
	c->cpp = 1 << t_rand(s) % (c->form == FAST_COPY ? 5 : 3);
	c->rop = t_rand(s) & 1 ? rops[t_rand(s) % 12] : t_rand(s) & 0xff;
	c->write_mask = t_rand(s) % 4 ? 3 : t_rand(s) & 3;
	if (c->form == FAST_COPY) {
		c->rop = 0xcc;
		c->write_mask = 3;
	}
	c->fg = t_rand(s);
	c->bg = t_rand(s);
	c->pfg = t_rand(s);
	c->pbg = t_rand(s);
	c->pat_bits[0] = t_rand(s);
	c->pat_bits[1] = t_rand(s);
	random_operands(s, c);
	if (c->src == MONO)
		c->src_transp = t_rand(s) & 1;
	if (c->pat == MONO)
		c->pat_transp = t_rand(s) & 1;
	if (c->form == TEXT || c->form == TEXT_IMM) {
		c->byte_packed = t_rand(s) & 1;
		c->pat = SOLID;
		c->pfg = c->fg;	/* the pattern operand is the foreground */
	}
	if (c->form < LEGACY_COLOR) {
		c->dt = t_rand(s) % 3;
		c->st = c->src == COLOUR ? t_rand(s) % 3 : LIN;
	}
	random_place(s, c);
	c->dpitch = random_pitch(s, c->dt, c->cpp);
	c->spitch = random_pitch(s, c->st, c->cpp);
	c->dbase = random_base(s, DST, c->dt);
	c->sbase = random_base(s, SRC, c->st);
	/* lines without gaps, which may be done together */
	if (c->dt == LIN && t_rand(s) % 2 == 0)
		c->dpitch = (c->x2 - c->x1) * c->cpp;
	if (c->st == LIN && t_rand(s) % 3 == 0)
		c->spitch = (c->x2 - c->x1) * c->cpp;
	if (c->st == LIN && c->dt == LIN && t_rand(s) % 6 == 0)
		c->spitch = c->dpitch;
	same = c->src == COLOUR && t_rand(s) % 4 == 0;
	if (!same || c->form == FAST_COPY)
		return;
	c->sbase = c->dbase;
	c->st = c->dt;
	c->spitch = c->dpitch;
	if (c->form == LEGACY_COPY)
		return;
	if (t_rand(s) & 1)
		c->sy = c->y1 + t_range(s, -2, 2);
	if (t_rand(s) & 1)
		c->sx = c->x1 + t_range(s, -9, 9);
}

/* Lines that lie over one another have no defined result. */
static bool lines_apart(const struct blit *c)
{
	long w = (c->x2 - c->x1) * c->cpp;

	/* the field has 16 bits with sign, of bytes or of tiled dwords */
	if (labs(c->dpitch) > 32767 || labs(c->spitch) > 32767)
		return false;
	if (c->dt == LIN && labs(c->dpitch) < w)
		return false;
	if (c->dt != LIN && c->x2 * c->cpp > c->dpitch)
		return false;
	if (c->src != COLOUR)
		return true;
	if (c->st != LIN && (c->sx + c->x2 - c->x1) * c->cpp > c->spitch)
		return false;
	/* a shared surface: the source's lines are the destination's too */
	return c->sbase >= SRC || c->dt != LIN ||
	       labs(c->dpitch) >= w + labs(c->sx - c->x1) * c->cpp;
}

static void print_blit(const struct blit *c)
{
	print_message("form %d cpp %d rop %02x mask %d tiling %d<-%d pitch "
		      "%ld<-%ld base %llx<-%llx (%ld,%ld)-(%ld,%ld) from "
		      "(%ld,%ld) clip %d (%ld,%ld)-(%ld,%ld) src %d pat %d "
		      "transp %d%d first %d seeds %d %d\n",
		      c->form, c->cpp, c->rop, c->write_mask, c->dt, c->st,
		      c->dpitch, c->spitch, (unsigned long long)c->dbase,
		      (unsigned long long)c->sbase, c->x1, c->y1, c->x2,
		      c->y2, c->sx, c->sy, c->clip, c->cx1, c->cy1, c->cx2,
		      c->cy2, c->src, c->pat, c->src_transp, c->pat_transp,
		      c->first, c->hseed, c->vseed);
}

static void test_random(void **state)
{
	static const unsigned int shifts[] = { 12, 16, 21 };
	struct bed *b = *state;
	uint64_t seed = t_seed();
	unsigned int per_form[FORMS] = { 0 }, overlaps = 0;
	char *e = getenv("CASES");
	int cases = e ? atoi(e) : 2500;

	for (int i = 0; i < cases;) {
		unsigned int sh[REGIONS] = { shifts[t_rand(&seed) % 3],
					     shifts[t_rand(&seed) % 3],
					     shifts[t_rand(&seed) % 2] };
		struct blit c;

		if (i % 8 == 0) {
			map_regions(b, sh, T_RW);
			load(b, &seed);
		}
		random_blit(&seed, &c);
		if (!lines_apart(&c) || !reference(b, &c))
			continue;
		b->m.no_map = t_rand(&seed) % 8 == 0;
		b->m.map_max = t_rand(&seed) % 8 ? 0 : 700;
		if (execute(b, &c) || !same(b, 0, b->new) ||
		    !same(b, 1, b->old[1]) || !same(b, 2, b->old[2])) {
			print_message("case %d: ", i);
			print_blit(&c);
			fail();
		}
		memcpy(b->old[0], b->new, REGION);
		per_form[c.form]++;
		overlaps += c.src == COLOUR && c.sbase == c.dbase;
		i++;
	}
	assert_int_equal(b->as.fault, 0);
	for (int f = 0; cases >= 2000 && f < FORMS; f++)
		assert_true(per_form[f] > 10);
	assert_true(cases < 2000 || overlaps > 40);
}

/* ------------------------------------------- copies and fills of tiles */

/* Pixels from lo to hi, half of the time a multiple of step. */
static long random_stop(uint64_t *s, long lo, long hi, long step)
{
	long v = t_range(s, lo, hi);

	return t_rand(s) & 1 || v < step ? v : v - v % step;
}

/*
 * Large rectangles with a tiled surface, often on the borders of tiles: what
 * is done tile by tile, in blocks of lines, in strips.
 */
static void random_tiles(uint64_t *s, struct blit *c)
{
	static const enum form forms[] = { SRC_COPY, SRC_COPY, FAST_COPY,
					   COLOR };
	static const uint16_t mixed[] = { TX, TY, TX << 2, TY << 2,
					  TX << 2 | TY, TY << 2 | TX,
					  TX << 2 | TX, TY << 2 | TY };
	unsigned int mix = mixed[t_rand(s) % 8];
	long w, h;

	memset(c, 0, sizeof(*c));
	c->form = forms[t_rand(s) % 4];
	c->cpp = 1 << t_rand(s) % (c->form == FAST_COPY ? 5 : 3);
	c->rop = c->form == COLOR ? 0xf0 : 0xcc;
	c->write_mask = 3;
	c->src = c->form == COLOR ? NONE : COLOUR;
	c->pat = c->form == COLOR ? SOLID : NONE;
	c->pfg = t_rand(s);
	c->st = c->form == COLOR ? LIN : mix & 3;
	c->dt = c->form == COLOR ? 1 + t_rand(s) % 2 : mix >> 2;
	w = random_stop(s, 1, 9000 / c->cpp, 512 / c->cpp);
	h = random_stop(s, 1, 50, 8);
	c->x1 = random_stop(s, 0, 600, 128 / c->cpp);
	c->y1 = random_stop(s, 0, 40, 32);
	c->sx = random_stop(s, 0, 600, 16);
	c->sy = random_stop(s, 0, 40, 8);
	if (t_rand(s) % 3 == 0) {	/* columns of tiles in both */
		w -= w < 512 / c->cpp ? 0 : w % (512 / c->cpp);
		c->x1 -= c->x1 % (512 / c->cpp);
		c->sx -= c->sx % (512 / c->cpp);
		h = t_range(s, 32, 50);
	}
	c->x2 = c->x1 + w;
	c->y2 = c->y1 + h;
	c->clip = c->form != FAST_COPY && t_rand(s) % 4 == 0;
	c->cx1 = c->x1 + random_stop(s, 0, 100, 32);
	c->cy1 = c->y1 + random_stop(s, 0, 20, 8);
	c->cx2 = c->x2 - t_range(s, 0, 100);
	c->cy2 = c->y2 - t_range(s, 0, 10);
	c->dpitch = c->x2 * c->cpp;
	c->spitch = (c->sx + w) * c->cpp;
	if (t_rand(s) & 1)
		c->dpitch = c->spitch = 4096 * (1 + (c->dpitch > c->spitch ?
					c->dpitch : c->spitch) / 4096);
	if (c->dt != LIN)
		c->dpitch = (c->dpitch + 511) & ~511;
	if (c->st != LIN)
		c->spitch = (c->spitch + 511) & ~511;
	c->dbase = random_base(s, DST, c->dt) & ~(t_rand(s) & 1 ? 4095ull : 0);
	c->sbase = random_base(s, SRC, c->st);
}

/*
 * Mappings that end early or are refused; of one surface's memory only, so
 * that tiles can be mapped and the lines of the other surface not.
 */
static void odd_memory(uint64_t *s, struct tmem *m)
{
	static const size_t longest[] = { 0, 0, 0, 300, 700, 5000 };

	m->no_map = t_rand(s) % 8 == 0;
	m->map_max = longest[t_rand(s) % 6];
	m->odd_at = (1 + t_rand(s) % 2) * 2 * MIB;
	m->odd_len = t_rand(s) % 8 ? 2 * MIB : 0;
}

static void test_tiles(void **state)
{
	static const unsigned int shifts[] = { 12, 16, 21 };
	struct bed *b = *state;
	uint64_t seed = t_seed();
	unsigned int of[3][3] = { { 0 } };
	int cases = 1500;

	for (int i = 0; i < cases;) {
		unsigned int sh[REGIONS] = { shifts[t_rand(&seed) % 3],
					     shifts[t_rand(&seed) % 3], 12 };
		struct blit c;

		if (i % 8 == 0) {
			map_regions(b, sh, T_RW);
			load(b, &seed);
		}
		random_tiles(&seed, &c);
		if (!lines_apart(&c) || !reference(b, &c))
			continue;
		odd_memory(&seed, &b->m);
		if (execute(b, &c) || !same(b, 0, b->new) ||
		    !same(b, 1, b->old[1])) {
			print_message("case %d: ", i);
			print_blit(&c);
			fail();
		}
		memcpy(b->old[0], b->new, REGION);
		of[c.dt][c.st]++;
		i++;
	}
	for (int t = 1; t < 9; t++)
		assert_true(of[t / 3][t % 3] > 40);
}

/*
 * Source and destination through other addresses in the same memory: what
 * comes out is not defined, but it is within the two surfaces.
 */
static void test_aliases(void **state)
{
	static const unsigned int shifts[] = { 12, 21 };
	struct bed *b = *state;
	uint64_t seed = t_seed();

	for (int i = 0; i < 300; i++) {
		unsigned int sh[REGIONS] = { shifts[i & 1], 12, 12 };
		uint64_t off = t_rand(&seed) % 3 * 4096;
		struct blit c;

		map_regions(b, sh, T_RW);
		load(b, &seed);
		for (uint64_t p = 0; p < REGION / 4096 - 3; p++)
			t_map(&b->m, SRC + p * 4096,
			      b->page_of[0][p + off / 4096], 12, T_RW);
		gen9_tlb_flush(b->as.tlb);
		random_tiles(&seed, &c);
		if (!lines_apart(&c) || !reference(b, &c))
			continue;
		assert_int_equal(execute(b, &c), 0);
		assert_true(same(b, 1, b->old[1]));
		assert_true(same(b, 2, b->old[2]));
	}
}

/* -------------------------------------------------------- single cases */

static const unsigned int small_pages[] = { 12, 12, 12 };

static void test_counts(void **state)
{
	struct bed *b = *state;
	struct gen9_page_counters *pc = b->as.ctr->page;
	struct blit c = { .form = SRC_COPY, .cpp = 4, .rop = 0xcc,
			  .write_mask = 3, .dpitch = 2048, .spitch = 2048,
			  .x2 = 300, .y2 = 100, .src = COLOUR,
			  .dbase = DST, .sbase = SRC };
	uint64_t seed = 1;

	map_regions(b, small_pages, T_RW);
	load(b, &seed);
	for (int t = 0; t < 9; t++) {
		memset(pc, 0, sizeof(b->as.ctr->page));
		c.dt = t / 3;
		c.st = t % 3;
		assert_int_equal(execute(b, &c), 0);
		assert_int_equal(pc->bytes_written, 300 * 4 * 100);
		assert_int_equal(pc->bytes_read, 300 * 4 * 100);
	}
	assert_int_equal(b->as.ctr->blits, 9);
}

/* Long commands are done in parts, with the same result and cost. */
static void test_resumed(void **state)
{
	struct bed *b = *state;
	uint32_t dw[7] = { 2u << 29 | 0x50 << 22 | 3 << 20, 3u << 24 | 0xf0 << 16,
			   0, xy(2048, 30000), (uint32_t)DST, DST >> 32,
			   0x01020304 };
	struct gen9_blt_setup setup = { 0 };
	unsigned int calls;
	uint64_t cost;

	/* pitch 0: one line 30000 times, 240 MB */
	map_regions(b, small_pages, T_RW);
	assert_int_equal(run(b, dw, 7, 0, &setup, &calls), 0);
	assert_true(calls > 20 && calls < 60);
	cost = b->as.cost_ps;
	assert_true(cost >= gen9_cost_clks(&b->params, 2048ull * 4 * 30000 /
					   b->params.bcs_fill_bytes_per_clk));
	assert_int_equal(b->as.ctr->blits, 1);
	assert_int_equal(*(uint32_t *)(b->m.ram + b->page_of[0][1] + 4092),
			 0x01020304);
	/* each line on another page: bounded as well */
	dw[1] |= 4096;
	dw[3] = xy(1, 127);
	assert_int_equal(run(b, dw, 7, 0, &setup, &calls), 0);
	assert_int_equal(calls, 1);
	dw[3] = xy(1, 32767);
	assert_int_equal(run(b, dw, 7, 0, &setup, &calls), -EFAULT);
	assert_int_equal(b->as.fault_va, DST + REGION);
}

static void test_faults(void **state)
{
	struct bed *b = *state;
	uint32_t dw[10] = { 2u << 29 | 0x53 << 22 | 3 << 20,
			    3u << 24 | 0xcc << 16 | 4096, 0, xy(1024, 64),
			    (uint32_t)DST, DST >> 32, 0, 4096,
			    (uint32_t)SRC, SRC >> 32 };
	struct gen9_blt_setup setup = { 0 };
	uint64_t seed = 3, bad = SRC + 40 * 4096;
	unsigned int calls;

	for (int tiled = 0; tiled < 2; tiled++) {
		map_regions(b, small_pages, T_RW);
		load(b, &seed);
		/* the source's page 40 is not there */
		t_map(&b->m, bad, 0, 12, 0);
		*t_entry(&b->m, b->m.brk - 4096, 0) = 0;
		for (uint64_t *e = (uint64_t *)(b->m.ram + 12 * MIB);
		     e < (uint64_t *)(b->m.ram + b->m.brk); e++)
			if ((*e & ~3ull) == 0 && *e)
				*e = 0;
		gen9_tlb_flush(b->as.tlb);
		b->as.fault = 0;
		if (tiled) {
			dw[0] |= 1 << 11;
			dw[1] = 3u << 24 | 0xcc << 16 | 1024;
		}
		assert_int_equal(run(b, dw, 10, 0, &setup, &calls), -EFAULT);
		assert_int_equal(b->as.fault_va, bad);
		if (!tiled) {
			/* linear: all before the page is there */
			memcpy(b->new, b->old[0], REGION);
			memcpy(b->new, b->old[1], 40 * 4096);
			assert_true(same(b, 0, b->new));
		}
	}
}

/* Writes to read-only pages vanish, the rest of the blit is done. */
static void test_read_only(void **state)
{
	struct bed *b = *state;
	struct blit c = { .form = SRC_COPY, .cpp = 4, .rop = 0xcc,
			  .write_mask = 3, .dpitch = 4096, .spitch = 4096,
			  .x2 = 1024, .y2 = 100, .src = COLOUR,
			  .dbase = DST, .sbase = SRC };
	uint64_t seed = 1, ro = DST + 5 * 4096;

	for (int t = 0; t < 3; t++) {
		map_regions(b, small_pages, T_RW);
		load(b, &seed);
		t_map(&b->m, ro, b->page_of[0][5], 12, 0);
		c.dt = c.st = t;
		reference(b, &c);
		memcpy(b->new + 5 * 4096, b->old[0] + 5 * 4096, 4096);
		assert_int_equal(execute(b, &c), 0);
		assert_true(same(b, 0, b->new));
		assert_int_equal(b->as.fault, 0);
	}
	assert_true(b->as.ctr->ro_writes > 0);
}

static void test_malformed(void **state)
{
	static const struct {
		uint8_t opcode, dwords;
	} shortest[] = {
		{ 0x01, 10 }, { 0x03, 3 }, { 0x11, 10 }, { 0x24, 2 },
		{ 0x25, 3 }, { 0x26, 5 }, { 0x31, 4 }, { 0x40, 6 },
		{ 0x42, 10 }, { 0x43, 8 }, { 0x50, 7 }, { 0x51, 8 },
		{ 0x52, 10 }, { 0x53, 10 }, { 0x54, 10 }, { 0x55, 12 },
		{ 0x56, 12 }, { 0x57, 14 }, { 0x58, 14 }, { 0x71, 9 },
		{ 0x72, 22 }, { 0x74, 26 }, { 0x75, 26 },
	};
	static const uint8_t not_executed[] = { 0x59, 0x73, 0x76, 0x77, 0x44,
						0x48, 0x00, 0x7f };
	struct bed *b = *state;
	struct gen9_blt_setup setup = { .dw[0] = 1 << 22, .ndw = 10 };
	uint32_t dw[64] = { 0 };

	map_regions(b, small_pages, T_RW);
	for (size_t i = 0; i < sizeof(shortest) / sizeof(shortest[0]); i++) {
		unsigned int n = shortest[i].dwords;

		dw[0] = 2u << 29 | (uint32_t)shortest[i].opcode << 22;
		for (unsigned int k = 1; k < n; k++)
			assert_int_equal(gen9_blt(&b->as, dw, k, 0, &setup),
					 -EINVAL);
		/* an empty rectangle; operands in memory are at AUX */
		setup.dw[9] = 8;
		if (shortest[i].opcode == 0x51)
			put64(dw + 6, AUX);
		if (shortest[i].opcode == 0x55 || shortest[i].opcode == 0x56)
			put64(dw + 10, AUX);
		if (shortest[i].opcode == 0x24)
			setup.dw[1] |= 1u << 30;
		assert_int_equal(gen9_blt(&b->as, dw, n, 0, &setup), 0);
		memset(dw, 0, sizeof(dw));
	}
	for (size_t i = 0; i < sizeof(not_executed); i++) {
		dw[0] = 2u << 29 | (uint32_t)not_executed[i] << 22;
		assert_int_equal(gen9_blt(&b->as, dw, 64, 0, &setup),
				 -ENOSYS);
	}
	dw[0] = 3u << 29 | 0x50 << 22;
	assert_int_equal(gen9_blt(&b->as, dw, 64, 0, &setup), -EINVAL);
	assert_int_equal(gen9_blt(&b->as, dw, 0, 0, &setup), -EINVAL);
	/* Yf, Ys, a depth that does not exist, too little immediate data */
	dw[0] = 2u << 29 | 0x42 << 22 | 3 << 20;
	dw[1] = 3 << 24;
	assert_int_equal(gen9_blt(&b->as, dw, 10, 0, &setup), -ENOSYS);
	dw[0] = 2u << 29 | 0x42 << 22 | 2 << 13;
	dw[1] = 3 << 24 | 1u << 30;
	assert_int_equal(gen9_blt(&b->as, dw, 10, 0, &setup), -ENOSYS);
	dw[1] = 2 << 24;
	assert_int_equal(gen9_blt(&b->as, dw, 10, 0, &setup), -EINVAL);
	memset(dw, 0, sizeof(dw));
	dw[0] = 2u << 29 | 0x71 << 22;
	dw[3] = xy(33, 1);
	assert_int_equal(gen9_blt(&b->as, dw, 9, 0, &setup), -EINVAL);
	/* text with no set-up before */
	setup.ndw = 0;
	dw[0] = 2u << 29 | 0x31 << 22;
	assert_int_equal(gen9_blt(&b->as, dw, 64, 0, &setup), -EINVAL);
	assert_int_equal(b->as.fault, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_random), T(test_tiles), T(test_aliases),
		T(test_counts), T(test_resumed),
		T(test_faults), T(test_read_only), T(test_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
