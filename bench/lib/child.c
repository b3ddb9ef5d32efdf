// SPDX-License-Identifier: GPL-2.0-or-later
/* Children with a time limit, and the end of the machine. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys.h"

#define MSEC 1000000ull

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

int sys_wait(pid_t pid, uint64_t limit_ns)
{
	uint64_t end = clock_ns() + limit_ns, now;
	int fd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int status, ret = -ETIME;

	if (fd < 0)
		return -errno;
	while ((now = clock_ns()) < end) {
		if (poll(&p, 1, (end - now + MSEC - 1) / MSEC) <= 0)
			continue;
		ret = waitpid(pid, &status, 0) == pid ? status_of(status) :
							-errno;
		break;
	}
	close(fd);
	return ret;
}

/* in: -1: nothing can be read. */
static void child_exec(const char *root, char *const argv[], int in, int out)
{
	/* it may outlive a parent that is killed, and go on on the GPU */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (in < 0)
		in = open("/dev/null", O_RDWR);
	if (root && (chroot(root) || chdir("/")))
		_exit(SYS_NOT_STARTED);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	setpgid(0, 0);
	execvp(argv[0], argv);
	_exit(SYS_NOT_STARTED);
}

/*
 * Collect what fd says until its writers are gone; -ETIME at end, or when
 * after_ns have passed since it said until.
 */
static int collect(int fd, uint64_t end, const struct sys_until *u, char *out,
		   size_t len)
{
	bool said = !u->text;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char drop[4096];
	size_t got = 0;
	uint64_t now;
	ssize_t n;

	out[0] = 0;
	while ((now = clock_ns()) < end) {
		if (poll(&p, 1, (end - now + MSEC - 1) / MSEC) <= 0)
			continue;
		n = got < len - 1 ? read(fd, out + got, len - 1 - got) :
				    read(fd, drop, sizeof(drop));
		if (n <= 0)
			return 0;
		if (got < len - 1)
			got += n;
		out[got] = 0;
		if (said || !strstr(out, u->text))
			continue;
		said = true;
		now = clock_ns() + u->after_ns;
		end = now < end ? now : end;
	}
	return -ETIME;
}

static void end_child(pid_t pid)
{
	int status;

	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

int sys_run(char *const argv[], uint64_t limit_ns, char *out, size_t len)
{
	return sys_run_in(NULL, argv, limit_ns, NULL, out, len);
}

int sys_run_in(const char *root, char *const argv[], uint64_t limit_ns,
	       const struct sys_until *until, char *out, size_t len)
{
	static const struct sys_until end_of_it;
	uint64_t end = clock_ns() + limit_ns, now;
	int pipefd[2], ret;
	pid_t pid;

	if (pipe2(pipefd, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid == 0)
		child_exec(root, argv, -1, pipefd[1]);
	close(pipefd[1]);
	if (pid < 0) {
		close(pipefd[0]);
		return -errno;
	}
	ret = collect(pipefd[0], end, until ?: &end_of_it, out, len);
	close(pipefd[0]);
	now = clock_ns();
	if (!ret)
		ret = sys_wait(pid, end > now ? end - now : MSEC);
	if (ret == -ETIME)
		end_child(pid);
	return ret;
}

/* Whole lines to told(), a byte back when it wants one. */
static int converse(int from, int to, uint64_t end,
		    int (*told)(char *line, void *arg), void *arg)
{
	struct pollfd p = { .fd = from, .events = POLLIN };
	char line[512], c;
	size_t used = 0;
	uint64_t now;
	int ret = 0;

	while (ret >= 0 && (now = clock_ns()) < end) {
		if (poll(&p, 1, (end - now + MSEC - 1) / MSEC) <= 0)
			continue;
		if (read(from, &c, 1) <= 0)
			return 0;
		if (c != '\n' && used < sizeof(line) - 1) {
			line[used++] = c;
			continue;
		}
		line[used] = 0;
		used = 0;
		ret = told(line, arg);
		if (ret > 0 && write(to, ".", 1) < 0)
			ret = -errno;
	}
	return ret < 0 ? ret : -ETIME;
}

int sys_talk_in(const char *root, char *const argv[], uint64_t limit_ns,
		int (*told)(char *line, void *arg), void *arg)
{
	uint64_t end = clock_ns() + limit_ns, now;
	int out[2], in[2], ret;
	pid_t pid;

	if (pipe2(out, O_CLOEXEC))
		return -errno;
	if (pipe2(in, O_CLOEXEC)) {
		ret = -errno;
		close(out[0]);
		close(out[1]);
		return ret;
	}
	pid = fork();
	if (pid == 0)
		child_exec(root, argv, in[0], out[1]);
	ret = pid < 0 ? -errno : 0;
	close(in[0]);
	close(out[1]);
	if (!ret)
		ret = converse(out[0], in[1], end, told, arg);
	close(in[1]);
	close(out[0]);
	now = clock_ns();
	if (!ret)
		ret = sys_wait(pid, end > now ? end - now : MSEC);
	if (ret < 0 && pid > 0)
		end_child(pid);
	return ret;
}

void sys_poweroff(bool healthy)
{
	sync();
	if (healthy)
		reboot(RB_POWER_OFF);
	/*
	 * The orderly way stops every device and can wait for a lock that a
	 * dead task holds. An emergency restart does not; the emulated
	 * machine runs with -no-reboot and ends all the same.
	 */
	sys_write("/proc/sys/kernel/sysrq", "1");
	sys_write("/proc/sysrq-trigger", "b");
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}
