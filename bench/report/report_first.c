// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_first.c - the first screen: what the run is and is not, the
 * questions with their answers (ask.h), and why to believe them.
 */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "lint_mail.h"
#include "names.h"

/* ---- trust ---------------------------------------------------------------- */

static void say_apart(struct report *r)
{
	struct names l;

	if (r->tally.baseline >= 0 && names_open(&l, ASK_NAMES)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			if (report_any_apart(r, k))
				names_add(&l, "%s", r->run.plan.scenarios[k].name);
		if (l.n)
			mail_para(r->out, "Not comparable, so only in Q4 (the guest got "
				  "other pages than under baseline): %s.",
				  names_text(&l));
		names_close(&l);
	}
}

/* "boots as predicted 612 of 612"; nothing of what was not looked at. */
static void put_part(struct names *l, const char *what, unsigned int good,
		     unsigned int all)
{
	if (all)
		names_add(l, "%s %u of %u", what, good, all);
}

/* " (repro-cycle 14, guest:blit-4k 2 and 1 more)", the boots of each scenario. */
static void say_crashed(const struct report *r, FILE *f)
{
	struct names l;

	if (names_open(&l, ASK_NAMES)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			unsigned int n = 0;

			for (size_t v = 0; v < r->run.plan.nvariants; v++)
				n += tally_cell(&r->tally, v, k)->crashed;
			if (n)
				names_add(&l, "%s %u", r->run.plan.scenarios[k].name, n);
		}
		if (l.n)
			fprintf(f, " (%s)", names_text(&l));
	}
	names_close(&l);
}

static void trust(struct report *r)
{
	unsigned int twice, agree, judged, bad, same, differ;
	const struct tally *t = &r->tally;
	struct names l;
	char what[256];

	report_twice(r, &twice, &agree);
	report_predicted(r, &judged, &bad);
	same = report_repeats(r, &differ, what, sizeof(what));
	if (names_open(&l, 0)) {
		put_part(&l, "boots whose two counts agree", agree, twice);
		put_part(&l, "as predicted before the run", judged - bad, judged);
		put_part(&l, "baseline run again with the same counts", same,
			 same + differ);
		put_part(&l, "cells run", t->done, t->planned);
		names_add(&l, "failed %u, crashed %u", t->failed, t->crashed);
		say_crashed(r, l.f);
		mail_para(r->out, "Trust: %s.%s", names_text(&l), differ ?
			  " NONDETERMINISM: rely on no count." : "");
	}
	names_close(&l);
	say_apart(r);
}

static bool anything_counted(const struct report *r)
{
	for (size_t i = 0; i < r->run.plan.nvariants * r->run.plan.nscenarios; i++)
		if (r->tally.cell[i].counted)
			return true;
	return false;
}

static bool has_smp(const struct report *r)
{
	const struct machine *m;
	bool smp = false;

	for (size_t i = 0; i < r->run.plan.nscenarios; i++) {
		m = machine_find(plan_machine(&r->run.plan, i));
		smp |= m && m->one_cpu;
	}
	return smp;
}

/* "vfio-only: VFIO alone decides; ...", as the plan says. */
static void say_variants(struct report *r)
{
	struct names l;

	if (names_open(&l, 0)) {
		l.between = "; ";
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			if ((int)v != r->tally.aa && *r->run.plan.facts[v].is)
				names_add(&l, "%s: %s", r->run.plan.variants[v],
					  r->run.plan.facts[v].is);
		if (l.n)
			mail_para(r->out, "Variants: %s.", names_text(&l));
	}
	names_close(&l);
}

void report_level(struct report *r)
{
	bool measured = report_measured(r);

	mail_para(r->out, "test level: %s", report_fixed_str(r, "machine", "level"));
	mail_para(r->out, "2MiB shadow GTT entries in GVT-g: KVM's memslot or VFIO "
		  "alone? Linux %s.", report_kernel(r));
	if (measured)
		mail_para(r->out, "[x] counted, [m] measured.");
	else
		mail_para(r->out, "Limits: KVM on AMD's SVM (GVT-g's hosts have "
			  "VMX), %sa model of the GPU; nothing ran on hardware. "
			  "[x] counted, [v] modelled time.",
			  has_smp(r) ? "" : "one CPU, ");
}

static void print_first(struct report *r)
{
	report_level(r);
	say_variants(r);
	if (!anything_counted(r))
		mail_para(r->out, "No cell of this run has counted 2MiB entries.");
	if (r->tally.baseline < 0)
		mail_para(r->out, "This run has no baseline to compare with.");
	ask_matter(r);
	ask_memslot(r);
	ask_vfio(r);
	ask_safe(r);
	ask_worth(r);
	ask_stock_host(r);
	report_census_first(r);
	trust(r);
	fputc('\n', r->out);
}

const struct section section_first = { .all = print_first };
