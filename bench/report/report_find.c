// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_find.c - the finding: sentences made of what was counted. Each
 * kind of sentence is one function; none knows a variant by its intent.
 */
#include <stdlib.h>
#include <string.h>

#include "judge.h"
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

/* 2MiB entries that address the pages pinned. */
static uint64_t safe(const struct outcome *o)
{
	return o->direct - o->unsafe;
}

static size_t variant_index(const struct report *r, const char *name)
{
	size_t v = 0;

	while (v < r->run.plan.nvariants && strcmp(r->run.plan.variants[v], name))
		v++;
	return v;
}

/* What one variant does with all it was shown; how many words it took. */
static size_t say_total(const struct report *r, size_t v,
			const char *before, FILE *f)
{
	struct outcome o = { 0 };

	for (size_t k = 0; v < r->run.plan.nvariants && k < r->run.plan.nscenarios; k++)
		if (tally_cell(&r->tally, v, k)->counted)
			add(&o, &tally_cell(&r->tally, v, k)->sum);
	if (!o.seen)
		return 0;
	fprintf(f, "%s%s shadows %llu of %llu%s", before,
		r->run.plan.variants[v],
		(unsigned long long)safe(&o), (unsigned long long)o.seen,
		*before ? "" : " guest 2MiB entries as 2MiB");
	return 1;
}

/*
 * A variant against the baseline, summed over what both counted. Only safe
 * 2MiB entries are a gain.
 */
struct change {
	uint64_t more, fewer;
	size_t most;		/* scenario of the largest change */
};

static struct change change_of(const struct report *r, size_t v)
{
	const struct tally *t = &r->tally;
	struct change d = { 0 };
	uint64_t largest = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(t, v, k);
		const struct tally_cell *b = tally_cell(t, t->baseline, k);
		uint64_t x = safe(&c->sum), y = safe(&b->sum);
		uint64_t by = x > y ? x - y : y - x;

		if (!comparable(c, b))
			continue;
		*(x > y ? &d.more : &d.fewer) += by;
		if (by > largest) {
			largest = by;
			d.most = k;
		}
	}
	return d;
}

static bool same_change(const struct report *r, size_t v, size_t w)
{
	struct change a = change_of(r, v), b = change_of(r, w);

	return a.more == b.more && a.fewer == b.fewer && a.most == b.most &&
	       same_outcome(&tally_cell(&r->tally, v, a.most)->sum,
			    &tally_cell(&r->tally, w, b.most)->sum);
}

/* "x", "x and y", "x, y and z" of the variants that are in. */
static void say_names(const struct report *r, const bool *in, FILE *f)
{
	size_t left = 0, said = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		left += in[v];
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		if (!in[v])
			continue;
		left--;
		fprintf(f, "%s%s", !said++ ? "" : left ? ", " : " and ",
			r->run.plan.variants[v]);
	}
}

/* Variants that gain or lose, those of one outcome in one clause. */
static void say_changes(const struct report *r, bool *done, bool *in, FILE *f)
{
	const struct tally *t = &r->tally;
	size_t nv = r->run.plan.nvariants;

	memset(done, 0, nv * sizeof(*done));
	for (size_t v = 0; v < nv; v++) {
		struct change d = change_of(r, v);
		const struct outcome *c, *b;
		size_t names = 0;

		if (done[v] || !tally_contrast(t, v) || !(d.more + d.fewer))
			continue;
		for (size_t w = 0; w < nv; w++) {
			in[w] = !done[w] && tally_contrast(t, w) &&
				same_change(r, v, w);
			done[w] |= in[w];
			names += in[w];
		}
		fputs("; ", f);
		say_names(r, in, f);
		fprintf(f, names == 1 ? " maps" : " map");
		if (d.more)
			fprintf(f, " %llu more", (unsigned long long)d.more);
		if (d.fewer)
			fprintf(f, "%s %llu fewer", d.more ? " and" : "",
				(unsigned long long)d.fewer);
		c = &tally_cell(t, v, d.most)->sum;
		b = &tally_cell(t, t->baseline, d.most)->sum;
		fprintf(f, " (%s %llu/%llu against %llu/%llu)",
			r->run.plan.scenarios[d.most].name,
			(unsigned long long)safe(c), (unsigned long long)c->seen,
			(unsigned long long)safe(b), (unsigned long long)b->seen);
	}
}

