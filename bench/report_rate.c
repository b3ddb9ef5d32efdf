// SPDX-License-Identifier: GPL-2.0-or-later
/* report_rate.c - throughput, cost, and the A/A floor. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

/* Seed of drawn flips: any fixed number, so that a report repeats. */
#define FLIP_SEED 20230311

static size_t blocks_of(const struct report *r, const struct tally_series *s,
			size_t v, double *x)
{
	return tally_ratios(&r->tally, s, v, x);
}

static const char *scenario_name(const struct report *r,
				 const struct tally_series *s)
{
	return r->plan.scenarios[s->scenario].name;
}

/* Contrasts of all series of a kind, Holm over the primary ones. */
struct judged {
	struct contrast *c;	/* [series * nvariants + variant] */
	size_t *n;		/* blocks */
	size_t family;
};

static int judge_all(const struct report *r, struct judged *j)
{
	const struct tally *t = &r->tally;
	size_t nv = r->plan.nvariants, total = t->nseries * nv, m = 0;
	double *x = calloc(t->blocks + 1, sizeof(*x));
	struct contrast **family = calloc(total + 1, sizeof(struct contrast *));

	*j = (struct judged){ .c = calloc(total + 1, sizeof(*j->c)),
			      .n = calloc(total + 1, sizeof(*j->n)) };
	if (!x || !family || !j->c || !j->n) {
		free(x);
		free(family);
		return -1;
	}
	for (size_t i = 0; i < t->nseries; i++)
		for (size_t v = 0; v < nv; v++) {
			const struct tally_series *s = &t->series[i];
			struct contrast *c = &j->c[i * nv + v];

			j->n[i * nv + v] = blocks_of(r, s, v, x);
			if (j->n[i * nv + v])
				*c = stats_judge(x, j->n[i * nv + v],
						 log1p(s->margin), FLIP_SEED);
			if (s->primary && s->rate && tally_contrast(t, v))
				family[m++] = c;
		}
	stats_holm(family, m);
	j->family = m;
	free(family);
	free(x);
	return 0;
}

static void judged_free(struct judged *j)
{
	free(j->c);
	free(j->n);
}

/* The ratio to print: as measured, not turned towards "better". */
static double shown(const struct tally_series *s, double better)
{
	return exp(s->rate ? better : -better);
}

/* Time in which entries failed buys nothing: marked as the hits are. */
static void put_ratio(struct table *t, size_t row, size_t col,
		      const struct report *r, const struct judged *j,
		      size_t i, size_t v)
{
	const struct tally_series *s = &r->tally.series[i];
	const struct outcome *o = &tally_cell(&r->tally, v, s->scenario)->sum;
	size_t at = i * r->plan.nvariants + v;

	if (!j->n[at])
		table_put(t, row, col, "-");
	else
		table_put(t, row, col, "%.4f%s%s", shown(s, j->c[at].ci.est),
			  o->failed ? "E" : "", o->unsafe ? "U" : "");
}

/* Populate times of all probes share a table, loads one a scenario. */
#define ALL_PROBES UINT_MAX

static bool in_table(const struct tally_series *s, bool rate,
		     unsigned int scenario)
{
	bool populate = !strcmp(s->what, "populate");

	return s->rate == rate && (scenario == ALL_PROBES ? populate :
				   !populate && s->scenario == scenario);
}

static void small_table(struct report *r, const struct judged *j, bool rate,
			unsigned int scenario)
{
	const struct tally *t = &r->tally;
	size_t nv = r->plan.nvariants, cols = 0, col = 0;
	struct table tab;

	for (size_t i = 0; i < t->nseries; i++)
		cols += in_table(&t->series[i], rate, scenario);
	if (!cols || table_init(&tab, nv + 1, cols + 1))
		return;
	table_put(&tab, 0, 0, "variant");
	for (size_t i = 0; i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];

		if (!in_table(s, rate, scenario))
			continue;
		table_put(&tab, 0, ++col, "%s", scenario == ALL_PROBES ?
			  scenario_name(r, s) : s->what);
		for (size_t v = 0; v < nv; v++) {
			table_put(&tab, v + 1, 0, "%s", r->plan.variants[v]);
			put_ratio(&tab, v + 1, col, r, j, i, v);
		}
	}
	mail_para(r->out, "%s", scenario == ALL_PROBES ?
		  "populate, all 2MiB entries of a probe" :
		  r->plan.scenarios[scenario].name);
	table_print(&tab, r->out, MAIL_COLS);
	table_free(&tab);
}

