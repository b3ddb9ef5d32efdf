// SPDX-License-Identifier: GPL-2.0-or-later
/* plot_rate.c - data of the plots made of times and rates. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "curve.h"
#include "names.h"
#include "plot.h"
#include "ratio.h"

#define TWIN 0.05	/* panels that differ by no more are one */

struct forest {
	struct ratios q;
	FILE *f;
	unsigned int row;
};

/* A line's place, what it is of, and its ends; the extremes are of sets. */
struct line {
	const char *kind;
	double at, lo, hi, min, max;
};

static void put_row(struct forest *o, const char *label, const struct line *d)
{
	fprintf(o->f, "%u %s \"%s\" %.6f %.6f %.6f %.6f %.6f %g\n", o->row++,
		d->kind, label, d->at, d->lo, d->hi, d->min ?: d->lo,
		d->max ?: d->hi, RATIO_LEAST);
}

static bool drawn(const struct forest *o, size_t i, size_t v)
{
	const struct report *r = o->q.r;
	const struct tally_series *s = &r->tally.series[i];
	struct clock_pair p;

	return judged_blocks(&o->q.j, i, v) && (int)v != r->tally.baseline &&
	       (int)v != r->tally.aa && !report_apart(r, v, s->scenario) &&
	       !ratios_spoilt(r, v, s->scenario) &&
	       report_rate_known(r, s, v, &p) != RATE_UNKNOWN;
}

/* A variant by its seeds; by the parameter sets where these decide. */
static void line_of(const struct forest *o, size_t i, size_t v, struct line *d)
{
	const struct contrast *c = judged_at(&o->q.j, i, v);
	struct clock_pair p;

	if (report_rate_known(o->q.r, &o->q.r->tally.series[i], v, &p) == RATE_SETS)
		*d = (struct line){ "sets", p.s.median, p.s.p5, p.s.p95,
				    p.s.min, p.s.max };
	else if (c->ci.valid)
		*d = (struct line){ "interval", exp(c->ci.est), exp(c->ci.lo),
				    exp(c->ci.hi), 0, 0 };
	else
		*d = (struct line){ "ratio", exp(c->ci.est), exp(c->ci.est),
				    exp(c->ci.est), 0, 0 };
}

/* The same to what a picture shows, and of one kind. */
static bool alike(const struct line *a, const struct line *b)
{
	return !strcmp(a->kind, b->kind) && fabs(log(a->at / b->at)) < 0.001;
}

/* One line for variants that are equal, with all their names. */
static void put_group(struct forest *o, size_t i, size_t v, bool *done)
{
	const struct report *r = o->q.r;
	struct line d, e;
	struct names l;

	if (!names_open(&l, 0)) {
		names_close(&l);
		return;
	}
	line_of(o, i, v, &d);
	for (size_t w = v; w < r->run.plan.nvariants; w++) {
		if (done[w] || !drawn(o, i, w))
			continue;
		line_of(o, i, w, &e);
		if (!alike(&d, &e))
			continue;
		done[w] = true;
		d.lo = fmin(d.lo, e.lo);
		d.hi = fmax(d.hi, e.hi);
		d.min = fmin(d.min, e.min);
		d.max = fmax(d.max, e.max);
		names_add(&l, "%s", r->run.plan.variants[w]);
	}
	put_row(o, names_text(&l), &d);
	names_close(&l);
}

static unsigned int put_series(struct forest *o, size_t i)
{
	const struct tally_series *s = &o->q.r->tally.series[i];
	bool done[128] = { false };
	char label[200];
	unsigned int seeds = 0;

	for (size_t v = 0; v < o->q.r->run.plan.nvariants; v++)
		if (drawn(o, i, v) && judged_blocks(&o->q.j, i, v) > seeds)
			seeds = (unsigned int)judged_blocks(&o->q.j, i, v);
	if (!seeds || o->q.r->run.plan.nvariants > 128)
		return 0;
	snprintf(label, sizeof(label), "%.100s %.60s, %u seed%s",
		 o->q.r->run.plan.scenarios[s->scenario].name, s->what, seeds,
		 seeds == 1 ? "" : "s");
	put_row(o, label, &(struct line){ "head", 1, 1, 1, 0, 0 });
	for (size_t v = 0; v < o->q.r->run.plan.nvariants; v++)
		if (!done[v] && drawn(o, i, v))
			put_group(o, i, v, done);
	return 1;
}

