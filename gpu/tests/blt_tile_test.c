// SPDX-License-Identifier: GPL-2.0-or-later
/* Copies and fills of tiled surfaces against the reference of blt_ref.h. */
#include "blt_encode.h"
#include "gpu/blitter/blt.h"

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

TEST(test_tiles)
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
		check_blit(b, i, &c);
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
TEST(test_aliases)
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
