// SPDX-License-Identifier: GPL-2.0-or-later
/* See peak.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock/peak.h"
#include "clock/phase.h"
#include "clock/spread.h"
#include "files.h"
#include "gpu/memory/replay.h"

struct row {
	unsigned int n;
	double published, work;
	char unit[8], fitted[32], name[16];
};

struct peak {
	const struct ensemble *e;
	struct gen9_params *set;
	const uint8_t *traces;
	size_t len;
	double *empty, *v;		/* [set], ps, and of the row under way */
	FILE *out;
};

/* ps of trace n under each set. */
static int times(const struct peak *k, unsigned int n, double *ps)
{
	struct gen9_outcomes known = { 0 };
	struct gen9_look_list looks;
	struct gen9_replayed r;
	struct phase p = { 0 };
	int err = phase_find(k->traces, k->len, n, &p), none;

	if (err)
		return err;
	none = gen9_looks_find(&looks, p.trace, p.len) ||
	       gen9_outcomes_find(&known, &looks, k->set, k->e->n);
	for (unsigned int i = 0; i < k->e->n && !err; i++) {
		err = gen9_replay(p.trace, p.len, none ? NULL : &known, i,
				  &k->set[i], &r);
		ps[i] = (double)r.work_ps[GEN9_CTR_RCS0];
	}
	gen9_outcomes_free(&known);
	gen9_looks_free(&looks);
	return err;
}

static int do_row(const struct peak *k, const struct row *row)
{
	struct spread s;
	int err = times(k, row->n, k->v);

	for (unsigned int i = 0; i < k->e->n && !err; i++)
		k->v[i] = row->work * 1000 / (k->v[i] - k->empty[i]);
	if (!err)
		err = spread_of(k->v, k->e->n, &s);
	if (!err)
		fprintf(k->out, "  %-13s published %7.2f  model %7.2f [%7.2f %7.2f] %s%s%s\n",
			row->name, row->published, s.median, s.p5, s.p95, row->unit,
			*row->fitted == '-' ? "" : "  nominal value by ",
			*row->fitted == '-' ? "" : row->fitted);
	return err;
}

#define ROWS	64u

/* Rows in their file's order; the last is the empty kernel. 0: not whole. */
static unsigned int read_rows(char *text, struct row *row)
{
	unsigned int n = 0;
	char *save;

	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		if (n == ROWS || sscanf(l, "%u %lf %lf %7s %31s %15[^\n]", &row[n].n,
					&row[n].published, &row[n].work, row[n].unit,
					row[n].fitted, row[n].name) != 6)
			return 0;
		else
			n++;
	return n;
}

static int run(struct peak *k, const struct part *part, char *text)
{
	struct row row[ROWS];
	unsigned int n = read_rows(text, row);
	int err = n ? 0 : -EINVAL;

	for (unsigned int i = 0; i < k->e->n && !err; i++) {
		ensemble_set(k->e, part, i, &k->set[i]);
		k->set[i].mem_cpu_pct = 0;
	}
	if (!err)
		err = times(k, row[n - 1].n, k->empty);
	for (unsigned int i = 0; i + 1 < n && !err; i++)
		err = do_row(k, &row[i]);
	return err;
}

static int read_both(const char *folder, char **rows, size_t *rows_len,
		     char **traces, size_t *len)
{
	char *a = path_join(folder, "peak.rows");
	char *b = path_join(folder, "peak.traces");
	int err = a && b ? file_read(a, rows, rows_len) : -ENOMEM;

	if (!err)
		err = file_read(b, traces, len);
	free(a);
	free(b);
	return err;
}

int peak_print(const char *folder, const struct ensemble *e,
	       const struct part *part, FILE *out, char *why, size_t whylen)
{
	struct peak k = { .e = e, .out = out };
	char *rows = NULL, *traces = NULL;
	size_t rows_len;
	int err = read_both(folder, &rows, &rows_len, &traces, &k.len);

	k.traces = (uint8_t *)traces;
	k.set = calloc(e->n, sizeof(*k.set));
	k.empty = calloc(2 * e->n, sizeof(*k.empty));
	k.v = k.empty + e->n;
	if (!err && (!k.set || !k.empty))
		err = -ENOMEM;
	if (!err) {
		fprintf(out, "clpeak on a UHD 620 under the %u sets, median and 5th to 95th\n"
			"percentile; what its own constants make of it is further down\n",
			e->n);
		err = run(&k, part, rows);
	}
	if (err)
		snprintf(why, whylen, "%s: peak.rows, peak.traces: %s", folder,
			 strerror(-err));
	free(k.set);
	free(k.empty);
	free(rows);
	free(traces);
	return err;
}
