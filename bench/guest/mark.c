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

static void tell(const char *load, const char *at)
{
	rec_emit(json_pack("{s:s, s:s, s:s}", "type", "mark", "load", load,
			   "at", at));
}

/* Of L1's answer; or -errno. */
static int take_byte(void)
{
	struct pollfd p = { .fd = port, .events = POLLIN };
	char byte;
	ssize_t n;

	do
		n = poll(&p, 1, LIMIT_MS);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n ? -errno : -ETIME;
	n = read(port, &byte, 1);
	return n == 1 ? byte : n ? -errno : -EPIPE;
}

int mark_ask(const char *load, const char *at)
{
	if (port < 0)
		return '.';
	tell(load, at);
	return take_byte();
}

int mark_ask_line(const char *at, char *line, size_t len)
{
	size_t n = 0;
	int c = 0;

	if (port < 0)
		return 0;
	tell("", at);
	while (n < len && (c = take_byte()) > 0 && c != '\n')
		line[n++] = c;
	line[n < len ? n : len - 1] = '\0';
	return n == len ? -E2BIG : c < 0 ? c : 0;
}
