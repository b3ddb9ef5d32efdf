// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_find.c - the finding: sentences made of what was counted. Each
 * kind of sentence is one function; none knows a variant by its intent.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"

struct sum {
	struct outcome o;
	unsigned int scenarios;
};

static void add(struct outcome *to, const struct outcome *o)
{
	to->seen += o->seen;
	to->direct += o->direct;
	to->split += o->split;
	to->failed += o->failed;
	to->unsafe += o->unsafe;
}

/* Both counted, in as many boots: their sums can be set side by side. */
static bool comparable(const struct tally_cell *a, const struct tally_cell *b)
{
	return a->counted && a->counted == b->counted;
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
	return a->seen == b->seen && a->direct == b->direct &&
	       a->split == b->split && a->failed == b->failed &&
	       a->unsafe == b->unsafe;
}

/* What one variant does with all it was shown. */
static void say_total(const struct report *r, const char *name,
		      const char *called, FILE *f)
{
	struct sum s = { 0 };

	for (size_t v = 0; v < r->plan.nvariants; v++) {
		if (strcmp(r->plan.variants[v], name))
			continue;
		for (size_t k = 0; k < r->plan.nscenarios; k++) {
			const struct tally_cell *c = tally_cell(&r->tally, v, k);

			s.scenarios += c->counted > 0;
			if (c->counted)
				add(&s.o, &c->sum);
		}
	}
	if (!s.o.seen)
		return;
	fprintf(f, "%s shadows ", called);
	if (s.o.direct)
		fprintf(f, "%llu", (unsigned long long)s.o.direct);
	else
		fputs("none", f);
	fprintf(f, " of %llu guest 2MiB entries as 2MiB; ",
		(unsigned long long)s.o.seen);
}

/* The scenario in which most entries change hands, and how many do. */
static void say_difference(const struct report *r, size_t v, FILE *f)
{
	const struct tally *t = &r->tally;
	long long best = 0;
	size_t where = 0, more = 0, fewer = 0;
	const struct tally_cell *c, *b;

	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		long long d;

		c = tally_cell(t, v, k);
		b = tally_cell(t, t->baseline, k);
		if (!comparable(c, b))
			continue;
		d = (long long)c->sum.direct - (long long)b->sum.direct;
		more += d > 0;
		fewer += d < 0;
		if (llabs(d) > llabs(best)) {
			best = d;
			where = k;
		}
	}
	if (!best)
		return;
	c = tally_cell(t, v, where);
	b = tally_cell(t, t->baseline, where);
	fprintf(f, "%s maps %s 2MiB pages than %s in %zu scenario%s, most in %s: "
		"%llu of %llu against %llu of %llu; ", r->plan.variants[v],
		best > 0 ? "more" : "fewer", BASELINE, best > 0 ? more : fewer,
		(best > 0 ? more : fewer) == 1 ? "" : "s",
		r->plan.scenarios[where].name,
		(unsigned long long)c->sum.direct, (unsigned long long)c->sum.seen,
		(unsigned long long)b->sum.direct, (unsigned long long)b->sum.seen);
	if (more && fewer)
		fprintf(f, "and %s in %zu; ", best > 0 ? "fewer" : "more",
			best > 0 ? fewer : more);
}

/* One harm (unsafe or failed entries) that baseline does not do as much. */
static void say_harm(const struct report *r, size_t v, bool unsafe, FILE *f)
{
	const struct tally *t = &r->tally;
	uint64_t n = 0, seen = 0, base = 0;
	size_t scenarios = 0;
	const char *where = "";

	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(t, v, k);
		const struct tally_cell *b = t->baseline >= 0 ?
			tally_cell(t, t->baseline, k) : NULL;
		uint64_t mine = unsafe ? c->sum.unsafe : c->sum.failed;
		uint64_t his = !b ? 0 : unsafe ? b->sum.unsafe : b->sum.failed;

		if (!c->counted || mine <= his)
			continue;
		if (!scenarios++)
			where = r->plan.scenarios[k].name;
		n += mine;
		seen += c->sum.seen;
		base += his;
	}
	if (!n)
		return;
	fprintf(f, "%s %s %llu of %llu entries in %s", r->plan.variants[v],
		unsafe ? "maps unsafely" : "fails", (unsigned long long)n,
		(unsigned long long)seen, where);
	if (scenarios > 1)
		fprintf(f, " and %zu more scenario%s", scenarios - 1,
			scenarios == 2 ? "" : "s");
	if (t->baseline >= 0)
		fprintf(f, " (%s: %llu)", BASELINE, (unsigned long long)base);
	fputs("; ", f);
}

