// SPDX-License-Identifier: GPL-2.0-or-later
/* See clock.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "clock/phase.h"
#include "files.h"
#include "gpu/host/params.h"
#include "records/record.h"

#define SETS_MAX 100000

/* n numbers above 0. */
static bool whole_list(const json_t *list, size_t n)
{
	json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) != n)
		return false;
	json_array_foreach(list, i, v)
		if (!json_is_integer(v) || json_integer_value(v) < 0)
			return false;
	return true;
}

static bool whole_phase(const json_t *p, size_t sets)
{
	if (!json_is_integer(json_object_get(p, "cell")) ||
	    !json_is_string(json_object_get(p, "load")))
		return false;
	if (json_object_get(p, "why"))
		return true;
	return json_is_boolean(json_object_get(p, "exact")) &&
	       record_int(p, "serial_ns", 0) > 0 &&
	       record_int(p, "bytes", -1) >= 0 &&
	       whole_list(json_object_get(p, "ns"), sets);
}

static bool whole(const json_t *root, size_t sets)
{
	const char *name;
	json_t *v;
	size_t i;

	if (record_int(root, "schema", 0) != CLOCKS_SCHEMA || !sets || sets > SETS_MAX ||
	    !json_is_array(json_object_get(root, "phases")))
		return false;
	json_array_foreach(json_object_get(root, "phases"), i, v)
		if (!whole_phase(v, sets))
			return false;
	json_object_foreach(json_object_get(root, "parameters"), name, v)
		if (gen9_param_find(name, strlen(name)) < 0 || !whole_list(v, sets))
			return false;
	return true;
}

int clock_read(struct clock *c, const char *dir, char *why, size_t whylen)
{
	char *path = path_join(dir, "clock.json");
	int err = path ? 0 : -ENOMEM;

	*c = (struct clock){ 0 };
	if (path && !access(path, F_OK)) {
		c->root = json_read_why(path, why, whylen);
		err = c->root ? 0 : -EINVAL;
		c->sets = record_int(c->root, "sets", 0);
		if (!err && !whole(c->root, c->sets)) {
			snprintf(why, whylen, "%s: not what a run writes", path);
			err = -EINVAL;
		}
	}
	if (err)
		clock_free(c);
	free(path);
	return err;
}

void clock_free(struct clock *c)
{
	json_decref(c->root);
	*c = (struct clock){ 0 };
}

/* The phase of a cell; NULL: it has no times, or moved nothing in them. */
static const json_t *phase(const struct clock *c, unsigned int cell,
			   const char *load)
{
	json_t *p;
	size_t i;

	json_array_foreach(json_object_get(c->root, "phases"), i, p)
		if (record_int(p, "cell", -1) == cell &&
		    !json_object_get(p, "why") && record_int(p, "bytes", 0) > 0 &&
		    !strcmp(record_str(p, "load", ""), load))
			return p;
	return NULL;
}

bool clock_has(const struct clock *c, const struct clock_cells *at,
	       const char *load)
{
	return phase(c, at->cell, load) && phase(c, at->base, load);
}

/*
 * Of rates. Two cells need not do the same amount of work: gem_blt goes on
 * for a time of the guest's clock.
 */
static double log_ratio(double bytes, json_int_t base, json_int_t cell)
{
	/* a phase without time would be no ratio: a picosecond */
	return log(bytes) + log(fmax(base, 1e-3)) - log(fmax(cell, 1e-3));
}

/* Adds a pair's log ratio of rates under each set; serial's at the end. */
static int add(const struct clock *c, const struct clock_cells *at,
	       const char *load, double *sum, bool *exact)
{
	const json_t *a = phase(c, at->cell, load), *b = phase(c, at->base, load);
	const json_t *ns_a = json_object_get(a, "ns");
	const json_t *ns_b = json_object_get(b, "ns");
	double bytes;

	if (!a || !b)
		return -ENOENT;
	bytes = (double)record_int(a, "bytes", 1) /
		(double)record_int(b, "bytes", 1);
	for (unsigned int k = 0; k < c->sets; k++)
		sum[k] += log_ratio(bytes,
				    json_integer_value(json_array_get(ns_b, k)),
				    json_integer_value(json_array_get(ns_a, k)));
	sum[c->sets] += log_ratio(bytes, record_int(b, "serial_ns", 1),
				  record_int(a, "serial_ns", 1));
	*exact &= json_is_true(json_object_get(a, "exact")) &&
		  json_is_true(json_object_get(b, "exact"));
	return 0;
}

