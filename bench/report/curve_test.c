// SPDX-License-Identifier: GPL-2.0-or-later
/* curve_test.c - where a curve leaves the band of 1 %. */
#include <math.h>

#include "curve.h"
#include "test.h"

static const struct {
	double y[4];		/* at 0, 100, 200, 400 % */
	enum curve_end better, worse;
	double pct;		/* of the better end, else the worse */
} rows[] = {
	{ { 1, 1.005, 0.995, 1 }, CURVE_NEVER, CURVE_NEVER, 0 },
	{ { 1.1, 1.2, 1.3, 1.4 }, CURVE_ALWAYS, CURVE_NEVER, 0 },
	{ { 1, 1.02, 1.03, 1.04 }, CURVE_FROM, CURVE_NEVER, 50 },
	{ { 1, 1, 1.005, 1.015 }, CURVE_FROM, CURVE_NEVER, 300 },
	{ { 1.03, 1.01, 1.00, 1 }, CURVE_UPTO, CURVE_NEVER, 100 },
	{ { 1, 1, 0.98, 0.9 }, CURVE_NEVER, CURVE_FROM, 150 },
	{ { 0.98, 1.02, 1.1, 1.1 }, CURVE_FROM, CURVE_UPTO, 75 },
	{ { 1, NAN, 1.1, 1.2 }, CURVE_NONE, CURVE_NONE, 0 },
};

TEST(ends_are_found)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct curve c = { .pct = { 0, 100, 200, 400 }, .n = 4,
				   .ratio = (double *)rows[i].y };
		double better = 0, worse = 0;

		assert_int_equal(curve_break(&c, 0, 1, &better), rows[i].better);
		assert_int_equal(curve_break(&c, 0, -1, &worse), rows[i].worse);
		if (rows[i].better == CURVE_FROM || rows[i].better == CURVE_UPTO)
			assert_true(fabs(better - rows[i].pct) < 1e-6);
		else if (rows[i].worse == CURVE_FROM)
			assert_true(fabs(worse - rows[i].pct) < 1e-6);
	}
}
