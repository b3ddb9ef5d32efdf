// SPDX-License-Identifier: GPL-2.0-or-later
/* report_count.c - the sections made of exact counts. */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "names.h"
#include "report.h"
#include "table.h"

/* ---- counted twice -------------------------------------------------------- */

/* The kprobes count from outside what the kernel counts inside. */
void report_twice(struct report *r, unsigned int *twice, unsigned int *agree)
{
	*twice = *agree = 0;
	for (size_t i = 0; i < r->run.plan.ncells; i++) {
		const struct plan_cell *c = &r->run.plan.cells[i];
		const struct tally_boot *b = tally_boot(&r->tally, c->variant,
							c->scenario, c->block);

		*twice += b->twice;
		*agree += b->twice && b->agrees;
	}
}

/* ---- predictions ---------------------------------------------------------- */

static void contradiction(struct report *r, size_t v, size_t k,
			  const struct tally_boot *b, enum pred p)
{
	mail_para(r->out, "%s/%s seed %llu: predicted %s; of %llu ranges %llu 2MiB, "
		  "%llu split, %llu failed, %llu unsafe.",
		  r->run.plan.variants[v], r->run.plan.scenarios[k].name,
		  (unsigned long long)(b->end ? b->end->seed : 0), pred_name(p),
		  (unsigned long long)b->o.ranges, (unsigned long long)b->o.direct,
		  (unsigned long long)b->o.split, (unsigned long long)b->o.failed,
		  (unsigned long long)b->o.unsafe);
	if (r->run.plan.scenarios[k].why[0])
		mail_para(r->out, "Predicted because: %s.",
			  r->run.plan.scenarios[k].why);
}

/* The cell's boots that contradict; those judged at all go to *judged. */
static unsigned int judge_cell(struct report *r, size_t v, size_t k,
			       unsigned int *judged, const struct tally_boot **first)
{
	enum pred p = r->run.plan.scenarios[k].expect[v];
	unsigned int bad = 0;

	for (size_t b = 0; p != PRED_NONE && b < r->tally.blocks; b++) {
		const struct tally_boot *boot = tally_boot(&r->tally, v, k, b);

		if (!boot->counted || boot->status == CELL_FAIL)
			continue;
		++*judged;
		if (!pred_holds(p, &boot->o) && !bad++)
			*first = boot;
	}
	return bad;
}

void report_predicted(struct report *r, unsigned int *judged, unsigned int *bad)
{
	const struct tally_boot *first;

	*judged = *bad = 0;
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			*bad += judge_cell(r, v, k, judged, &first);
}

/* Where a count is not what was predicted, or not counted twice alike. */
static void print_contradictions(struct report *r)
{
	unsigned int judged = 0, any = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			const struct tally_boot *first;

			if (!judge_cell(r, v, k, &judged, &first))
				continue;
			if (!any++)
				mail_para(r->out, "Against the predictions, by variant and "
					  "scenario (first such boot)");
			contradiction(r, v, k, first,
				      r->run.plan.scenarios[k].expect[v]);
		}
	for (size_t i = 0; i < r->run.plan.ncells; i++) {
		const struct plan_cell *c = &r->run.plan.cells[i];
		const struct tally_boot *b = tally_boot(&r->tally, c->variant,
							c->scenario, c->block);

		if (b->twice && !b->agrees && b->end && ++any)
			mail_para(r->out, "The two counts disagree in %s seed %llu.",
				  b->end->cell, (unsigned long long)b->end->seed);
	}
	if (any)
		fputc('\n', r->out);
}

const struct section section_contradictions = { .all = print_contradictions };

/* ---- unsafe --------------------------------------------------------------- */

/* Cells in which some 2MiB entries are unsafe, and some not: the matrix's u. */
static void print_unsafe(struct report *r)
{
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			for (size_t v = 0; v < r->run.plan.nvariants; v++) {
				const struct outcome *o =
					&tally_cell(&r->tally, v, k)->sum;

				if (!o->unsafe || o->unsafe >= o->direct)
					continue;
				names_add(&l, "%s/%s %llu of %llu",
					  r->run.plan.variants[v],
					  r->run.plan.scenarios[k].name,
					  (unsigned long long)o->unsafe,
					  (unsigned long long)o->direct);
			}
		if (l.n) {
			mail_para(r->out, "Where some 2MiB entries are unsafe and some are "
				  "not, unsafe of all [x]: %s.", names_text(&l));
			fputc('\n', r->out);
		}
	}
	names_close(&l);
}