static void put_judged(struct table *tab, size_t row,
		       const struct tally_series *s, const struct contrast *c,
		       size_t n)
{
	double a = shown(s, c->ci.lo), b = shown(s, c->ci.hi);

	table_put(tab, row, 1, "%zu", n);
	table_put(tab, row, 2, "%.4f", shown(s, c->ci.est));
	table_put(tab, row, 3, "[%.4f,%.4f]", fmin(a, b), fmax(a, b));
	table_put(tab, row, 4, "%c", c->verdict);
	table_put(tab, row, 5, "%.3f", c->p_holm);
}

/* One series with intervals and verdicts. */
static void big_table(struct report *r, const struct judged *j, size_t i)
{
	static const char *const head[] = { "variant", "seeds", "ratio",
					    "95% interval", "verdict", "p" };
	const struct tally_series *s = &r->tally.series[i];
	size_t nv = r->plan.nvariants, row = 1;
	struct table tab;

	if (table_init(&tab, nv + 1, 6))
		return;
	for (size_t k = 0; k < 6; k++)
		table_put(&tab, 0, k, "%s", head[k]);
	for (size_t v = 0; v < nv; v++) {
		const struct contrast *c = &j->c[i * nv + v];

		if ((int)v == r->tally.baseline || !c->ci.valid)
			continue;
		table_put(&tab, row, 0, "%s", r->plan.variants[v]);
		put_judged(&tab, row++, s, c, j->n[i * nv + v]);
	}
	tab.rows = row;
	if (row == 1) {
		table_free(&tab);
		return;		/* no variant has seeds enough: said below */
	}
	mail_para(r->out, "%s in %s, margin %g %%, %s", s->what,
		  scenario_name(r, s), s->margin * 100,
		  s->primary && s->rate ? "primary (p after Holm)" : "exploratory");
	table_print(&tab, r->out, MAIL_COLS);
	tab.rows = nv + 1;
	table_free(&tab);
	fputc('\n', r->out);
}

static size_t fewest_blocks(const struct report *r, const struct judged *j,
			    bool rate, size_t *most)
{
	size_t nv = r->plan.nvariants, least = SIZE_MAX;

	*most = 0;
	for (size_t i = 0; i < r->tally.nseries; i++)
		for (size_t v = 0; v < nv; v++) {
			size_t n = j->n[i * nv + v];

			if (r->tally.series[i].rate != rate ||
			    !tally_contrast(&r->tally, v) || !n)
				continue;
			least = n < least ? n : least;
			*most = n > *most ? n : *most;
		}
	return least;
}

static void too_few(struct report *r, const struct judged *j, size_t have)
{
	size_t need = stats_min_blocks_family(j->family);

	mail_para(r->out, "No interval and no verdict: %zu seed%s, and %zu primary "
		  "contrast%s need%s >= %zu (>= %zu for one interval). Verdict ? "
		  "throughout.", have, have == 1 ? "" : "s", j->family,
		  j->family == 1 ? "" : "s", j->family == 1 ? "s" : "", need,
		  stats_min_blocks(STATS_ALPHA));
}

/* Every series of a kind, at the length its seeds allow. */
static void rates(struct report *r, bool rate, const char *title,
		  const char *nothing)
{
	const struct tally *t = &r->tally;
	struct judged j;
	size_t most;

	mail_para(r->out, "%s", title);
	if (t->baseline < 0) {
		mail_para(r->out, "There is no baseline in this run to take ratios to.");
	} else if (judge_all(r, &j) == 0) {
		size_t least = fewest_blocks(r, &j, rate, &most);
		bool intervals = most >= stats_min_blocks(STATS_ALPHA);

		for (size_t i = 0; intervals && i < t->nseries; i++)
			if (t->series[i].rate == rate)
				big_table(r, &j, i);
		if (!intervals && most)
			small_table(r, &j, rate, ALL_PROBES);
		for (size_t k = 0; !intervals && most && k < r->plan.nscenarios; k++)
			small_table(r, &j, rate, k);
		if (!most)
			mail_para(r->out, "%s", nothing);
		else if (!intervals)
			too_few(r, &j, least);
		else
			mail_para(r->out, "Verdicts: + better, - worse, = within the "
				  "margin, ? undecided. Margins were declared "
				  "before the run.");
		judged_free(&j);
	}
	fputc('\n', r->out);
}

