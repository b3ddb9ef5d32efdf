// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_policy.c - of the census: what each policy makes of the 2MiB
 * entries that programs write.
 */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

static const enum count shown[] = {
	ENTRIES_2M, DIRECT, SPLIT, FAILED, UNSAFE,
};
#define SHOWN (sizeof(shown) / sizeof(shown[0]))

/* Sums of a scenario's loads on a variant; false: no 2MiB entry seen. */
static bool sum_up(const struct report *r, size_t variant,
		   const char *scenario, int64_t sum[COUNTS])
{
	struct census c = { 0 };

	memset(sum, 0, COUNTS * sizeof(*sum));
	census_collect(&c, r, variant);
	for (size_t i = 0; i < c.n; i++)
		for (size_t k = 0; k < COUNTS; k++)
			if (!strcmp(c.v[i].scenario, scenario))
				sum[k] += c.v[i].n[k];
	census_free(&c);
	return sum[ENTRIES_2M] > 0;
}

/* Runs of the baseline alone are of what guests ask for. */
static bool of_policies(const struct plan *p)
{
	return p->nvariants > 1 || strcmp(p->variants[0], BASELINE);
}

/* A later run has it, too: that one's row is shown. */
static bool later(const struct report *runs, size_t n, const char *scenario,
		  const char *variant)
{
	int64_t sum[COUNTS];

	for (size_t i = 0; i < n; i++) {
		int v = report_variant(&runs[i], variant);

		if (v >= 0 && of_policies(&runs[i].run.plan) &&
		    sum_up(&runs[i], (size_t)v, scenario, sum))
			return true;
	}
	return false;
}

static size_t put_rows(struct table *t, size_t row, const struct report *runs,
		       size_t n, const char *scenario)
{
	const struct plan *p = &runs->run.plan;
	int64_t sum[COUNTS];

	for (size_t v = 0; v < p->nvariants && of_policies(p); v++) {
		if (!sum_up(runs, v, scenario, sum) ||
		    later(runs + 1, n - 1, scenario, p->variants[v]))
			continue;
		table_put(t, row, 0, "%s", scenario);
		table_put(t, row, 1, "%s", p->variants[v]);
		for (size_t k = 0; k < SHOWN; k++)
			table_put(t, row, 2 + k, "%lld",
				  (long long)sum[shown[k]]);
		row++;
	}
	return row;
}

void census_print_policies(const struct report *runs, size_t n, FILE *out)
{
	static const char *const heads[] = {
		"guest", "variant", "2MiB", "as 2MiB", "split", "failed",
		"unsafe",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 3, 2 + SHOWN, heads);
	for (size_t i = 0; i < n; i++) {
		const struct plan *p = &runs[i].run.plan;

		for (size_t k = 0; k < p->nscenarios; k++)
			if (census_is(p->scenarios[k].name))
				row = put_rows(&t, row, &runs[i], n - i,
					       cell_guest(p->scenarios[k].name));
	}
	if (row > 1) {
		mail_para(out, "What each policy makes of these programs' 2MiB "
			  "entries [x] (unsafe: shadowed as 2MiB, and the GPU "
			  "would reach pages that were not pinned)");
		table_end(&t, out);
	}
	table_free(&t);
}
