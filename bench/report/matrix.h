/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * matrix.h - the matrix of a run: rows scenarios, columns variants. Rows in
 * which every variant does the same are one, and variants that do the same in
 * every row are one column. For report and plot.
 */
#ifndef GTT2M_MATRIX_H
#define GTT2M_MATRIX_H

#include "report.h"

#define MARKS 14

/* What a cell can say, and what it means. */
struct matrix_mark {
	const char *mark, *means;
};
extern const struct matrix_mark matrix_marks[MARKS];

struct matrix_cell {
	char text[56];
	bool mark[MARKS];
};

struct matrix {
	size_t *rows, nrows;	/* scenario that stands for each */
	size_t *cols, ncols;	/* variant that stands for each */
	size_t *row, *col;	/* which stands for a scenario, a variant */
};

/* 0 or -ENOMEM; matrix_free() in any case. */
int matrix_make(struct matrix *m, const struct report *r);
void matrix_free(struct matrix *m);
struct matrix_cell matrix_cell(const struct report *r, size_t variant,
			       size_t scenario);
/* Entries seen, "512" or "32-512" where the scenarios of a row differ. */
void matrix_seen(const struct report *r, const struct matrix *m, size_t scenario,
		 char *out, size_t len);

#endif
