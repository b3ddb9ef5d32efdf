// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The blitter's commands: random ones of every form against the reference
 * of blt_ref.h; counts, interruption, faults, bad encodings.
 */
#include "blt_encode.h"

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
		c->imm_dw = IMM_DW;
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

	if (c->imm_dw == IMM_DW) {
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

TEST(test_random)
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
		check_blit(b, i, &c);
		per_form[c.form]++;
		overlaps += c.src == COLOUR && c.sbase == c.dbase;
		i++;
	}
	assert_int_equal(b->as.fault, 0);
	for (int f = 0; cases >= 2000 && f < FORMS; f++)
		assert_true(per_form[f] > 10);
	assert_true(cases < 2000 || overlaps > 40);
}

/* -------------------------------------------------------- single cases */

static const unsigned int small_pages[] = { 12, 12, 12 };

TEST(test_counts)
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
TEST(test_resumed)
{
	struct bed *b = *state;
	uint32_t dw[7] = { 2u << 29 | 0x50 << 22 | 3 << 20, 3u << 24 | 0xf0 << 16,
			   0, xy(2048, 30000), (uint32_t)DST, DST >> 32,
			   0x01020304 };
	struct gen9_blt_setup setup = { 0 };
	unsigned int steps;
	uint64_t cost;

	/* pitch 0: one line 30000 times, 240 MB */
	map_regions(b, small_pages, T_RW);
	assert_int_equal(run(b, dw, 7, 0, &setup, &steps), 0);
	assert_true(steps > 20 && steps < 60);
	cost = b->as.cost_ps;
	assert_true(cost >= gen9_cost_clks(&b->params, 2048ull * 4 * 30000 /
					   b->params.bcs_fill_bytes_per_clk));
	assert_int_equal(b->as.ctr->blits, 1);
	assert_int_equal(*(uint32_t *)(b->m.ram + b->page_of[0][1] + 4092),
			 0x01020304);
	/* each line on another page: bounded as well */
	dw[1] |= 4096;
	dw[3] = xy(1, 127);
	assert_int_equal(run(b, dw, 7, 0, &setup, &steps), 0);
	assert_int_equal(steps, 1);
	dw[3] = xy(1, 32767);
	assert_int_equal(run(b, dw, 7, 0, &setup, &steps), -EFAULT);
	assert_int_equal(b->as.fault_va, DST + REGION);
}

TEST(test_faults)
{
	struct bed *b = *state;
	uint32_t dw[10] = { 2u << 29 | 0x53 << 22 | 3 << 20,
			    3u << 24 | 0xcc << 16 | 4096, 0, xy(1024, 64),
			    (uint32_t)DST, DST >> 32, 0, 4096,
			    (uint32_t)SRC, SRC >> 32 };
	struct gen9_blt_setup setup = { 0 };
	uint64_t seed = 3, bad = SRC + 40 * 4096;
	unsigned int steps;

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
		assert_int_equal(run(b, dw, 10, 0, &setup, &steps), -EFAULT);
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
TEST(test_read_only)
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

TEST(test_malformed)
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
	struct gen9_blt_op op;
	struct gen9_blt_setup setup = { .dw[0] = 1 << 22, .ndw = 10 };
	uint32_t dw[GEN9_BLT_DWORDS + 1] = { 0 };
	unsigned int steps;

	map_regions(b, small_pages, T_RW);
	for (size_t i = 0; i < sizeof(shortest) / sizeof(shortest[0]); i++) {
		unsigned int n = shortest[i].dwords;

		dw[0] = 2u << 29 | (uint32_t)shortest[i].opcode << 22;
		for (unsigned int k = 1; k < n; k++)
			assert_int_equal(gen9_blt_start(&op, &b->as, dw, k, 0, &setup),
					 -EINVAL);
		/* an empty rectangle; operands in memory are at AUX */
		setup.dw[9] = 8;
		if (shortest[i].opcode == 0x51)
			put64(dw + 6, AUX);
		if (shortest[i].opcode == 0x55 || shortest[i].opcode == 0x56)
			put64(dw + 10, AUX);
		if (shortest[i].opcode == 0x24)
			setup.dw[1] |= 1u << 30;
		assert_int_equal(run(b, dw, n, 0, &setup, &steps), 0);
		memset(dw, 0, sizeof(dw));
	}
	for (size_t i = 0; i < sizeof(not_executed); i++) {
		dw[0] = 2u << 29 | (uint32_t)not_executed[i] << 22;
		assert_int_equal(gen9_blt_start(&op, &b->as, dw, 64, 0, &setup),
				 -ENOSYS);
	}
	dw[0] = 3u << 29 | 0x50 << 22;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 64, 0, &setup), -EINVAL);
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 0, 0, &setup), -EINVAL);
	dw[0] = 2u << 29 | 0x50 << 22;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, GEN9_BLT_DWORDS + 1, 0,
					&setup), -EINVAL);
	/* Yf, Ys, a depth that does not exist, too little immediate data */
	dw[0] = 2u << 29 | 0x42 << 22 | 3 << 20;
	dw[1] = 3 << 24;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 10, 0, &setup), -ENOSYS);
	dw[0] = 2u << 29 | 0x42 << 22 | 2 << 13;
	dw[1] = 3 << 24 | 1u << 30;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 10, 0, &setup), -ENOSYS);
	dw[1] = 2 << 24;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 10, 0, &setup), -EINVAL);
	memset(dw, 0, sizeof(dw));
	dw[0] = 2u << 29 | 0x71 << 22;
	dw[3] = xy(33, 1);
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 9, 0, &setup), -EINVAL);
	/* text with no set-up before */
	setup.ndw = 0;
	dw[0] = 2u << 29 | 0x31 << 22;
	assert_int_equal(gen9_blt_start(&op, &b->as, dw, 64, 0, &setup), -EINVAL);
	assert_int_equal(b->as.fault, 0);
}
