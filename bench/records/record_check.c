// SPDX-License-Identifier: GPL-2.0-or-later
/* record_check.c - see record_check.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record_check.h"
#include "text.h"
#include "voids.h"

/* ---- what a kind has ---------------------------------------------------------- */

/* The kinds of docs/records.md, and what no line of them lacks. */
static const struct kind {
	const char *name, *needs;
} kinds[] = {
	{ "cell", "status" },
	{ "probe", "seen direct split failed unsafe" },
	{ "rate", "load bytes virt_ns" },
	{ "time", "what virt_ns" },
	{ "sweep", "axis pct pattern bytes busy_ns virt_ns" },
	{ "span", "load entries" },
	{ "gpu", "page engine" },
	{ "traps", "exits user_exits" },
	{ "backing", "ram" },
	{ "neighbour", "kib bad_pages bad_bytes" },
	{ "kernel", "complaints" },
	{ "kmemleak", "leaks" },
	{ "unmodelled", "met" },
	{ "profile", "symbols" },
	{ "command", "name result" },
	{ "pictures", "load compared differ" },
	{ "nested", "load" },
	{ "kvm", "kvm" },
	{ "program", "load exit_status" },
	{ "objects", "load made bound" },
	{ "metal", "" },
	{ "note", "text" },
	{ "end", "status" },	/* a guest's own */
};

/* What a value must be, by its own key; all that has no row is a count. */
enum rule { COUNT, SIGNED, REAL, TEXT, BOOL, COUNT_OR_NULL, FREE };

static const struct {
	const char *key;
	enum rule rule;
} rules[] = {
	{ "type", TEXT }, { "level", TEXT }, { "scenario", TEXT },
	{ "status", TEXT }, { "why", TEXT }, { "text", TEXT }, { "log", TEXT },
	{ "from", TEXT },
	{ "load", TEXT }, { "what", TEXT }, { "at", TEXT }, { "axis", TEXT },
	{ "pattern", TEXT }, { "ram", TEXT }, { "backing", TEXT },
	{ "domain", TEXT }, { "placement", TEXT }, { "order", TEXT },
	{ "params_hash", TEXT }, { "not_set_up_why", TEXT },
	{ "crashed_in", TEXT }, { "met", TEXT }, { "console_tail", TEXT },
	{ "event", TEXT }, { "in", TEXT }, { "symbol", TEXT }, { "tool", TEXT },
	{ "name", TEXT }, { "complaints", TEXT },	/* a list, or counts and a text */
	{ "counted", BOOL }, { "agrees", BOOL }, { "checksum_ok", BOOL },
	{ "lives", BOOL }, { "console_cut", BOOL }, { "stopped", BOOL }, { "overlaps", BOOL },
	{ "driver", TEXT }, { "says", TEXT }, { "exit_status", COUNT_OR_NULL },
	{ "exits", COUNT_OR_NULL }, { "user_exits", COUNT_OR_NULL },
	{ "wall_s", REAL },
	{ "result", FREE },	/* hyperfine's own */
	/* a kernel may give back more than it took: that is a finding */
	{ "found", SIGNED }, { "leaks", SIGNED },
	{ "pins_outstanding", SIGNED }, { "spt_live", SIGNED },
};

static enum rule rule_of(const char *key, enum rule above)
{
	if (above == FREE || above == SIGNED)	/* all below, too */
		return above;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rules[i].key, key))
			return rules[i].rule;
	return COUNT;
}

struct check {
	char *what;
	size_t len;
};