/*
 * Is v as the baseline in every scenario that the baseline counted? How
 * many there are; 0 also when v has not counted them all.
 */
static size_t same_as_baseline(const struct report *r, size_t v)
{
	size_t n = 0;

	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(&r->tally, v, k);
		const struct tally_cell *b = tally_cell(&r->tally,
							r->tally.baseline, k);

		if (!b->counted || !b->planned)
			continue;
		if (!comparable(c, b) || !same_outcome(&c->sum, &b->sum))
			return 0;
		n++;
	}
	return n;
}

static void say_same(const struct report *r, FILE *f)
{
	size_t names = 0, scenarios = 0;

	for (size_t v = 0; v < r->plan.nvariants; v++) {
		size_t n = tally_contrast(&r->tally, v) ?
			   same_as_baseline(r, v) : 0;

		if (!n)
			continue;
		fprintf(f, "%s%s", names++ ? ", " : "", r->plan.variants[v]);
		scenarios = n;
	}
	if (names)
		fprintf(f, " decide%s as %s in all %zu scenarios counted; ",
			names == 1 ? "s" : "", BASELINE, scenarios);
}

/* Primary loads off the baseline's by more than the margin, as observed. */
static void say_loads(const struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	double *x = calloc(t->blocks + 1, sizeof(*x));

	for (size_t i = 0; x && i < t->nseries; i++)
		for (size_t v = 0; v < r->plan.nvariants; v++) {
			const struct tally_series *s = &t->series[i];
			size_t n = tally_ratios(t, s, v, x);
			double ratio;

			if (!s->primary || !s->rate || !n || (int)v == t->aa)
				continue;
			ratio = exp(stats_hodges_lehmann(x, n));
			if (fabs(ratio - 1) <= s->margin)
				continue;
			fprintf(f, "%s in %s runs at %.3f of %s's rate under %s "
				"([v], %zu seed%s, %s); ", s->what,
				r->plan.scenarios[s->scenario].name, ratio,
				BASELINE, r->plan.variants[v], n, n == 1 ? "" : "s",
				n < stats_min_blocks(STATS_ALPHA) ? "no interval" :
				"interval below");
		}
	free(x);
}

static void say_failures(const struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;

	if (t->done < t->planned)
		fprintf(f, "%u of %u cells have not run; ", t->planned - t->done,
			t->planned);
	if (t->failed)
		fprintf(f, "%u of %u cells failed; ", t->failed, t->planned);
}

static bool anything_counted(const struct report *r)
{
	for (size_t v = 0; v < r->plan.nvariants; v++)
		for (size_t k = 0; k < r->plan.nscenarios; k++)
			if (tally_cell(&r->tally, v, k)->counted)
				return true;
	return false;
}

void report_finding(struct report *r)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	if (!anything_counted(r))
		fputs("none, no cell counted anything; ", f);
	say_total(r, "stock", "an unpatched kernel (stock)", f);
	say_total(r, BASELINE, BASELINE, f);
	if (r->tally.baseline >= 0)
		say_same(r, f);
	for (size_t v = 0; v < r->plan.nvariants; v++) {
		if (!tally_contrast(&r->tally, v))
			continue;
		if (r->tally.baseline >= 0)
			say_difference(r, v, f);
		say_harm(r, v, true, f);
		say_harm(r, v, false, f);
	}
	if (r->tally.baseline >= 0)
		say_loads(r, f);
	say_failures(r, f);
	fclose(f);
	if (len > 2)
		strcpy(text + len - 2, ".");
	mail_para(r->out, "finding: %s", text);
	free(text);
}
