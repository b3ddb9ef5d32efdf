// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_profile.c - perf record in L1, summarised per variant: the share
 * of samples of the modules that have most, and the first functions.
 */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

#define MODULES 4	/* columns; what is left is "other" */
#define FUNCTIONS 4

struct share {
	const char *name;
	int64_t samples;
};

/* The profile of a variant and scenario, the first of its seeds. */
static const json_t *profile_of(const struct report *r, size_t v, size_t k)
{
	const struct record *e = records_next(&r->run.records,
		&(struct record_like){
			.kind = "profile", .variant = r->run.plan.variants[v],
			.scenario = r->run.plan.scenarios[k].name,
		}, NULL);

	return e ? e->data : NULL;
}

static int64_t samples_in(const json_t *profile, const char *module)
{
	int64_t sum = 0;
	json_t *s;
	size_t i;

	json_array_foreach(json_object_get(profile, "symbols"), i, s)
		if (!strcmp(record_str(s, "in", ""), module))
			sum += record_int(s, "samples", 0);
	return sum;
}

static int most_first(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return x->samples < y->samples ? 1 : x->samples > y->samples ? -1 :
	       strcmp(x->name, y->name);
}

/* Modules of all variants' profiles of a scenario, most samples first. */
static size_t modules_of(const struct report *r, size_t k, struct share *m,
			 size_t room)
{
	size_t n = 0, i, q;
	json_t *s;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const json_t *p = profile_of(r, v, k);

		json_array_foreach(json_object_get(p, "symbols"), i, s) {
			const char *in = record_str(s, "in", "?");

			for (q = 0; q < n && strcmp(m[q].name, in); q++)
				;
			if (q == n && n < room)
				m[n++] = (struct share){ .name = in };
			if (q < n)
				m[q].samples += record_int(s, "samples", 0);
		}
	}
	qsort(m, n, sizeof(*m), most_first);
	return n < MODULES ? n : MODULES;
}

static double percent(int64_t part, int64_t all)
{
	return all > 0 ? 100.0 * (double)part / (double)all : 0;
}

static void functions(struct report *r, size_t v, const json_t *p)
{
	int64_t all = record_int(p, "samples", 0);
	char *text = NULL;
	size_t len, i;
	json_t *s;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return;
	json_array_foreach(json_object_get(p, "symbols"), i, s) {
		if (i == FUNCTIONS)
			break;
		fprintf(f, "%s %s %.1f %%", i ? "," : ":",
			record_str(s, "symbol", "?"),
			percent(record_int(s, "samples", 0), all));
	}
	fclose(f);
	mail_para(r->out, "%s%s", r->run.plan.variants[v], text);
	free(text);
}

/* "[kernel.kallsyms]" is the kernel, "[kvmgt]" a module. */
static void put_module(struct table *t, size_t col, const char *name)
{
	const char *start = name + (*name == '[');

	table_put(t, 0, col, "%.*s", (int)strcspn(start, ".]"), start);
}

static void one_scenario(struct report *r, size_t k)
{
	struct share m[64];
	size_t n = modules_of(r, k, m, 64), row = 1;
	struct table t;

	if (!n)
		return;
	table_init(&t, n + 3);
	table_put(&t, 0, 0, "variant");
	table_put(&t, 0, 1, "samples");
	for (size_t i = 0; i < n; i++)
		put_module(&t, i + 2, m[i].name);
	table_put(&t, 0, n + 2, "other");
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const json_t *p = profile_of(r, v, k);
		int64_t all = record_int(p, "samples", 0), left = all;

		if (!p || (int)v == r->tally.aa || report_placebo(r, v))
			continue;
		table_put(&t, row, 0, "%s", r->run.plan.variants[v]);
		table_put(&t, row, 1, "%lld", (long long)all);
		for (size_t i = 0; i < n; i++) {
			int64_t in = samples_in(p, m[i].name);

			table_put(&t, row, i + 2, "%.1f", percent(in, all));
			left -= in;
		}
		table_put(&t, row++, n + 2, "%.1f", percent(left, all));
	}
	mail_para(r->out, "%s", r->run.plan.scenarios[k].name);
	table_print(&t, r->out, MAIL_COLS);
	table_free(&t);
	for (size_t v = 0; r->only >= 0 && v < r->run.plan.nvariants; v++)
		if (profile_of(r, v, k))
			functions(r, v, profile_of(r, v, k));
}

static void print_profile(struct report *r)
{
	bool any = false;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		for (size_t v = 0; v < r->run.plan.nvariants; v++)
			any |= report_wants(r, k) && profile_of(r, v, k);
	if (!any)
		return;
	mail_para(r->out, "Where the host's time goes while entries are shadowed: "
		  "perf record on the CPU clock [v], per cent of samples by module; "
		  "other: all functions but the first 40");
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k))
			one_scenario(r, k);
	fputc('\n', r->out);
}

const struct section section_profile = { .all = print_profile, .one = print_profile };
