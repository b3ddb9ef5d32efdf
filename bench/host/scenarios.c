// SPDX-License-Identifier: GPL-2.0-or-later
/* scenarios.c - the rows of all files; contract in scenario.h. */
#include "host/rows.h"

/* In the order of lists and plans. */
static const struct rowset *const files[] = {
	&matrix_rows,
	&perf_rows,
	&whole_rows,
	&repro_frames_rows,
	&repro_close_rows,
	&repro_lock_rows,
	&repro_reload_rows,
	&repro_pin_rows,
	&repro_context_rows,
	&repro_refs_rows,
	&repro_64k_rows,
	&repro_root_rows,
	&repro_batch_rows,
	&repro_crash_rows,
	&sweep_rows,
	&repro_tables_rows,
	&repro_vcpu_rows,
	&repro_reports_rows,
	&race_rows,
	&fuzz_rows,
	NULL
};

const struct scenario *scenario_at(size_t i)
{
	return rowset_at(files, i);
}

size_t scenario_count(void)
{
	size_t n = 0;

	while (scenario_at(n))
		n++;
	return n;
}

const struct scenario *scenario_find(const char *name)
{
	return rowset_find(files, name);
}
