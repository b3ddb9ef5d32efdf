// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_agree.c - the guest's account of a load against the GPU's own
 * counters: bytes must be equal, the GPU's busy time must fit into the
 * guest's time; what is between them is said. Where the guest found its
 * content wrong its account is not what the GPU did: entries that failed lead
 * nowhere, and a guest that crashed beside it rates nothing. Such phases are
 * counted apart.
 */
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lib/cell.h"
#include "lint_mail.h"
#include "report.h"
#include "records/voids.h"
#include "table.h"

/* Bytes are exact; the GPU may look busier by reading its own clock. */
#define BUSY_TOLERANCE	0.01
/* What a driver of user space adds to a submission: tags, times. */
#define TAG_BYTES	64
/* Below this share of busy time the guest's rate is not the GPU's. */
#define BUSY_SHARE	0.9

/* One load of the baseline, or of the first variant that has it. */
struct load_sum {
	const char *load;
	unsigned int scenario;
	int64_t guest_bytes, gpu_bytes, guest_ns, busy_ns;
	int64_t tags;		/* bytes, at most, that are the driver's */
	int64_t seen, direct;
	bool counted;		/* the guest knows its bytes */
	bool wrong;		/* and found others than were to be there */
	bool lacks;		/* the GPU model did not execute all of it */
};

struct agree {
	struct load_sum *v;
	size_t n;
	unsigned int phases, unequal, overfull, slow;
	char first[160];	/* disagreement */
	unsigned int wrong, wrong_unequal;	/* phases of wrong content */
};

static int64_t bytes_written(const json_t *span)
{
	static const char *const pages[] = { "4k", "64k", "2m", "1g" };
	const json_t *page = json_object_get(json_object_get(span, "gpu"),
					     "page");
	int64_t sum = 0;

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		sum += record_int(json_object_get(page, pages[i]),
				  "bytes_written", 0);
	return sum;
}

static int64_t tags(const json_t *span)
{
	const json_t *engines = json_object_get(json_object_get(span, "gpu"),
						"engine");

	return TAG_BYTES * record_int(json_object_get(engines, "rcs0"),
				      "submissions", 0);
}

static int64_t busy_ns(const json_t *span)
{
	json_t *engines = json_object_get(json_object_get(span, "gpu"),
					  "engine"), *e;
	const char *name;
	int64_t sum = 0;

	json_object_foreach(engines, name, e)
		sum += record_int(e, "busy_ns", 0);
	return sum;
}

/*
 * Guests side by side share a span: their bytes add up, the longest counts.
 * False: nothing was rated.
 */
static bool add_rates(const struct report *r, const struct record *span,
		      struct load_sum *s)
{
	const struct record_like like = { .kind = "rate", .load = s->load,
					  .beside = span };
	const struct record *e = NULL;
	bool any = false;

	s->counted = true;
	while ((e = records_next(&r->run.records, &like, e))) {
		int64_t ns = record_int(e->data, "virt_ns", 0);

		any = true;
		s->wrong |= json_is_false(json_object_get(e->data, "checksum_ok"));
		if (!json_is_boolean(json_object_get(e->data, "checksum_ok")) ||
		    json_object_get(e->data, "why"))
			s->counted = false;
		s->guest_bytes += record_int(e->data, "bytes", 0);
		s->guest_ns = ns > s->guest_ns ? ns : s->guest_ns;
	}
	/* a load that does not count them has none */
	s->counted &= s->guest_bytes > 0;
	return any;
}

static void disagree(struct agree *a, const struct record *at,
		     const struct load_sum *s, const char *what)
{
	if (!a->first[0])
		snprintf(a->first, sizeof(a->first),
			 "%s seed %llu, %s: %s %lld in the guest, %lld on the GPU",
			 at->cell, (unsigned long long)at->seed, s->load, what,
			 (long long)(*what == 'b' ? s->guest_bytes : s->guest_ns),
			 (long long)(*what == 'b' ? s->gpu_bytes : s->busy_ns));
}

static bool unequal(const struct load_sum *s)
{
	return s->gpu_bytes < s->guest_bytes ||
	       s->gpu_bytes > s->guest_bytes + s->tags;
}

static void judge_span(struct agree *a, const struct record *at,
		       const struct load_sum *s)
{
	a->phases++;
	if (unequal(s)) {
		a->unequal++;
		disagree(a, at, s, "bytes");
	}
	if ((double)s->busy_ns > (double)s->guest_ns * (1 + BUSY_TOLERANCE)) {
		a->overfull++;
		disagree(a, at, s, "ns");
	}
	a->slow += (double)s->busy_ns < (double)s->guest_ns * BUSY_SHARE;
}

/* Seed 1 of the baseline stands for the table; all are judged. */
static int keep(struct agree *a, const struct report *r,
		const struct record *at, const struct load_sum *s)
{
	const struct plan_cell *c = &r->run.plan.cells[at->index];
	int want = r->tally.baseline >= 0 ? r->tally.baseline : 0;
	struct load_sum *v;

	if ((int)c->variant != want || c->block || !report_wants(r, c->scenario))
		return 0;
	v = realloc(a->v, (a->n + 1) * sizeof(*v));
	if (!v)
		return -1;
	a->v = v;
	v[a->n] = *s;
	v[a->n++].scenario = c->scenario;
	return 0;
}

