// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The specialised forms give what the general path gives: random instructions
 * of the kinds that have one, on random registers, flags and masks, with
 * destinations that overlap sources. All registers and flags are compared.
 */
#include "eu_bed.h"
#include "eu_scalar.h"
#include "gpu/eu/fast.h"

#define LINES	6000
#define ROUNDS	8

struct kind {
	const char *name, *cond;
	unsigned int nsrc, types;
};

static const struct kind kinds[] = {
	{ "mov", "", 1, T(F) | T_DWORDS }, { "add", "", 2, T(F) | T_DWORDS },
	{ "mul", "", 2, T(F) | T_DWORDS }, { "mad", "", 3, T(F) | T_DWORDS },
	{ "not", "", 1, T_DWORDS }, { "and", "", 2, T_DWORDS },
	{ "or", "", 2, T_DWORDS }, { "xor", "", 2, T_DWORDS },
	{ "shl", "", 2, T_DWORDS }, { "shr", "", 2, T_DWORDS },
	{ "asr", "", 2, T_DWORDS }, { "sel", "", 2, T(F) | T_DWORDS },
	{ "cmp", "(eq)f1.0", 2, T(F) | T_DWORDS },
	{ "cmp", "(ne)f1.1", 2, T(F) | T_DWORDS },
	{ "cmp", "(lt)f0.0", 2, T(F) | T_DWORDS },
	{ "cmp", "(le)f0.1", 2, T(F) | T_DWORDS },
	{ "cmp", "(gt)f1.0", 2, T(F) | T_DWORDS },
	{ "cmp", "(ge)f0.0", 2, T(F) | T_DWORDS },
};

static const char *type_name(unsigned int type)
{
	return type == EU_F ? "f" : type == EU_D ? "d" : "ud";
}

static unsigned int some_type(unsigned int types, uint64_t *x)
{
	static const uint8_t of[3] = { EU_F, EU_D, EU_UD };
	unsigned int type;

	do
		type = of[bed_random(x) % 3];
	while (!(types >> type & 1));
	return type;
}

/* Words beside dwords. */
static void word_source(char *to, size_t len, bool logic, uint64_t *x)
{
	static const char *const regions[] = {
		"<16;16,1>", "<8;8,1>", "<1;1,0>", "<16;8,2>", "<0;1,0>", "<4;4,1>",
	};
	uint64_t r = bed_random(x);

	snprintf(to, len, "%sr%u.%u%s:%s", r & 7 ? "" : logic ? "~" : "-",
		 10 + (unsigned int)(r >> 8) % 6, (unsigned int)(r >> 16 & 15),
		 regions[(r >> 24) % 6], r >> 32 & 1 ? "w" : "uw");
}

static void some_source(char *to, size_t len, const struct kind *k,
			unsigned int type, unsigned int n, uint64_t *x)
{
	static const char *const regions[] = {
		"<8;8,1>", "<0;1,0>", "<8;8,1>", "<1;1,0>", "<4;4,1>", "<2;2,1>",
		"<0;1,0>", "<8;4,2>",
	};
	uint64_t r = bed_random(x);	/* bits 50 and on: words, immediates */
	bool logic = strchr("naox", k->name[0]) && strcmp(k->name, "add");
	const char *neg = r & 0x300 ? "" : logic ? "~" : "-";
	const char *abs = r & 0xc00 || logic || type == EU_UD ? "" : "(abs)";
	unsigned int reg = 10 + (r >> 16) % 6;

	if (type == EU_UD && !logic)
		neg = "";
	if (k->nsrc == 2 && type != EU_F && strcmp(k->name, "sel") && !(r >> 50 & 3))
		word_source(to, len, logic, x);
	else if (k->nsrc == 3)
		snprintf(to, len, "%s%sr%u.%u%s:%s", neg, abs, reg,
			 n < 2 && r & 1 ? (unsigned int)(r >> 4 & 7) : 0,
			 n == 2 ? "<1>" : r & 1 ? "<0;0>" : "<4;1>",
			 type_name(type));
	else if (n + 1 == k->nsrc && r >> 60 < 3)
		snprintf(to, len, type == EU_F ? "0x%08x:f" : "%u:w",
			 type == EU_F ? (unsigned int)scalar_value(EU_F, r << 1) :
			 (unsigned int)(r >> 20 & 0x7fff));
	else
		snprintf(to, len, "%s%sr%u.%u%s:%s", neg, abs, reg,
			 r >> 32 & 1 ? (unsigned int)(r >> 4 & 7) : 0,
			 regions[r >> 12 & 7], type_name(type));
}

