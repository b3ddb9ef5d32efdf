// SPDX-License-Identifier: GPL-2.0-or-later
/* The record port; contract in rec.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "rec.h"

static int rec_fd = STDOUT_FILENO;
static bool rec_lost;

int rec_open(const char *path)
{
	struct termios tio;

	if (!path)
		return 0;
	rec_fd = open(path, O_WRONLY | O_NOCTTY | O_APPEND | O_CREAT |
		      O_CLOEXEC, 0644);
	if (rec_fd < 0) {
		rec_fd = STDOUT_FILENO;
		return -errno;
	}
	if (tcgetattr(rec_fd, &tio) == 0) {
		cfmakeraw(&tio);
		cfsetspeed(&tio, B115200);
		tcsetattr(rec_fd, TCSANOW, &tio);
	}
	return 0;
}

static int write_all(const char *text, size_t len)
{
	ssize_t n;

	for (; len; text += n, len -= n) {
		n = write(rec_fd, text, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return -errno;
	}
	return 0;
}

void rec_emit(json_t *obj)
{
	char *text, *line;
	int n;

	text = obj ? json_dumps(obj, JSON_SORT_KEYS | JSON_COMPACT |
				JSON_ENSURE_ASCII) : NULL;
	json_decref(obj);
	n = text ? asprintf(&line, "%s\n", text) : -1;
	free(text);
	if (n < 0) {
		rec_lost = true;
		return;
	}
	if (write_all(line, n))
		rec_lost = true;
	free(line);
}

void rec_note(const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rec_emit(json_pack("{s:s, s:s}", "type", "note", "text", text));
}

void rec_time(const char *what, uint64_t virt_ns)
{
	rec_emit(json_pack("{s:s, s:s, s:I}", "type", "time", "what", what,
			   "virt_ns", (json_int_t)virt_ns));
}

void rec_end(bool ok, const char *why)
{
	if (ok && !rec_lost)
		rec_emit(json_pack("{s:s, s:s}", "type", "end",
				   "status", "ok"));
	else
		rec_emit(json_pack("{s:s, s:s, s:s}", "type", "end",
				   "status", "fail", "why",
				   ok ? "a record was lost" : why));
	tcdrain(rec_fd);
}
