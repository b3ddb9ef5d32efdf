// SPDX-License-Identifier: GPL-2.0-or-later
/* boot.c - starting, watching and judging one cell. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "boot.h"
#include "console.h"
#include "files.h"
#include "records/env.h"

#define LOOK_S 0.5	/* between two looks at a cell's files */
#define PANIC_S 3	/* for the machine to stop after a panic */
#define TAIL_BYTES 8192

double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A file of the cell, in a fresh string. */
static char *log_file(const struct boot *b, const struct boot_shared *s,
		      const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s/%s", s->dir, b->log, name) < 0 ? NULL :
	       path;
}

static int join_images(const char *path, const char *const *part, size_t n,
		       char *why, size_t whylen)
{
	char tmp[700];
	int fd, err = 0;

	snprintf(tmp, sizeof(tmp), "%s.new", path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		err = -errno;
		snprintf(why, whylen, "%s: %s", tmp, strerror(-err));
		return err;
	}
	for (size_t i = 0; !err && i < n; i++) {
		err = file_concat(fd, part[i]);
		if (err)
			snprintf(why, whylen, "%s to %s: %s", part[i], tmp,
				 strerror(-err));
	}
	close(fd);
	if (!err && rename(tmp, path)) {
		err = -errno;
		snprintf(why, whylen, "%s: %s", path, strerror(-err));
	}
	if (err)
		unlink(tmp);
	return err;
}

int boot_initrd(const char *build, const char *variant, bool guest,
		const char *extra, const char *path, char *why, size_t whylen)
{
	char dir[512], l1[600], mod[1100], gst[600], more[600];
	const char *part[4] = { l1, mod };
	size_t n = 2;

	env_kernel_dir(build, variant, dir, sizeof(dir));
	snprintf(l1, sizeof(l1), "%s/images/l1.cpio", build);
	snprintf(mod, sizeof(mod), "%s/images/modules-%s.cpio", build,
		 strrchr(dir, '/') + 1);
	snprintf(gst, sizeof(gst), "%s/images/guest.cpio", build);
	snprintf(more, sizeof(more), "%s/images/%s.cpio", build, extra ?: "");
	if (guest)
		part[n++] = gst;
	if (extra)
		part[n++] = more;
	return join_images(path, part, n, why, whylen);
}

/* l1 + modules of the variant [+ guest or perf], once a run and variant. */
static int make_initrd(const struct boot *b, const struct boot_shared *s,
		       char *path, size_t len, char *why, size_t whylen)
{
	const struct plan *p = s->plan;
	const char *variant = p->variants[b->cell->variant];
	bool guest = p->scenarios[b->cell->scenario].guest;
	bool perf = !strncmp(p->scenarios[b->cell->scenario].name, "perf-", 5);

	snprintf(path, len, "%s%s/%s%s.cpio", s->tmp ?: s->dir,
		 s->tmp ? "" : "/tmp", variant, guest ? "+guest" : perf ? "+perf" : "");
	if (access(path, R_OK) == 0)
		return 0;
	return boot_initrd(s->build, variant, guest, perf ? "perf" : NULL, path,
			   why, whylen);
}

/* The plan's machine, or the other one that the scenario runs on. */
static const struct machine *machine_of(const struct boot *b,
					const struct boot_shared *s)
{
	const char *name = plan_machine(s->plan, b->cell->scenario);

	return strcmp(name, s->plan->machine) ? machine_find(name) :
						s->machine;
}

static void cell_append(const struct boot *b, const struct boot_shared *s,
			char *out, size_t len)
{
	const struct plan_scenario *sc = &s->plan->scenarios[b->cell->scenario];
	const char *append = machine_of(b, s)->append;
	char bare[128];

	plan_bare_name(sc->name, bare, sizeof(bare));

	snprintf(out, len, "%s%sgtt2m.role=host gtt2m.cell=%s gtt2m.seed=%llu%s%s",
		 append, *append ? " " : "", bare,
		 (unsigned long long)b->cell->seed, *sc->append ? " " : "",
		 sc->append);
}

