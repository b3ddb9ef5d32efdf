// SPDX-License-Identifier: GPL-2.0-or-later
/* ask_worth.c - what 2MiB entries are worth in time; see ask.h. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "ask.h"
#include "judge.h"
#include "names.h"

/* A guest whose entries are all 2MiB under one variant, none under another. */
static bool decides(const struct report *r, size_t v, size_t k, bool huge)
{
	const struct tally_cell *c = tally_cell(&r->tally, v, k);

	return c->counted && c->sum.seen && !c->sum.failed && !c->sum.unsafe &&
	       (huge ? c->sum.direct == c->sum.seen : !c->sum.direct);
}

static bool steady(const char *what)
{
	size_t n = strlen(what);

	return n > 7 && !strcmp(what + n - 7, "/steady") &&
	       (strstr(what, "stream") || strstr(what, "random"));
}

/* The first variant that has seeds and all its entries at 2MiB; -1: none. */
static int huge_variant(const struct report *r, const struct judged *j, size_t i)
{
	unsigned int k = r->tally.series[i].scenario;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (judged_blocks(j, i, v) && tally_contrast(&r->tally, v) &&
		    decides(r, v, k, true))
			return (int)v;
	return -1;
}

/* Times of a model say nothing without intervals over its parameters. */
static bool known(const struct report *r)
{
	return report_measured(r) || r->clock.sets || r->lender;
}

/* Over the baseline: over all parameter sets where the run has them. */
static void say_ratio(const struct report *r, const struct judged *j, size_t i,
		      size_t v, FILE *f)
{
	const struct tally_series *s = &r->tally.series[i];
	struct clock_pair p;

	if (report_clock_any(r, v, s->scenario, s->what, &p)) {
		if (report_measured(r))
			fprintf(f, "%.2f", judged_shown(s, judged_at(j, i, v)->ci.est));
		else
			fputs("not known", f);
		return;
	}
	fprintf(f, "%.3f to %.3f", p.s.p5, p.s.p95);
	if (p.says == CLOCK_OPEN)
		fprintf(f, " (open: %s decides)", p.decider ?: "no single parameter");
}

/* 2MiB over split, of one kernel code each: the common patches are in both. */
static void say_worth(struct report *r, const struct judged *j, FILE *f)
{
	unsigned int last = UINT_MAX;
	struct clock_pair p;

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];
		const char *name = r->run.plan.scenarios[s->scenario].name;
		int v;

		if (!s->rate || !steady(s->what) || !known(r) ||
		    r->tally.baseline < 0 ||
		    strchr(name, '@') ||
		    !decides(r, r->tally.baseline, s->scenario, false))
			continue;
		v = huge_variant(r, j, i);
		if (v < 0 || (r->lender && report_clock_any(r, v, s->scenario,
							    s->what, &p)))
			continue;
		if (s->scenario != last)
			fprintf(f, "%s2MiB over split in %s, %zu seed%s: ",
				last == UINT_MAX ? "" : ". ", name,
				judged_blocks(j, i, v),
				judged_blocks(j, i, v) == 1 ? "" : "s");
		fprintf(f, "%s%s ", s->scenario == last ? ", " : "", s->what);
		say_ratio(r, j, i, v, f);
		last = s->scenario;
	}
	if (last != UINT_MAX)
		fputs(". ", f);
}

/* Variants of one verdict: "within 1 % under a, b". */
static void say_verdict(const struct report *r, const struct judged *j, size_t i,
			enum verdict verdict, FILE *f)
{
	const struct tally_series *s = &r->tally.series[i];
	struct names l;

	if (names_open(&l, 0))
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			const struct contrast *c = judged_at(j, i, v);

