// SPDX-License-Identifier: GPL-2.0-or-later
/* curve.c - see curve.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"

static bool is_sweep(const struct report *r, const struct record *rec)
{
	return !strcmp(rec->kind, "sweep") && !rec->lacks &&
	       !tally_untimed(&r->run.plan,
			      r->run.plan.cells[rec->index].scenario);
}

static struct curve *curve_of(struct curves *c, const struct report *r,
			      const struct record *rec)
{
	unsigned int scenario = r->run.plan.cells[rec->index].scenario;
	const char *axis = record_str(rec->data, "axis", "?");
	const char *pattern = record_str(rec->data, "pattern", "?");
	struct curve *v;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].scenario == scenario &&
		    !strcmp(c->v[i].axis, axis) &&
		    !strcmp(c->v[i].pattern, pattern))
			return &c->v[i];
	v = realloc(c->v, (c->n + 1) * sizeof(*v));
	if (!v)
		return NULL;
	c->v = v;
	c->v[c->n] = (struct curve){ .scenario = scenario, .axis = axis,
				     .pattern = pattern };
	return &c->v[c->n++];
}

static void add_point(struct curve *c, unsigned int pct)
{
	size_t i = 0;

	while (i < c->n && c->pct[i] < pct)
		i++;
	if ((i < c->n && c->pct[i] == pct) || c->n == CURVE_POINTS)
		return;
	memmove(&c->pct[i + 1], &c->pct[i], (c->n - i) * sizeof(c->pct[0]));
	c->pct[i] = pct;
	c->n++;
}

/* Bytes a ns of the blitter's busy time; 0: no such record. */
static double rate_of(const struct report *r, const struct curve *c,
		      size_t variant, unsigned int block, unsigned int pct)
{
	const struct record_like like = {
		.kind = "sweep", .variant = r->run.plan.variants[variant],
		.scenario = r->run.plan.scenarios[c->scenario].name,
	};
	const struct record *rec = NULL;

	while ((rec = records_next(&r->run.records, &like, rec))) {
		if (!is_sweep(r, rec) || rec->block != block ||
		    record_int(rec->data, "pct", -1) != (int64_t)pct ||
		    strcmp(record_str(rec->data, "axis", "?"), c->axis) ||
		    strcmp(record_str(rec->data, "pattern", "?"), c->pattern) ||
		    record_int(rec->data, "busy_ns", 0) <= 0)
			continue;
		return (double)record_int(rec->data, "bytes", 0) /
		       (double)record_int(rec->data, "busy_ns", 1);
	}
	return 0;
}

static double ratio_of(const struct report *r, const struct curve *c,
		       size_t variant, unsigned int pct)
{
	double sum = 0;
	unsigned int n = 0;

	for (unsigned int b = 0; b < r->tally.blocks; b++) {
		double base = rate_of(r, c, r->tally.baseline, b, pct);
		double v = rate_of(r, c, variant, b, pct);

		if (base > 0 && v > 0) {
			sum += log(v / base);
			n++;
		}
	}
	return n ? exp(sum / n) : NAN;
}

static int fill(struct curve *c, const struct report *r)
{
	c->ratio = malloc(r->run.plan.nvariants * c->n * sizeof(*c->ratio));
	if (!c->ratio)
		return -ENOMEM;
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t i = 0; i < c->n; i++)
			c->ratio[v * c->n + i] = ratio_of(r, c, v, c->pct[i]);
	return 0;
}

static int in_order(const void *a, const void *b)
{
	const struct curve *x = a, *y = b;
	int d = (x->scenario > y->scenario) - (x->scenario < y->scenario);

	if (!d)
		d = strcmp(x->axis, y->axis);
	return d ? d : strcmp(x->pattern, y->pattern);
}

int curves_make(struct curves *c, const struct report *r)
{
	int err = 0;

	*c = (struct curves){ 0 };
	if (r->tally.baseline < 0)
		return 0;
	for (size_t i = 0; !err && i < r->run.records.n; i++) {
		const struct record *rec = &r->run.records.v[i];
		struct curve *v = is_sweep(r, rec) ? curve_of(c, r, rec) : NULL;

		if (v)
			add_point(v, record_int(rec->data, "pct", 0));
		else if (is_sweep(r, rec))
			err = -ENOMEM;
	}
	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), in_order);
	for (size_t i = 0; !err && i < c->n; i++)
		err = fill(&c->v[i], r);
	return err;
}

void curves_free(struct curves *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].ratio);
	free(c->v);
	*c = (struct curves){ 0 };
}

bool curves_overlap(const struct report *r)
{
	for (size_t i = 0; i < r->run.records.n; i++)
		if (!strcmp(r->run.records.v[i].kind, "sweep"))
			return json_is_true(json_object_get(
				r->run.records.v[i].data, "overlaps"));
	return false;
}

enum curve_end curve_break(const struct curve *c, size_t variant, int sign,
			   double *pct)
{
	const double *y = &c->ratio[variant * c->n];
	bool in, was = false;

	for (size_t i = 0; i < c->n; i++)
		if (!isfinite(y[i]))
			return CURVE_NONE;
	for (size_t i = 0; i < c->n; i++) {
		in = sign * (y[i] - 1) >= CURVE_BREAK;
		if (i && in != was) {
			double edge = 1 + sign * CURVE_BREAK;

			*pct = c->pct[i - 1] + (c->pct[i] - c->pct[i - 1]) *
			       (edge - y[i - 1]) / (y[i] - y[i - 1]);
			return in ? CURVE_FROM : CURVE_UPTO;
		}
		was = in;
	}
	return c->n && was ? CURVE_ALWAYS : CURVE_NEVER;
}
