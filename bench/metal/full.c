// SPDX-License-Identifier: GPL-2.0-or-later
/* full.c - the steps of a first contact, one after the other, into a file. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/sys.h"
#include "metal/full.h"
#include "metal/metal.h"
#include "suite.h"

#define USUAL_MINUTES 10.0

static const struct full_step steps[] = {
	{ "memory", "how contiguous memory is", 10, 60, full_memory },
	{ "blit", "blits of 4K pages and of huge pages", 30, 180, full_blit },
	{ "gem_blt", "IGT's gem_blt", 25, 120, full_gem_blt },
	{ "gem_exec_nop", "IGT's gem_exec_nop", 5, 60, full_exec_nop },
	{ "clpeak", "OpenCL by clpeak", 180, 480, full_clpeak },
	{ "selftests", "i915's performance selftests, from the log", 1, 30,
	  full_selftests },
	{ "repro", "the reproducers that are safe on stock", 60, 300,
	  full_repro },
};
#define NSTEPS (sizeof(steps) / sizeof(steps[0]))

struct full {
	const struct full_options *o;
	json_t *lines;
	bool done[NSTEPS];
	bool terminal;
	uint64_t began;		/* of the step under way, clock_ns() */
	unsigned int now;	/* its index */
};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

/* ---- in a step's process -------------------------------------------------- */

static json_t *step_line(const char *name, enum contact_status status,
			 const char *why, double s)
{
	json_t *j = json_pack("{ss ss ss}", "type", "step", "name", name,
			      "status", contact_statuses[status]);

	if (status != CONTACT_OK)
		json_object_set_new(j, "why", json_string(why) ?:
						      json_string("unprintable"));
	json_object_set_new(j, "s", json_real(s));
	return j;
}

