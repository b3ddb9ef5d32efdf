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
#include <unistd.h>

#include "boot.h"
#include "console.h"
#include "files.h"
#include "records/env.h"

#define LOOK_S 0.5	/* between two looks at a cell's files */
#define PANIC_S 3	/* for the machine to stop after a panic */
#define TAIL_BYTES 8192

/* A file of the cell, in a fresh string. */
static char *log_file(const struct boot *b, const char *name)
{
	return path_join(b->spec.dir, name);
}

void boot_exec(char *const argv[], int in, int out)
{
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* In the child: only exec or exit. */
static void become_machine(char **argv, bool small_pages, const char *err_path,
			   pid_t parent)
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
	/* An emulator gains nothing by THPs, and each has to be cleared. */
	if (small_pages)
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	boot_exec(argv, in, out);
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

static int fork_machine(struct boot *b, char *why, size_t whylen)
{
	const struct cell_spec *s = &b->spec;
	char seed[24];
	char *console = log_file(b, "console.log");
	char *records = log_file(b, "records.raw");
	char *errors = log_file(b, "machine.err");
	char *cmdline = log_file(b, "cmdline");
	struct machine_fill f = {
		.qemu = s->program, .kernel = s->kernel, .initrd = s->initrd,
		.append = s->append, .seed = seed, .console = console,
		.records = records, .gpu = s->gpu, .cell = s->name,
		.scenario = s->bare,
	};
	pid_t parent = getpid();
	char **argv;
	int err = 0;

	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)s->seed);
	argv = console && records && errors ? machine_argv(s->machine, &f) : NULL;
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
		become_machine(argv, !s->machine->kvm && !s->machine->metal,
			       errors, parent);
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

int boot_start(struct boot *b, const struct cell_spec *s, char *why,
	       size_t whylen)
{
	int err;

	*b = (struct boot){ .spec = *s };
	err = dir_make(s->dir);
	if (err)
		snprintf(why, whylen, "%s: %s", s->dir, strerror(-err));
	if (!err)
		err = spec_initrd(s, why, whylen);
	if (!err)
		err = fork_machine(b, why, whylen);
	b->started = b->looked_at = now_s();
	limit_start(&b->limit, s->limit_s, b->started);
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
	spec_release(&b->spec);
}

/* Does the tail of a file of the cell show that it is over? */
static bool tail_shows(const struct boot *b, const char *name,
		       bool (*shows)(const char *text, size_t len))
{
	char *path = log_file(b, name), *text;
	bool seen = false;
	size_t len;

	if (path && !file_read_tail(path, TAIL_BYTES, &text, &len)) {
		seen = shows(text, len);
		free(text);
	}
	free(path);
	return seen;
}

void boot_watch(struct boot *b)
{
	double now = now_s();

	if (limit_reached(&b->limit, process_cpu_s(b->pid), now)) {
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
	if (tail_shows(b, "records.raw", raw_has_end))
		b->ended_at = now + b->spec.linger_s;
	else if (tail_shows(b, "console.log", console_panicked))
		b->ended_at = now + PANIC_S;
}
