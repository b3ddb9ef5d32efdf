/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock_sum.h - GPU time of many guests; see report_clock_sum.c. */
#ifndef GTT2M_CLOCK_SUM_H
#define GTT2M_CLOCK_SUM_H

#include "report.h"

#define CLOCK_NOT_EXACT "NOT EXACT: a phase replayed under the device's own " \
	"set did not take the time that the device had charged."

/* With more rows than this the report has the sum instead of all. */
#define CLOCK_ROWS 100

void clock_sum_print(struct report *r);

#endif
