// SPDX-License-Identifier: GPL-2.0-or-later
/* defects.c - what reproducers show, by kernel and variant; see defects.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "records/load.h"
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
	{ .scenario = "repro-batch", .by = "guest",
	  .what = "a batch in the GGTT that goes on in another: wild store" },
	{ .scenario = "repro-perctx", .by = "guest",
	  .what = "a context's batch without an indirect one: nobody scans it" },
	{ .scenario = "repro-reload", .by = "guest",
	  .what = "a root loaded twice in a ring: a list without an end" },
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
	{ .scenario = "repro-context", .by = "guest",
	  .what = "a render context's last page, apart from the others, is lost" },
	{ .scenario = "repro-failed", .by = "guest",
	  .what = "work that fails leaves a lock: its engine stops for all guests" },
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
	{ .scenario = "repro-repin", .by = "VMM",
	  .what = "unmapped while a guest gets pages pinned: BUG in VFIO" },
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

/* The variants of its plan, and "6.1" of the version that their kernels have. */
static int take_variants(struct defect_run *r, const struct plan *p,
			 const json_t *kernels, char *why, size_t len)
{
	for (size_t i = 0; i < p->nvariants; i++) {
		const json_t *info = json_object_get(json_object_get(kernels,
						     p->variants[i]), "info");
		struct defect_variant *v = &r->variant[r->nvariants];
		unsigned int major, minor;

		if (r->nvariants == DEFECT_VARIANTS) {
			snprintf(why, len, "%s: more than %u variants", r->dir,
				 DEFECT_VARIANTS);
			return -E2BIG;
		}
		snprintf(v->name, sizeof(v->name), "%s", p->variants[i]);
		v->mends = p->facts[i].mends;
		v->open = strcmp(record_str(info, "base", ""), "pristine") != 0;
		r->nvariants++;
		if (sscanf(record_str(info, "version", ""), "%u.%u", &major,
			   &minor) == 2)
			snprintf(r->kernel, sizeof(r->kernel), "%u.%u", major,
				 minor);
	}
	if (r->kernel[0])
		return 0;
	snprintf(why, len, "%s/env.json: no kernel's version", r->dir);
	return -EINVAL;
}

int defect_run_read(struct defect_run *r, const char *dir, char *why,
		    size_t len)
{
	char *path = path_join(dir, "records.jsonl"), text[RECORD_WHY] = "";
	struct plan p = { 0 };
	json_t *env;
	int err = path ? records_read(&r->records, path, text) : -ENOMEM;

	r->dir = dir;
	free(path);
	if (err) {
		snprintf(why, len, "%s", text);
		return err;
	}
	path = path_join(dir, "env.json");
	env = path ? json_load_file(path, 0, NULL) : NULL;
	err = run_plan(dir, &p, why, len);
	if (!err)
		err = take_variants(r, &p, json_object_get(
				    json_object_get(env, "fixed"), "kernels"),
				    why, len);
	plan_free(&p);
	json_decref(env);
	free(path);
	return err;
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

/*
 * NULL, or what became of the kernel under it, though the boot could still say
 * so: it went down, or does not come back from what was asked of it.
 */
static const char *what_it_broke(const struct record *e)
{
	const json_t *said = json_object_get(e->data, "complaints");

	if (record_int(said, "bug", 0) || record_int(said, "oops", 0))
		return "crash";
	if (!json_object_get(e->data, "crashed_in"))
		return NULL;
	return strstr(record_str(e->data, "why", ""), "time limit") ? "hangs" :
								      "crash";
}

void defect_cell(const struct defect_run *r, const struct defect *d,
		 const char *variant, char *out, size_t len)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d->scenario };
	const char *broken = NULL;
	const struct record *e = NULL;
	int64_t most = -1, n;
	int ok = 0;

	snprintf(out, len, "%s", "");
	while ((e = records_next(&r->records, &like, e))) {
		if (record_is_end(e) && record_status(e) == CELL_CRASH) {
			snprintf(out, len, "%s", how_it_went_down(e));
			return;
		}
		if (!record_is_end(e) && !broken)
			broken = what_it_broke(e);
		if (record_is_end(e)) {
			snprintf(out, len, "failed");
			ok |= record_status(e) == CELL_OK;
		} else if (!strcmp(e->kind, "probe")) {
			n = measured(e, d->measure);
			most = n > most ? n : most;
		}
	}
	if (broken)
		snprintf(out, len, "%s", broken);
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
struct column {
	const char *kernel;
	const struct defect_variant *v;
};

