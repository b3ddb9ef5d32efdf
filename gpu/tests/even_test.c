// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Slots done at once (gpu/message/even.c) are what slots done one by one are:
 * two machines get the same random messages, and after each of them registers,
 * memory, counters, TLBs, cache tags, costs, work, faults and traces are the
 * same. And tags.h is gen9_cache_find() and gen9_cache_put() of 16 ways.
 */
#include "bench/lib/test.h"
#include "mem.h"
#include "gpu/memory/cache.h"
#include "gpu/memory/trace.h"
#include "gpu/message/message.h"

#define RAM		(8u << 20)
#define TABLES		(7u << 20)
#define HEAP		0x1000u		/* surface states */
#define DATA		0x100000u	/* what pages are mapped to */
#define DATA_BYTES	0x200000u
#define VA		0x7fff00000000ull	/* PAGES of 4 KiB are there ... */
#define LOW		0x40000000ull	/* ... and here */
#define PAGES		64u
#define MESSAGES	40000u
#define BTIS		9u
#define LARGE		8u	/* more than addresses of 32 bits reach */

struct side {
	struct tmem m;
	struct gen9_as as;
	struct gen9_ctx_counters ctr;
	struct gen9_walker walker;
	struct gen9_tape tape;
	struct gen9_trace trace;
	struct gen9_bases bases;
	struct gen9_port port;
	struct gen9_group group;
	struct eu_core core;
	struct eu_thread t;
	uint8_t slm[4096];
};

static struct gen9_params params;

static void state_buffer(struct side *s, unsigned int bti, uint64_t base,
			 uint32_t bytes)
{
	uint32_t *dw = (uint32_t *)(s->m.ram + HEAP + 1024 + bti * 64);
	uint32_t n = bytes - 1;

	((uint32_t *)(s->m.ram + HEAP))[bti] = 1024 + bti * 64;
	dw[0] = 4u << 29 | 0x1ffu << 18;
	dw[2] = (n & 0x7f) | (n >> 7 & 0x3fff) << 16;
	dw[3] = n >> 21 << 21;
	dw[8] = (uint32_t)base;
	dw[9] = base >> 32;
}

/* Most are there; others not, or read-only, twice, behind memory, not mappable. */
static void map_pages(struct side *s, uint64_t va, uint64_t *x)
{
	for (unsigned int i = 0; i < PAGES; i++) {
		uint64_t r = t_rand(x), pa = DATA + (r >> 32) % 0x100 * 4096;

		if (r % 16 == 0)
			continue;
		if (r % 16 == 1)
			pa = RAM + i * 4096;
		if (r % 16 == 2)
			pa = DATA + DATA_BYTES - 0x10000 + (r >> 32) % 16 * 4096;
		t_map(&s->m, va + i * 4096, pa, 12, r % 16 == 3 ? 0 : T_RW);
	}
	/* larger pages behind them */
	t_map(&s->m, va + 0x200000, DATA, 21, T_RW);
	for (unsigned int i = 0; i < 32; i += 16)
		t_map(&s->m, va + 0x400000 + i * 4096, DATA + i * 4096, 16, T_RW);
}

static void begin(struct side *s, uint64_t seed)
{
	uint64_t x = seed;

	memset(s, 0, sizeof(*s));
	t_init(&s->m, RAM, TABLES);
	s->m.no_map = true;
	s->m.odd_at = DATA + DATA_BYTES - 0x10000;
	s->m.odd_len = 0x10000;
	for (uint64_t a = 0; a < DATA; a += 4096)
		t_map(&s->m, a, a, 12, T_RW);
	map_pages(s, VA, &x);
	map_pages(s, LOW, &x);
	for (uint32_t i = 0; i < DATA_BYTES / 8; i++)
		((uint64_t *)(s->m.ram + DATA))[i] = t_rand(&x);
	for (unsigned int i = 1; i < LARGE; i++)
		state_buffer(s, i, (i & 1 ? VA : LOW) + t_rand(&x) % 0x4000,
			     (uint32_t)(t_rand(&x) % 0x30000 + 1));
	state_buffer(s, LARGE, LOW, 1u << 30);
	*(uint32_t *)(s->m.ram + HEAP + 1024 + LARGE * 64) = 4u << 29;
	*(uint32_t *)(s->m.ram + HEAP + 1024 + LARGE * 64 + 12) |= 15;
	s->trace = (struct gen9_trace){ .tape = &s->tape };
	s->as = (struct gen9_as){
		.bus = &s->m.bus, .ctr = &s->ctr, .pml4 = s->m.pml4,
		.params = &params, .tlb = gen9_tlb_new(&params),
		.walker = &s->walker,
	};
	s->bases = (struct gen9_bases){ .surface = HEAP, .general = LOW,
					.general_bytes = 0x30000 };
	s->port = (struct gen9_port){ .as = &s->as, .bases = &s->bases,
				      .levels = gen9_levels_new() };
	s->core.owner = &s->port;
	s->group = (struct gen9_group){ .slm = s->slm, .slm_bytes = 4096 };
	s->t.core = &s->core;
	s->t.group = &s->group;
	assert_non_null(s->as.tlb);
	assert_non_null(s->port.levels);
	gen9_levels_empty(s->port.levels);
}

