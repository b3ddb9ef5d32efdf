// SPDX-License-Identifier: GPL-2.0-or-later
/* report_factor.c - the IOMMU and the GPU's cost model as factors. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

#define MIB 1048576.0

/* First record of a kind that a variant left in a scenario, by the order. */
static const struct record *first_of(const struct report *r, const char *kind,
				     size_t variant, size_t scenario)
{
	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *rec = &r->run.records.v[i];
		const struct plan_cell *c = &r->run.plan.cells[rec->index];

		if (!strcmp(rec->kind, kind) && c->variant == variant &&
		    c->scenario == scenario && c->block == 0)
			return rec;
	}
	return NULL;
}

/* ---- the IOMMU ------------------------------------------------------------ */

static const json_t *iommu_of(const struct report *r, size_t v, size_t k)
{
	const struct record *rec = first_of(r, "probe", v, k);
	json_t *j = rec ? json_object_get(rec->data, "iommu") : NULL;

	return json_is_true(json_object_get(j, "counted")) ? j : NULL;
}

static bool has_iommu(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (iommu_of(r, v, k))
			return true;
	return false;
}

static long long at(const json_t *j, const char *a, const char *b)
{
	return record_int(b ? json_object_get(j, a) : j, b ?: a, 0);
}

static void iommu_row(struct table *t, size_t row, const struct report *r,
		      size_t v, size_t k)
{
	const struct record *gpu = first_of(r, "gpu", v, k);
	const json_t *j = iommu_of(r, v, k);

	table_put(t, row, 0, "%s", r->run.plan.variants[v]);
	if (!j)
		return;
	table_put(t, row, 1, "%lld", at(j, "map", "2m"));
	table_put(t, row, 2, "%lld", at(j, "map", "4k"));
	table_put(t, row, 3, "%lld", at(j, "unmap", "2m"));
	table_put(t, row, 4, "%lld", at(j, "unmap", "4k"));
	table_put(t, row, 5, "%lld", at(j, "iotlb_invalidations", NULL));
	if (gpu)
		table_put(t, row, 6, "%lld/%lld", (long long)
			  record_int(gpu->data, "iotlb_misses", 0), (long long)
			  record_int(gpu->data, "iotlb_misses", 0) +
			  record_int(gpu->data, "iotlb_hits", 0));
}

static void iommu_table(struct report *r, size_t k)
{
	static const char *const head[] = { "variant", "map2M", "map4K",
					    "unmap2M", "unmap4K", "invalid.",
					    "gpu miss" };
	struct table t;

	if (table_init(&t, r->run.plan.nvariants + 1, 7))
		return;
	for (size_t i = 0; i < 7; i++)
		table_put(&t, 0, i, "%s", head[i]);
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		iommu_row(&t, v + 1, r, v, k);
	mail_para(r->out, "%s", r->run.plan.scenarios[k].name);
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
}

void report_iommu(struct report *r)
{
	bool any = false;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		if (!has_iommu(r, k))
			continue;
		if (!any)
			mail_para(r->out, "IOMMU [x]: calls by size, IOTLB "
				  "invalidations (first seed; entries to close), "
				  "and IOTLB misses of lookups by the GPU (whole "
				  "boot)");
		any = true;
		iommu_table(r, k);
	}
	if (any)
		fputc('\n', r->out);
}

/* ---- traps ------------------------------------------------------------------ */

static bool has_traps(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (first_of(r, "traps", v, k))
			return true;
	return false;
}

