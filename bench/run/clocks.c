// SPDX-License-Identifier: GPL-2.0-or-later
/* See clocks.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot.h"
#include "clock/phase.h"
#include "clocks.h"
#include "clocks_kept.h"
#include "files.h"
#include "progress.h"
#include "records/load.h"
#include "records/voids.h"
#include "spec.h"
#include "suite.h"

#define PHASES_MAX 64u		/* of a cell */

struct clocks {
	const char *dir;
	unsigned int jobs;
	struct run_data run;
	struct part parts[PUBLISHED_PARTS], part;
	struct ensemble e;
	json_t *phases;			/* of all cells */
	uint64_t *ns;			/* [phase of a cell][set] */
	struct memo memo;		/* of the phases of cells before */
	struct clocks_kept kept;	/* what is done */
};

/* The phases of one cell, and the spans that they are of. */
struct cell_phases {
	struct phase v[PHASES_MAX];
	const struct record *span[PHASES_MAX];
	int err[PHASES_MAX];
	unsigned int n;
	uint8_t *text;			/* its traces */
	size_t len;
};

/*
 * A load whose time is bytes: in the cell a guest read a rate of it, which is
 * not void.
 */
static bool moves_bytes(const struct run_data *r, const struct record *span)
{
	const struct record_like like = {
		.kind = "rate", .load = record_str(span->data, "load", ""),
		.beside = span,
	};
	const struct record *at = NULL;

	if (void_command(json_object_get(span->data, "gpu")))
		return false;
	while ((at = records_next(&r->records, &like, at)))
		if (record_int(at->data, "bytes", 0) > 0)
			return true;
	return false;
}

/* Over the GPU's engines or pages of a span, all but one. */
static uint64_t sum_of(const struct record *span, const char *of,
		       const char *key, const char *but)
{
	json_t *all = json_object_get(json_object_get(span->data, "gpu"), of), *one;
	const char *name;
	uint64_t sum = 0;

	json_object_foreach(all, name, one)
		if (strcmp(name, but))
			sum += record_int(one, key, 0);
	return sum;
}

static uint64_t busy_ns(const struct record *span)
{
	return sum_of(span, "engine", "busy_ns", "");
}

/*
 * What the work has written by the guest's own tables. What it has read has
 * the batches in it, which are not the load's.
 */
static uint64_t bytes_written(const struct record *span)
{
	return sum_of(span, "page", "bytes_written", "ggtt");
}

static void find_phases(struct clocks *c, const struct record *end,
			struct cell_phases *p)
{
	const struct record_like like = { .kind = "span", .beside = end };
	const struct record *at = NULL;

	while ((at = records_next(&c->run.records, &like, at))) {
		uint32_t mark = record_int(at->data, "trace", 0);
		struct phase *v = &p->v[p->n];

		if (!mark || p->n == PHASES_MAX || !moves_bytes(&c->run, at))
			continue;
		*v = (struct phase){ .busy_ns = busy_ns(at) };
		v->ns = c->ns + p->n * c->e.n;
		p->span[p->n] = at;
		p->err[p->n++] = phase_find(p->text, p->len, mark, v);
	}
}

static json_t *phase_json(const struct clocks *c, const struct cell_phases *p,
			  unsigned int i)
{
	const struct phase *v = &p->v[i];
	json_t *list = json_array(), *o = json_pack("{si ss sI sI so}",
		"cell", (int)p->span[i]->index,
		"load", record_str(p->span[i]->data, "load", ""),
		"bytes", (json_int_t)bytes_written(p->span[i]),
		"busy_ns", (json_int_t)v->busy_ns, "ns", list);

	if (p->err[i] || !v->whole) {
		json_object_set_new(o, "why", json_string(
			p->err[i] == -EFBIG ? "the trace was too long" :
			"the trace is damaged"));
		return o;
	}
	json_object_set_new(o, "exact", json_boolean(v->exact));
	json_object_set_new(o, "serial_ns", json_integer((json_int_t)v->serial_ns));
	for (unsigned int k = 0; k < c->e.n; k++)
		json_array_append_new(list, json_integer((json_int_t)v->ns[k]));
	return o;
}

