// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The order in which a blit looks up addresses (blt.h) against a reference
 * that goes byte by byte; and that nothing but the operation decides it:
 * not what the host maps, nor pages, nor where steps end. Linked with
 * --wrap=gen9_translate, to see each look-up.
 */
#include "blt_encode.h"

#define MAX		200000

struct seen {
	uint64_t va;
	bool write;
};

static struct log {
	struct seen s[MAX];
	unsigned int n;
} got, want, again;
static struct log *into;

int __real_gen9_translate(struct gen9_as *as, uint64_t va, bool write,
			  struct gen9_xlat *out);
int __wrap_gen9_translate(struct gen9_as *as, uint64_t va, bool write,
			  struct gen9_xlat *out);

static void note(struct log *l, uint64_t va, bool write)
{
	assert_true(l->n < MAX);
	l->s[l->n++] = (struct seen){ va, write };
}

int __wrap_gen9_translate(struct gen9_as *as, uint64_t va, bool write,
			  struct gen9_xlat *out)
{
	if (into)
		note(into, va & ~4095ull, write);
	return __real_gen9_translate(as, va, write, out);
}

static long floor_div(long a, long b)
{
	return a / b - (a % b < 0);
}

/* The 4 KiB of one byte, if it is new since entry from of the log. */
static void touch(struct log *l, unsigned int from, const struct blit *c,
		  bool write, long xb, long y)
{
	static unsigned int last;	/* the entry of the byte before */
	uint64_t base = write ? c->dbase : c->sbase, va;

	va = base + tiled(write ? c->dt : c->st,
			  write ? c->dpitch : c->spitch, xb, y);
	va &= ~4095ull;
	if (l->n > from && l->s[last].va == va && l->s[last].write == write)
		return;
	for (last = from; last < l->n; last++)
		if (l->s[last].va == va && l->s[last].write == write)
			return;
	note(l, va, write);
}

static void reference_block(struct log *l, const struct blit *c, long x1,
			    long x2, long y1, long y2)
{
	unsigned int from = l->n;
	long dx = (c->sx - c->x1) * c->cpp, dy = c->sy - c->y1;

	for (long y = y1; y < y2; y++) {
		for (long x = x1; c->src == COLOUR && x < x2; x++)
			touch(l, from, c, false, x + dx, y + dy);
		for (long x = x1; x < x2; x++)
			touch(l, from, c, true, x, y);
	}
}

/* Copies and fills from one place to another: blocks in reading order. */
static void reference_order(struct log *l, const struct blit *c)
{
	long high = c->dt == TY || c->st == TY ? 32 :
		    c->dt == TX || c->st == TX ? 8 : 1;
	long x1 = c->x1 * c->cpp, x2 = c->x2 * c->cpp, x, y, xn, yn;

	l->n = 0;
	for (y = c->y1; y < c->y2; y = yn) {
		yn = (floor_div(y, high) + 1) * high;
		yn = yn < c->y2 ? yn : c->y2;
		for (x = x1; x < x2; x = xn) {
			xn = (floor_div(x, 4096) + 1) * 4096;
			xn = xn < x2 ? xn : x2;
			reference_block(l, c, x, xn, y, yn);
		}
	}
}

static void random_copy(uint64_t *s, struct blit *c)
{
	memset(c, 0, sizeof(*c));
	c->form = t_rand(s) % 3 ? SRC_COPY : COLOR;
	c->cpp = 1 << t_rand(s) % 3;
	c->rop = c->form == COLOR ? 0xf0 : 0xcc;
	c->write_mask = 3;
	c->src = c->form == COLOR ? NONE : COLOUR;
	c->pat = c->form == COLOR ? SOLID : NONE;
	c->dt = t_rand(s) % 3;
	c->st = c->src == COLOUR ? t_rand(s) % 3 : LIN;
	c->x1 = t_range(s, 0, 600);
	c->y1 = t_range(s, 0, 40);
	c->x2 = c->x1 + t_range(s, 1, t_rand(s) % 2 ? 60 : 9000 / c->cpp);
	c->y2 = c->y1 + t_range(s, 1, 40);
	c->sx = t_range(s, 0, 600);
	c->sy = t_range(s, 0, 40);
	c->dpitch = c->x2 * c->cpp + t_rand(s) % 64;
	c->spitch = (c->sx + c->x2 - c->x1) * c->cpp + t_rand(s) % 64;
	if (c->dt != LIN)
		c->dpitch = (c->dpitch + 511) & ~511;
	if (c->st != LIN)
		c->spitch = (c->spitch + 511) & ~511;
	c->dbase = random_base(s, DST, c->dt);
	c->sbase = random_base(s, SRC, c->st);
}

static void record(struct bed *b, const struct blit *c, struct log *l)
{
	l->n = 0;
	into = l;
	assert_int_equal(execute(b, c), 0);
	into = NULL;
}

static void assert_same(int i, const struct blit *c, const struct log *a,
			const struct log *b)
{
	if (a->n == b->n && !memcmp(a->s, b->s, a->n * sizeof(a->s[0])))
		return;
	print_message("case %d, %u and %u look-ups: ", i, a->n, b->n);
	print_blit(c);
	fail();
}

TEST(the_order_is_the_operations)
{
	static const unsigned int shifts[] = { 12, 16, 21 };
	static const size_t longest[] = { 0, 300, 4096, 5000, 9000 };
	struct bed *b = *state;
	uint64_t seed = t_seed();

	memset(&got, 0, sizeof(got));
	memset(&again, 0, sizeof(again));
	memset(&want, 0, sizeof(want));
	for (int i = 0; i < 150;) {
		unsigned int sh[REGIONS] = { shifts[t_rand(&seed) % 3],
					     shifts[t_rand(&seed) % 3], 12 };
		struct blit c;

		random_copy(&seed, &c);
		if (!lines_apart(&c) || !reference(b, &c))
			continue;
		map_regions(b, sh, T_RW);
		b->m.no_map = false;
		b->m.map_max = 0;
		record(b, &c, &got);
		reference_order(&want, &c);
		assert_same(i, &c, &want, &got);
		/* other pages; mappings refused or shortened, of some memory */
		sh[0] = shifts[t_rand(&seed) % 3];
		sh[1] = shifts[t_rand(&seed) % 3];
		map_regions(b, sh, T_RW);
		b->m.no_map = t_rand(&seed) & 1;
		b->m.map_max = longest[t_rand(&seed) % 5];
		b->m.odd_at = (1 + t_rand(&seed) % 2) * 2 * MIB +
			      t_rand(&seed) % 64 * 4096;
		b->m.odd_len = t_rand(&seed) % 128 * 4096;
		record(b, &c, &again);
		assert_same(i, &c, &got, &again);
		i++;
	}
}

/* Pitch 0, one line of it again and again: many steps, one order. */
TEST(steps_end_anywhere)
{
	static const unsigned int small[] = { 12, 12, 12 };
	struct bed *b = *state;
	struct blit c = { .form = COLOR, .cpp = 4, .rop = 0xf0, .pat = SOLID,
			  .write_mask = 3, .dbase = DST, .x2 = 2048,
			  .y2 = 30000 };

	map_regions(b, small, T_RW);
	record(b, &c, &got);
	assert_int_equal(got.n, 60000);
	for (unsigned int i = 0; i < got.n; i++) {
		assert_int_equal(got.s[i].va, DST + (i & 1) * 4096);
		assert_true(got.s[i].write);
	}
}