static void walk_begin(struct side *s)
{
	const struct gen9_walker_shape shape = gen9_walker_shape(4, 0, 100);

	gen9_walker_begin(&s->as, &shape);
	gen9_walker_open(&s->as);
}

static void end(struct side *s)
{
	gen9_port_end(&s->port);
	assert_int_equal(s->m.maps_out, 0);
	gen9_tape_free(&s->tape);
	gen9_tlb_free(s->as.tlb);
	gen9_levels_free(s->port.levels);
	free(s->m.ram);
}

/* ---- a random message ----------------------------------------------------- */

static const struct kind {
	const char *name;
	uint8_t sfid, type;
	bool write, a64;
} kinds[] = {
	{ "untyped read", EU_SFID_DC1, 0x01, false, false },
	{ "untyped write", EU_SFID_DC1, 0x09, true, false },
	{ "byte read", EU_SFID_DC0, 0x04, false, false },
	{ "byte write", EU_SFID_DC0, 0x0c, true, false },
	{ "dword read", EU_SFID_DC0, 0x03, false, false },
	{ "dword write", EU_SFID_DC0, 0x0b, true, false },
	{ "A64 scattered read", EU_SFID_DC1, 0x10, false, true },
	{ "A64 scattered write", EU_SFID_DC1, 0x1a, true, true },
	{ "A64 untyped read", EU_SFID_DC1, 0x11, false, true },
	{ "A64 untyped write", EU_SFID_DC1, 0x19, true, true },
};
#define KINDS	(sizeof(kinds) / sizeof(*kinds))

/* Bits 13:8, and how many slots these say. */
static uint32_t control(const struct kind *k, uint64_t r, unsigned int *slots)
{
	bool sixteen = r & 1;
	uint32_t v = r >> 8 & 0x3f;

	*slots = sixteen ? 16 : 8;
	switch (k->type) {
	case 0x01: case 0x09: case 0x11: case 0x19:
		/* all elements, the first one, any */
		v = r & 2 ? 0 : r & 4 ? 0xe : v & 0xf;
		return v | (sixteen ? 1 : 2) << 4;
	case 0x10: case 0x1a:
		return (v & 0xf) | sixteen << 4;
	case 0x03: case 0x0b:
		return (v & 0xc) | 2 | sixteen;
	default:
		return (v & 0xc) | sixteen;
	}
}

static uint64_t some_step(uint64_t *x)
{
	static const uint16_t steps[] = { 4, 4, 8, 16, 32, 64, 12, 48, 20, 1, 2,
					  128, 256, 1024, 4096, 4100, 0, 3 };
	uint64_t r = t_rand(x);

	if (r % 16 == 0)
		return r >> 32 & 0xff;
	if (r % 16 == 1)
		return -(uint64_t)4;
	return steps[(r >> 32) % (sizeof(steps) / sizeof(*steps))];
}

static uint64_t some_start(bool a64, uint64_t *x)
{
	uint64_t r = t_rand(x), at = (r >> 20) % (PAGES * 4096);

	/* near the end of a page, mostly at a dword */
	if (r & 1)
		at = (at | 4095) - (r >> 8 & 0x7f);
	if (r & 6)
		at &= ~3ull;
	if (!a64)
		return (r >> 12 & 63) == 0 ? 0xffffff80u + (r >> 8 & 0x7f) : at;
	switch (r >> 12 & 15) {
	case 0:
		return t_rand(x);
	case 1:
		return (1ull << 48) - (r >> 8 & 0x1ff);
	case 2: case 3:
		return VA + 0x200000 + at;
	case 4:
		return VA + 0x400000 + at % 0x20000;
	case 5: case 6: case 7:
		return LOW + at;
	default:
		return VA + at;
	}
}

static void set_address(struct eu_thread *t, unsigned int reg, bool a64,
			unsigned int n, uint64_t v)
{
	unsigned int off = n * (a64 ? 8 : 4);

	memcpy(t->grf[(reg + off / 32) % EU_GRFS] + off % 32, &v, a64 ? 8 : 4);
}

