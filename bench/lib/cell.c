// SPDX-License-Identifier: GPL-2.0-or-later
/* A child under a limit; contract in cell.h. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cell.h"
#include "sys.h"

#define TICK (NSEC_PER_SEC / 4)

const char *cell_guest(const char *scenario)
{
	size_t n = strlen(GUEST_PREFIX);

	return strncmp(scenario, GUEST_PREFIX, n) ? NULL : scenario + n;
}

void *cell_shared(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void cell_phase(struct cell *c, const char *phase)
{
	snprintf(c->phase, sizeof(c->phase), "%s", phase);
}

int cell_fail(struct cell *c, int err, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (c->why[0])
		return err;
	va_start(ap, fmt);
	n = vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	if (err < 0 && n >= 0 && n < (int)sizeof(c->why))
		snprintf(c->why + n, sizeof(c->why) - n, ": %s",
			 strerror(-err));
	return err;
}

static void explain(struct cell *c, int status, bool ill)
{
	char text[128];

	if (!status || c->why[0])
		return;
	if (ill)
		snprintf(text, sizeof(text), "the kernel crashed");
	else if (status == -ETIME)
		snprintf(text, sizeof(text), "time limit");
	else if (status < 0)
		snprintf(text, sizeof(text), "%s", strerror(-status));
	else if (status >= 256)
		snprintf(text, sizeof(text), "signal %d", status - 256);
	else
		snprintf(text, sizeof(text), "exit status %d", status);
	snprintf(c->why, sizeof(c->why), "%s in %s", text,
		 c->phase[0] ? c->phase : "start");
}

void cell_run(struct cell *c, int (*fn)(void *arg), void *arg,
	      uint64_t limit_ns, uint64_t grace_ns, struct cell_end *end)
{
	uint64_t start = clock_ns(), stop = start + limit_ns;
	pid_t pid;

	memset(end, 0, sizeof(*end));
	kmsg_start(&end->kmsg);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(fn(arg) ? 1 : 0);
	}
	end->status = pid < 0 ? -errno : -ETIME;
	while (pid > 0 && end->status == -ETIME && clock_ns() < stop) {
		end->status = sys_wait(pid, TICK);
		if (c->limit_ns) {
			stop = start + c->limit_ns;
			c->limit_ns = 0;
		}
		kmsg_collect(&end->kmsg);
		if (end->status == -ETIME && kmsg_ill(&end->kmsg) &&
		    clock_ns() + grace_ns < stop)
			stop = clock_ns() + grace_ns;
	}
	if (pid > 0 && end->status == -ETIME) {
		kill(pid, SIGKILL);
		end->stuck = sys_wait(pid, NSEC_PER_SEC) == -ETIME;
	}
	kmsg_collect(&end->kmsg);
	if (end->kmsg.fd >= 0)
		close(end->kmsg.fd);
	end->ill = kmsg_ill(&end->kmsg);
	explain(c, end->status, end->ill);
}
