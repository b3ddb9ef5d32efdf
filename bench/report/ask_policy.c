// SPDX-License-Identifier: GPL-2.0-or-later
/* ask_policy.c - does it matter, and who maps what; contract in ask.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "names.h"

void ask_matter(struct report *r)
{
	int v = report_variant(r, "stock");
	unsigned int rows = 0, with = 0;
	char where[32] = "the only scenario";
	struct answer a;

	for (size_t k = 0; v >= 0 && k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(&r->tally, v, k);

		rows += c->counted && c->sum.seen;
		with += c->counted && c->sum.direct;
	}
	if (!rows || !answer_open(&a))
		return;
	if (rows > 1)
		snprintf(where, sizeof(where), "any of %u scenarios", rows);
	if (with)
		fprintf(a.f, "Yes: stock has 2MiB shadow entries in %u of %u "
			"scenarios [x].", with, rows);
	else
		fprintf(a.f, "No: stock has no 2MiB shadow entry in %s [x], "
			"because i915 lists no 2M page for Gen9. The other kernels "
			"list it, in host and guest (the gate is open), which on "
			"Gen9 also turns the GTT cache off.", where);
	answer_tell(&a, r, "Q1 Does it matter on the hardware that GVT-g supports?");
}

/* What became of the ranges of a row. */
enum fate { FATE_2M, FATE_SPLIT, FATE_ERROR, FATE_UNSAFE, FATE_MIXED, FATES };
static const char *const fate_name[] = {
	"2MiB", "split", "an error", "unsafe", "mixed"
};

static enum fate fate_of(const struct outcome *o)
{
	if (o->unsafe)
		return FATE_UNSAFE;
	if (o->direct && !o->split && !o->failed)
		return FATE_2M;
	if (o->split && !o->direct && !o->failed)
		return FATE_SPLIT;
	if (o->failed && !o->direct && !o->split)
		return FATE_ERROR;
	return FATE_MIXED;
}

/* Rows in which v does x where the base does y, by name. */
static void say_fates(struct report *r, size_t v, enum fate x, enum fate y,
		      FILE *f)
{
	struct names l;

	if (names_open(&l, ASK_NAMES))
		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			const struct outcome *a = &tally_cell(&r->tally, v, k)->sum;
			const struct outcome *b = &tally_cell(&r->tally,
							r->tally.baseline, k)->sum;

			if (report_arranged(r, k) && fate_of(a) == x &&
			    fate_of(b) == y && !report_same_sum(a, b) &&
			    tally_comparable(&r->tally, v, r->tally.baseline, k))
				names_add(&l, "%s", r->run.plan.scenarios[k].name);
		}
	if (l.n)
		fprintf(f, "%zu %s instead of %s (%s); ", l.n, fate_name[x],
			fate_name[y], names_text(&l));
	names_close(&l);
}

/* How a variant's rows stand to the base's. */
struct rows {
	unsigned int same, differ, apart;
};

static struct rows rows_of(const struct report *r, size_t v, size_t base,
			   bool guests)
{
	struct rows n = { 0 };

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *a = tally_cell(&r->tally, v, k);
		const struct tally_cell *b = tally_cell(&r->tally, base, k);

		if (!a->counted || !b->counted || !(a->sum.seen + b->sum.seen) ||
		    (guests ? !r->run.plan.scenarios[k].guest :
		     !report_arranged(r, k)))
			continue;
		if (!tally_comparable(&r->tally, v, base, k))
			n.apart++;
		else if (report_same_sum(&a->sum, &b->sum))
			n.same++;
		else
			n.differ++;
	}
	return n;
}

static void say_guests(struct report *r, size_t v, FILE *f)
{
	struct rows g = rows_of(r, v, r->tally.baseline, true);

	if (g.same + g.differ)
		fprintf(f, " Linux guests on huge pages: %u of %u the same.",
			g.same, g.same + g.differ);
}

/* Means over boots of one row, ns an entry; NAN where nothing was timed. */
struct times {
	double decide, populate;
};

static struct times times_of(const struct report *r, size_t v, size_t k)
{
	struct times t = { 0 };
	unsigned int n = 0;

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const json_t *virt = json_object_get(
			tally_boot(&r->tally, v, k, i)->counts, "virt");
		double asked = record_int(virt, "decide_count", 0);
		double ranges = record_int(virt, "ranges", 0);

		if (!asked || !ranges)
			continue;
		t.decide += record_int(virt, "decide_ns", 0) / asked;
		t.populate += record_int(json_object_get(virt, "populate"),
					 "total_ns", 0) / ranges;
		n++;
	}
	return (struct times){ t.decide / n, t.populate / n };
}

/*
 * What the question costs: where both variants map all at 2MiB, they go the
 * same way but for it, up to the first mapping request.
 */
