// SPDX-License-Identifier: GPL-2.0-or-later
/* plan_make.c - the making of a plan, and its order; contract in plan.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "catalog.h"
#include "nearest.h"
#include "plan.h"
#include "plan_choose.h"
#include "rng.h"

/* Is there a variant before v in the plan of which the same is predicted? */
static bool told_before(const struct plan *p, size_t v, size_t s)
{
	const enum pred *expect = p->scenarios[s].expect;

	for (size_t i = 0; i < v; i++)
		if (expect[v] != PRED_NONE && expect[i] == expect[v])
			return true;
	return false;
}

/* Does this arm run that scenario in that block? aa_guests: the A/A arm has guests. */
static bool wanted(const struct plan *p, bool aa_guests, size_t v, size_t s,
		   unsigned int block)
{
	bool guest = p->scenarios[s].guest;

	if (!strcmp(p->variants[v], AA_ARM) && guest && !aa_guests)
		return false;
	if (p->scenarios[s].alone && strcmp(p->variants[v], BASELINE))
		return false;
	if (p->scenarios[s].once && told_before(p, v, s))
		return false;
	return block < p->scenarios[s].blocks;
}

static int order(struct plan *p, bool aa_guests)
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
				if (!wanted(p, aa_guests, order[v], s, b))
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

static int no_profile(const char *name, char *why, size_t len)
{
	struct nearest near = { .word = name };
	char meant[96];
	size_t n;
	const struct profile *all = profile_list(&n);

	for (size_t i = 0; i < n; i++)
		nearest_see(&near, all[i].name);
	return plan_complain(why, len, "no profile '%s' (gtt2m list profiles)%s",
			     name, nearest_text(&near, meant));
}

int plan_make(struct plan *p, const struct plan_request *rq, char *why,
	      size_t whylen)
{
	const struct profile *pr = profile_find(rq->profile ?: "default");
	struct plan_machines ms;
	int err;

	*p = (struct plan){ 0 };
	if (!pr)
		return no_profile(rq->profile, why, whylen);
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
	/* an arm that was named runs all that was asked for */
	return order(p, rq->variants || pr->aa == PICK_ALL);
}
