// SPDX-License-Identifier: GPL-2.0-or-later
/* defects.c - what reproducers show, by kernel and variant; see defects.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "report/defects.h"
#include "report/table.h"

const struct defect defects[] = {
	{ .scenario = "repro-level", .by = "guest",
	  .what = "a page table taken at another level: the GPU walks guest data" },
	{ .scenario = "repro-cycle", .by = "guest",
	  .what = "a page table that contains itself: the kernel's stack ends" },
	{ .scenario = "repro-destroy", .by = "guest",
	  .what = "a root destroyed twice: freed while the GPU is at work in it" },
	{ .scenario = "repro-root", .by = "guest",
	  .what = "half of a page table root in a ring: the GPU walks that table" },
	{ .scenario = "repro-flush", .by = "guest",
	  .what = "a table written by halves is used after it was freed" },
	{ .scenario = "repro-gfn0", .by = "guest",
	  .what = "the shadow of a table at frame 0 is used after it was freed" },
	{ .scenario = "repro-orphan", .by = "guest",
	  .what = "a tree that fails leaves a table that points at its frame" },
	{ .scenario = "repro-siblings", .by = "guest",
	  .what = "a tree that fails leaves its first half pinned" },
	{ .scenario = "repro-64k", .by = "guest",
	  .what = "a 64KiB entry that is replaced leaves 15 of 16 pages pinned" },
	{ .scenario = "repro-ips", .by = "guest",
	  .what = "a table that becomes one of 64KiB leaves its pages pinned" },
	{ .scenario = "repro-pincount", .by = "guest",
	  .what = "work that fails gives back pins that it never had" },
	{ .scenario = "report-stores", .by = "guest",
	  .what = "a store of 1, 2 or 16 bytes, or across two entries, is lost" },
	{ .scenario = "repro-own-table", .by = "guest",
	  .what = "a table of the vCPU's own as one of the GPU: its store is lost",
	  .not_mended = "GVT-g cannot know what the CPU walks; the guest harms itself" },
	{ .scenario = "repro-reopen", .by = "VMM",
	  .what = "closed and opened again: the GPU reaches pages given back" },
	{ .scenario = "repro-aperture", .by = "VMM",
	  .what = "the same by the aperture: the CPU reaches pages given back" },
	{ .scenario = "report-moved", .by = "VMM",
	  .what = "unmapped under a vGPU at work: the GPU reaches what was freed" },
	{ .scenario = "repro-lock", .by = "VMM",
	  .what = "two tasks that unmap wait for each other for ever" },
	{ .scenario = "report-unbind", .by = "root",
	  .what = "i915 unbound with a vGPU open: freed under who has it open" },
	{ .scenario = "iommufd-close", .by = "VMM", .measure = DEFECT_ENDS,
	  .what = "a vGPU opened through iommufd cannot be closed (6.12)",
	  .only = "6.12" },
	{ .scenario = "repro-unmap", .by = "VMM", .open = 1,
	  .what = "2MiB over two DMA mappings, one unmapped: BUG in VFIO" },
	{ .scenario = "repro-late", .by = "guest", .open = 1,
	  .what = "an entry stored by halves: NULL dereferenced in KVM (6.1)",
	  .only = "6.1" },
	{ .scenario = "small-misaligned", .by = "guest", .open = 1,
	  .measure = DEFECT_UNSAFE, .only = "6.12",
	  .what = "a 2MiB entry for frames off alignment: memory of others" },
	{ .scenario = "repro-remap", .by = "guest", .open = 1, .only = "6.12",
	  .what = "4KiB pages of two contexts: unpinned while one uses them" },
	{ .scenario = "repro-shared", .by = "guest", .open = 1, .only = "6.12",
	  .what = "the same with eight contexts" },
	{ .scenario = "repro-mixed", .by = "guest", .open = 1,
	  .what = "4KiB and 2MiB entries: unpinned while one is used" },
	{ .scenario = "thp-aligned", .by = "guest", .open = 1, .measure = DEFECT_PINS,
	  .what = "2MiB entries stay pinned when their table is gone" },
};
const size_t ndefects = sizeof(defects) / sizeof(defects[0]);

/* The columns: without the fixes, with them, gate closed and open. */
static const struct {
	const char *name;
	int fixed, open;
} columns[] = {
	{ "stock", 0, 0 }, { "stock-fixed", 1, 0 },
	{ "baseline", 0, 1 }, { "fixed", 1, 1 },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

/* "6.1" of the version that any of its kernels has. */
static int kernel_of(struct defect_run *r, char *why, size_t len)
{
	char *path = path_join(r->dir, "env.json");
	json_t *env = path ? json_load_file(path, 0, NULL) : NULL, *v;
	json_t *kernels = json_object_get(json_object_get(env, "fixed"),
					  "kernels");
	unsigned int major, minor;
	const char *name, *text;
	int err = -EINVAL;

	json_object_foreach(kernels, name, v) {
		text = record_str(json_object_get(v, "info"), "version", "");
		if (sscanf(text, "%u.%u", &major, &minor) != 2)
			continue;
		snprintf(r->kernel, sizeof(r->kernel), "%u.%u", major, minor);
		err = 0;
	}
	if (err)
		snprintf(why, len, "%s/env.json: no kernel's version", r->dir);
	json_decref(env);
	free(path);
	return err;
}

int defect_run_read(struct defect_run *r, const char *dir, char *why,
		    size_t len)
{
	char *path = path_join(dir, "records.jsonl"), text[RECORD_WHY] = "";
	int err = path ? records_read(&r->records, path, text) : -ENOMEM;

	r->dir = dir;
	free(path);
	if (err) {
		snprintf(why, len, "%s", text);
		return err;
	}
	return kernel_of(r, why, len);
}

void defect_run_free(struct defect_run *r)
{
	records_free(&r->records);
}

/* -1: this boot has no such number. */
static int64_t measured(const struct record *e, enum defect_measure m)
{
	switch (m) {
	case DEFECT_SHOWN:
		return record_int(json_object_get(e->data, "found"), "shown",
				  -1);
	case DEFECT_UNSAFE:
		return record_int(e->data, "unsafe", -1);
	case DEFECT_ENDS:
		return 0;
	default:
		return record_int(json_object_get(e->data, "leaks"),
				  "pins_after_teardown", -1);
	}
}

static const char *how_it_went_down(const struct record *end)
{
	return strstr(record_str(end->data, "why", ""), "time limit") ?
	       "spins" : "crash";
}

/* The kernel went down under it, though the boot could still say so. */
static int broke_the_kernel(const struct record *e)
{
	const json_t *said = json_object_get(e->data, "complaints");

	return json_object_get(e->data, "crashed_in") ||
	       record_int(said, "bug", 0) || record_int(said, "oops", 0);
}

void defect_cell(const struct defect_run *r, const struct defect *d,
		 const char *variant, char *out, size_t len)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d->scenario };
	const struct record *e = NULL;
	int64_t most = -1, n;
	int ok = 0, broken = 0;

	snprintf(out, len, "%s", "");
	while ((e = records_next(&r->records, &like, e))) {
		if (record_is_end(e) && record_status(e) == CELL_CRASH) {
			snprintf(out, len, "%s", how_it_went_down(e));
			return;
		}
		if (!record_is_end(e))
			broken |= broke_the_kernel(e);
		if (record_is_end(e)) {
			snprintf(out, len, "failed");
			ok |= record_status(e) == CELL_OK;
		} else if (!strcmp(e->kind, "probe")) {
			n = measured(e, d->measure);
			most = n > most ? n : most;
		}
	}
	if (broken)
		snprintf(out, len, "crash");
	else if (most > 0)
		snprintf(out, len, "%lld", (long long)most);
	else if (most == 0 && ok)
		snprintf(out, len, "no");
	else if (ok)
		snprintf(out, len, "?");
}

