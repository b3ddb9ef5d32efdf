// SPDX-License-Identifier: GPL-2.0-or-later
/* record.c - what a record says; contract in record.h. */
#include <string.h>

#include "record.h"

static const char *const status_names[] = {
	[CELL_OK] = "ok", [CELL_FAIL] = "fail", [CELL_CRASH] = "crash",
};

const char *cell_status_name(enum cell_status s)
{
	return status_names[s];
}

bool cell_status_find(const char *name, enum cell_status *s)
{
	for (size_t i = 0; i < sizeof(status_names) / sizeof(status_names[0]); i++)
		if (!strcmp(name, status_names[i])) {
			*s = i;
			return true;
		}
	return false;
}

/* [x] is an exact count, [v] and [m] are times on a clock of that kind. */
static const struct {
	const char *kind;
	char tag;		/* 't': a time, v or m by the machine */
} tags[] = {
	{ "probe", 'x' }, { "gpu", 'x' }, { "rate", 't' }, { "time", 't' },
	{ "sweep", 't' }, { "traps", 'x' }, { "profile", 't' }, { "command", 't' },
	{ "span", 'x' }, { "backing", 'x' }, { "nested", 'x' },
	{ "objects", 'x' }, { "neighbour", 'x' }, { "program", 'x' },
	{ "kvm", 'x' }, { "pictures", 'x' },
};

const char *record_tag(const char *kind, bool virtual_time)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strcmp(tags[i].kind, kind))
			continue;
		if (tags[i].tag == 'x')
			return "x";
		return virtual_time ? "v" : "m";
	}
	return "-";
}

int64_t record_int(const json_t *data, const char *key, int64_t dflt)
{
	const json_t *v = json_object_get(data, key);

	return json_is_integer(v) ? json_integer_value(v) : dflt;
}

const char *record_str(const json_t *data, const char *key, const char *dflt)
{
	const json_t *v = json_object_get(data, key);

	return json_is_string(v) ? json_string_value(v) : dflt;
}

bool record_is_end(const struct record *r)
{
	return !strcmp(r->kind, "cell");
}

enum cell_status record_status(const struct record *r)
{
	enum cell_status s;

	return cell_status_find(record_str(r->data, "status", "fail"), &s) ?
	       s : CELL_FAIL;
}