static void say_price(const struct report *r, size_t v, FILE *f)
{
	double least = INFINITY, most = -INFINITY, all = 0;
	double unit = report_insn_ns(r) ?: 1;
	unsigned int rows = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		struct times a = times_of(r, v, k);
		struct times b = times_of(r, r->tally.baseline, k);
		double more = (a.decide - b.decide) / unit;

		if (!report_arranged(r, k) || isnan(more) ||
		    fate_of(&tally_cell(&r->tally, v, k)->sum) != FATE_2M ||
		    fate_of(&tally_cell(&r->tally, r->tally.baseline, k)->sum) !=
		    FATE_2M)
			continue;
		least = fmin(least, more);
		most = fmax(most, more);
		all += b.populate / unit;
		rows++;
	}
	if (!rows)
		return;
	fprintf(f, " Asking takes %.0f", least);
	if (most - least >= 1)
		fprintf(f, " to %.0f", most);
	if (report_insn_ns(r))
		fprintf(f, " of %.1f million instructions of a 2MiB entry [v].",
			all / rows * 1e-6);
	else
		fprintf(f, " of %.0f ns of a 2MiB entry [m].", all / rows);
}

void ask_memslot(struct report *r)
{
	int v = report_variant(r, "kvm-memslot");
	struct rows n = { 0 };
	struct answer a;

	if (v >= 0 && r->tally.baseline >= 0)
		n = rows_of(r, v, r->tally.baseline, false);
	if (!(n.same + n.differ) || !answer_open(&a))
		return;
	fprintf(a.f, "Of %u arranged layouts of memory: ", n.same + n.differ);
	for (int x = 0; x < FATES; x++)
		for (int y = 0; y < FATES; y++)
			say_fates(r, v, x, y, a.f);
	fprintf(a.f, "%u the same [x].", n.same);
	say_guests(r, v, a.f);
	say_price(r, v, a.f);
	answer_tell(&a, r, "Q2 What does the memslot check alone change? "
		    "(kvm-memslot : baseline)");
}

/* The next row, by how much v maps more at 2MiB, safely; -1: no more. */
static int most_gained(const struct report *r, size_t v, const bool *said)
{
	uint64_t most = 0;
	int best = -1;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		uint64_t a = report_safe(&tally_cell(&r->tally, v, k)->sum);
		uint64_t b = report_safe(&tally_cell(&r->tally, r->tally.baseline, k)->sum);

		if (said[k] || a <= b + most || strchr(r->run.plan.scenarios[k].name, '@') ||
		    !tally_comparable(&r->tally, v, r->tally.baseline, k))
			continue;
		most = a - b;
		best = (int)k;
	}
	return best;
}

/* How many rows, by name. */
static size_t say_gained(struct report *r, size_t v, bool *said, FILE *f)
{
	struct names l;
	size_t n;
	int k;

	if (!names_open(&l, ASK_NAMES)) {
		names_close(&l);
		return 0;
	}
	while ((k = most_gained(r, v, said)) >= 0) {
		const struct outcome *a = &tally_cell(&r->tally, v, k)->sum;
		const struct outcome *b = &tally_cell(&r->tally,
						      r->tally.baseline, k)->sum;

		said[k] = true;
		names_add(&l, "%s %llu/%llu : %llu/%llu",
			  r->run.plan.scenarios[k].name,
			  (unsigned long long)report_safe(a), (unsigned long long)a->seen,
			  (unsigned long long)report_safe(b), (unsigned long long)b->seen);
	}
	n = l.n;
	if (n)
		fprintf(f, "2MiB entries of all in %zu scenario%s [x]: %s.", n,
			n == 1 ? "" : "s",
			names_text(&l));
	names_close(&l);
	return n;
}

/* Rows in which v maps less than the baseline. */
static unsigned int less(const struct report *r, size_t v)
{
	unsigned int n = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		n += tally_comparable(&r->tally, v, r->tally.baseline, k) &&
		     report_safe(&tally_cell(&r->tally, v, k)->sum) <
		     report_safe(&tally_cell(&r->tally, r->tally.baseline, k)->sum);
	return n;
}

void ask_vfio(struct report *r)
{
	bool *said = calloc(r->run.plan.nscenarios + 1, sizeof(*said));
	int v = report_variant(r, "vfio-only");
	struct rows n = { 0 };
	unsigned int fewer;
	struct answer a;

	if (said && v >= 0 && r->tally.baseline >= 0)
		n = rows_of(r, v, r->tally.baseline, false);
	if (n.same + n.differ && answer_open(&a)) {
		if (!say_gained(r, v, said, a.f))
			fprintf(a.f, "Nothing: %u of %u arranged layouts of memory are the "
				"same [x]%s.", n.same, n.same + n.differ,
				r->run.plan.vfio_decides ?
				", since this kernel's own code decides so" : "");
		fewer = less(r, v);
		if (fewer)
			fprintf(a.f, " It maps less in %u.", fewer);
		else
			fputs(" It maps less in none.", a.f);
		answer_tell(&a, r, "Q3 What does VFIO alone map more? "
			    "(vfio-only : baseline)");
	}
	free(said);
}
