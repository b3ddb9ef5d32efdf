// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_cost.c - what a range costs, by what became of it. A boot is taken
 * when all its ranges ended the same way and it was timed. Variants are set
 * side by side in one scenario, the one in which most of them end that way;
 * a row is the mean over its boots. The emulated machine's clock counts
 * instructions, so there its times are printed as such.
 */
#include <stdio.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

enum way { WAY_2M, WAY_SPLIT, WAY_TRIED, WAY_ERR, WAYS };

static const char *const way_names[WAYS] = {
	[WAY_2M] = "2MiB entry",
	[WAY_SPLIT] = "split at once",
	[WAY_TRIED] = "split after a 2MiB attempt",
	[WAY_ERR] = "error, no entry",
};

enum cost {
	COST_DECIDE, COST_POPULATE, COST_TEARDOWN, COST_CLOSE,
	COST_PINS, COST_WASTED, COST_TABLES, COST_NODES, COSTS
};

static const char *const cost_names[COSTS] = {
	[COST_DECIDE] = "decide", [COST_POPULATE] = "shadow",
	[COST_TEARDOWN] = "destroy", [COST_CLOSE] = "close",
	[COST_PINS] = "pins", [COST_WASTED] = "waste",
	[COST_TABLES] = "spts", [COST_NODES] = "nodes",
};

struct mean {
	double sum[COSTS];
	unsigned int n[COSTS];	/* boots that have this number */
	unsigned int boots;
};

/* All ranges of the boot went one way: which; else WAYS. */
static enum way way_of(const struct tally_boot *b)
{
	const json_t *c = json_object_get(b->counts, "counters");
	const struct outcome *o = &b->o;

	if (!b->counted || b->status == CELL_FAIL || !o->ranges)
		return WAYS;
	if (o->direct == o->ranges)
		return WAY_2M;
	if (o->failed == o->ranges)
		return WAY_ERR;
	if (o->split != o->ranges)
		return WAYS;
	return record_int(c, "map_failed", 0) ? WAY_TRIED : WAY_SPLIT;
}

static void add(struct mean *m, enum cost k, double total, double ranges)
{
	if (total < 0 || ranges <= 0)
		return;
	m->sum[k] += total / ranges;
	m->n[k]++;
}

static double total_ns(const json_t *virt, const char *phase)
{
	return record_int(json_object_get(virt, phase), "total_ns", -1);
}

/* unit: virtual ns of a unit of what is printed. */
static void add_boot(struct mean *m, const struct tally_boot *b, double unit)
{
	const json_t *virt = json_object_get(b->counts, "virt");
	const json_t *c = json_object_get(b->counts, "counters");
	double n = record_int(virt, "ranges", 0), all = b->o.ranges;

	m->boots++;
	add(m, COST_DECIDE, record_int(virt, "decide_ns", -1) / unit,
	    record_int(virt, "decide_count", 0));
	add(m, COST_POPULATE, total_ns(virt, "populate") / unit, n);
	add(m, COST_TEARDOWN, total_ns(virt, "teardown") / unit, n);
	add(m, COST_CLOSE, record_int(virt, "close_ns", -1) / unit, n);
	add(m, COST_PINS, record_int(c, "pin_calls", -1), all);
	add(m, COST_WASTED, record_int(c, "pins_wasted", -1), all);
	add(m, COST_TABLES, record_int(c, "spt_live", -1), all);
	/* a cache node for each mapping made and not taken away again */
	add(m, COST_NODES, record_int(c, "maps_2m", -1) +
	    record_int(c, "maps_4k", 0) - record_int(c, "unmaps", 0), all);
}

static struct mean mean_of(const struct report *r, size_t v, size_t scenario,
			   enum way w, double unit)
{
	struct mean m = { 0 };

	for (size_t i = 0; i < r->tally.blocks; i++) {
		const struct tally_boot *b =
			tally_boot(&r->tally, v, scenario, i);

		if (way_of(b) == w && json_object_get(b->counts, "virt"))
			add_boot(&m, b, unit);
	}
	return m;
}

static void put_row(struct table *t, size_t row, const char *name,
		    const struct mean *m)
{
	table_put(t, row, 0, "%s", name);
	for (size_t k = 0; k < COSTS; k++)
		if (m->n[k])
			table_put(t, row, k + 1, "%.*f", k < COST_PINS,
				  m->sum[k] / m->n[k]);
		else
			table_put(t, row, k + 1, "-");
}

/* Variants that end that way in the scenario. */
static size_t count_rows(const struct report *r, size_t scenario, enum way w)
{
	size_t n = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		n += mean_of(r, v, scenario, w, 1).boots != 0;
	return n;
}

/* The scenario in which most do, the first of equals; *rows 0: none. */
static size_t pick_scenario(const struct report *r, enum way w, size_t *rows)
{
	size_t best = 0, n;

	*rows = 0;
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		n = count_rows(r, k, w);
		if (n <= *rows)
			continue;
		*rows = n;
		best = k;
	}
	return best;
}

static void one_way(struct report *r, enum way w, double unit)
{
	size_t rows, k = pick_scenario(r, w, &rows), at = 1;
	struct table t;

	if (!rows)
		return;
	table_init(&t, COSTS + 1);
	table_put(&t, 0, 0, "variant");
	for (size_t i = 0; i < COSTS; i++)
		table_put(&t, 0, i + 1, "%s", cost_names[i]);
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		struct mean m = mean_of(r, v, k, w, unit);

		if (m.boots && (int)v != r->tally.aa && !report_placebo(r, v))
			put_row(&t, at++, r->run.plan.variants[v], &m);
	}
	mail_para(r->out, "%s, in %s:", way_names[w],
		  r->run.plan.scenarios[k].name);
	table_omit(&t, "-");
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
}

/* perf stat on the trace event, and how often it was asked. */
static void perf_counts(struct report *r)
{
	unsigned int asked = 0, agree = 0;

	for (size_t i = 0; i < r->run.records.n; i++) {
		const json_t *found = json_object_get(r->run.records.v[i].data,
						      "found");
		int64_t v = record_int(found, "stat_agrees", -1);

		if (v < 0)
			continue;
		asked++;
		agree += v == 1;
	}
	if (asked)
		mail_para(r->out, "perf stat on gvt:gvt_2m_entry, by outcome, agrees "
			  "with the kernel's counters in %u of %u boots.",
			  agree, asked);
}

static void print_outcome_cost(struct report *r)
{
	unsigned int insn_ns = report_insn_ns(r);
	size_t any = 0, rows;

	for (enum way w = 0; w < WAYS; w++) {
		pick_scenario(r, w, &rows);
		any += rows;
	}
	if (!any)
		return;
	mail_para(r->out, "Cost of a 2MiB range by outcome, lower is better");
	mail_para(r->out, "Mean of a range, in %s: decide (from the entry to its first "
		  "mapping request), shadow and destroy (its tree of tables), "
		  "close (the vGPU, which unpins what 2MiB entries left pinned). "
		  "Counts [x]: pin calls, those in vain, shadow tables (spts), nodes "
		  "of the DMA cache; -, or no column: not counted.", insn_ns ? "thousands of instructions of the "
		  "emulated machine [v]" : "microseconds [m]");
	for (enum way w = 0; w < WAYS; w++)
		one_way(r, w, 1000.0 * (insn_ns ?: 1));
	perf_counts(r);
	fputc('\n', r->out);
}

const struct section section_outcome_cost = { .all = print_outcome_cost };
