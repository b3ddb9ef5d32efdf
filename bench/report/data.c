// SPDX-License-Identifier: GPL-2.0-or-later
/* data.c - a run's folder read for a report, and what sections ask of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

json_t *report_fixed(const struct report *r, const char *key)
{
	return json_object_get(json_object_get(r->run.env, "fixed"), key);
}

const char *report_fixed_str(const struct report *r, const char *a,
			     const char *b)
{
	json_t *v = report_fixed(r, a);

	if (b)
		v = json_object_get(v, b);
	return json_is_string(v) ? json_string_value(v) : "unknown";
}

int report_open(struct report *r, const char *dir, char *why, size_t whylen)
{
	int err;

	*r = (struct report){ .only = -1 };
	err = run_load(&r->run, dir, why, whylen);
	if (!err)
		err = clock_read(&r->clock, dir, why, whylen);
	return err ? err : tally_make(&r->tally, &r->run.plan, &r->run.records,
				      why, whylen);
}

int report_borrow(struct report *r, const char *dir, char *why, size_t whylen)
{
	struct report *l;
	int err;

	if (r->clock.sets) {
		snprintf(why, whylen, "the run has GPU times of its own");
		return -EEXIST;
	}
	l = malloc(sizeof(*l));
	if (!l) {
		snprintf(why, whylen, "out of memory");
		return -ENOMEM;
	}
	err = report_open(l, dir, why, whylen);
	r->lender = l;		/* report_close() ends it, too */
	if (err)
		return err;
	if (!l->clock.sets || l->tally.baseline < 0 || !l->run.records.n) {
		snprintf(why, whylen, "%s has no GPU times to take", dir);
		return -ENOENT;
	}
	if (strcmp(report_kernel(r), report_kernel(l))) {
		snprintf(why, whylen, "%s is of Linux %s, this run of %s", dir,
			 report_kernel(l), report_kernel(r));
		return -EINVAL;
	}
	return 0;
}

void report_close(struct report *r)
{
	if (r->lender)
		report_close(r->lender);
	free(r->lender);
	tally_free(&r->tally);
	clock_free(&r->clock);
	run_unload(&r->run);
}

int report_variant(const struct report *r, const char *name)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (!strcmp(r->run.plan.variants[v], name))
			return (int)v;
	return -1;
}

int report_scenario(const struct report *r, const char *name)
{
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (!strcmp(r->run.plan.scenarios[k].name, name))
			return (int)k;
	return -1;
}

bool report_arranged(const struct report *r, size_t k)
{
	return !r->run.plan.scenarios[k].guest &&
	       !strchr(r->run.plan.scenarios[k].name, '@');
}

bool report_measured(const struct report *r)
{
	return strstr(report_fixed_str(r, "machine", "clock"), "CLOCK_") != NULL;
}

unsigned int report_insn_ns(const struct report *r)
{
	unsigned int shift;

	return sscanf(report_fixed_str(r, "machine", "clock"), "icount shift=%u",
		      &shift) == 1 ? 1u << shift : 0;
}

const char *report_kernel(const struct report *r)
{
	size_t v = r->tally.baseline >= 0 ? (size_t)r->tally.baseline : 0;
	const json_t *kernel = json_object_get(report_fixed(r, "kernels"),
					       r->run.plan.variants[v]);

	return record_str(json_object_get(kernel, "info"), "version", "unknown");
}

bool report_same_sum(const struct outcome *a, const struct outcome *b)
{
	return a->seen == b->seen && a->direct == b->direct &&
	       a->split == b->split && a->failed == b->failed &&
	       a->unsafe == b->unsafe;
}

uint64_t report_safe(const struct outcome *o)
{
	return o->direct - o->unsafe;
}

bool report_apart(const struct report *r, size_t v, size_t k)
{
	return r->tally.baseline >= 0 && tally_contrast(&r->tally, v) &&
	       tally_cell(&r->tally, r->tally.baseline, k)->sum.seen &&
	       tally_cell(&r->tally, v, k)->sum.seen &&
	       !tally_comparable(&r->tally, v, r->tally.baseline, k);
}

bool report_placebo(const struct report *r, size_t v)
{
	return !strcmp(r->run.plan.variants[v], "baseline-moved");
}

bool report_translated(const struct report *r, size_t k)
{
	const char *at = strchr(r->run.plan.scenarios[k].name, '@');
	const struct machine *m = at ? machine_find(at + 1) : NULL;

	return m && m->translates;
}

bool report_any_apart(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (report_apart(r, v, k))
			return true;
	return false;
}

/* A scenario on a machine that does not repeat, in a plan that does. */
static bool inexact(const struct plan *p, size_t scenario)
{
	const struct machine *own = machine_find(p->machine);
	const struct machine *m = machine_find(plan_machine(p, scenario));

	return own && own->exact && m && !m->exact;
}

unsigned int report_repeats(const struct report *r, unsigned int *differ,
			    char *what, size_t len)
{
	const struct tally *t = &r->tally;
	unsigned int same = 0;
	char first[160];

	*differ = 0;
	if (t->aa < 0 || t->baseline < 0)
		return 0;
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		for (size_t b = 0; b < t->blocks; b++) {
			const struct tally_boot *x = tally_boot(t, t->aa, k, b);
			const struct tally_boot *y =
				tally_boot(t, t->baseline, k, b);

			if (!x->counted || !y->counted || inexact(&r->run.plan, k) ||
			    x->status == CELL_FAIL || y->status == CELL_FAIL)
				continue;
			if (tally_same_counts(y->counts, x->counts, first,
					      sizeof(first)))
				same++;
			else if (!(*differ)++)
				snprintf(what, len, "%s seed %llu, %s",
					 r->run.plan.scenarios[k].name,
					 (unsigned long long)(x->end ?
					 x->end->seed : 0), first);
		}
	return same;
}

/* First record of a kind that a variant left in a scenario, by the order. */
const struct record *report_record(const struct report *r, const char *kind,
				   size_t variant, size_t scenario)
{
	const struct record_like like = {
		.kind = kind, .variant = r->run.plan.variants[variant],
		.scenario = r->run.plan.scenarios[scenario].name,
	};
	const struct record *rec = NULL;

	while ((rec = records_next(&r->run.records, &like, rec)) && rec->block)
		;
	return rec;
}
