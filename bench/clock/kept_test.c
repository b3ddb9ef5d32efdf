// SPDX-License-Identifier: GPL-2.0-or-later
/* kept_test.c - clpeak's traces: whole or refused. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "clock/peak.h"
#include "test.h"

TEST(traces_that_are_not_there_are_missed)
{
	struct ensemble e = { .n = 0 };
	struct part part = { .name = "none" };
	char why[256] = "";

	assert_int_equal(peak_print("/none/there", &e, &part, stdout, why,
				    sizeof(why)), -ENOENT);
	assert_non_null(strstr(why, "/none/there: peak.rows"));
}
