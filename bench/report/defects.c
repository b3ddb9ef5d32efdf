// SPDX-License-Identifier: GPL-2.0-or-later
/* defects.c - what reproducers show, by kernel and variant: read and checked. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "records/load.h"
#include "report/defects.h"

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

const char *defect_text(const char *cell, const struct defect *d, bool open)
{
	return !*cell || (!strcmp(cell, "?") && d->open && !open) ? "-" : cell;
}

bool defect_any(const struct defect_run *runs, size_t n,
		const struct defect *d, const char *variant)
{
	const struct record_like like = { .variant = variant,
					  .scenario = d ? d->scenario : NULL };

	for (size_t k = 0; k < n; k++)
		if (records_next(&runs[k].records, &like, NULL))
			return true;
	return false;
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
		if (!strcmp(defect_text(text, d, v->open), "-"))
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
			if (defect_any(&runs[k], 1, &defects[i], NULL))
				bad += check_row(&runs[k], &defects[i], out);
	return bad;
}
