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
#include "origin.h"
#include "records/env.h"

#define LOOK_S 0.5	/* between two looks at a cell's files */
#define PANIC_S 3	/* for the machine to stop after a panic */
#define TAIL_BYTES 8192

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

static char **argv_of(const struct boot *b, const char *console,
		      const char *records)
{
	const struct cell_spec *s = &b->spec;
	char seed[24], point[16], gpu[4 * SPEC_PATH], folder[SPEC_PATH + 8] = "";
	struct machine_fill f = {
		.qemu = s->program, .kernel = s->kernel, .initrd = s->initrd,
		.append = s->append, .seed = seed, .console = console,
		.records = records, .gpu = gpu, .cell = s->name,
		.scenario = s->bare, .words = s->words, .snapshot = folder,
		.image = s->at_point[0], .more_image = s->at_point[1],
		.point = point,
	};

	/* up to the point all cells of a kernel are one */
	snprintf(seed, sizeof(seed), "%llu",
		 s->machine->save ? 1ull : (unsigned long long)s->seed);
	snprintf(point, sizeof(point), "%d", b->to + 1);
	snprintf(gpu, sizeof(gpu), "%s", s->gpu);
	if (b->to >= 0) {
		snprintf(folder, sizeof(folder), "%s.new", s->point[b->to].snapshot);
		f.more = s->machine->save;
		f.much_more = b->from < 0 ? NULL : s->machine->go_on;
	} else if (b->from >= 0) {
		snprintf(folder, sizeof(folder), "%s", s->point[b->from].snapshot);
		f.more = s->machine->load;
	}
	/* nothing of a cell's own before it has its own */
	if (b->to == POINT_GVT)
		f.words = f.image = f.more_image = "";
	if (s->traced && b->to < 0)
		snprintf(gpu, sizeof(gpu), "%s,trace=%s/" SPEC_TRACE, s->gpu, s->dir);
	return machine_argv(s->machine, &f);
}

static int fork_machine(struct boot *b, char *why, size_t whylen)
{
	static const char *const cmdlines[] = {
		"cmdline", "cmdline.save", "cmdline.save-guests",
	};
	char *console = origin_file(b, "console.log");
	char *records = origin_file(b, "records.raw");
	char *errors = origin_file(b, "machine.err");
	char *cmdline = path_join(b->spec.dir, cmdlines[b->to + 1]);
	char *state = b->from < 0 ? NULL :
		      path_join(b->spec.point[b->from].snapshot, "state");
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

static int start_machine(struct boot *b, char *why, size_t whylen)
{
	int err;

	origin_settle(b, why, whylen);
	err = fork_machine(b, why, whylen);
	if (err)
		origin_give_up(b);
	b->started = b->looked_at = now_s();
	limit_start(&b->limit, b->spec.limit_s, b->started);
	return err;
}

int boot_start(struct boot *b, const struct cell_spec *s, char *why,
	       size_t whylen)
{
	int err;

	*b = (struct boot){ .spec = *s, .from = -1, .to = -1, .lock = -1 };
	why[0] = '\0';
	err = dir_make(s->dir);
	if (err)
		snprintf(why, whylen, "%s: %s", s->dir, strerror(-err));
	if (!err)
		err = spec_initrd(s, why, whylen);
	return err ? err : start_machine(b, why, whylen);
}

int boot_again(struct boot *b, int status, char *why, size_t whylen)
{
	int err;

	why[0] = '\0';
	if (!origin_passed(b, status, why, whylen))
		return 0;
	b->pid = 0;
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
	origin_give_up(b);
	spec_release(&b->spec);
}

/* Does the tail of a file of the cell show that it is over? */
static bool tail_shows(const struct boot *b, const char *name,
		       bool (*shows)(const char *text, size_t len))
{
	char *path = origin_file(b, name), *text;
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
