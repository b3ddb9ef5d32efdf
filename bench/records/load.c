// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - reading a run's folder; contract in load.h. */
#include <errno.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "files.h"
#include "load.h"
#include "voids.h"

int run_stop(const char *dir, unsigned int blocks, const char *why)
{
	json_t *j = json_pack("{si si ss}", "schema", STOP_SCHEMA, "blocks",
			      (int)blocks, "why", why);
	char *path = path_join(dir, "stop.json");
	int err = j && path ? json_write(path, j) : -ENOMEM;

	json_decref(j);
	free(path);
	return err;
}

static int read_stop(const char *dir, struct plan *p, char *why, size_t len)
{
	char *path = path_join(dir, "stop.json");
	int err = 0, schema, blocks;
	const char *reason;
	json_t *j;

	if (path && access(path, F_OK) == 0) {
		j = json_read_why(path, why, len);
		if (!j) {
			err = -EINVAL;
		} else if (json_unpack_ex(j, NULL, JSON_STRICT, "{si si ss}",
					 "schema", &schema, "blocks", &blocks,
					 "why", &reason) ||
		    schema != STOP_SCHEMA || blocks < 1) {
			snprintf(why, len, "%.300s: malformed, or of another schema "
				 "than %d", path, STOP_SCHEMA);
			err = -EINVAL;
		} else {
			p->stop_blocks = blocks;
			p->stop_why = strdup(reason);
		}
		json_decref(j);
	}
	free(path);
	return err;
}

int run_plan(const char *dir, struct plan *p, char *why, size_t whylen)
{
	char *path = path_join(dir, "plan.json");
	json_t *j = path ? json_read_why(path, why, whylen) : NULL;
	int err = -ENOENT;

	*p = (struct plan){ 0 };
	if (j) {
		char what[RUN_WHY];

		err = plan_from_json(p, j, what, sizeof(what));
		if (err)
			snprintf(why, whylen, "%.200s: %.300s", path, what);
	}
	if (!err)
		err = read_stop(dir, p, why, whylen);
	json_decref(j);
	free(path);
	return err;
}

/* Lines that a killed write left are not part of the checksum. */
static int load_records(struct run_data *r, const char *dir, char *why,
			size_t whylen)
{
	char *path = path_join(dir, "records.jsonl"), *text = NULL;
	char bad[RECORD_WHY] = "";
	size_t len;
	int err = path ? file_read(path, &text, &len) : -ENOMEM;

	if (err) {
		snprintf(why, whylen, "%s: %s", path ?: dir, file_error(err));
	} else {
		err = records_parse(&r->records, text, len, path, bad);
		if (err)
			snprintf(why, whylen, "%s", bad);
		else
			SHA256Data((const uint8_t *)text, r->records.good,
				   r->records_sha256);
	}
	free(text);
	free(path);
	return err;
}

static int bad_record(const struct record *r, const char *dir, char *why,
		      size_t len, const char *what)
{
	snprintf(why, len, "%.300s/records.jsonl:%u: %s", dir, r->line, what);
	return -EINVAL;
}

/* Since version 2 of the GPU model's counters (gpu/host/counters.h). */
static bool names_commands(const json_t *env)
{
	return record_int(json_object_get(env, "fixed"),
			  "gpu_counters_version", 1) >= 2;
}

static bool unnamed(const struct record *rec)
{
	return void_check(rec->data) == -ENOENT ||
	       void_check(json_object_get(rec->data, "gpu")) == -ENOENT;
}

/* One folder, one run, one plan, one environment. */
static int check_record(const struct run_data *r, const struct record *rec,
			size_t ncells, const char **what)
{
	const struct plan *p = &r->plan;
	const struct plan_cell *c;
	char cell[256];

	*what = "a cell that is not in the plan";
	if (rec->index >= ncells)
		return -EINVAL;
	c = &p->cells[rec->index];
	plan_cell_name(p, c, cell, sizeof(cell));
	*what = "not the cell that the plan has at that place";
	if (strcmp(rec->cell, cell) || strcmp(rec->variant, p->variants[c->variant]) ||
	    strcmp(rec->scenario, p->scenarios[c->scenario].name) ||
	    strcmp(rec->machine, plan_machine(p, c->scenario)) ||
	    rec->seed != c->seed || rec->block != c->block)
		return -EINVAL;
	*what = "of another run than the first line";
	if (strcmp(rec->run, r->records.v[0].run))
		return -EINVAL;
	*what = "made in another environment than env.json is: one folder, one "
		"environment";
	if (strcmp(rec->env, env_id(r->env)))
		return -EINVAL;
	*what = "commands not executed are not named, which these counters do";
	return names_commands(r->env) && unnamed(rec) ? -EINVAL : 0;
}

static int check_records(const struct run_data *r, size_t ncells,
			 const char *dir, char *why, size_t whylen)
{
	const char *what;

	for (size_t i = 0; i < r->records.n; i++)
		if (check_record(r, &r->records.v[i], ncells, &what))
			return bad_record(&r->records.v[i], dir, why, whylen, what);
	return 0;
}

int run_load(struct run_data *r, const char *dir, char *why, size_t whylen)
{
	const char *slash = strrchr(dir, '/');
	size_t ncells;
	char *path;
	int err;

	*r = (struct run_data){ 0 };
	err = run_plan(dir, &r->plan, why, whylen);
	if (err)
		return err;
	ncells = r->plan.ncells;
	/* blocks behind a stop are the plan's end: they are not reported on */
	while (r->plan.ncells &&
	       !plan_wants(&r->plan, &r->plan.cells[r->plan.ncells - 1]))
		r->plan.ncells--;
	path = path_join(dir, "env.json");
	r->env = path ? env_read(path, why, whylen) : NULL;
	free(path);
	if (!r->env)
		return -EINVAL;
	err = load_records(r, dir, why, whylen);
	if (!err)
		err = check_records(r, ncells, dir, why, whylen);
	r->name = r->records.n ? r->records.v[0].run : slash ? slash + 1 : dir;
	return err;
}

void run_unload(struct run_data *r)
{
	records_free(&r->records);
	plan_free(&r->plan);
	json_decref(r->env);
}
