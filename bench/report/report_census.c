// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_census.c - who writes 2MiB entries? The guests whose user space is
 * looked at (guest/scenarios.c): what their programs bound, which entries
 * they wrote, by the guest's settings, and how GVT-g read and wrote their
 * memory meanwhile.
 */
#include <string.h>

#include "census.h"
#include "lint_mail.h"
#include "report.h"
#include "table.h"

#define SETTINGS 24

/* ---- tables --------------------------------------------------------------- */

static void put_label(struct table *t, size_t row, const struct phase *p)
{
	char text[128];

	table_put(t, row, 0, "%s", census_label(p, text, sizeof(text)));
}

void census_put_share(struct table *t, size_t row, size_t col, double pct,
		      const char *none)
{
	if (pct < 0)
		table_put(t, row, col, "%s", none);
	else
		table_put(t, row, col, "%.1f", pct);
}

void census_put_entries(struct table *t, size_t row, size_t col,
			const struct phase *p)
{
	for (size_t k = 0; k < 3; k++)
		table_put(t, row, col + k, "%lld",
			  (long long)p->n[ENTRIES_4K + k]);
}

static void print_entries(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "driver", "4K", "64K", "2MiB", "2MiB %",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 2, 6, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];

		if (!p->plain || census_told(c, i))
			continue;
		put_label(&t, row, p);
		table_put(&t, row, 1, "%s", record_str(p->program, "driver", "none"));
		census_put_entries(&t, row, 2, p);
		census_put_share(&t, row++, 5, census_share(p), "none");
	}
	table_end(&t, r->out);
}

static void put_percent(struct table *t, size_t row, size_t col, int64_t part,
			int64_t all)
{
	if (all > 0)
		table_put(t, row, col, "%.0f", 100.0 * (double)part / (double)all);
	else
		table_put(t, row, col, "-");
}

/* What the driver's sizes and addresses would allow. */
static void print_objects(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "MiB bound", "userptr %", "2M+ %", "at 2M %",
		"possible", "written",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 1, 7, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];
		int64_t all = census_bound_all(p, "bytes");

		if (!p->plain || !p->objects)
			continue;
		put_label(&t, row, p);
		table_put(&t, row, 1, "%.1f", (double)all / 1048576);
		put_percent(&t, row, 2, census_bound(p, "userptr", "bytes"), all);
		put_percent(&t, row, 3, census_bound_all(p, "big_bytes"), all);
		put_percent(&t, row, 4, census_bound_all(p, "big_at_2m"), all);
		table_put(&t, row, 5, "%lld", (long long)
			  (census_bound_all(p, "aligned_2m") -
			   census_bound(p, "userptr", "aligned_2m") +
			   census_bound(p, "userptr", "inside_2m")));
		table_put(&t, row++, 6, "%lld", (long long)
			  p->n[ENTRIES_2M]);
	}
	if (row > 1) {
		mail_para(r->out, "What the sizes and addresses would allow [x]. Of the "
			  "bytes bound, per cent in the program's own memory "
			  "(userptr), in objects of at least 2 MiB, and in those "
			  "bound at a multiple of 2 MiB. 2MiB entries possible if "
			  "all pages were huge, and written");
		table_end(&t, r->out);
	}
	table_free(&t);
}

/* "12 (3.5)": so many objects, and MiB bound of them. */
static void put_origin(struct table *t, size_t row, size_t col,
		       const struct phase *p, const char *kind)
{
	int64_t n = record_int(json_object_get(p->objects, "made"), kind, 0);
	int64_t bytes = census_bound(p, kind, "bytes");

	if (n || bytes)
		table_put(t, row, col, "%lld (%.1f)", (long long)n,
			  (double)bytes / 1048576);
	else
		table_put(t, row, col, "none");
}

/* How the objects came to be, by i915's trace events in the guest. */
static void print_origins(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "create", "userptr", "dmabuf", "internal", "other",
		"mmaps",
	};
	const size_t cols = sizeof(heads) / sizeof(heads[0]);
	struct table t;
	size_t row = 1;

	table_begin(&t, 1, cols, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];

		if (!p->plain || !p->objects)
			continue;
		put_label(&t, row, p);
		for (size_t k = 1; k + 1 < cols; k++)
			put_origin(&t, row, k, p, heads[k]);
		table_put(&t, row++, cols - 1, "%lld", (long long)
			  record_int(p->objects, "mmaps", 0));
	}
	if (row > 1) {
		mail_para(r->out, "Objects by how they were made [x] (MiB bound of "
			  "them): GEM_CREATE, the program's own memory, from "
			  "another driver, i915's own, where there are any; and "
			  "requests to map one for the CPU");
		table_omit(&t, "none");
		table_end(&t, r->out);
	}
	table_free(&t);
}

