// SPDX-License-Identifier: GPL-2.0-or-later
/* census.c - see census.h. */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "census.h"

#define CENSUS GUEST_PREFIX "user-"

const char *const census_engines[ENGINES] = {
	"rcs0", "bcs0", "vcs0", "vecs0",
};

double census_share(const struct phase *p)
{
	double big = 2097152.0 * (double)p->n[ENTRIES_2M];
	double all = big + 65536.0 * (double)p->n[ENTRIES_64K] +
		     4096.0 * (double)p->n[ENTRIES_4K];

	return all > 0 ? 100 * big / all : -1;
}

int64_t census_moved(const struct phase *p)
{
	return p->n[GPU_4K] + p->n[GPU_64K] + p->n[GPU_2M];
}

double census_moved_2m(const struct phase *p)
{
	double all = (double)census_moved(p);

	return all > 0 && !p->n[NOT_EXECUTED] ? 100 * (double)p->n[GPU_2M] / all : -1;
}

/* The first record of a kind for a load, in the cell of another record. */
static const json_t *beside(const struct report *r, const struct record *at,
			    const char *kind, const char *load)
{
	const struct record *e = records_next(&r->run.records,
		&(struct record_like){ .kind = kind, .load = load, .beside = at },
		NULL);

	return e ? e->data : NULL;
}

/* Integer at a.b.key of a span. */
static int64_t deep(const json_t *span, const char *a, const char *b,
		    const char *key)
{
	return record_int(json_object_get(json_object_get(span, a), b), key, 0);
}

static int64_t all_sizes(const json_t *span, const char *way)
{
	json_t *o = json_object_get(json_object_get(span, "dma_rw"), way), *v;
	const char *key;
	int64_t sum = 0;

	json_object_foreach(o, key, v)
		sum += json_integer_value(v);
	return sum;
}

static void add_sizes(const json_t *span, const char *way, int64_t *sum)
{
	char key[16];

	for (unsigned int k = 0; k < RW_SIZES; k++) {
		snprintf(key, sizeof(key), "%u", k == RW_PAGE ? 4096 :
			 k == RW_BELOW_PAGE ? 4095 : 1u << k);
		sum[k] += deep(span, "dma_rw", way, key);
	}
}

static int64_t moved(const json_t *span, const char *page)
{
	const json_t *o = json_object_get(json_object_get(span, "gpu"), "page");

	return record_int(json_object_get(o, page), "bytes_read", 0) +
	       record_int(json_object_get(o, page), "bytes_written", 0);
}

/* Adds the counts of an object to those of another, by name. */
static void add_counts(json_t *to, json_t *by)
{
	const char *name;
	json_t *v;

	json_object_foreach(by, name, v)
		json_object_set_new(to, name, json_integer(
			json_integer_value(v) +
			json_integer_value(json_object_get(to, name))));
}

void census_add_writers(json_t *to, json_t *by)
{
	const char *name;
	json_t *v;

	json_object_foreach(by, name, v) {
		if (!json_object_get(to, name))
			json_object_set_new(to, name, json_object());
		add_counts(json_object_get(to, name), v);
	}
}

static void add_span(struct phase *p, const json_t *span)
{
	const json_t *e = json_array_get(json_object_get(span, "entries"), 0);
	const json_t *gpu = json_object_get(span, "gpu");
	const int64_t more[COUNTS] = {
		[ENTRIES_4K] = record_int(e, "seen_4k", 0),
		[ENTRIES_64K] = record_int(e, "seen_64k", 0),
		[ENTRIES_2M] = record_int(e, "seen", 0),
		[GPU_4K] = moved(span, "4k"), [GPU_64K] = moved(span, "64k"),
		[GPU_2M] = moved(span, "2m"),
		[NOT_EXECUTED] = record_int(gpu, "not_executed", 0),
		[READS] = all_sizes(span, "read"),
		[READS_8] = deep(span, "dma_rw", "read", "8"),
		[READS_PAGE] = deep(span, "dma_rw", "read", "4096"),
		[WRITES] = all_sizes(span, "write"),
		[WRITES_PAGE] = deep(span, "dma_rw", "write", "4096"),
		[DIRECT] = record_int(e, "direct", 0),
		[SPLIT] = record_int(e, "split", 0),
		[FAILED] = record_int(e, "failed", 0),
		[UNSAFE] = record_int(e, "unsafe", 0),
	};

	for (size_t i = 0; i < COUNTS; i++)
		p->n[i] += more[i];
	add_counts(p->skipped, json_object_get(gpu, "not_executed_by"));
	census_add_writers(p->writers, json_object_get(
		json_object_get(span, "dma_rw"), "writers"));
	add_sizes(span, "read", p->read);
	add_sizes(span, "write", p->write);
	for (size_t i = 0; i < ENGINES; i++)
		p->submissions[i] += deep(gpu, "engine", census_engines[i],
					  "submissions");
}