static void some_line(struct bed *b, uint64_t *x)
{
	static const char *const preds[] = {
		"", "", "(f0.0)", "(~f1.0)", "(W)", "(W&f0.1)", "(f0.0.any4h)",
	};
	const struct kind *k = &kinds[bed_random(x) % (sizeof(kinds) / sizeof(*kinds))];
	unsigned int type = some_type(k->types, x);
	unsigned int log = bed_random(x) % 5, exec = 1u << log;
	uint64_t r = bed_random(x);
	const char *pred = preds[r % 7];
	char src[3][48] = { "", "", "" };

	if (k->nsrc == 3 && exec < 4)
		exec = 8;
	if (k->nsrc == 3 && r % 7 == 6)
		pred = "";
	if (!strcmp(k->name, "sel") && r % 7 < 2)
		pred = "(f1.0)";
	if (!strcmp(k->name, "sel") && r % 7 == 4)
		pred = "(W&f0.0)";
	/* Predicate and condition name one flag register. */
	if (*k->cond)
		pred = r % 3 ? "" : "(W)";
	for (unsigned int n = 0; n < k->nsrc; n++)
		some_source(src[n], sizeof(src[n]), k, type, n, x);
	iga_line(&b->iga, "%s %s (%u|M%u) %s r%u.0<1>:%s %s %s %s", pred, k->name,
		 exec, exec == 8 ? (unsigned int)(r >> 20 & 8) : 0, k->cond,
		 10 + (unsigned int)(r >> 24) % 6, type_name(type), src[0],
		 src[1], src[2]);
}

/* Words of any region to 32 bits, and plus a packed immediate. */
static void words_line(struct bed *b, uint64_t *x)
{
	static const char *const preds[] = { "", "(f0.0)", "(W)", "(~f1.0)" };
	static const char *const regions[] = {
		"<8;4,1>", "<1;4,0>", "<8;8,1>", "<0;1,0>", "<4;4,1>", "<8;4,2>",
	};
	static const char *const to[] = { "f", "d", "ud" };
	uint64_t r = bed_random(x);
	const char *type = r >> 8 & 1 ? "w" : "uw", *pred = preds[r & 3];
	const char *region = regions[(r >> 16) % 6];
	unsigned int at = r >> 24 & 7, exec = 1u << (r >> 32) % 6;
	unsigned int dst = 10 + (r >> 40) % 6, src = 10 + (r >> 48) % 6;

	if (exec < 4)
		exec = 16;
	if (r >> 9 & 1 && exec < 32)
		iga_line(&b->iga, "%s mov (%u|M0) r%u.0<1>:%s r%u.%u%s:%s", pred,
			 exec, dst, to[(r >> 56) % 3], src, at, region, type);
	else
		iga_line(&b->iga, "%s add (%u|M0) r%u.0<1>:uw r%u.%u%s:%s 0x%08x:v",
			 pred, exec, dst, src, at, region, type,
			 (unsigned int)bed_random(x));
}

static void fill(struct eu_thread *t, uint64_t *x)
{
	uint32_t v;

	for (unsigned int i = 0; i < 16 * 8; i++) {
		v = scalar_value(EU_F, bed_random(x));
		bed_put(t, 8, 4, i, v);
	}
	t->flag[0] = bed_random(x);
	t->flag[1] = bed_random(x);
	t->active = bed_random(x) | (bed_random(x) & 1 ? ~0u : 0);
	t->cr0[0] = bed_random(x) & 15 ? EU_CR0_DENORM_F :
		bed_random(x) & (EU_CR0_ROUND | EU_CR0_DENORM_F);
}

