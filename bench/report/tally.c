// SPDX-License-Identifier: GPL-2.0-or-later
/* tally.c - see tally.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tally.h"

bool tally_comparable(const struct tally *t, size_t a, size_t b,
		      size_t scenario)
{
	const struct tally_cell *x = tally_cell(t, a, scenario);

	if (!x->counted || x->counted != tally_cell(t, b, scenario)->counted)
		return false;
	for (size_t i = 0; i < t->blocks; i++) {
		const struct tally_boot *p = tally_boot(t, a, scenario, i);
		const struct tally_boot *q = tally_boot(t, b, scenario, i);

		if (p->counted != q->counted ||
		    (p->counted && !(p->alike && q->alike)))
			return false;
	}
	return true;
}

static bool in_plan(const struct plan *p, const struct record *r)
{
	const struct plan_cell *c;

	if (r->index >= p->ncells)
		return false;
	c = &p->cells[r->index];
	return !strcmp(p->variants[c->variant], r->variant) &&
	       !strcmp(p->scenarios[c->scenario].name, r->scenario) &&
	       c->seed == r->seed && c->block == r->block;
}

static int find_variant(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->nvariants; i++)
		if (!strcmp(p->variants[i], name))
			return i;
	return -1;
}

/* A boot that failed gives no times: take out what it had written. */
static void forget_times(struct tally *t, const struct plan_cell *c)
{
	for (size_t i = 0; i < t->nseries; i++)
		if (t->series[i].scenario == c->scenario)
			t->series[i].v[c->variant * t->blocks + c->block] = NAN;
}

const char *tally_lacks(const struct tally *t, const struct tally_series *s,
			size_t variant)
{
	for (size_t b = 0; b < t->blocks; b++)
		if (s->lacks[variant * t->blocks + b])
			return s->lacks[variant * t->blocks + b];
	return NULL;
}

/* Of a variant whose GPU work was not all executed no boot's value stays. */
static void forget_void(struct tally *t, const struct tally_series *s)
{
	for (size_t v = 0; v < t->plan->nvariants; v++)
		for (size_t b = 0; tally_lacks(t, s, v) && b < t->blocks; b++)
			s->v[v * t->blocks + b] = NAN;
}

static void sum_up(struct tally *t)
{
	const struct plan *p = t->plan;

	for (size_t i = 0; i < t->nseries; i++)
		forget_void(t, &t->series[i]);
	for (size_t i = 0; i < p->ncells; i++) {
		const struct plan_cell *c = &p->cells[i];
		struct tally_boot *b = tally_boot(t, c->variant, c->scenario,
						  c->block);
		struct tally_cell *tc = tally_cell(t, c->variant, c->scenario);

		t->planned++;
		tc->planned++;
		t->done += b->done;
		if (!b->done)
			continue;
		t->failed += b->status == CELL_FAIL;
		t->crashed += b->status == CELL_CRASH;
		tc->not_set_up += b->why_not_set_up != NULL;
		if (b->status != CELL_OK)
			forget_times(t, c);
		if (!b->counted || b->status == CELL_FAIL)
			continue;
		tc->counted++;
		tc->checked |= b->checked;
		tc->sum.ranges += b->o.ranges;
		tc->sum.seen += b->o.seen;
		tc->sum.direct += b->o.direct;
		tc->sum.split += b->o.split;
		tc->sum.failed += b->o.failed;
		tc->sum.unsafe += b->o.unsafe;
	}
}

static int allocate(struct tally *t, const struct plan *p)
{
	size_t cells = p->nvariants * p->nscenarios;

	for (size_t i = 0; i < p->ncells; i++)
		if (p->cells[i].block >= t->blocks)
			t->blocks = p->cells[i].block + 1;
	t->boot = calloc(cells * t->blocks + 1, sizeof(*t->boot));
	t->cell = calloc(cells + 1, sizeof(*t->cell));
	return t->boot && t->cell ? 0 : -ENOMEM;
}

int tally_make(struct tally *t, const struct plan *p,
	       const struct records *r, char *why, size_t whylen)
{
	int err;

	*t = (struct tally){ .plan = p,
			     .baseline = find_variant(p, BASELINE),
			     .aa = find_variant(p, AA_ARM) };
	err = allocate(t, p);
	for (size_t i = 0; !err && i < r->n; i++) {
		if (in_plan(p, &r->v[i])) {
			err = tally_take(t, &r->v[i]);
			continue;
		}
		snprintf(why, whylen, "records.jsonl:%u: %s is not in the plan",
			 r->v[i].line, r->v[i].cell);
		err = -EINVAL;
	}
	if (err == -ENOMEM)
		snprintf(why, whylen, "out of memory");
	if (!err)
		sum_up(t);
	return err;
}