/* In the child: only exec or exit. */
static void become_machine(char **argv, const char *err_path, pid_t parent)
{
	sigset_t none;
	int in = open("/dev/null", O_RDONLY);
	int out = open(err_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void write_cmdline(const char *path, char **argv)
{
	FILE *f = path ? fopen(path, "we") : NULL;

	if (!f)
		return;
	for (int i = 0; argv[i]; i++)
		fprintf(f, "%s'%s'", i ? " " : "", argv[i]);
	fputc('\n', f);
	fclose(f);
}

static int fork_machine(struct boot *b, const struct boot_shared *s,
			const char *initrd, char *why, size_t whylen)
{
	char append[512], seed[24], kernel[600], qemu[600] = "", gpu[600] = "";
	char dir[512], bare[128];
	char *console = log_file(b, s, "console.log");
	char *records = log_file(b, s, "records.raw");
	char *errors = log_file(b, s, "machine.err");
	char *cmdline = log_file(b, s, "cmdline");
	struct machine_fill f = {
		.qemu = qemu, .kernel = kernel, .initrd = initrd,
		.append = append, .seed = seed, .console = console,
		.records = records, .gpu = gpu, .cell = b->name,
		.scenario = bare,
	};
	pid_t parent = getpid();
	char **argv;
	int err = 0;

	cell_append(b, s, append, sizeof(append));
	plan_bare_name(s->plan->scenarios[b->cell->scenario].name, bare,
		       sizeof(bare));
	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)b->cell->seed);
	env_kernel_dir(s->build, s->plan->variants[b->cell->variant], dir,
		       sizeof(dir));
	snprintf(kernel, sizeof(kernel), "%s/bzImage", dir);
	if (s->machine->program)
		snprintf(qemu, sizeof(qemu), "%s/%s", s->build,
			 s->machine->program);
	if (s->gpu_params)
		snprintf(gpu, sizeof(gpu), ",params=%s", s->gpu_params);
	argv = console && records && errors ? machine_argv(machine_of(b, s), &f) : NULL;
	if (!argv) {
		snprintf(why, whylen, "cannot fill in the machine's command line");
		err = -EINVAL;
		goto out;
	}
	write_cmdline(cmdline, argv);
	unlink(console);
	unlink(records);
	b->pid = fork();
	if (!b->pid)
		become_machine(argv, errors, parent);
	if (b->pid < 0) {
		err = -errno;
		b->pid = 0;
		snprintf(why, whylen, "fork: %s", strerror(-err));
	} else {
		setpgid(b->pid, b->pid);	/* also here: no race with kill */
	}
out:
	machine_argv_free(argv);
	free(console);
	free(records);
	free(errors);
	free(cmdline);
	return err;
}

int boot_start(struct boot *b, const struct boot_shared *s,
	       const struct plan_cell *c, char *why, size_t whylen)
{
	char initrd[640] = "", *dir;
	int err;

	*b = (struct boot){ .cell = c };
	plan_cell_name(s->plan, c, b->name, sizeof(b->name));
	snprintf(b->log, sizeof(b->log), "logs/%04u-%s-%s-s%llu", c->index,
		 s->plan->variants[c->variant],
		 s->plan->scenarios[c->scenario].name,
		 (unsigned long long)c->seed);
	for (char *p = b->log; *p; p++)
		if (*p == ':')
			*p = '-';
	dir = path_join(s->dir, b->log);
	err = dir ? dir_make(dir) : -ENOMEM;
	if (err)
		snprintf(why, whylen, "%s: %s", dir ?: b->log, strerror(-err));
	free(dir);
	if (!err && !machine_of(b, s)->metal)
		err = make_initrd(b, s, initrd, sizeof(initrd), why, whylen);
	if (!err)
		err = fork_machine(b, s, initrd, why, whylen);
	b->started = b->looked_at = now_s();
	b->limit = b->started + plan_cell_cap_s(s->plan, s->machine, c);
	return err;
}