static uint64_t unsafe_of(const struct outcome *o)
{
	return o->unsafe;
}

static uint64_t failed_of(const struct outcome *o)
{
	return o->failed;
}

/*
 * ". WHAT: a 64, b 32 (s1 and 2 more)": entries by variant, and the
 * scenarios in which some variant has more of them than the baseline.
 */
static void say_harm(const struct report *r, const char *what,
		     uint64_t (*of)(const struct outcome *), FILE *f)
{
	const struct tally *t = &r->tally;
	size_t names = 0, scenarios = 0, first = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		uint64_t n = 0;

		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			const struct tally_cell *c = tally_cell(t, v, k);
			const struct tally_cell *b =
				tally_cell(t, t->baseline, k);

			if (comparable(c, b) && of(&c->sum) > of(&b->sum))
				n += of(&c->sum) - of(&b->sum);
		}
		if (!n || (int)v == t->aa)
			continue;
		fprintf(f, "%s%s %llu", names++ ? ", " : what,
			r->run.plan.variants[v], (unsigned long long)n);
	}
	for (size_t k = 0; names && k < r->run.plan.nscenarios; k++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			const struct tally_cell *c = tally_cell(t, v, k);
			const struct tally_cell *b =
				tally_cell(t, t->baseline, k);

			if ((int)v == t->aa || !comparable(c, b) ||
			    of(&c->sum) <= of(&b->sum))
				continue;
			if (!scenarios++)
				first = k;
			break;
		}
	if (names)
		fprintf(f, " (%s", r->run.plan.scenarios[first].name);
	if (scenarios > 1)
		fprintf(f, " and %zu more", scenarios - 1);
	if (names)
		fputc(')', f);
}

/*
 * Is v as the baseline in every scenario that the baseline counted? How
 * many there are; 0 also when v has not counted them all.
 */
static size_t same_as_baseline(const struct report *r, size_t v)
{
	size_t n = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
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

static void say_same(const struct report *r, bool *in, FILE *f)
{
	size_t names = 0, scenarios = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		size_t n = tally_contrast(&r->tally, v) ?
			   same_as_baseline(r, v) : 0;

		in[v] = n;
		names += in[v];
		scenarios = n ? n : scenarios;
	}
	if (!names)
		return;
	fputs("; ", f);
	say_names(r, in, f);
	fprintf(f, " decide%s as %s in all %zu scenarios",
		names == 1 ? "s" : "", BASELINE, scenarios);
}

/* ": same under a and b", ": 1.083 [1.079,1.086] under c" by verdict. */
static void say_verdict(const struct report *r, const struct judged *j,
			size_t i, enum verdict verdict, bool *in, FILE *f)
{
	const struct tally_series *s = &r->tally.series[i];
	size_t names = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		in[v] = tally_contrast(&r->tally, v) && judged_blocks(j, i, v) &&
			judged_at(j, i, v)->verdict == verdict;
		names += in[v];
	}
	if (!names)
		return;
	if (verdict == VERDICT_SAME || verdict == VERDICT_OPEN) {
		fprintf(f, verdict == VERDICT_SAME ?
			"; within %g %% of %s's under " :
			"; undecided at %g %% from %s's under ",
			s->margin * 100, BASELINE);
		say_names(r, in, f);
		return;
	}
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (in[v])
			fprintf(f, "; %s, %.3f of %s's, under %s",
				verdict == VERDICT_BETTER ? "better" : "worse",
				judged_shown(s, judged_at(j, i, v)->ci.est),
				BASELINE, r->run.plan.variants[v]);
}

