// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_chance.c - guests on small pages, whose pages lie where chance has put
 * them: in how many boots of a row were entries unsafe? Rows of one boot say
 * nothing about that and are left out.
 */
#include <stdint.h>

#include "lint_mail.h"
#include "names.h"
#include "report.h"
#include "table.h"

struct chance {
	size_t boots, hits;	/* counted by the oracle; with an unsafe entry */
	size_t down;		/* of the hits: the guest, or its host, went down */
	uint64_t seen, unsafe;
	int64_t off[2], aligned[2], ranges;	/* least and most of a boot */
};

static void widen(int64_t span[2], int64_t x, bool first)
{
	span[0] = first || x < span[0] ? x : span[0];
	span[1] = first || x > span[1] ? x : span[1];
}

static struct chance chance_of(const struct report *r, size_t v, size_t k)
{
	struct chance c = { 0 };

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const struct tally_boot *b = tally_boot(&r->tally, v, k, i);

		if (!b->counted || !b->checked || !b->small)
			continue;
		widen(c.off, b->ram_off, !c.boots);
		widen(c.aligned, b->ram_aligned, !c.boots);
		c.ranges = b->ram_ranges > c.ranges ? b->ram_ranges : c.ranges;
		c.boots++;
		c.hits += b->o.unsafe > 0;
		c.down += tally_went_down(b);
		c.seen += b->o.seen;
		c.unsafe += b->o.unsafe;
	}
	return c;
}

/* Over the rows that are told. */
static struct chance chance_in_all(const struct report *r, size_t v)
{
	struct chance sum = { 0 };

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		struct chance c = chance_of(r, v, k);

		if (!report_wants(r, k) || c.boots < 2)
			continue;
		sum.boots += c.boots;
		sum.hits += c.hits;
	}
	return sum;
}

static void put_span(struct table *t, size_t row, size_t col, const int64_t span[2],
		     int64_t of)
{
	if (!of)
		table_put(t, row, col, ".");
	else if (span[0] == span[1])
		table_put(t, row, col, "%lld", (long long)span[0]);
	else
		table_put(t, row, col, "%lld-%lld", (long long)span[0],
			  (long long)span[1]);
}

static void put_row(struct table *t, size_t row, const struct report *r, size_t v,
		    size_t k)
{
	struct chance c = chance_of(r, v, k);
	double lo, hi;

	stats_share(c.hits, c.boots, &lo, &hi);
	table_put(t, row, 0, "%s", r->run.plan.scenarios[k].name);
	table_put(t, row, 1, "%s", r->run.plan.variants[v]);
	put_span(t, row, 2, c.aligned, c.ranges);
	put_span(t, row, 3, c.off, c.ranges);
	table_put(t, row, 4, "%llu/%llu", (unsigned long long)c.unsafe,
		  (unsigned long long)c.seen);
	table_put(t, row, 5, "%zu/%zu", c.hits, c.boots);
	table_put(t, row, 6, "%.0f-%.0f", lo * 100, hi * 100);
}

/* "No boot of baseline (16), vfio-aligned (16) had an unsafe entry." */
static void say_none(struct report *r)
{
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t v = 0; v < r->run.plan.nvariants; v++) {
			struct chance c = chance_in_all(r, v);

			if (c.boots && !c.hits)
				names_add(&l, "%s (%zu)", r->run.plan.variants[v],
					  c.boots);
		}
		if (l.n)
			mail_para(r->out, "Variants without an unsafe entry in any of "
				  "their boots of these guests: %s.", names_text(&l));
	}
	names_close(&l);
}

/* "Crashed ...: vfio-only guest:blit-4k 3 of 8, ..." */
static void say_down(struct report *r)
{
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t k = 0; k < r->run.plan.nscenarios; k++)
			for (size_t v = 0; v < r->run.plan.nvariants; v++) {
				struct chance c = chance_of(r, v, k);

				if (report_wants(r, k) && c.boots > 1 && c.down)
					names_add(&l, "%s %s %zu of %zu",
						  r->run.plan.variants[v],
						  r->run.plan.scenarios[k].name,
						  c.down, c.hits);
			}
		if (l.n)
			mail_para(r->out, "Crashed, guest or host, of the boots with an "
				  "unsafe entry: %s.", names_text(&l));
	}
	names_close(&l);
}

static void print_chance(struct report *r)
{
	static const char *const heads[] = {
		"guest", "variant", "on", "off", "unsafe", "boots", "95 %",
	};
	size_t row = 0, told = 0;
	struct table t;

	table_begin(&t, 2, sizeof(heads) / sizeof(heads[0]), heads);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		for (size_t v = 0; report_wants(r, k) && v < r->run.plan.nvariants; v++) {
			if (chance_of(r, v, k).boots < 2)
				continue;
			told++;
			if (chance_in_all(r, v).hits)
				put_row(&t, ++row, r, v, k);
		}
	if (row)
		mail_para(r->out, "Guests on small pages, whose place is chance [x]. on, "
			  "off: 2MiB ranges of the guest's RAM that are contiguous and "
			  "on a 2MiB boundary, or off it, least and most of a boot; "
			  "unsafe: of the 2MiB entries written; boots: those with an unsafe "
			  "entry, of all; 95 %%: interval of their share");
	if (row)
		table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	if (told) {
		say_down(r);
		say_none(r);
		fputc('\n', r->out);
	}
}

const struct section section_chance = { .all = print_chance, .one = print_chance };
