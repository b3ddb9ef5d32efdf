// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - see run.h: the folder, taking it up again, the loop over cells. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "files.h"
#include "precision.h"
#include "progress.h"
#include "records/env.h"
#include "run.h"

#define RUN_ROOM 65536	/* bytes free, below which no failure is believed */

struct run {
	struct boot_shared shared;
	const struct run_options *opt;
	struct progress progress;
	struct boot *slot;	/* opt->jobs of them */
	bool *finished;		/* by cell index */
	size_t next;		/* cell to look at next */
	unsigned int block;	/* of the cells that may start */
	int lock, records;	/* file descriptors */
	bool stop;
	char *why;
	size_t whylen;
};

static int broken(struct run *r, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int broken(struct run *r, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why, r->whylen, fmt, ap);
	va_end(ap);
	return err;
}

/* ---- the folder ----------------------------------------------------------- */

int run_plan(const char *dir, struct plan *p, char *why, size_t whylen)
{
	char *path = path_join(dir, "plan.json");
	json_t *j = path ? json_read(path) : NULL;
	int err = -ENOENT;

	*p = (struct plan){ 0 };
	if (j)
		err = plan_from_json(p, j, why, whylen);
	else
		snprintf(why, whylen, "%s: no readable plan.json", dir);
	if (!err)
		err = precision_read(dir, p, why, whylen);
	json_decref(j);
	free(path);
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
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	bool busy = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
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
	return same && !locked(dir) && run_missing(dir, why, sizeof(why)) > 0;
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

static int take_lock(struct run *r)
{
	char *path = path_join(r->opt->dir, "lock");
	int err = 0;

	r->lock = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (r->lock < 0)
		err = broken(r, -errno, "%s/lock: %s", r->opt->dir,
			     strerror(errno));
	else if (flock(r->lock, LOCK_EX | LOCK_NB))
		err = broken(r, -EBUSY, "%s: another process runs it",
			     r->opt->dir);
	free(path);
	return err;
}

/* Write a new file, or see that the old one says the same. */
static int settle_plan(struct run *r)
{
	char *path = path_join(r->opt->dir, "plan.json");
	json_t *mine = plan_to_json(r->shared.plan), *old = NULL;
	int err = 0;

	if (!path || !mine) {
		err = broken(r, -ENOMEM, "out of memory");
	} else if (access(path, F_OK) == 0) {
		old = json_read(path);
		if (!old || !json_equal(old, mine))
			err = broken(r, -EINVAL, "%s holds another plan", path);
	} else {
		err = json_write(path, mine);
		if (err)
			broken(r, err, "%s: %s", path, strerror(-err));
	}
	json_decref(old);
	json_decref(mine);
	free(path);
	return err;
}

static int settle_env(struct run *r, const json_t *env)
{
	char *path = path_join(r->opt->dir, "env.json"), what[RUN_WHY];
	json_t *old = NULL;
	int err = 0;

	if (!path) {
		err = broken(r, -ENOMEM, "out of memory");
	} else if (access(path, F_OK) == 0) {
		old = env_read(path, what, sizeof(what));
		if (!old)
			err = broken(r, -EINVAL, "%.400s", what);
		else if (env_differ(old, env, what, sizeof(what)))
			err = broken(r, -EINVAL,
				     "cannot go on in %.120s, the environment differs: %.300s",
				     r->opt->dir, what);
	} else {
		err = json_write(path, env);
		if (err)
			broken(r, err, "%s: %s", path, strerror(-err));
	}
	json_decref(old);
	free(path);
	return err;
}

/* Open the records; cut what a killed write left; see what is finished. */
static int settle_records(struct run *r)
{
	char *path = path_join(r->opt->dir, "records.jsonl"), text[RECORD_WHY];
	struct records rec = { 0 };
	int err = 0;

	r->records = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (r->records < 0)
		err = broken(r, -errno, "%s/records.jsonl: %s", r->opt->dir,
			     strerror(errno));
	else
		err = records_read(&rec, path, text);
	if (err && r->records >= 0)
		broken(r, err, "%s", text);
	if (!err && rec.torn && r->opt->progress)
		fprintf(r->opt->progress,
			"%s: dropping %u line%s of a write that was cut\n",
			path, rec.torn, rec.torn == 1 ? "" : "s");
	if (!err && rec.torn && ftruncate(r->records, rec.good))
		err = broken(r, -errno, "%s: %s", path, strerror(errno));
	if (!err)
		err = mark_finished(r->shared.plan, &rec, r->finished, r->why,
				    r->whylen);
	records_free(&rec);
	free(path);
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

static int settle_tmp(struct run *r)
{
	char *path = path_join(r->opt->dir, "tmp");
	int err = path ? dir_make(path) : -ENOMEM;

	if (err)
		broken(r, err, "%s/tmp: %s", r->opt->dir, strerror(-err));
	else
		empty_dir(path);	/* of a killed run, maybe half-written */
	free(path);
	return err;
}

static int open_folder(struct run *r, const json_t *env)
{
	int err = dir_make(r->opt->dir);

	if (err)
		return broken(r, err, "%s: %s", r->opt->dir, strerror(-err));
	err = take_lock(r);
	if (!err)
		err = settle_plan(r);
	if (!err)
		err = settle_env(r, env);
	if (!err)
		err = settle_records(r);
	return err ? err : settle_tmp(r);
}

static void close_folder(struct run *r)
{
	char *path = path_join(r->opt->dir, "tmp");

	if (path && r->lock >= 0 && r->records >= 0) {
		empty_dir(path);
		rmdir(path);
	}
	free(path);
	if (r->records >= 0)
		close(r->records);
	if (r->lock >= 0)
		close(r->lock);
}

/* ---- the loop ------------------------------------------------------------- */

static bool is_guest(const struct run *r, const struct plan_cell *c)
{
	return r->shared.plan->scenarios[c->scenario].guest;
}

static void start_progress(struct run *r)
{
	const struct plan *p = r->shared.plan;
	struct progress *g = &r->progress;

	*g = (struct progress){
		.out = r->opt->progress, .terminal = r->opt->terminal,
		.jobs = r->opt->jobs,
		.usual_s = { r->shared.machine->probe_s,
			     r->shared.machine->guest_s },
	};
	for (size_t i = 0; i < p->ncells; i++) {
		if (!plan_wants(p, &p->cells[i]))
			continue;
		g->total++;
		if (r->finished[i])
			g->done++;
		else
			g->left[is_guest(r, &p->cells[i])]++;
	}
	if (g->done && g->out)
		fprintf(g->out, "%s: %u of %u cells are there already\n",
			r->opt->dir, g->done, g->total);
}

static unsigned int running(const struct run *r)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < r->opt->jobs; i++)
		n += r->slot[i].pid != 0;
	return n;
}

