// SPDX-License-Identifier: GPL-2.0-or-later
/* voids.c - see voids.h. */
#include <errno.h>
#include <string.h>

#include "voids.h"

const char *void_command(const json_t *counts)
{
	json_t *by = json_object_get(counts, "not_executed_by"), *v;
	const char *key, *most = NULL;
	json_int_t n = 0;

	json_object_foreach(by, key, v) {
		json_int_t k = json_integer_value(v);

		if (k > n || (most && k == n && strcmp(key, most) < 0)) {
			most = key;
			n = k;
		}
	}
	if (most)
		return most;
	if (record_int(counts, "not_executed", 0) > 0)
		return VOID_UNNAMED;
	return record_int(counts, "untimed", 0) > 0 ? VOID_UNTIMED : NULL;
}

int void_check(const json_t *counts)
{
	json_t *by = json_object_get(counts, "not_executed_by"), *v;
	int64_t all = record_int(counts, "not_executed", 0), sum = 0;
	const char *key;

	if (!by)
		return all ? -ENOENT : 0;
	if (!json_is_object(by))
		return -EINVAL;
	json_object_foreach(by, key, v)
		sum += json_integer_value(v);
	return sum == all ? 0 : -EINVAL;
}

/* "blit/steady#2", of a second guest, is of the span "blit/steady". */
static bool of_load(const struct record *span, const char *load)
{
	const char *name = record_str(span->data, "load", "");
	size_t n = strcspn(load, "#");

	return !strcmp(span->kind, "span") && strlen(name) == n &&
	       !strncmp(name, load, n);
}

static const char *lacking(const struct record *r, const struct record *cell,
			   const struct record *end)
{
	const char *load = record_str(r->data, "load", NULL);
	const char *lacks = void_command(r->data);

	for (const struct record *s = cell; load && !lacks && s < end; s++)
		if (of_load(s, load))
			lacks = void_command(json_object_get(s->data, "gpu"));
	return lacks;
}

void records_voids(struct records *r)
{
	for (size_t first = 0, end; first < r->n; first = end) {
		for (end = first + 1; end < r->n &&
		     r->v[end].index == r->v[first].index; end++)
			;
		for (size_t i = first; i < end; i++) {
			struct record *v = &r->v[i];

			if (!strcmp(v->kind, "rate") ||
			    !strcmp(v->kind, "program") ||
			    !strcmp(v->kind, "sweep"))
				v->lacks = lacking(v, &r->v[first], &r->v[end]);
		}
	}
}