static void end_it(struct boot *b, const char *why)
{
	if (!b->killed)
		b->killed = why;
	kill(-b->pid, SIGKILL);
}

void boot_kill(struct boot *b)
{
	if (!b->pid)
		return;
	kill(-b->pid, SIGKILL);
	while (waitpid(b->pid, NULL, 0) < 0 && errno == EINTR)
		;
	b->pid = 0;
}

/* Does the tail of a file of the cell show that it is over? */
static bool tail_shows(const struct boot *b, const struct boot_shared *s,
		       const char *name,
		       bool (*shows)(const char *text, size_t len))
{
	char *path = log_file(b, s, name), *text;
	bool seen = false;
	size_t len;

	if (path && !file_read_tail(path, TAIL_BYTES, &text, &len)) {
		seen = shows(text, len);
		free(text);
	}
	free(path);
	return seen;
}

void boot_watch(struct boot *b, const struct boot_shared *s)
{
	double now = now_s();

	if (now > b->limit) {
		end_it(b, "time limit");
		return;
	}
	if (b->ended_at) {
		if (now > b->ended_at)
			end_it(b, "did not stop by itself");
		return;
	}
	if (now < b->looked_at + LOOK_S)
		return;
	b->looked_at = now;
	if (tail_shows(b, s, "records.raw", raw_has_end))
		b->ended_at = now + s->machine->linger_s;
	else if (tail_shows(b, s, "console.log", console_panicked))
		b->ended_at = now + PANIC_S;
}

/* ---- judging -------------------------------------------------------------- */

/* A time of a clock that says nothing has no kind of number. */
static const char *cell_tag(const struct machine *m, const char *kind)
{
	const char *tag = record_tag(kind, m->exact);

	return m->untimed && strcmp(tag, "x") ? "-" : tag;
}

static json_t *wrap(const struct boot *b, const struct boot_shared *s,
		    const char *kind, json_t *data)
{
	const struct plan *p = s->plan;

	return json_pack("{si ss ss ss ss ss ss ss ss ss si si sI sO}",
		"schema", RECORD_SCHEMA, "kind", kind, "run", s->run,
		"cell", b->name, "variant", p->variants[b->cell->variant],
		"scenario", p->scenarios[b->cell->scenario].name,
		"machine", machine_of(b, s)->name,
		"level", record_str(data, "level", "L1"),
		"tag", cell_tag(machine_of(b, s), kind), "env", s->env,
		"index", (int)b->cell->index, "block", (int)b->cell->block,
		"seed", (json_int_t)b->cell->seed, "data", data);
}

static int put_line(FILE *out, json_t *j)
{
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS |
				    JSON_ENSURE_ASCII) : NULL;

	if (text)
		fprintf(out, "%s\n", text);
	free(text);
	json_decref(j);
	return text ? 0 : -ENOMEM;
}

/* Why a machine ended without saying so itself. */
static void why_ended(const struct boot *b, const struct boot_shared *s,
		      int status, const struct console *con, char *why)
{
	char *path, *text = NULL, *last;
	size_t len;

	if (con->count[KMSG_PANIC]) {
		snprintf(why, RECORD_WHY, "kernel panic");
		return;
	}
	if (b->killed) {
		snprintf(why, RECORD_WHY, "%s (%.0f s)", b->killed,
			 b->limit - b->started);
		return;
	}
	if (WIFSIGNALED(status)) {
		snprintf(why, RECORD_WHY, "machine killed by signal %d",
			 WTERMSIG(status));
		return;
	}
	path = log_file(b, s, "machine.err");
	if (path)
		file_read_tail(path, 512, &text, &len);
	last = text ? strrchr(text, '\n') : NULL;
	if (last && !last[1])
		*last = '\0';
	last = text ? strrchr(text, '\n') : NULL;
	snprintf(why, RECORD_WHY, "no end marker; machine exited with %d%s%.150s",
		 WEXITSTATUS(status), text && *text ? ": " : "",
		 last ? last + 1 : text ? text : "");
	free(text);
	free(path);
}