/* Programs have no hyphen in their names: "user-neo-shmem". */
static size_t program_len(const char *scenario)
{
	return strlen("user-") + strcspn(scenario + strlen("user-"), "-");
}

bool census_same_program(const struct phase *a, const struct phase *b)
{
	size_t n = program_len(a->scenario);

	return n == program_len(b->scenario) &&
	       !strncmp(a->scenario, b->scenario, n);
}

/* The load of a cell, made if it is not there; NULL: no memory. */
static struct phase *phase_of(struct census *c, const struct report *r,
			      const struct record *at, const char *load,
			      size_t len)
{
	const char *scenario = cell_guest(at->scenario);
	struct phase *v;

	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].scenario, scenario) &&
		    strlen(c->v[i].load) == len &&
		    !strncmp(c->v[i].load, load, len))
			return &c->v[i];
	v = realloc(c->v, (c->n + 1) * sizeof(*v));
	if (!v)
		return NULL;
	c->v = v;
	v[c->n] = (struct phase){ .run = r, .cell = at->index,
				  .scenario = scenario,
				  .skipped = json_object(),
				  .writers = json_object() };
	snprintf(v[c->n].setting, sizeof(v[c->n].setting), "%s", scenario +
		 program_len(scenario) + (scenario[program_len(scenario)] == '-'));
	snprintf(v[c->n].load, sizeof(v[c->n].load), "%.*s", (int)len, load);
	return &v[c->n++];
}

static int take(struct census *c, const struct report *r,
		const struct record *at)
{
	const char *load = record_str(at->data, "load", "");
	size_t len = !strcmp(load, CENSUS_BOOT) ? strlen(load) : strcspn(load, "/");
	struct phase *p = phase_of(c, r, at, load, len);

	if (!p)
		return -1;
	add_span(p, at->data);
	if (!p->program)
		p->program = beside(r, at, "program", load);
	if (!p->objects)
		p->objects = beside(r, at, "objects", p->load);
	return 0;
}

bool census_is(const char *scenario)
{
	return !strncmp(scenario, CENSUS, strlen(CENSUS));
}

bool census_alone(const struct report *r)
{
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		if (!census_is(r->run.plan.scenarios[k].name))
			return false;
	return true;
}

size_t census_variant(const struct report *r)
{
	return r->tally.baseline >= 0 ? r->tally.baseline : 0;
}

/* The scenario that stands for its program: without setting, or the first. */
static const struct phase *stands_for(const struct census *c,
				      const struct phase *p)
{
	const struct phase *first = NULL;

	for (size_t i = 0; i < c->n; i++) {
		const struct phase *q = &c->v[i];

		if (!census_same_program(q, p))
			continue;
		if (!*q->setting)
			return q;
		if (!first)
			first = q;
	}
	return first ? first : p;
}

void census_settle(struct census *c)
{
	for (size_t i = 0; i < c->n; i++)
		c->v[i].plain = !strcmp(stands_for(c, &c->v[i])->setting,
					c->v[i].setting);
}

