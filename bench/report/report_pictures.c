// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_pictures.c - pictures that the GPU drew in guests, held against those
 * that the same program draws on the CPU.
 */
#include "lint_mail.h"
#include "report.h"
#include "table.h"

struct pictures {
	int64_t compared, differ;
};

static struct pictures pictures_of(const struct report *r, size_t v, size_t k)
{
	const struct record_like like = {
		.kind = "pictures", .variant = r->run.plan.variants[v],
		.scenario = r->run.plan.scenarios[k].name,
	};
	const struct record *e = NULL;
	struct pictures p = { 0 };

	while ((e = records_next(&r->run.records, &like, e))) {
		p.compared += record_int(e->data, "compared", 0);
		p.differ += record_int(e->data, "differ", 0);
	}
	return p;
}

static void put_row(struct table *t, size_t row, const struct report *r,
		    size_t v, size_t k)
{
	struct pictures p = pictures_of(r, v, k);

	report_put_unsafe(t, row, r, v, k);
	table_put(t, row, 3, "%lld/%lld", (long long)p.differ,
		  (long long)p.compared);
}

static int64_t all_right(const struct report *r, size_t v, size_t k)
{
	struct pictures p = pictures_of(r, v, k);

	return p.differ ? -1 : p.compared;
}

static bool has_pictures(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (pictures_of(r, v, k).compared)
			return true;
	return false;
}

static void print(struct report *r)
{
	static const char *const heads[] = {
		"guest", "variant", "unsafe", "differ",
	};
	size_t row = 1;
	struct table t;

	table_begin(&t, 2, sizeof(heads) / sizeof(heads[0]), heads);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k) && has_pictures(r, k))
			row = report_put_guest(&t, row, r, k, all_right, put_row);
	if (row > 1) {
		mail_para(r->out, "Pictures drawn in the guest [x]. unsafe: of the "
			  "2MiB entries written; differ: of the pictures compared "
			  "with the same program's on the CPU, those missing or off "
			  "by more than a unit in the last place (floats of 32 bits: "
			  "docs/guests.md)");
		table_end(&t, r->out);
	}
	table_free(&t);
}

const struct section section_pictures = { .all = print, .one = print };