/* Has no cell of that block or a later one run yet? */
static bool is_fresh(const struct run *r, unsigned int block)
{
	for (size_t i = 0; i < r->shared.plan->ncells; i++)
		if (r->finished[i] && r->shared.plan->cells[i].block >= block)
			return false;
	return true;
}

/*
 * A plan with a precision: a block begins when the ones before have ended
 * and are not enough. 1: they are, and stop.json says so.
 */
static int enough(struct run *r, const struct plan_cell *c)
{
	const struct plan *p = r->shared.plan;
	char why[300];
	int err;

	if (p->precision <= 0 || c->block <= r->block || !is_fresh(r, c->block))
		return 0;
	r->block = c->block;
	err = precision_reached(r->opt->dir, p->precision, c->block, why,
				sizeof(why));
	if (err < 0)
		return broken(r, err, "%s", why);
	if (err && r->opt->progress)
		fprintf(r->opt->progress, "stopping %s\n", why);
	if (err && precision_stop(r->opt->dir, c->block, why))
		return broken(r, -EIO, "%s/stop.json cannot be written",
			      r->opt->dir);
	return err;
}

static int start_next(struct run *r)
{
	const struct plan *p = r->shared.plan;
	struct boot *b = r->slot;
	int err;

	while (r->next < p->ncells &&
	       (r->finished[r->next] || !plan_wants(p, &p->cells[r->next]) ||
		(r->opt->here && !r->opt->here(p, &p->cells[r->next],
					       r->opt->here_arg))))
		r->next++;
	if (r->next == p->ncells)
		return 0;
	if (p->precision > 0 && p->cells[r->next].block > r->block && running(r))
		return 0;	/* the block before is still running */
	err = enough(r, &p->cells[r->next]);
	if (err > 0)
		r->next = p->ncells;
	if (err)
		return err < 0 ? err : 0;
	while (b->pid)
		b++;
	return boot_start(b, &r->shared, &p->cells[r->next++], r->why, r->whylen);
}

/* What an engine brings in: as finish(), for a cell that ran elsewhere. */
struct elsewhere {
	struct run_sink sink;
	struct run *run;
};

static int take(struct run_sink *sink, const struct record *end,
		const char *text, size_t len)
{
	struct run *r = ((struct elsewhere *)sink)->run;
	int err = file_append(r->records, text, len);

	if (err)
		return broken(r, err, "%s/records.jsonl: %s", r->opt->dir,
			      strerror(-err));
	r->finished[end->index] = true;
	progress_cell(&r->progress,
		      is_guest(r, &r->shared.plan->cells[end->index]),
		      json_number_value(json_object_get(end->data, "wall_s")),
		      cell_status_name(record_status(end)), end->cell,
		      (unsigned long long)end->seed,
		      record_str(end->data, "why", ""));
	return 0;
}

