// SPDX-License-Identifier: GPL-2.0-or-later
/* plan.c - profiles as rows, and the making of plans; contract in plan.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "catalog.h"
#include "plan.h"
#include "plan_choose.h"
#include "rng.h"

#define ON_EACH_VTD(name) \
	name "@vtd-strict", name "@vtd-lazy", name "@vtd-pt"

static const struct profile profiles[] = {
	{ "quick", "primary probe scenarios, one seed: minutes",
	  .probe = PICK_PRIMARY, .guest = PICK_NONE, .aa = PICK_NONE,
	  .probe_seeds = { 1, 1 } },
	{ "default", "primary scenarios and guests, one seed, A/A on the probe",
	  .probe = PICK_PRIMARY, .guest = PICK_PRIMARY, .aa = PICK_PRIMARY,
	  .probe_seeds = { 1, 1 }, .guest_seeds = { 1, 1 },
	  .also = { "small-misaligned", "small-misaligned@vtd-strict",
		    "sweep-1g", "sweep-1g@vtd-strict" } },
	/* 8 seeds carry the primary family; the others are exploratory. */
	{ "full", "every scenario and guest: primary 8 seeds, others 2 or 1",
	  .probe = PICK_ALL, .guest = PICK_ALL, .aa = PICK_ALL,
	  .probe_seeds = { 8, 2 }, .guest_seeds = { 8, 1 },
	  .also = { "thp-aligned@vtd-strict", ON_EACH_VTD("hugetlb-1g"),
		    "small-scattered@vtd-strict",
		    "small-contiguous@vtd-strict",
		    ON_EACH_VTD("small-misaligned"), "shifted@vtd-strict",
		    ON_EACH_VTD("sweep-1g"), ON_EACH_VTD("guest:blit-thp"),
		    "guest:blit-4k@vtd-strict", "guest:user-mesa@emulated" } },
	{ "census", "who asks for which memory: real user space in guests",
	  .probe = PICK_NONE, .guest = PICK_NONE, .aa = PICK_NONE,
	  .census = true, .guest_seeds = { 1, 1 } },
	{ "census-policy", "what each policy makes of what real drivers ask for",
	  .probe = PICK_NONE, .guest = PICK_NONE, .aa = PICK_NONE,
	  .guest_seeds = { 1, 1 },
	  .also = { "guest:user-neo-4k", "guest:user-media-4k",
		    "guest:user-neo", "guest:user-neo-1g" } },
};

const struct profile *profile_list(size_t *n)
{
	*n = sizeof(profiles) / sizeof(profiles[0]);
	return profiles;
}

const struct profile *profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (!strcmp(profiles[i].name, name))
			return &profiles[i];
	return NULL;
}

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

/* Does this arm run that scenario in that block? */
static bool wanted(const struct plan *p, const struct profile *pr, size_t v,
		   size_t s, unsigned int block)
{
	bool guest = p->scenarios[s].guest;

	if (!strcmp(p->variants[v], AA_ARM) && guest && pr->aa != PICK_ALL)
		return false;
	if (p->scenarios[s].alone && strcmp(p->variants[v], BASELINE))
		return false;
	return block < p->scenarios[s].blocks;
}

unsigned int plan_blocks(const struct plan *p)
{
	unsigned int most = 0;

	for (size_t i = 0; i < p->nscenarios; i++)
		if (p->scenarios[i].blocks > most)
			most = p->scenarios[i].blocks;
	return most;
}

int plan_order(struct plan *p, const struct profile *pr)
{
	unsigned int rounds = plan_blocks(p);
	size_t most = rounds * p->nscenarios * p->nvariants;
	unsigned int *order = calloc(p->nvariants + 1, sizeof(*order));
	struct rng r;

	p->cells = calloc(most + 1, sizeof(*p->cells));
	p->ncells = 0;
	if (!order || !p->cells) {
		free(order);
		return -ENOMEM;
	}
	rng_seed(&r, p->order_seed);
	for (unsigned int b = 0; b < rounds; b++)
		for (size_t k = 0; k < 2 * p->nscenarios; k++) {
			size_t s = k % p->nscenarios;

			/* guests in the first pass: longest first */
			if (p->scenarios[s].guest != (k < p->nscenarios))
				continue;
			rng_order(&r, order, p->nvariants);
			for (size_t v = 0; v < p->nvariants; v++) {
				if (!wanted(p, pr, order[v], s, b))
					continue;
				p->cells[p->ncells] = (struct plan_cell){
					.index = p->ncells, .block = b,
					.seed = b + 1, .variant = order[v],
					.scenario = s };
				p->ncells++;
			}
		}
	free(order);
	return 0;
}

static uint64_t fresh_seed(void)
{
	uint32_t v = 0;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		v = getpid();
	return v;	/* 32 bits: whole in any JSON reader, short to type */
}

int plan_make(struct plan *p, const struct plan_request *rq, char *why,
	      size_t whylen)
{
	const struct profile *pr = profile_find(rq->profile ?: "default");
	struct plan_machines ms;
	int err;

	*p = (struct plan){ 0 };
	if (!pr)
		return plan_complain(why, whylen,
				"no profile '%s' (quick, default, full, census,"
				" census-policy)",
				rq->profile);
	err = plan_choose_machines(rq->machine ?: "emulated", &ms, why, whylen);
	if (err)
		return err;
	p->profile = strdup(pr->name);
	p->machine = strdup(ms.m[0]->name);
	p->seeds = rq->seeds;
	p->precision = rq->precision;
	p->order_seed = rq->order_seed_given ? rq->order_seed : fresh_seed();
	snprintf(why, whylen, "out of memory");
	p->primary_load = strdup(CATALOG_PRIMARY_LOAD);
	if (!p->profile || !p->machine || !p->primary_load)
		return -ENOMEM;
	err = plan_choose_variants(p, rq, why, whylen);
	if (!err && pr->aa != PICK_NONE && !rq->variants &&
	    plan_kernel_built(rq->build, BASELINE))
		err = plan_take_variant(p, rq->build, AA_ARM, why, whylen);
	if (!err)
		p->vfio_decides = plan_since_6_6(rq->build, p->variants[0]);
	if (!err)
		err = plan_choose_scenarios(p, rq, pr, &ms, why, whylen);
	if (!err)
		err = plan_check_machines(p, why, whylen);
	if (err)
		return err;
	if (plan_blocks(p) * p->nscenarios * p->nvariants > PLAN_MAX_CELLS)
		return plan_complain(why, whylen, "more than %d cells", PLAN_MAX_CELLS);
	return plan_order(p, pr);
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
