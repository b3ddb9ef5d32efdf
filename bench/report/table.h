/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table.h - a table of text: first column to the left, others to the
 * right, two blanks between, no trailing blanks. Row 0 is the head.
 */
#ifndef GTT2M_TABLE_H
#define GTT2M_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct table {
	size_t rows, cols;
	char **cell;
	size_t left;		/* so many columns, from the first, go to the left */
};

/* 0 or -ENOMEM; table_free() in any case. */
int table_init(struct table *t, size_t rows, size_t cols);
void table_free(struct table *t);
/* What is not printable ASCII becomes "?". */
void table_put(struct table *t, size_t row, size_t col, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Row 0: the heads of the columns, as many as the table has. */
void table_heads(struct table *t, const char *const *heads);
/*
 * Print within width columns; what does not fit beside the first column
 * goes into further tables below, a blank line between.
 */
void table_print(const struct table *t, FILE *out, size_t width);
/* The first rows of a table that has room for more, and an empty line. */
void table_print_rows(struct table *t, size_t rows, FILE *out, size_t width);

#endif
