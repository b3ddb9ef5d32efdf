// SPDX-License-Identifier: GPL-2.0-or-later
/* slurm.c - see slurm.h: submitting, waiting, taking in what tasks left. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files.h"
#include "plan/machine.h"
#include "records/record.h"
#include "parts.h"
#include "slurm.h"

#define CHUNK 1000	/* tasks a job: MaxArraySize is 1001 where unset */
#define LOOK_S 2	/* between two looks at the queue */
#define DEAF_S 300	/* without an answer of the controller */
#define GRACE_S 10	/* for a file server to show the last parts */
#define SPARE_MIN 3	/* to start and end a task */

struct slurm {
	struct run_sink *sink;
	const struct run_options *opt;
	char *jobs;		/* "12,13" */
	char cwd[PATH_MAX], self[PATH_MAX], dir[PATH_MAX];
};

static int broken(struct slurm *s, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int broken(struct slurm *s, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->sink->why, s->sink->whylen, fmt, ap);
	va_end(ap);
	return err;
}

static unsigned int missing(const struct slurm *s)
{
	unsigned int n = 0;

	for (size_t i = 0; i < s->sink->plan->ncells; i++)
		n += !s->sink->finished[i];
	return n;
}

/* ---- commands ------------------------------------------------------------- */

/* Output of a command in a fresh string; its exit status, or -errno. */
static int ask(const char *cmd, char **out)
{
	char buf[4096];
	size_t n, len;
	FILE *p = popen(cmd, "re"), *f = open_memstream(out, &len);
	int status;

	while (p && f && (n = fread(buf, 1, sizeof(buf), p)))
		fwrite(buf, 1, n, f);
	if (f)
		fclose(f);
	status = p ? pclose(p) : 0;
	if (!p || !f)
		return -ENOMEM;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

/* For sh: in single quotes. */
static void put_quoted(FILE *f, const char *s)
{
	fputc('\'', f);
	for (; *s; s++)
		fputs(*s == '\'' ? "'\\''" : (char[]){ *s, 0 }, f);
	fputc('\'', f);
}

static int write_file(struct slurm *s, const char *name, const char *text)
{
	char path[PATH_MAX + 64];
	int err;

	snprintf(path, sizeof(path), "%s/slurm/%s", s->dir, name);
	err = file_write(path, text, strlen(text));
	return err ? broken(s, err, "%s: %s", path, strerror(-err)) : 0;
}

static unsigned int limit_minutes(const struct slurm *s)
{
	const struct plan *p = s->sink->plan;
	const struct machine *m = s->sink->machine;
	unsigned int most = 0, cap;

	for (size_t i = 0; i < p->ncells; i++) {
		cap = plan_cell_worst_s(p, m, &p->cells[i]);
		most = cap > most ? cap : most;
	}
	return most / 60 + SPARE_MIN;
}

/* What a task runs: the cell on the line that its number says. */
static char *task_script(const struct slurm *s, unsigned int chunk)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	fputs("#!/bin/sh\n# One task a cell: its index is a line of the list.\n"
	      "index=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" ", f);
	put_quoted(f, s->dir);
	fprintf(f, "/slurm/cells.%u)\nexec ", chunk);
	put_quoted(f, s->self);
	fputs(" cell --build ", f);
	put_quoted(f, s->opt->build);
	if (s->opt->gpu_params) {
		fputs(" --gpu-params ", f);
		put_quoted(f, s->opt->gpu_params);
	}
	fputc(' ', f);
	put_quoted(f, s->dir);
	fputs(" \"$index\"\n", f);
	fclose(f);
	return text;
}

static char *sbatch_line(const struct slurm *s, unsigned int chunk,
			 unsigned int tasks)
{
	unsigned int mib = plan_mem_mib(s->sink->plan, s->sink->machine);
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	fprintf(f, "sbatch --parsable --job-name=gtt2m --ntasks=1 "
		"--cpus-per-task=1 --array=0-%u", tasks - 1);
	if (s->opt->jobs)
		fprintf(f, "%%%u", s->opt->jobs);
	fprintf(f, " --time=%u", limit_minutes(s));
	if (mib)
		fprintf(f, " --mem=%u", mib / 4 * 5);
	fputs(" --chdir=", f);
	put_quoted(f, s->cwd);
	fputs(" --output=", f);
	put_quoted(f, s->dir);
	fprintf(f, "/slurm/%%A_%%a.out ");
	put_quoted(f, s->dir);
	fprintf(f, "/slurm/task.%u.sh 2>&1", chunk);
	fclose(f);
	return text;
}

/* ---- jobs ----------------------------------------------------------------- */

static int remember(struct slurm *s, const char *id)
{
	char *all;

	if (asprintf(&all, "%s%s%s", s->jobs ?: "", s->jobs ? "," : "", id) < 0)
		return -ENOMEM;
	free(s->jobs);
	s->jobs = all;
	return write_file(s, "jobs", all);
}

static int submit_chunk(struct slurm *s, unsigned int chunk, const char *list,
			unsigned int tasks)
{
	char name[32], *script = task_script(s, chunk), *cmd, *out = NULL;
	int err;

	snprintf(name, sizeof(name), "cells.%u", chunk);
	err = write_file(s, name, list);
	snprintf(name, sizeof(name), "task.%u.sh", chunk);
	if (!err)
		err = script ? write_file(s, name, script) : -ENOMEM;
	free(script);
	cmd = err ? NULL : sbatch_line(s, chunk, tasks);
	if (cmd && ask(cmd, &out))
		err = broken(s, -EIO, "sbatch refused: %.300s", out ?: "");
	else if (cmd)
		err = remember(s, strtok(out, ";\n") ?: "");
	free(cmd);
	free(out);
	return err;
}

/* Every cell that is missing, CHUNK a job. */
static int submit(struct slurm *s)
{
	unsigned int chunk = 0, tasks = 0;
	const struct plan *p = s->sink->plan;
	char *list = NULL;
	size_t len;
	FILE *f = open_memstream(&list, &len);
	int err = f ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i <= p->ncells; i++) {
		if (i < p->ncells && !s->sink->finished[i]) {
			fprintf(f, "%zu\n", i);
			tasks++;
		}
		if (!tasks || (tasks < CHUNK && i < p->ncells))
			continue;
		fflush(f);
		err = submit_chunk(s, chunk++, list, tasks);
		rewind(f);
		tasks = 0;
	}
	if (f)
		fclose(f);
	free(list);
	return err;
}

