// SPDX-License-Identifier: GPL-2.0-or-later
/* ask_worth.c - what 2MiB entries are worth in time; see ask.h. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "ask.h"
#include "judge.h"
#include "lint_mail.h"
#include "names.h"
#include "ratio.h"

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

/* How many parameter sets its GPU times are of, or those of the lender. */
static unsigned int sets_of(const struct report *r)
{
	return r->lender ? r->lender->clock.sets : r->clock.sets;
}

/* Times of a model say nothing without intervals over its parameters. */
static bool known(const struct report *r)
{
	return report_measured(r) || sets_of(r);
}

/* How much is said: five lines may not hold all of it. */
enum room { ROOM_FOR_LEAST, ROOM_FOR_STOCK, ROOM_FOR_IOMMU, ROOM_FOR_ALL };

struct worth {
	struct report *r;
	struct judged j;
	struct answer a;
	enum room room;
	bool told;		/* the words for what is not decided */
};

/* Over the baseline: over all parameter sets where the run has them. */
static void say_ratio(struct worth *w, size_t i, size_t v)
{
	const struct tally_series *s = &w->r->tally.series[i];
	struct clock_pair p;

	if (!report_clock_any(w->r, v, s->scenario, s->what, &p)) {
		ratio_say_span(w->a.f, 3, p.s.p5, p.s.p95);
		clock_say_open(&p, &w->told, w->a.f);
	} else if (report_measured(w->r)) {
		fprintf(w->a.f, "%.2f", judged_shown(s, judged_at(&w->j, i, v)->ci.est));
	} else {
		fputs("not known", w->a.f);
	}
}

/* Is the series of 2MiB over split, of one kernel code each? Under which variant; -1: no. */
static int worth_of(const struct worth *w, size_t i)
{
	const struct report *r = w->r;
	const struct tally_series *s = &r->tally.series[i];
	struct clock_pair p;
	int v;

	if (!s->rate || !steady(s->what) || !known(r) || r->tally.baseline < 0 ||
	    strchr(r->run.plan.scenarios[s->scenario].name, '@') ||
	    !decides(r, r->tally.baseline, s->scenario, false))
		return -1;
	v = huge_variant(r, &w->j, i);
	if (v >= 0 && r->lender && report_clock_any(r, v, s->scenario, s->what, &p))
		return -1;
	return v;
}

/* 2MiB over split: the common patches are in both. */
static void say_worth(struct worth *w)
{
	const struct report *r = w->r;
	unsigned int last = UINT_MAX;

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];
		int v = worth_of(w, i);

		if (v < 0)
			continue;
		if (s->scenario != last)
			fprintf(w->a.f, "%s2MiB over split in %s, %zu seed%s: ",
				last == UINT_MAX ? "" : ". ",
				r->run.plan.scenarios[s->scenario].name,
				judged_blocks(&w->j, i, v),
				judged_blocks(&w->j, i, v) == 1 ? "" : "s");
		fprintf(w->a.f, "%s%s ", s->scenario == last ? ", " : "", s->what);
		say_ratio(w, i, v);
		last = s->scenario;
	}
	if (last != UINT_MAX)
		fputs(". ", w->a.f);
}

/* A policy that has a ratio. What was timed of it stands, or constants decide. */
static bool has_ratio(const struct worth *w, size_t i, size_t v, bool stands)
{
	const struct report *r = w->r;
	struct clock_pair p;

	if (!tally_contrast(&r->tally, v) || !judged_blocks(&w->j, i, v))
		return false;
	return stands == (report_rate_known(r, &r->tally.series[i], v, &p) ==
			  RATE_TIMED);
}

/* Policies by their names; or all that have a ratio at once, if they may. */
static void say_under(struct worth *w, size_t i, struct names *l, bool at_once)
{
	size_t all = 0;

	for (size_t v = 0; v < w->r->run.plan.nvariants; v++)
		all += has_ratio(w, i, v, true) || has_ratio(w, i, v, false);
	if (at_once && l->n == all && all > 1)
		fprintf(w->a.f, " under the %zu other policies", l->n);
	else
		fprintf(w->a.f, " under %s", names_text(l));
}

