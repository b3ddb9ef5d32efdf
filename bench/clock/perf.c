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
 * not named (Gen12 by its engines). The kernel's words up to the figure.
 */
static const struct figure {
	const char *says, *unit;
	double published;
} figures[] = {
	{ "bcs0: 4 KiB fill: ", "MiB/s", 40 },
	{ "bcs0: 64 KiB fill: ", "MiB/s", 419 },
	{ "bcs0: 2048 KiB fill: ", "MiB/s", 3143 },
	{ "bcs0: 65536 KiB fill: ", "MiB/s", 3856 },
	{ "bcs0: 4 KiB copy: ", "MiB/s", 18 },
	{ "bcs0: 64 KiB copy: ", "MiB/s", 394 },
	{ "bcs0: 2048 KiB copy: ", "MiB/s", 4774 },
	{ "bcs0: 65536 KiB copy: ", "MiB/s", 11604 },
	{ "bcs0: semaphore response ", "ns", 873 },
	{ "bcs0: idle dispatch latency ", "ns", 22600 },
	{ "bcs0: busy dispatch latency ", "ns", 16400 },
	{ "bcs0: inter-request latency ", "ns", 2300 },
	{ "bcs0: context switch latency ", "ns", 10400 },
	{ "bcs0: preemption dispatch latency ", "ns", 38100 },
	{ "bcs0: completion latency ", "ns", 49400 },
	{ "bcs0: 16K MI_NOOP cycles: ", "cycles", 780 },
};

/* "17 cycles, 873ns" has the time last. */
static double value_of(const char *text, const char *unit)
{
	const char *comma = strchr(text, ',');

	return atof(!strcmp(unit, "ns") && comma ? comma + 1 : text);
}

/* The first line that says it, in any of the records; -1: none does. */
static double find(json_t *const *record, unsigned int n,
		   const struct figure *f)
{
	for (unsigned int i = 0; i < n; i++) {
		json_t *lines = json_object_get(record[i], "figures"), *v;
		size_t k;

		json_array_foreach(lines, k, v) {
			const char *text = json_string_value(v);

			if (text && !strncmp(text, f->says, strlen(f->says)))
				return value_of(text + strlen(f->says), f->unit);
		}
	}
	return -1;
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
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		const struct figure *f = &figures[i];
		double v = find(record, n, f);

		if (v < 0) {
			snprintf(why, whylen, "%s: nothing says \"%s\"", path,
				 f->says);
			return -ENOENT;
		}
		fprintf(out, "  %-36s published %6.0f  model %6.0f %-6s  x %.2f\n",
			f->says, f->published, v, f->unit, v / f->published);
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
