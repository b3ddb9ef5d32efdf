// SPDX-License-Identifier: GPL-2.0-or-later
/* report_sweep.c - throughput against the GPU's cost model, in short and in full. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "curve.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

#define MIB 1048576.0

/* Within so much of each other at every point. */
static bool within(const struct curve *c, size_t a, size_t b, double part)
{
	const double *x = &c->ratio[a * c->n], *y = &c->ratio[b * c->n];

	for (size_t i = 0; i < c->n; i++)
		if (!(fabs(x[i] - y[i]) < part * x[i]))
			return false;
	return true;
}

/* To the digits that are printed. */
static bool same_curve(const struct curve *c, size_t a, size_t b)
{
	return within(c, a, b, 0.0005);
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

	table_init(&t, c->n + 1);
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
	table_print(&t, r->out, MAIL_COLS);
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
	const struct record_like like = {
		.kind = "sweep", .variant = r->run.plan.variants[v],
		.scenario = r->run.plan.scenarios[scenario].name,
	};
	const struct record *rec = NULL;

	while ((rec = records_next(&r->run.records, &like, rec)))
		if (rec->block == 0 && record_int(rec->data, "pct", -1) == 100 &&
		    !strcmp(record_str(rec->data, "pattern", ""), pattern))
			break;
	return rec;
}

static void count_row(struct table *t, size_t row, const struct report *r,
		      size_t v, unsigned int scenario)
{
	static const char *const patterns[] = { "stream", "scatter" };
	static const char *const keys[] = { "walk_steps", "tlb_misses",
					    "iotlb_misses" };
	const struct record *p = report_record(r, "probe", v, scenario);
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
		table_put(t, row, col, "%lld", (long long)record_int(c, "pin_calls", 0));
		table_put(t, row, col + 1, "%lld", (long long)record_int(c, "spt_live", 0));
		table_put(t, row, col + 2, "%lld", (long long)record_int(c, "maps_2m", 0));
		table_put(t, row, col + 3, "%lld", (long long)record_int(c, "maps_4k", 0));
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

	table_begin(&t, 1, cols, head);
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		count_row(&t, v + 1, r, v, scenario);
	mail_para(r->out, "%s [x]: page-table fetches and TLB misses per MiB moved "
		  "(:r scattered pages) with the model's own TLBs; pins, shadow "
		  "pages and DMA maps of the 2MiB ranges",
		  r->run.plan.scenarios[scenario].name);
	table_end(&t, r->out);
}

/* ---- the same, one line a curve -------------------------------------------- */

/* One group of variants with one curve throughout, for the short table. */
static bool stands_throughout(const struct report *r, const struct curves *c, size_t v)
{
	bool differs = false;

	for (size_t i = 0; i < c->n; i++)
		for (size_t p = 0; p < c->v[i].n; p++)
			differs |= fabs(log(c->v[i].ratio[v * c->v[i].n + p])) >=
				   log1p(CURVE_BREAK);
	if (!tally_contrast(&r->tally, v) || !differs)
		return false;
	for (size_t k = 0; k < v; k++) {
		bool same = tally_contrast(&r->tally, k);

		for (size_t i = 0; same && i < c->n; i++)
			same = within(&c->v[i], k, v, 0.005);
		if (same)
			return false;
	}
	return true;
}

static double own(const struct curve *c, size_t v)
{
	for (size_t p = 0; p < c->n; p++)
		if (c->pct[p] == 100)
			return c->ratio[v * c->n + p];
	return NAN;
}

static void put_curve(struct table *t, size_t row, size_t col,
		      const struct curve *c, size_t v)
{
	table_put(t, row, col, "%.2f", c->ratio[v * c->n]);
	table_put(t, row, col + 1, "%.2f", own(c, v));
	table_put(t, row, col + 2, "%.2f", c->ratio[v * c->n + c->n - 1]);
}

/* The curve's twin of another scenario, before it: equal in all variants. */
static bool told(const struct report *r, const struct curves *c, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		bool same = c->v[k].n == c->v[i].n && c->v[k].scenario != c->v[i].scenario &&
			    !strcmp(c->v[k].axis, c->v[i].axis) &&
			    !strcmp(c->v[k].pattern, c->v[i].pattern);

		for (size_t p = 0; same && p < c->v[i].n * r->run.plan.nvariants; p++)
			same = !(fabs(c->v[k].ratio[p] - c->v[i].ratio[p]) >= 0.005 *
				 c->v[k].ratio[p]);
		if (same)
			return true;
	}
	return false;
}

