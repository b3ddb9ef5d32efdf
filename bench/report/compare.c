// SPDX-License-Identifier: GPL-2.0-or-later
/* compare.c - rows of two columns; compare_print.c writes them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "gtt2m.h"
#include "records/env.h"

static struct compare_row *add_row(struct compare *c, const char *variant,
				   const char *scenario, const char *what,
				   const char *tag)
{
	struct compare_row *v = realloc(c->v, (c->n + 1) * sizeof(*v));

	if (!v)
		return NULL;
	c->v = v;
	v += c->n++;
	*v = (struct compare_row){ .variant = variant, .scenario = scenario,
				   .tag = tag, .verdict = VERDICT_OPEN,
				   .judged = c->judging };
	snprintf(v->what, sizeof(v->what), "%s", what);
	return v;
}

static void count_verdict(struct compare *c, const struct compare_row *row)
{
	if (!row->judged || row->claim == CLAIM_NONE)
		return;
	c->worse += row->verdict == VERDICT_WORSE;
	c->open += row->verdict == VERDICT_OPEN;
}

/* When all rows are there: Holm's correction, as in the report; the sums. */
static int settle(struct compare *c)
{
	struct contrast **family = calloc(c->n + 1, sizeof(struct contrast *));
	size_t n = 0;

	if (!family)
		return -ENOMEM;
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].claim == CLAIM_PRIMARY)
			family[n++] = &c->v[i].contrast;
	stats_holm(family, n);
	free(family);
	for (size_t i = 0; i < c->n; i++) {
		if (c->v[i].claim != CLAIM_EXACT)
			c->v[i].verdict = c->v[i].contrast.verdict;
		count_verdict(c, &c->v[i]);
	}
	return 0;
}

/* Exact counts are compared by equality; sign says which way is better. */
static int add_count(struct compare *c, const char *variant,
		     const char *scenario, const char *what, int sign,
		     uint64_t base, uint64_t base_of, uint64_t other,
		     uint64_t other_of)
{
	struct compare_row *row = add_row(c, variant, scenario, what, "x");

	if (!row)
		return -ENOMEM;
	snprintf(row->base, sizeof(row->base), "%llu/%llu",
		 (unsigned long long)base, (unsigned long long)base_of);
	snprintf(row->other, sizeof(row->other), "%llu/%llu",
		 (unsigned long long)other, (unsigned long long)other_of);
	if (base == other && base_of == other_of)
		row->verdict = VERDICT_SAME;
	else if (base_of == other_of)
		row->verdict = (other > base) == (sign > 0) ? VERDICT_BETTER :
							      VERDICT_WORSE;
	return 0;
}

static int add_counts(struct compare *c, const char *variant,
		      const char *scenario, const struct tally_cell *base,
		      const struct tally_cell *other)
{
	const struct outcome *a = &base->sum, *b = &other->sum;
	int err;

	if (!base->counted || !other->counted)
		return 0;
	err = add_count(c, variant, scenario, "hit", 1, a->direct, a->seen,
			b->direct, b->seen);
	if (!err && (a->failed || b->failed))
		err = add_count(c, variant, scenario, "failed", -1, a->failed,
				a->seen, b->failed, b->seen);
	if (!err && (a->unsafe || b->unsafe))
		err = add_count(c, variant, scenario, "unsafe", -1, a->unsafe,
				a->seen, b->unsafe, b->seen);
	return err;
}

static int add_series(struct compare *c, const char *variant,
		      const char *scenario, const struct tally_series *s,
		      const double *x, size_t n)
{
	struct compare_row *row;
	struct contrast k;
	int sign = s->rate ? 1 : -1;

	if (!n)
		return 0;
	row = add_row(c, variant, scenario, s->what, "v");
	if (!row)
		return -ENOMEM;
	k = stats_judge(x, n, log1p(s->margin), STATS_FLIP_SEED);
	row->contrast = k;
	row->claim = s->primary && s->rate && row->judged ?
		     CLAIM_PRIMARY : CLAIM_NONE;
	snprintf(row->base, sizeof(row->base), "%zu seed%s", n, n == 1 ? "" : "s");
	snprintf(row->ratio, sizeof(row->ratio), "%.4f", exp(sign * k.ci.est));
	if (k.ci.valid) {
		snprintf(row->lo, sizeof(row->lo), "%.4f",
			 exp(sign > 0 ? k.ci.lo : -k.ci.hi));
		snprintf(row->hi, sizeof(row->hi), "%.4f",
			 exp(sign > 0 ? k.ci.hi : -k.ci.lo));
	}
	return 0;
}