static void addresses(struct eu_thread *t, const struct kind *k,
		      unsigned int reg, uint64_t *x)
{
	uint64_t start = some_start(k->a64, x), step = some_step(x);
	uint64_t r = t_rand(x);

	if (k->type == 0x03 || k->type == 0x0b) {
		start /= 4;
		step = step % 4 ? step : step / 4;
		start |= r >> 40 & 31 ? 0 : 1u << 30;
	}
	for (unsigned int n = 0; n < 16; n++)
		set_address(t, reg, k->a64, n, start + n * step);
	if ((r & 7) == 0)
		set_address(t, reg, k->a64, r >> 8 & 15, some_start(k->a64, x));
}

/* Mostly a surface, sometimes stateless or local memory. */
static uint32_t target(const struct kind *k, uint64_t r)
{
	if (k->a64)
		return 255;
	return r % 16 == 0 ? 254 : r % 16 < 3 ? 255 : 1 + (r >> 8) % (BTIS - 1);
}

static struct eu_send some_message(struct eu_thread *t, const struct kind *k,
				   uint64_t *x)
{
	uint64_t r = t_rand(x);
	unsigned int slots, regs;
	struct eu_send s = {
		.sfid = k->sfid, .header = (r >> 60) == 0, .rlen = 31,
		.mlen = 15, .exec_size = 16, .src0 = (r >> 16 & 31) ? 10 : 120,
		.src1 = (r >> 21 & 31) ? 40 : 122,
		.dst = (r >> 26 & 31) ? 80 + (r >> 32 & 7) : 118,
	};

	s.desc = k->type << 14 | control(k, r, &slots) << 8 |
		 target(k, r >> 40) | (uint32_t)s.header << 19;
	regs = slots * (k->a64 ? 8 : 4) / 32;
	if (k->write && r & 8) {
		s.split = true;
		s.mlen = regs + s.header;
		s.ex_mlen = 15;
	}
	s.mask = (1u << slots) - 1;
	if ((r >> 4 & 7) == 0)
		s.mask &= (uint32_t)t_rand(x);
	for (unsigned int i = 0; i < EU_GRFS; i++)
		for (unsigned int b = 0; b < EU_GRF_BYTES; b += 8) {
			uint64_t v = t_rand(x);

			memcpy(&t->grf[i][b], &v, 8);
		}
	if (s.header) {
		memset(t->grf[s.src0 % EU_GRFS], 0, EU_GRF_BYTES);
		memset(t->grf[s.src0 % EU_GRFS] + 28, r >> 56 & 1 ? 0xff : 0x7f, 4);
	}
	addresses(t, k, s.src0 + s.header, x);
	return s;
}

/* ---- the same? ------------------------------------------------------------ */

#define SAME(what)	if (memcmp(&a->what, &b->what, sizeof(a->what))) \
				return #what

static const char *levels_differ(const struct gen9_levels *a,
				 const struct gen9_levels *b)
{
	SAME(done);
	SAME(level);
	SAME(lines);
	SAME(bank);
	SAME(bank_clks);
	SAME(message);
	if (memcmp(a->line, b->line, a->lines * sizeof(*a->line)))
		return "line";
	return NULL;
}

static const char *port_differs(const struct gen9_port *a,
				const struct gen9_port *b)
{
	SAME(pages);
	for (unsigned int i = 0; i < a->pages; i++) {
		const struct gen9_msg_page *g = &a->page[i], *h = &b->page[i];

		if (g->va != h->va || g->pa != h->pa || g->write != h->write ||
		    g->gone != h->gone || !g->p != !h->p)
			return "page";
	}
	return NULL;
}

static const char *tlbs_differ(const struct gen9_tlb *a, const struct gen9_tlb *b)
{
	SAME(used);
	SAME(tag);
	SAME(work);
	for (unsigned int i = 0; i < 2 * GEN9_SPACES; i++)
		if (a->hint[i].e - a->mem != b->hint[i].e - b->mem)
			return "hint";
	return memcmp(a->mem, b->mem, a->mem_entries * sizeof(*a->mem)) ?
		"TLB" : NULL;
}

static const char *differ(const struct side *a, const struct side *b)
{
	const char *why;

	SAME(t.grf);
	SAME(t.level);
	SAME(ctr);
	SAME(walker);
	SAME(as.cost_ps);
	SAME(as.work);
	SAME(as.fault);
	SAME(as.fault_va);
	SAME(m.reads);
	SAME(m.maps_out);
	SAME(slm);
	SAME(tape.len);
	if (a->tape.len && memcmp(a->tape.buf, b->tape.buf, a->tape.len))
		return "trace";
	why = levels_differ(a->port.levels, b->port.levels);
	why = why ? why : port_differs(&a->port, &b->port);
	return why ? why : tlbs_differ(a->as.tlb, b->as.tlb);
}
#undef SAME

