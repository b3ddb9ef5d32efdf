// SPDX-License-Identifier: GPL-2.0-or-later
/* record_read.c - strict readers of records.jsonl and of L1's record port. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "record.h"
#include "record_check.h"
#include "text.h"
#include "voids.h"

static int read_end(const struct record *r, char *what, size_t len)
{
	enum cell_status s;

	if (cell_status_find(record_str(r->data, "status", ""), &s))
		return 0;
	snprintf(what, len, "cell without a known status");
	return -EINVAL;
}

/* One line of records.jsonl; takes j whatever happens. */
static int read_one(struct record *r, json_t *j, char *what, size_t len)
{
	int schema = 0, index, block;
	json_int_t seed;
	json_error_t e;

	r->root = j;
	if (json_unpack(j, "{si}", "schema", &schema) ||
	    schema != RECORD_SCHEMA) {
		snprintf(what, len, "schema %d, this program reads %d: written by "
			 "%s version, env.json names its commit", schema,
			 RECORD_SCHEMA, schema > RECORD_SCHEMA ? "a newer" :
			 "an older");
		return -EINVAL;
	}
	if (json_unpack_ex(j, &e, JSON_STRICT,
			   "{si ss ss ss ss ss ss ss ss ss si si sI so}",
			   "schema", &schema, "kind", &r->kind, "run", &r->run,
			   "cell", &r->cell, "variant", &r->variant,
			   "scenario", &r->scenario, "machine", &r->machine,
			   "level", &r->level, "tag", &r->tag, "env", &r->env,
			   "index", &index, "block", &block, "seed", &seed,
			   "data", &r->data)) {
		snprintf(what, len, "%s", e.text);
		return -EINVAL;
	}
	if (index < 0 || block < 0 || seed < 0 || !json_is_object(r->data)) {
		snprintf(what, len, "negative place or seed, or data that is no object");
		return -EINVAL;
	}
	r->index = index;
	r->block = block;
	r->seed = seed;
	return record_check(r, what, len) ?:
	       (record_is_end(r) ? read_end(r, what, len) : 0);
}