static const struct phase *same_load(const struct census *c,
				     const struct phase *p, const char *set)
{
	for (size_t i = 0; i < c->n; i++)
		if (census_same_program(&c->v[i], p) &&
		    !strcmp(c->v[i].load, p->load) &&
		    !strcmp(c->v[i].setting, set))
			return &c->v[i];
	return NULL;
}

/* Of memory and kernel: "4g", "1g", "6.12 shmem"; the others are the guest's. */
static bool of_memory(const char *setting)
{
	return *setting >= '0' && *setting <= '9';
}

/* The settings of one of the two kinds, in the order of the runs. */
static size_t settings_of(const struct census *c, bool memory,
			  const char **list)
{
	size_t n = 0, k;

	list[n++] = "";		/* the guest as it is comes first */
	for (size_t i = 0; i < c->n; i++) {
		const char *s = c->v[i].setting;

		if (of_memory(s) != memory)
			continue;
		for (k = 0; k < n && strcmp(list[k], s); k++)
			;
		if (k == n && n < SETTINGS)
			list[n++] = s;
	}
	return n;
}

/* A setting that only takes huge pages from a guest as it is. */
static bool takes_pages(const char *setting)
{
	static const char *const list[] = {
		"madvise", "never", "deny", "fragmented",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (!strcmp(list[i], setting))
			return true;
	return false;
}

/*
 * A setting that was not run and has nothing to decide, by what was counted: the
 * program has no 2MiB entry to lose; the guest's THP is for the program's own
 * memory only; and shmem's within_size allows what always allows, or less.
 */
static bool cannot_differ(const struct census *c, const struct phase *p,
			  const char *setting)
{
	const struct phase *always;

	if (!p->objects || *p->setting)
		return false;
	if (takes_pages(setting) && !p->n[ENTRIES_2M])
		return true;
	if (!strcmp(setting, "madvise") || !strcmp(setting, "never"))
		return !census_bound(p, "userptr", "bytes");
	if (strcmp(setting, "within"))
		return false;
	always = same_load(c, p, "shmem");
	return always && !memcmp(&always->n[ENTRIES_4K], &p->n[ENTRIES_4K],
				 3 * sizeof(*p->n));
}

#define NOT_RUN "-"

/* A program's shares; false: it has none but its own guest's. */
static bool put_settings(struct table *t, size_t row, const struct census *c,
			 const struct phase *p, const char **list, size_t n)
{
	bool any = false;

	table_put(t, row, 0, "%s", p->load);
	for (size_t k = 0; k < n; k++) {
		const struct phase *q = same_load(c, p, list[k]);

		any |= q && *list[k];
		if (q)
			census_put_share(t, row, k + 1, census_share(q), "none");
		else
			table_put(t, row, k + 1, "%s",
				  cannot_differ(c, p, list[k]) ? "=" : NOT_RUN);
	}
	return any;
}

static void settings_table(struct report *r, const struct census *c,
			   bool memory, const char *title)
{
	const char *list[SETTINGS];
	size_t n = settings_of(c, memory, list), row = 1;
	struct table t;

	table_init(&t, n + 1);
	table_put(&t, 0, 0, "program");
	for (size_t k = 0; k < n; k++)
		table_put(&t, 0, k + 1, "%s", *list[k] ? list[k] : "default");
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].plain && strcmp(c->v[i].load, CENSUS_BOOT))
			row += put_settings(&t, row, c, &c->v[i], list, n);
	table_cut(&t, row);
	table_omit(&t, NOT_RUN);
	if (row > 1) {
		mail_para(r->out, "%s%s", title, table_has(&t, NOT_RUN) ?
			  ". " NOT_RUN ": not run" : "");
		table_end(&t, r->out);
	}
	table_free(&t);
}

static void print_settings(struct report *r, const struct census *c)
{
	settings_table(r, c, false, "What decides it: per cent at 2MiB [x] by "
		       "the guest's setting (see docs/census.md). =: not run, "
		       "since it must be as default: the program binds no memory "
		       "of its own (madvise, never), has no 2MiB entry to lose "
		       "(these, deny, fragmented), or shmem_enabled=always "
		       "changes no entry (within)");
	settings_table(r, c, true, "The same by memory and kernel: a guest of "
		       "4 GiB, on 4K or 1G pages of the host, another kernel in "
		       "host and guest");
}

/* ---- GVT-g's own traffic -------------------------------------------------- */

