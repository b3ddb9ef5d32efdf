// SPDX-License-Identifier: GPL-2.0-or-later
/* repeat.c - see repeat.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "repeat.h"

static bool is_time(const char *key)
{
	size_t n = strlen(key);

	return (n > 3 && !strcmp(key + n - 3, "_ns")) ||
	       (n > 3 && !strcmp(key + n - 3, "_ps"));
}

static void differs(struct repeat *res, const char *path, const json_t *a,
		    const json_t *b)
{
	char *x = json_dumps(a, JSON_ENCODE_ANY | JSON_COMPACT);
	char *y = json_dumps(b, JSON_ENCODE_ANY | JSON_COMPACT);

	if (!res->differ++)
		snprintf(res->first, sizeof(res->first),
			 "%.150s: %.40s / %.40s", path, x ?: "nothing",
			 y ?: "nothing");
	free(x);
	free(y);
}

static void compare_time(struct repeat *res, const char *path,
			 const json_t *a, const json_t *b)
{
	double x = json_number_value(a), y = json_number_value(b);
	double most = fmax(fabs(x), fabs(y));
	double rel = most > 0 ? fabs(x - y) / most : 0;

	res->times++;
	res->widest = fmax(res->widest, rel);
	if (rel > REPEAT_TOLERANCE)
		differs(res, path, a, b);
}

/* The kernel's text names processes and registers: no count. */
static bool is_text(const char *key)
{
	return !strcmp(key, "text");
}

static void compare(struct repeat *res, const char *path, const char *key,
		    const json_t *a, const json_t *b)
{
	char sub[200];
	const char *k;
	json_t *v;
	size_t i;

	if (json_is_object(a) && json_is_object(b) &&
	    json_object_size(a) == json_object_size(b)) {
		json_object_foreach((json_t *)a, k, v) {
			snprintf(sub, sizeof(sub), "%.150s.%s", path, k);
			compare(res, sub, k, v, json_object_get(b, k));
		}
	} else if (json_is_array(a) && json_is_array(b) &&
		   json_array_size(a) == json_array_size(b)) {
		json_array_foreach(a, i, v) {
			snprintf(sub, sizeof(sub), "%.150s[%zu]", path, i);
			compare(res, sub, key, v, json_array_get(b, i));
		}
	} else if (is_text(key)) {
		return;
	} else if (is_time(key) && json_is_number(a) && json_is_number(b)) {
		compare_time(res, path, a, b);
	} else {
		res->counts++;
		if (!json_equal(a, b))
			differs(res, path, a, b);
	}
}

/* The next record that is compared; NULL: no more. */
static const struct record *next(const struct records *r, size_t *i)
{
	while (*i < r->n && record_is_end(&r->v[*i]))
		++*i;
	return *i < r->n ? &r->v[(*i)++] : NULL;
}

static const char *name_of(const struct record *r)
{
	const char *load = record_str(r->data, "load", NULL);

	return load ?: record_str(r->data, "what", "");
}

static int same_place(const struct record *a, const struct record *b,
		      struct repeat *res)
{
	if (a && b && !strcmp(a->cell, b->cell) && a->seed == b->seed &&
	    !strcmp(a->kind, b->kind))
		return 0;
	snprintf(res->first, sizeof(res->first),
		 "%.90s %s seed %llu / %.90s %s seed %llu",
		 a ? a->cell : "no more records", a ? a->kind : "",
		 a ? (unsigned long long)a->seed : 0,
		 b ? b->cell : "no more records", b ? b->kind : "",
		 b ? (unsigned long long)b->seed : 0);
	return -EINVAL;
}

int repeat_compare(const struct records *a, const struct records *b,
		   struct repeat *res)
{
	const struct record *x, *y;
	size_t i = 0, k = 0;
	char path[200];
	int err;

	*res = (struct repeat){ 0 };
	for (;;) {
		x = next(a, &i);
		y = next(b, &k);
		if (!x && !y)
			return 0;
		err = same_place(x, y, res);
		if (err)
			return err;
		snprintf(path, sizeof(path), "%s seed %llu %s %s", x->cell,
			 (unsigned long long)x->seed, x->kind, name_of(x));
		compare(res, path, "", x->data, y->data);
		res->records++;
	}
}