/* The scale of the ratios: what the baseline's guest read on its clock. */
static void baseline_rates(struct report *r)
{
	const struct tally *t = &r->tally;
	char *text = NULL;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	for (size_t i = 0; t->baseline >= 0 && i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];
		double v = s->v[(size_t)t->baseline * t->blocks];

		/* bytes a virtual ns to MiB a virtual s */
		if (s->rate && isfinite(v))
			fprintf(f, "%s%s %s %.0f", n++ ? ", " : "",
				scenario_name(r, s), s->what,
				v * 1e9 / 1048576);
	}
	fclose(f);
	if (n) {
		mail_para(r->out, "The baseline's own, seed 1, in MiB per second of "
			  "the model's clock: %s.", text);
		fputc('\n', r->out);
	}
	free(text);
}

void report_throughput(struct report *r)
{
	rates(r, true, "Throughput read in the guest [v], ratio to baseline, higher "
	      "is better",
	      "No variant has a throughput beside the baseline's.");
	baseline_rates(r);
}

void report_cost(struct report *r)
{
	rates(r, false, "Time [v], ratio to baseline, lower is better",
	      "No variant has a time beside the baseline's.");
}

/* ---- A/A ------------------------------------------------------------------ */

unsigned int report_repeats(const struct report *r, unsigned int *differ,
			    char *what, size_t len)
{
	const struct tally *t = &r->tally;
	unsigned int same = 0;
	char first[160];

	*differ = 0;
	if (t->aa < 0 || t->baseline < 0)
		return 0;
	for (size_t k = 0; k < r->plan.nscenarios; k++)
		for (size_t b = 0; b < t->blocks; b++) {
			const struct tally_boot *x = tally_boot(t, t->aa, k, b);
			const struct tally_boot *y =
				tally_boot(t, t->baseline, k, b);

			if (!x->counted || !y->counted ||
			    x->status == CELL_FAIL || y->status == CELL_FAIL)
				continue;
			if (tally_same_counts(y->counts, x->counts, first,
					      sizeof(first)))
				same++;
			else if (!(*differ)++)
				snprintf(what, len, "%s seed %llu, %s",
					 r->plan.scenarios[k].name,
					 (unsigned long long)(x->end ?
					 x->end->seed : 0), first);
		}
	return same;
}

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

void report_floor(struct report *r)
{
	unsigned int differ, same;
	char what[256] = "";
	double floor_ratio;
	size_t pairs;

	mail_para(r->out, "A/A floor: the baseline run twice with the same seeds");
	if (r->tally.aa < 0 || r->tally.baseline < 0) {
		mail_para(r->out, "This run has no A/A arm: its noise floor is unknown.");
		fputc('\n', r->out);
		return;
	}
	same = report_repeats(r, &differ, what, sizeof(what));
	if (differ)
		mail_para(r->out, "NONDETERMINISM: %u of %u repeated cells differ in "
			  "exact counts, first %s. No count of this run can be "
			  "relied on.", differ, same + differ, what);
	else if (!same)
		mail_para(r->out, "No cell was repeated: the noise floor is unknown.");
	else
		mail_para(r->out, "[x] exact: %u repeated cell%s agree%s in every count.",
			  same, same == 1 ? "" : "s", same == 1 ? "s" : "");
	floor_ratio = widest(r, &pairs);
	if (pairs)
		mail_para(r->out, "[v] largest difference of %zu repeated times and "
			  "rates: %.4f %%.", pairs, expm1(floor_ratio) * 100);
	fputc('\n', r->out);
}