static int grow(struct records *r)
{
	struct record *v;

	if (r->n & (r->n - 1) && r->n)
		return 0;
	v = realloc(r->v, (r->n ? 2 * r->n : 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	r->v = v;
	return 0;
}

/* Where the lines stand while they are read. */
struct reading {
	const char *name;	/* of the file */
	char *why;
	unsigned int number;	/* of the line */
	bool bad;		/* there was a bad one, why says which */
	bool damaged;		/* and no killed write leaves such a one */
	size_t whole;		/* records up to the last cell's end */
};

static void drop_records(struct records *r, size_t from)
{
	while (r->n > from)
		json_decref(r->v[--r->n].root);
}

static bool says_cell(const json_t *j)
{
	return !strcmp(record_str(j, "kind", ""), "cell");
}

/*
 * One whole line. A bad one is noted, the first of them; it is an error now
 * if it ends a cell, and later if a cell's end follows. 0, -EINVAL, -ENOMEM.
 */
static int take_line(struct records *r, struct reading *at, const char *line,
		     size_t len)
{
	char what[160];
	json_error_t e;
	json_t *j;
	bool end;
	int err;

	if (grow(r)) {
		snprintf(at->why, RECORD_WHY, "out of memory");
		return -ENOMEM;
	}
	j = json_loadb(line, len, JSON_REJECT_DUPLICATES, &e);
	r->v[r->n] = (struct record){ .line = at->number };
	err = j ? read_one(&r->v[r->n], j, what, sizeof(what)) : -EINVAL;
	if (!j)
		snprintf(what, sizeof(what), "%.140s", e.text);
	end = says_cell(j);
	if (err && !at->bad) {
		text_plain(what);
		snprintf(at->why, RECORD_WHY, "%.80s:%u: %s", at->name,
			 at->number, what);
	}
	at->bad |= err != 0;
	at->damaged |= !json_is_object(j);
	if (err)
		json_decref(j);
	else
		r->n++;
	if (end && !at->bad)
		at->whole = r->n;
	return end && at->bad ? -EINVAL : 0;
}

/* Where the cell of each record begins and ends. */
static void find_cells(struct records *r)
{
	for (size_t i = 0, first = 0; i < r->n; i++) {
		if (!record_is_end(&r->v[i]))
			continue;
		for (size_t k = first; k <= i; k++) {
			r->v[k].first = first;
			r->v[k].last = i;
		}
		first = i + 1;
	}
}

/*
 * A cell's lines are one write, its end last. What follows the last end is
 * what a killed write left: lines of records, the last of them cut.
 */
int records_parse(struct records *r, const char *text, size_t len,
		  const char *name, char *why)
{
	struct reading at = { .name = name, .why = why };
	int err = 0;

	*r = (struct records){ 0 };
	for (size_t from = 0; !err && from < len; ) {
		const char *nl = memchr(text + from, '\n', len - from);
		size_t whole = at.whole, end = nl ? (size_t)(nl - text) : len;

		at.number++;
		r->torn++;
		if (nl)
			err = take_line(r, &at, text + from, end - from);
		from = end + 1;
		if (at.whole != whole) {
			r->good = from;
			r->torn = 0;
		}
	}
	if (at.damaged)
		err = err ?: -EINVAL;
	drop_records(r, at.whole);
	find_cells(r);
	if (!err)
		err = records_check(r, name, why);
	if (err)
		records_free(r);
	else
		records_voids(r);
	return err;
}

int records_read(struct records *r, const char *path, char *why)
{
	size_t len;
	char *text;
	int err;

	*r = (struct records){ 0 };
	err = file_read(path, &text, &len);
	if (err) {
		snprintf(why, RECORD_WHY, "%.200s: %s", path, file_error(err));
		return err;
	}
	err = records_parse(r, text, len, path, why);
	free(text);
	return err;
}

static bool is(const char *want, const char *text)
{
	return !want || !strcmp(want, text);
}

const struct record *records_next(const struct records *r,
				  const struct record_like *like,
				  const struct record *after)
{
	size_t i = after ? (size_t)(after - r->v) + 1 :
		   like->beside ? like->beside->first : 0;
	size_t end = like->beside ? like->beside->last + 1 : r->n;

	for (; i < end; i++) {
		const struct record *e = &r->v[i];

		if (!is(like->scenario, e->scenario) || !is(like->variant, e->variant))
			i = e->last;
		else if (is(like->kind, e->kind) &&
			 is(like->load, like->load ?
			    record_str(e->data, "load", "") : NULL))
			return e;
	}
	return NULL;
}

void records_free(struct records *r)
{
	for (size_t i = 0; i < r->n; i++)
		json_decref(r->v[i].root);
	free(r->v);
	*r = (struct records){ 0 };
}

/* ---- lines out of L1 ------------------------------------------------------ */

static bool is_end_marker(const json_t *j)
{
	return !strcmp(record_str(j, "type", ""), "end") &&
	       strcmp(record_str(j, "level", "L1"), "L2");
}

static int raw_bad(struct raw_lines *r, unsigned int number, const char *what)
{
	r->ok = false;
	snprintf(r->why, sizeof(r->why), "record line %u: %s", number, what);
	return -EINVAL;
}

static int raw_end(struct raw_lines *r, const json_t *j, unsigned int number)
{
	const char *status = record_str(j, "status", "");

	r->ended = true;
	r->ok = !strcmp(status, "ok");
	if (!r->ok && strcmp(status, "fail"))
		return raw_bad(r, number, "end marker without a known status");
	if (!r->ok)
		snprintf(r->why, sizeof(r->why), "%s",
			 record_str(j, "why", "no reason given"));
	return 0;
}

static int raw_line(struct raw_lines *r, const char *line, size_t len,
		    unsigned int number)
{
	json_t *j, **v;
	json_error_t e;

	if (r->ended)
		return raw_bad(r, number, "text after the end marker");
	j = json_loadb(line, len, JSON_REJECT_DUPLICATES, &e);
	if (!json_is_object(j) || !*record_str(j, "type", "")) {
		json_decref(j);
		return raw_bad(r, number, j ? "no object with a type" : e.text);
	}
	if (is_end_marker(j)) {
		int err = raw_end(r, j, number);

		json_decref(j);
		return err;
	}
	v = realloc(r->v, (r->n + 1) * sizeof(*v));
	if (!v) {
		json_decref(j);
		return -ENOMEM;
	}
	r->v = v;
	v[r->n++] = j;
	return 0;
}

int raw_parse(struct raw_lines *r, const char *text, size_t len)
{
	unsigned int number = 0;
	int err = 0;

	*r = (struct raw_lines){ 0 };
	for (size_t at = 0; !err && at < len; ) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t end = nl ? (size_t)(nl - text) : len;

		number++;
		if (!nl)
			err = raw_bad(r, number, "cut short");
		else
			err = raw_line(r, text + at, end - at, number);
		at = end + 1;
	}
	if (err == -ENOMEM)
		return err;
	if (!err && !r->ended)
		snprintf(r->why, sizeof(r->why), "no end marker");
	return 0;
}

void raw_free(struct raw_lines *r)
{
	for (size_t i = 0; i < r->n; i++)
		json_decref(r->v[i]);
	free(r->v);
	*r = (struct raw_lines){ 0 };
}

bool raw_has_end(const char *text, size_t len)
{
	const char *line;
	json_t *j;
	bool end;

	if (!len || text[len - 1] != '\n')
		return false;
	line = memrchr(text, '\n', len - 1);
	line = line ? line + 1 : text;
	j = json_loadb(line, text + len - 1 - line, 0, NULL);
	end = j && is_end_marker(j);
	json_decref(j);
	return end;
}