static int find_name(char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return i;
	return -1;
}

static void note_run(struct compare *c, unsigned int i, const struct report *r)
{
	char *voids = tally_voids(&r->tally, -1);

	c->run[i] = r->run.name;
	c->env[i] = env_id(r->run.env);
	c->lost += r->tally.failed + r->tally.planned - r->tally.done;
	if (voids)
		snprintf(c->voids + strlen(c->voids),
			 sizeof(c->voids) - strlen(c->voids), "%s%s in %s",
			 *c->voids ? ", " : "", voids, r->run.name);
	free(voids);
}

/* Repeats of the A/A arm that do not repeat make every count doubtful. */
static void check_arm(struct compare *c, const struct report *r)
{
	unsigned int differ = 0;
	char what[256] = "";

	report_repeats(r, &differ, what, sizeof(what));
	if (!differ)
		return;
	c->nondeterministic += differ;
	snprintf(c->note, sizeof(c->note), "NONDETERMINISM in %s: %s and its "
		 "A/A arm counted %s", r->run.name, BASELINE, what);
}

int compare_variants(struct compare *c, struct report *r, const char *base)
{
	struct tally *t = &r->tally;
	double *x = calloc(t->blocks + 1, sizeof(*x));
	int err = x ? 0 : -ENOMEM;

	*c = (struct compare){ 0 };
	note_run(c, 0, r);
	check_arm(c, r);
	t->baseline = find_name(r->run.plan.variants, r->run.plan.nvariants, base);
	if (t->baseline < 0)
		err = -EINVAL;
	for (size_t v = 0; !err && v < r->run.plan.nvariants; v++) {
		if ((int)v == t->baseline)
			continue;
		c->judging = r->run.plan.facts[v].judged;
		for (size_t k = 0; !err && k < r->run.plan.nscenarios; k++)
			err = add_counts(c, r->run.plan.variants[v],
					 r->run.plan.scenarios[k].name,
					 tally_cell(t, t->baseline, k),
					 tally_cell(t, v, k));
		for (size_t i = 0; !err && i < t->nseries; i++)
			err = add_series(c, r->run.plan.variants[v],
				r->run.plan.scenarios[t->series[i].scenario].name,
				&t->series[i], x,
				tally_ratios(t, &t->series[i], v, x));
	}
	free(x);
	return err ? err : settle(c);
}

/* ---- two runs ------------------------------------------------------------- */

struct pair {
	struct report *a, *b;
	int va, vb, ka, kb;	/* variant, scenario in each */
};

static const struct tally_series *other_series(const struct pair *p,
					       const struct tally_series *s)
{
	const struct tally *t = &p->b->tally;

	for (size_t i = 0; i < t->nseries; i++)
		if ((int)t->series[i].scenario == p->kb &&
		    !strcmp(t->series[i].what, s->what))
			return &t->series[i];
	return NULL;
}

/* Log ratios b to a of the blocks both have; blocks are seeds. */
static size_t pair_ratios(const struct pair *p, const struct tally_series *s,
			  const struct tally_series *o, double *x)
{
	const struct tally *ta = &p->a->tally, *tb = &p->b->tally;
	size_t n = 0;

	for (size_t b = 0; b < ta->blocks && b < tb->blocks; b++) {
		double u = s->v[p->va * ta->blocks + b];
		double w = o->v[p->vb * tb->blocks + b];

		if (isfinite(u) && isfinite(w))
			x[n++] = s->rate ? log(w / u) : log(u / w);
	}
	return n;
}

/* The same environment and seed must give the same counts. */
static void check_repeats(struct compare *c, const struct pair *p)
{
	const struct tally *ta = &p->a->tally, *tb = &p->b->tally;
	char what[160];

	for (size_t b = 0; b < ta->blocks && b < tb->blocks; b++) {
		const struct tally_boot *x = tally_boot(ta, p->va, p->ka, b);
		const struct tally_boot *y = tally_boot(tb, p->vb, p->kb, b);

		if (!x->counted || !y->counted)
			continue;
		if (!tally_same_counts(x->counts, y->counts, what, sizeof(what)) &&
		    !c->nondeterministic++)
			snprintf(c->note, sizeof(c->note), "NONDETERMINISM: %s/%s seed "
				 "%zu, the same environment counted %s",
				 p->a->run.plan.variants[p->va],
				 p->a->run.plan.scenarios[p->ka].name, b + 1, what);
	}
}

