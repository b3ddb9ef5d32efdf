// SPDX-License-Identifier: GPL-2.0-or-later
/* plan.c - the lists of a plan; contract in plan.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "plan_choose.h"

int plan_complain(char *why, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int plan_add_variant(struct plan *p, const char *name,
		     const struct variant *facts)
{
	struct variant *f;
	char **v;

	for (size_t i = 0; i < p->nvariants; i++)
		if (!strcmp(p->variants[i], name))
			return 0;
	v = realloc(p->variants, (p->nvariants + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	p->variants = v;
	f = realloc(p->facts, (p->nvariants + 1) * sizeof(*f));
	if (!f)
		return -ENOMEM;
	p->facts = f;
	f[p->nvariants] = *facts;
	v[p->nvariants] = strdup(name);
	return v[p->nvariants++] ? 0 : -ENOMEM;
}

int plan_add_scenario(struct plan *p, const struct plan_scenario *s)
{
	struct plan_scenario *v, *d;

	for (size_t i = 0; i < p->nscenarios; i++)
		if (!strcmp(p->scenarios[i].name, s->name))
			return 0;
	v = realloc(p->scenarios, (p->nscenarios + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	p->scenarios = v;
	d = &v[p->nscenarios++];
	*d = *s;
	d->name = strdup(s->name);
	d->desc = strdup(s->desc);
	d->append = strdup(s->append);
	d->image = strdup(s->image ?: "");
	d->why = strdup(s->why);
	d->expect = calloc(p->nvariants + 1, sizeof(*d->expect));
	if (!d->name || !d->desc || !d->append || !d->image || !d->why || !d->expect)
		return -ENOMEM;
	for (size_t i = 0; s->expect && i < p->nvariants; i++)
		d->expect[i] = s->expect[i];
	return 0;
}

void plan_bare_name(const char *name, char *out, size_t len)
{
	snprintf(out, len, "%.*s", (int)strcspn(name, "@"), name);
}

const char *plan_machine(const struct plan *p, size_t scenario)
{
	const char *at = strchr(p->scenarios[scenario].name, '@');

	return at ? at + 1 : p->machine;
}

unsigned int plan_blocks(const struct plan *p)
{
	unsigned int most = 0;

	for (size_t i = 0; i < p->nscenarios; i++)
		if (p->scenarios[i].blocks > most)
			most = p->scenarios[i].blocks;
	return most;
}

void plan_free(struct plan *p)
{
	for (size_t i = 0; i < p->nvariants; i++)
		free(p->variants[i]);
	for (size_t i = 0; i < p->nscenarios; i++) {
		free(p->scenarios[i].name);
		free(p->scenarios[i].desc);
		free(p->scenarios[i].append);
		free(p->scenarios[i].image);
		free(p->scenarios[i].why);
		free(p->scenarios[i].expect);
	}
	free(p->variants);
	free(p->facts);
	free(p->scenarios);
	free(p->cells);
	free(p->profile);
	free(p->machine);
	free(p->primary_load);
	free(p->stop_why);
	free(p->left_out);
	*p = (struct plan){ 0 };
}