static void run_step(const struct full *f, unsigned int i, int fd)
{
	struct full_job job = { .share = f->o->minutes / USUAL_MINUTES,
				.root = !geteuid(), .fd = fd };
	enum contact_status status;
	uint64_t t = clock_ns();

	signal(SIGINT, SIG_IGN);	/* ours is ended by its parent */
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	status = steps[i].run(&job);
	for (char *p = job.why; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	full_line(&job, step_line(steps[i].name, status, job.why,
				  (double)(clock_ns() - t) / NSEC_PER_SEC));
	_exit(0);
}

/* ---- its parent ------------------------------------------------------------ */

static unsigned int limit_of(const struct full *f, unsigned int i)
{
	unsigned int s = steps[i].limit_s * f->o->minutes / USUAL_MINUTES;

	return s > steps[i].limit_s ? s : steps[i].limit_s;
}

/* What all that is left usually takes, s. */
static unsigned int eta(const struct full *f, bool under_way)
{
	unsigned int spent = (clock_ns() - f->began) / NSEC_PER_SEC, sum = 0;

	for (unsigned int i = 0; i < NSTEPS; i++) {
		unsigned int s = steps[i].usual_s * f->o->minutes / USUAL_MINUTES;

		if (f->done[i])
			continue;
		if (under_way && i == f->now)
			sum += s > spent ? s - spent : 0;
		else
			sum += s;
	}
	return sum;
}

static void draw(const struct full *f)
{
	unsigned int left = eta(f, true);

	if (f->terminal)
		fprintf(stderr, "\r\033[K[%u/%zu] %s: %s, ETA %u:%02u", f->now + 1,
			NSTEPS, steps[f->now].name, steps[f->now].what,
			left / 60, left % 60);
}

static void tell(const struct full *f, const json_t *step)
{
	const char *why = json_string_value(json_object_get(step, "why"));
	unsigned int left = eta(f, false);

	if (f->terminal)
		fprintf(stderr, "\r\033[K");
	fprintf(stderr, "[%u/%zu] %-10s %s, %.1f s, ETA %u:%02u\n", f->now + 1,
		NSTEPS, json_string_value(json_object_get(step, "status")),
		steps[f->now].name,
		json_real_value(json_object_get(step, "s")), left / 60,
		left % 60);
	if (why)
		fprintf(stderr, "      %s\n", why);
}

/*
 * The whole lines that the step has said so far, until it ends, its limit is
 * over or somebody stops us. 0, -ETIME or -EINTR.
 */
static int listen_to(struct full *f, int fd, char **text, size_t *len)
{
	uint64_t end = f->began + limit_of(f, f->now) * NSEC_PER_SEC;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char buf[4096];
	ssize_t n;
	FILE *out = open_memstream(text, len);
	int ret = out ? 1 : -ENOMEM;

	draw(f);
	while (ret > 0) {
		int ready = poll(&p, 1, 1000);

		if (!ready)
			draw(f);
		if (ready > 0) {
			n = read(fd, buf, sizeof(buf));
			if (n <= 0)
				ret = n && errno == EINTR ? 1 : 0;
			else
				fwrite(buf, 1, n, out);
		}
		if (ret > 0 && stopped)
			ret = -EINTR;
		else if (ret > 0 && clock_ns() > end)
			ret = -ETIME;
	}
	if (out)
		fclose(out);
	return ret;
}

/* Its lines to ours; the step's own line if it has come to it. */
static json_t *take_lines(struct full *f, const char *text)
{
	const char *nl;
	json_t *j;

	for (; text && (nl = strchr(text, '\n')); text = nl + 1) {
		j = json_loadb(text, nl - text, 0, NULL);
		if (j)
			json_array_append_new(f->lines, j);
		if (j && !strcmp(json_string_value(json_object_get(j, "type")),
				 "step"))
			return j;
	}
	return NULL;
}

static json_t *ended_badly(struct full *f, int heard, int status)
{
	enum contact_status s = heard == -EINTR ? CONTACT_INTERRUPTED :
						  CONTACT_FAILED;
	double took = (double)(clock_ns() - f->began) / NSEC_PER_SEC;
	char why[100];

	if (heard == -EINTR)
		snprintf(why, sizeof(why), "stopped by signal %d", stopped);
	else if (heard == -ETIME)
		snprintf(why, sizeof(why), "no end within %u s",
			 limit_of(f, f->now));
	else
		snprintf(why, sizeof(why), "its process ended with status 0x%x",
			 status);
	json_array_append_new(f->lines, step_line(steps[f->now].name, s, why,
						  took));
	return json_array_get(f->lines, json_array_size(f->lines) - 1);
}

static int do_step(struct full *f, unsigned int i)
{
	char *text = NULL;
	int pipefd[2], heard, status = 0, err;
	size_t len;
	json_t *step;
	pid_t pid;

	if (pipe(pipefd))
		return -errno;
	f->now = i;
	f->began = clock_ns();
	pid = fork();
	if (!pid) {
		close(pipefd[0]);
		run_step(f, i, pipefd[1]);
	}
	close(pipefd[1]);
	heard = pid < 0 ? -errno : listen_to(f, pipefd[0], &text, &len);
	close(pipefd[0]);
	if (pid > 0) {
		if (heard)
			kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	step = take_lines(f, text) ?: ended_badly(f, heard, status);
	free(text);
	f->done[i] = true;
	tell(f, step);
	/* a program that a killed step had started dies with it: child_exec() */
	err = contact_write(f->lines, false, f->o->path);
	return err ? err : heard == -EINTR ? -EINTR : 0;
}

static json_t *head(const struct full_options *o)
{
	return json_pack("{ss si ss ss sb si}", "type", "gtt2m-contact",
			 "version", CONTACT_VERSION, "about",
			 "Measured by gtt2m check --full on a machine with Intel "
			 "graphics of Gen9; gtt2m calibrate FILE compares it with "
			 "the GPU model. JSON, one object a line; a row has all "
			 "its repetitions in v.",
			 "suite", suite_commit(), "modified", suite_modified(),
			 "minutes", o->minutes);
}

/* The same machine, booted alike? Else its rows do not belong together. */
static bool same_machine(const json_t *a, const json_t *b)
{
	static const char *const keys[] = { "cpu", "gpu", "iommu", "kernel",
					    "words" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!json_equal(json_object_get(a, keys[i]),
				json_object_get(b, keys[i])))
			return false;
	return true;
}

static bool is_wanted(const struct full_options *o, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = o->only; p && (p = strstr(p, name)); p++)
		if ((p == o->only || p[-1] == ',') && strchr(",", p[n]))
			return true;
	return !o->only;
}

/* Every name of --only is a step's. */
static int check_only(const struct full_options *o, char *why, size_t len)
{
	char list[256], *name, *save;
	unsigned int i;

	snprintf(list, sizeof(list), "%s", o->only ?: "");
	for (name = strtok_r(list, ",", &save); name;
	     name = strtok_r(NULL, ",", &save)) {
		for (i = 0; i < NSTEPS && strcmp(steps[i].name, name); i++)
			;
		if (i < NSTEPS)
			continue;
		snprintf(why, len, "no step '%s'; there are:", name);
		for (i = 0; i < NSTEPS; i++)
			snprintf(why + strlen(why), len - strlen(why), " %s",
				 steps[i].name);
		return -EINVAL;
	}
	return 0;
}

int full_gpu(const char *gpu, const char *only, char *why, size_t len)
{
	unsigned int vendor = 0, device = 0;

	sscanf(gpu, "%x:%x", &vendor, &device);
	if (metal_gen9(vendor, device) || (only && !strcmp(only, "memory")))
		return 0;
	snprintf(why, len, "this measures Intel graphics of Gen9 (Skylake to Comet "
		 "Lake); here the PCI device 00:02.0 is %s. --only=memory measures how "
		 "contiguous memory is, on any machine",
		 vendor ? gpu : "not there");
	return -ENODEV;
}

static int this_gpu(const struct full_options *o, char *why, size_t len)
{
	json_t *machine = full_machine();
	int err = full_gpu(json_string_value(json_object_get(machine, "gpu")),
			   o->only, why, len);

	json_decref(machine);
	return err;
}

static bool keep_step(struct full *f, const struct contact *c,
		      const struct contact_step *s)
{
	unsigned int k;

	for (k = 0; k < NSTEPS && strcmp(steps[k].name, s->name); k++)
		;
	if (s->status != CONTACT_OK || k == NSTEPS)
		return false;
	for (unsigned int i = s->first; i < s->end; i++)
		json_array_append(f->lines, json_array_get(c->lines, i));
	f->done[k] = true;
	return true;
}

/* A file that is there is resumed, and never overwritten otherwise. */
static int take_up(struct full *f, char *why, size_t len)
{
	json_t *machine = full_machine();
	struct contact c = { 0 };
	unsigned int kept = 0;
	int err = sys_exists(f->o->path) ?
		  contact_read(&c, f->o->path, why, len) : -ENOENT;

	f->lines = json_pack("[oo]", head(f->o), machine);
	if (err == -ENOENT)
		return f->lines ? 0 : -ENOMEM;
	if (!err && !same_machine(machine, c.machine)) {
		snprintf(why, len, "%s is of another machine, another kernel "
			"or another kernel command line: name another file", f->o->path);
		err = -EEXIST;
	}
	for (size_t i = 0; !err && i < c.nsteps; i++)
		kept += keep_step(f, &c, &c.step[i]);
	if (!err)
		fprintf(stderr, "%s has %u of %zu steps already\n",
			f->o->path, kept, NSTEPS);
	contact_free(&c);
	return err;
}

int full_check(const struct full_options *o, char *why, size_t len)
{
	struct sigaction catch = { .sa_handler = stop };
	struct full f = { .o = o, .terminal = isatty(2), .began = clock_ns() };
	int err = check_only(o, why, len);

	stopped = 0;
	if (!err)
		err = this_gpu(o, why, len);
	if (!err)
		err = take_up(&f, why, len);
	sigaction(SIGINT, &catch, NULL);
	sigaction(SIGTERM, &catch, NULL);
	signal(SIGHUP, SIG_IGN);
	if (!err)
		err = contact_write(f.lines, false, o->path);
	for (unsigned int i = 0; i < NSTEPS; i++)
		f.done[i] |= !is_wanted(o, steps[i].name);
	for (unsigned int i = 0; i < NSTEPS && !err; i++)
		if (!f.done[i])
			err = stopped ? -EINTR : do_step(&f, i);
	if (!err && !o->only)
		err = contact_write(f.lines, true, o->path);
	if (err && !*why)
		snprintf(why, len, "%s: %s", o->path, err == -EINTR ?
			 "stopped; it has what was measured, and the same "
			 "command continues" : strerror(-err));
	json_decref(f.lines);
	return err;
}