static enum run_end run_elsewhere(struct run *r)
{
	struct elsewhere e = {
		.sink = { .plan = r->shared.plan, .machine = r->shared.machine,
			  .finished = r->finished, .take = take,
			  .why = r->why, .whylen = r->whylen },
		.run = r,
	};
	enum run_end end;

	start_progress(r);
	end = r->opt->engine(&e.sink, r->opt);
	progress_clear(&r->progress);
	return end;
}

/*
 * A cell that failed where the disk is full failed for that reason: its
 * logs could not be written. It has not run, and will when there is room.
 */
static bool disk_is_full(const struct run *r)
{
	struct statvfs v;

	return !statvfs(r->opt->dir, &v) &&
	       (unsigned long long)v.f_bavail * v.f_frsize < RUN_ROOM;
}

static int finish(struct run *r, struct boot *b, int status)
{
	const struct plan_cell *c = b->cell;
	struct boot_result res;
	int err = boot_finish(b, &r->shared, status, &res);

	if (!err && res.status == CELL_FAIL && disk_is_full(r))
		err = -ENOSPC;
	if (!err)
		err = file_append(r->records, res.text, res.len);
	if (err) {
		free(res.text);
		return broken(r, err, "%s/records.jsonl: %s", r->opt->dir,
			      strerror(-err));
	}
	r->finished[c->index] = true;
	progress_cell(&r->progress, is_guest(r, c), res.wall_s,
		      cell_status_name(res.status), b->name,
		      (unsigned long long)c->seed, res.why);
	free(res.text);
	return 0;
}

static int reap(struct run *r)
{
	int err = 0, status;

	for (unsigned int i = 0; !err && i < r->opt->jobs; i++) {
		struct boot *b = &r->slot[i];

		if (!b->pid)
			continue;
		if (waitpid(b->pid, &status, WNOHANG) == b->pid)
			err = finish(r, b, status);
		else
			boot_watch(b, &r->shared);
	}
	return err;
}

static void draw(struct run *r)
{
	char text[400] = "";
	size_t at = 0;

	for (unsigned int i = 0; i < r->opt->jobs && at < sizeof(text); i++)
		if (r->slot[i].pid)
			at += snprintf(text + at, sizeof(text) - at, " %s (%.0fs)",
				       r->slot[i].name,
				       now_s() - r->slot[i].started);
	progress_draw(&r->progress, text);
}

static int loop(struct run *r, const sigset_t *signals)
{
	const struct timespec nap = { .tv_nsec = 100000000 };
	int err = 0;

	for (;;) {
		while (!err && !r->stop && running(r) < r->opt->jobs) {
			size_t before = r->next;

			err = start_next(r);
			if (r->next == before || r->next == r->shared.plan->ncells)
				break;
		}
		if (err || r->stop || !running(r))
			return err;
		switch (sigtimedwait(signals, NULL, &nap)) {
		case SIGINT: case SIGTERM: case SIGHUP:
			r->stop = true;
			continue;
		}
		err = reap(r);
		draw(r);
	}
}

static enum run_end run_all(struct run *r)
{
	sigset_t signals, old;
	int err;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &old);
	start_progress(r);
	err = loop(r, &signals);
	for (unsigned int i = 0; i < r->opt->jobs; i++)
		boot_kill(&r->slot[i]);
	progress_clear(&r->progress);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (err)
		return RUN_BROKEN;
	if (r->stop) {
		broken(r, 0, "stopped with %u of %u cells done; the same command goes on",
		       r->progress.done, r->progress.total);
		return RUN_STOPPED;
	}
	return RUN_DONE;
}

enum run_end run_cells(const struct plan *p, const struct machine *m,
		       const json_t *env, const struct run_options *o,
		       char *why, size_t whylen)
{
	const char *slash = strrchr(o->dir, '/');
	struct run r = {
		.shared = { .plan = p, .machine = m, .dir = o->dir,
			    .run = slash ? slash + 1 : o->dir,
			    .build = o->build, .gpu_params = o->gpu_params,
			    .env = env_id(env) },
		.opt = o, .lock = -1, .records = -1, .why = why,
		.whylen = whylen,
	};
	enum run_end end = RUN_BROKEN;

	r.slot = calloc(o->jobs + 1, sizeof(*r.slot));
	r.finished = calloc(p->ncells + 1, sizeof(*r.finished));
	if (!r.slot || !r.finished)
		broken(&r, -ENOMEM, "out of memory");
	else if (!open_folder(&r, env))
		end = o->engine ? run_elsewhere(&r) : run_all(&r);
	close_folder(&r);
	free(r.slot);
	free(r.finished);
	return end;
}

unsigned int run_jobs(const struct machine *m, unsigned int wanted)
{
	unsigned long long kib = 0, fit;
	char line[128];
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %llu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	fit = m->mem_mib ? kib / 1024 / m->mem_mib : wanted;
	if (!wanted)
		wanted = 1;
	if (!fit)
		return 1;
	return fit < wanted ? fit : wanted;
}