static int refuse(struct check *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static int refuse(struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->what, c->len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- values ------------------------------------------------------------------- */

static int check_number(struct check *c, const char *key, const json_t *v,
			enum rule rule)
{
	json_int_t n = json_integer_value(v);

	if (json_is_real(v))
		return rule == REAL && json_real_value(v) >= 0 ? 0 :
		       refuse(c, "%.40s is %g: no count", key, json_real_value(v));
	if (rule == TEXT || rule == BOOL)
		return refuse(c, "%.40s is a number", key);
	if (n < 0 && rule != SIGNED)
		return refuse(c, "%.40s is %lld: a count is not negative", key,
			      (long long)n);
	if (n > RECORD_COUNT_MAX || n < -RECORD_COUNT_MAX)
		return refuse(c, "%.40s is %lld, beyond 2^50", key, (long long)n);
	return 0;
}

static int check_value(struct check *c, const char *key, const json_t *v,
		       enum rule rule);

static int check_inside(struct check *c, const char *key, const json_t *v,
			enum rule rule)
{
	const char *name;
	json_t *sub;
	size_t i;
	int err = 0;

	json_array_foreach(v, i, sub)
		err = err ?: check_value(c, key, sub, rule);
	json_object_foreach((json_t *)v, name, sub)
		err = err ?: check_value(c, name, sub, rule_of(name, rule));
	return err;
}

static int check_value(struct check *c, const char *key, const json_t *v,
		       enum rule rule)
{
	if (rule == FREE)
		return 0;
	if (json_is_object(v) || json_is_array(v))
		return check_inside(c, key, v, rule);
	if (json_is_number(v))
		return check_number(c, key, v, rule);
	if (json_is_string(v))
		return rule == TEXT ? 0 :
		       refuse(c, "%.40s is text: no count", key);
	if (json_is_null(v))
		return rule == COUNT_OR_NULL || rule == BOOL ? 0 :
		       refuse(c, "%.40s is null", key);
	return rule == BOOL ? 0 : refuse(c, "%.40s is true or false", key);
}

/* Entries of which some are 2MiB: no part is more than the whole. */
static int check_parts(struct check *c, const json_t *d)
{
	int64_t seen = record_int(d, "seen", 0);
	int64_t direct = record_int(d, "direct", 0);
	int64_t parts = direct + record_int(d, "split", 0) +
			record_int(d, "failed", 0);
	int64_t unsafe = record_int(d, "unsafe", 0);

	if (direct > seen)
		return refuse(c, "direct is %lld of %lld seen", (long long)direct,
			      (long long)seen);
	if (parts > seen)
		return refuse(c, "direct, split and failed are %lld of %lld seen",
			      (long long)parts, (long long)seen);
	if (unsafe > direct)
		return refuse(c, "unsafe is %lld of %lld direct", (long long)unsafe,
			      (long long)direct);
	return 0;
}

/* What was not executed is named, all of it (voids.h). */
static int check_skipped(struct check *c, const json_t *counts)
{
	if (void_check(counts) != -EINVAL)
		return 0;
	return refuse(c, "not_executed is %lld, and its commands do not add up to "
		      "that", (long long)record_int(counts, "not_executed", 0));
}

/* ---- a record ----------------------------------------------------------------- */

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static int check_needs(struct check *c, const struct kind *k, const json_t *d)
{
	char key[32];
	size_t n;

	for (const char *p = k->needs; *p; p += n + (p[n] == ' ')) {
		n = strcspn(p, " ");
		snprintf(key, sizeof(key), "%.*s", (int)n, p);
		if (!json_object_get(d, key))
			return refuse(c, "%s without %s", k->name, key);
	}
	return 0;
}

/* Of the kind's, or "-": a time of a machine whose times say nothing. */
static bool tag_fits(const char *tag, const char *kind)
{
	const char *exact = record_tag(kind, true);

	if (strlen(tag) != 1 || !strchr("xvm-", *tag))
		return false;
	return !strcmp(exact, "-") || !strcmp(tag, exact) ||
	       !strcmp(tag, record_tag(kind, false)) ||
	       (!strcmp(tag, "-") && strcmp(exact, "x"));
}

/* What is the same in all lines of a cell, and what names it. */
static int check_head(struct check *c, const struct record *r)
{
	size_t hex = strspn(r->env, "0123456789abcdef");

	if (!text_is_name(r->variant) || !text_is_name(r->scenario) ||
	    !text_is_name(r->machine))
		return refuse(c, "odd characters in the name of a variant, scenario or "
			      "machine");
	if (!text_is_plain(r->run) || !text_is_plain(r->cell))
		return refuse(c, "control characters in a name");
	if (hex != 12 || r->env[hex])
		return refuse(c, "env is no id of 12 digits");
	if (strcmp(r->level, "L1") && strcmp(r->level, "L2"))
		return refuse(c, "level is neither L1 nor L2");
	if (!tag_fits(r->tag, r->kind))
		return refuse(c, "tag is not that of kind %s", r->kind);
	return 0;
}

int record_check(const struct record *r, char *what, size_t len)
{
	struct check c = { what, len };
	const struct kind *k = kind_find(r->kind);
	json_t *entry;
	size_t i;
	int err;

	if (!k)
		return refuse(&c, "kind '%.30s' is not known", r->kind);
	err = check_head(&c, r);
	if (!err && !record_is_end(r) &&
	    strcmp(record_str(r->data, "type", ""), r->kind))
		err = refuse(&c, "the line's type is not %s", r->kind);
	if (!err)
		err = check_needs(&c, k, r->data);
	if (!err && strcmp(r->kind, "metal"))	/* a machine's own words */
		err = check_inside(&c, "data", r->data, COUNT);
	if (!err && !strcmp(r->kind, "probe"))
		err = check_parts(&c, r->data);
	if (!err)
		err = check_skipped(&c, !strcmp(r->kind, "span") ?
				    json_object_get(r->data, "gpu") : r->data);
	json_array_foreach(json_object_get(r->data, "entries"), i, entry)
		err = err ?: check_parts(&c, entry);
	return err;
}

/* ---- all of them --------------------------------------------------------------- */

static int bad_line(const struct record *r, const char *name, char *why,
		    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static int bad_line(const struct record *r, const char *name, char *why,
		    const char *fmt, ...)
{
	int n = snprintf(why, RECORD_WHY, "%.80s:%u: cell %u: ", name, r->line,
			 r->index);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why + n, RECORD_WHY - n, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static bool same_cell(const struct record *a, const struct record *b)
{
	return a->index == b->index && a->block == b->block &&
	       a->seed == b->seed && !strcmp(a->cell, b->cell) &&
	       !strcmp(a->variant, b->variant) && !strcmp(a->run, b->run) &&
	       !strcmp(a->scenario, b->scenario) &&
	       !strcmp(a->machine, b->machine) && !strcmp(a->env, b->env);
}

/* The lines from first up to an end: of one cell, as many as it counts. */
static int check_cell(const struct record *first, const struct record *end,
		      const char *name, char *why)
{
	int64_t want = record_int(end->data, "lines", end - first);

	for (const struct record *r = first; r < end; r++)
		if (!same_cell(r, end))
			return bad_line(r, name, why, "this line is among those of "
					"cell %u, which ends at line %u",
					end->index, end->line);
	if (want == end - first)
		return 0;
	return bad_line(end, name, why, "it has %td lines, and its end counts "
			"%lld: some are %s", end - first, (long long)want,
			want > end - first ? "lost" : "doubled");
}

static int by_index(const void *a, const void *b)
{
	const struct record *x = *(const struct record *const *)a;
	const struct record *y = *(const struct record *const *)b;

	return x->index != y->index ? (x->index > y->index ? 1 : -1) :
	       (x->line > y->line) - (x->line < y->line);
}

/* No cell has two ends. */
static int check_twice(const struct record **ends, size_t n, const char *name,
		       char *why)
{
	qsort(ends, n, sizeof(*ends), by_index);
	for (size_t i = 1; i < n; i++)
		if (ends[i]->index == ends[i - 1]->index)
			return bad_line(ends[i], name, why, "it is recorded twice, first "
					"at line %u", ends[i - 1]->line);
	return 0;
}

int records_check(const struct records *r, const char *name, char *why)
{
	const struct record **ends = calloc(r->n + 1, sizeof(*ends));
	size_t first = 0, n = 0;
	int err = ends ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < r->n; i++) {
		if (!record_is_end(&r->v[i]))
			continue;
		err = check_cell(&r->v[first], &r->v[i], name, why);
		first = i + 1;
		ends[n++] = &r->v[i];
	}
	if (!err)
		err = check_twice(ends, n, name, why);
	if (err == -ENOMEM)
		snprintf(why, RECORD_WHY, "out of memory");
	free(ends);
	return err;
}
