// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Saving and loading: of two machines under the same load one is saved and
 * goes on in a fresh core, again and again, at random moments; both are the
 * same to the digit throughout. Every field of every struct has a row, and
 * what is no state of this build is refused.
 */

#include "bench/lib/test.h"
#include "state_load.h"
#include "state_scan.h"
#include "gpu/device/state.h"
#include "gpu/registers/gt_regs.h"

#define ROUNDS	9u		/* parameters by IOMMU; ROUNDS=n: so many */
#define STEPS	250u		/* of a round */

/* When it was saved: how often in the middle of what. */
static struct {
	unsigned int all, blit, walker, group, draw, queued, waiting, fault, hung,
		     irq, trace, batch;
} at;

static void count_moment(struct load *l)
{
	const struct gen9 *g = l->b.g;
	const struct gen9_engine *rcs = &g->engine[GEN9_CTR_RCS0],
				 *bcs = &g->engine[GEN9_CTR_BCS0];
	const struct gen9_execlists *x = g->execlists;

	at.all++;
	at.blit += bcs->blt_busy && bcs->blt.block;
	at.walker += rcs->walk == GEN9_WALK_BETWEEN;
	at.group += rcs->walk == GEN9_WALK_IN_GROUP;
	at.draw += rcs->drawing;
	for (unsigned int i = 0; i < GEN9_CTR_ENGINES; i++) {
		at.queued += x[i].next_valid || (!x[i].cur && x[i].port[1]);
		at.waiting += g->engine[i].wait.on;
		at.hung += g->engine[i].hung;
		at.batch += g->engine[i].at.level != LVL_RING;
	}
	at.fault += gen9_peek(&g->regs, GEN8_RING_FAULT_REG) & 1;
	at.irq += g->irq.level;
	at.trace += rcs->ggtt.trace != NULL;
}

/* What is loaded is saved as the same bytes. */
static void save_again(struct load *l, const uint8_t *buf, size_t len)
{
	uint8_t *again;
	size_t n;

	assert_int_equal(gen9_save(l->b.g, &again, &n), 0);
	assert_int_equal(n, len);
	assert_memory_equal(buf, again, len);
	free(again);
}

/* A fresh core takes the place of l's. */
static void save_and_load(struct load *l)
{
	uint64_t deadline = l->b.deadline, traced = l->traced;
	char err[200] = "";
	uint8_t *buf;
	size_t len;

	count_moment(l);
	assert_int_equal(gen9_save(l->b.g, &buf, &len), 0);
	if (gen9_load(&l->b.g, buf, len, err, sizeof(err)))
		fail_msg("%s", err);
	assert_int_equal(l->b.deadline, deadline);
	assert_int_equal(l->traced, traced);
	/* what a trace knows of memory may lie in another order */
	if (at.all % 8 == 0 && !l->b.g->tape.on)
		save_again(l, buf, len);
	free(buf);
}

static void same(struct load *a, struct load *b)
{
	const struct gen9_counters *ca = gen9_get_counters(a->b.g),
				   *cb = gen9_get_counters(b->b.g);
	const uint64_t *wa = (const uint64_t *)ca, *wb = (const uint64_t *)cb;

	assert_int_equal(a->b.now, b->b.now);
	assert_int_equal(a->b.deadline, b->b.deadline);
	assert_int_equal(a->b.edges, b->b.edges);
	assert_int_equal(a->b.logs, b->b.logs);
	assert_int_equal(a->traced, b->traced);
	for (size_t i = 0; i < sizeof(*ca) / 8; i++)
		if (wa[i] != wb[i])
			fail_msg("counter at 0x%zx: %llu and, loaded, %llu",
				 i * 8, (unsigned long long)wa[i],
				 (unsigned long long)wb[i]);
}

static void same_memory(struct load *a, struct load *b)
{
	assert_memory_equal(a->b.m.ram, b->b.m.ram, BED_RAM);
	assert_memory_equal(a->b.g->regs.val, b->b.g->regs.val,
			    GEN9_REG_BYTES);
	assert_memory_equal(gen9_get_ggtt(a->b.g), gen9_get_ggtt(b->b.g),
			    GEN9_GGTT_ENTRIES * 8);
	assert_memory_equal(&a->b.g->engine[0].gpgpu->core.ctr,
			    &b->b.g->engine[0].gpgpu->core.ctr,
			    sizeof(struct eu_counters));
	assert_int_equal(b->b.m.maps_out, 0);
}

static void one_round(unsigned int n, uint64_t seed)
{
	static const char *const params[] = {
		NULL, "gpu/params/kbl-gt2.params", "gpu/params/skl-gt4e.params",
	};
	static const unsigned int shift[] = { 0, 12, 21 };
	static struct load a, b;
	uint64_t when = seed ^ 0x5a5a5a5a;

	load_init(&a, seed, params[n % 3], shift[n / 3 % 3]);
	load_init(&b, seed, params[n % 3], shift[n / 3 % 3]);
	for (unsigned int i = 0; i < STEPS; i++) {
		if (i && i % 60 == 0) {
			load_restart(&a);
			load_restart(&b);
		}
		load_step(&a);
		load_step(&b);
		same(&a, &b);
		if (t_rand(&when) % 8 == 0)
			save_and_load(&b);
	}
	same_memory(&a, &b);
	bed_free(&a.b);
	bed_free(&b.b);
}

