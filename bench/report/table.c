// SPDX-License-Identifier: GPL-2.0-or-later
/* table.c - see table.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "table.h"
#include "text.h"

void table_init(struct table *t, size_t cols)
{
	*t = (struct table){ .cols = cols, .left = 1 };
}

void table_cut(struct table *t, size_t row)
{
	for (size_t i = row * t->cols; i < t->rows * t->cols; i++)
		free(t->cell[i]);
	t->rows = row < t->rows ? row : t->rows;
}

void table_free(struct table *t)
{
	table_cut(t, 0);
	free(t->cell);
	*t = (struct table){ 0 };
}

static bool grow(struct table *t, size_t rows)
{
	char **cell = reallocarray(t->cell, rows, t->cols * sizeof(*cell));

	if (!cell)
		return false;
	memset(cell + t->rows * t->cols, 0,
	       (rows - t->rows) * t->cols * sizeof(*cell));
	t->cell = cell;
	t->rows = rows;
	return true;
}

void table_put(struct table *t, size_t row, size_t col, const char *fmt, ...)
{
	char **slot;
	va_list ap;

	if (row >= t->rows && !grow(t, row + 1))
		return;
	slot = &t->cell[row * t->cols + col];
	free(*slot);
	va_start(ap, fmt);
	if (vasprintf(slot, fmt, ap) < 0)
		*slot = NULL;
	else
		text_plain(*slot);
	va_end(ap);
}

static const char *text_at(const struct table *t, size_t row, size_t col)
{
	const char *s = t->cell[row * t->cols + col];

	return s ? s : "";
}

static bool has_only(const struct table *t, size_t col, const char *word)
{
	for (size_t r = 1; r < t->rows; r++)
		if (strcmp(text_at(t, r, col), word))
			return false;
	return t->rows > 1;
}

static void take_out(struct table *t, size_t col)
{
	size_t to = 0;

	for (size_t i = 0; i < t->rows * t->cols; i++)
		if (i % t->cols == col)
			free(t->cell[i]);
		else
			t->cell[to++] = t->cell[i];
	t->cols--;
	t->left -= col < t->left;
}

void table_omit(struct table *t, const char *word)
{
	for (size_t col = t->cols; col-- > 1; )
		if (has_only(t, col, word))
			take_out(t, col);
}

bool table_has(const struct table *t, const char *word)
{
	for (size_t i = 0; i < t->rows * t->cols; i++)
		if (t->cell[i] && !strcmp(t->cell[i], word))
			return true;
	return false;
}

static size_t col_width(const struct table *t, size_t col)
{
	size_t w = 0;

	for (size_t r = 0; r < t->rows; r++) {
		size_t n = strlen(text_at(t, r, col));

		if (n > w)
			w = n;
	}
	return w;
}

static void print_row(const struct table *t, FILE *out, size_t row,
		      size_t from, size_t to)
{
	size_t pad = 0;		/* blanks owed: written before text only */

	for (size_t i = from; i <= to; i++) {
		size_t col = i == from ? 0 : i;	/* column 0 leads each part */
		const char *s = text_at(t, row, col);
		size_t gap = col_width(t, col) - strlen(s);
		bool left = col < t->left;

		if (i != from)
			pad += 2;
		pad += left ? 0 : gap;
		if (*s) {
			fprintf(out, "%*s%s", (int)pad, "", s);
			pad = 0;
		} else if (i == from) {
			fputc('-', out);	/* a row never starts blank */
			gap -= gap > 0;
		}
		pad += left ? gap : 0;
	}
	fputc('\n', out);
}

void table_print(const struct table *t, FILE *out, size_t width)
{
	size_t from = 0;	/* the part's columns are 0, from+1 .. to */

	do {
		size_t used = col_width(t, 0), to = from;

		while (to + 1 < t->cols &&
		       (to == from || used + 2 + col_width(t, to + 1) <= width))
			used += 2 + col_width(t, ++to);
		if (from)
			fputc('\n', out);
		for (size_t r = 0; r < t->rows; r++)
			print_row(t, out, r, from, to);
		from = to;
	} while (from + 1 < t->cols);
}

void table_begin(struct table *t, size_t left, size_t cols,
		 const char *const *heads)
{
	table_init(t, cols);
	t->left = left;
	for (size_t i = 0; i < cols; i++)
		table_put(t, 0, i, "%s", heads[i]);
}

void table_end(struct table *t, FILE *out)
{
	table_print(t, out, MAIL_COLS);
	fputc('\n', out);
	table_free(t);
}
