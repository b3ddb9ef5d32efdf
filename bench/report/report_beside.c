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

static void put_row(struct table *t, size_t row, const struct report *r,
		    size_t v, size_t k)
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
		"guest", "variant", "unsafe", "wrong", "bytes", "program",
		"host", "read",
	};
	size_t nk = r->run.plan.nscenarios, nv = r->run.plan.nvariants, row = 1;
	struct table t;

	table_begin(&t, 2, sizeof(heads) / sizeof(heads[0]), heads);
	for (size_t k = 0; k < nk; k++)
		for (size_t v = 0; report_wants(r, k) && shown(r, k) && v < nv; v++)
			if (tally_cell(&r->tally, v, k)->done)
				put_row(&t, row++, r, v, k);
	if (row > 1) {
		mail_para(r->out, "What was hit [x]. unsafe: of the 2MiB entries "
			  "written; wrong: of the results checked (x: it crashed), "
			  "and their wrong bytes; program, host: wrong bytes in "
			  "memory of the program that no kernel was given, and in a "
			  "process of the host; read: bytes of that process found "
			  "in results; -, or no column: not looked at");
		table_omit(&t, "-");
		table_end(&t, r->out);
	}
	table_free(&t);
}

const struct section section_beside = { .all = print, .one = print };

void ask_beside(const struct report *r, FILE *f)
{
	unsigned int n = 0;

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		int64_t wrote = 0, read = 0;

		for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
			struct hit h = hit_of(r, v, k);

			wrote += h.host;
			read += h.leaked;
		}
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
}