struct shape {
	struct column col[4 * DEFECT_VARIANTS];
	size_t n, kernels;
};

/* Runs of one kernel share its columns: a table may be made of pieces. */
static bool has_column(const struct shape *s, const char *kernel,
		       const char *variant)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->col[i].kernel, kernel) &&
		    (!variant || !strcmp(s->col[i].v->name, variant)))
			return true;
	return false;
}

/* By kernel, as they come; without the gate open, then without the patches. */
static int compare_columns(const struct column *a, const struct column *b)
{
	return a->v->open != b->v->open ? a->v->open - b->v->open :
	       a->v->mends - b->v->mends;
}

static void put_column(struct shape *s, const struct column *c)
{
	size_t i = s->n++;

	while (i && !strcmp(s->col[i - 1].kernel, c->kernel) &&
	       compare_columns(&s->col[i - 1], c) > 0) {
		s->col[i] = s->col[i - 1];
		i--;
	}
	s->col[i] = *c;
}

static void take_columns(const struct defect_run *r, const char *kernel,
			 struct shape *s)
{
	if (strcmp(r->kernel, kernel))
		return;
	for (size_t v = 0; v < r->nvariants; v++) {
		const struct column c = { kernel, &r->variant[v] };

		if (s->n < sizeof(s->col) / sizeof(s->col[0]) &&
		    any(r, 1, NULL, c.v->name) &&
		    !has_column(s, kernel, c.v->name))
			put_column(s, &c);
	}
}

static void shape_of(const struct defect_run *runs, size_t n,
		     struct shape *s)
{
	s->n = 0;
	s->kernels = 0;
	for (size_t k = 0; k < n; k++) {
		if (has_column(s, runs[k].kernel, NULL))
			continue;
		for (size_t i = k; i < n; i++)
			take_columns(&runs[i], runs[k].kernel, s);
		s->kernels++;
	}
}

/* Of the last run of that kernel that has the row on that variant. */
static const char *put_cell(const struct defect_run *runs, size_t n,
			    const struct column *c, const struct defect *d,
			    char *text, size_t len)
{
	text[0] = '\0';
	for (size_t k = 0; k < n; k++)
		if (!strcmp(runs[k].kernel, c->kernel) &&
		    any(&runs[k], 1, d, c->v->name))
			defect_cell(&runs[k], d, c->v->name, text, len);
	return text_of(text, d, c->v->open);
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
			  s->kernels > 1 ? s->col[c].kernel : "",
			  s->kernels > 1 ? "/" : "", s->col[c].v->name);
	for (size_t i = 0; i < ndefects; i++) {
		if (!any(runs, n, &defects[i], NULL))
			continue;
		table_put(&t, ++row, 0, "%s", defects[i].scenario);
		table_put(&t, row, 1, "%s", defects[i].by);
		for (size_t c = 0; c < s->n; c++)
			table_put(&t, row, c + 2, "%s",
				  put_cell(runs, n, &s->col[c], &defects[i], text,
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
		fprintf(out, " %s %s |", s->col[c].kernel, s->col[c].v->name);
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
			fprintf(out, " %s |", put_cell(runs, n, &s->col[c], d,
						       text, sizeof(text)));
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
		for (size_t c = 0; c < runs[k].nvariants; c++) {
			const char *variant = runs[k].variant[c].name;

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

/* Can the row be seen on this variant at all? */
static int has_it(const struct defect_run *r, const struct defect *d,
		  const struct defect_variant *v)
{
	return (!d->open || v->open) && defect_is_of(d, r->kernel);
}

/* Of one row in one run: is what is fixed clean, and what is not, dirty? */
static int check_row(const struct defect_run *r, const struct defect *d,
		     FILE *out)
{
	int without = 0, shown = 0, bad = 0;
	char text[32];

	for (size_t c = 0; c < r->nvariants; c++) {
		const struct defect_variant *v = &r->variant[c];

		defect_cell(r, d, v->name, text, sizeof(text));
		if (!strcmp(text_of(text, d, v->open), "-"))
			continue;
		if (!v->mends && strcmp(text, "failed")) {
			without += has_it(r, d, v);
			shown += seen(text);
		} else if (strcmp(text, "no") && !(d->not_mended && seen(text))) {
			fprintf(out, "%s %s: %s on %s\n", r->kernel, d->scenario,
				text, v->name);
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