static int compare_pair(struct compare *c, const struct pair *p, double *x,
			bool same_env)
{
	const struct tally *ta = &p->a->tally;
	const char *variant = p->a->run.plan.variants[p->va];
	const char *scenario = p->a->run.plan.scenarios[p->ka].name;
	int err;

	c->judging = p->a->run.plan.facts[p->va].judged;
	err = add_counts(c, variant, scenario, tally_cell(ta, p->va, p->ka),
			 tally_cell(&p->b->tally, p->vb, p->kb));

	if (same_env)
		check_repeats(c, p);
	for (size_t i = 0; !err && !c->counts_only && i < ta->nseries; i++) {
		const struct tally_series *s = &ta->series[i], *o;

		if ((int)s->scenario != p->ka)
			continue;
		o = other_series(p, s);
		if (o)
			err = add_series(c, variant, scenario, s, x,
					 pair_ratios(p, s, o, x));
	}
	return err;
}

/* Machine, model and clock alike? Else a time is of another kind. */
static bool same_machine(const struct report *a, const struct report *b)
{
	static const char *const keys[] = { "machine", "qemu_sha256",
					    "gpu_params_sha256" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		json_t *x = report_fixed(a, keys[i]), *y = report_fixed(b, keys[i]);

		if (x && y && !json_equal(x, y))
			return false;
	}
	return true;
}

/* Take out of a what b does not have. */
static void keep_common(json_t *a, const json_t *b)
{
	const char *key;
	json_t *v;
	void *tmp;

	json_object_foreach_safe(a, tmp, key, v)
		if (!json_object_get(b, key))
			json_object_del(a, key);
}

/*
 * The first difference that matters to the cells both have: a variant or
 * an image that only one run used is none.
 */
static int differ_in_common(const json_t *a, const json_t *b, char *what,
			    size_t len)
{
	json_t *x = json_deep_copy(a), *y = json_deep_copy(b);
	json_t *fx = json_object_get(x, "fixed"), *fy = json_object_get(y, "fixed");
	json_t *kx = json_object_get(fx, "kernels");
	json_t *ky = json_object_get(fy, "kernels");
	int differ;

	keep_common(fx, fy);
	keep_common(fy, fx);
	keep_common(kx, ky);
	keep_common(ky, kx);
	differ = env_differ(x, y, what, len);
	json_decref(x);
	json_decref(y);
	return differ;
}

static int find_scenario(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->nscenarios; i++)
		if (!strcmp(p->scenarios[i].name, name))
			return i;
	return -1;
}

int compare_runs(struct compare *c, struct report *a, struct report *b)
{
	double *x = calloc(a->tally.blocks + 1, sizeof(*x));
	bool same_env;
	char diff[400];
	int err = x ? 0 : -ENOMEM;

	*c = (struct compare){ .counts_only = !same_machine(a, b) };
	note_run(c, 0, a);
	note_run(c, 1, b);
	check_arm(c, a);
	check_arm(c, b);
	same_env = !differ_in_common(a->run.env, b->run.env, diff, sizeof(diff));
	if (!same_env)
		snprintf(c->note + strlen(c->note), sizeof(c->note) - strlen(c->note),
			 "%senvironments differ, first in %s%s", *c->note ? "; " : "",
			 diff, c->counts_only ? "; times are of another machine "
			 "and not compared" : "");
	for (size_t v = 0; v < a->run.plan.nvariants; v++)
		for (size_t k = 0; !err && k < a->run.plan.nscenarios; k++) {
			struct pair p = { .a = a, .b = b, .va = v, .ka = k };

			p.vb = find_name(b->run.plan.variants, b->run.plan.nvariants,
					 a->run.plan.variants[v]);
			p.kb = find_scenario(&b->run.plan, a->run.plan.scenarios[k].name);
			if (p.vb >= 0 && p.kb >= 0)
				err = compare_pair(c, &p, x, same_env);
		}
	free(x);
	return err ? err : settle(c);
}

void compare_free(struct compare *c)
{
	free(c->v);
	c->v = NULL;
	c->n = 0;
}

int compare_code(const struct compare *c)
{
	if (c->nondeterministic)
		return EXIT_INVALID;
	if (c->lost)
		return EXIT_HARNESS;
	if (c->worse)
		return EXIT_WORSE;
	return c->open || !c->n ? EXIT_UNDECIDED : EXIT_FINE;
}
