// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_matrix.c - one matrix: rows scenarios, columns variants. Rows in
 * which every variant does the same are one row with all their names, and
 * variants that do the same in every row are one column.
 */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "names.h"
#include "report.h"

#define NAMES_LEAST 20		/* columns for the names beside the cells */

/* What a cell can say, and what it means: only what is used is explained. */
static const struct {
	const char *mark, *means;
} legend[] = {
	{ "2M", "all shadowed as 2MiB" }, { "-", "all split" },
	{ "E", "all failed" }, { "n", "n of seen as 2MiB" }, { "n/m", "n of m" },
	{ "e", "some failed" }, { "U", "those unsafe" }, { "u", "some unsafe" },
	{ "x", "some boots crashed" },
	{ "?", "not the baseline's pages, not comparable" },
	{ "crash", "no boot lived to count" }, { "fail", "the harness failed" },
	{ "unset", "the memory could not be arranged" }, { ".", "not run or not counted" },
};
#define MARKS (sizeof(legend) / sizeof(legend[0]))

struct cell {
	char text[56];
	bool mark[MARKS];
};

static void put(struct cell *c, const char *mark)
{
	size_t n = strlen(c->text);

	snprintf(c->text + n, sizeof(c->text) - n, "%s", mark);
	for (size_t i = 0; i < MARKS; i++)
		c->mark[i] |= !strcmp(legend[i].mark, mark);
}

