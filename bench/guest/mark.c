// SPDX-License-Identifier: GPL-2.0-or-later
/* The guest's side of marks; contract in mark.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "guest/mark.h"
#include "lib/rec.h"

#define LIMIT_MS 600000	/* virtual; L1 may wait for another guest */

static int port = -1;

int mark_open(const char *path)
{
	port = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	return port < 0 ? -errno : 0;
}

bool mark_is_open(void)
{
	return port >= 0;
}

int mark(const char *load, const char *at)
{
	int ret = mark_ask(load, at);

	return ret < 0 ? ret : 0;
}

int mark_ask(const char *load, const char *at)
{
	struct pollfd p = { .fd = port, .events = POLLIN };
	char answer;
	ssize_t n;

	if (port < 0)
		return '.';
	rec_emit(json_pack("{s:s, s:s, s:s}", "type", "mark", "load", load,
			   "at", at));
	do
		n = poll(&p, 1, LIMIT_MS);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -ETIME;
	n = read(port, &answer, 1);
	return n == 1 ? answer : n ? -errno : -EPIPE;
}
