// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_rate.c - times and rates as ratios to the baseline: the primary
 * family with intervals and verdicts, all of one scenario, the A/A arm.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

static const char *scenario_name(const struct report *r,
				 const struct tally_series *s)
{
	return r->run.plan.scenarios[s->scenario].name;
}

/* Three decimals: there is no interval, and the margin is 1 %. */
static void put_ratio(const struct report *r, struct table *t, size_t row,
		      size_t col, const struct judged *j, size_t i, size_t v)
{
	const struct tally_series *s = &j->t->series[i];
	struct clock_pair p = { 0 };

	if (tally_lacks(j->t, s, v) || tally_lacks(j->t, s, j->t->baseline))
		table_put(t, row, col, "void");
	else if (v != (size_t)r->tally.baseline &&
		 report_rate_known(r, s, v, &p) != RATE_TIMED)
		table_put(t, row, col, p.sets ? "%.3f-%.3f" : "not known",
			  p.s.p5, p.s.p95);
	else if (judged_blocks(j, i, v))
		table_put(t, row, col, "%.3f",
			  judged_shown(s, judged_at(j, i, v)->ci.est));
	else
		table_put(t, row, col, "-");
}

static bool is_primary(const struct tally_series *s)
{
	return s->primary && s->rate;
}

/* Has any variant seeds enough for an interval? */
static bool has_interval(const struct report *r, const struct judged *j,
			 size_t i)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (tally_contrast(&r->tally, v) && judged_at(j, i, v)->ci.valid)
			return true;
	return false;
}

/* All ratios of the scenario that is shown, rates or times. */
static void small_table(struct report *r, const struct judged *j, bool rate)
{
	const struct tally *t = &r->tally;
	size_t nv = r->run.plan.nvariants, cols = 0, col = 0;
	struct table tab;

	for (size_t i = 0; i < t->nseries; i++)
		cols += t->series[i].rate == rate &&
			(int)t->series[i].scenario == r->only;
	if (!cols)
		return;
	table_init(&tab, cols + 1);
	mail_para(r->out, "%s, ratio to baseline, %s is better",
		  rate ? "Throughput" : "Time", rate ? "higher" : "lower");
	table_put(&tab, 0, 0, "variant");
	for (size_t i = 0; i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];

		if (s->rate != rate || (int)s->scenario != r->only)
			continue;
		table_put(&tab, 0, ++col, "%s", s->what);
		for (size_t v = 0; v < nv; v++) {
			table_put(&tab, v + 1, 0, "%s", r->run.plan.variants[v]);
			put_ratio(r, &tab, v + 1, col, j, i, v);
		}
	}
	table_end(&tab, r->out);
}

/* What parameter sets say instead; true: they have, or nothing is known. */
static bool put_sets(struct table *tab, size_t row, const struct report *r,
		     const struct tally_series *s, size_t v)
{
	struct clock_pair p;
	enum rate_known known = report_rate_known(r, s, v, &p);

	if (known == RATE_SETS) {
		table_put(tab, row, 2, "%.4f", p.s.median);
		table_put(tab, row, 3, "%.4f,%.4f *", p.s.p5, p.s.p95);
		table_put(tab, row, 4, "%c", report_clock_mark(&p));
	} else if (known == RATE_UNKNOWN) {
		table_put(tab, row, 2, "-");
		table_put(tab, row, 3, "not known *");
		table_put(tab, row, 4, "-");
	}
	return known != RATE_TIMED;
}

static void put_judged(struct table *tab, size_t row,
		       const struct tally_series *s, const struct contrast *c)
{
	double a = judged_shown(s, c->ci.lo), b = judged_shown(s, c->ci.hi);

	table_put(tab, row, 2, "%.4f", judged_shown(s, c->ci.est));
	table_put(tab, row, 3, "[%.4f,%.4f]", fmin(a, b), fmax(a, b));
	table_put(tab, row, 4, "%c", c->verdict);
}

/* A series of the primary family, with intervals and verdicts. */
static void big_table(struct report *r, const struct judged *j, size_t i)
{
	static const char *const heads[] = { "variant", "seeds", "ratio",
					     "95% interval", "verdict" };
	const struct tally_series *s = &r->tally.series[i];
	size_t nv = r->run.plan.nvariants, row = 1, sets = 0;
	struct table tab;

	table_begin(&tab, 1, 5, heads);
	for (size_t v = 0; v < nv; v++) {
		const struct contrast *c = judged_at(j, i, v);

		if ((int)v == r->tally.baseline || !c->ci.valid)
			continue;
		table_put(&tab, row, 0, "%s", r->run.plan.variants[v]);
		table_put(&tab, row, 1, "%zu", judged_blocks(j, i, v));
		if (put_sets(&tab, row, r, s, v))
			sets++;
		else
			put_judged(&tab, row, s, c);
		row++;
	}
	mail_para(r->out, "%s in %s, rate over baseline's, margin %g %% [%s] (a "
		  "primary load)", s->what, scenario_name(r, s), s->margin * 100,
		  report_measured(r) ? "m" : "v");
	table_print(&tab, r->out, MAIL_COLS);
	table_free(&tab);
	if (sets)
		mail_para(r->out, "*: the entries are not the baseline's, so the model's "
			  "constants decide. The interval is of GPU time, 5 to 95 %% "
			  "of the parameter sets; not known if the run has none "
			  "(docs/clock.md).");
	fputc('\n', r->out);
}

