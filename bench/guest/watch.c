// SPDX-License-Identifier: GPL-2.0-or-later
/* Guests while they run; contract in vmm.h. */
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/vmm.h"
#include "lib/sys.h"

#define MSEC 1000000ull
#define RECORDS_MAX (1u << 20)	/* a guest that says more is out of order */

static int append(struct vmm *v, const char *buf, size_t n)
{
	char *text;

	if (v->len + n > RECORDS_MAX)
		return -EFBIG;
	text = realloc(v->text, v->len + n + 1);
	if (!text)
		return -ENOMEM;
	memcpy(text + v->len, buf, n);
	v->text = text;
	v->len += n;
	text[v->len] = 0;
	return 0;
}

/* Is the last line, which is whole, a mark? Then it is taken out. */
static void look_for_mark(struct vmm *v)
{
	const char *load, *at;
	char *line;
	json_t *o;

	if (!v->len || v->text[v->len - 1] != '\n')
		return;
	line = memrchr(v->text, '\n', v->len - 1);
	line = line ? line + 1 : v->text;
	o = json_loadb(line, v->text + v->len - 1 - line,
		       JSON_REJECT_DUPLICATES, NULL);
	if (!json_unpack(o, "{s:s, s:s}", "load", &load, "at", &at) &&
	    !strcmp(json_string_value(json_object_get(o, "type")) ?: "",
		    "mark")) {
		snprintf(v->load, sizeof(v->load), "%s", load);
		snprintf(v->at, sizeof(v->at), "%s", at);
		v->marked = true;
		v->len = line - v->text;
		*line = 0;
	}
	json_decref(o);
}

/* What its record port has for us. 0, -EPIPE: no more to come, -errno. */
static int hear(struct vmm *v)
{
	char buf[4096];
	ssize_t n = read(v->from, buf, sizeof(buf));
	int ret;

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (!n)
		return -EPIPE;
	if (!v->first_ns)
		v->first_ns = clock_ns() - v->start_ns;
	ret = append(v, buf, n);
	if (!ret)
		look_for_mark(v);
	return ret;
}

static void close_ports(struct vmm *v)
{
	int *fd[] = { &v->from, &v->to, &v->end_fd };
	size_t i;

	for (i = 0; i < sizeof(fd) / sizeof(fd[0]); i++) {
		if (*fd[i] >= 0)
			close(*fd[i]);
		*fd[i] = -1;
	}
}

static int explain(struct vmm *v, int status)
{
	char log[512] = "", path[64], *p;

	if (!status)
		return 0;
	if (status < 0 || status > 256) {
		snprintf(v->why, sizeof(v->why),
			 "the guest's QEMU died of signal %d", status - 256);
		return -EIO;
	}
	vmm_path(v, "qemu.log", path, sizeof(path));
	sys_read(path, log, sizeof(log));
	for (p = log; *p; p++)
		if (*p == '\n')
			*p = '|';
	snprintf(v->why, sizeof(v->why), "QEMU: status %d: %.200s", status,
		 log);
	return -EIO;
}

/* QEMU has ended, or is made to: why is kept if there is one already. */
static int over(struct vmm *v)
{
	int status = sys_wait(v->pid, 10 * NSEC_PER_SEC), ret;

	while (v->from >= 0 && hear(v) == 0 && !v->marked)
		;	/* an empty FIFO without a writer reads as its end */
	v->end_ns = clock_ns() - v->start_ns;
	v->alive = v->marked = false;
	close_ports(v);
	ret = v->why[0] ? -EIO : explain(v, status);
	return ret;
}

static void stop_all(struct vmm *v, unsigned int n, const char *why)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!v[i].alive)
			continue;
		snprintf(v[i].why, sizeof(v[i].why), "%s", why);
		kill(v[i].pid, SIGKILL);
	}
}

static bool all_wait(const struct vmm *v, unsigned int n)
{
	unsigned int i, waiting = 0;

	for (i = 0; i < n; i++) {
		if (v[i].alive && !v[i].marked)
			return false;
		waiting += v[i].alive;
	}
	return waiting > 0;
}

static void answer(struct vmm *v, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const char *reply = v[i].reply ?: ".";

		if (!v[i].marked)
			continue;
		v[i].marked = false;
		if (write(v[i].to, reply, strlen(reply)) != (ssize_t)strlen(reply))
			kill(v[i].pid, SIGKILL);
		v[i].reply = NULL;
	}
}

/* Wait for something; 0 at the limit. Ports that ended are not asked. */
static int wait_any(struct vmm *v, unsigned int n, uint64_t end,
		    struct pollfd *p)
{
	uint64_t now = clock_ns();
	unsigned int i;

	for (i = 0; i < n; i++) {
		p[2 * i] = (struct pollfd){ v[i].alive ? v[i].from : -1,
					    POLLIN, 0 };
		p[2 * i + 1] = (struct pollfd){ v[i].alive ? v[i].end_fd : -1,
						POLLIN, 0 };
	}
	return now >= end ? 0 :
	       poll(p, 2 * n, (end - now + MSEC - 1) / MSEC);
}

int vmm_watch(struct vmm *v, unsigned int n, uint64_t limit_ns,
	      vmm_at_mark at_mark, void *arg)
{
	uint64_t end = clock_ns() + limit_ns;
	struct pollfd p[2 * GUESTS_MAX];
	char why[256];
	unsigned int i, left = n;
	int ret = 0, err;

	while (left) {
		err = wait_any(v, n, end, p);
		if (!err) {
			snprintf(why, sizeof(why),
				 "the guest did not end within %llu virtual s",
				 (unsigned long long)(limit_ns / NSEC_PER_SEC));
			stop_all(v, n, why);
			end += 60 * NSEC_PER_SEC;	/* for them to die */
		}
		for (i = 0; err > 0 && i < n; i++) {
			if (p[2 * i].revents && hear(&v[i]) < 0) {
				close(v[i].from);
				v[i].from = -1;
			}
			if (p[2 * i + 1].revents) {
				err = over(&v[i]) ?: 1;
				ret = err < 0 ? err : ret;
				left--;
				err = 1;
			}
		}
		if (!all_wait(v, n))
			continue;
		snprintf(why, sizeof(why), "no reason given");
		if (at_mark(arg, why, sizeof(why)))
			stop_all(v, n, why);
		answer(v, n);
	}
	return ret;
}