/* Nothing counts there what the row looks at: the gate is closed. */
static const char *text_of(const char *cell, const struct defect *d, int open)
{
	return !*cell || (!strcmp(cell, "?") && d->open && !open) ? "-" : cell;
}

static int any(const struct defect_run *runs, size_t n,
	       const struct defect *d, const char *variant)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d ? d->scenario : NULL };

	for (size_t k = 0; k < n; k++)
		if (records_next(&runs[k].records, &like, NULL))
			return 1;
	return 0;
}

/* Which columns the runs have: kernel and variant of each. */
struct shape {
	const char *kernel[8];
	size_t col[8], n, kernels;
};

/* Runs of one kernel share its columns: a table may be made of pieces. */
static int had_before(const struct defect_run *runs, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (!strcmp(runs[i].kernel, runs[k].kernel))
			return 1;
	return 0;
}

static int kernel_has(const struct defect_run *runs, size_t n,
		      const char *kernel, const struct defect *d,
		      const char *variant)
{
	for (size_t k = 0; k < n; k++)
		if (!strcmp(runs[k].kernel, kernel) &&
		    any(&runs[k], 1, d, variant))
			return 1;
	return 0;
}

static void shape_of(const struct defect_run *runs, size_t n,
		     struct shape *s)
{
	s->n = 0;
	s->kernels = 0;
	for (size_t k = 0; k < n; k++) {
		if (had_before(runs, k))
			continue;
		s->kernels++;
		for (size_t c = 0; c < NCOLUMNS && s->n < 8; c++)
			if (kernel_has(runs, n, runs[k].kernel, NULL,
				       columns[c].name)) {
				s->kernel[s->n] = runs[k].kernel;
				s->col[s->n++] = c;
			}
	}
}