static enum clock_says verdict(const struct spread *s, double margin)
{
	if (s->p5 > 1 + margin)
		return CLOCK_MORE;
	if (s->p95 < 1 - margin)
		return CLOCK_LESS;
	return s->p5 >= 1 - margin && s->p95 <= 1 + margin ? CLOCK_SAME :
							      CLOCK_OPEN;
}

/* Into its place among those that the ratio follows most. */
static void rank(struct clock_rank *by, struct clock_rank one)
{
	unsigned int i = CLOCK_RANKS;

	for (; i && fabs(one.rho) > fabs(by[i - 1].rho); i--)
		if (i < CLOCK_RANKS)
			by[i] = by[i - 1];
	if (i < CLOCK_RANKS)
		by[i] = one;
}

static int find_deciders(const struct clock *c, const double *v,
			 struct clock_pair *out)
{
	double *x = malloc(c->sets * sizeof(*x));
	const char *name;
	json_t *list;

	if (!x)
		return -ENOMEM;
	json_object_foreach(json_object_get(c->root, "parameters"), name, list) {
		double rho;

		for (unsigned int k = 0; k < c->sets; k++)
			x[k] = (double)json_integer_value(json_array_get(list, k));
		rho = spread_rho(x, v, c->sets);
		if (spread_tells(rho, c->sets))
			rank(out->by, (struct clock_rank){ name, rho });
	}
	free(x);
	return 0;
}

int clock_pair(const struct clock *c, const struct clock_cells *pairs,
	       unsigned int n, const char *load, double margin,
	       struct clock_pair *out)
{
	double *v = calloc(c->sets + 1, sizeof(*v));
	int err = !n || !c->sets ? -ENOENT : v ? 0 : -ENOMEM;

	*out = (struct clock_pair){ .sets = c->sets, .blocks = n, .exact = true,
				    .margin = margin };
	for (unsigned int i = 0; i < n && !err; i++)
		err = add(c, &pairs[i], load, v, &out->exact);
	for (unsigned int k = 0; k <= c->sets && !err; k++)
		v[k] = exp(v[k] / n);
	if (!err) {
		out->serial = v[c->sets];
		err = spread_of(v, c->sets, &out->s);
	}
	out->says = verdict(&out->s, margin);
	if (!err && out->says == CLOCK_OPEN)
		err = find_deciders(c, v, out);
	free(v);
	return err;
}

void clock_say_open(const struct clock_pair *p, bool *told, FILE *out)
{
	if (p->says != CLOCK_OPEN)
		return;
	fprintf(out, "%s (%s would)", *told ? "" : ", " CLOCK_UNDECIDED,
		p->by[0].name ?: "no single parameter");
	*told = true;
}

const char *clock_ranks(const struct clock_pair *p, char text[CLOCK_RANK_TEXT])
{
	size_t n = 0;

	snprintf(text, CLOCK_RANK_TEXT, "no single parameter");
	for (unsigned int i = 0; i < CLOCK_RANKS && p->by[i].name &&
	     2 * fabs(p->by[i].rho) >= fabs(p->by[0].rho); i++)
		n += snprintf(text + n, CLOCK_RANK_TEXT - n, "%s%.30s %+.2f",
			      i ? ", " : "", p->by[i].name, p->by[i].rho);
	return text;
}

static void widen(double *widest, const json_t *a, const json_t *b)
{
	double x = json_integer_value(a), y = json_integer_value(b);

	if (x != y)
		*widest = fmax(*widest, fabs(x - y) / fmax(x, y));
}

/* The same cell and load, both with times or both without. */
static bool same_phase(const json_t *a, const json_t *b)
{
	return record_int(a, "cell", -1) == record_int(b, "cell", -1) &&
	       !strcmp(record_str(a, "load", ""), record_str(b, "load", "")) &&
	       !json_object_get(a, "why") == !json_object_get(b, "why");
}

int clock_compare(const struct clock *a, const struct clock *b, double *widest)
{
	const json_t *x = json_object_get(a->root, "phases");
	const json_t *y = json_object_get(b->root, "phases");
	json_t *p, *v;
	size_t i, k;

	*widest = 0;
	if (!a->sets || a->sets != b->sets ||
	    json_array_size(x) != json_array_size(y) ||
	    !json_equal(json_object_get(a->root, "parameters"),
			json_object_get(b->root, "parameters")))
		return -EINVAL;
	json_array_foreach(x, i, p) {
		const json_t *q = json_array_get(y, i);

		if (!same_phase(p, q))
			return -EINVAL;
		widen(widest, json_object_get(p, "serial_ns"),
		      json_object_get(q, "serial_ns"));
		json_array_foreach(json_object_get(p, "ns"), k, v)
			widen(widest, v, json_array_get(json_object_get(q, "ns"), k));
	}
	return 0;
}
