// SPDX-License-Identifier: GPL-2.0-or-later
/* contact.c - reading and writing the file of a first contact. */
#include <errno.h>
#include <math.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "metal/contact.h"
#include "text.h"

const char *const contact_statuses[CONTACT_STATUSES] = {
	[CONTACT_OK] = "ok", [CONTACT_MISSING] = "missing",
	[CONTACT_ROOT] = "needs-root", [CONTACT_SKIPPED] = "skipped",
	[CONTACT_FAILED] = "failed", [CONTACT_INTERRUPTED] = "interrupted",
};

static const char *const units[] = {
	"GB/s", "MiB/s", "GFLOPS", "GIOPS", "us", "ns", "cycles", "%",
};

struct reader {
	struct contact *c;
	const char *name;
	char *why;
	size_t whylen;
	unsigned int line;
	unsigned int open;	/* index of the first line of no step yet */
	bool ended;
	const char *text, *at;	/* all, and the line under way */
};

static int __attribute__((format(printf, 2, 3)))
refuse(struct reader *r, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(r->why, r->whylen, "%s:%u: ", r->name, r->line);

	va_start(ap, fmt);
	if (n >= 0 && (size_t)n < r->whylen)
		vsnprintf(r->why + n, r->whylen - n, fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

bool contact_unit(const char *unit)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(units[i], unit))
			return true;
	return false;
}

static const char *text_of(const json_t *j, const char *key)
{
	const char *s = json_string_value(json_object_get(j, key));

	return s ? s : "";
}

/* Names of rows, facts and steps: of text_is_name(), with slashes. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);

	if (!n || n > 60 || s[0] == '/' || s[n - 1] == '/')
		return false;
	for (; *s; s++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_./", *s))
			return false;
	return true;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int read_row(struct reader *r, json_t *j)
{
	struct contact_row *row = &r->c->row[r->c->nrows];
	json_t *v = json_object_get(j, "v"), *x;
	size_t i;

	*row = (struct contact_row){ .name = text_of(j, "name"),
		.unit = text_of(j, "unit"), .line = r->line, .j = j };
	if (!is_name(row->name))
		return refuse(r, "a row without a name");
	if (!contact_unit(row->unit))
		return refuse(r, "%s: no unit \"%.20s\" is known", row->name,
			      row->unit);
	if (!json_array_size(v) || json_array_size(v) > CONTACT_V)
		return refuse(r, "%s: \"v\" has to be 1 to %d numbers",
			      row->name, CONTACT_V);
	json_array_foreach(v, i, x) {
		double d = json_number_value(x);

		if (!json_is_number(x) || !isfinite(d) || d <= 0)
			return refuse(r, "%s: \"v\"[%zu] is no number above 0",
				      row->name, i);
		row->v[row->n++] = d;
	}
	qsort(row->v, row->n, sizeof(row->v[0]), ascending);
	for (i = 0; i < r->c->nrows; i++)
		if (!strcmp(r->c->row[i].name, row->name))
			return refuse(r, "%s stands in line %u, too", row->name,
				      r->c->row[i].line);
	r->c->nrows++;
	return 0;
}

static int read_fact(struct reader *r, json_t *j)
{
	return is_name(text_of(j, "name")) ? 0 :
	       refuse(r, "a fact without a name");
}

static int read_step(struct reader *r, json_t *j)
{
	struct contact_step *s = &r->c->step[r->c->nsteps];
	const char *status = text_of(j, "status");
	size_t i = 0;

	*s = (struct contact_step){ .name = text_of(j, "name"),
		.why = text_of(j, "why"), .first = r->open,
		.end = json_array_size(r->c->lines) };
	if (!is_name(s->name))
		return refuse(r, "a step without a name");
	while (i < CONTACT_STATUSES && strcmp(contact_statuses[i], status))
		i++;
	if (i == CONTACT_STATUSES)
		return refuse(r, "%s: no status \"%.20s\" is known", s->name,
			      status);
	s->status = i;
	if (s->status != CONTACT_OK && !*s->why)
		return refuse(r, "%s: %s, without \"why\"", s->name, status);
	if (!text_is_plain(s->why))
		return refuse(r, "%s: \"why\" has control characters", s->name);
	for (i = 0; i < r->c->nsteps; i++)
		if (!strcmp(r->c->step[i].name, s->name))
			return refuse(r, "step %s stands twice", s->name);
	r->open = s->end;
	r->c->nsteps++;
	return 0;
}

/* The digest is of what stands before this line. */
static int read_end(struct reader *r, json_t *j)
{
	char is[SHA256_DIGEST_STRING_LENGTH];

	if (!json_is_boolean(json_object_get(j, "complete")))
		return refuse(r, "the end does not say if it is \"complete\"");
	SHA256Data((const uint8_t *)r->text, r->at - r->text, is);
	if (strcmp(is, text_of(j, "sha256")))
		return refuse(r, "the digest is not of this text: the file was "
			      "changed or damaged");
	if (r->open != json_array_size(r->c->lines))
		return refuse(r, "rows before it belong to no step");
	r->c->complete = json_is_true(json_object_get(j, "complete"));
	r->ended = true;
	return 0;
}

/* Every text may reach a terminal. */
static bool all_plain(const json_t *j)
{
	const char *key;
	json_t *x;
	size_t i;

	if (json_is_string(j))
		return text_is_plain(json_string_value(j));
	json_array_foreach(j, i, x)
		if (!all_plain(x))
			return false;
	json_object_foreach((json_t *)j, key, x)
		if (!text_is_plain(key) || !all_plain(x))
			return false;
	return true;
}

