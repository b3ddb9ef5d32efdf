// SPDX-License-Identifier: GPL-2.0-or-later
/* plot_count.c - data of the plot made of exact counts: the matrix. */
#include <string.h>

#include "matrix.h"
#include "plot.h"

/* "thp-aligned, hugetlb-2m +5": a row's first names, and how many more. */
static void put_names(const struct report *r, const struct matrix *m, size_t k, FILE *f)
{
	size_t n = 0;

	for (size_t i = k; i < r->run.plan.nscenarios; i++) {
		if (m->row[i] != k || n++ >= 2)
			continue;
		fprintf(f, "%s%s", n > 1 ? ", " : "", r->run.plan.scenarios[i].name);
	}
	if (n > 2)
		fprintf(f, " +%zu", n - 2);
}

static void put_cell(const struct report *r, size_t v, size_t k, FILE *f)
{
	struct matrix_cell cell = matrix_cell(r, v, k);
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;

	if (o->seen)
		fprintf(f, "%.3f", 100.0 * (double)o->direct / (double)o->seen);
	else
		fputc('?', f);
	fprintf(f, " \"%s\" %d %d\n", cell.text, o->unsafe > 0, o->failed > 0);
}

static bool is_unsafe(const struct report *r, size_t v, size_t k)
{
	return tally_comparable(&r->tally, v, r->tally.baseline, k) &&
	       tally_cell(&r->tally, v, k)->sum.unsafe > 0;
}

static unsigned int count_unsafe(const struct report *r, size_t v)
{
	unsigned int n = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		n += is_unsafe(r, v, k);
	return n;
}

/* "small-misaligned, shifted +5" */
static void put_unsafe(const struct report *r, size_t v, FILE *f)
{
	unsigned int n = 0;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (is_unsafe(r, v, k) && n++ < 2)
			fprintf(f, "%s%s", n > 1 ? ", " : "",
				r->run.plan.scenarios[k].name);
	if (n > 2)
		fprintf(f, " +%u", n - 2);
}

/* By names: how many there are of a kind was our choice. */
static void put_answer(const struct report *r, FILE *f)
{
	unsigned int n = 0, none = 0;

	fputs("# answer: Unsafe 2MiB entries, on the baseline's pages: ", f);
	for (size_t v = 0; v < r->run.plan.nvariants && r->tally.baseline >= 0; v++)
		if (tally_contrast(&r->tally, v) && count_unsafe(r, v)) {
			fprintf(f, "%s%s in ", n++ ? "; " : "", r->run.plan.variants[v]);
			put_unsafe(r, v, f);
		}
	for (size_t v = 0; v < r->run.plan.nvariants && r->tally.baseline >= 0; v++)
		if (tally_contrast(&r->tally, v) && !count_unsafe(r, v)) {
			fprintf(f, "%s%s", none++ ? ", " : n ? "; none by " : "none by ",
				r->run.plan.variants[v]);
		}
	fputs(n + none ? "\n" : "no policy to compare\n", f);
}

unsigned int plot_hits(struct report *r, FILE *f)
{
	unsigned int points = 0;
	struct matrix m = { 0 };

	fputs("# row column \"scenarios\" \"variant\" percent \"cell\" unsafe failed\n", f);
	if (!matrix_make(&m, r)) {
		put_answer(r, f);
		for (size_t i = 0; i < m.nrows; i++)
			for (size_t c = 0; c < m.ncols; c++, points++) {
				fprintf(f, "%zu %zu \"", i, c);
				put_names(r, &m, m.rows[i], f);
				fprintf(f, "\" \"%s", r->run.plan.variants[m.cols[c]]);
				for (size_t v = m.cols[c] + 1; v < r->run.plan.nvariants; v++)
					if (m.col[v] == m.cols[c])
						fprintf(f, "\\n= %s", r->run.plan.variants[v]);
				fputs("\" ", f);
				put_cell(r, m.cols[c], m.rows[i], f);
			}
	}
	matrix_free(&m);
	return points;
}
