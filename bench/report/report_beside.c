// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_beside.c - what 2MiB entries that lead elsewhere come to, where the
 * GPU's results are looked at: wrong bytes in the destinations, in memory of
 * the program that no kernel was given, and in that of a process of the host
 * (guest/neighbour.h).
 */
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "lib/cell.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

/* The boots of a variant on a scenario, added up. */
struct hit {
	unsigned int phases, wrong;	/* checked; with a wrong byte */
	int64_t bytes;			/* wrong in destinations */
	int64_t program, program_kib;	/* wrong; of so much, 0: not looked at */
	int64_t host, host_kib;
	int64_t leaked;			/* of the host's, in results */
	bool beside;			/* something beside was looked at */
};

static void add_beside(struct hit *h, const json_t *data)
{
	bool own = json_object_get(data, "load");

	h->beside = true;
	h->leaked += record_int(data, "leaked_bytes", 0);
	*(own ? &h->program : &h->host) += record_int(data, "bad_bytes", 0);
	*(own ? &h->program_kib : &h->host_kib) += record_int(data, "kib", 0);
}

static struct hit hit_of(const struct report *r, size_t v, size_t k)
{
	const struct record_like like = {
		.variant = r->run.plan.variants[v],
		.scenario = r->run.plan.scenarios[k].name,
	};
	const struct record *e = NULL;
	struct hit h = { 0 };

	while ((e = records_next(&r->run.records, &like, e))) {
		int64_t bad = record_int(e->data, "bad_bytes", 0);

		if (!strcmp(e->kind, "neighbour")) {
			add_beside(&h, e->data);
		} else if (!strcmp(e->kind, "rate") && json_is_boolean(
				   json_object_get(e->data, "checksum_ok"))) {
			h.phases++;
			h.wrong += bad > 0;
			h.bytes += bad;
		}
	}
	return h;
}

/*
 * Rows in which a program's results are looked at and an entry is unsafe, with
 * their controls, and all in which something beside is looked at.
 */
static bool shown(const struct report *r, size_t k)
{
	bool beside = false, checked = false, unsafe = false;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		struct hit h = hit_of(r, v, k);

		beside |= h.beside;
		checked |= h.phases > 0;
		unsafe |= tally_cell(&r->tally, v, k)->sum.unsafe > 0;
	}
	return beside || (*r->run.plan.scenarios[k].image && checked && unsafe);
}

static void put_bytes(struct table *t, size_t row, size_t col, int64_t bad,
		    int64_t of)
{
	if (of)
		table_put(t, row, col, "%lld", (long long)bad);
	else
		table_put(t, row, col, "-");
}

void report_put_unsafe(struct table *t, size_t row, const struct report *r,
		       size_t v, size_t k)
{
	const struct outcome *o = &tally_cell(&r->tally, v, k)->sum;
	const char *name = r->run.plan.scenarios[k].name;

	table_put(t, row, 0, "%s", cell_guest(name) ?: name);
	table_put(t, row, 1, "%s", r->run.plan.variants[v]);
	table_put(t, row, 2, "%llu/%llu", (unsigned long long)o->unsafe,
		  (unsigned long long)o->seen);
}

/* ---- rows of variants that are alike ------------------------------------- */

/* Fewer are listed one by one. */
#define FOLD_LEAST 3

/* What was checked, if v did the guest no harm; else -1. */
static int64_t sound(const struct report *r, size_t v, size_t k, checked_fn *checked)
{
	const struct tally_cell *c = tally_cell(&r->tally, v, k);

	return !c->done || c->crashed || c->sum.unsafe ? -1 : checked(r, v, k);
}

