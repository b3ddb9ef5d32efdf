// SPDX-License-Identifier: GPL-2.0-or-later
/* plot_rate.c - data of the plots made of times and rates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "plot.h"

struct forest {
	FILE *f;
	unsigned int row;
};

static void put_row(struct forest *o, const char *kind, const char *label,
		    size_t variant, const struct interval *ci, double margin,
		    size_t seeds)
{
	fprintf(o->f, "%u %s \"%s\" %zu %.6f %.6f %.6f %g %zu\n", o->row++, kind,
		label, variant, exp(ci->est), exp(ci->lo), exp(ci->hi), margin,
		seeds);
}

/*
 * The A/A row: all repeats of the run in one, from the smallest ratio to
 * the largest. What lies within it is noise.
 */
static void put_floor(struct report *r, struct forest *o, double *x)
{
	const struct tally *t = &r->tally;
	struct interval all = { 0 };
	char label[80];
	size_t n, sum = 0;

	for (size_t i = 0; t->aa >= 0 && i < t->nseries; i++) {
		n = tally_ratios(t, &t->series[i], t->aa, x);
		for (size_t k = 0; k < n; k++) {
			all.lo = fmin(all.lo, x[k]);
			all.hi = fmax(all.hi, x[k]);
		}
		sum += n;
	}
	if (!sum)
		return;
	snprintf(label, sizeof(label), "A/A, %zu repeats", sum);
	put_row(o, "floor", label, t->aa, &all, 0, sum);
}

/* A heading and one row a variant; ratio only where there is no interval. */
static unsigned int put_series(struct report *r, const struct tally_series *s,
			       struct forest *o, double *x)
{
	const struct tally *t = &r->tally;
	struct interval ci = { 0 };
	unsigned int points = 0;
	char label[160];

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		size_t n = tally_ratios(t, s, v, x);

		if (!n || (int)v == t->baseline)
			continue;
		if (!points++) {
			snprintf(label, sizeof(label), "%s %s%s",
				 r->run.plan.scenarios[s->scenario].name, s->what,
				 s->primary ? " (primary)" : "");
			put_row(o, "head", label, 0, &(struct interval){ 0 },
				s->margin, n);
		}
		ci = stats_interval(x, n, STATS_FLIP_SEED);
		if (!ci.valid)
			ci.lo = ci.hi = ci.est;
		put_row(o, ci.valid ? "interval" : "ratio", r->run.plan.variants[v],
			v, &ci, s->margin, n);
	}
	return points;
}

/* Primary guests only where there are some: the page must stay readable. */
static bool any_primary(const struct report *r)
{
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (r->tally.series[i].rate &&
		    r->run.plan.scenarios[r->tally.series[i].scenario].primary)
			return true;
	return false;
}

unsigned int plot_forest(struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	double *x = calloc(t->blocks + 1, sizeof(*x));
	struct forest o = { .f = f };
	bool primary = any_primary(r);
	unsigned int points = 0;

	fputs("# row kind label variant ratio low high margin seeds\n", f);
	if (x)
		put_floor(r, &o, x);
	for (int pass = 0; x && pass < 2; pass++)	/* primary loads first */
		for (size_t i = 0; i < t->nseries; i++) {
			const struct tally_series *s = &t->series[i];

			if (!s->rate || s->primary != !pass ||
			    (primary && !r->run.plan.scenarios[s->scenario].primary))
				continue;
			points += put_series(r, s, &o, x);
		}
	free(x);
	return points;
}

/* Median over the blocks of a variant; 0 when there are not two values. */
static double middle(const struct tally *t, const struct tally_series *s,
		     size_t variant)
{
	double *v = calloc(t->blocks + 1, sizeof(*v)), mid = 0;
	size_t n = 0;

	for (size_t b = 0; v && b < t->blocks; b++)
		if (isfinite(s->v[variant * t->blocks + b]))
			v[n++] = s->v[variant * t->blocks + b];
	if (n > 1)
		mid = stats_median(v, n);
	free(v);
	return mid;
}

/*
 * What a value is set against: the median of its own variant's seeds; with
 * one seed that is the value itself, so the median of all variants' then.
 */
static double reference(const struct report *r, const struct tally_series *s,
			size_t variant)
{
	const struct tally *t = &r->tally;
	size_t n = 0, nv = r->run.plan.nvariants;
	double *v = calloc(nv + 1, sizeof(*v)), mid = 0;

	if (t->blocks > 1) {
		free(v);
		return middle(t, s, variant);
	}
	for (size_t k = 0; v && k < nv; k++)
		if (isfinite(s->v[k]))
			v[n++] = s->v[k];
	if (n > 1)
		mid = stats_median(v, n);
	free(v);
	return mid;
}

/* Every value in run order: is there a drift, an outlier, a bad machine? */
unsigned int plot_order(struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	unsigned int points = 0;

	fprintf(f, "# place_in_order variant value_over_%s what scenario place_of_variant\n",
		t->blocks > 1 ? "own_median" : "median_of_variants");
	for (size_t n = 0; n < r->run.plan.ncells; n++) {
		const struct plan_cell *c = &r->run.plan.cells[n];

		for (size_t i = 0; i < t->nseries; i++) {
			const struct tally_series *s = &t->series[i];
			double v = s->v[(size_t)c->variant * t->blocks + c->block];
			double mid = reference(r, s, c->variant);

			if (s->scenario != c->scenario || !isfinite(v) || !mid)
				continue;
			fprintf(f, "%zu \"%s\" %.6f \"%s\" \"%s\" %u\n", n,
				r->run.plan.variants[c->variant], v / mid, s->what,
				r->run.plan.scenarios[s->scenario].name, c->variant);
			points++;
		}
	}
	return points;
}

/* A row a point: which panel, which line, where. */
unsigned int plot_sweep(struct report *r, FILE *f)
{
	struct curves c;
	unsigned int points = 0;

	fputs("# panel variant percent_of_own_value ratio_to_baseline\n", f);
	if (curves_make(&c, r))
		c.n = 0;
	for (size_t i = 0; i < c.n; i++)
		for (size_t n = 0; n < r->run.plan.nvariants * c.v[i].n; n++) {
			const struct curve *k = &c.v[i];

			if (n / k->n == (size_t)r->tally.baseline ||
			    !isfinite(k->ratio[n]))
				continue;
			fprintf(f, "\"%s: %s, %s\" \"%s\" %u %.6f\n",
				r->run.plan.scenarios[k->scenario].name, k->axis,
				k->pattern, r->run.plan.variants[n / k->n],
				k->pct[n % k->n], k->ratio[n]);
			points++;
		}
	curves_free(&c);
	return points;
}
