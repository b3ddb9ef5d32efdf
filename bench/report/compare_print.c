// SPDX-License-Identifier: GPL-2.0-or-later
/* compare_print.c - a comparison as text, CSV and JSON. */
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "lint_mail.h"
#include "table.h"

static const char *const heads[] = { "variant", "scenario", "what", "tag",
				     "base", "other", "ratio", "low", "high",
				     "verdict", "claim" };

static const char *const claims[] = {
	[CLAIM_EXACT] = "exact", [CLAIM_PRIMARY] = "primary",
	[CLAIM_NONE] = "exploratory",
};

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
	f[10] = claims[r->claim];
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
	struct table t;
	size_t row = 1;

	table_init(&t, 3);
	table_put(&t, 0, 0, "scenario, what");
	table_put(&t, 0, 1, "base and other, or ratio");
	table_put(&t, 0, 2, "is");
	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->v[i].variant, variant))
			continue;
		table_put(&t, row, 0, "%s %s", c->v[i].scenario, c->v[i].what);
		put_values(&t, row, &c->v[i]);
		table_put(&t, row++, 2,
			  c->v[i].claim == CLAIM_NONE ? "(%c)" : "%c",
			  c->v[i].verdict);
	}
	mail_para(out, "%s", variant);
	table_end(&t, out);
}

void compare_text(const struct compare *c, FILE *out)
{
	if (*c->note)
		mail_para(out, "%s", c->note);
	if (*c->voids)
		mail_para(out, "void: %s: not executed by the GPU model, or in a "
			  "time that is not calibrated, so there is no figure "
			  "for this work.", c->voids);
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
	mail_para(out, "%zu rows: %u worse, %u undecided. + better, - worse, = same, "
		  "? undecided. Stock, the A/A arm and exploratory times, in "
		  "brackets, are shown and not judged; the primary ones are, "
		  "after Holm's correction.", c->n, c->worse, c->open);
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
	all = json_pack("{si so ss ss sI sI sI so}", "schema", 1,
			"runs", runs_of(c), "note", c->note, "void", c->voids,
			"lost", (json_int_t)c->lost,
			"worse", (json_int_t)c->worse,
			"undecided", (json_int_t)c->open, "rows", rows);
	json_dumpf(all, out, JSON_INDENT(1) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
	fputc('\n', out);
	json_decref(all);
}
