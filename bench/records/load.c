// SPDX-License-Identifier: GPL-2.0-or-later
/* load.c - reading a run's folder; contract in load.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "files.h"
#include "load.h"
#include "sha256.h"

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
	if (j)
		err = plan_from_json(p, j, why, whylen);
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
			sha256_of(text, r->records.good, r->records_sha256);
	}
	free(text);
	free(path);
	return err;
}

/* One folder, one environment. */
static int check_env(const struct run_data *r, const char *dir, char *why,
		     size_t whylen)
{
	for (size_t i = 0; i < r->records.n; i++)
		if (strcmp(r->records.v[i].env, env_id(r->env))) {
			snprintf(why, whylen, "%.200s/records.jsonl:%u: made in "
				 "environment %s, env.json is %s: one folder, one "
				 "environment", dir, r->records.v[i].line,
				 r->records.v[i].env, env_id(r->env));
			return -EINVAL;
		}
	return 0;
}

int run_load(struct run_data *r, const char *dir, char *why, size_t whylen)
{
	const char *slash = strrchr(dir, '/');
	char *path;
	int err;

	*r = (struct run_data){ 0 };
	err = run_plan(dir, &r->plan, why, whylen);
	if (err)
		return err;
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
		err = check_env(r, dir, why, whylen);
	r->name = r->records.n ? r->records.v[0].run : slash ? slash + 1 : dir;
	return err;
}

void run_unload(struct run_data *r)
{
	records_free(&r->records);
	plan_free(&r->plan);
	json_decref(r->env);
}
