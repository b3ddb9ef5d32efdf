// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_races.c - two threads of a VMM at once (bench/host/races.c), boot by
 * boot, since each seed is another interleaving.
 */
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

static bool of_race(const struct record *e, const char *scenario)
{
	return !strcmp(e->kind, "probe") && !strcmp(e->scenario, scenario) &&
	       json_object_get(json_object_get(e->data, "found"), "turns");
}

/* A count that a kernel without counters, or after a hang, does not have. */
static void put_count(struct table *t, size_t row, size_t col,
		      const json_t *found, const char *key)
{
	if (json_object_get(found, key))
		table_put(t, row, col, "%lld", (long long)record_int(found, key, 0));
	else
		table_put(t, row, col, "-");
}

/* What is left after the last close; a thread that hangs leaves no count. */
static void put_left(struct table *t, size_t row, size_t col, const json_t *found)
{
	if (!json_object_get(found, "tables_left")) {
		table_put(t, row, col, "%s",
			  record_int(found, "shown", 0) ? "hangs" : "-");
		return;
	}
	table_put(t, row, col, "%lld + %lld",
		  (long long)record_int(found, "tables_left", 0),
		  (long long)record_int(found, "pins_left", 0));
}

static void put_boot(struct table *t, size_t row, const struct record *e)
{
	const json_t *found = json_object_get(e->data, "found");

	table_put(t, row, 0, "%s", e->scenario);
	table_put(t, row, 1, "%s", e->variant);
	table_put(t, row, 2, "%llu", (unsigned long long)e->seed);
	put_count(t, row, 3, found, "rounds");
	put_count(t, row, 4, found, "turns");
	put_count(t, row, 5, found, "entries_failed");
	put_left(t, row, 6, found);
}

/* In the plan's order: by scenario, variant, seed. */
static size_t put_scenario(struct table *t, size_t n, struct report *r, size_t k)
{
	const struct plan *p = &r->run.plan;

	for (size_t v = 0; v < p->nvariants; v++)
		for (size_t b = 0; b < r->tally.blocks; b++)
			for (size_t i = 0; i < r->run.records.n; i++) {
				const struct record *e = &r->run.records.v[i];

				if (e->block == b &&
				    of_race(e, p->scenarios[k].name) &&
				    !strcmp(e->variant, p->variants[v]))
					put_boot(t, ++n, e);
			}
	return n;
}

static void print_races(struct report *r)
{
	static const char *const heads[] = { "scenario", "variant", "seed",
		"steps", "turns", "failed", "left" };
	struct table t;
	size_t n = 0;

	table_begin(&t, 2, 7, heads);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k))
			n = put_scenario(&t, n, r, k);
	if (n) {
		mail_para(r->out, "Two threads of a VMM at once, by seed [x]: steps of "
			  "both, turns (a step that ended after one of the other "
			  "thread), 2MiB entries that failed, shadow tables + pins left "
			  "after the last close");
		table_end(&t, r->out);
	} else {
		table_free(&t);
	}
}

const struct section section_races = { .all = print_races, .one = print_races };
