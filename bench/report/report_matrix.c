// SPDX-License-Identifier: GPL-2.0-or-later
/* report_matrix.c - the matrix (matrix.h) as text of at most MAIL_COLS columns. */
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "matrix.h"
#include "names.h"

#define NAMES_LEAST 20		/* columns for the names beside the cells */

struct layout {
	struct matrix m;
	size_t *width;		/* of each column, the last is seen's */
	bool mark[MARKS];
};

static void measure(struct layout *l, const struct report *r)
{
	char seen[48];

	l->width[l->m.ncols] = strlen("seen");
	for (size_t i = 0; i < l->m.nrows; i++) {
		size_t k = l->m.rows[i], n;

		for (size_t c = 0; c < l->m.ncols; c++) {
			struct matrix_cell cell = matrix_cell(r, l->m.cols[c], k);

			n = strlen(cell.text);
			l->width[c] = n > l->width[c] ? n : l->width[c];
			for (size_t j = 0; j < MARKS; j++)
				l->mark[j] |= cell.mark[j];
		}
		matrix_seen(r, &l->m, k, seen, sizeof(seen));
		n = strlen(seen);
		l->width[l->m.ncols] = n > l->width[l->m.ncols] ? n : l->width[l->m.ncols];
	}
}

/* Columns from..to-1 and seen, two blanks in front of each. */
static size_t cells_wide(const struct layout *l, size_t from, size_t to)
{
	size_t all = 2 + l->width[l->m.ncols];

	for (size_t c = from; c < to; c++)
		all += 2 + l->width[c];
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

static void print_row(struct report *r, const struct layout *l, size_t k,
		      size_t from, size_t to, size_t room)
{
	char *names = NULL, seen[48];
	size_t len, n = 0;
	FILE *f = open_memstream(&names, &len);

	for (size_t i = k; f && i < r->run.plan.nscenarios; i++)
		if (l->m.row[i] == k)
			fprintf(f, "%s%s", n++ ? " " : "",
				r->run.plan.scenarios[i].name);
	if (f)
		fclose(f);
	put_names(r, names ?: "", room);
	for (size_t c = from; c < to; c++) {
		struct matrix_cell cell = matrix_cell(r, l->m.cols[c], k);

		fprintf(r->out, "  %*s", (int)l->width[c], cell.text);
	}
	matrix_seen(r, &l->m, k, seen, sizeof(seen));
	fprintf(r->out, "  %*s\n", (int)l->width[l->m.ncols], seen);
	free(names);
}

static void print_part(struct report *r, const struct layout *l, size_t from,
		       size_t to)
{
	size_t room = MAIL_COLS - cells_wide(l, from, to);

	fprintf(r->out, "%-*s", (int)room, "scenario");
	for (size_t c = from; c < to; c++)
		fprintf(r->out, "  %*c", (int)l->width[c],
			report_letter(r, l->m.cols[c]));
	fprintf(r->out, "  %*s\n", (int)l->width[l->m.ncols], "seen");
	for (size_t i = 0; i < l->m.nrows; i++)
		print_row(r, l, l->m.rows[i], from, to, room);
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

static void say_marks(struct report *r, const bool *used)
{
	struct names l;

	if (names_open(&l, 0)) {
		l.between = "; ";
		for (size_t i = 0; i < MARKS; i++)
			if (used[i])
				names_add(&l, "%s: %s", matrix_marks[i].mark,
					  matrix_marks[i].means);
		mail_para(r->out, "%s.", names_text(&l));
	}
	names_close(&l);
}

static void print_matrix(struct report *r)
{
	struct layout l = { .width = calloc(r->run.plan.nvariants + 2,
					    sizeof(*l.width)) };

	if (l.width && !matrix_make(&l.m, r) && l.m.nrows) {
		measure(&l, r);
		say_columns(r, &l.m);
		for (size_t from = 0, to; from < l.m.ncols; from = to) {
			for (to = from + 1; to < l.m.ncols &&
			     cells_wide(&l, from, to + 1) + NAMES_LEAST <= MAIL_COLS;)
				to++;
			print_part(r, &l, from, to);
		}
		say_marks(r, l.mark);
		fputc('\n', r->out);
	}
	matrix_free(&l.m);
	free(l.width);
}

const struct section section_matrix = { .all = print_matrix };
