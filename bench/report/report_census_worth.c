// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_worth.c - what a guest's setting is worth in GPU time: a load
 * in the guest that has it against the same load in the guest as it is, of one
 * run, over all parameter sets.
 */
#include <string.h>

#include "cell.h"
#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

/* OpenCL that is timed: the guest with shmem_enabled=always, Debian's. */
#define CL_SET GUEST_PREFIX "cl-thp"
#define CL_PLAIN GUEST_PREFIX "cl-debian"

/* Is b the guest of a, with a setting more? */
static bool is_setting(const char *a, const char *b)
{
	size_t n = strlen(a);

	if (!strcmp(a, CL_PLAIN))
		return !strcmp(b, CL_SET);
	return census_is(a) && strrchr(a, '-') == strchr(a, '-') &&
	       !strncmp(a, b, n) && b[n] == '-';
}

static const struct plan_cell *cell_of(const struct report *r, size_t scenario)
{
	const struct plan *p = &r->run.plan;

	for (size_t i = 0; i < p->ncells; i++)
		if (p->cells[i].variant == census_variant(r) &&
		    p->cells[i].scenario == scenario && !p->cells[i].block)
			return &p->cells[i];
	return NULL;
}

static const json_t *span_of(const struct report *r, unsigned int cell,
			     const char *load)
{
	const struct record_like like = { .kind = "span", .load = load };
	const struct record *e = NULL;

	while ((e = records_next(&r->run.records, &like, e)))
		if (e->index == cell)
			return e->data;
	return NULL;
}

/* Per cent of what the GPU moved through 2MiB entries, by its walks. */
static double moved_2m(const json_t *span)
{
	const json_t *pages = json_object_get(json_object_get(span, "gpu"),
					      "page");
	static const char *const sizes[] = { "4k", "64k", "2m" };
	double all = 0, n = 0;

	for (size_t i = 0; i < 3; i++) {
		const json_t *page = json_object_get(pages, sizes[i]);

		n = (double)(record_int(page, "bytes_read", 0) +
			     record_int(page, "bytes_written", 0));
		all += n;
	}
	return all > 0 ? 100 * n / all : 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

struct pair {
	const struct report *r;
	struct clock_cells cells;
	struct table t;
	size_t rows;
};

static void do_phase(struct pair *p, const json_t *span)
{
	const char *load = record_str(span, "load", "");
	struct clock_pair c;
	size_t n;

	/* of what is mapped for the first time most is the CPU's */
	if (ends_with(load, "/first") || ends_with(load, "/setup") ||
	    clock_pair(&p->r->clock, &p->cells, 1, load, 0.01, &c))
		return;
	n = ++p->rows;
	table_put(&p->t, n, 0, "%s", load);
	table_put(&p->t, n, 1, "%.0f", moved_2m(span_of(p->r, p->cells.base,
							load)));
	table_put(&p->t, n, 2, "%.0f", moved_2m(span));
	table_put(&p->t, n, 3, "%.3f %c%s", c.s.median, report_clock_mark(&c),
		  c.exact ? "" : " not exact");
	table_put(&p->t, n, 4, "%.3f-%.3f", c.s.p5, c.s.p95);
	table_put(&p->t, n, 5, "%.2f-%.2f", c.s.min, c.s.max);
}

static void print_pair(FILE *out, struct pair *p, const char *with,
		       const char *without, bool *said)
{
	static const char *const heads[] = {
		"load", "2MiB %", "then", "rate", "5 to 95 %", "extremes",
	};
	const struct record_like like = { .kind = "span" };
	const struct record *e = NULL;

	table_begin(&p->t, 1, 6, heads);
	while ((e = records_next(&p->r->run.records, &like, e)))
		if (e->index == p->cells.cell)
			do_phase(p, e->data);
	if (p->rows && !*said)
		mail_para(out, "What the setting is worth [v]: per cent of what the "
			  "GPU moved through 2MiB entries without it and with it, "
			  "and the GPU's rate with it over without it, under "
			  CLOCK_SETS "; + faster, - slower, = the same to 1 %%, ? "
			  CLOCK_UNDECIDED);
	if (p->rows) {
		fprintf(out, "%s over %s:\n", with, without);
		table_end(&p->t, out);
		*said = true;
	}
	table_free(&p->t);
}

void census_print_worth(FILE *out, const struct report *runs, size_t n)
{
	bool said = false;

	for (size_t i = 0; i < n; i++) {
		const struct plan *p = &runs[i].run.plan;

		for (size_t k = 0; k < p->nscenarios * p->nscenarios; k++) {
			size_t a = k / p->nscenarios, b = k % p->nscenarios;
			const struct plan_cell *base, *cell;

			if (!is_setting(p->scenarios[a].name,
					p->scenarios[b].name))
				continue;
			base = cell_of(&runs[i], a);
			cell = cell_of(&runs[i], b);
			if (base && cell)
				print_pair(out, &(struct pair){ .r = &runs[i],
					   .cells = { cell->index, base->index } },
					   p->scenarios[b].name,
					   p->scenarios[a].name, &said);
		}
	}
}