/* Ids of jobs of a killed submitter, to be waited for first. */
static void recall(struct slurm *s)
{
	char path[PATH_MAX + 16], *text;
	size_t len;

	snprintf(path, sizeof(path), "%s/slurm/jobs", s->dir);
	if (!file_read(path, &text, &len)) {
		text[strspn(text, "0123456789,")] = '\0';
		if (*text)
			s->jobs = text;
		else
			free(text);
	}
}

/* Is that id one of ours? */
static bool is_ours(const struct slurm *s, const char *id)
{
	size_t n = strlen(id);

	for (const char *p = s->jobs; p; p = strchr(p, ','), p += p != NULL)
		if (!strncmp(p, id, n) && (p[n] == ',' || !p[n]))
			return n > 0;
	return false;
}

/* How many tasks are queued or run; -1: the controller does not answer. */
static int in_queue(const struct slurm *s)
{
	char cmd[128], *out = NULL, *save, *id;
	int n = 0, status;

	if (!s->jobs)
		return 0;
	snprintf(cmd, sizeof(cmd), "squeue --noheader --array --format=%%F "
		 "--user=%u 2>/dev/null", getuid());
	status = ask(cmd, &out);
	for (id = status ? NULL : strtok_r(out, " \n", &save); id;
	     id = strtok_r(NULL, " \n", &save))
		n += is_ours(s, id);
	free(out);
	return status ? -1 : n;
}