static void put_count(struct cell *c, const struct outcome *o, uint64_t seen)
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
static struct cell cell_of(const struct report *r, size_t v, size_t k,
			   uint64_t seen)
{
	const struct tally_cell *t = tally_cell(&r->tally, v, k);
	const struct outcome *o = &t->sum;
	struct cell c = { 0 };

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
	struct cell a = cell_of(r, v, k, seen_in(r, k));
	struct cell b = cell_of(r, w, l, seen_in(r, l));

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

static size_t column_of(const struct report *r, size_t v)
{
	for (size_t w = 0; w < v; w++) {
		bool same = has_column(r, w) &&
			    (int)w != r->tally.baseline && (int)v != r->tally.baseline;

		for (size_t k = 0; same && k < r->run.plan.nscenarios; k++)
			same = !has_row(r, k) || same_cell(r, v, k, w, k);
		if (same)
			return w;
	}
	return v;
}

/* ---- the text -------------------------------------------------------------- */

char report_letter(const struct report *r, size_t v)
{
	char letter = 'A';

	for (size_t w = 0; has_column(r, v) && w < column_of(r, v); w++)
		letter += has_column(r, w) && column_of(r, w) == w;
	return has_column(r, v) ? letter : '=';
}

struct matrix {
	size_t *rows, nrows;		/* scenario that stands for each */
	size_t *cols, ncols;		/* variant that stands for each */
	size_t *row, *col;		/* which stands for a scenario, a variant */
	size_t *width;			/* of each column, the last is seen's */
	bool mark[MARKS];
};

/* "512" or, where the rows that are one differ, "32-512". */
static void put_seen(const struct report *r, const struct matrix *m, size_t k,
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

static int make(struct matrix *m, const struct report *r)
{
	const struct plan *p = &r->run.plan;

	m->rows = calloc(p->nscenarios + 1, sizeof(*m->rows));
	m->cols = calloc(p->nvariants + 1, sizeof(*m->cols));
	m->row = calloc(p->nscenarios + 1, sizeof(*m->row));
	m->col = calloc(p->nvariants + 1, sizeof(*m->col));
	m->width = calloc(p->nvariants + 2, sizeof(*m->width));
	if (!m->rows || !m->cols || !m->row || !m->col || !m->width)
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

static void measure(struct matrix *m, const struct report *r)
{
	char seen[48];

	m->width[m->ncols] = strlen("seen");
	for (size_t i = 0; i < m->nrows; i++) {
		size_t k = m->rows[i], n;

		for (size_t c = 0; c < m->ncols; c++) {
			struct cell cell = cell_of(r, m->cols[c], k, seen_in(r, k));

			n = strlen(cell.text);
			m->width[c] = n > m->width[c] ? n : m->width[c];
			for (size_t j = 0; j < MARKS; j++)
				m->mark[j] |= cell.mark[j];
		}
		put_seen(r, m, k, seen, sizeof(seen));
		n = strlen(seen);
		m->width[m->ncols] = n > m->width[m->ncols] ? n : m->width[m->ncols];
	}
}

static void free_matrix(struct matrix *m)
{
	free(m->rows);
	free(m->cols);
	free(m->row);
	free(m->col);
	free(m->width);
}

/* Columns from..to-1 and seen, two blanks in front of each. */
static size_t cells_wide(const struct matrix *m, size_t from, size_t to)
{
	size_t all = 2 + m->width[m->ncols];

	for (size_t c = from; c < to; c++)
		all += 2 + m->width[c];
	return all;
}

/* Names on as many lines as they take, the last of at most room columns. */
static void put_names(struct report *r, const char *p, size_t room)
{
	while (strlen(p) > room) {
		size_t n = strlen(p) > MAIL_COLS ? MAIL_COLS : strlen(p) - 1;

		while (n && p[n] != ' ')
			n--;
		if (!n)
			break;
		fprintf(r->out, "%.*s\n", (int)n, p);
		p += n + 1;
	}
	if (strlen(p) > room) {
		fprintf(r->out, "%s\n", p);
		p = "|";
	}
	fprintf(r->out, "%-*s", (int)room, p);
}

static void print_row(struct report *r, const struct matrix *m, size_t k,
		      size_t from, size_t to, size_t room)
{
	char *names = NULL, seen[48];
	size_t len, n = 0;
	FILE *f = open_memstream(&names, &len);

	for (size_t i = k; f && i < r->run.plan.nscenarios; i++)
		if (m->row[i] == k)
			fprintf(f, "%s%s", n++ ? " " : "",
				r->run.plan.scenarios[i].name);
	if (f)
		fclose(f);
	put_names(r, names ?: "", room);
	for (size_t c = from; c < to; c++) {
		struct cell cell = cell_of(r, m->cols[c], k, seen_in(r, k));

		fprintf(r->out, "  %*s", (int)m->width[c], cell.text);
	}
	put_seen(r, m, k, seen, sizeof(seen));
	fprintf(r->out, "  %*s\n", (int)m->width[m->ncols], seen);
	free(names);
}

static void print_part(struct report *r, const struct matrix *m, size_t from,
		       size_t to)
{
	size_t room = MAIL_COLS - cells_wide(m, from, to);

	fprintf(r->out, "%-*s", (int)room, "scenario");
	for (size_t c = from; c < to; c++)
		fprintf(r->out, "  %*c", (int)m->width[c],
			report_letter(r, m->cols[c]));
	fprintf(r->out, "  %*s\n", (int)m->width[m->ncols], "seen");
	for (size_t i = 0; i < m->nrows; i++)
		print_row(r, m, m->rows[i], from, to, room);
}

static void say_columns(struct report *r, const struct matrix *m)
{
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t c = 0; c < m->ncols; c++) {
			names_add(&l, "%c %s", report_letter(r, m->cols[c]),
				  r->run.plan.variants[m->cols[c]]);
			for (size_t v = m->cols[c] + 1; v < r->run.plan.nvariants; v++)
				if (m->col[v] == m->cols[c])
					fprintf(l.f, " = %s", r->run.plan.variants[v]);
		}
		mail_para(r->out, "What becomes of a guest's 2MiB entries [x]: %s",
			  names_text(&l));
	}
	names_close(&l);
}

static void say_marks(struct report *r, const struct matrix *m)
{
	struct names l;

	if (names_open(&l, 0)) {
		for (size_t i = 0; i < MARKS; i++)
			if (m->mark[i])
				names_add(&l, "%s: %s", legend[i].mark,
					  legend[i].means);
		mail_para(r->out, "%s.", names_text(&l));
	}
	names_close(&l);
}

void report_matrix(struct report *r)
{
	struct matrix m = { 0 };

	if (!make(&m, r) && m.nrows) {
		measure(&m, r);
		say_columns(r, &m);
		for (size_t from = 0, to; from < m.ncols; from = to) {
			for (to = from + 1; to < m.ncols &&
			     cells_wide(&m, from, to + 1) + NAMES_LEAST <= MAIL_COLS;)
				to++;
			print_part(r, &m, from, to);
		}
		say_marks(r, &m);
		fputc('\n', r->out);
	}
	free_matrix(&m);
}
