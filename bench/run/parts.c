// SPDX-License-Identifier: GPL-2.0-or-later
/* parts.c - taking in cells that ran elsewhere; contract in parts.h. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "parts.h"

void part_name(const char *dir, unsigned int index, char *out, size_t len)
{
	snprintf(out, len, "%s/parts/%u.jsonl", dir, index);
}

static int broken(struct run_sink *k, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int broken(struct run_sink *k, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(k->why, k->whylen, fmt, ap);
	va_end(ap);
	return err;
}

static int check_part(const struct records *r, const struct plan *p,
		      unsigned int index, char *why, size_t len)
{
	const struct record *end = r->n ? &r->v[r->n - 1] : NULL;
	char name[256];

	plan_cell_name(p, &p->cells[index], name, sizeof(name));
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].index != index || strcmp(r->v[i].cell, name) ||
		    record_is_end(&r->v[i]) != (i == r->n - 1)) {
			snprintf(why, len, "line %zu is not of cell %u alone",
				 i + 1, index);
			return -EINVAL;
		}
	if (end && !r->torn)
		return 0;
	snprintf(why, len, "no whole cell");
	return -EINVAL;
}

static int take_part(struct run_sink *k, const char *dir, unsigned int index)
{
	char path[PATH_MAX + 32], why[RECORD_WHY] = "", *text;
	struct records r = { 0 };
	size_t len;
	int err;

	part_name(dir, index, path, sizeof(path));
	err = file_read(path, &text, &len);
	if (err == -ENOENT)
		return 0;
	if (err)
		return broken(k, err, "%s: %s", path, strerror(-err));
	if (!k->finished[index]) {
		err = records_parse(&r, text, len, path, why);
		if (!err)
			err = check_part(&r, k->plan, index, why, sizeof(why));
		if (err)
			broken(k, err, "%.300s: %s; remove it to run that cell again",
			       path, why);
		else
			err = k->take(k, &r.v[r.n - 1], text, len);
		records_free(&r);
	}
	free(text);
	if (!err && unlink(path) && errno != ENOENT)
		err = broken(k, -errno, "%s: %s", path, strerror(errno));
	return err;
}

int parts_take(struct run_sink *k, const char *dir)
{
	char path[PATH_MAX + 16], *end;
	struct dirent *e;
	int err = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/parts", dir);
	d = opendir(path);
	while (!err && d && (e = readdir(d))) {
		unsigned long index = strtoul(e->d_name, &end, 10);

		if (end != e->d_name && !strcmp(end, ".jsonl") &&
		    index < k->plan->ncells)
			err = take_part(k, dir, index);
	}
	if (d)
		closedir(d);
	return err;
}