const struct section section_unsafe = { .all = print_unsafe };

/* ---- errors and leaks ----------------------------------------------------- */

enum harm { FAILED, TEARDOWN, CLOSE, TABLES, LOST, WARNED, BAD, HARMS };

static const struct {
	const char *name, *unit;
	bool inside;		/* counted by the kernel: not on stock */
	const char *means;
} harms[HARMS] = {
	[FAILED] = { "failed", "entries", false, "not shadowed at all" },
	[TEARDOWN] = { "pins at", "teardown", true,
		"pages still pinned when the guest had destroyed its page tables" },
	[CLOSE] = { "pins at", "close", true,
		"pages still pinned when the vGPU was closed" },
	[TABLES] = { "tables", "left", true, "shadow tables left at these times" },
	[LOST] = { "lost", "refs", true,
		"references, in use or leaked, to a mapping that one of another "
		"size replaced" },
	[WARNED] = { "warned", "boots", false, "the host's kernel complained" },
	[BAD] = { "dead", "boots", false, "they failed or crashed" },
};

/*
 * Counts of the scenario that is shown, else in how many scenarios there are
 * any: a sum would say how many ranges were chosen. *ran: it has a boot. True:
 * counted inside.
 */
static bool harm_of(const struct report *r, size_t v, int64_t *h, bool *ran)
{
	bool inside = false;

	*ran = false;
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		const struct tally_cell *c = tally_cell(&r->tally, v, k);
		const int64_t n[HARMS] = {
			[FAILED] = (int64_t)c->sum.failed,
			[TEARDOWN] = c->pins_teardown,
			[CLOSE] = c->pins_close,
			[TABLES] = c->spt_teardown + c->spt_close,
			[LOST] = c->lost_refs,
			[WARNED] = c->complaints,
			[BAD] = c->failed + c->crashed,
		};

		if (!report_wants(r, k) || (r->only < 0 && report_any_apart(r, k)))
			continue;
		*ran |= c->done;
		inside |= c->checked;
		for (enum harm i = 0; i < HARMS; i++)
			h[i] += r->only < 0 ? n[i] > 0 : n[i];
	}
	return inside;
}

static void put_harms(struct table *t, const struct report *r, const bool *used)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		int64_t h[HARMS] = { 0 };
		bool ran, inside = harm_of(r, v, h, &ran);
		size_t col = 0;

		table_put(t, v + 2, 0, "%s", r->run.plan.variants[v]);
		for (enum harm k = 0; k < HARMS; k++)
			if (used[k] && (inside || (ran && !harms[k].inside)))
				table_put(t, v + 2, ++col, "%lld", (long long)h[k]);
			else if (used[k])
				table_put(t, v + 2, ++col, ".");
	}
}

/* What the columns that are there mean. */
static void say_harms(struct report *r, const bool *used)
{
	struct names l;

	if (names_open(&l, 0)) {
		l.between = "; ";
		for (enum harm k = 0; k < HARMS; k++)
			if (used[k])
				names_add(&l, "%s %s: %s", harms[k].name,
					  harms[k].unit, harms[k].means);
		mail_para(r->out, "%s.", names_text(&l));
	}
	names_close(&l);
}

static void print_errors(struct report *r)
{
	bool used[HARMS] = { false };
	size_t cols = 1, col = 0;
	struct table t;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		int64_t h[HARMS] = { 0 };
		bool ran;

		harm_of(r, v, h, &ran);
		for (enum harm k = 0; k < HARMS; k++)
			used[k] |= h[k] != 0;
	}
	for (enum harm k = 0; k < HARMS; k++)
		cols += used[k];
	if (cols == 1)
		return;
	table_init(&t, cols);
	table_put(&t, 0, 0, "variant");
	for (enum harm k = 0; k < HARMS; k++) {
		if (!used[k])
			continue;
		table_put(&t, 0, ++col, "%s", harms[k].name);
		table_put(&t, 1, col, "%s", harms[k].unit);
	}
	put_harms(&t, r, used);
	mail_para(r->out, "Errors and leaks [x], %slower is better; columns of zeros are "
		  "left out; .: not counted", r->only < 0 ?
		  "in how many comparable scenarios, " : "");
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	if (r->only < 0)
		say_harms(r, used);
	fputc('\n', r->out);
}

const struct section section_errors = { .all = print_errors, .one = print_errors };
