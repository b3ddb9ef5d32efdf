// SPDX-License-Identifier: GPL-2.0-or-later
/* run.c - see run.h: the loop over cells; folder.c has the folder. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "files.h"
#include "folder.h"
#include "parts.h"
#include "points.h"
#include "progress.h"
#include "records/env.h"
#include "run.h"

#define RUN_ROOM 65536	/* bytes free, below which no failure is believed */

struct run {
	struct spec_run shared;
	const struct run_options *opt;
	struct progress progress;
	struct boot *slot;	/* opt->jobs of them */
	size_t next;		/* cell to look at next */
	unsigned int block;	/* of the cells that may start */
	bool stop;
	struct points points;
	struct folder folder;
};

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
		if (r->folder.finished[i])
			g->done++;
		else
			g->left[is_guest(r, &p->cells[i])]++;
	}
	if (g->done && g->out)
		fprintf(g->out, "%s: %u of %u cells have records already\n",
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
		if (r->folder.finished[i] &&
		    r->shared.plan->cells[i].block >= block)
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

	if (!r->opt->enough || p->precision <= 0 || c->block <= r->block ||
	    !is_fresh(r, c->block))
		return 0;
	r->block = c->block;
	err = r->opt->enough(r->opt->dir, p->precision, c->block, why,
			     sizeof(why));
	if (err < 0)
		return folder_broken(&r->folder, err, "%s", why);
	if (err && r->opt->progress)
		fprintf(r->opt->progress, "stopping %s\n", why);
	if (err && run_stop(r->opt->dir, c->block, why))
		return folder_broken(&r->folder, -EIO,
				     "%s/stop.json cannot be written", r->opt->dir);
	return err;
}

/*
 * The cell leaves its machine at these points, if it passes them: where another
 * one can start, or this one when few cells are run again. Most runs are not.
 */
static void settle_saves(const struct run *r, struct cell_spec *s)
{
	for (int i = 0; i < SPEC_POINTS; i++) {
		struct spec_point *p = &s->point[i];

		p->save = points_wanted(&r->points, s->index, i, r->next,
					r->folder.finished) ||
			  (r->points.fit && *p->snapshot &&
			   snapshot_missed(p->snapshot));
	}
}

/* What a boot has said that goes on all the same. */
static void pass_on(struct run *r)
{
	if (!r->folder.why[0])
		return;
	progress_clear(&r->progress);
	if (r->opt->progress)
		fprintf(r->opt->progress, "%s\n", r->folder.why);
	r->folder.why[0] = '\0';
}

static int start_next(struct run *r)
{
	const struct plan *p = r->shared.plan;
	struct boot *b = r->slot;
	struct cell_spec spec;
	int err;

	while (r->next < p->ncells &&
	       (r->folder.finished[r->next] ||
		!plan_wants(p, &p->cells[r->next]) ||
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
	err = spec_make(&spec, &r->shared, &p->cells[r->next++], r->folder.why,
			r->folder.whylen);
	if (!err) {
		settle_saves(r, &spec);
		err = boot_start(b, &spec, r->folder.why, r->folder.whylen);
	}
	if (!err)
		pass_on(r);
	return err;
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
	int err = file_append(r->folder.records, text, len);

	if (err)
		return folder_broken(&r->folder, err, "%s/records.jsonl: %s",
				     r->opt->dir, strerror(-err));
	r->folder.finished[end->index] = true;
	progress_cell(&r->progress,
		      is_guest(r, &r->shared.plan->cells[end->index]),
		      json_number_value(json_object_get(end->data, "wall_s")),
		      cell_status_name(record_status(end)), end->cell,
		      (unsigned long long)end->seed,
		      record_str(end->data, "why", ""));
	return 0;
}

static struct elsewhere elsewhere(struct run *r)
{
	return (struct elsewhere){
		.sink = { .plan = r->shared.plan, .machine = r->shared.machine,
			  .finished = r->folder.finished, .take = take,
			  .why = r->folder.why, .whylen = r->folder.whylen },
		.run = r,
	};
}

static enum run_end run_elsewhere(struct run *r)
{
	struct elsewhere e = elsewhere(r);
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
	const struct cell_spec *c = &b->spec;
	struct boot_result res;
	int err = boot_finish(b, status, &res);

	if (!err && res.status == CELL_FAIL && disk_is_full(r))
		err = -ENOSPC;
	if (!err)
		err = file_append(r->folder.records, res.text, res.len);
	if (err) {
		free(res.text);
		return folder_broken(&r->folder, err, "%s/records.jsonl: %s",
				     r->opt->dir, strerror(-err));
	}
	r->folder.finished[c->index] = true;
	progress_cell(&r->progress, c->guest, res.wall_s,
		      cell_status_name(res.status), c->name,
		      (unsigned long long)c->seed, res.why);
	free(res.text);
	return 0;
}

/* Its machine is gone: the cell is over, or begins now. */
static int end_of(struct run *r, struct boot *b, int status)
{
	int again = boot_again(b, status, r->folder.why, r->folder.whylen);

	if (again == 1)
		pass_on(r);
	return again < 0 ? again : again ? 0 : finish(r, b, status);
}

static int reap(struct run *r)
{
	int err = 0, status;

	for (unsigned int i = 0; !err && i < r->opt->jobs; i++) {
		struct boot *b = &r->slot[i];

		if (!b->pid)
			continue;
		if (waitpid(b->pid, &status, WNOHANG) == b->pid)
			err = end_of(r, b, status);
		else
			boot_watch(b);
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
				       r->slot[i].spec.name,
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
	struct elsewhere e = elsewhere(r);
	sigset_t signals, old;
	int err;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &old);
	start_progress(r);
	err = points_note(&r->points, &r->shared);
	if (err)
		folder_broken(&r->folder, err, "out of memory");
	else
		err = parts_take(&e.sink, r->opt->dir);
	if (!err)
		err = loop(r, &signals);
	for (unsigned int i = 0; i < r->opt->jobs; i++)
		boot_kill(&r->slot[i]);
	progress_clear(&r->progress);
	sigprocmask(SIG_SETMASK, &old, NULL);
	if (err)
		return RUN_BROKEN;
	if (r->stop) {
		folder_broken(&r->folder, 0,
			      "stopped with %u of %u cells done; the same "
			      "command resumes the run",
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
			    .snapshots = o->snapshots, .env = env_id(env),
			    .fixed = json_object_get(env, "fixed") },
		.opt = o,
		.folder = { .dir = o->dir, .plan = p, .progress = o->progress,
			    .lock = -1, .records = -1,
			    .why = why, .whylen = whylen },
	};
	enum run_end end = RUN_BROKEN;

	r.slot = calloc(o->jobs + 1, sizeof(*r.slot));
	r.folder.finished = calloc(p->ncells + 1, sizeof(bool));
	if (!r.slot || !r.folder.finished)
		folder_broken(&r.folder, -ENOMEM, "out of memory");
	else if (!folder_open(&r.folder, env))
		end = o->engine ? run_elsewhere(&r) : run_all(&r);
	folder_close(&r.folder);
	free(r.slot);
	points_free(&r.points);
	free(r.folder.finished);
	return end;
}

unsigned int run_jobs(const struct plan *p, const struct machine *m,
		      unsigned int wanted)
{
	unsigned long long kib = 0, fit;
	unsigned int mib;
	char line[128];
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %llu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	mib = plan_mem_mib(p, m);
	fit = mib ? kib / 1024 / mib : wanted;
	if (!wanted)
		wanted = 1;
	if (!fit)
		return 1;
	return fit < wanted ? fit : wanted;
}
