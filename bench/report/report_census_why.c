// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_why.c - of the census: what keeps a driver's memory from
 * 2MiB entries, and the lines of the first screen.
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
		mail_para(r->out, "What keeps the rest from 2MiB entries [x], per cent "
			  "of the bytes bound. small: in objects below 2 MiB; "
			  "address: not at a multiple of 2 MiB; tail: behind an "
			  "object's last whole 2 MiB; 4K pages: no huge page in "
			  "the guest. change: the one that moves most; then: per "
			  "cent at 2MiB with it, at most");
		table_end(&t, r->out);
	}
	table_free(&t);
}

/* ---- the first screen ------------------------------------------------------ */

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

void census_print_first(FILE *out, const struct census *c,
			const struct report *runs, size_t n)
{
	int64_t sum[LOSSES] = { 0 }, all = 0;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (f)
		census_say_shares(runs, n, c, f);
	add_losses(c, sum, &all);
	if (f && !fclose(f) && *text)
		mail_para(out, "Who writes 2MiB entries? [x] Per cent of the "
			  "mapped bytes at 2MiB: %s. What prevents the rest: "
			  "the address (%.0f %% of all bytes bound), an object's "
			  "size (%.0f %%), no huge page (%.0f %%).", text,
			  percent(sum[LOSS_ADDRESS], all),
			  percent(sum[LOSS_SMALL] + sum[LOSS_TAIL], all),
			  percent(sum[LOSS_MEMORY], all));
	free(text);
}

void report_census_first(struct report *r)
{
	struct census c = { 0 };

	if (!census_alone(r))
		return;
	census_collect(&c, r, census_variant(r));
	census_print_first(r->out, &c, r, 1);
	census_free(&c);
}