/* What is too large to be looked at after each message. */
static const char *memories_differ(const struct side *a, const struct side *b)
{
	static uint64_t pa[2 * GEN9_LLC_LINES], pb[2 * GEN9_LLC_LINES];

	if (memcmp(a->m.ram, b->m.ram, RAM))
		return "memory";
	gen9_tags_get(&a->port.levels->l3, pa);
	gen9_tags_get(&b->port.levels->l3, pb);
	if (memcmp(pa, pb, 2 * GEN9_L3_LINES * sizeof(*pa)))
		return "tags of L3";
	gen9_tags_get(&a->port.levels->llc, pa);
	gen9_tags_get(&b->port.levels->llc, pb);
	return memcmp(pa, pb, sizeof(pa)) ? "tags of the last-level cache" : NULL;
}

static void both(struct side s[2], const struct kind *k, unsigned int n,
		 uint64_t *x)
{
	struct eu_send send = some_message(&s[0].t, k, x);
	int ret[2];
	const char *why;

	memcpy(s[1].t.grf, s[0].t.grf, sizeof(s[0].t.grf));
	for (unsigned int i = 0; i < 2; i++) {
		s[i].as.fault = 0;
		ret[i] = gen9_message_send(&s[i].t, &send);
	}
	why = ret[0] == ret[1] ? differ(&s[0], &s[1]) : "return";
	if (!why && n % 500 == 499)
		why = memories_differ(&s[0], &s[1]);
	if (why)
		fail_msg("message %u, %s, descriptor %#x: %s differs", n,
			 k->name, send.desc, why);
}

static void run(uint64_t seed, bool traced)
{
	static struct side s[2];
	uint64_t x = seed;
	unsigned int at_once;

	for (unsigned int i = 0; i < 2; i++) {
		begin(&s[i], seed);
		if (traced) {
			s[i].as.trace = &s[i].trace;
			gen9_tape_begin(&s[i].tape, true);
		}
		walk_begin(&s[i]);
	}
	s[1].port.one_by_one = true;
	for (unsigned int n = 0; n < MESSAGES; n++)
		both(s, &kinds[t_rand(&x) % KINDS], n, &x);
	at_once = s[0].port.at_once;
	assert_int_equal(s[1].port.at_once, 0);
	printf("%u of %u messages at once\n", at_once, MESSAGES);
	assert_true(at_once > MESSAGES / 6);
	end(&s[0]);
	end(&s[1]);
}

TEST(slots_at_once)
{
	gen9_params_default(&params);
	run(t_seed(), false);
	assert_null(*state);
}

TEST(slots_at_once_traced)
{
	gen9_params_default(&params);
	params.shader_lines = 0;	/* walks are added in full */
	run(t_seed() + 1, true);
	assert_null(*state);
}

/* ---- tags ----------------------------------------------------------------- */

#define LINES	1024u
#define USES	400000u

static void use(struct gen9_tags *t, const struct gen9_cache *c, uint64_t key,
		bool write)
{
	struct gen9_cache_ent *e = gen9_cache_find(c, key);
	struct gen9_tags_set *s;
	unsigned int way;

	assert_int_equal(gen9_tags_use(t, key, &s, &way), !!e);
	if (!e)
		e = gen9_cache_put(c, key, 0);
	assert_int_equal(s->written >> way & 1, e->val);
	if (write) {
		s->written |= 1ull << way;
		e->val = 1;
	}
}

/* Keys of few sets, so that these are full, and of one print. */
TEST(tags)
{
	static struct gen9_cache_ent e[LINES], was[LINES];
	struct gen9_cache c = { .e = e };
	struct gen9_tags t;
	uint64_t x = t_seed();

	gen9_cache_size(&c, LINES, GEN9_TAGS_WAYS);
	assert_int_equal(gen9_tags_init(&t, LINES), 0);
	for (unsigned int n = 0; n < USES; n++) {
		uint64_t r = t_rand(&x), key = 1ull << 40;

		key |= r % 4 | (r >> 8) % 24 << (r >> 62 ? 6 : 14);
		use(&t, &c, key, r >> 20 & 1);
		if (n % 1000)
			continue;
		gen9_tags_get(&t, (uint64_t *)was);
		assert_memory_equal(was, e, sizeof(e));
		gen9_tags_set(&t, (uint64_t *)was);
	}
	gen9_tags_clear(&t);
	gen9_tags_get(&t, (uint64_t *)was);
	for (unsigned int i = 0; i < LINES; i++)
		assert_int_equal(was[i].key | was[i].val, 0);
	gen9_tags_free(&t);
	assert_null(*state);
}
