// SPDX-License-Identifier: GPL-2.0-or-later
/* The balloon; contract in balloon.h. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "guest/balloon.h"
#include "lib/sys.h"

#define LOOK_NS 20000000	/* virtual, between two looks */
#define LINE_MAX_BYTES 4096

static int read_line(int fd, char *line, size_t len)
{
	size_t n = 0;

	while (n < len - 1) {
		ssize_t got = read(fd, line + n, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : -EPIPE;
		if (line[n++] == '\n')
			break;
	}
	line[n] = 0;
	return n < len - 1 ? 0 : -EFBIG;
}

/* Send a command; its answer, events passed over. NULL: an error. */
static json_t *ask(int fd, const char *command)
{
	char line[LINE_MAX_BYTES];
	json_t *o, *ret;

	if (write(fd, command, strlen(command)) != (ssize_t)strlen(command))
		return NULL;
	for (;;) {
		if (read_line(fd, line, sizeof(line)))
			return NULL;
		o = json_loads(line, 0, NULL);
		ret = json_incref(json_object_get(o, "return"));
		if (ret || !json_object_get(o, "event")) {
			json_decref(o);
			return ret;
		}
		json_decref(o);
	}
}

static int tell(int fd, const char *command)
{
	json_t *o = ask(fd, command);

	json_decref(o);
	return o ? 0 : -EPROTO;
}

int balloon_open(const char *qmp)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char greeting[LINE_MAX_BYTES];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), ret;

	if (fd < 0)
		return -errno;
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", qmp);
	ret = connect(fd, (struct sockaddr *)&a, sizeof(a)) ? -errno :
	      read_line(fd, greeting, sizeof(greeting));
	if (!ret)
		ret = tell(fd, "{\"execute\":\"qmp_capabilities\"}\n");
	if (ret)
		close(fd);
	return ret ? ret : fd;
}

int balloon_ask(int fd, uint64_t bytes)
{
	char text[96];

	snprintf(text, sizeof(text),
		 "{\"execute\":\"balloon\",\"arguments\":{\"value\":%llu}}\n",
		 (unsigned long long)bytes);
	return tell(fd, text);
}

int balloon_wait(int fd, uint64_t bytes, uint64_t limit_ns)
{
	const struct timespec nap = { .tv_nsec = LOOK_NS };
	uint64_t end = clock_ns() + limit_ns;
	json_t *o;
	bool there;

	while (clock_ns() < end) {
		o = ask(fd, "{\"execute\":\"query-balloon\"}\n");
		if (!o)
			return -EPROTO;
		there = (uint64_t)json_integer_value(
				json_object_get(o, "actual")) == bytes;
		json_decref(o);
		if (there)
			return 0;
		nanosleep(&nap, NULL);
	}
	return -ETIME;
}
