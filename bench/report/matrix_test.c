// SPDX-License-Identifier: GPL-2.0-or-later
/* matrix_test.c - which variants are one column. */
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "report_bed.h"

/* The golden run with no-check as if it were the placebo: the baseline's counts. */
static size_t open_placebo(struct report *r)
{
	int v, base;

	bed_open(r, "bench/testdata/golden");
	v = report_variant(r, "no-check");
	base = report_variant(r, "baseline");
	assert_true(v >= 0 && base >= 0);
	free(r->run.plan.variants[v]);
	r->run.plan.variants[v] = strdup("baseline-moved");
	assert_non_null(r->run.plan.variants[v]);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		*tally_cell(&r->tally, (size_t)v, k) =
			*tally_cell(&r->tally, (size_t)base, k);
		*tally_boot(&r->tally, (size_t)v, k, 0) =
			*tally_boot(&r->tally, (size_t)base, k, 0);
	}
	return (size_t)v;
}

TEST(the_placebo_shares_the_baselines_column)
{
	struct report r;
	size_t v = open_placebo(&r), base = (size_t)report_variant(&r, "baseline");
	size_t guest = (size_t)report_scenario(&r, "guest:blit-thp");

	assert_int_equal(report_letter(&r, v), report_letter(&r, base));
	/* an entry that became something else, on pages that are alike */
	tally_cell(&r.tally, v, guest)->sum.direct = 0;
	tally_boot(&r.tally, v, guest, 0)->alike = true;
	tally_boot(&r.tally, base, guest, 0)->alike = true;
	assert_int_not_equal(report_letter(&r, v), report_letter(&r, base));
	/* by chance */
	tally_boot(&r.tally, v, guest, 0)->alike = false;
	assert_int_equal(report_letter(&r, v), report_letter(&r, base));
	report_close(&r);
}

TEST(nobody_else_does)
{
	struct report r;
	size_t v = open_placebo(&r), base = (size_t)report_variant(&r, "baseline");

	strcpy(r.run.plan.variants[v], "other");
	assert_int_not_equal(report_letter(&r, v), report_letter(&r, base));
	report_close(&r);
}
