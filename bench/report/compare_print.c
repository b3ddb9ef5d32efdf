// SPDX-License-Identifier: GPL-2.0-or-later
/* compare_print.c - a comparison as text, CSV and JSON, and the verb compare. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "gtt2m.h"
#include "lint_mail.h"
#include "run/run.h"
#include "table.h"

static const char *const heads[] = { "variant", "scenario", "what", "tag",
				     "base", "other", "ratio", "low", "high",
				     "verdict" };

#define NHEADS (sizeof(heads) / sizeof(heads[0]))

static void row_fields(const struct compare_row *r, const char *f[NHEADS],
		       char verdict[2])
{
	verdict[0] = r->verdict;
	verdict[1] = '\0';
	f[0] = r->variant;
	f[1] = r->scenario;
	f[2] = r->what;
	f[3] = r->tag;
	f[4] = r->base;
	f[5] = r->other;
	f[6] = r->ratio;
	f[7] = r->lo;
	f[8] = r->hi;
	f[9] = verdict;
}

/* "512/512 1/512" of counts, "1.083 [1.079,1.086] n=8" of times. */
static void put_values(struct table *t, size_t row, const struct compare_row *r)
{
	if (*r->other)
		table_put(t, row, 1, "%s  %s", r->base, r->other);
	else if (*r->lo)
		table_put(t, row, 1, "%s [%s,%s] n=%d", r->ratio, r->lo, r->hi,
			  atoi(r->base));
	else
		table_put(t, row, 1, "%s n=%d", r->ratio, atoi(r->base));
}

/* One table a variant, so that a row fits a line. */
static void text_of_variant(const struct compare *c, const char *variant,
			    FILE *out)
{
	size_t rows = 1, row = 1;
	struct table t;

	for (size_t i = 0; i < c->n; i++)
		rows += !strcmp(c->v[i].variant, variant);
	if (table_init(&t, rows, 3))
		return;
	table_put(&t, 0, 0, "scenario, what");
	table_put(&t, 0, 1, "base and other, or ratio");
	table_put(&t, 0, 2, "is");
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->v[i].variant, variant))
			continue;
		table_put(&t, row, 0, "%s %s", c->v[i].scenario, c->v[i].what);
		put_values(&t, row, &c->v[i]);
		table_put(&t, row++, 2, "%c", c->v[i].verdict);
	}
	mail_para(out, "%s", variant);
	table_print(&t, out, MAIL_COLS);
	table_free(&t);
	fputc('\n', out);
}

void compare_text(const struct compare *c, FILE *out)
{
	if (*c->note)
		mail_para(out, "%s", c->note);
	for (size_t i = 0; i < c->n; i++) {
		bool first = true;

		for (size_t k = 0; k < i; k++)
			first &= strcmp(c->v[k].variant, c->v[i].variant) != 0;
		if (first)
			text_of_variant(c, c->v[i].variant, out);
	}
	if (c->lost)
		mail_para(out, "%u cells failed or have not run: what is below is "
			  "not all that was planned.", c->lost);
	mail_para(out, "%zu rows, stock and the A/A arm not judged: %u worse, %u undecided. + better, - worse, = same, "
		  "? undecided.", c->n, c->worse, c->open);
}

void compare_csv(const struct compare *c, FILE *out)
{
	const char *f[NHEADS];
	char verdict[2];

	for (size_t k = 0; k < NHEADS; k++)
		fprintf(out, "%s%s", k ? "," : "", heads[k]);
	fputc('\n', out);
	for (size_t i = 0; i < c->n; i++) {
		row_fields(&c->v[i], f, verdict);
		for (size_t k = 0; k < NHEADS; k++)
			fprintf(out, "%s%s", k ? "," : "", f[k]);
		fputc('\n', out);
	}
}

static json_t *runs_of(const struct compare *c)
{
	json_t *runs = json_array();

	for (unsigned int i = 0; i < 2 && c->run[i]; i++)
		json_array_append_new(runs, json_pack("{ss ss}", "run",
			c->run[i], "env", c->env[i]));
	return runs;
}

void compare_json(const struct compare *c, FILE *out)
{
	json_t *rows = json_array(), *all;
	const char *f[NHEADS];
	char verdict[2];

	for (size_t i = 0; i < c->n; i++) {
		json_t *row = json_object();

		row_fields(&c->v[i], f, verdict);
		for (size_t k = 0; k < NHEADS; k++)
			json_object_set_new(row, heads[k], json_string(f[k]));
		json_array_append_new(rows, row);
	}
	all = json_pack("{si so ss sI sI sI so}", "schema", 1,
			"runs", runs_of(c), "note", c->note,
			"lost", (json_int_t)c->lost,
			"worse", (json_int_t)c->worse,
			"undecided", (json_int_t)c->open, "rows", rows);
	json_dumpf(all, out, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(all);
}

/* ---- the verb ------------------------------------------------------------- */

struct args {
	const char *dir[2], *base, *format;
	unsigned int n;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'b':
		a->base = arg;
		return 0;
	case 'f':
		if (strcmp(arg, "text") && strcmp(arg, "json") && strcmp(arg, "csv"))
			argp_error(state, "text, json or csv, not %s", arg);
		a->format = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->n == 2)
			argp_usage(state);
		a->dir[a->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->n)
			argp_usage(state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int print_it(const struct compare *c, const char *format)
{
	if (!strcmp(format, "csv"))
		compare_csv(c, stdout);
	else if (!strcmp(format, "json"))
		compare_json(c, stdout);
	else
		compare_text(c, stdout);
	return compare_code(c);
}

int cmd_compare(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "base", 'b', "VARIANT", 0, "Compare with this one (baseline)", 0 },
		{ "format", 'f', "NAME", 0, "text (if not given), json or csv", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options, .parser = parse, .args_doc = "RUN [RUN]",
		.doc = "Compare the variants of a run, or the cells that two runs "
		       "share. Exit 0: nothing worse; 1: something is worse beyond "
		       "its margin; 2: undecided; 3: invalid, a seed did not repeat; "
		       "4: cells failed or are missing, or a folder cannot be read.",
	};
	struct args a = { .base = BASELINE, .format = "text" };
	struct report r[2] = { 0 };
	char why[RUN_WHY] = "";
	struct compare c = { 0 };
	int err = 0, code;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	for (unsigned int i = 0; !err && i < a.n; i++)
		err = report_open(&r[i], a.dir[i], why, sizeof(why));
	if (!err && a.n == 1) {
		err = compare_variants(&c, &r[0], a.base);
		if (err == -EINVAL)
			snprintf(why, sizeof(why), "no variant %s in %s", a.base,
				 a.dir[0]);
	} else if (!err) {
		err = compare_runs(&c, &r[0], &r[1]);
	}
	if (err)
		fprintf(stderr, "gtt2m compare: %s\n", *why ? why : strerror(-err));
	code = err ? EXIT_HARNESS : print_it(&c, a.format);
	compare_free(&c);
	for (unsigned int i = 0; i < 2; i++)
		report_close(&r[i]);
	return code;
}
