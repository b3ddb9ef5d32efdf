// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hostile states. One of a machine under load is changed, at random bytes or
 * in fields that are found by their rows, and its hash made right again. It is
 * refused, with the device as reset, or the machine goes on with it: sanitizers
 * watch, each stretch of time takes a bounded number of calls.
 */
#include <stdbool.h>

#include "state_load.h"
#include "gpu/device/state.h"
#include "gpu/engine/state.h"
#include "gpu/eu/state.h"
#include "gpu/gpgpu/state.h"
#include "gpu/blocks/state.h"
#include "gpu/host/state_host.h"
#include "gpu/memory/state.h"
#include "gpu/submission/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct load load;
static unsigned long taken, refused, found;

struct in {
	const uint8_t *p, *end;
};

static uint64_t take(struct in *i, unsigned int n)
{
	uint64_t v = 0;

	for (unsigned int k = 0; k < n; k++)
		v |= (uint64_t)(i->p < i->end ? *i->p++ : 0) << 8 * k;
	return v;
}

struct bytes {
	uint8_t *p;
	size_t n;
};

static struct bytes save(void)
{
	struct bytes b;

	if (gen9_save(load.b.g, &b.p, &b.n))
		abort();
	return b;
}

/* Limits and their neighbours more often than chance has them. */
static uint64_t value(struct in *i, const struct gen9_state_row *r)
{
	uint64_t k = take(i, 1), v = take(i, 8);

	switch (k % 8) {
	case 0: return 0;
	case 1: return r->max;
	case 2: return r->max + 1;
	case 3: return ~0ull;
	case 4: return v & 0xff;
	case 5: return v & 0xffff;
	case 6: return v & 0xffffffff;
	}
	return v;
}

/* A number of the struct, wherever it is. */
static const struct gen9_state_row *field(struct in *i,
					  const struct gen9_state_table *t,
					  uint8_t **p)
{
	const struct gen9_state_row *r;

	do {
		r = &t->row[take(i, 1) % t->n];
		if (r->not_saved)
			return NULL;
		*p += r->off + take(i, 2) % r->n * (r->of ? r->of->bytes :
							    r->size);
		t = r->of;
	} while (t);
	return r;
}

/* Where it is in the stream: what changes with its lowest bit. */
static size_t place_of(const struct bytes *s, uint8_t *p)
{
	struct bytes other;
	size_t at = 0;

	*p ^= 1;
	other = save();
	*p ^= 1;
	while (at < s->n && at < other.n && s->p[at] == other.p[at])
		at++;
	free(other.p);
	return at;
}

static void change_field(struct in *i, struct bytes *s)
{
	struct gen9 *g = load.b.g;
	unsigned int n = (unsigned int)take(i, 1);
	struct gen9_engine *e = &g->engine[n % GEN9_CTR_ENGINES];
	struct gen9_gpgpu *w = g->engine[GEN9_CTR_RCS0].gpgpu;
	struct eu_thread *t = &w->thread[n % GEN9_GROUP_THREADS];
	const struct { const struct gen9_state_table *t; void *p; } part[] = {
		{ &gen9_own_state, g }, { &gen9_engine_state, e },
		{ &gen9_tlb_state, e->tlb }, { &gen9_tape_state, &g->tape },
		{ &gen9_execlists_state, &g->execlists[n % GEN9_CTR_ENGINES] },
		{ &gen9_params_state, &g->host.params }, { &eu_thread_state, t },
		{ &gen9_gpgpu_state, w }, { &gen9_gpgpu_state, w },
	};
	unsigned int k = (unsigned int)take(i, 1) % (sizeof(part) / sizeof(*part));
	const struct gen9_state_row *r;
	uint8_t *p = part[k].p;
	uint64_t v;
	size_t at;

	r = field(i, part[k].t, &p);
	if (!r)
		return;
	v = value(i, r);
	at = place_of(s, p);
	if (at + r->size + 8 > s->n)
		return;			/* not in what was saved */
	found++;
	for (uint32_t b = 0; b < r->size; b++)
		s->p[at + b] = v >> 8 * b;
}

/* Of all of it the first bytes more often: the rest is registers, the GGTT. */
static void change_bytes(struct in *i, struct bytes *s)
{
	uint64_t at = take(i, 4);

	s->p[24 + at % (s->n - 32)] = (uint8_t)take(i, 1);
}

static void make_right(struct bytes *s)
{
	uint64_t h = gen9_state_hash(GEN9_STATE_HASH, s->p, s->n - 8);

	for (unsigned int b = 0; b < 8; b++)
		s->p[s->n - 8 + b] = h >> 8 * b;
}

static void go_on(void)
{
	taken++;
	for (unsigned int i = 0; i < 12; i++)
		load_step(&load);
	load_restart(&load);
	for (unsigned int i = 0; i < 8; i++)
		load_step(&load);
}

static void is_reset(const char *why)
{
	refused++;
	if (load.b.deadline != UINT64_MAX || !*why ||
	    !gen9_execlists_idle(&load.b.g->execlists[GEN9_CTR_RCS0]))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const params[] = { NULL, "gpu/params/kbl-gt2.params" };
	struct in i = { data, data + size };
	char err[200] = "";
	struct bytes s;
	unsigned int n;

	load_init(&load, take(&i, 2), params[take(&i, 1) & 1], 12);
	for (n = (unsigned int)take(&i, 1) % 64; n; n--)
		load_step(&load);
	s = save();
	for (n = 1 + (unsigned int)take(&i, 1) % 4; n; n--)
		if (take(&i, 1) % 4)
			change_field(&i, &s);
		else
			change_bytes(&i, &s);
	make_right(&s);
	if (gen9_load(&load.b.g, s.p, s.n, err, sizeof(err)))
		is_reset(err);
	else
		go_on();
	free(s.p);
	if (load.b.m.maps_out)
		abort();
	bed_free(&load.b);
	return 0;
}

#ifndef FUZZ_NO_MAIN
#define FUZZ_MOST 256
#include "fuzz_main.h"

static void run_random(long cases)
{
	uint64_t seed = t_seed();
	uint8_t buf[128];

	for (long k = 0; k < cases; k++) {
		for (size_t j = 0; j < sizeof(buf); j++)
			buf[j] = t_rand(&seed);
		fuzz_one(buf, sizeof(buf));
	}
	printf("%ld random inputs, %lu fields changed: %lu taken, %lu refused\n",
	       cases, found, taken, refused);
}

int main(int argc, char **argv)
{
	return fuzz_main(argc, argv, "state-", run_random, 150);
}
#endif