void report_traps(struct report *r)
{
	size_t nv = r->run.plan.nvariants, cols = 1, col = 0;
	struct table t;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		cols += has_traps(r, k);
	if (cols == 1 || table_init(&t, nv + 1, cols))
		return;
	table_put(&t, 0, 0, "variant");
	for (size_t v = 0; v < nv; v++)
		table_put(&t, v + 1, 0, "%s", r->run.plan.variants[v]);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		if (!has_traps(r, k))
			continue;
		table_put(&t, 0, ++col, "%s", r->run.plan.scenarios[k].name);
		for (size_t v = 0; v < nv; v++) {
			const struct record *rec = first_of(r, "traps", v, k);

			if (rec && json_is_integer(json_object_get(rec->data,
								   "exits")))
				table_put(&t, v + 1, col, "%lld/%lld",
					  at(rec->data, "user_exits", NULL),
					  at(rec->data, "exits", NULL));
		}
	}
	mail_para(r->out, "Traps of the guest, whole life [x]: exits to QEMU / all "
		  "(first seed)");
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	fputc('\n', r->out);
}

/* ---- the cost model ------------------------------------------------------- */

/* To the digits that are printed. */
static bool same_curve(const struct curve *c, size_t a, size_t b)
{
	const double *x = &c->ratio[a * c->n], *y = &c->ratio[b * c->n];

	for (size_t i = 0; i < c->n; i++)
		if (!(fabs(x[i] - y[i]) < 0.0005 * x[i]))
			return false;
	return true;
}

/* Variants with one curve share a row: is v the one that is shown? */
static bool stands_for(const struct report *r, const struct curve *c, size_t v)
{
	if ((int)v == r->tally.baseline || !isfinite(c->ratio[v * c->n]))
		return false;
	for (size_t k = 0; k < v; k++)
		if ((int)k != r->tally.baseline && same_curve(c, k, v))
			return false;
	return true;
}

static void curve_table(struct report *r, const struct curve *c)
{
	size_t row = 1;
	struct table t;

	if (table_init(&t, r->run.plan.nvariants + 1, c->n + 1))
		return;
	table_put(&t, 0, 0, "variant");
	for (size_t i = 0; i < c->n; i++)
		table_put(&t, 0, i + 1, "%u%%", c->pct[i]);
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		if (!stands_for(r, c, v))
			continue;
		table_put(&t, row, 0, "%s", r->run.plan.variants[v]);
		for (size_t i = 0; i < c->n; i++)
			table_put(&t, row, i + 1, "%.3f",
				  c->ratio[v * c->n + i]);
		row++;
	}
	mail_para(r->out, "%s: %s, %s", r->run.plan.scenarios[c->scenario].name,
		  c->axis, c->pattern);
	t.rows = row;
	table_print(&t, r->out, MAIL_COLS);
	t.rows = r->run.plan.nvariants + 1;
	table_free(&t);
}

static bool put_break(FILE *f, const struct curve *c, size_t variant, int sign,
		      bool first)
{
	const char *word = sign > 0 ? "better" : "worse";
	double pct = 0;
	enum curve_end end = curve_break(c, variant, sign, &pct);
	int digits = pct < 100 ? 1 : 0;

	if (end == CURVE_NEVER || end == CURVE_NONE)
		return false;
	fprintf(f, "%s%s ", first ? "" : ", ", word);
	if (end == CURVE_ALWAYS)
		fputs("at every point", f);
	else if (end == CURVE_FROM)
		fprintf(f, "from %.*f %% on", digits, pct);
	else
		fprintf(f, "up to %.*f %%", digits, pct);
	return true;
}

static void curve_breaks(struct report *r, const struct curve *c)
{
	char *text = NULL;
	size_t len, n = 0;
	FILE *f = open_memstream(&text, &len);

	for (size_t v = 0; f && v < r->run.plan.nvariants; v++) {
		bool any;

		if (!stands_for(r, c, v))
			continue;
		fputs(n++ ? "; " : "", f);
		for (size_t k = v, m = 0; k < r->run.plan.nvariants; k++)
			if ((int)k != r->tally.baseline && same_curve(c, v, k))
				fprintf(f, "%s%s", m++ ? ", " : "",
					r->run.plan.variants[k]);
		fputs(": ", f);
		any = put_break(f, c, v, -1, true);
		any |= put_break(f, c, v, 1, !any);
		if (!any)
			fputs("at no point", f);
	}
	if (f)
		fclose(f);
	if (n)
		mail_para(r->out, "1 %% or more from the baseline: %s.", text);
	free(text);
}