/* The answer as the first screen has it, without its question. */
static void put_answer(struct report *r, FILE *f)
{
	char *text = report_answer(r, ASKS_WORTH, false), *p;

	p = text ? strchr(text, '\n') : NULL;
	fputs("# answer: ", f);
	for (p = p ? p + 1 : ""; *p; p++)
		fputc(*p == '\n' ? ' ' : *p, f);
	fputc('\n', f);
	free(text);
}

/* Does a judged variant that differs lie on pages like the baseline's? */
static bool on_like_pages(const struct forest *o, size_t i)
{
	unsigned int k = o->q.r->tally.series[i].scenario;

	for (size_t v = 0; v < o->q.r->run.plan.nvariants; v++)
		if (drawn(o, i, v) && tally_contrast(&o->q.r->tally, v) &&
		    !ratios_same(&o->q, v, k))
			return true;
	return false;
}

/* The primary load, then the series in which a variant differs. */
unsigned int plot_forest(struct report *r, FILE *f)
{
	struct forest o = { .f = f };
	unsigned int points = 0;
	double noise;

	fputs("# row kind label ratio low high least most margin\n", f);
	if (ratios_make(&o.q, r, true))
		return 0;
	put_answer(r, f);
	noise = log1p(ratios_noise(&o.q, 95) / 100);
	if (o.q.n)
		put_row(&o, "noise: 95 of 100 ratios of variants that do the same",
			&(struct line){ "floor", 1, exp(-noise), exp(noise), 0, 0 });
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (r->tally.series[i].rate && r->tally.series[i].primary)
			points += put_series(&o, i);
	for (size_t i = 0; i < r->tally.nseries; i++)
		if (ratios_tell(&o.q, i, NULL) && r->tally.series[i].rate &&
		    !r->tally.series[i].primary && on_like_pages(&o, i))
			points += put_series(&o, i);
	ratios_free(&o.q);
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

/* The second half of the run over the first: the median of each. */
static void put_drift(const struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	double *v = calloc(2 * (r->run.plan.ncells * t->nseries + 1), sizeof(*v));
	double *half[2] = { v, v ? v + r->run.plan.ncells * t->nseries + 1 : NULL };
	size_t n[2] = { 0 };

	for (size_t k = 0; v && k < r->run.plan.ncells; k++) {
		const struct plan_cell *c = &r->run.plan.cells[k];
		unsigned int h = 2 * k >= r->run.plan.ncells;

		for (size_t i = 0; i < t->nseries; i++) {
			double x = t->series[i].v[(size_t)c->variant * t->blocks + c->block];
			double mid = reference(r, &t->series[i], c->variant);

			if (t->series[i].scenario == c->scenario && isfinite(x) && mid)
				half[h][n[h]++] = x / mid;
		}
	}
	if (n[0] && n[1])
		fprintf(f, "# answer: Drift: values of the run's second half over "
			"those of its first, medians: %.4f\n", stats_median(half[1], n[1]) / stats_median(half[0], n[0]));
	free(v);
}

/* Every value in run order: is there a drift, an outlier, a bad machine? */
unsigned int plot_order(struct report *r, FILE *f)
{
	const struct tally *t = &r->tally;
	unsigned int points = 0;

	fprintf(f, "# place_in_order variant value_over_%s what scenario place_of_variant\n",
		t->blocks > 1 ? "own_median" : "median_of_variants");
	put_drift(r, f);
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

/* To the digits that a picture shows; what was not run is like nothing that was. */
static bool same_line(const struct curve *c, size_t a, size_t b)
{
	for (size_t p = 0; p < c->n; p++) {
		const double x = c->ratio[a * c->n + p], y = c->ratio[b * c->n + p];

		if (!isfinite(x) != !isfinite(y) || fabs(x - y) > 0.0005 * x)
			return false;
	}
	return true;
}

/* Nowhere further from the baseline than that. */
static bool flat(const struct curve *c, size_t v, double least)
{
	for (size_t p = 0; p < c->n; p++)
		if (!(fabs(c->ratio[v * c->n + p] - 1) < least))
			return false;
	return true;
}

/* A panel before it, of another machine, that looks the same. */
static bool has_twin(const struct report *r, const struct curves *c, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		const struct curve *a = &c->v[k], *b = &c->v[i];
		bool same = a->n == b->n && !strcmp(a->axis, b->axis) &&
			    !strcmp(a->pattern, b->pattern);

		for (size_t p = 0; same && p < a->n * r->run.plan.nvariants; p++)
			same = !(fabs(a->ratio[p] / b->ratio[p] - 1) > TWIN);
		if (same)
			return true;
	}
	return false;
}

/* Lines of a panel, equal ones once, with all names; flat ones are not drawn. */
static unsigned int put_panel(struct report *r, const struct curve *c, FILE *f)
{
	bool done[128] = { false };
	unsigned int points = 0;
	struct names l;

	for (size_t v = 0; v < r->run.plan.nvariants && v < 128; v++) {
		if (done[v] || (int)v == r->tally.baseline || flat(c, v, 0.005) ||
		    !isfinite(c->ratio[v * c->n]))
			continue;
		if (names_open(&l, 0)) {
			for (size_t w = v; w < r->run.plan.nvariants && w < 128; w++)
				if (same_line(c, v, w)) {
					done[w] = true;
					names_add(&l, "%s", r->run.plan.variants[w]);
				}
			for (size_t p = 0; p < c->n; p++, points++)
				fprintf(f, "\"%s: %s, %s\" \"%s\" %u %.6f\n",
					r->run.plan.scenarios[c->scenario].name,
					c->axis, c->pattern, names_text(&l), c->pct[p],
					c->ratio[v * c->n + p]);
		}
		names_close(&l);
	}
	return points;
}

/* Along the whole axis, no variant's ratio moves by as much. */
static bool still(const struct report *r, const struct curve *c, double least)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		double lo = INFINITY, hi = 0;

		for (size_t p = 0; p < c->n; p++) {
			lo = fmin(lo, c->ratio[v * c->n + p]);
			hi = fmax(hi, c->ratio[v * c->n + p]);
		}
		if (hi > lo * (1 + least))
			return false;
	}
	return true;
}