size_t report_put_guest(struct table *t, size_t row, const struct report *r, size_t k,
			checked_fn *checked, row_fn *put)
{
	size_t nv = r->run.plan.nvariants, ran = 0, alike = 0, first = nv;
	int64_t n = -1;

	for (size_t v = 0; v < nv; v++) {
		int64_t is = sound(r, v, k, checked);

		ran += tally_cell(&r->tally, v, k)->done > 0;
		first = n < 0 && is >= 0 ? v : first;
		n = n < 0 ? is : n;
		alike += is >= 0 && is == n;
	}
	for (size_t v = 0; v < nv; v++)
		if (tally_cell(&r->tally, v, k)->done &&
		    (alike < FOLD_LEAST || sound(r, v, k, checked) != n))
			put(t, row++, r, v, k);
	if (alike < FOLD_LEAST)
		return row;
	put(t, row, r, first, k);
	table_put(t, row, 1, alike == ran ? "all %zu" : "%zu others", alike);
	table_put(t, row, 2, "0");	/* stock has no entries */
	return row + 1;
}

static int64_t unhurt(const struct report *r, size_t v, size_t k)
{
	struct hit h = hit_of(r, v, k);

	return h.wrong || h.bytes || h.program || h.host || h.leaked ? -1 : (int64_t)h.phases;
}

static void put_row(struct table *t, size_t row, const struct report *r, size_t v,
		    size_t k)
{
	struct hit h = hit_of(r, v, k);

	report_put_unsafe(t, row, r, v, k);
	table_put(t, row, 3, "%u/%u%s", h.wrong, h.phases,
		  tally_cell(&r->tally, v, k)->crashed ? " x" : "");
	table_put(t, row, 4, "%lld", (long long)h.bytes);
	put_bytes(t, row, 5, h.program, h.program_kib);
	put_bytes(t, row, 6, h.host, h.host_kib);
	put_bytes(t, row, 7, h.leaked, h.program_kib);
}

static void print(struct report *r)
{
	static const char *const heads[] = {
		"guest", "variant", "unsafe", "wrong", "bytes", "own",
		"host", "read",
	};
	size_t row = 1;
	struct table t;

	table_begin(&t, 2, sizeof(heads) / sizeof(heads[0]), heads);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k) && shown(r, k))
			row = report_put_guest(&t, row, r, k, unhurt, put_row);
	if (row > 1) {
		mail_para(r->out, "What was hit [x]. unsafe: of the 2MiB entries "
			  "written; wrong: of the results checked (x: it crashed), "
			  "and their wrong bytes; own, host: wrong bytes in "
			  "memory of the program that no kernel was given, and in a "
			  "process of the host; read: bytes of that process found "
			  "in results; -, or no column: not looked at");
		table_omit(&t, "-");
		table_end(&t, r->out);
	}
	table_free(&t);
}

const struct section section_beside = { .all = print, .one = print };

/* The most that a variant wrote or read, where there is little room. */
static void say_most(int64_t wrote, int64_t read, FILE *f)
{
	if (wrote || read)
		fputs("Host process: up to", f);
	if (wrote)
		fprintf(f, " %lld bytes written", (long long)wrote);
	if (read)
		fprintf(f, "%s %lld %s", wrote ? "," : "", (long long)read,
			wrote ? "read" : "bytes read");
	if (wrote || read)
		fputs(". ", f);
}

void ask_beside(const struct report *r, bool brief, FILE *f)
{
	int64_t most_wrote = 0, most_read = 0;
	unsigned int n = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		int64_t wrote = 0, read = 0;

		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			struct hit h = hit_of(r, v, k);

			wrote += h.host;
			read += h.leaked;
		}
		most_wrote = wrote > most_wrote ? wrote : most_wrote;
		most_read = read > most_read ? read : most_read;
		if (brief)
			continue;
		if (wrote || read)
			fprintf(f, "%s%s", n++ ? ", " :
				"Bytes of a process of the host: ",
				r->run.plan.variants[v]);
		if (wrote)
			fprintf(f, " %lld written", (long long)wrote);
		if (read)
			fprintf(f, "%s %lld read", wrote ? " and" : "", (long long)read);
	}
	if (n)
		fputs(". ", f);
	if (brief)
		say_most(most_wrote, most_read, f);
}
