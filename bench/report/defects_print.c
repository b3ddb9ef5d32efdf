// SPDX-License-Identifier: GPL-2.0-or-later
/* defects_print.c - the table of the defects, and all that is known of one. */
#include <stdio.h>
#include <string.h>

#include "report/defects.h"
#include "report/table.h"

/* Which columns the runs have: kernel and variant of each. */
struct column {
	const char *kernel;
	const struct defect_variant *v;
};

struct shape {
	struct column col[4 * DEFECT_VARIANTS];
	size_t n, kernels;
};

/* Runs of one kernel share its columns: a table may be made of pieces. */
static bool has_column(const struct shape *s, const char *kernel,
		       const char *variant)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->col[i].kernel, kernel) &&
		    (!variant || !strcmp(s->col[i].v->name, variant)))
			return true;
	return false;
}

/* By kernel, as they come; without the gate open, then without the patches. */
static int compare_columns(const struct column *a, const struct column *b)
{
	return a->v->open != b->v->open ? a->v->open - b->v->open :
	       a->v->mends - b->v->mends;
}

static void put_column(struct shape *s, const struct column *c)
{
	size_t i = s->n++;

	while (i && !strcmp(s->col[i - 1].kernel, c->kernel) &&
	       compare_columns(&s->col[i - 1], c) > 0) {
		s->col[i] = s->col[i - 1];
		i--;
	}
	s->col[i] = *c;
}

static void take_columns(const struct defect_run *r, const char *kernel,
			 struct shape *s)
{
	if (strcmp(r->kernel, kernel))
		return;
	for (size_t v = 0; v < r->nvariants; v++) {
		const struct column c = { kernel, &r->variant[v] };

		if (s->n < sizeof(s->col) / sizeof(s->col[0]) &&
		    defect_any(r, 1, NULL, c.v->name) &&
		    !has_column(s, kernel, c.v->name))
			put_column(s, &c);
	}
}

static void shape_of(const struct defect_run *runs, size_t n,
		     struct shape *s)
{
	s->n = 0;
	s->kernels = 0;
	for (size_t k = 0; k < n; k++) {
		if (has_column(s, runs[k].kernel, NULL))
			continue;
		for (size_t i = k; i < n; i++)
			take_columns(&runs[i], runs[k].kernel, s);
		s->kernels++;
	}
}

/* Of the last run of that kernel that has the row on that variant. */
static const char *put_cell(const struct defect_run *runs, size_t n,
			    const struct column *c, const struct defect *d,
			    char *text, size_t len)
{
	text[0] = '\0';
	for (size_t k = 0; k < n; k++)
		if (!strcmp(runs[k].kernel, c->kernel) &&
		    defect_any(&runs[k], 1, d, c->v->name))
			defect_cell(&runs[k], d, c->v->name, text, len);
	return defect_text(text, d, c->v->open);
}

static void print_text(const struct defect_run *runs, size_t n,
		      const struct shape *s, FILE *out)
{
	struct table t;
	size_t row = 0;
	char text[32];

	table_init(&t, s->n + 2);
	t.left = 3;
	table_put(&t, 0, 0, "reproducer");
	table_put(&t, 0, 1, "by");
	for (size_t c = 0; c < s->n; c++)
		table_put(&t, 0, c + 2, "%s%s%s",
			  s->kernels > 1 ? s->col[c].kernel : "",
			  s->kernels > 1 ? "/" : "", s->col[c].v->name);
	for (size_t i = 0; i < ndefects; i++) {
		if (!defect_any(runs, n, &defects[i], NULL))
			continue;
		table_put(&t, ++row, 0, "%s", defects[i].scenario);
		table_put(&t, row, 1, "%s", defects[i].by);
		for (size_t c = 0; c < s->n; c++)
			table_put(&t, row, c + 2, "%s",
				  put_cell(runs, n, &s->col[c], &defects[i], text,
					   sizeof(text)));
	}
	table_print(&t, out, 72);
	for (size_t i = 0; i < ndefects; i++)
		if (defects[i].not_mended && defect_any(runs, n, &defects[i], NULL))
			fprintf(out, "%s is not mended:\n%s.\n",
				defects[i].scenario, defects[i].not_mended);
	table_free(&t);
}

