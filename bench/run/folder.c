// SPDX-License-Identifier: GPL-2.0-or-later
/* folder.c - a run's folder: making it, taking it up again, what it lacks. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "clocks_kept.h"
#include "files.h"
#include "folder.h"
#include "records/env.h"
#include "records/load.h"
#include "records/manifest.h"
#include "run.h"

int folder_broken(struct folder *f, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->why, f->whylen, fmt, ap);
	va_end(ap);
	return err;
}

/* Mark the cells of p that have an end in the records. */
static int mark_finished(const struct plan *p, const struct records *rec,
			 bool *finished, char *why, size_t whylen)
{
	char name[256];

	for (size_t i = 0; i < rec->n; i++) {
		const struct record *r = &rec->v[i];

		if (!record_is_end(r))
			continue;
		if (r->index < p->ncells)
			plan_cell_name(p, &p->cells[r->index], name, sizeof(name));
		if (r->index >= p->ncells || strcmp(name, r->cell) ||
		    r->seed != p->cells[r->index].seed ||
		    finished[r->index]) {
			snprintf(why, whylen, "records.jsonl:%u: cell %u (%s) %s",
				 r->line, r->index, r->cell,
				 r->index < p->ncells && finished[r->index] ?
				 "is there twice" : "is not in the plan");
			return -EINVAL;
		}
		finished[r->index] = true;
	}
	return 0;
}

int run_missing(const char *dir, char *why, size_t whylen)
{
	unsigned int first;

	return run_missing_from(dir, &first, why, whylen);
}

int run_missing_from(const char *dir, unsigned int *first, char *why,
		     size_t whylen)
{
	char *path = path_join(dir, "records.jsonl"), text[RECORD_WHY];
	struct records rec = { 0 };
	bool *finished = NULL;
	struct plan p;
	int err = run_plan(dir, &p, why, whylen), missing = 0;

	if (!err && path && access(path, F_OK) == 0) {
		err = records_read(&rec, path, text);
		if (err)
			snprintf(why, whylen, "%s", text);
	}
	if (!err)
		finished = calloc(p.ncells + 1, sizeof(*finished));
	if (!err && !finished)
		err = -ENOMEM;
	if (!err)
		err = mark_finished(&p, &rec, finished, why, whylen);
	for (size_t i = p.ncells; !err && i-- > 0; )
		if (!finished[i] && plan_wants(&p, &p.cells[i])) {
			missing++;
			*first = i;
		}
	free(finished);
	records_free(&rec);
	plan_free(&p);
	free(path);
	return err ? err : missing;
}

/* Is a process running in that folder? */
static bool locked(const char *dir)
{
	char *path = path_join(dir, "lock");
	bool busy = path && file_locked(path);

	free(path);
	return busy;
}

static bool is_unfinished(const char *dir, const char *want)
{
	char why[RUN_WHY], id[65];
	struct plan p;
	bool same = false;

	if (!run_plan(dir, &p, why, sizeof(why))) {
		plan_id(&p, id);
		same = !strcmp(id, want);
	}
	plan_free(&p);
	return same && !locked(dir) && (run_missing(dir, why, sizeof(why)) > 0 ||
					clocks_kept_left(dir));
}