static void collect(struct agree *a, const struct report *r)
{
	const struct record_like like = { .kind = "span" };
	const struct record *at = NULL;

	while ((at = records_next(&r->run.records, &like, at))) {
		struct load_sum s = { 0 };
		size_t k;
		json_t *e;

		if (!json_object_get(at->data, "gpu"))
			continue;
		s.load = record_str(at->data, "load", "?");
		s.lacks = void_command(json_object_get(at->data, "gpu"));
		s.gpu_bytes = bytes_written(at->data);
		s.busy_ns = busy_ns(at->data);
		s.tags = tags(at->data);
		json_array_foreach(json_object_get(at->data, "entries"), k, e) {
			s.seen += record_int(e, "seen", 0);
			s.direct += record_int(e, "direct", 0);
		}
		if (!add_rates(r, at, &s) && census_is(at->scenario))
			continue;	/* a program that knows no bytes */
		if (s.counted && s.guest_ns && !s.lacks && s.wrong) {
			a->wrong++;
			a->wrong_unequal += unequal(&s);
		} else if (s.counted && s.guest_ns && !s.lacks) {
			judge_span(a, at, &s);
		}
		if (keep(a, r, at, &s))
			return;
	}
}

static void put_row(struct table *t, size_t row, const struct report *r,
		    const struct load_sum *s)
{
	const char *name = r->run.plan.scenarios[s->scenario].name;

	table_put(t, row, 0, "%s", cell_guest(name) ?: name);
	table_put(t, row, 1, "%s", s->load);
	table_put(t, row, 2, "%lld/%lld", (long long)s->direct,
		  (long long)s->seen);
	table_put(t, row, 3, "%.1f", (double)s->gpu_bytes / 1048576);
	if (s->lacks)
		table_put(t, row, 4, "void");
	else if (s->counted && s->guest_ns)
		table_put(t, row, 4, "%.3f", (double)s->busy_ns /
			  (double)s->guest_ns);
	else
		table_put(t, row, 4, "-");
}

static void agree_table(struct report *r, const struct agree *a)
{
	static const char *const heads[] = { "guest", "load/phase", "2MiB",
					     "MiB by GPU", "busy" };
	struct table t;

	if (!a->n)
		return;
	table_begin(&t, 1, 5, heads);
	for (size_t i = 0; i < a->n; i++)
		put_row(&t, i + 1, r, &a->v[i]);
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
}

static void show_table(struct report *r, const struct agree *a)
{
	agree_table(r, a);
	mail_para(r->out, "2MiB: entries shadowed as 2MiB of those the guest wrote "
		  "in that phase [x], also of loads that do not ask for "
		  "48-bit addresses (gem_*, wsim). busy: the GPU's own busy "
		  "time as a share of the guest's time [v]; - where the "
		  "guest does not know its bytes, or the phase failed.");
	fputc('\n', r->out);
}

static void say_verdict(struct report *r, const struct agree *a)
{
	if (a->unequal || a->overfull)
		mail_para(r->out, "DISAGREEMENT: in %u of %u phases the bytes "
			  "differ, in %u the GPU was busy for longer than the "
			  "guest's time by more than %g %%; first %s.",
			  a->unequal, a->phases, a->overfull,
			  BUSY_TOLERANCE * 100, a->first);
	else if (a->phases)
		mail_para(r->out, "They agree in each of %u phase%s: the bytes are equal, "
			  "and the GPU was not busy for longer than the guest's "
			  "time (tolerance %g %%).", a->phases,
			  a->phases == 1 ? "" : "s",
			  BUSY_TOLERANCE * 100);
	if (a->slow)
		mail_para(r->out, "In %u phase%s the GPU was busy for less than %g %% of "
			  "the guest's time. Submission, binding and the host's "
			  "shadowing take the rest.", a->slow,
			  a->slow == 1 ? "" : "s", BUSY_SHARE * 100);
}

static void say_wrong(struct report *r, const struct agree *a)
{
	char differ[160] = "";

	if (a->wrong_unequal)
		snprintf(differ, sizeof(differ), " In %u of these the bytes differ, "
			 "because writes through failed entries are dropped and a "
			 "guest that crashed reports no rate.", a->wrong_unequal);
	if (a->wrong)
		mail_para(r->out, "Left out: %u phase%s in which the GPU wrote wrong "
			  "content (see above).%s", a->wrong,
			  a->wrong == 1 ? "" : "s", differ);
}

static void tell(struct report *r, const struct agree *a)
{
	if (r->only >= 0 ? !a->n : !(a->phases + a->wrong))
		return;
	mail_para(r->out, "Throughput in the guest against the GPU's counters");
	if (r->only >= 0) {
		show_table(r, a);
		return;
	}
	say_verdict(r, a);
	say_wrong(r, a);
	fputc('\n', r->out);
}

static void print_agree(struct report *r)
{
	struct agree a = { 0 };

	collect(&a, r);
	tell(r, &a);
	free(a.v);
}

const struct section section_agree = { .all = print_agree, .one = print_agree };
