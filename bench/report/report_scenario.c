// SPDX-License-Identifier: GPL-2.0-or-later
/* report_scenario.c - one scenario: why it is there, what each boot counted. */
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

static const char *const heads[] = {
	"variant", "seed", "expect", "seen", "2MiB", "split", "error", "unsafe",
	"no try",
};
#define COLS (sizeof(heads) / sizeof(heads[0]))

/* What the kernel decided to split before it tried to map, of those split. */
static void put_decided(struct table *t, size_t row, const struct tally_boot *b)
{
	const json_t *c = json_object_get(b->counts, "counters");
	int64_t n = record_int(c, "decided_split", -1);

	if (n < 0)
		table_put(t, row, 8, ".");
	else
		table_put(t, row, 8, "%lld", (long long)n);
}

static void put_boot(struct table *t, size_t row, const struct report *r, size_t v,
		     const struct tally_boot *b)
{
	table_put(t, row, 0, "%s", r->run.plan.variants[v]);
	table_put(t, row, 1, "%llu", (unsigned long long)b->end->seed);
	table_put(t, row, 2, "%s",
		  pred_name(r->run.plan.scenarios[r->only].expect[v]));
	table_put(t, row, 3, "%llu", (unsigned long long)b->o.seen);
	table_put(t, row, 4, "%llu", (unsigned long long)b->o.direct);
	table_put(t, row, 5, "%llu", (unsigned long long)b->o.split);
	table_put(t, row, 6, "%llu", (unsigned long long)b->o.failed);
	if (b->checked)
		table_put(t, row, 7, "%llu", (unsigned long long)b->o.unsafe);
	else
		table_put(t, row, 7, ".");
	put_decided(t, row, b);
}

/* Split without a try, all boots; -1: no counter. */
static int64_t decided(const struct report *r, size_t v)
{
	int64_t sum = -1;

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const struct tally_boot *b = tally_boot(&r->tally, v, r->only, i);
		int64_t n = record_int(json_object_get(b->counts, "counters"),
				       "decided_split", -1);

		if (n >= 0)
			sum = sum < 0 ? n : sum + n;
	}
	return sum;
}

/* Answers of the memslot, all boots: asked or no; -1: not counted. */
static int64_t memslot(const struct report *r, size_t v, const char *key)
{
	int64_t sum = -1;

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const struct tally_boot *b = tally_boot(&r->tally, v, r->only, i);
		const json_t *dma = json_object_get(b->counts, "dma");
		int64_t n = record_int(json_object_get(dma, "memslot"), key, -1);

		if (n >= 0)
			sum = sum < 0 ? n : sum + n;
	}
	return sum;
}

/* As counted at the function that answers, by variant. False: in none. */
static bool say_answers(struct report *r)
{
	bool any = false;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		int64_t no = memslot(r, v, "no"), all = decided(r, v);

		if (no < 0)
			continue;
		any = true;
		mail_para(r->out, "%s: the memslot was asked %lld times and refused "
			  "%lld times; %lld more entries were split without a try, "
			  "because of the page.", r->run.plan.variants[v],
			  (long long)memslot(r, v, "asked"), (long long)no,
			  (long long)(all - no));
	}
	return any;
}

/*
 * Records of before it was counted: the memslot is asked before the page, by a
 * variant that else is the baseline, so what it splits more on the same ranges
 * is the memslot's no.
 */
static void say_memslot(struct report *r)
{
	int v = report_variant(r, "kvm-memslot"), base = r->tally.baseline;
	int64_t all, page;

	if (say_answers(r))
		return;
	if (v < 0 || base < 0 || !tally_comparable(&r->tally, v, base, r->only))
		return;
	all = decided(r, v);
	page = decided(r, base);
	if (all > 0 && page >= 0 && all >= page)
		mail_para(r->out, "Of %lld entries that kvm-memslot splits without a try, "
			  "the memslot refused %lld and the page %lld, which the "
			  "baseline splits, too.", (long long)all, (long long)(all - page),
			  (long long)page);
}

static void print_scenario(struct report *r)
{
	const struct plan_scenario *s = &r->run.plan.scenarios[r->only];
	size_t row = 0;
	struct table t;

	mail_para(r->out, "%s: %s%s%s", s->name, s->desc,
		  s->why[0] ? ". Predicted because: " : "", s->why);
	mail_para(r->out, "test level: %s; run %s",
		  report_fixed_str(r, "machine", "level"), r->run.name);
	table_begin(&t, 1, COLS, heads);
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		for (size_t i = 0; i < r->tally.blocks; i++) {
			const struct tally_boot *b = tally_boot(&r->tally, v, r->only, i);

			if (b->counted && b->end)
				put_boot(&t, ++row, r, v, b);
		}
	if (row) {
		table_print(&t, r->out, MAIL_COLS);
		mail_para(r->out, "no try: split before a mapping at 2MiB was tried; "
			  ".: not counted");
		say_memslot(r);
	}
	table_free(&t);
	fputc('\n', r->out);
}

const struct section section_scenario = { .one = print_scenario };