char *run_unfinished(const char *results, const char *want)
{
	struct dirent **list;
	char *found = NULL;
	int n = scandir(results, &list, NULL, alphasort);

	for (int i = n - 1; i >= 0; i--) {	/* names begin with the date */
		char *dir = list[i]->d_name[0] == '.' || found ? NULL :
			    path_join(results, list[i]->d_name);

		if (dir && is_unfinished(dir, want))
			found = dir;
		else
			free(dir);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return found;
}

static int take_lock(struct folder *f)
{
	char *path = path_join(f->dir, "lock");
	int err = 0;

	f->lock = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (f->lock < 0)
		err = folder_broken(f, -errno, "%s/lock: %s", f->dir,
			     strerror(errno));
	else if (flock(f->lock, LOCK_EX | LOCK_NB))
		err = folder_broken(f, -EBUSY, "%s: another process runs it",
			     f->dir);
	free(path);
	return err;
}

/* Write a new file, or see that the old one says the same. */
static int settle_plan(struct folder *f)
{
	char *path = path_join(f->dir, "plan.json");
	json_t *mine = plan_to_json(f->plan), *old = NULL;
	int err = 0;

	if (!path || !mine) {
		err = folder_broken(f, -ENOMEM, "out of memory");
	} else if (access(path, F_OK) == 0) {
		old = json_read(path);
		if (!old || !json_equal(old, mine))
			err = folder_broken(f, -EINVAL, "%s holds another plan", path);
	} else {
		err = json_write(path, mine);
		if (err)
			folder_broken(f, err, "%s: %s", path, strerror(-err));
	}
	json_decref(old);
	json_decref(mine);
	free(path);
	return err;
}

static int settle_env(struct folder *f, const json_t *env)
{
	char *path = path_join(f->dir, "env.json"), what[RUN_WHY];
	json_t *old = NULL;
	int err = 0;

	if (!path) {
		err = folder_broken(f, -ENOMEM, "out of memory");
	} else if (access(path, F_OK) == 0) {
		old = env_read(path, what, sizeof(what));
		if (!old)
			err = folder_broken(f, -EINVAL, "%.400s", what);
		else if (env_differ(old, env, what, sizeof(what)))
			err = folder_broken(f, -EINVAL,
				     "cannot resume %.120s, the environment "
				     "differs: %.300s",
				     f->dir, what);
	} else {
		err = json_write(path, env);
		if (err)
			folder_broken(f, err, "%s: %s", path, strerror(-err));
	}
	json_decref(old);
	free(path);
	return err;
}

/*
 * Take what a killed write left off the records; it is kept in records.cut
 * beside them, behind what is there already.
 */
static int cut_tail(struct folder *f, const char *path,
		    const struct records *rec)
{
	char *cut = path_join(f->dir, "records.cut"), *text = NULL;
	int fd = -1, err = cut ? 0 : -ENOMEM;
	size_t len;

	if (f->progress)
		fprintf(f->progress, "%s: %u line%s of a write that was cut: moved "
			"to records.cut\n", path, rec->torn,
			rec->torn == 1 ? "" : "s");
	if (!err)
		err = file_read(path, &text, &len);
	if (!err) {
		fd = open(cut, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		err = fd < 0 ? -errno : file_append(fd, text + rec->good,
						    len - rec->good);
	}
	if (!err && ftruncate(f->records, rec->good))
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(text);
	free(cut);
	return err ? folder_broken(f, err, "%s: %s", path, strerror(-err)) : 0;
}

/* Open the records; cut what a killed write left; see what is finished. */
static int settle_records(struct folder *f)
{
	char *path = path_join(f->dir, "records.jsonl"), text[RECORD_WHY];
	struct records rec = { 0 };
	int err = 0;

	f->records = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (f->records < 0)
		err = folder_broken(f, -errno, "%s/records.jsonl: %s", f->dir,
			     strerror(errno));
	else
		err = records_read(&rec, path, text);
	if (err && f->records >= 0)
		folder_broken(f, err, "%s", text);
	if (!err && rec.torn)
		err = cut_tail(f, path, &rec);
	if (!err)
		err = mark_finished(f->plan, &rec, f->finished, f->why,
				    f->whylen);
	records_free(&rec);
	free(path);
	return err;
}

/* Sums are of a run that has ended; this one has cells to run. */
static int settle_manifest(struct folder *f)
{
	int err = 0;

	for (size_t i = 0; i < f->plan->ncells; i++)
		if (!f->finished[i]) {
			err = manifest_retire(f->dir);
			break;
		}
	if (err == -EINVAL)
		folder_broken(f, err, "%s: records.jsonl is not what SHA256SUMS "
			      "says: it was changed after the run had ended, and "
			      "cannot be resumed", f->dir);
	else if (err)
		folder_broken(f, err, "%s/SHA256SUMS: %s", f->dir,
			      strerror(-err));
	return err;
}

static void empty_dir(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
}

static int settle_tmp(struct folder *f)
{
	char *path = path_join(f->dir, "tmp");
	int err = path ? dir_make(path) : -ENOMEM;

	if (err)
		folder_broken(f, err, "%s/tmp: %s", f->dir, strerror(-err));
	else
		empty_dir(path);	/* of a killed run, maybe half-written */
	free(path);
	return err;
}

int folder_open(struct folder *f, const json_t *env)
{
	int err = dir_make(f->dir);

	if (err)
		return folder_broken(f, err, "%s: %s", f->dir,
				     strerror(-err));
	err = take_lock(f);
	if (!err)
		err = settle_plan(f);
	if (!err)
		err = settle_env(f, env);
	if (!err)
		err = settle_records(f);
	if (!err)
		err = settle_manifest(f);
	return err ? err : settle_tmp(f);
}

void folder_close(struct folder *f)
{
	char *path = path_join(f->dir, "tmp");

	if (path && f->lock >= 0 && f->records >= 0) {
		empty_dir(path);
		rmdir(path);
	}
	free(path);
	if (f->records >= 0)
		close(f->records);
	if (f->lock >= 0)
		close(f->lock);
}
