// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_why.c - of the census: what keeps a driver's memory from
 * 2MiB entries, the sizes of GVT-g's accesses, and the lines of the first
 * screen.
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
	char label[128];

	table_put(t, row, 0, "%s", census_label(p, label, sizeof(label)));
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
		if (c->v[i].plain &&
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
		for (size_t k = 0; c->v[i].plain && k < RW_SIZES; k++) {
			in[k] += c->v[i].read[k];
			out[k] += c->v[i].write[k];
			reads += c->v[i].read[k];
			writes += c->v[i].write[k];
		}
	if (!(reads + writes))
		return;
	table_begin(&t, 1, 7, heads);
	for (unsigned int k = 0; k < RW_SIZES; k++)
		if (in[k] + out[k])
			size_row(&t, row++, k, in[k], out[k], reads, writes);
	mail_para(r->out, "The same by size, all of these programs [x]; %.0f %% "
		  "are reads, published 63 %% (glmark2 on hardware)",
		  percent(reads, reads + writes));
	table_end(&t, r->out);
}

/* By the kernel's function; one that is inlined is in that of its caller. */
void census_print_writers(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"function", "less than a page", "a page or more",
	};
	json_t *all = json_object(), *v;
	const char *name;
	struct table t;
	size_t row = 1;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].plain)
			census_add_writers(all, c->v[i].writers);
	table_begin(&t, 1, 3, heads);
	json_object_foreach(all, name, v) {
		table_put(&t, row, 0, "%s", name);
		table_put(&t, row, 1, "%lld", (long long)record_int(v, "less", 0));
		table_put(&t, row++, 2, "%lld", (long long)record_int(v, "pages", 0));
	}
	if (row > 1) {
		mail_para(r->out, "Who of GVT-g writes, all of these programs [x], "
			  "by the function that vfio_dma_rw() returns to");
		table_end(&t, r->out);
	}
	table_free(&t);
	json_decref(all);
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

		if (!p->program || !p->plain)
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
		if (!c->v[i].program || !c->v[i].plain)
			continue;
		*all += census_losses(&c->v[i], loss);
		for (enum loss k = 0; k < LOSSES; k++)
			sum[k] += loss[k];
	}
}

void census_print_first(FILE *out, const struct census *c)
{
	int64_t sum[LOSSES] = { 0 }, all = 0;
	char text[LINE_MAX_BYTES] = "";

	shares(c, text);
	add_losses(c, sum, &all);
	if (*text)
		mail_para(out, "Who writes 2MiB entries? [x] Per cent of the "
			  "mapped bytes: %s. Of all bytes bound, not at 2MiB: "
			  "for the address %.0f %%, small objects %.0f %%, no "
			  "huge page %.0f %%; again: make census", text,
			  percent(sum[LOSS_ADDRESS], all),
			  percent(sum[LOSS_SMALL] + sum[LOSS_TAIL], all),
			  percent(sum[LOSS_MEMORY], all));
}

void report_census_first(struct report *r)
{
	struct census c = { 0 };

	census_collect(&c, r, census_variant(r));
	census_print_first(r->out, &c);
	census_free(&c);
}