/* Variants of one verdict: "within 1 % under a, b". */
static void say_verdict(struct worth *w, size_t i, enum verdict verdict)
{
	const struct tally_series *s = &w->r->tally.series[i];
	struct names l;

	if (names_open(&l, 0))
		for (size_t v = 0; v < w->r->run.plan.nvariants; v++) {
			const struct contrast *c = judged_at(&w->j, i, v);

			if (!has_ratio(w, i, v, true) || !c->ci.valid ||
			    c->verdict != verdict)
				continue;
			if (verdict == VERDICT_SAME)
				names_add(&l, "%s", w->r->run.plan.variants[v]);
			else
				names_add(&l, "%s (%.3f)", w->r->run.plan.variants[v],
					  judged_shown(s, c->ci.est));
		}
	if (l.n && verdict == VERDICT_SAME)
		fprintf(w->a.f, "; within %g %%", s->margin * 100);
	else if (l.n)
		fprintf(w->a.f, "; %s", verdict == VERDICT_BETTER ? "better" :
			verdict == VERDICT_WORSE ? "worse" : "undecided");
	if (l.n)
		say_under(w, i, &l, verdict == VERDICT_SAME &&
			  w->room == ROOM_FOR_LEAST);
	names_close(&l);
}

/* Without an interval there is no verdict: the least and the most. */
static void say_range(struct worth *w, size_t i)
{
	const struct tally_series *s = &w->r->tally.series[i];
	double least = INFINITY, most = -INFINITY;
	struct names l;

	if (names_open(&l, 0))
		for (size_t v = 0; v < w->r->run.plan.nvariants; v++) {
			const struct contrast *c = judged_at(&w->j, i, v);

			if (!has_ratio(w, i, v, true) || c->ci.valid)
				continue;
			least = fmin(least, judged_shown(s, c->ci.est));
			most = fmax(most, judged_shown(s, c->ci.est));
			names_add(&l, "%s", w->r->run.plan.variants[v]);
		}
	if (l.n) {
		fputs("; ", w->a.f);
		ratio_say_span(w->a.f, 2, least, most);
		say_under(w, i, &l, true);
		fputs(", too few seeds for a verdict", w->a.f);
	}
	names_close(&l);
}

/* The same row on a machine whose DMA is translated. */
static bool is_translated(const struct report *r, size_t k, size_t of)
{
	const char *name = r->run.plan.scenarios[of].name;
	size_t n = strlen(name);

	return report_translated(r, k) &&
	       !strncmp(r->run.plan.scenarios[k].name, name, n) &&
	       r->run.plan.scenarios[k].name[n] == '@';
}

/* Stock's ratio for the same load of the same guest on a machine with an IOMMU. */
static void say_iommu(struct worth *w, size_t i, unsigned int stock)
{
	const struct report *r = w->r;
	const struct tally_series *s = &r->tally.series[i], *t;
	struct clock_pair p;

	for (size_t k = 0; k < r->tally.nseries; k++) {
		t = &r->tally.series[k];
		if (strcmp(t->what, s->what) ||
		    !is_translated(r, t->scenario, s->scenario) ||
		    report_clock_any(r, stock, t->scenario, t->what, &p))
			continue;
		fprintf(w->a.f, ", behind an IOMMU (%s) ",
			strchr(r->run.plan.scenarios[t->scenario].name, '@'));
		say_ratio(w, k, stock);
		return;
	}
}

