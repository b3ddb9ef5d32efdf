// SPDX-License-Identifier: GPL-2.0-or-later
/* matrix.c - which rows and columns are one, what a cell says; see matrix.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"

/* What a cell can say, and what it means: only what is used is explained. */
const struct matrix_mark matrix_marks[MARKS] = {
	{ "2M", "all shadowed as 2MiB" }, { "-", "all split" },
	{ "E", "all failed" }, { "n", "n of those seen as 2MiB" }, { "n/m", "n of m" },
	{ "e", "some failed" }, { "U", "all at 2MiB are unsafe" },
	{ "u", "some at 2MiB are unsafe" },
	{ "x", "some boots crashed" },
	{ "?", "other pages than under baseline, not comparable" },
	{ "crash", "no boot lived to count" }, { "fail", "the harness failed" },
	{ "unset", "the memory could not be arranged" }, { ".", "not run or not counted" },
};
static void put(struct matrix_cell *c, const char *mark)
{
	size_t n = strlen(c->text);

	snprintf(c->text + n, sizeof(c->text) - n, "%s", mark);
	for (size_t i = 0; i < MARKS; i++)
		c->mark[i] |= !strcmp(matrix_marks[i].mark, mark);
}

static void put_count(struct matrix_cell *c, const struct outcome *o, uint64_t seen)
{
	if (o->seen == seen)
		snprintf(c->text, sizeof(c->text), "%llu",
			 (unsigned long long)o->direct);
	else
		snprintf(c->text, sizeof(c->text), "%llu/%llu",
			 (unsigned long long)o->direct, (unsigned long long)o->seen);
	c->mark[o->seen == seen ? 3 : 4] = true;
}

/* seen: of the row, which its last column says. */
static struct matrix_cell cell_of(const struct report *r, size_t v, size_t k,
				  uint64_t seen)
{
	const struct tally_cell *t = tally_cell(&r->tally, v, k);
	const struct outcome *o = &t->sum;
	struct matrix_cell c = { 0 };

	if (!t->counted || !o->seen) {
		put(&c, !t->planned ? "." : t->crashed ? "crash" :
		    t->failed ? "fail" : t->not_set_up ? "unset" : ".");
		return c;
	}
	if (o->direct == o->seen)
		put(&c, "2M");
	else if (o->direct)
		put_count(&c, o, seen);
	else
		put(&c, o->failed == o->seen ? "E" : "-");
	if (o->failed && o->failed < o->seen)
		put(&c, "e");
	if (o->unsafe)
		put(&c, o->unsafe == o->direct ? "U" : "u");
	if (t->crashed)
		put(&c, "x");
	if (report_apart(r, v, k))
		put(&c, "?");
	return c;
}

/* Entries seen in the row: the baseline's, else the most of any variant. */
static uint64_t seen_in(const struct report *r, size_t k)
{
	uint64_t most = 0, n;

	if (r->tally.baseline >= 0 &&
	    tally_cell(&r->tally, r->tally.baseline, k)->sum.seen)
		return tally_cell(&r->tally, r->tally.baseline, k)->sum.seen;
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		n = tally_cell(&r->tally, v, k)->sum.seen;
		most = n > most ? n : most;
	}
	return most;
}

/* ---- what is one row, what is one column ---------------------------------- */

static bool same_cell(const struct report *r, size_t v, size_t k, size_t w,
		      size_t l)
{
	struct matrix_cell a = cell_of(r, v, k, seen_in(r, k));
	struct matrix_cell b = cell_of(r, w, l, seen_in(r, l));

	return !strcmp(a.text, b.text);
}

static bool counts(const struct report *r, size_t v, size_t k)
{
	return tally_cell(&r->tally, v, k)->sum.seen > 0;
}

static bool has_row(const struct report *r, size_t k)
{
	if (r->view && !r->view->row(r, k))
		return false;
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (counts(r, v, k))
			return true;
	return false;
}

