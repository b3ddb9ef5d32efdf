// SPDX-License-Identifier: GPL-2.0-or-later
/* tally_take.c - what a record adds to a tally, by its kind. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"

static struct tally_series *series_for(struct tally *t, unsigned int scenario,
				       const char *what, bool rate)
{
	size_t values = t->plan->nvariants * t->blocks;
	struct tally_series *s;

	for (size_t i = 0; i < t->nseries; i++)
		if (t->series[i].scenario == scenario &&
		    !strcmp(t->series[i].what, what))
			return &t->series[i];
	s = realloc(t->series, (t->nseries + 1) * sizeof(*s));
	if (!s)
		return NULL;
	t->series = s;
	s = &t->series[t->nseries];
	*s = (struct tally_series){
		.scenario = scenario, .rate = rate,
		.primary = t->plan->scenarios[scenario].primary &&
			   !strcmp(what, t->plan->primary_load),
		.margin = t->plan->scenarios[scenario].margin,
		.v = malloc(values * sizeof(*s->v)),
		.lacks = calloc(values, sizeof(*s->lacks)),
	};
	t->nseries++;	/* tally_free() has it from here on */
	if (!s->v || !s->lacks)
		return NULL;
	snprintf(s->what, sizeof(s->what), "%s", what);
	for (size_t i = 0; i < values; i++)
		s->v[i] = NAN;
	return s;
}

const char *tally_untimed(const struct plan *p, size_t scenario)
{
	const struct machine *m = machine_find(plan_machine(p, scenario));

	return m ? m->untimed : NULL;
}

/* lacks: the work was not all executed; a place, and no value in it. */
static int set_value_of(struct tally *t, const struct plan_cell *c,
			const char *what, bool rate, double v,
			const char *lacks)
{
	size_t at = c->variant * t->blocks + c->block;
	struct tally_series *s;

	if (!(v > 0) || !isfinite(v))
		return 0;	/* nothing was moved: no ratio can be taken */
	if (tally_untimed(t->plan, c->scenario))
		return 0;
	s = series_for(t, c->scenario, what, rate);
	if (!s)
		return -ENOMEM;
	s->v[at] = lacks ? NAN : v;
	s->lacks[at] = lacks;
	return 0;
}

static int set_value(struct tally *t, const struct plan_cell *c,
		     const char *what, bool rate, double v)
{
	return set_value_of(t, c, what, rate, v, NULL);
}

static unsigned int sum_complaints(const json_t *k)
{
	static const char *const keys[] = { "warn", "bug", "oops", "hung",
					    "panic" };
	unsigned int n = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		n += record_int(k, keys[i], 0);
	return n;
}

/* L1's kernel complained (or not): once a boot, with the first text. */
static void take_complaints(struct tally_boot *b, const json_t *d)
{
	const json_t *k = json_object_get(d, "complaints");

	if (!sum_complaints(k))
		return;
	b->complaints = 1;
	if (!b->complaint)
		b->complaint = record_str(k, "text", NULL);
}

static bool same(const json_t *a, const char *what, const json_t *b, const char *other)
{
	return record_int(a, what, -1) == record_int(b, other, -2);
}

/*
 * What kprobes and the kernel have counted alike agrees to the digit. An entry that
 * the memslot refuses is split without a try; where that fails, it has failed.
 */
static bool counts_agree(const json_t *dma, const json_t *counters)
{
	return same(dma, "asked_2m", counters, "map_calls_2m") &&
	       same(dma, "asked_4k", counters, "map_calls_4k") &&
	       same(dma, "mapped_2m", counters, "maps_2m") &&
	       record_int(json_object_get(dma, "memslot"), "no", 0) <=
	       record_int(counters, "decided_split", 0) +
	       record_int(counters, "failed", 0);
}

static void take_outcome(struct tally_boot *b, struct tally_cell *tc,
			 const json_t *d)
{
	const json_t *counters = json_object_get(d, "counters");
	const json_t *dma = json_object_get(d, "dma");

	b->twice = json_object_size(dma) && json_object_size(counters);
	b->agrees = b->twice && counts_agree(dma, counters);
	b->counts = d;
	b->o = (struct outcome){
		.seen = record_int(d, "seen", 0),
		.direct = record_int(d, "direct", 0),
		.split = record_int(d, "split", 0),
		.failed = record_int(d, "failed", 0),
		.unsafe = record_int(d, "unsafe", 0),
	};
	b->o.ranges = record_int(d, "ranges", b->o.seen);
	b->counted = true;
	b->checked = json_object_size(counters) > 0;
	tc->lost_refs += record_int(counters, "lost_refs", 0);
	tc->write_errors += record_int(counters, "write_errors", 0);
}