/* On no variant that is shown does the parameter move the ratio by so much. */
static bool flat(const struct report *r, const struct curves *c, size_t i)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const double *x = &c->v[i].ratio[v * c->v[i].n];
		double least = INFINITY, most = 0;

		for (size_t p = 0; p < c->v[i].n; p++) {
			least = fmin(least, x[p]);
			most = fmax(most, x[p]);
		}
		if (stands_throughout(r, c, v) && log(most / least) >= log1p(CURVE_BREAK))
			return false;
	}
	return true;
}

static void short_table(struct report *r, const struct curves *c)
{
	size_t groups = 0, col = 3, row = 0, same = 0, level = 0;
	struct table t;

	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		groups += stands_throughout(r, c, v);
	if (!groups) {
		mail_para(r->out, "No variant is anywhere 1 %% off the baseline.");
		return;
	}
	table_init(&t, 3 + 3 * groups);
	t.left = 3;
	table_put(&t, 0, 0, "sweep");
	table_put(&t, 0, 1, "of");
	table_put(&t, 0, 2, "access");
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		if (!stands_throughout(r, c, v))
			continue;
		table_put(&t, 0, col, "%c least", report_letter(r, v));
		table_put(&t, 0, col + 1, "default");
		table_put(&t, 0, col + 2, "most");
		for (size_t i = row = 0; i < c->n; i++) {
			const char *name = r->run.plan.scenarios[c->v[i].scenario].name;

			if (told(r, c, i) || flat(r, c, i))
				continue;
			row++;
			table_put(&t, row, 0, "%s", strncmp(name, "sweep-", 6) ? name :
				  name + 6);
			table_put(&t, row, 1, "%s", c->v[i].axis);
			table_put(&t, row, 2, "%s", c->v[i].pattern);
			put_curve(&t, row, col, &c->v[i], v);
		}
		col += 3;
	}
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	for (size_t i = 0; i < c->n; i++) {
		same += told(r, c, i);
		level += !told(r, c, i) && flat(r, c, i);
	}
	mail_para(r->out, "A variant stands for all that are within 0.5 %% of its "
		  "curves. Variants that are nowhere 1 %% off the baseline are left "
		  "out.");
	if (level)
		mail_para(r->out, "%zu more curves are flat: the parameter moves the ratio "
			  "by less than 1 %%.", level);
	if (same)
		mail_para(r->out, "%zu more curves are within 0.5 %% of one of these.",
			  same);
}

/* The ratios of earlier runs, which docs/clock.md withdraws. */
static void say_serial(struct report *r)
{
	if (!curves_overlap(r))
		mail_para(r->out, "Upper bounds of what 2MiB is worth: each walk is "
			  "charged in full, one after the other, which published "
			  "measurements contradict (docs/clock.md).");
}

static void in_short(struct report *r, const struct curves *c)
{
	mail_para(r->out, "Sensitivity [v]: the blitter's throughput (bytes over its "
		  "busy time) as a ratio to the baseline's, with one parameter of "
		  "the GPU model at its least, default and largest value (all "
		  "values: gtt2m show SWEEP)");
	say_serial(r);
	short_table(r, c);
	fputc('\n', r->out);
}

static void in_full(struct report *r, const struct curves *c)
{
	bool any = false;

	for (size_t i = 0; i < c->n; i++) {
		if (!report_wants(r, c->v[i].scenario))
			continue;
		if (!any)
			mail_para(r->out, "Sensitivity [v]: the blitter's throughput "
				  "(bytes over its busy time) as a ratio to the "
				  "baseline's, with one parameter of the GPU model in "
				  "%% of its default; higher is better. Variants with "
				  "the same curve share a row.");
		if (!any)
			say_serial(r);
		any = true;
		curve_table(r, &c->v[i]);
		curve_breaks(r, &c->v[i]);
		fputc('\n', r->out);
	}
	if (any)
		count_table(r, (unsigned int)r->only);
}

static void print_sensitivity(struct report *r)
{
	struct curves c;

	if (curves_make(&c, r) == 0 && c.n) {
		if (r->only < 0)
			in_short(r, &c);
		else
			in_full(r, &c);
	}
	curves_free(&c);
}

const struct section section_sensitivity = { .all = print_sensitivity, .one = print_sensitivity };