static void cancel(const struct slurm *s)
{
	char *cmd, *out = NULL, *jobs = s->jobs ? strdup(s->jobs) : NULL;

	for (char *p = jobs; p && *p; p++)
		if (*p == ',')
			*p = ' ';
	if (jobs && asprintf(&cmd, "scancel %s 2>&1", jobs) >= 0) {
		if (ask(cmd, &out))
			fprintf(stderr, "scancel %s: %s", jobs, out ?: "\n");
		free(cmd);
	}
	free(out);
	free(jobs);
}

/* ---- the whole ------------------------------------------------------------ */

/* Until no task is left; 1: told to stop. */
static int wait_for_jobs(struct slurm *s, const sigset_t *signals)
{
	const struct timespec nap = { .tv_sec = LOOK_S };
	time_t answered = time(NULL);
	int left, err;

	for (;;) {
		err = parts_take(s->sink, s->dir);
		if (err)
			return err;
		left = in_queue(s);
		if (left >= 0)
			answered = time(NULL);
		else if (time(NULL) > answered + DEAF_S)
			return broken(s, -EIO, "squeue has not answered for "
				"%d s; the same command resumes the run", DEAF_S);
		if (!left || !missing(s))
			return 0;
		switch (sigtimedwait(signals, NULL, &nap)) {
		case SIGINT: case SIGTERM: case SIGHUP:
			return 1;
		}
	}
}

/* The first thing a task said that left no records. */
static void say_missing(struct slurm *s)
{
	char *cmd = NULL, *out = NULL;
	size_t len;
	FILE *f = open_memstream(&cmd, &len);

	if (f) {
		fputs("cd ", f);
		put_quoted(f, s->dir);
		fputs("/slurm && grep -h . ./*.out 2>/dev/null | tail -n 1", f);
		fclose(f);
		ask(cmd, &out);
	}
	broken(s, 0, "%u of %zu cells left no records; a task said: %.200s; "
		"see %s/slurm; the same command resumes the run", missing(s),
	       s->sink->plan->ncells, out && *out ? strtok(out, "\n") : "nothing",
	       s->opt->dir);
	free(cmd);
	free(out);
}

static int prepare(struct slurm *s)
{
	static const char *const sub[] = { "slurm", "parts" };
	char path[PATH_MAX + 16];
	int err;

	if (!realpath(s->opt->dir, s->dir) || !getcwd(s->cwd, sizeof(s->cwd)) ||
	    readlink("/proc/self/exe", s->self, sizeof(s->self) - 1) < 0)
		return broken(s, -errno, "%s: %s", s->opt->dir, strerror(errno));
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", s->dir, sub[i]);
		err = dir_make(path);
		if (err)
			return broken(s, err, "%s: %s", path, strerror(-err));
	}
	return 0;
}

static int all_jobs(struct slurm *s, const sigset_t *signals)
{
	int err;

	recall(s);
	err = wait_for_jobs(s, signals);
	if (err || !missing(s))
		return err;
	err = submit(s);
	if (err)
		return err;
	fprintf(stderr, "Slurm jobs %s: %u tasks\n", s->jobs, missing(s));
	err = wait_for_jobs(s, signals);
	for (int i = 0; !err && missing(s) && i < GRACE_S; i++) {
		sleep(1);
		err = parts_take(s->sink, s->dir);
	}
	return err;
}

enum run_end slurm_engine(struct run_sink *sink, const struct run_options *o)
{
	struct slurm s = { .sink = sink, .opt = o };
	enum run_end end = RUN_BROKEN;
	sigset_t signals, old;
	int err;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, &old);
	err = prepare(&s);
	if (!err)
		err = all_jobs(&s, &signals);
	if (err > 0) {
		cancel(&s);
		broken(&s, 0, "stopped with %u cells missing, jobs %s "
			"cancelled; the same command resumes the run", missing(&s), s.jobs);
		end = RUN_STOPPED;
	} else if (!err && missing(&s)) {
		say_missing(&s);
	} else if (!err) {
		end = RUN_DONE;
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	free(s.jobs);
	return end;
}
