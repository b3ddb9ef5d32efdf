// SPDX-License-Identifier: GPL-2.0-or-later
/* See perf.h. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock/perf.h"
#include "files.h"

/*
 * <20221103104840.7301df76@maurocar-mobl2>: 6.1-rc2 with lockdep, a part that is
 * not named (Gen12 by its engines).
 */
static const struct published {
	const char *name;
	double value;
} published[] = {
	{ "bcs0-4-kib-fill", 40 },
	{ "bcs0-64-kib-fill", 419 },
	{ "bcs0-2048-kib-fill", 3143 },
	{ "bcs0-65536-kib-fill", 3856 },
	{ "bcs0-4-kib-copy", 18 },
	{ "bcs0-64-kib-copy", 394 },
	{ "bcs0-2048-kib-copy", 4774 },
	{ "bcs0-65536-kib-copy", 11604 },
	{ "bcs0-semaphore-response", 873 },
	{ "bcs0-idle-dispatch-latency", 22600 },
	{ "bcs0-busy-dispatch-latency", 16400 },
	{ "bcs0-inter-request-latency", 2300 },
	{ "bcs0-context-switch-latency", 10400 },
	{ "bcs0-preemption-dispatch-latency", 38100 },
	{ "bcs0-completion-latency", 49400 },
	{ "bcs0-16k-mi_noop-cycles", 780 },
};

/* Lower case, blanks to dashes, what has no place in a name away. */
static void as_name(const char *from, size_t n, char *out, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < n && used + 1 < len; i++) {
		char c = from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 32 : from[i];

		if (c && strchr("abcdefghijklmnopqrstuvwxyz0123456789-_./", c))
			out[used++] = c;
		else if (c == ' ' && used && out[used - 1] != '-')
			out[used++] = '-';
	}
	out[used] = 0;
}

/* Where "bcs0: " begins; NULL: no engine is named. */
static const char *engine_in(const char *line)
{
	static const char *const engines[] = { "rcs", "bcs", "vcs", "vecs" };

	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
		const char *p = strstr(line, engines[i]);
		const char *d = p ? p + strlen(engines[i]) : NULL;

		if (d && d[0] >= '0' && d[0] <= '9' && d[1] == ':' && d[2] == ' ')
			return p;
	}
	return NULL;
}

bool perf_read(const char *line, struct perf_figure *f)
{
	const char *what = engine_in(line), *end = what ? strrchr(what, ':') : NULL;
	unsigned long long n, cycles;
	int all = 0;

	if (!end)
		return false;
	if (sscanf(end, ": %llu MiB/s%n", &n, &all) == 1 && all) {
		f->unit = "MiB/s";
	} else if (end - what > 6 && !memcmp(end - 6, "cycles", 6) &&
		   sscanf(end, ": %llu", &n) == 1) {
		f->unit = "cycles";
	} else {
		end = strstr(what, " cycles, ");
		if (!end || sscanf(end, " cycles, %lluns", &n) != 1)
			return false;
		while (end > what && end[-1] >= '0' && end[-1] <= '9')
			end--;
		if (sscanf(end, "%llu", &cycles) != 1)
			return false;
		while (end > what && end[-1] == ' ')
			end--;
		f->unit = "ns";
	}
	as_name(what, end - what, f->name, sizeof(f->name));
	f->value = n;
	return n > 0;
}

/* The first line that says it, in any of the records. */
static bool find(json_t *const *record, unsigned int n, const char *name,
		 struct perf_figure *f)
{
	for (unsigned int i = 0; i < n; i++) {
		json_t *lines = json_object_get(record[i], "figures"), *v;
		size_t k;

		json_array_foreach(lines, k, v)
			if (perf_read(json_string_value(v) ?: "", f) &&
			    !strcmp(f->name, name))
				return true;
	}
	return false;
}

#define RECORDS	8u

static int read_lines(const char *path, char *text, json_t **record,
		      unsigned int *n, char *why, size_t whylen)
{
	char *save, *line = strtok_r(text, "\n", &save);
	unsigned int number = 0;

	for (; line; line = strtok_r(NULL, "\n", &save)) {
		number++;
		record[*n] = *n < RECORDS ? json_loads(line, 0, NULL) : NULL;
		if (!record[*n] || !json_is_array(json_object_get(record[*n],
								  "figures"))) {
			snprintf(why, whylen, "%s:%u: no record of a performance test",
				 path, number);
			*n += !!record[*n];
			return -EINVAL;
		}
		++*n;
	}
	return 0;
}

static int print_all(const char *path, json_t *const *record, unsigned int n,
		     FILE *out, char *why, size_t whylen)
{
	fprintf(out, "i915's performance selftests on the emulated part, as kept in\n"
		"%s (of %.12s; the device's own set; times have the CPU's\n"
		"in them), beside those of another part, Gen12 with lockdep\n", path,
		json_string_value(json_object_get(record[0], "suite")) ?: "?");
	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		const struct published *p = &published[i];
		struct perf_figure f;

		if (!find(record, n, p->name, &f)) {
			snprintf(why, whylen, "%s: has no figure \"%s\"", path,
				 p->name);
			return -ENOENT;
		}
		fprintf(out, "  %-36s published %6.0f  model %6.0f %-6s  x %.2f\n",
			p->name, p->value, f.value, f.unit, f.value / p->value);
	}
	return 0;
}

int perf_print(const char *path, FILE *out, char *why, size_t whylen)
{
	json_t *record[RECORDS + 1] = { 0 };
	unsigned int n = 0;
	size_t len;
	char *text;
	int err = file_read(path, &text, &len);

	if (err) {
		snprintf(why, whylen, "%s: %s", path, strerror(-err));
		return err;
	}
	err = read_lines(path, text, record, &n, why, whylen);
	if (!err && !n) {
		snprintf(why, whylen, "%s: is empty", path);
		err = -EINVAL;
	}
	if (!err)
		err = print_all(path, record, n, out, why, whylen);
	while (n)
		json_decref(record[--n]);
	free(text);
	return err;
}