/* Rows are one when all cells are, and a number in them is of the same. */
static bool same_row(const struct report *r, size_t k, size_t l)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

		if (r->view && !r->view->column(r, v))
			continue;
		if (!same_cell(r, v, k, v, l) || (o->direct && o->direct < o->seen &&
						  seen_in(r, k) != seen_in(r, l)))
			return false;
	}
	return true;
}

/* The first row that is as k, which stands for it. */
static size_t row_of(const struct report *r, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (has_row(r, i) && same_row(r, i, k))
			return i;
	return k;
}

/* The baseline's second run is no column: trust says what it was for. */
static bool has_column(const struct report *r, size_t v)
{
	return (int)v != r->tally.aa && (!r->view || r->view->column(r, v));
}

/*
 * May two variants share a column, if their rows are the same? Nothing shares the
 * baseline's but the placebo.
 */
static bool may_share(const struct report *r, size_t v, size_t w)
{
	return report_placebo(r, v) || report_placebo(r, w) ||
	       ((int)w != r->tally.baseline && (int)v != r->tally.baseline);
}

/* Of the placebo only what is comparable: the rest is chance. */
static bool same_in(const struct report *r, size_t v, size_t w, size_t k)
{
	return !has_row(r, k) || same_cell(r, v, k, w, k) ||
	       ((report_placebo(r, v) || report_placebo(r, w)) &&
		!tally_comparable(&r->tally, v, w, k));
}

static size_t column_of(const struct report *r, size_t v)
{
	for (size_t w = 0; w < v; w++) {
		bool same = has_column(r, w) && may_share(r, v, w);

		for (size_t k = 0; same && k < r->run.plan.nscenarios; k++)
			same = same_in(r, v, w, k);
		if (same)
			return w;
	}
	return v;
}

char report_letter(const struct report *r, size_t v)
{
	char letter = 'A';

	for (size_t w = 0; has_column(r, v) && w < column_of(r, v); w++)
		letter += has_column(r, w) && column_of(r, w) == w;
	return has_column(r, v) ? letter : '=';
}

/* "512" or, where the rows that are one differ, "32-512". */
void matrix_seen(const struct report *r, const struct matrix *m, size_t k,
		 char *out, size_t len)
{
	uint64_t least = seen_in(r, k), most = least, n;

	for (size_t i = k; i < r->run.plan.nscenarios; i++) {
		if (m->row[i] != k)
			continue;
		n = seen_in(r, i);
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	snprintf(out, len, least == most ? "%llu" : "%llu-%llu",
		 (unsigned long long)least, (unsigned long long)most);
}

struct matrix_cell matrix_cell(const struct report *r, size_t v, size_t k)
{
	return cell_of(r, v, k, seen_in(r, k));
}

int matrix_make(struct matrix *m, const struct report *r)
{
	const struct plan *p = &r->run.plan;

	m->rows = calloc(p->nscenarios + 1, sizeof(*m->rows));
	m->cols = calloc(p->nvariants + 1, sizeof(*m->cols));
	m->row = calloc(p->nscenarios + 1, sizeof(*m->row));
	m->col = calloc(p->nvariants + 1, sizeof(*m->col));
	if (!m->rows || !m->cols || !m->row || !m->col)
		return -1;
	for (size_t k = 0; k < p->nscenarios; k++) {
		m->row[k] = has_row(r, k) ? row_of(r, k) : p->nscenarios;
		if (m->row[k] == k)
			m->rows[m->nrows++] = k;
	}
	for (size_t v = 0; v < p->nvariants; v++) {
		m->col[v] = has_column(r, v) ? column_of(r, v) : p->nvariants;
		if (m->col[v] == v)
			m->cols[m->ncols++] = v;
	}
	return 0;
}

void matrix_free(struct matrix *m)
{
	free(m->rows);
	free(m->cols);
	free(m->row);
	free(m->col);
}