/* The range of ratios at the model's own values: of judged variants, or of stock. */
static void own_range(const struct report *r, const struct curves *c, bool judged,
		      double *least, double *most)
{
	int stock = report_variant(r, "stock");

	*least = INFINITY;
	*most = 0;
	for (size_t i = 0; i < c->n; i++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			for (size_t p = 0; p < c->v[i].n; p++) {
				double x = c->v[i].ratio[v * c->v[i].n + p];

				if ((judged ? !tally_contrast(&r->tally, v) :
				     (int)v != stock) ||
				    flat(&c->v[i], v, RATIO_LEAST) ||
				    c->v[i].pct[p] != 100 || !isfinite(x))
					continue;
				*least = fmin(*least, x);
				*most = fmax(*most, x);
			}
}

/* Where every judged variant maps what the baseline maps, stock alone splits. */
static void put_own(const struct report *r, const struct curves *c, FILE *f)
{
	bool judged = true;
	double least, most;

	own_range(r, c, judged, &least, &most);
	if (!most) {
		judged = false;
		own_range(r, c, judged, &least, &most);
	}
	if (!most)
		return;
	fprintf(f, "# answer: %s, at the defaults: ",
		judged ? "2MiB over split entries" :
			 "Split entries of stock over 2MiB");
	ratio_say_span(f, 2, least, most);
	fprintf(f, " (%s). Not drawn: parameters that move no ratio by 1 %%, machines "
		"within %g %% of another\n",
		curves_overlap(r) ? "one set of many, the middle of what is known "
			      "(docs/clock.md has them all)" :
		judged ? "upper bounds: each walk is charged in full" :
			 "lower bounds: each walk is charged in full",
		TWIN * 100);
}

/* A row a point: which panel, which line, where. */
unsigned int plot_sweep(struct report *r, FILE *f)
{
	struct curves c;
	unsigned int points = 0;

	fputs("# panel variants percent_of_own_value ratio_to_baseline\n", f);
	if (curves_make(&c, r))
		c.n = 0;
	put_own(r, &c, f);
	for (size_t i = 0; i < c.n; i++)
		if (!has_twin(r, &c, i) && !still(r, &c.v[i], RATIO_LEAST))
			points += put_panel(r, &c.v[i], f);
	curves_free(&c);
	return points;
}
