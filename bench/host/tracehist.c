// SPDX-License-Identifier: GPL-2.0-or-later
/* Trace events with histograms; contract in tracehist.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/tracehist.h"
#include "lib/sys.h"
#include "lib/tracefs.h"

static const char *path_of(const struct tracehist *h, const char *file,
			   char *path, size_t len)
{
	snprintf(path, len, TRACEFS "/events/%s/%s", h->event, file);
	return path;
}

void tracehist_off(const struct tracehist *h)
{
	char path[160], text[96];

	if (!sys_exists(path_of(h, "trigger", path, sizeof(path))))
		return;
	sys_writef(path, "!%s", h->trigger);
	snprintf(text, sizeof(text), "-:%s\n", h->event);
	if (h->probe)
		tracefs_probe(text);
}

int tracehist_on(const struct tracehist *h)
{
	char path[160];
	int ret = 0;

	tracehist_off(h);
	if (h->probe)
		ret = tracefs_probe(h->probe);
	if (!ret)
		ret = sys_write(path_of(h, "trigger", path, sizeof(path)),
				h->trigger);
	if (!ret)
		return 0;
	if (ret != -ENOENT)
		tracefs_complain();
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
