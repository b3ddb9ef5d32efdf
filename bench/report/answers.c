// SPDX-License-Identifier: GPL-2.0-or-later
/* answers.c - see answers.h. */
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "ask.h"

static bool of_variant(const struct report *r, const char *name, size_t k, int *v)
{
	*v = report_variant(r, name);
	return *v >= 0 && r->tally.baseline >= 0 &&
	       !strchr(r->run.plan.scenarios[k].name, '@') &&
	       tally_comparable(&r->tally, *v, r->tally.baseline, k);
}

static bool memslot_row(const struct report *r, size_t k)
{
	int v;

	return of_variant(r, "kvm-memslot", k, &v) &&
	       !report_same_sum(&tally_cell(&r->tally, v, k)->sum,
				&tally_cell(&r->tally, r->tally.baseline, k)->sum);
}

static bool vfio_row(const struct report *r, size_t k)
{
	int v;

	return of_variant(r, "vfio-only", k, &v) &&
	       report_safe(&tally_cell(&r->tally, v, k)->sum) >
	       report_safe(&tally_cell(&r->tally, r->tally.baseline, k)->sum);
}

static bool unsafe_row(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (tally_cell(&r->tally, v, k)->sum.unsafe)
			return true;
	return false;
}

static bool is(const struct report *r, size_t v, const char *name)
{
	return (int)v == r->tally.baseline || !strcmp(r->run.plan.variants[v], name);
}

static bool memslot_column(const struct report *r, size_t v)
{
	return is(r, v, "kvm-memslot");
}

static bool vfio_column(const struct report *r, size_t v)
{
	return is(r, v, "vfio-only");
}

static bool any_column(const struct report *r, size_t v)
{
	return strcmp(r->run.plan.variants[v], "stock") != 0;
}

static const struct {
	void (*ask)(struct report *r);
	struct view view;
	const struct section *table;	/* instead of the matrix */
} rows[QUESTIONS] = {
	[ASKS_MATTER] = { .ask = ask_matter },
	[ASKS_MEMSLOT] = { .ask = ask_memslot,
			   .view = { memslot_row, memslot_column } },
	[ASKS_VFIO] = { .ask = ask_vfio, .view = { vfio_row, vfio_column } },
	[ASKS_SAFE] = { .ask = ask_safe, .view = { unsafe_row, any_column } },
	[ASKS_WORTH] = { .ask = ask_worth, .table = &section_primary },
	[ASKS_STOCK] = { .ask = ask_stock_host },
};

char *report_answer(struct report *r, enum question q, bool table)
{
	char *text = NULL;
	size_t len;

	r->out = open_memstream(&text, &len);
	if (!r->out)
		return NULL;
	rows[q].ask(r);
	fflush(r->out);
	if (table && len && (rows[q].view.row || rows[q].table)) {
		fputc('\n', r->out);
		r->view = rows[q].view.row ? &rows[q].view : NULL;
		(rows[q].table ?: &section_matrix)->all(r);
		r->view = NULL;
	}
	if (fclose(r->out)) {
		free(text);
		return NULL;
	}
	/* "Q2 " is the first screen's; what follows is known to who places it */
	if (*text == 'Q')
		memmove(text, text + 3, len -= 3), text[len] = '\0';
	while (len > 1 && text[len - 1] == '\n' && text[len - 2] == '\n')
		text[--len] = '\0';
	return text;
}
