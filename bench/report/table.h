/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - a table of text: first column to the left, others to the
 * right, two blanks between, no trailing blanks. Row 0 is the head. It has as
 * many rows as were put; what there is no memory for is not in it.
 */
#ifndef GTT2M_TABLE_H
#define GTT2M_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table {
	size_t rows, cols;
	char **cell;
	size_t left;		/* so many columns, from the first, go to the left */
};

/* table_free() or table_end() after it. */
void table_init(struct table *t, size_t cols);
/* The same with its head, cols words; the first left columns go to the left. */
void table_begin(struct table *t, size_t left, size_t cols,
		 const char *const *heads);
void table_free(struct table *t);
/* What is not printable ASCII becomes "?". */
void table_put(struct table *t, size_t row, size_t col, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Rows from this one on are taken back. */
void table_cut(struct table *t, size_t row);
/*
 * Columns that have nothing but this word below their heads are taken out, but for
 * the first.
 */
void table_omit(struct table *t, const char *word);
/* Is it what a cell has? */
bool table_has(const struct table *t, const char *word);
/*
 * Print within width columns; what does not fit beside the first column
 * goes into further tables below, a blank line between.
 */
void table_print(const struct table *t, FILE *out, size_t width);
/* Print it within a mail's columns, and an empty line; free it. */
void table_end(struct table *t, FILE *out);

#endif
