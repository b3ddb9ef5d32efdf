// SPDX-License-Identifier: GPL-2.0-or-later
/* See policies.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policies.h"

bool policies_same_load(const struct phase *a, const struct phase *b)
{
	return census_same_program(a, b) && !strcmp(a->load, b->load);
}

bool policies_same_row(const struct phase *a, const struct phase *b)
{
	return policies_same_load(a, b) && !strcmp(a->setting, b->setting);
}

static size_t variant_of(struct policies *all, const char *name)
{
	size_t i = 0;

	while (i < all->nvariants && strcmp(all->variant[i], name))
		i++;
	if (i == all->nvariants && i < POLICIES_MOST)
		all->variant[all->nvariants++] = name;
	return i;
}

/* 0 or -ENOMEM. */
static int take(struct policies *all, const struct phase *p, size_t variant)
{
	struct made one = { *p, variant }, *v;

	one.p.skipped = one.p.writers = NULL;	/* stay *p's */
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].variant == variant &&
		    policies_same_row(&all->v[i].p, p)) {
			all->v[i] = one;
			return 0;
		}
	v = realloc(all->v, (all->n + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	all->v = v;
	v[all->n++] = one;
	return 0;
}

static int take_variant(struct policies *all, const struct report *r, size_t v,
			const struct report *first)
{
	struct census c = { 0 };
	int err = 0;

	census_collect(&c, r, v);
	for (size_t i = 0; i < c.n && !err; i++) {
		size_t at = variant_of(all, r->run.plan.variants[v]);

		if (at == POLICIES_MOST || !strcmp(c.v[i].load, CENSUS_BOOT))
			continue;
		census_name_kernel(&c.v[i], first);
		err = take(all, &c.v[i], at);
	}
	census_free(&c);
	return err;
}

int policies_collect(struct policies *all, const struct report *runs, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && !err; i++)
		for (size_t v = 0; v < runs[i].run.plan.nvariants && !err; v++)
			err = take_variant(all, &runs[i], v, runs);
	return err;
}

bool policies_judged(const struct policies *all, const struct phase *p,
		     alike same)
{
	for (size_t i = 0; i < all->n; i++)
		if (same(&all->v[i].p, p) &&
		    strcmp(all->variant[all->v[i].variant], BASELINE))
			return true;
	return false;
}

bool policies_met(const struct policies *all, size_t at, alike same)
{
	for (size_t i = 0; i < at; i++)
		if (same(&all->v[i].p, &all->v[at].p))
			return true;
	return false;
}
