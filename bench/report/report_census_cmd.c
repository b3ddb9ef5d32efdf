// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_cmd.c - of the census: which commands of the programs the
 * GPU model counted and did not execute, by the model's own names.
 */
#include <stdlib.h>
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"

struct skipped {
	const char *name;
	json_int_t n;
};

/* Most often first. */
static int by_count(const void *a, const void *b)
{
	const struct skipped *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->name, y->name);
}

static void print_skipped(struct report *r, const struct phase *p)
{
	size_t n = json_object_size(p->skipped), i = 0, len;
	struct skipped *list = calloc(n, sizeof(*list));
	const char *name;
	char *text = NULL;
	FILE *f = open_memstream(&text, &len);
	json_t *v;

	if (list && f) {
		json_object_foreach(p->skipped, name, v)
			list[i++] = (struct skipped){ name, json_integer_value(v) };
		qsort(list, n, sizeof(*list), by_count);
		for (i = 0; i < n; i++)
			fprintf(f, "%s%s %lld", i ? ", " : "", list[i].name,
				(long long)list[i].n);
	}
	if (f)
		fclose(f);
	if (list && f)
		mail_para(r->out, "%s: %s", p->load, text);
	free(text);
	free(list);
}

void census_print_commands(struct report *r, const struct census *c)
{
	bool said = false;

	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];

		if (!p->plain || census_told(c, i) ||
		    !json_object_size(p->skipped))
			continue;
		if (!said)
			mail_para(r->out, "Commands that the GPU model counted and "
				  "did not execute [x], by program (i915/boot: its "
				  "golden state)");
		said = true;
		print_skipped(r, p);
	}
	if (said)
		fputc('\n', r->out);
}