/* Phases whose trace is there come first, in the order of their spans. */
static int run_phases(struct clocks *c, struct cell_phases *p)
{
	struct phase ok[PHASES_MAX];
	unsigned int n = 0, k = 0;
	int err;

	for (unsigned int i = 0; i < p->n; i++)
		if (!p->err[i])
			ok[n++] = p->v[i];
	err = phases_run(ok, n, &c->e, &c->part, c->jobs, &c->memo);
	for (unsigned int i = 0; i < p->n && !err; i++)
		if (!p->err[i])
			p->v[i] = ok[k++];
	return err;
}

/* Where the traces of a cell are; false: nowhere. */
static bool trace_of(const struct clocks *c, const struct record *end,
		     char path[1024])
{
	return record_is_end(end) &&
	       snprintf(path, 1024, "%s/%s/" SPEC_TRACE, c->dir,
			record_str(end->data, "log", "")) < 1024;
}

static bool has_trace(const struct clocks *c, const struct record *end)
{
	char path[1024];

	return trace_of(c, end, path) && !access(path, R_OK);
}

static bool is_done(const struct clocks *c, const struct record *end)
{
	return record_is_end(end) && clocks_kept_of(&c->kept, end->index);
}

/* The cell's phases are kept. A trace that cannot be read has none. */
static int work_out(struct clocks *c, const struct record *end)
{
	static struct cell_phases p;
	json_t *list = json_array();
	char path[1024], *text;
	int err = list ? 0 : -ENOMEM;

	trace_of(c, end, path);
	p.n = 0;
	if (!err && !file_read(path, &text, &p.len)) {
		p.text = (uint8_t *)text;
		find_phases(c, end, &p);
		err = run_phases(c, &p);
		for (unsigned int i = 0; i < p.n && !err; i++)
			json_array_append_new(list, phase_json(c, &p, i));
		free(text);
	}
	if (!err)
		err = clocks_kept_add(&c->kept, end->index, list);
	json_decref(list);
	return err;
}

/* Of each uncertain parameter the value in each set, by name. */
static json_t *parameters(const struct clocks *c)
{
	json_t *all = json_object();
	struct gen9_params p;

	for (unsigned int i = 0; i < GEN9_PARAM_COUNT; i++) {
		json_t *list;

		if (c->part.range[i].lo == c->part.range[i].hi)
			continue;
		list = json_array();
		for (unsigned int k = 0; k < c->e.n; k++) {
			ensemble_set(&c->e, &c->part, k, &p);
			json_array_append_new(list, json_integer(
						      gen9_param_get(&p, i)));
		}
		json_object_set_new(all, gen9_param_rows[i].name, list);
	}
	return all;
}

static json_t *ensemble_json(const struct clocks *c)
{
	return json_sprintf("%016llx",
			    (unsigned long long)ensemble_hash(c->parts));
}

static int write_it(const struct clocks *c)
{
	char *path = path_join(c->dir, CLOCKS_FILE);
	json_t *j = json_pack("{si ss si so so sO}", "schema", CLOCKS_SCHEMA,
			      "part", CLOCKS_PART, "sets", (int)c->e.n,
			      "ensemble", ensemble_json(c),
			      "parameters", parameters(c), "phases", c->phases);
	int err = path && j ? 0 : -ENOMEM;

	if (!err)
		err = json_write(path, j);
	json_decref(j);
	free(path);
	return err;
}

/* Is there a trace at all? A run without guests needs no ensemble. */
static bool any(const struct run_data *r)
{
	for (size_t i = 0; i < r->records.n; i++)
		if (record_int(r->records.v[i].data, "trace", 0))
			return true;
	return false;
}