static void same(struct bed *b, const struct eu_inst *in, uint64_t *x,
		 unsigned int k)
{
	static struct eu_thread a, c;

	bed_thread(b, 0, ~0u);
	fill(&b->t, x);
	a = b->t;
	c = b->t;
	assert_int_equal(in->run(&a, in), EU_ON);
	assert_int_equal(eu_exec_alu(&c, in), EU_ON);
	a.work = c.work = 0;	/* what it costs here may differ */
	if (memcmp(&a, &c, sizeof(a)))
		fail_msg("instruction %u, %s (%u), differs", k, in->row->name,
			 in->exec);
}

static void compare(struct bed *b, const struct eu_form *forms)
{
	uint64_t x = 88172645463325252ull, w[2];
	unsigned int fast = 0;
	struct eu_inst in;

	for (unsigned int k = 0; k < LINES; k++) {
		memcpy(w, b->iga.code + 16 * k, 16);
		assert_int_equal(eu_decode(&in, w), 0);
		eu_choose(&in);
		in.run = eu_fast_of(&in, forms);
		if (in.run == eu_exec_alu)
			continue;
		fast++;
		for (unsigned int r = 0; r < ROUNDS; r++)
			same(b, &in, &x, k);
	}
	printf("%u of %u instructions have a form of their own\n", fast, LINES);
	assert_true(fast > LINES / 3);
}

static void lines(struct bed *b)
{
	uint64_t x = 1;

	for (unsigned int k = 0; k < LINES; k++)
		(k % 4 ? some_line : words_line)(b, &x);
	bed_start(b);
	assert_int_equal(b->iga.bytes, LINES * 16);
}

TEST(specialised)
{
	struct bed b = { 0 };

	lines(&b);
	compare(&b, eu_forms);
	if (eu_has_avx2())
		compare(&b, eu_forms_avx2);
	else
		printf("skip: this host has no AVX2\n");
	bed_end(&b);
	assert_null(*state);
}

/* Messages under way, whose registers a thread knows by pairs. */
static uint64_t expected(struct eu_thread *t, uint64_t *x)
{
	uint64_t bits = 0;

	while (t->pendings < EU_PENDING) {
		const struct eu_send s = {
			.dst = bed_random(x) % EU_GRFS,
			.rlen = 1 + bed_random(x) % 8,
		};

		t->level = GEN9_FROM_L3;
		eu_expect(t, &s);
		bits |= eu_reg_bits(s.dst, s.rlen);
		if (bed_random(x) % 3 == 0)
			break;
	}
	assert_int_equal(t->filling, bits);
	return bits;
}

/* Who is not looked at in detail would not have waited. */
TEST(registers_that_messages_fill)
{
	static struct eu_thread t;
	struct bed b = { 0 };
	uint64_t x = 7, w[2];
	unsigned int waited = 0, not_looked_at = 0, n;
	struct eu_inst in;
	bool looked_at;

	lines(&b);
	for (unsigned int k = 0; k < LINES; k++) {
		bed_thread(&b, 0, ~0u);
		t = b.t;
		memcpy(w, b.iga.code + 16 * k, 16);
		assert_int_equal(eu_decode(&in, w), 0);
		eu_choose(&in);
		looked_at = expected(&t, &x) & in.uses;
		n = t.pendings;
		t.filling = ~0ull;
		eu_use_operands(&t, &in);
		waited += t.pendings != n;
		not_looked_at += !looked_at;
		assert_true(t.pendings == n || looked_at);
	}
	printf("%u waited, %u were not looked at\n", waited, not_looked_at);
	assert_true(waited > LINES / 20 && not_looked_at > LINES / 20);
	bed_end(&b);
	assert_null(*state);
}