/* Most seeds behind a judged contrast. */
static size_t seeds_behind(const struct report *r, const struct judged *j)
{
	size_t most = 0;

	for (size_t i = 0; i < r->tally.nseries; i++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if (tally_contrast(&r->tally, v) && judged_blocks(j, i, v) > most)
				most = judged_blocks(j, i, v);
	return most;
}

static void too_few(struct report *r, const struct judged *j, size_t most)
{
	size_t need = stats_min_blocks_family(j->family);
	size_t one = stats_min_blocks(STATS_ALPHA);

	if (most >= one)
		mail_para(r->out, "Verdicts (Holm's correction over %zu contrasts): + "
			  "better, - worse, = within the margin, ? undecided. "
			  "Margins were declared before the run.", j->family);
	else if (most && j->family)
		mail_para(r->out, "No interval and no verdict: %zu seed%s, and %zu "
			  "primary contrast%s need%s >= %zu (>= %zu for one "
			  "interval).", most, most == 1 ? "" : "s", j->family,
			  j->family == 1 ? "" : "s", j->family == 1 ? "s" : "",
			  need, one);
}

/* The scale of the ratios: what the baseline's guest read on its clock. */
static void print_scale(struct report *r)
{
	const struct tally *t = &r->tally;
	char *text = NULL;
	unsigned int last = 0;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	for (size_t i = 0; t->baseline >= 0 && i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];
		double v = s->v[(size_t)t->baseline * t->blocks];

		/* bytes a virtual ns to MiB a virtual s */
		if (!s->rate || !isfinite(v) ||
		    !r->run.plan.scenarios[s->scenario].primary)
			continue;
		if (n++ && s->scenario == last)
			fputs(", ", f);
		else
			fprintf(f, "%s%s ", n > 1 ? "; " : "", scenario_name(r, s));
		fprintf(f, "%s %.0f", s->what, v * 1e9 / 1048576);
		last = s->scenario;
	}
	fclose(f);
	if (n)
		mail_para(r->out, "The baseline's own rates in MiB per second of the "
			  "model's clock, seed 1 [v]: %s.", text);
	if (n)
		fputc('\n', r->out);
	free(text);
}

const struct section section_scale = { .all = print_scale };

/* No figure for work that the GPU model did not do: which, and why not. */
static void tell_void(const struct report *r)
{
	char *text = tally_voids(&r->tally, r->only);

	if (text) {
		mail_para(r->out, "void, without a figure: %s: the GPU model did not "
			  "execute the command, or its time is not calibrated.",
			  text);
		fputc('\n', r->out);
	}
	free(text);
}

static void print_primary(struct report *r)
{
	const struct tally *t = &r->tally;
	struct judged j;
	size_t most;

	tell_void(r);
	if (t->baseline < 0 || judge_all(&j, t))
		return;
	most = seeds_behind(r, &j);
	for (size_t i = 0; i < t->nseries; i++)
		if (is_primary(&t->series[i]) && has_interval(r, &j, i))
			big_table(r, &j, i);
	too_few(r, &j, most);
	judged_free(&j);
	if (most)
		fputc('\n', r->out);
}

const struct section section_primary = { .all = print_primary };

static void print_ratios_of(struct report *r)
{
	struct judged j;

	tell_void(r);
	if (r->tally.baseline < 0 || judge_all(&j, &r->tally))
		return;
	small_table(r, &j, true);
	small_table(r, &j, false);
	judged_free(&j);
}

const struct section section_ratios_of = { .one = print_ratios_of };

/* ---- A/A ------------------------------------------------------------------ */

/* Largest ratio between A and A over all series, |log|. */
static double widest(const struct report *r, size_t *pairs)
{
	const struct tally *t = &r->tally;
	double *x = calloc(t->blocks + 1, sizeof(*x)), most = 0;

	*pairs = 0;
	for (size_t i = 0; x && i < t->nseries; i++) {
		size_t n = tally_ratios(t, &t->series[i], t->aa, x);

		for (size_t k = 0; k < n; k++)
			most = fmax(most, fabs(x[k]));
		*pairs += n;
	}
	free(x);
	return most;
}

/* How many counts repeat is said on the first screen. */
static void print_floor(struct report *r)
{
	unsigned int differ, same;
	char what[256] = "";
	double floor_ratio;
	size_t pairs;

	if (r->tally.aa < 0 || r->tally.baseline < 0)
		return;
	same = report_repeats(r, &differ, what, sizeof(what));
	floor_ratio = widest(r, &pairs);
	if (same && !differ && !pairs)
		return;
	mail_para(r->out, "Determinism: the baseline run twice with the same seeds");
	if (differ)
		mail_para(r->out, "[x] the first counts that differ: %s.", what);
	else if (!same)
		mail_para(r->out, "No cell was repeated.");
	if (pairs)
		mail_para(r->out, "%s largest difference of %zu repeated times and "
			  "rates: %.4f %%.", report_measured(r) ? "[m]" : "[v]",
			  pairs, expm1(floor_ratio) * 100);
	fputc('\n', r->out);
}

const struct section section_floor = { .all = print_floor };
