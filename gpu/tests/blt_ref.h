/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the blitter share: memory that it works on, a blit as
 * its operands, and a plain reference that goes pixel by pixel, bit by bit.
 * SEED= repeats a run; a failing case is printed. Included once per program.
 */
#ifndef GEN9_TESTS_BLT_REF_H
#define GEN9_TESTS_BLT_REF_H

#include "bench/lib/test.h"
#include "mem.h"

#define MIB		(1ull << 20)
#define REGION		(512 * 1024)
#define DST		(1ull << 33)	/* destination, or both */
#define SRC		(1ull << 34)
#define AUX		(1ull << 35)	/* patterns and mono sources */
#define REGIONS		3
#define IMM_DW		240	/* fits in the longest command */

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
	uint32_t pat_bits[2], imm[IMM_DW], imm_dw;
};

struct bed {
	struct tmem m;
	uint64_t page_of[REGIONS][REGION / 4096];	/* bus addresses */
	uint8_t *old[REGIONS], *new;
	struct gen9_counters ctrs;
	struct gen9_params params;
	struct gen9_stream stream;
	struct gen9_as as;
};

static const uint64_t region_va[REGIONS] = { DST, SRC, AUX };

static inline int setup(void **state)
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
		.tlb = gen9_tlb_new(&b->params), .stream = &b->stream,
		.ctr = gen9_counters_get(&b->ctrs, 7),
	};
	*state = b;
	return 0;
}

static inline int teardown(void **state)
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
AROUND_EACH(setup, teardown);

/* Map each region with pages of one size; 4K and 64K ones scattered. */
static inline void map_regions(struct bed *b, const unsigned int *shift,
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

static inline void load(struct bed *b, uint64_t *seed)
{
	for (int r = 0; r < REGIONS; r++)
		for (uint64_t i = 0; i < REGION; i += 8)
			*(uint64_t *)(b->old[r] + i) = t_rand(seed);
	for (int r = 0; r < REGIONS; r++)
		for (uint64_t p = 0; p < REGION / 4096; p++)
			memcpy(b->m.ram + b->page_of[r][p],
			       b->old[r] + p * 4096, 4096);
}

static inline bool same(struct bed *b, int r, const uint8_t *want)
{
	for (uint64_t p = 0; p < REGION / 4096; p++)
		if (memcmp(b->m.ram + b->page_of[r][p], want + p * 4096,
			   4096))
			return false;
	return true;
}

/* ---------------------------------------------------------- reference */

static inline long tiled(enum tiling t, long pitch, long xb, long y)
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
static inline long place(uint64_t va, uint64_t base, enum tiling t, long pitch,
		  long x, long y, int cpp)
{
	long off;

	if (t != LIN && (x < 0 || y < 0))
		return -1;
	off = tiled(t, pitch, x * cpp, y) + (long)(base - va);
	return off < 0 || off + cpp > REGION ? -1 : off;
}

static inline bool mono_bit(const struct bed *b, const struct blit *c, long x,
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

static inline void colour_bytes(uint8_t *p, uint32_t v, int cpp)
{
	for (int i = 0; i < cpp; i++, v /= 256)
		p[i] = v % 256;
}

static inline uint8_t rop_byte(int rop, uint8_t p, uint8_t s, uint8_t d)
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
static inline bool ref_pixel(struct bed *b, const struct blit *c, long x, long y)
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

static inline bool reference(struct bed *b, const struct blit *c)
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

/* Lines that lie over one another have no defined result. */
static inline bool lines_apart(const struct blit *c)
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

static inline void print_blit(const struct blit *c)
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

/* An address in the region at va where a surface may begin. */
static inline uint64_t random_base(uint64_t *s, uint64_t va, enum tiling t)
{
	if (t != LIN)
		return va + t_rand(s) % 16 * 4096;
	return va + (t_rand(s) % 2 ? t_rand(s) % 16 * 4096 :
				     t_rand(s) % REGION);
}

#endif
