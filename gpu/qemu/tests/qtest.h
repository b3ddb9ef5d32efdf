/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU with the GPU and without a CPU that runs (accelerator qtest): one to
 * start, its memory and ports by the qtest protocol (QEMU's docs/devel/qtest),
 * its objects by QMP. Any failure ends the program. Included once.
 */
#ifndef GEN9_QTEST_H
#define GEN9_QTEST_H

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BAR0		0xe0000000u
#define BAR2		0xd0000000u
#define REPLY_MS	600000	/* of a QEMU that hangs, not of one that waits its turn */
#define LINE		65536

struct vm {
	pid_t pid;
	int to, from, qmp;
	char line[LINE];
};

static inline void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(1);
}

/* false: it has ended. */
static inline bool line_read(struct vm *v, int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t n = 0;

	do {
		if (poll(&p, 1, REPLY_MS) != 1)
			fail("no answer within %d s", REPLY_MS / 1000);
		if (n == LINE - 1 || read(fd, v->line + n, 1) != 1)
			return false;
	} while (v->line[n++] != '\n');
	v->line[n - 1] = '\0';
	return true;
}

static inline void read_line(struct vm *v, int fd)
{
	if (!line_read(v, fd))
		fail("QEMU has ended");
}

/* The answer to cmd: its value, if it has one. */
static inline uint64_t qtest_answer(struct vm *v, const char *cmd)
{
	do
		read_line(v, v->from);
	while (!strncmp(v->line, "IRQ", 3));
	if (strncmp(v->line, "OK", 2))
		fail("%s: %s", cmd, v->line);
	return v->line[2] ? strtoull(v->line + 3, NULL, 0) : 0;
}

/* One qtest command; its value, if it has one. */
static inline uint64_t qtest(struct vm *v, const char *fmt, ...)
{
	char cmd[128];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	cmd[n++] = '\n';
	if (write(v->to, cmd, n) != n)
		fail("QEMU has ended at: %.*s", n - 1, cmd);
	cmd[n - 1] = '\0';
	return qtest_answer(v, cmd);
}

/* The answer into v->line; false: QEMU has ended. */
static inline bool qmp_asks(struct vm *v, const char *cmd)
{
	if (write(v->qmp, cmd, strlen(cmd)) != (ssize_t)strlen(cmd))
		return false;
	do {
		if (!line_read(v, v->qmp))
			return false;
	} while (!strstr(v->line, "\"return\"") &&
		 !strstr(v->line, "\"error\""));
	return true;
}

static inline void qmp(struct vm *v, const char *cmd)
{
	if (!qmp_asks(v, cmd))
		fail("QEMU has ended at: %s", cmd);
	if (strstr(v->line, "\"error\""))
		fail("QMP: %s", v->line);
}

/* device: one more, before the GPU, or NULL. more: options, then NULL. */
static inline void vm_start_as(struct vm *v, char *qemu, char *device,
			       char *const *more)
{
	int in[2], out[2], sv[2];
	char chr[64];
	char *argv[40] = {
		qemu, "-M", "q35", "-accel", "qtest", "-m", "64M",
		"-nodefaults", "-vga", "none", "-net", "none", "-display",
		"none", "-qtest", "stdio", "-chardev", chr, "-mon",
		"chardev=m,mode=control", "-L", "/usr/share/qemu", "-L",
		"/usr/share/seabios",
	};
	unsigned int n = 0;

	while (argv[n])
		n++;
	if (device) {
		argv[n++] = "-device";
		argv[n++] = device;
	}
	argv[n++] = "-device";
	argv[n++] = "igd-gen9,id=gpu,addr=02.0";
	while (*more)
		argv[n++] = *more++;
	if (pipe(in) || pipe(out) || socketpair(AF_UNIX, SOCK_STREAM, 0, sv))
		fail("pipe");
	snprintf(chr, sizeof(chr), "socket,id=m,fd=%d", sv[1]);
	v->pid = fork();
	if (!v->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(sv[0]);
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(qemu, argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	close(sv[1]);
	v->to = in[1];
	v->from = out[0];
	v->qmp = sv[0];
	read_line(v, v->qmp);
	qmp(v, "{\"execute\":\"qmp_capabilities\"}\n");
}

static inline void vm_start(struct vm *v, char *qemu, char *device)
{
	vm_start_as(v, qemu, device, (char *const[]){ NULL });
}

static inline void vm_stop(struct vm *v)
{
	int status;

	kill(v->pid, SIGKILL);
	waitpid(v->pid, &status, 0);
	close(v->to);
	close(v->from);
	close(v->qmp);
}

static inline void config_write(struct vm *v, unsigned int off, uint32_t val)
{
	qtest(v, "outl 0xcf8 0x%x", 0x80001000u | (off & 0xfc));
	qtest(v, "outl 0xcfc 0x%x", val);
}

/* Its BARs where the tests want them, memory and bus mastering on. */
static inline void place(struct vm *v)
{
	config_write(v, 0x04, 0);
	config_write(v, 0x10, BAR0);
	config_write(v, 0x14, 0);
	config_write(v, 0x18, BAR2);
	config_write(v, 0x1c, 0);
	config_write(v, 0x04, 6);
}

#endif
