// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_why.c - of the census: what keeps a driver's memory from
 * 2MiB entries, what each policy makes of those that are written, the sizes
 * of GVT-g's accesses, and the lines of the first screen.
 */
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

static const struct {
	const char *head, *change;
} reasons[LOSSES] = {
	[LOSS_SMALL] = { "small", "size" },
	[LOSS_ADDRESS] = { "address", "address" },
	[LOSS_TAIL] = { "tail", "size" },
	[LOSS_MEMORY] = { "4K pages", "huge pages" },
};

static double percent(int64_t part, int64_t all)
{
	return all > 0 ? 100.0 * (double)part / (double)all : 0;
}

static enum loss largest(const int64_t loss[LOSSES])
{
	enum loss most = 0;

	for (enum loss k = 1; k < LOSSES; k++)
		if (loss[k] > loss[most])
			most = k;
	return most;
}

static void why_row(struct table *t, size_t row, const struct phase *p)
{
	int64_t loss[LOSSES], all = census_losses(p, loss), got = all;
	enum loss most = largest(loss);

	table_put(t, row, 0, "%s", p->load);
	for (enum loss k = 0; k < LOSSES; k++) {
		table_put(t, row, 2 + k, "%.1f", percent(loss[k], all));
		got -= loss[k];
	}
	table_put(t, row, 1, "%.1f", percent(got, all));
	table_put(t, row, 2 + LOSSES, "%s", loss[most] ?
		  reasons[most].change : "-");
	table_put(t, row, 3 + LOSSES, "%.0f", percent(got + loss[most], all));
}

void census_print_why(struct report *r, const struct census *c)
{
	struct table t;
	size_t row = 1;

	table_init(&t, 4 + LOSSES);
	table_put(&t, 0, 0, "program");
	table_put(&t, 0, 1, "at 2M");
	for (enum loss k = 0; k < LOSSES; k++)
		table_put(&t, 0, 2 + k, "%s", reasons[k].head);
	table_put(&t, 0, 2 + LOSSES, "change");
	table_put(&t, 0, 3 + LOSSES, "then");
	for (size_t i = 0; i < c->n; i++)
		if (census_plain(c, &c->v[i]) &&
		    census_bound_all(&c->v[i], "bytes"))
			why_row(&t, row++, &c->v[i]);
	if (row > 1) {
		mail_para(r->out, "What keeps the rest from 2MiB entries [x], per "
			  "cent of the bytes bound: small: in objects below 2 "
			  "MiB; address: bound where no such entry can begin; "
			  "tail: behind an object's last whole 2 MiB; 4K pages: "
			  "no huge page of the guest. The one change that moves "
			  "most, and per cent at 2MiB with it, at most; what that "
			  "is worth in time: see the interval, where a run has "
			  "one");
		table_end(&t, r->out);
	}
	table_free(&t);
}

/* ---- what each policy makes of them ---------------------------------------- */

/* Sums of a scenario's loads; false: no 2MiB entry seen. */
static bool sum_up(const struct census *c, const char *scenario,
		   int64_t sum[COUNTS])
{
	memset(sum, 0, COUNTS * sizeof(*sum));
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < COUNTS; k++)
			if (!strcmp(c->v[i].scenario, scenario))
				sum[k] += c->v[i].n[k];
	return sum[ENTRIES_2M] > 0;
}

static size_t policy_rows(const struct report *r, const char *scenario,
			  const struct census *by, struct table *t, size_t row)
{
	static const enum count shown[] = {
		ENTRIES_2M, DIRECT, SPLIT, FAILED, UNSAFE,
	};
	int64_t sum[COUNTS];

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		if (!sum_up(&by[v], scenario, sum))
			continue;
		table_put(t, row, 0, "%s", scenario);
		table_put(t, row, 1, "%s", r->run.plan.variants[v]);
		for (size_t k = 0; k < 5; k++)
			table_put(t, row, 2 + k, "%lld",
				  (long long)sum[shown[k]]);
		row++;
	}
	return row;
}

static void print_policies(struct report *r, const struct census *by)
{
	static const char *const heads[] = {
		"guest", "variant", "2MiB", "as 2MiB", "split", "failed",
		"unsafe",
	};
	const struct plan *p = &r->run.plan;
	struct table t;
	size_t row = 1;

	table_init(&t, 7);
	t.left |= 2;
	table_heads(&t, heads);
	for (size_t k = 0; k < p->nscenarios; k++)
		if (census_is(p->scenarios[k].name))
			row = policy_rows(r, p->scenarios[k].name +
					  strlen("guest:"), by, &t, row);
	if (row > 1) {
		mail_para(r->out, "What each policy makes of these programs' 2MiB "
			  "entries [x] (unsafe: of those shadowed as 2MiB, the "
			  "GPU would reach pages that were not pinned)");
		table_end(&t, r->out);
	}
	table_free(&t);
}