/* Ratios as seen, where no interval can be had from so few seeds. */
static void say_seen(const struct report *r, const struct judged *j, size_t i,
		     FILE *f)
{
	const struct tally_series *s = &r->tally.series[i];
	double least = 0, most = 0;
	size_t n = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		double x = judged_shown(s, judged_at(j, i, v)->ci.est);

		if (!tally_contrast(&r->tally, v) || !judged_blocks(j, i, v))
			continue;
		least = !n || x < least ? x : least;
		most = !n++ || x > most ? x : most;
	}
	if (n)
		fprintf(f, ": %.4f to %.4f of %s's under the other variants, no "
			"verdict from so few seeds", least, most, BASELINE);
}

/* The first that is shown and not judged, the A/A arm aside; or none. */
static size_t control_index(const struct report *r)
{
	const struct plan *p = &r->run.plan;

	for (size_t v = 0; v < p->nvariants; v++)
		if (!p->facts[v].judged && strcmp(p->variants[v], AA_ARM))
			return v;
	return p->nvariants;
}

/* The primary loads, by their verdicts; the control, which has none, as seen. */
static void say_loads(const struct report *r, bool *in, FILE *f)
{
	static const enum verdict order[] = { VERDICT_BETTER, VERDICT_WORSE,
					      VERDICT_SAME, VERDICT_OPEN };
	const struct tally *t = &r->tally;
	size_t control = control_index(r);
	struct judged j;

	if (judge_all(&j, t))
		return;
	for (size_t i = 0; i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];
		size_t most = 0;

		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if (judged_blocks(&j, i, v) > most)
				most = judged_blocks(&j, i, v);
		if (!s->primary || !s->rate || !most)
			continue;
		fprintf(f, ". %s in %s, in virtual time, %zu seed%s",
			s->what, r->run.plan.scenarios[s->scenario].name, most,
			most == 1 ? "" : "s");
		if (most < stats_min_blocks(STATS_ALPHA))
			say_seen(r, &j, i, f);
		for (size_t k = 0; most >= stats_min_blocks(STATS_ALPHA) &&
		     k < sizeof(order) / sizeof(order[0]); k++)
			say_verdict(r, &j, i, order[k], in, f);
		if (control < r->run.plan.nvariants &&
		    judged_blocks(&j, i, control))
			fprintf(f, "; %.3f of %s's under %s",
				judged_shown(s, judged_at(&j, i, control)->ci.est),
				BASELINE, r->run.plan.variants[control]);
	}
	judged_free(&j);
}

static void say_failures(const struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;

	if (t->done < t->planned)
		fprintf(f, ". %u of %u cells have not run", t->planned - t->done,
			t->planned);
	if (t->failed)
		fprintf(f, ". %u of %u cells failed", t->failed, t->planned);
}

static bool anything_counted(const struct report *r)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			if (tally_cell(&r->tally, v, k)->counted)
				return true;
	return false;
}

void report_finding(struct report *r)
{
	bool *in = calloc(2 * r->run.plan.nvariants + 1, sizeof(*in));
	char *text = NULL;
	size_t len, said;
	FILE *f = in ? open_memstream(&text, &len) : NULL;

	if (!f) {
		free(in);
		return;
	}
	if (!anything_counted(r))
		fputs("none, no cell counted anything", f);
	said = say_total(r, control_index(r), "", f);
	say_total(r, variant_index(r, BASELINE), said ? ", " : "", f);
	if (r->tally.baseline >= 0) {
		say_same(r, in, f);
		say_changes(r, in + r->run.plan.nvariants, in, f);
		say_harm(r, ". Unsafe entries: ", unsafe_of, f);
		say_harm(r, ". Failed beyond " BASELINE "'s: ", failed_of, f);
		say_loads(r, in, f);
	}
	say_failures(r, f);
	fclose(f);
	if (text)
		mail_para(r->out, "finding: %s.",
			  text + (*text == ';' || *text == '.' ? 2 : 0));
	free(text);
	free(in);
}