static int open_sets(struct clocks *c, const char *root, char *why, size_t len)
{
	char path[1024];
	int err = ensemble_parts(c->parts, root, why, len);

	if (!err)
		err = part_load(&c->part, root, CLOCKS_PART, why, len);
	snprintf(path, sizeof(path), "%s/" ENSEMBLE_FILE, root);
	if (!err)
		err = ensemble_read(&c->e, c->parts, path, why, len);
	if (err)
		return err;
	c->ns = calloc(PHASES_MAX * c->e.n, sizeof(*c->ns));
	c->phases = json_array();
	return c->ns && c->phases ? 0 : -ENOMEM;
}

/* What the times depend on, beside the traces. */
static json_t *head_json(const struct clocks *c)
{
	return json_pack("{si ss si so ss sb}", "schema", CLOCKS_SCHEMA,
			 "part", CLOCKS_PART, "sets", (int)c->e.n,
			 "ensemble", ensemble_json(c), "suite", suite_commit(),
			 "modified", suite_modified());
}

static int open_kept(struct clocks *c)
{
	json_t *head = head_json(c);
	int err = head ? clocks_kept_open(&c->kept, c->dir, head) : -ENOMEM;

	json_decref(head);
	return err;
}

/* All cells with a trace; which of them, and how long the rest will take. */
static int do_cells(struct clocks *c)
{
	struct progress p = { .out = stdout, .jobs = 1 };
	unsigned int done = 0;
	int err = 0;

	for (size_t i = 0; i < c->run.records.n; i++) {
		const struct record *r = &c->run.records.v[i];

		done += is_done(c, r);
		p.total += !is_done(c, r) && has_trace(c, r);
	}
	p.left[1] = p.total;
	printf("clock: GPU time of %u cells under %u parameter sets (the same command "
	       "goes on if it is interrupted)\n", p.total, c->e.n);
	if (done)
		printf("clock: that of %u cells was kept\n", done);
	for (size_t i = 0; i < c->run.records.n && !err; i++) {
		const struct record *r = &c->run.records.v[i];
		double start = now_s();

		if (!is_done(c, r) && has_trace(c, r)) {
			err = work_out(c, r);
			progress_cell(&p, true, now_s() - start, err ? "fail" : "ok",
				      r->cell, r->seed, err ? strerror(-err) : "");
		}
		if (is_done(c, r))
			json_array_extend(c->phases,
					  clocks_kept_of(&c->kept, r->index));
	}
	if (c->memo.found)
		printf("clock: %u phases did the work of one before\n",
		       c->memo.found);
	return err;
}

/* The traces go when the times are written, and then what was kept of them. */
static int make(struct clocks *c, const char *root, char *why, size_t len)
{
	int err = open_sets(c, root, why, len);
	char path[1024];

	if (!err)
		err = open_kept(c);
	if (!err)
		err = do_cells(c);
	if (!err && json_array_size(c->phases))
		err = write_it(c);
	for (size_t i = 0; i < c->run.records.n && !err; i++)
		if (trace_of(c, &c->run.records.v[i], path))
			unlink(path);
	if (!err)
		clocks_kept_remove(c->dir);
	return err ?: (int)json_array_size(c->phases);
}

int clocks_make(const char *dir, const char *root, unsigned int jobs, char *why,
		size_t whylen)
{
	struct clocks c = { .dir = dir, .jobs = jobs, .kept.fd = -1 };
	int ret = run_load(&c.run, dir, why, whylen);

	if (!ret && any(&c.run)) {
		*why = '\0';
		ret = make(&c, root, why, whylen);
		if (ret < 0 && !*why)
			snprintf(why, whylen, "%s: %s", CLOCKS_FILE,
				 ret == -EBUSY ? "another process makes it" :
				 strerror(-ret));
	}
	clocks_kept_close(&c.kept);
	run_unload(&c.run);
	ensemble_free(&c.e);
	json_decref(c.phases);
	free(c.ns);
	memo_free(&c.memo);
	return ret;
}
