// SPDX-License-Identifier: GPL-2.0-or-later
/* scenarios.c - the rows of all files; contract in scenario.h. */
#include <string.h>

#include "host/rows.h"

/* In the order of lists and plans. */
static const struct scenario_rows *const files[] = {
	&matrix_rows,
	&perf_rows,
	&whole_rows,
	&repro_frames_rows,
	&repro_close_rows,
	&repro_lock_rows,
	&repro_refs_rows,
	&repro_64k_rows,
	&repro_crash_rows,
	&sweep_rows,
	&repro_tables_rows,
	&repro_vcpu_rows,
	&repro_reports_rows,
	&fuzz_rows,
};

const struct scenario *scenario_at(size_t i)
{
	for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
		if (i < files[k]->n)
			return &files[k]->v[i];
		i -= files[k]->n;
	}
	return NULL;
}

size_t scenario_count(void)
{
	size_t n = 0;

	for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++)
		n += files[k]->n;
	return n;
}

const struct scenario *scenario_find(const char *name)
{
	const struct scenario *s;

	for (size_t i = 0; (s = scenario_at(i)); i++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}