void census_print_policies(struct report *r)
{
	size_t n = r->run.plan.nvariants;
	struct census *by = n > 1 ? calloc(n, sizeof(*by)) : NULL;

	if (!by)
		return;
	for (size_t v = 0; v < n; v++)
		census_collect(&by[v], r, v);
	print_policies(r, by);
	for (size_t v = 0; v < n; v++)
		census_free(&by[v]);
	free(by);
}

/* ---- sizes of accesses ----------------------------------------------------- */

static void size_row(struct table *t, size_t row, unsigned int k, int64_t in,
		     int64_t out, int64_t reads, int64_t writes)
{
	bool page = k == RW_SIZES - 1;

	if (page)
		table_put(t, row, 0, "a page");
	else
		table_put(t, row, 0, "to %u B", 1u << k);
	table_put(t, row, 1, "%lld", (long long)in);
	table_put(t, row, 2, "%.1f", percent(in, reads));
	table_put(t, row, 3, "%lld", (long long)out);
	table_put(t, row, 4, "%.1f", percent(out, writes));
	/* Yan Zhao, <20200123100227.GJ1759@joy-OptiPlex-7040> */
	table_put(t, row, 5, page ? "48" : "-");
	table_put(t, row, 6, page ? "0" : "-");
}

void census_print_sizes(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"size", "reads", "%", "writes", "%", "published: reads",
		"writes",
	};
	int64_t in[RW_SIZES] = { 0 }, out[RW_SIZES] = { 0 }, reads = 0, writes = 0;
	struct table t;
	size_t row = 1;

	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; census_plain(c, &c->v[i]) && k < RW_SIZES; k++) {
			in[k] += c->v[i].read[k];
			out[k] += c->v[i].write[k];
			reads += c->v[i].read[k];
			writes += c->v[i].write[k];
		}
	if (!(reads + writes))
		return;
	table_init(&t, 7);
	table_heads(&t, heads);
	for (unsigned int k = 0; k < RW_SIZES; k++)
		if (in[k] + out[k])
			size_row(&t, row++, k, in[k], out[k], reads, writes);
	mail_para(r->out, "The same by size, all of these programs [x]; %.0f %% "
		  "are reads, published 63 %% (glmark2 on hardware)",
		  percent(reads, reads + writes));
	table_end(&t, r->out);
}

/* ---- the first screen ------------------------------------------------------ */

#define LINE_MAX_BYTES 512

static void add_text(char *text, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, LINE_MAX_BYTES - used, "%s", more);
}

/* "cl_memory 25.4, clpeak 0.0": the guests as they are. */
static void shares(const struct census *c, char *text)
{
	char one[96];

	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];

		if (!p->program || !census_plain(c, p))
			continue;
		snprintf(one, sizeof(one), "%s%s (%s) %.1f", *text ? ", " : "",
			 p->load, record_str(p->program, "driver", "-"),
			 census_share(p) < 0 ? 0 : census_share(p));
		add_text(text, one);
	}
}

/* All programs' losses together. */
static void add_losses(const struct census *c, int64_t sum[LOSSES],
		       int64_t *all)
{
	int64_t loss[LOSSES];

	for (size_t i = 0; i < c->n; i++) {
		if (!c->v[i].program || !census_plain(c, &c->v[i]))
			continue;
		*all += census_losses(&c->v[i], loss);
		for (enum loss k = 0; k < LOSSES; k++)
			sum[k] += loss[k];
	}
}

void report_census_first(struct report *r)
{
	int64_t sum[LOSSES] = { 0 }, all = 0;
	char text[LINE_MAX_BYTES] = "";
	struct census c = { 0 };

	census_collect(&c, r, census_variant(r));
	shares(&c, text);
	add_losses(&c, sum, &all);
	if (*text)
		mail_para(r->out, "Who writes 2MiB entries? [x] Per cent of the "
			  "mapped bytes: %s. Of all bytes bound, not at 2MiB: "
			  "for the address %.0f %%, small objects %.0f %%, no "
			  "huge page %.0f %%", text,
			  percent(sum[LOSS_ADDRESS], all),
			  percent(sum[LOSS_SMALL] + sum[LOSS_TAIL], all),
			  percent(sum[LOSS_MEMORY], all));
	census_free(&c);
}