/* Of the last run of that kernel that has the row on that variant. */
static const char *put_cell(const struct defect_run *runs, size_t n,
			    const struct shape *s, size_t c,
			    const struct defect *d, char *text, size_t len)
{
	const char *variant = columns[s->col[c]].name;

	text[0] = '\0';
	for (size_t k = 0; k < n; k++)
		if (!strcmp(runs[k].kernel, s->kernel[c]) &&
		    any(&runs[k], 1, d, variant))
			defect_cell(&runs[k], d, variant, text, len);
	return text_of(text, d, columns[s->col[c]].open);
}

static void print_text(const struct defect_run *runs, size_t n,
		      const struct shape *s, FILE *out)
{
	struct table t;
	size_t row = 0;
	char text[32];

	table_init(&t, s->n + 2);
	t.left = 3;
	table_put(&t, 0, 0, "reproducer");
	table_put(&t, 0, 1, "by");
	for (size_t c = 0; c < s->n; c++)
		table_put(&t, 0, c + 2, "%s%s%s",
			  s->kernels > 1 ? s->kernel[c] : "",
			  s->kernels > 1 ? "/" : "", columns[s->col[c]].name);
	for (size_t i = 0; i < ndefects; i++) {
		if (!any(runs, n, &defects[i], NULL))
			continue;
		table_put(&t, ++row, 0, "%s", defects[i].scenario);
		table_put(&t, row, 1, "%s", defects[i].by);
		for (size_t c = 0; c < s->n; c++)
			table_put(&t, row, c + 2, "%s",
				  put_cell(runs, n, s, c, &defects[i], text,
					   sizeof(text)));
	}
	table_print(&t, out, 72);
	for (size_t i = 0; i < ndefects; i++)
		if (defects[i].not_mended && any(runs, n, &defects[i], NULL))
			fprintf(out, "%s is not mended:\n%s.\n",
				defects[i].scenario, defects[i].not_mended);
	table_free(&t);
}

static void print_markdown(const struct defect_run *runs, size_t n,
			   const struct shape *s, FILE *out)
{
	char text[32];

	fprintf(out, "| reproducer | by | what |");
	for (size_t c = 0; c < s->n; c++)
		fprintf(out, " %s %s |", s->kernel[c],
			columns[s->col[c]].name);
	fprintf(out, "\n|---|---|---|");
	for (size_t c = 0; c < s->n; c++)
		fprintf(out, "---|");
	fputc('\n', out);
	for (size_t i = 0; i < ndefects; i++) {
		const struct defect *d = &defects[i];

		if (!any(runs, n, d, NULL))
			continue;
		fprintf(out, "| `%s` | %s%s | %s%s |", d->scenario, d->by,
			d->open ? ", gate open" : "", d->what,
			d->not_mended ? "; not mended" : "");
		for (size_t c = 0; c < s->n; c++)
			fprintf(out, " %s |", put_cell(runs, n, s, c, d, text,
						       sizeof(text)));
		fputc('\n', out);
	}
}

