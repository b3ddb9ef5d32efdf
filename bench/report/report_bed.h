/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report_bed.h - what tests of reports share: a stored run, opened, and what is
 * printed of it, as text.
 */
#ifndef GTT2M_REPORT_BED_H
#define GTT2M_REPORT_BED_H

#include <stdio.h>

#include "report.h"
#include "test.h"

/* Open a run's folder; the test fails if it cannot be read. report_close(). */
static inline void bed_open(struct report *r, const char *dir)
{
	char why[RUN_WHY] = "";

	if (report_open(r, dir, why, sizeof(why)))
		fail_msg("%s: %s", dir, why);
}

/* All of a section. free(). */
static inline char *bed_section(const struct section *s, struct report *r)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	assert_non_null(r->out);
	s->all(r);
	fclose(r->out);
	return text;
}

#endif
