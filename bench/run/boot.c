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
#include "snapshot.h"

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

/* Out of the way of those that the machine gets. */
static int open_above(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0666);
	int above = fcntl(fd, F_DUPFD_CLOEXEC, atoi(MACHINE_STATE_FD) + 1);

	close(fd);
	return above;
}

/* In the child: only exec or exit. state: a file to be read there, or NULL. */
static void become_machine(char **argv, const char *err_path, const char *state,
			   pid_t parent)
{
	sigset_t none;
	int in = open_above("/dev/null", O_RDONLY);
	int out = open_above(err_path, O_WRONLY | O_CREAT | O_TRUNC);
	int from = state ? open_above(state, O_RDONLY) : -1;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (state)
		dup2(from, atoi(MACHINE_STATE_FD));
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

/* Where its files are: beside the snapshot that is being made, or its own. */
static char *file_of(const struct boot *b, const char *name)
{
	char path[SPEC_PATH + 80];

	if (b->how != BOOT_SAVE)
		return log_file(b, name);
	snprintf(path, sizeof(path), "%s.new/%s", b->spec.snapshot, name);
	return strdup(path);
}

static char **argv_of(const struct boot *b, const char *console,
		      const char *records)
{
	const struct cell_spec *s = &b->spec;
	char seed[24], gpu[sizeof(s->gpu)], folder[SPEC_PATH + 8];
	struct machine_fill f = {
		.qemu = s->program, .kernel = s->kernel, .initrd = s->initrd,
		.append = s->append, .seed = seed, .console = console,
		.records = records, .gpu = gpu, .cell = s->name,
		.scenario = s->bare, .words = s->words, .snapshot = folder,
		.image = s->at_point[0], .more_image = s->at_point[1],
		.more = b->how == BOOT_SAVE ? s->machine->save :
			b->how == BOOT_LOAD ? s->machine->load : NULL,
	};

	/* up to the point all cells of a kernel are one */
	snprintf(seed, sizeof(seed), "%llu",
		 s->machine->save ? 1ull : (unsigned long long)s->seed);
	snprintf(folder, sizeof(folder), "%s%s", s->snapshot,
		 b->how == BOOT_SAVE ? ".new" : "");
	strcpy(gpu, s->gpu);
	if (b->how == BOOT_SAVE) {
		f.words = f.image = f.more_image = "";
		if (s->traced)
			*strstr(gpu, ",trace=") = '\0';
	}
	return machine_argv(s->machine, &f);
}

static int fork_machine(struct boot *b, char *why, size_t whylen)
{
	char *console = file_of(b, "console.log");
	char *records = file_of(b, "records.raw");
	char *errors = file_of(b, "machine.err");
	char *cmdline = log_file(b, b->how == BOOT_SAVE ? "cmdline.save" : "cmdline");
	char *state = b->how == BOOT_LOAD ? path_join(b->spec.snapshot, "state") : NULL;
	pid_t parent = getpid();
	char **argv;
	int err = 0;

	argv = console && records && errors ? argv_of(b, console, records) : NULL;
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
		become_machine(argv, errors, state, parent);
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
	free(state);
	return err;
}

/* What the console said before the point is the snapshot's. */
static int copy_console(const struct boot *b)
{
	char *from = path_join(b->spec.snapshot, "console.log"), *text = NULL;
	char *to = log_file(b, "boot.log");
	size_t len;
	int err = from && to ? file_read(from, &text, &len) : -ENOMEM;

	if (!err)
		err = file_write(to, text, len);
	free(text);
	free(from);
	free(to);
	return err;
}

static int start_machine(struct boot *b, char *why, size_t whylen)
{
	int err = fork_machine(b, why, whylen);

	b->started = b->looked_at = now_s();
	limit_start(&b->limit, b->spec.limit_s, b->started);
	return err;
}

static void say_it_boots(const struct boot *b, const char *said, char *why,
			 size_t whylen)
{
	snprintf(why, whylen, "%s boots, there is no snapshot: %s", b->spec.name, said);
}

/* From a snapshot, to one, or neither; why: what was in the way, or "". */
static void settle_how(struct boot *b, char *why, size_t whylen)
{
	const struct cell_spec *s = &b->spec;
	char said[SPEC_PATH + 80];
	int err = 0;

	if (!*s->snapshot)
		return;
	if (snapshot_ready(s->snapshot)) {
		err = copy_console(b);
		if (!err)
			b->how = BOOT_LOAD;
	} else if (s->save) {
		err = b->lock = snapshot_begin(s->snapshot);
		if (b->lock >= 0)
			b->how = BOOT_SAVE;
	}
	if (err >= 0 || err == -EWOULDBLOCK || err == -ECANCELED)
		return;
	snapshot_forget(s->snapshot);
	snprintf(said, sizeof(said), "%s: %s", s->snapshot, strerror(-err));
	say_it_boots(b, said, why, whylen);
}

/* What has been saved so far goes, and the right to save. */
static void stop_saving(struct boot *b)
{
	if (b->lock < 0)
		return;
	snapshot_abandon(b->spec.snapshot);
	close(b->lock);
	b->lock = -1;
}

int boot_start(struct boot *b, const struct cell_spec *s, char *why,
	       size_t whylen)
{
	int err;

	*b = (struct boot){ .spec = *s, .lock = -1 };
	why[0] = '\0';
	err = dir_make(s->dir);
	if (err)
		snprintf(why, whylen, "%s: %s", s->dir, strerror(-err));
	if (!err)
		err = spec_initrd(s, why, whylen);
	if (err)
		return err;
	settle_how(b, why, whylen);
	err = start_machine(b, why, whylen);
	if (err)
		stop_saving(b);
	return err;
}

void boot_last_line(const struct boot *b, char *out, size_t len)
{
	char *path = file_of(b, "machine.err"), *text = NULL, *nl;
	size_t n = 0;

	out[0] = '\0';
	if (path && !file_read_tail(path, 512, &text, &n) && n) {
		text[n - (text[n - 1] == '\n')] = '\0';
		nl = strrchr(text, '\n');
		snprintf(out, len, "%s", nl ? nl + 1 : text);
	}
	free(text);
	free(path);
}

/*
 * What the machine said last, or why it ended. Its memory is a mapped file when
 * it is saved: a full disk is a bus error.
 */
static void last_words(const struct boot *b, int status, char *out, size_t len)
{
	out[0] = '\0';
	if (!b->killed)
		boot_last_line(b, out, len);
	if (!out[0] && !b->killed && WIFSIGNALED(status))
		snprintf(out, len, "%s.new: %s%s", b->spec.snapshot,
			 strsignal(WTERMSIG(status)),
			 WTERMSIG(status) == SIGBUS ? " (is the disk full?)" : "");
	if (!out[0])
		snprintf(out, len, "%s", b->killed ?: "it said nothing");
}

/* 0, or -errno: it is saved. Whoever waits for the lock may go on. */
static int end_saving(struct boot *b, bool good)
{
	int err = good ? snapshot_keep(b->spec.snapshot, SNAPSHOT_ROOM) : -EIO;

	if (err) {
		stop_saving(b);
	} else {
		close(b->lock);
		b->lock = -1;
	}
	return err;
}

/* A machine that came from something else than a state has left no record. */
static bool was_no_use(const struct boot *b)
{
	char *path, *text = NULL;
	size_t len = 0;

	if (b->how != BOOT_LOAD)
		return false;
	path = log_file(b, "records.raw");
	if (!path || file_read(path, &text, &len))
		len = 0;
	free(text);
	free(path);
	return !len;
}

int boot_again(struct boot *b, int status, char *why, size_t whylen)
{
	bool good = WIFEXITED(status) && !WEXITSTATUS(status);
	char said[SPEC_PATH + 80] = "";
	int err;

	why[0] = '\0';
	if (was_no_use(b)) {
		last_words(b, status, said, sizeof(said));
		snapshot_forget(b->spec.snapshot);
		err = -EIO;
	} else if (b->how == BOOT_SAVE) {
		if (!good)
			last_words(b, status, said, sizeof(said));
		err = end_saving(b, good);
	} else {
		return 0;
	}
	if (!err)
		err = copy_console(b);
	if (err)
		say_it_boots(b, *said ? said : strerror(-err), why, whylen);
	b->pid = 0;
	b->how = err ? BOOT_WHOLE : BOOT_LOAD;
	b->killed = NULL;
	b->ended_at = 0;
	err = start_machine(b, why, whylen);
	return err ? err : 1;
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
	stop_saving(b);
	spec_release(&b->spec);
}

/* Does the tail of a file of the cell show that it is over? */
static bool tail_shows(const struct boot *b, const char *name,
		       bool (*shows)(const char *text, size_t len))
{
	char *path = file_of(b, name), *text;
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
