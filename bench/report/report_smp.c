// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_smp.c - boots with more than one CPU beside the same boots with one, of
 * the scenarios that the plan has on both machines: what became of the entries,
 * and all other counts of the record.
 */
#include <string.h>

#include "lint_mail.h"
#include "names.h"
#include "report.h"

struct beside {
	struct report *r;
	const struct machine *m;	/* with more than one CPU */
	unsigned int scenarios, boots;
	unsigned int outcomes, counts;	/* boots in which they are the same */
	unsigned int moved;	/* the host's pages lie elsewhere */
	unsigned int told;	/* differences; 0: only counting them so far */
	bool tell;
};

/* The same scenario on the machine with one CPU; -1: not in this plan. */
static int with_one(const struct plan *p, size_t k, const struct machine *m)
{
	char bare[128], other[128];

	plan_bare_name(p->scenarios[k].name, bare, sizeof(bare));
	for (size_t i = 0; i < p->nscenarios; i++) {
		plan_bare_name(p->scenarios[i].name, other, sizeof(other));
		if (!strcmp(plan_machine(p, i), m->one_cpu) &&
		    !strcmp(bare, other))
			return i;
	}
	return -1;
}

/* Where the host's pages lie is chance, and no count. */
static bool same_counts(const struct tally_boot *x, const struct tally_boot *y,
			char *what, size_t len)
{
	json_t *a = json_copy((json_t *)x->counts);
	json_t *b = json_copy((json_t *)y->counts);
	bool same;

	json_object_del(a, "placement");
	json_object_del(b, "placement");
	same = tally_same_counts(a, b, what, len);
	json_decref(a);
	json_decref(b);
	return same;
}

static bool good(const struct tally_boot *x)
{
	return x->counted && x->status != CELL_FAIL;
}

static void tell(struct beside *s, const struct tally_boot *x,
		 const struct tally_boot *y, const char *what)
{
	s->told++;
	if (s->tell)
		mail_para(s->r->out, "- %s seed %llu: %s%s", y->end->cell,
			  (unsigned long long)y->end->seed, what,
			  x->alike && y->alike ? "" : " (its pages lie by chance)");
}

/* x: one CPU. */
static void take(struct beside *s, const struct tally_boot *x,
		 const struct tally_boot *y)
{
	char what[200];
	bool same;

	if (!x->done || !y->done || (!x->counted && !y->counted))
		return;
	s->boots++;
	if (!good(x) || !good(y)) {
		tell(s, x, y, "counted on one of the machines only");
		return;
	}
	same = same_counts(x, y, what, sizeof(what));
	s->counts += same;
	s->outcomes += report_same_sum(&x->o, &y->o);
	s->moved += strcmp(record_str(x->counts, "placement", ""),
			   record_str(y->counts, "placement", "")) != 0;
	if (!same)
		tell(s, x, y, what);
}

static void walk(struct beside *s)
{
	const struct tally *t = &s->r->tally;
	const struct plan *p = &s->r->run.plan;

	*s = (struct beside){ .r = s->r, .m = s->m, .tell = s->tell };
	for (size_t k = 0; k < p->nscenarios; k++) {
		unsigned int before = s->boots;
		int one = strcmp(plan_machine(p, k), s->m->name) ? -1 :
			  with_one(p, k, s->m);

		for (size_t v = 0; one >= 0 && v < p->nvariants; v++)
			for (size_t b = 0; b < t->blocks; b++)
				take(s, tally_boot(t, v, one, b),
				     tally_boot(t, v, k, b));
		s->scenarios += s->boots > before;
	}
}

static void say(struct beside *s)
{
	FILE *out = s->r->out;

	mail_para(out, "%s beside one CPU, with the same kernel and seed, %u "
		  "scenario%s [x]: in %u of %u boots the entries became the same "
		  "(seen, 2MiB, split, failed, unsafe). In %u of %u all other counts "
		  "of the record are the same, too, to the digit (mappings, pins, "
		  "shadow tables, what is left, DMA, IOMMU, landings). In %u the "
		  "host's pages lie elsewhere.", s->m->name, s->scenarios,
		  s->scenarios == 1 ? "" : "s", s->outcomes, s->boots, s->counts, s->boots, s->moved);
	if (s->told)
		mail_para(out, "First difference, one CPU / %s:", s->m->name);
	s->tell = true;
	walk(s);
	s->tell = false;
	fputc('\n', out);
}

static void print_smp(struct report *r)
{
	size_t n;
	const struct machine *m = machine_list(&n);

	for (size_t i = 0; i < n; i++) {
		struct beside s = { .r = r, .m = &m[i] };

		if (!m[i].one_cpu)
			continue;
		walk(&s);
		if (s.boots)
			say(&s);
	}
}

const struct section section_smp = { .all = print_smp };