static int take_probe(struct tally *t, const struct plan_cell *c,
		      const struct record *r)
{
	const json_t *d = r->data;
	struct tally_boot *b = tally_boot(t, c->variant, c->scenario, c->block);
	struct tally_cell *tc = tally_cell(t, c->variant, c->scenario);
	const json_t *leaks = json_object_get(d, "leaks");
	const json_t *virt = json_object_get(d, "virt");

	b->crashed_in = record_str(d, "crashed_in", NULL);
	b->alike |= !t->plan->scenarios[c->scenario].guest;
	take_complaints(b, d);
	if (record_int(d, "not_set_up", 0)) {
		b->why_not_set_up = record_str(d, "not_set_up_why", "no reason");
		return 0;
	}
	if (!json_is_false(json_object_get(d, "counted")))
		take_outcome(b, tc, d);
	if (!leaks)	/* records of guests before they had any */
		leaks = json_object_get(d, "counters");
	tc->pins_teardown += record_int(leaks, "pins_after_teardown",
					record_int(leaks, "pins_outstanding", 0));
	tc->spt_teardown += record_int(leaks, "spt_after_teardown",
				       record_int(leaks, "spt_live", 0));
	tc->pins_close += record_int(leaks, "pins_after_close", 0);
	/* GVT-g frees a switched-off guest's when its vGPU goes */
	tc->spt_close += record_int(leaks, "spt_after_remove",
				    record_int(leaks, "spt_after_close", 0));
	return set_value(t, c, "populate", false, (double)
			 record_int(json_object_get(virt, "populate"),
				    "total_ns", 0));
}

/* Of two guests the one that crashed is told of, else the first. */
static void take_guest_complaints(struct tally_boot *b, const json_t *k)
{
	bool crashed = sum_complaints(k) > (unsigned int)record_int(k, "warn", 0);

	if (!b->guest_complaint || (crashed && !b->guest_crashed))
		b->guest_complaint = record_str(k, "text", NULL);
	b->guest_crashed |= crashed;
	b->guest_complaints = 1;
}

/* What L1's or a guest's kernel complained about in the whole boot. */
static int take_kernel(struct tally *t, const struct plan_cell *c,
		       const struct record *r)
{
	const json_t *d = r->data;
	struct tally_boot *b = tally_boot(t, c->variant, c->scenario, c->block);
	const json_t *k = json_object_get(d, "complaints");

	if (strcmp(record_str(d, "level", "L1"), "L2"))
		take_complaints(b, d);
	else if (sum_complaints(k))
		take_guest_complaints(b, k);
	return 0;
}

/*
 * Of guests side by side only their sum is a series, "LOAD#all": what each of
 * them gets alone depends on whose turn it is on the GPU, up to 40 % in two
 * kernels that do the same.
 */
static int take_rate(struct tally *t, const struct plan_cell *c,
		     const struct record *r)
{
	const json_t *d = r->data;
	struct tally_cell *tc = tally_cell(t, c->variant, c->scenario);
	const json_t *ok = json_object_get(d, "checksum_ok");
	int64_t bytes = record_int(d, "bytes", 0);
	int64_t ns = record_int(d, "virt_ns", 0);
	const char *load = record_str(d, "load", "?");

	tc->hangs += record_int(d, "hangs", 0);
	tc->resets += record_int(d, "resets", 0);
	tc->contents += json_is_boolean(ok);
	tc->contents_bad += json_is_false(ok);
	if (ns <= 0 || json_object_get(d, "guest"))
		return 0;
	if (bytes)
		return set_value_of(t, c, load, true,
				    (double)bytes / (double)ns, r->lacks);
	return set_value_of(t, c, load, false, (double)ns, r->lacks);
}

/* A guest's RAM as it was seen several times: huge pages, each time? */
static int take_backing(struct tally *t, const struct plan_cell *c,
			const struct record *r)
{
	const json_t *d = r->data;
	struct tally_boot *b = tally_boot(t, c->variant, c->scenario, c->block);

	b->small |= record_int(d, "huge_pct", 0) < 100;
	b->alike = !b->small;
	b->ram_ranges = record_int(d, "ranges", b->ram_ranges);
	b->ram_aligned = record_int(d, "contiguous", b->ram_aligned);
	b->ram_off = record_int(d, "misaligned", b->ram_off);
	return 0;
}

/* A whole command under hyperfine: its median, in ns of L1's clock. */
static int take_command(struct tally *t, const struct plan_cell *c,
			const struct record *r)
{
	const json_t *result = json_object_get(r->data, "result");
	char what[64];

	snprintf(what, sizeof(what), "%.63s", record_str(r->data, "name", "?"));
	return set_value(t, c, what, false, 1e9 *
			 json_number_value(json_object_get(result, "median")));
}

static void take_end(struct tally *t, const struct plan_cell *c,
		     const struct record *r)
{
	struct tally_boot *b = tally_boot(t, c->variant, c->scenario, c->block);
	struct tally_cell *tc = tally_cell(t, c->variant, c->scenario);

	b->done = true;
	b->status = record_status(r);
	b->end = r;
	if (b->status == CELL_OK && b->crashed_in)
		b->status = CELL_CRASH;
	tc->done++;
	tc->failed += b->status == CELL_FAIL;
	tc->crashed += b->status == CELL_CRASH;
	/* counted by L1 where it could; the console has the rest */
	if (json_array_size(json_object_get(r->data, "complaints")))
		b->complaints = 1;
	tc->complaints += b->complaints;
	tc->guest_complaints += b->guest_complaints;
}

static const struct {
	const char *kind;
	int (*take)(struct tally *t, const struct plan_cell *c,
		    const struct record *r);
} takers[] = {
	{ "probe", take_probe }, { "kernel", take_kernel },
	{ "rate", take_rate }, { "command", take_command },
	{ "backing", take_backing },
};

int tally_take(struct tally *t, const struct record *r)
{
	const struct plan_cell *c = &t->plan->cells[r->index];

	if (record_is_end(r)) {
		take_end(t, c, r);
		return 0;
	}
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (!strcmp(takers[i].kind, r->kind))
			return takers[i].take(t, c, r);
	return 0;
}