static void print_markdown(const struct defect_run *runs, size_t n,
			   const struct shape *s, FILE *out)
{
	char text[32];

	fprintf(out, "| reproducer | by | what |");
	for (size_t c = 0; c < s->n; c++)
		fprintf(out, " %s %s |", s->col[c].kernel, s->col[c].v->name);
	fprintf(out, "\n|---|---|---|");
	for (size_t c = 0; c < s->n; c++)
		fprintf(out, "---|");
	fputc('\n', out);
	for (size_t i = 0; i < ndefects; i++) {
		const struct defect *d = &defects[i];

		if (!defect_any(runs, n, d, NULL))
			continue;
		fprintf(out, "| `%s` | %s%s | %s%s |", d->scenario, d->by,
			d->open ? ", gate open" : "", d->what,
			d->not_mended ? "; not mended" : "");
		for (size_t c = 0; c < s->n; c++)
			fprintf(out, " %s |", put_cell(runs, n, &s->col[c], d,
						       text, sizeof(text)));
		fputc('\n', out);
	}
}

int defects_print(const struct defect_run *runs, size_t n, int markdown,
		  FILE *out)
{
	struct shape s;

	shape_of(runs, n, &s);
	(markdown ? print_markdown : print_text)(runs, n, &s, out);
	return 0;
}

static void put_found(const struct record *e, FILE *out)
{
	json_t *found = json_object_get(e->data, "found"), *v;
	const char *key, *sep = "";

	json_object_foreach(found, key, v) {
		if (!strcmp(key, "shown"))
			continue;
		fprintf(out, "%s%s %lld", sep, key,
			(long long)json_integer_value(v));
		sep = ", ";
	}
	if (!*sep)
		fprintf(out, "seen %lld, at 2MiB %lld, unsafe %lld",
			(long long)record_int(e->data, "seen", 0),
			(long long)record_int(e->data, "direct", 0),
			(long long)record_int(e->data, "unsafe", 0));
}

/* What the kernel said in the boot, a line each, as it stands. */
static void put_words(const struct record *end, FILE *out)
{
	json_t *v, *said = json_object_get(end->data, "complaints");
	size_t i;

	json_array_foreach(said, i, v)
		fprintf(out, "    | %s\n", json_string_value(v));
}

/* What a variant's boots of one run found and said. */
static void put_boots(const struct defect_run *r, const struct defect *d,
		      const char *variant, FILE *out)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d->scenario };
	const struct record *e = NULL;

	while ((e = records_next(&r->records, &like, e))) {
		if (!strcmp(e->kind, "probe")) {
			fprintf(out, "    ");
			put_found(e, out);
			fputc('\n', out);
		}
		if (record_is_end(e))
			put_words(e, out);
	}
}

int defect_print(const struct defect_run *runs, size_t n,
		 const struct defect *d, FILE *out)
{
	char text[32];

	fprintf(out, "%s: %s\n", d->scenario, d->what);
	if (d->not_mended)
		fprintf(out, "not mended: %s\n", d->not_mended);
	for (size_t k = 0; k < n; k++)
		for (size_t c = 0; c < runs[k].nvariants; c++) {
			const char *variant = runs[k].variant[c].name;

			if (!defect_any(&runs[k], 1, d, variant))
				continue;
			defect_cell(&runs[k], d, variant, text, sizeof(text));
			fprintf(out, "\n%s %s: %s\n", runs[k].kernel, variant,
				!strcmp(text, "no") ? "not seen" : text);
			put_boots(&runs[k], d, variant, out);
		}
	return 0;
}