/* The kernel's oracle found a 2MiB entry that is not the guest's memory. */
static bool saw_unsafe(const struct raw_lines *raw)
{
	for (size_t i = 0; i < raw->n; i++)
		if (!strcmp(record_str(raw->v[i], "type", ""), "probe") &&
		    record_int(raw->v[i], "unsafe", 0))
			return true;
	return false;
}

/*
 * What breaks is the bed's failure, unless the row says that it takes L1
 * down, or the GPU of a Linux guest could write to memory of others.
 */
static void judge(const struct boot *b, const struct boot_shared *s,
		  int status, const struct raw_lines *raw,
		  const struct console *con, struct boot_result *res)
{
	const struct plan_scenario *row =
		&s->plan->scenarios[b->cell->scenario];
	unsigned int ill = con->count[KMSG_BUG] + con->count[KMSG_OOPS] +
			   con->count[KMSG_PANIC] + con->count[KMSG_HUNG];

	res->status = raw->ended && raw->ok ? CELL_OK : CELL_FAIL;
	if (res->status == CELL_OK)
		return;
	snprintf(res->why, sizeof(res->why), "%s", raw->why);
	if (!raw->ended && !strcmp(raw->why, "no end marker"))
		why_ended(b, s, status, con, res->why);
	if ((row->crash && ill) || (row->guest && saw_unsafe(raw)))
		res->status = CELL_CRASH;
}

static json_t *ending(const struct boot *b, const struct raw_lines *raw,
		      const struct console *con, const struct boot_result *res)
{
	json_t *j = json_pack("{ss ss sf sI ss sO sb}",
		"status", cell_status_name(res->status), "why", res->why,
		"wall_s", (double)(long)(res->wall_s * 1000) / 1000,
		"lines", (json_int_t)raw->n, "log", b->log,
		"complaints", con->complaints, "console_cut", con->cut);

	if (j && res->status != CELL_OK)
		json_object_set(j, "console_tail", con->tail);
	return j;
}

static int write_out(const struct boot *b, const struct boot_shared *s,
		     const struct raw_lines *raw, json_t *end,
		     struct boot_result *res)
{
	FILE *out = open_memstream(&res->text, &res->len);
	int err = out && end ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < raw->n; i++)
		err = put_line(out, wrap(b, s, record_str(raw->v[i], "type", "-"),
					 raw->v[i]));
	if (!err)
		err = put_line(out, wrap(b, s, "cell", end));
	if (out && fclose(out))
		err = -ENOMEM;
	if (err) {
		free(res->text);
		res->text = NULL;
	}
	return err;
}

/* A whole file of the cell; one that is not there is empty. */
static void load(const struct boot *b, const struct boot_shared *s,
		 const char *name, char **text, size_t *len)
{
	char *path = log_file(b, s, name);

	if (!path || file_read(path, text, len)) {
		*text = NULL;
		*len = 0;
	}
	free(path);
}

int boot_finish(struct boot *b, const struct boot_shared *s, int status,
		struct boot_result *res)
{
	char *raw_text, *con_text;
	size_t raw_len, con_len;
	struct raw_lines raw;
	struct console con;
	json_t *end;
	int err;

	*res = (struct boot_result){ .wall_s = now_s() - b->started };
	b->pid = 0;
	load(b, s, "records.raw", &raw_text, &raw_len);
	load(b, s, "console.log", &con_text, &con_len);
	err = raw_parse(&raw, raw_text ?: "", raw_len);
	if (console_scan(&con, con_text ?: "", con_len))
		err = -ENOMEM;
	if (!err) {
		judge(b, s, status, &raw, &con, res);
		end = ending(b, &raw, &con, res);
		err = write_out(b, s, &raw, end, res);
		json_decref(end);
	}
	raw_free(&raw);
	console_free(&con);
	free(raw_text);
	free(con_text);
	return err;
}