/* At the model's own parameters, what does not depend on its times. */
static const struct record *own_point(const struct report *r, size_t v,
				      unsigned int scenario,
				      const char *pattern)
{
	for (size_t i = 0; i < r->run.records.n; i++) {
		const struct record *rec = &r->run.records.v[i];
		const struct plan_cell *c = &r->run.plan.cells[rec->index];

		if (!strcmp(rec->kind, "sweep") && c->variant == v &&
		    c->scenario == scenario && c->block == 0 &&
		    record_int(rec->data, "pct", -1) == 100 &&
		    !strcmp(record_str(rec->data, "pattern", ""), pattern))
			return rec;
	}
	return NULL;
}

static void count_row(struct table *t, size_t row, const struct report *r,
		      size_t v, unsigned int scenario)
{
	static const char *const patterns[] = { "stream", "scatter" };
	static const char *const keys[] = { "walk_steps", "tlb_misses",
					    "iotlb_misses" };
	const struct record *p = first_of(r, "probe", v, scenario);
	const json_t *c = p ? json_object_get(p->data, "counters") : NULL;
	size_t col = 1;

	table_put(t, row, 0, "%s", r->run.plan.variants[v]);
	for (size_t i = 0; i < 2; i++) {
		const struct record *rec = own_point(r, v, scenario,
						     patterns[i]);

		for (size_t k = 0; k < 3; k++, col++)
			if (rec)
				table_put(t, row, col, "%.1f", (double)
					  record_int(rec->data, keys[k], 0) /
					  ((double)record_int(rec->data,
					   "bytes", 1) / MIB));
	}
	if (json_object_size(c)) {
		table_put(t, row, col, "%lld", at(c, "pin_calls", NULL));
		table_put(t, row, col + 1, "%lld", at(c, "spt_live", NULL));
		table_put(t, row, col + 2, "%lld", at(c, "maps_2m", NULL));
		table_put(t, row, col + 3, "%lld", at(c, "maps_4k", NULL));
	}
}

static void count_table(struct report *r, unsigned int scenario)
{
	static const char *const head[] = {
		"variant", "walk/MiB", "miss/MiB", "iotlb/MiB", "walk/MiB:r",
		"miss/MiB:r", "iotlb/MiB:r", "pins", "shadow pages",
		"maps 2M", "maps 4K",
	};
	const size_t cols = sizeof(head) / sizeof(head[0]);
	struct table t;

	if (table_init(&t, r->run.plan.nvariants + 1, cols))
		return;
	for (size_t i = 0; i < cols; i++)
		table_put(&t, 0, i, "%s", head[i]);
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		count_row(&t, v + 1, r, v, scenario);
	mail_para(r->out, "%s [x]: page-table fetches and TLB misses per MiB moved "
		  "(:r scattered pages) with the model's own TLBs; pins, shadow "
		  "pages and DMA maps of the 2MiB ranges",
		  r->run.plan.scenarios[scenario].name);
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	fputc('\n', r->out);
}

void report_sensitivity(struct report *r)
{
	struct curves c;

	if (curves_make(&c, r) == 0 && c.n) {
		mail_para(r->out, "Sensitivity [v]: throughput of the blitter (bytes "
			  "by its busy time) over the baseline's, against "
			  "parameters of the GPU model in %% of its own values; "
			  "higher is better. Variants with the same curve to "
			  "these digits share a row.");
		for (size_t i = 0; i < c.n; i++) {
			curve_table(r, &c.v[i]);
			curve_breaks(r, &c.v[i]);
			fputc('\n', r->out);
			if (i + 1 == c.n || c.v[i + 1].scenario != c.v[i].scenario)
				count_table(r, c.v[i].scenario);
		}
	}
	curves_free(&c);
}