/* What was timed of these was timed under one set of constants. */
static void say_sets(struct worth *w, size_t i)
{
	int stock = report_variant(w->r, "stock");

	for (size_t v = 0; v < w->r->run.plan.nvariants; v++)
		if (has_ratio(w, i, v, false)) {
			fprintf(w->a.f, "; %s ", w->r->run.plan.variants[v]);
			say_ratio(w, i, v);
		}
	/* it is not the patches, either */
	if (stock >= 0 && judged_blocks(&w->j, i, stock) && known(w->r) &&
	    w->room >= ROOM_FOR_STOCK) {
		fputs("; stock (all split, no common patches) ", w->a.f);
		say_ratio(w, i, stock);
		if (w->room >= ROOM_FOR_IOMMU)
			say_iommu(w, i, stock);
	}
}

/* What the policies make of the primary load. */
static void say_primary(struct worth *w)
{
	static const enum verdict order[] = { VERDICT_BETTER, VERDICT_WORSE,
					      VERDICT_SAME, VERDICT_OPEN };
	const struct report *r = w->r;
	int stock = known(r) ? report_variant(r, "stock") : -1;

	for (size_t i = 0; i < r->tally.nseries; i++) {
		const struct tally_series *s = &r->tally.series[i];
		const char *name = r->run.plan.scenarios[s->scenario].name;
		size_t most = 0;

		if (!s->primary || !s->rate || strchr(name, '@'))
			continue;
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if ((tally_contrast(&r->tally, v) || (int)v == stock) &&
			    judged_blocks(&w->j, i, v) > most)
				most = judged_blocks(&w->j, i, v);
		if (!most)
			continue;
		fprintf(w->a.f, "Rate of %s in %s over baseline's, %zu seed%s",
			s->what, name, most, most == 1 ? "" : "s");
		for (size_t v = 0; v < sizeof(order) / sizeof(order[0]); v++)
			say_verdict(w, i, order[v]);
		say_range(w, i);
		say_sets(w, i);
		fputs(". ", w->a.f);
		return;
	}
}

/* Whose GPU times the answer has, before what a screen may cut off. */
static void say_lender(const struct report *r, FILE *f)
{
	const struct report *l = r->lender;

	fprintf(f, "GPU times of another run, %s (suite %.12s%s, %u seed%s). ",
		l->run.records.v[0].run,
		report_fixed_str(l, "suite", "commit"),
		json_is_true(json_object_get(report_fixed(l, "suite"),
					     "modified")) ? ", modified" : "",
		l->tally.blocks, l->tally.blocks == 1 ? "" : "s");
}

/* The question, and what its intervals are. */
static void tell(struct worth *w)
{
	char question[MAIL_COLS + 1];
	int n = snprintf(question, sizeof(question), "Q5 What is 2MiB worth? [%c]",
			 report_measured(w->r) ? 'm' : 'v');

	if (sets_of(w->r))
		snprintf(question + n, sizeof(question) - n,
			 " (5 to 95 %% of %u sets: docs/clock.md)", sets_of(w->r));
	answer_tell(&w->a, w->r, question);
}

/* False: no memory. */
static bool say(struct worth *w, enum room room)
{
	struct report *r = w->r;

	w->room = room;
	w->told = false;
	if (!answer_open(&w->a))
		return false;
	if (r->lender)
		say_lender(r, w->a.f);
	say_primary(w);
	say_worth(w);
	fflush(w->a.f);
	if (w->a.len && sets_of(r) && room == ROOM_FOR_ALL)
		fputs("The sets are " CLOCK_FITTED ".", w->a.f);
	if (w->a.len && !sets_of(r) && !report_measured(r))
		fputs("This run does not tell what a 2MiB entry is worth "
		      "against a split one: its one set of assumed constants "
		      "contradicts published measurements (docs/clock.md).", w->a.f);
	return true;
}

void ask_worth(struct report *r)
{
	struct worth w = { .r = r };
	enum room room = ROOM_FOR_ALL;
	bool ok;

	if (judge_all(&w.j, &r->tally))
		return;
	for (ok = say(&w, room); ok && room && !answer_fits(&w.a);
	     ok = say(&w, --room))
		answer_drop(&w.a);
	if (ok)
		tell(&w);
	judged_free(&w.j);
}