			if (!tally_contrast(&r->tally, v) || !judged_blocks(j, i, v) ||
			    !c->ci.valid || c->verdict != verdict)
				continue;
			if (verdict == VERDICT_SAME)
				names_add(&l, "%s", r->run.plan.variants[v]);
			else
				names_add(&l, "%s (%.3f)", r->run.plan.variants[v],
					  judged_shown(s, c->ci.est));
		}
	if (l.n && verdict == VERDICT_SAME)
		fprintf(f, "; within %g %% under %s", s->margin * 100,
			names_text(&l));
	else if (l.n)
		fprintf(f, "; %s under %s", verdict == VERDICT_BETTER ? "better" :
			verdict == VERDICT_WORSE ? "worse" : "undecided", names_text(&l));
	names_close(&l);
}

/* Without an interval there is no verdict: the least and the most. */
static void say_range(const struct report *r, const struct judged *j, size_t i,
		      FILE *f)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (tally_contrast(&r->tally, v) && judged_blocks(j, i, v) &&
		    !judged_at(j, i, v)->ci.valid) {
			double x = judged_shown(&r->tally.series[i],
						judged_at(j, i, v)->ci.est);

			least = fmin(least, x);
			most = fmax(most, x);
		}
	if (least <= most)
		fprintf(f, "; %.2f to %.2f under the other variants, too few seeds "
			"for a verdict", least, most);
}

/* What the policies make of the primary load; stock is not the patches either. */
static void say_primary(const struct report *r, const struct judged *j, FILE *f)
{
	static const enum verdict order[] = { VERDICT_BETTER, VERDICT_WORSE,
					      VERDICT_SAME, VERDICT_OPEN };
	int stock = report_variant(r, "stock");

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];
		const char *name = r->run.plan.scenarios[s->scenario].name;
		size_t most = 0;

		if (!s->primary || !s->rate || strchr(name, '@'))
			continue;
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if (tally_contrast(&r->tally, v) && judged_blocks(j, i, v) > most)
				most = judged_blocks(j, i, v);
		if (!most)
			continue;
		fprintf(f, "Rate of %s in %s over baseline's, %zu seed%s",
			s->what, name, most, most == 1 ? "" : "s");
		for (size_t v = 0; v < sizeof(order) / sizeof(order[0]); v++)
			say_verdict(r, j, i, order[v], f);
		say_range(r, j, i, f);
		if (stock >= 0 && judged_blocks(j, i, stock) && known(r)) {
			fputs("; stock (all split, no common patches) ", f);
			say_ratio(r, j, i, stock, f);
		}
		fputs(". ", f);
		return;
	}
}

/* Whose GPU times the answer has, before what a screen may cut off. */
static void say_lender(const struct report *r, FILE *f)
{
	const struct report *l = r->lender;

	fprintf(f, "GPU times of another run, %s (suite %.12s%s, %u seed%s), 5 to "
		"95 %% of %u parameter sets. ", l->run.records.v[0].run,
		report_fixed_str(l, "suite", "commit"),
		json_is_true(json_object_get(report_fixed(l, "suite"),
					     "modified")) ? ", modified" : "",
		l->tally.blocks, l->tally.blocks == 1 ? "" : "s", l->clock.sets);
}

void ask_worth(struct report *r)
{
	bool measured = report_measured(r);
	struct judged j;
	struct answer a;

	if (judge_all(&j, &r->tally))
		return;
	if (answer_open(&a)) {
		if (r->lender)
			say_lender(r, a.f);
		say_primary(r, &j, a.f);
		say_worth(r, &j, a.f);
		if (!fflush(a.f) && a.len && r->clock.sets)
			fprintf(a.f, "GPU time: 5 to 95 %% of %u " CLOCK_SETS ".",
				r->clock.sets);
		else if (a.len && !measured && !r->lender)
			fputs("This run does not tell what a 2MiB entry is worth "
			      "against a split one: its one set of assumed constants "
			      "contradicts published measurements (docs/clock.md).",
			      a.f);
		answer_tell(&a, r, measured ? "Q5 What is 2MiB worth? [m]" :
			    "Q5 What is 2MiB worth? [v]");
	}
	judged_free(&j);
}
