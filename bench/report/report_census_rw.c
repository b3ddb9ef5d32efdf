// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census_rw.c - of the census: GVT-g's accesses to the guest's memory by
 * size, by who writes, and by request.
 */
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

static double percent(double part, double all)
{
	return all > 0 ? 100 * part / all : 0;
}

/* ---- sizes of accesses ----------------------------------------------------- */

static void size_row(struct table *t, size_t row, unsigned int k, int64_t in,
		     int64_t out, int64_t reads, int64_t writes)
{
	bool page = k == RW_PAGE;

	if (page)
		table_put(t, row, 0, "a page");
	else if (k == RW_BELOW_PAGE)
		table_put(t, row, 0, "below a page");
	else
		table_put(t, row, 0, "to %u B", 1u << k);
	table_put(t, row, 1, "%lld", (long long)in);
	table_put(t, row, 2, "%.1f", percent((double)in, (double)reads));
	table_put(t, row, 3, "%lld", (long long)out);
	table_put(t, row, 4, "%.1f", percent((double)out, (double)writes));
	/* Yan Zhao, <20200123100227.GJ1759@joy-OptiPlex-7040> */
	table_put(t, row, 5, page ? "48" : "-");
	table_put(t, row, 6, page ? "0" : "-");
}

void census_print_sizes(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"size", "reads", "%", "writes", "%", "published: reads",
		"writes",
	};
	int64_t in[RW_SIZES] = { 0 }, out[RW_SIZES] = { 0 }, reads = 0, writes = 0;
	struct table t;
	size_t row = 1;

	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; c->v[i].plain && k < RW_SIZES; k++) {
			in[k] += c->v[i].read[k];
			out[k] += c->v[i].write[k];
			reads += c->v[i].read[k];
			writes += c->v[i].write[k];
		}
	if (!(reads + writes))
		return;
	table_begin(&t, 1, 7, heads);
	for (unsigned int k = 0; k < RW_SIZES; k++)
		if (in[k] + out[k])
			size_row(&t, row++, k, in[k], out[k], reads, writes);
	mail_para(r->out, "The same by size, all these programs together [x]; %.0f %% "
		  "are reads (published: 63 %%, glmark2 on hardware)",
		  percent((double)reads, (double)(reads + writes)));
	table_end(&t, r->out);
}

/* By the kernel's function; one that is inlined is in that of its caller. */
void census_print_writers(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"function", "less than a page", "a page or more",
	};
	json_t *all = json_object(), *v;
	const char *name;
	struct table t;
	size_t row = 1;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].plain)
			census_add_writers(all, c->v[i].writers);
	table_begin(&t, 1, 3, heads);
	json_object_foreach(all, name, v) {
		table_put(&t, row, 0, "%s", name);
		table_put(&t, row, 1, "%lld", (long long)record_int(v, "less", 0));
		table_put(&t, row++, 2, "%lld", (long long)record_int(v, "pages", 0));
	}
	if (row > 1) {
		mail_para(r->out, "GVT-g's writes by the function that calls "
			  "vfio_dma_rw(), all these programs together [x]");
		table_end(&t, r->out);
	}
	table_free(&t);
	json_decref(all);
}

/* ---- by request -------------------------------------------------------------- */

/*
 * A context image of the render engine: GEN9_LR_CONTEXT_RENDER_SIZE is 22 pages
 * (gt/intel_engine_cs.c:44), of which GVT-g copies those from 2 on
 * (gvt/scheduler.c:228).
 */
#define IMAGE_PAGES 20

struct mix {
	int64_t requests;
	double reads, writes;	/* a request, of less than a page */
};

/*
 * A request that completes writes the rest of its register page once, the only
 * access of that size there is. Reads of 8 bytes are entries of tables. False:
 * it has none, or other engines' with other images.
 */
static bool mix_of(const struct phase *p, struct mix *m)
{
	const int64_t *in = p->read, *out = p->write;
	double n = (double)out[RW_BELOW_PAGE];

	*m = (struct mix){ .requests = out[RW_BELOW_PAGE] };
	for (size_t i = 1; i < ENGINES; i++)
		if (p->submissions[i])
			return false;
	for (size_t k = 0; n && k < RW_PAGE; k++) {
		m->reads += k == RW_8 ? 0 : (double)in[k] / n;
		m->writes += (double)out[k] / n;
	}
	return n && p->submissions[0];
}

static void mix_row(struct table *t, size_t row, const struct phase *p,
		    const struct mix *m)
{
	double reads = m->reads + IMAGE_PAGES;
	char label[128];

	table_put(t, row, 0, "%s", census_label(p, label, sizeof(label)));
	table_put(t, row, 1, "%lld", (long long)m->requests);
	table_put(t, row, 2, "%.1f", m->reads);
	table_put(t, row, 3, "%.1f", m->writes);
	table_put(t, row, 4, "%.0f",
		  percent(reads, reads + m->writes + IMAGE_PAGES));
	table_put(t, row, 5, "%.0f", percent(IMAGE_PAGES, reads));
	table_put(t, row, 6, "%.0f",
		  percent(IMAGE_PAGES, m->writes + IMAGE_PAGES));
	table_put(t, row, 7, "%.0f", percent(reads, reads + m->writes));
}

void census_print_requests(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "requests", "reads", "writes", "reads %", "a page",
		"writes", "none",
	};
	/* Yan Zhao, <20200123100227.GJ1759@joy-OptiPlex-7040> */
	static const char *const known[] = {
		"published", "-", "-", "-", "63", "48", "0", "-",
	};
	struct table t;
	struct mix m;
	size_t row = 1;

	table_begin(&t, 1, 8, heads);
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].plain && mix_of(&c->v[i], &m))
			mix_row(&t, row++, &c->v[i], &m);
	if (row > 1) {
		for (size_t i = 0; i < 8; i++)
			table_put(&t, row, i, "%s", known[i]);
		mail_para(r->out, "Accesses per completed request of the render engine "
			  "[x], below a page and without table entries; and per "
			  "cent if it also read and wrote its context's %d pages "
			  "one by one, as until Linux 5.7: reads of all, those of a "
			  "page among reads and among writes; none: reads of all if "
			  "it wrote no page", IMAGE_PAGES);
		table_end(&t, r->out);
	}
	table_free(&t);
}