int defects_print(const struct defect_run *runs, size_t n, int markdown,
		  FILE *out)
{
	struct shape s;

	shape_of(runs, n, &s);
	(markdown ? print_markdown : print_text)(runs, n, &s, out);
	return 0;
}

static void put_found(const struct record *e, FILE *out)
{
	json_t *found = json_object_get(e->data, "found"), *v;
	const char *key, *sep = "";

	json_object_foreach(found, key, v) {
		if (!strcmp(key, "shown"))
			continue;
		fprintf(out, "%s%s %lld", sep, key,
			(long long)json_integer_value(v));
		sep = ", ";
	}
	if (!*sep)
		fprintf(out, "seen %lld, at 2MiB %lld, unsafe %lld",
			(long long)record_int(e->data, "seen", 0),
			(long long)record_int(e->data, "direct", 0),
			(long long)record_int(e->data, "unsafe", 0));
}

/* What the kernel said in the boot, a line each, as it stands. */
static void put_words(const struct record *end, FILE *out)
{
	json_t *v, *said = json_object_get(end->data, "complaints");
	size_t i;

	json_array_foreach(said, i, v)
		fprintf(out, "    | %s\n", json_string_value(v));
}

/* What a variant's boots of one run found and said. */
static void put_boots(const struct defect_run *r, const struct defect *d,
		      const char *variant, FILE *out)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d->scenario };
	const struct record *e = NULL;

	while ((e = records_next(&r->records, &like, e))) {
		if (!strcmp(e->kind, "probe")) {
			fprintf(out, "    ");
			put_found(e, out);
			fputc('\n', out);
		}
		if (record_is_end(e))
			put_words(e, out);
	}
}

int defect_print(const struct defect_run *runs, size_t n,
		 const struct defect *d, FILE *out)
{
	char text[32];

	fprintf(out, "%s: %s\n", d->scenario, d->what);
	if (d->not_mended)
		fprintf(out, "not mended: %s\n", d->not_mended);
	for (size_t k = 0; k < n; k++)
		for (size_t c = 0; c < NCOLUMNS; c++) {
			const char *variant = columns[c].name;

			if (!any(&runs[k], 1, d, variant))
				continue;
			defect_cell(&runs[k], d, variant, text, sizeof(text));
			fprintf(out, "\n%s %s: %s\n", runs[k].kernel, variant,
				!strcmp(text, "no") ? "not seen" : text);
			put_boots(&runs[k], d, variant, out);
		}
	return 0;
}

static int seen(const char *text)
{
	return *text && strcmp(text, "no") && strcmp(text, "?") &&
	       strcmp(text, "failed");
}

int defect_is_of(const struct defect *d, const char *kernel)
{
	return !d->only || !kernel || !strcmp(d->only, kernel);
}

/* Can the row be seen on this column's kernels at all? */
static int has_it(const struct defect_run *r, const struct defect *d, size_t c)
{
	return (!d->open || columns[c].open) && defect_is_of(d, r->kernel);
}

/* Of one row in one run: is what is fixed clean, and what is not, dirty? */
static int check_row(const struct defect_run *r, const struct defect *d,
		     FILE *out)
{
	int without = 0, shown = 0, bad = 0;
	char text[32];

	for (size_t c = 0; c < NCOLUMNS; c++) {
		defect_cell(r, d, columns[c].name, text, sizeof(text));
		if (!strcmp(text_of(text, d, columns[c].open), "-"))
			continue;
		if (!columns[c].fixed && strcmp(text, "failed")) {
			without += has_it(r, d, c);
			shown += seen(text);
		} else if (strcmp(text, "no") && !(d->not_mended && seen(text))) {
			fprintf(out, "%s %s: %s on %s\n", r->kernel, d->scenario,
				text, columns[c].name);
			bad = 1;
		}
	}
	if (without && !shown) {
		fprintf(out, "%s %s: seen on nothing\n", r->kernel,
			d->scenario);
		bad = 1;
	}
	return bad;
}

int defects_check(const struct defect_run *runs, size_t n, FILE *out)
{
	int bad = 0;

	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < ndefects; i++)
			if (any(&runs[k], 1, &defects[i], NULL))
				bad += check_row(&runs[k], &defects[i], out);
	return bad;
}