static void print_traffic(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "accesses", "reads %", "8 B", "a page", "writes of a page",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 1, 6, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];
		int64_t in = p->n[READS], out = p->n[WRITES];

		if (!p->plain || !(in + out) || census_told(c, i))
			continue;
		put_label(&t, row, p);
		table_put(&t, row, 1, "%lld", (long long)(in + out));
		put_percent(&t, row, 2, in, in + out);
		put_percent(&t, row, 3, p->n[READS_8], in);
		put_percent(&t, row, 4, p->n[READS_PAGE], in);
		put_percent(&t, row++, 5, p->n[WRITES_PAGE], out);
	}
	if (row > 1) {
		/* Yan Zhao, <20200123100227.GJ1759@joy-OptiPlex-7040> */
		static const char *const known[] = {
			"glmark2, published", "> 40 million", "63", "-", "48", "0",
		};

		for (size_t i = 0; i < 6; i++)
			table_put(&t, row, i, "%s", known[i]);
		mail_para(r->out, "GVT-g's own accesses to the guest's memory "
			  "meanwhile (vfio_dma_rw) [x]; per cent that are reads; of "
			  "the reads those of 8 bytes (a table's entry) and of a "
			  "page, of the writes those of a page");
		table_end(&t, r->out);
	}
	table_free(&t);
}

/* ---- the GPU's side ------------------------------------------------------- */

/* "rcs0 23 vcs0 1": submissions. */
static void put_engines(struct table *t, size_t row, size_t col,
			const struct phase *p)
{
	char text[96] = "";
	size_t used = 0;

	for (size_t i = 0; i < ENGINES; i++)
		if (p->submissions[i])
			used += (size_t)snprintf(text + used,
						 sizeof(text) - used,
						 "%s%s %lld", used ? " " : "",
						 census_engines[i], (long long)
						 p->submissions[i]);
	table_put(t, row, col, "%s", used ? text : "-");
}

static void print_gpu(struct report *r, const struct census *c)
{
	static const char *const heads[] = {
		"program", "engine, submissions", "KiB moved", "64K %", "2MiB %",
		"not run",
	};
	struct table t;
	size_t row = 1;

	table_begin(&t, 2, 6, heads);
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];
		int64_t all = census_moved(p);

		if (!p->plain || !strcmp(p->load, CENSUS_BOOT))
			continue;
		put_label(&t, row, p);
		put_engines(&t, row, 1, p);
		table_put(&t, row, 2, "%lld", (long long)(all >> 10));
		put_percent(&t, row, 3, p->n[GPU_64K], all);
		put_percent(&t, row, 4, p->n[GPU_2M], all);
		table_put(&t, row++, 5, "%lld", (long long)p->n[NOT_EXECUTED]);
	}
	mail_para(r->out, "What the GPU model moved through PPGTTs by its own "
		  "walks [x], by page size; without the commands that it "
		  "counted but did not run");
	table_end(&t, r->out);
}

/* Programs that did not end as they should, and what the GPU left out. */
static void print_ends(struct report *r, const struct census *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct phase *p = &c->v[i];
		int64_t status = record_int(p->program, "exit_status", -1);

		if (p->program && status &&
		    !json_is_true(json_object_get(p->program, "stopped")))
			mail_para(r->out, "%s in %s ended with %lld: %s", p->load,
				  p->scenario, (long long)status,
				  p->n[NOT_EXECUTED] ? "see the log" :
				  record_str(p->program, "says", ""));
		if (json_is_integer(json_object_get(p->objects, "lost")) &&
		    record_int(p->objects, "lost", 0))
			mail_para(r->out, "%s in %s: %lld trace events of objects were lost",
				  p->load, p->scenario, (long long)
				  record_int(p->objects, "lost", 0));
	}
}

void census_print_gpu(struct report *r, const struct census *c)
{
	print_gpu(r, c);
	census_print_commands(r, c);
	print_traffic(r, c);
	census_print_sizes(r, c);
	census_print_writers(r, c);
	census_print_requests(r, c);
	print_ends(r, c);
}

void census_print_tables(struct report *r, const struct census *c)
{
	print_entries(r, c);
	print_settings(r, c);
	print_objects(r, c);
	print_origins(r, c);
	census_print_why(r, c);
}

static void print_census(struct report *r)
{
	struct census c = { 0 };

	census_collect(&c, r, census_variant(r));
	if (c.n && !census_alone(r)) {
		mail_para(r->out, "What guests with unmodified user space wrote: gtt2m "
			  "census of this run.");
		fputc('\n', r->out);
	} else if (c.n) {
		mail_para(r->out, "Who writes 2MiB entries? [x] Entries that "
			  "unmodified user space wrote into its PPGTTs, on %s, and "
			  "per cent of the bytes mapped by those of 2MiB",
			  r->run.plan.variants[census_variant(r)]);
		census_print_tables(r, &c);
		census_print_policies(r, 1, r->out);
		census_print_gpu(r, &c);
	}
	census_free(&c);
}

const struct section section_census = { .all = print_census };