static int read_head(struct reader *r, json_t *j)
{
	json_t *version = json_object_get(j, "version");

	if (strcmp(text_of(j, "type"), "gtt2m-contact"))
		return refuse(r, "not a file of gtt2m check --full");
	if (json_integer_value(version) != CONTACT_VERSION)
		return refuse(r, "version %lld; this program reads %d",
			      (long long)json_integer_value(version),
			      CONTACT_VERSION);
	r->c->head = j;
	return 0;
}

static int read_machine(struct reader *r, json_t *j)
{
	unsigned int vendor, device;
	char more;

	if (strcmp(text_of(j, "type"), "machine"))
		return refuse(r, "the second line is not of the machine");
	if (sscanf(text_of(j, "gpu"), "%4x:%4x%c", &vendor, &device, &more) != 2)
		return refuse(r, "\"gpu\" is not VENDOR:DEVICE");
	if (!*text_of(j, "iommu"))
		return refuse(r, "\"iommu\" is missing");
	r->c->machine = j;
	return 0;
}

static int read_object(struct reader *r, json_t *j)
{
	static const struct {
		const char *type;
		int (*read)(struct reader *r, json_t *j);
	} types[] = {
		{ "row", read_row }, { "fact", read_fact },
		{ "step", read_step },
	};
	const char *type = text_of(j, "type");

	if (r->ended)
		return refuse(r, "something stands behind the end");
	if (!all_plain(j))
		return refuse(r, "a text has control characters");
	if (r->c->machine && !strcmp(type, "end"))
		return read_end(r, j);
	if (json_array_append(r->c->lines, j))
		return -ENOMEM;
	if (!r->c->head)
		return read_head(r, j);
	if (!r->c->machine)
		return read_machine(r, j);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].type, type))
			return types[i].read(r, j);
	return refuse(r, "no line of type \"%.20s\" is known", type);
}

static int read_line(struct reader *r, const char *line, size_t len)
{
	json_error_t e;
	json_t *j;
	int err;

	if (len > CONTACT_LINE || r->line > CONTACT_LINES)
		return refuse(r, "too long");
	j = json_loadb(line, len, JSON_REJECT_DUPLICATES, &e);
	if (!j)
		text_plain(e.text);
	if (!json_is_object(j))
		err = refuse(r, "%s", j ? "not a JSON object" : e.text);
	else
		err = read_object(r, j);
	json_decref(j);
	return err;
}

static int read_lines(struct reader *r, size_t len)
{
	const char *end = r->text + len, *nl;
	int err = 0;

	for (r->at = r->text; r->at < end && !err; r->at = nl + 1) {
		r->line++;
		nl = memchr(r->at, '\n', end - r->at);
		if (!nl)
			return refuse(r, "the line has no end: the file was cut");
		err = read_line(r, r->at, nl - r->at);
	}
	if (!err && !r->ended)
		err = refuse(r, "no end marker: the file was cut");
	return err;
}

int contact_parse(struct contact *c, const char *text, size_t len,
		  const char *name, char *why, size_t whylen)
{
	struct reader r = { .c = c, .name = name, .why = why, .whylen = whylen,
			    .text = text, .open = 2 };	/* head, machine */
	size_t most = 1;
	int err = -ENOMEM;

	*c = (struct contact){ .lines = json_array() };
	for (size_t i = 0; i < len && most <= CONTACT_LINES; i++)
		most += text[i] == '\n';
	c->row = calloc(most, sizeof(*c->row));
	c->step = calloc(most, sizeof(*c->step));
	if (c->lines && c->row && c->step)
		err = read_lines(&r, len);
	if (err == -ENOMEM)
		snprintf(why, whylen, "%s: out of memory", name);
	if (err)
		contact_free(c);
	return err;
}

int contact_read(struct contact *c, const char *path, char *why, size_t whylen)
{
	char *text = NULL;
	size_t len;
	int err = file_read(path, &text, &len);

	if (err)
		snprintf(why, whylen, "%s: %s", path, file_error(err));
	else
		err = contact_parse(c, text, len, path, why, whylen);
	free(text);
	return err;
}

void contact_free(struct contact *c)
{
	json_decref(c->lines);
	free(c->row);
	free(c->step);
	*c = (struct contact){ 0 };
}

const char *contact_text(const struct contact *c, const char *key)
{
	return text_of(c->machine, key);
}

double contact_number(const struct contact *c, const char *key)
{
	return json_number_value(json_object_get(c->machine, key));
}

int contact_write(const json_t *lines, bool complete, const char *path)
{
	char *text = NULL, sum[SHA256_DIGEST_STRING_LENGTH];
	size_t len, i;
	json_t *j;
	FILE *f = open_memstream(&text, &len);
	int err;

	if (!f)
		return -ENOMEM;
	json_array_foreach(lines, i, j) {
		json_dumpf(j, f, JSON_COMPACT | JSON_ENSURE_ASCII |
			   JSON_REAL_PRECISION(6));
		fputc('\n', f);
	}
	fflush(f);
	SHA256Data((const uint8_t *)text, len, sum);
	fprintf(f, "{\"type\":\"end\",\"complete\":%s,\"sha256\":\"%s\"}\n",
		complete ? "true" : "false", sum);
	err = fclose(f) ? -ENOMEM : file_write(path, text, len);
	free(text);
	return err;
}

double contact_median(const struct contact_row *r)
{
	return r->v[(r->n - 1) / 2];
}