void tally_free(struct tally *t)
{
	for (size_t i = 0; i < t->nseries; i++) {
		free(t->series[i].v);
		free(t->series[i].lacks);
	}
	free(t->series);
	free(t->boot);
	free(t->cell);
	*t = (struct tally){ 0 };
}

size_t tally_ratios(const struct tally *t, const struct tally_series *s,
		    size_t variant, double *x)
{
	size_t n = 0;

	for (unsigned int b = 0; t->baseline >= 0 && b < t->blocks; b++) {
		double base = s->v[(size_t)t->baseline * t->blocks + b];
		double v = s->v[variant * t->blocks + b];

		if (isfinite(base) && isfinite(v))
			x[n++] = s->rate ? log(v / base) : log(base / v);
	}
	return n;
}

/* The first of any variant. */
static const char *lacks_any(const struct tally *t,
			     const struct tally_series *s)
{
	const char *lacks = NULL;

	for (size_t v = 0; !lacks && v < t->plan->nvariants; v++)
		lacks = tally_lacks(t, s, v);
	return lacks;
}

/* Series of i's scenario that are void for its reason: before it, behind it. */
static void voids_like(const struct tally *t, size_t i, const char *lacks,
		       size_t like[2])
{
	like[0] = like[1] = 0;
	for (size_t k = 0; k < t->nseries; k++) {
		const char *other = lacks_any(t, &t->series[k]);

		if (k != i && other && !strcmp(other, lacks) &&
		    t->series[k].scenario == t->series[i].scenario)
			like[k > i]++;
	}
}

#define VOIDS_NAMED 3u	/* one by one, if there are no more */

char *tally_voids(const struct tally *t, int only)
{
	char *text = NULL;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);

	for (size_t i = 0; f && i < t->nseries; i++) {
		const struct tally_series *s = &t->series[i];
		const char *lacks = lacks_any(t, s);
		size_t like[2];

		if (!lacks || (only >= 0 && (int)s->scenario != only))
			continue;
		voids_like(t, i, lacks, like);
		if (like[0] && like[0] + like[1] > VOIDS_NAMED)
			continue;	/* told of with the first */
		fprintf(f, "%s%s %s", n++ ? ", " : "",
			t->plan->scenarios[s->scenario].name, s->what);
		if (like[1] > VOIDS_NAMED)
			fprintf(f, " and %zu more", like[1]);
		fprintf(f, " (%s)", lacks);
	}
	if (f)
		fclose(f);
	if (!n) {
		free(text);
		text = NULL;
	}
	return text;
}

bool tally_contrast(const struct tally *t, size_t variant)
{
	return (int)variant != t->baseline && t->plan->facts[variant].judged;
}

size_t tally_family(const struct tally *t)
{
	size_t variants = 0, n = 0;

	for (size_t v = 0; v < t->plan->nvariants; v++)
		variants += tally_contrast(t, v);
	for (size_t i = 0; i < t->nseries; i++)
		n += t->series[i].primary && t->series[i].rate;
	return n * variants;
}

/* ---- exact counts --------------------------------------------------------- */

/* Times are compared by statistics, text not at all. */
static bool is_count(const char *key)
{
	size_t n = strlen(key);

	return !(n > 3 && !strcmp(key + n - 3, "_ns")) &&
	       strncmp(key, "hist_", 5) && strcmp(key, "virt") &&
	       strcmp(key, "text");
}

static bool same_at(const char *path, const json_t *a, const json_t *b,
		    char *what, size_t len)
{
	char sub[160];
	const char *key;
	json_t *v;

	if (!json_is_object(a) || !json_is_object(b)) {
		if (a && b && json_equal(a, b))
			return true;
		snprintf(what, len, "%s: %lld / %lld", path,
			 (long long)json_integer_value(a),
			 (long long)json_integer_value(b));
		return false;
	}
	json_object_foreach((json_t *)a, key, v) {
		snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", key);
		if (is_count(key) &&
		    !same_at(sub, v, json_object_get(b, key), what, len))
			return false;
	}
	json_object_foreach((json_t *)b, key, v)
		if (is_count(key) && !json_object_get(a, key)) {
			snprintf(what, len, "%s%s%s: only in one", path,
				 *path ? "." : "", key);
			return false;
		}
	return true;
}

bool tally_same_counts(const json_t *a, const json_t *b, char *what,
		       size_t len)
{
	if (!a || !b) {
		snprintf(what, len, "no counts");
		return false;
	}
	return same_at("", a, b, what, len);
}