static void collect_one(struct census *c, const struct report *r,
			size_t variant, const char *scenario)
{
	const struct record_like like = {
		.kind = "span", .variant = r->run.plan.variants[variant],
		.scenario = scenario,
	};
	const struct record *e = NULL;

	while (census_is(scenario) &&
	       (e = records_next(&r->run.records, &like, e)))
		if (!e->block &&
		    json_array_size(json_object_get(e->data, "entries")) &&
		    take(c, r, e))
			return;
}

void census_collect(struct census *c, const struct report *r, size_t variant)
{
	for (size_t k = 0; k < r->run.plan.nscenarios; k++)
		collect_one(c, r, variant, r->run.plan.scenarios[k].name);
	census_settle(c);
}

const char *census_label(const struct phase *p, char *text, size_t len)
{
	if (*p->setting)
		snprintf(text, len, "%s (%s)", p->load, p->setting);
	else
		snprintf(text, len, "%s", p->load);
	return text;
}

bool census_told(const struct census *c, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (c->v[i].plain && !strcmp(c->v[i].load, CENSUS_BOOT) &&
		    !strcmp(c->v[at].load, CENSUS_BOOT))
			return true;
	return false;
}

/* "6.1" of "6.1.192". */
static void kernel_of(const struct report *r, char *text, size_t len)
{
	const char *v = report_kernel(r), *dot = strchr(v, '.');
	size_t n = dot ? (size_t)(dot - v) + 1 + strspn(dot + 1, "0123456789") :
			 strlen(v);

	snprintf(text, len, "%.*s", (int)n, v);
}

void census_name_kernel(struct phase *p, const struct report *first)
{
	char kernel[8], usual[8], setting[sizeof(p->setting)];

	kernel_of(p->run, kernel, sizeof(kernel));
	kernel_of(first, usual, sizeof(usual));
	if (!strcmp(kernel, usual))
		return;
	memcpy(setting, p->setting, sizeof(setting));
	snprintf(p->setting, sizeof(p->setting), "%s%s%.20s", kernel,
		 *setting ? " " : "", setting);
}

int64_t census_bound(const struct phase *p, const char *kind, const char *what)
{
	return record_int(json_object_get(json_object_get(p->objects, "bound"),
					  kind), what, 0);
}

int64_t census_bound_all(const struct phase *p, const char *what)
{
	json_t *kinds = json_object_get(p->objects, "bound"), *v;
	const char *kind;
	int64_t sum = 0;

	json_object_foreach(kinds, kind, v)
		sum += record_int(v, what, 0);
	return sum;
}

static int64_t not_below_0(int64_t n)
{
	return n > 0 ? n : 0;
}

/*
 * An object of shmem can be behind 2MiB entries only where it is bound at a
 * multiple of 2 MiB; memory of the program wherever it has whole ones.
 */
int64_t census_losses(const struct phase *p, int64_t loss[LOSSES])
{
	int64_t all = census_bound_all(p, "bytes");
	int64_t big = census_bound_all(p, "big_bytes");
	int64_t own = census_bound(p, "userptr", "big_bytes");
	int64_t own_2m = census_bound(p, "userptr", "inside_2m") << 21;
	int64_t at = census_bound_all(p, "big_at_2m") -
		     census_bound(p, "userptr", "big_at_2m");
	int64_t whole = (census_bound_all(p, "aligned_2m") -
			 census_bound(p, "userptr", "aligned_2m")) << 21;

	loss[LOSS_SMALL] = all - big;
	loss[LOSS_ADDRESS] = not_below_0(big - own - at) +
			     not_below_0(own - own_2m);
	loss[LOSS_TAIL] = not_below_0(at - whole);
	loss[LOSS_MEMORY] = not_below_0(all - loss[LOSS_SMALL] -
					loss[LOSS_ADDRESS] - loss[LOSS_TAIL] -
					(p->n[ENTRIES_2M] << 21));
	return all;
}

void census_drop(struct phase *p)
{
	json_decref(p->skipped);
	json_decref(p->writers);
	p->skipped = p->writers = NULL;
}

void census_free(struct census *c)
{
	for (size_t i = 0; i < c->n; i++)
		census_drop(&c->v[i]);
	free(c->v);
	free(c->first);
	*c = (struct census){ 0 };
}
