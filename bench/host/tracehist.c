// SPDX-License-Identifier: GPL-2.0-or-later
/* Trace events with histograms; contract in tracehist.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/tracehist.h"
#include "lib/sys.h"

#define TRACING "/sys/kernel/tracing"

static const char *path_of(const struct tracehist *h, const char *file,
			   char *path, size_t len)
{
	snprintf(path, len, TRACING "/events/%s/%s", h->event, file);
	return path;
}

/* O_TRUNC would take all events out; stdio would seek, which is refused. */
static int append_event(const char *text)
{
	int fd = open(TRACING "/kprobe_events", O_WRONLY | O_APPEND |
		      O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

void tracehist_off(const struct tracehist *h)
{
	char path[160], text[96];

	if (!sys_exists(path_of(h, "trigger", path, sizeof(path))))
		return;
	sys_writef(path, "!%s", h->trigger);
	snprintf(text, sizeof(text), "-:%s\n", h->event);
	if (h->probe)
		append_event(text);
}

int tracehist_on(const struct tracehist *h)
{
	char path[160], text[1024];
	int ret = 0;

	tracehist_off(h);
	if (h->probe)
		ret = append_event(h->probe);
	if (!ret)
		ret = sys_write(path_of(h, "trigger", path, sizeof(path)),
				h->trigger);
	if (!ret)
		return 0;
	if (sys_read(TRACING "/error_log", text, sizeof(text)) > 0)
		fprintf(stderr, "%s", text);
	tracehist_off(h);
	return ret;
}

int tracehist_read(const struct tracehist *h, char *text, size_t len)
{
	char path[160];
	ssize_t n = sys_read(path_of(h, "hist", path, sizeof(path)), text,
			     len);

	return n < 0 ? n : n == 0 ? -ENODATA : 0;
}

int64_t tracehist_count(const struct tracehist *h)
{
	char text[4096];
	int ret = tracehist_read(h, text, sizeof(text));

	return ret ? ret : (int64_t)tracehist_total(text);
}

/* { size:    2097152 } hitcount:        512 */
static uint64_t sum_hits(const char *hist, const char *field,
			 const int64_t *key)
{
	const char *p = hist, *hits, *end;
	size_t flen = field ? strlen(field) : 0;
	uint64_t sum = 0;

	for (; (p = strchr(p, '{')); p++) {
		const char *f = p + 1 + strspn(p + 1, " ");

		end = strchr(p, '\n');
		if (field && (strncmp(f, field, flen) || f[flen] != ':' ||
			      strtoll(f + flen + 1, NULL, 10) != *key))
			continue;
		hits = strstr(p, "hitcount:");
		if (hits && (!end || hits < end))
			sum += strtoull(hits + strlen("hitcount:"), NULL, 10);
	}
	return sum;
}

uint64_t tracehist_hits(const char *hist, const char *field, int64_t key)
{
	return sum_hits(hist, field, &key);
}

uint64_t tracehist_total(const char *hist)
{
	return sum_hits(hist, NULL, NULL);
}
