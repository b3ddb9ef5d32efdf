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

static size_t variant_index(const struct report *r, const char *name)
{
	size_t v = 0;

	while (v < r->plan.nvariants && strcmp(r->plan.variants[v], name))
		v++;
	return v;
}

/* What one variant does with all it was shown; how many words it took. */
static size_t say_total(const struct report *r, const char *name,
			const char *before, FILE *f)
{
	size_t v = variant_index(r, name);
	struct outcome o = { 0 };

	for (size_t k = 0; v < r->plan.nvariants && k < r->plan.nscenarios; k++)
		if (tally_cell(&r->tally, v, k)->counted)
			add(&o, &tally_cell(&r->tally, v, k)->sum);
	if (!o.seen)
		return 0;
	fprintf(f, "%s%s shadows %llu of %llu guest 2MiB entries as 2MiB", before,
		name, (unsigned long long)o.direct, (unsigned long long)o.seen);
	return 1;
}

/* A variant against the baseline, summed over what both counted. */
struct change {
	uint64_t more, fewer, unsafe, failed;
	size_t most;		/* scenario of the largest change of direct */
	size_t unsafe_in, failed_in;	/* first scenarios of that */
	size_t unsafe_n, failed_n;	/* how many */
};

static void change_in(struct change *d, size_t k, const struct outcome *c,
		      const struct outcome *b, uint64_t *largest)
{
	uint64_t more = c->direct > b->direct ? c->direct - b->direct : 0;
	uint64_t fewer = b->direct > c->direct ? b->direct - c->direct : 0;

	d->more += more;
	d->fewer += fewer;
	if (more + fewer > *largest) {
		*largest = more + fewer;
		d->most = k;
	}
	if (c->unsafe > b->unsafe) {
		d->unsafe += c->unsafe - b->unsafe;
		if (!d->unsafe_n++)
			d->unsafe_in = k;
	}
	if (c->failed > b->failed) {
		d->failed += c->failed - b->failed;
		if (!d->failed_n++)
			d->failed_in = k;
	}
}

static struct change change_of(const struct report *r, size_t v)
{
	const struct tally *t = &r->tally;
	struct change d = { 0 };
	uint64_t largest = 0;

	for (size_t k = 0; k < r->plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(t, v, k);
		const struct tally_cell *b = tally_cell(t, t->baseline, k);

		if (comparable(c, b))
			change_in(&d, k, &c->sum, &b->sum, &largest);
	}
	return d;
}

/* ", N unsafe (SCENARIO and 2 more)" */
static void say_harm(const struct report *r, uint64_t n, const char *what,
		     size_t first, size_t scenarios, FILE *f)
{
	if (!n)
		return;
	fprintf(f, ", %llu %s (%s", (unsigned long long)n, what,
		r->plan.scenarios[first].name);
	if (scenarios > 1)
		fprintf(f, " and %zu more", scenarios - 1);
	fputc(')', f);
}

static void say_change(const struct report *r, size_t v, FILE *f)
{
	const struct tally *t = &r->tally;
	struct change d = change_of(r, v);
	const struct outcome *c, *b;

	if (!(d.more + d.fewer + d.unsafe + d.failed))
		return;
	fprintf(f, "; %s maps", r->plan.variants[v]);
	if (d.more || !d.fewer)
		fprintf(f, " %llu more", (unsigned long long)d.more);
	if (d.fewer)
		fprintf(f, "%s %llu fewer", d.more ? " and" : "",
			(unsigned long long)d.fewer);
	if (d.more + d.fewer) {
		c = &tally_cell(t, v, d.most)->sum;
		b = &tally_cell(t, t->baseline, d.most)->sum;
		fprintf(f, " (%s %llu/%llu against %llu/%llu)",
			r->plan.scenarios[d.most].name,
			(unsigned long long)c->direct, (unsigned long long)c->seen,
			(unsigned long long)b->direct, (unsigned long long)b->seen);
	}
	say_harm(r, d.unsafe, "unsafe", d.unsafe_in, d.unsafe_n, f);
	say_harm(r, d.failed, "failed", d.failed_in, d.failed_n, f);
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
		fprintf(f, "%s%s", names++ ? ", " : "; ", r->plan.variants[v]);
		scenarios = n;
	}
	if (names)
		fprintf(f, " decide%s as %s in all %zu scenarios",
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
			fprintf(f, "; %s in %s runs at %.3f of %s's rate under %s "
				"([v], %zu seed%s, %s)", s->what,
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
		fprintf(f, "; %u of %u cells have not run", t->planned - t->done,
			t->planned);
	if (t->failed)
		fprintf(f, "; %u of %u cells failed", t->failed, t->planned);
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
	size_t len, said;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	if (!anything_counted(r))
		fputs("none, no cell counted anything", f);
	said = say_total(r, "stock", "", f);
	say_total(r, BASELINE, said ? ", " : "", f);
	if (r->tally.baseline >= 0) {
		say_same(r, f);
		for (size_t v = 0; v < r->plan.nvariants; v++)
			if (tally_contrast(&r->tally, v))
				say_change(r, v, f);
		say_loads(r, f);
	}
	say_failures(r, f);
	fclose(f);
	if (text)
		mail_para(r->out, "finding: %s.", text + (*text == ';' ? 2 : 0));
	free(text);
}