/* Each of these moments has been met, often. */
TEST(goes_on_to_the_digit)
{
	const char *env = getenv("ROUNDS");
	unsigned int rounds = env ? (unsigned int)atoi(env) : ROUNDS;
	uint64_t seed = t_seed();

	for (unsigned int n = 0; n < rounds; n++)
		one_round(n, t_rand(&seed));
	printf("saved %u times: in a blit %u, between groups of a walker %u, "
	       "in a group %u, in a primitive %u, two contexts queued %u, waiting %u, a fault "
	       "pending %u, hung %u, an interrupt %u, traced %u, in a batch %u\n",
	       at.all, at.blit, at.walker, at.group, at.draw, at.queued, at.waiting,
	       at.fault, at.hung, at.irq, at.trace, at.batch);
	assert_true(at.blit > 10);
	assert_true(at.group > 10);
	assert_true(at.draw > 10);
	assert_true(at.queued > 10);
	assert_true(at.waiting > 10);
	assert_true(at.fault > 10);
	assert_true(at.irq > 10);
	assert_true(at.trace > 10);
	assert_true(at.batch > 10);
}

/* ---- rows ---------------------------------------------------------------- */

static unsigned int structs, missing;

static bool has_row(const struct gen9_state_table *t, const char *name)
{
	for (unsigned int i = 0; i < t->n; i++)
		if (!strcmp(t->row[i].name, name))
			return true;
	return false;
}

static bool is_field(const struct scan *s, const char *name)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (!strcmp(s->name[i], name))
			return true;
	return false;
}

static void check_fields(const struct gen9_state_table *t)
{
	static struct scan s;

	if (!scan_find(&s, t->name))
		fail_msg("%s is in no source", t->name);
	scan_fields(&s);
	for (unsigned int i = 0; i < s.n; i++)
		if (!has_row(t, s.name[i])) {
			print_message("%s: %s has no row\n", t->name,
				      s.name[i]);
			missing++;
		}
	for (unsigned int i = 0; i < t->n; i++)
		if (!is_field(&s, t->row[i].name))
			fail_msg("%s: %s is found in no source", t->name,
				 t->row[i].name);
}

static void check_rows(const struct gen9_state_table *t)
{
	size_t end = 0;

	for (unsigned int i = 0; i < t->n; i++) {
		const struct gen9_state_row *r = &t->row[i];
		uint32_t size = r->of ? r->of->bytes : r->size;

		if (r->not_saved)
			continue;
		/* in the order of the struct, none over another */
		assert_true(r->off >= end);
		end = r->off + (size_t)size * r->n;
		assert_true(r->n && end <= t->bytes);
		assert_true(r->of || size == 1 || size == 2 || size == 4 ||
			    size == 8);
	}
}

static void check_table(const struct gen9_state_table *t)
{
	structs++;
	check_rows(t);
	/* its fields are its rows: both are made of GEN9_PARAMS() */
	if (strcmp(t->name, "struct gen9_params"))
		check_fields(t);
	for (unsigned int i = 0; i < t->n; i++)
		if (t->row[i].of)
			check_table(t->row[i].of);
}

TEST(every_field_has_a_row)
{
	for (unsigned int i = 0; i < gen9_state_table_count; i++)
		check_table(gen9_state_tables[i]);
	printf("%u structs\n", structs);
	assert_int_equal(missing, 0);
	assert_true(structs > 30);
}

/* What reads the structs finds a field that has none, also in padding. */
TEST(a_new_field_is_found)
{
	static struct scan s;

	strcpy(s.text, "bool on; bool added; uint64_t from, *to[3];"
	       "struct inner { int a; } one, two[2]; void *p __attribute__((x));");
	scan_fields(&s);
	assert_int_equal(s.n, 7);
	assert_string_equal(s.name[1], "added");
	assert_string_equal(s.name[3], "to");
	assert_string_equal(s.name[5], "two");
	assert_string_equal(s.name[6], "p");
	assert_true(scan_find(&s, "struct gen9_wait"));
	scan_fields(&s);
	assert_int_equal(s.n, 3);
	assert_false(scan_find(&s, "struct gen9_waits"));
}

/* ---- what is refused ----------------------------------------------------- */

static void refused(struct load *l, const uint8_t *buf, size_t len,
		    const char *why)
{
	char err[200] = "";

	assert_int_equal(gen9_load(&l->b.g, buf, len, err, sizeof(err)),
			 -EINVAL);
	if (!strstr(err, why))
		fail_msg("\"%s\" does not say \"%s\"", err, why);
	/* as after a reset: nothing runs, and it can */
	assert_int_equal(l->b.deadline, UINT64_MAX);
	assert_true(gen9_execlists_idle(&l->b.g->execlists[0]));
	assert_int_equal(bed_rd(&l->b, 0x2030), 0);
}

TEST(damaged_ones_are_refused)
{
	static struct load l;
	uint64_t seed = 7;
	uint8_t *buf;
	size_t len;

	load_init(&l, 1, NULL, 0);
	for (unsigned int i = 0; i < 40; i++)
		load_step(&l);
	assert_int_equal(gen9_save(l.b.g, &buf, &len), 0);
	refused(&l, buf, 0, "too early");
	refused(&l, buf, 20, "too early");
	for (unsigned int i = 0; i < 40; i++) {
		size_t n = 32 + t_rand(&seed) % (len - 32);

		refused(&l, buf, n, "damaged");
		buf[n] ^= 1u << i % 8;
		refused(&l, buf, len, "damaged");
		buf[n] ^= 1u << i % 8;
	}
	buf[0]++;
	refused(&l, buf, len, "no state of this device");
	buf[0]--;
	buf[8]++;
	refused(&l, buf, len, "another version");
	buf[8]--;
	buf[16]++;
	refused(&l, buf, len, "other fields");
	buf[16]--;
	load_restart(&l);
	for (unsigned int i = 0; i < 40; i++)
		load_step(&l);
	assert_int_equal(gen9_load(&l.b.g, buf, len, (char[200]){ 0 }, 200), 0);
	free(buf);
	bed_free(&l.b);
}
