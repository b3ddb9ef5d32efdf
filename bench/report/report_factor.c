// SPDX-License-Identifier: GPL-2.0-or-later
/* report_factor.c - the IOMMU and traps as factors. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lint_mail.h"
#include "report.h"
#include "table.h"

/* ---- the IOMMU ------------------------------------------------------------ */

static const json_t *iommu_of(const struct report *r, size_t v, size_t k)
{
	const struct record *rec = report_record(r, "probe", v, k);
	json_t *j = rec ? json_object_get(rec->data, "iommu") : NULL;

	return json_is_true(json_object_get(j, "counted")) ? j : NULL;
}

static bool has_iommu(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (iommu_of(r, v, k))
			return true;
	return false;
}

static long long at(const json_t *j, const char *a, const char *b)
{
	return record_int(b ? json_object_get(j, a) : j, b ?: a, 0);
}

/* Unmaps mirror the maps: only where one scenario is shown. */
static const char *const iommu_head[] = {
	"scenario, variants", "map2M", "map4K", "invalid.", "gpu miss", "unmap2M",
	"unmap4K",
};

static size_t iommu_cols(const struct report *r)
{
	return r->only < 0 ? 5 : 7;
}

static void iommu_row(struct table *t, size_t row, const struct report *r,
		      size_t v, size_t k)
{
	const struct record *gpu = report_record(r, "gpu", v, k);
	const json_t *j = iommu_of(r, v, k);

	table_put(t, row, 1, "%lld", at(j, "map", "2m"));
	table_put(t, row, 2, "%lld", at(j, "map", "4k"));
	table_put(t, row, 3, "%lld", at(j, "iotlb_invalidations", NULL));
	if (gpu)
		table_put(t, row, 4, "%lld/%lld", (long long)
			  record_int(gpu->data, "iotlb_misses", 0), (long long)
			  record_int(gpu->data, "iotlb_misses", 0) +
			  record_int(gpu->data, "iotlb_hits", 0));
	if (r->only < 0)
		return;
	table_put(t, row, 5, "%lld", at(j, "unmap", "2m"));
	table_put(t, row, 6, "%lld", at(j, "unmap", "4k"));
}

/* Two rows are the same behind the first column. */
static bool same_cells(const struct table *t, size_t a, size_t b)
{
	for (size_t c = 1; c < t->cols; c++)
		if (strcmp(t->cell[a * t->cols + c] ?: "",
			   t->cell[b * t->cols + c] ?: ""))
			return false;
	return true;
}

static bool nothing(const struct table *t, size_t row)
{
	for (size_t c = 1; c < 4; c++)
		if (strcmp(t->cell[row * t->cols + c] ?: "0", "0"))
			return false;
	return true;
}

/*
 * Behind row n the scenario's name, then its rows, variants that are equal in
 * one, by their letters; the new n.
 */
static size_t iommu_rows(struct table *t, size_t n, const struct report *r, size_t k)
{
	size_t first = n + 2, last = n + 1;
	char letters[64] = "";

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		size_t same = first;

		if ((int)v == r->tally.aa || report_placebo(r, v) || !iommu_of(r, v, k))
			continue;
		iommu_row(t, last + 1, r, v, k);
		if (nothing(t, last + 1))
			continue;
		while (same <= last && !same_cells(t, same, last + 1))
			same++;
		snprintf(letters, sizeof(letters), "%s%c", same <= last ?
			 t->cell[same * t->cols] : "", report_letter(r, v));
		table_put(t, same, 0, "%s", letters);
		last += same > last;
	}
	if (last < first)
		last = n;
	table_cut(t, last + 1);
	if (last == n)
		return n;
	table_put(t, n + 1, 0, "%s", r->run.plan.scenarios[k].name);
	return last;
}

static void print_iommu(struct report *r)
{
	size_t n = 0;
	struct table t;

	table_begin(&t, 1, iommu_cols(r), iommu_head);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k) && has_iommu(r, k))
			n = iommu_rows(&t, n, r, k);
	if (n) {
		mail_para(r->out, "IOMMU [x], first seed: map calls by size and IOTLB "
			  "invalidations, from the first entry to the close; IOTLB "
			  "misses of the GPU's lookups, in the whole boot");
		table_end(&t, r->out);
	}
	table_free(&t);
}

const struct section section_iommu = { .all = print_iommu, .one = print_iommu };

/* ---- traps ------------------------------------------------------------------ */

static bool has_traps(const struct report *r, size_t k)
{
	for (size_t v = 0; v < r->run.plan.nvariants; v++)
		if (report_record(r, "traps", v, k))
			return true;
	return false;
}

/* More guests than this: of those in which the variants are alike only the number. */
#define TRAPS_LISTED 16

struct traps {
	long long least, most;	/* over the variants */
};

static struct traps traps_of(const struct report *r, size_t k, const char *key)
{
	struct traps t = { LLONG_MAX, 0 };

	for (size_t v = 0; v < r->run.plan.nvariants; v++) {
		const struct record *rec = report_record(r, "traps", v, k);
		long long n = rec ? at(rec->data, key, NULL) : 0;

		t.least = n && n < t.least ? n : t.least;
		t.most = n > t.most ? n : t.most;
	}
	return t;
}

/* Within 1 % of each other. */
static bool traps_alike(const struct report *r, size_t k)
{
	struct traps u = traps_of(r, k, "user_exits"), a = traps_of(r, k, "exits");

	return (u.most - u.least) * 100 <= u.least && (a.most - a.least) * 100 <= a.least;
}

static void put_span(struct table *t, size_t row, size_t col, struct traps n)
{
	if (n.least < n.most)
		table_put(t, row, col, "%lld-%lld", n.least, n.most);
	else
		table_put(t, row, col, "%lld", n.most);
}

static void print_traps(struct report *r)
{
	static const char *const heads[] = { "scenario", "exits to QEMU", "all" };
	size_t n = 0, guests = 0, alike = 0;
	struct table t;

	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (report_wants(r, k) && has_traps(r, k)) {
			guests++;
			alike += traps_alike(r, k);
		}
	table_begin(&t, 1, 3, heads);
	for (size_t k = 0; k < r->run.plan.nscenarios; k++) {
		if (!report_wants(r, k) || !has_traps(r, k) ||
		    (guests > TRAPS_LISTED &&
		     (traps_alike(r, k) || report_any_apart(r, k))))
			continue;
		table_put(&t, ++n, 0, "%s", r->run.plan.scenarios[k].name);
		put_span(&t, n, 1, traps_of(r, k, "user_exits"));
		put_span(&t, n, 2, traps_of(r, k, "exits"));
	}
	if (guests)
		mail_para(r->out, "VM exits of a guest from its start to its end [x], "
			  "least and most of the variants (first seed)");
	if (n < guests)
		mail_para(r->out, "In %zu of %zu guests all variants are within 1 %%. Not "
			  "listed: these, and guests that got other pages than under "
			  "the baseline (gtt2m show).", alike, guests);
	if (n)
		table_print(&t, r->out, MAIL_COLS);
	if (guests)
		fputc('\n', r->out);
	table_free(&t);
}

const struct section section_traps = { .all = print_traps, .one = print_traps };
